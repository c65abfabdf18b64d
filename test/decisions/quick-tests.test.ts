import { expect } from "chai";
import fc from "fast-check";
import { passesUnaryTests } from "../../engine/core/feel.ts";
import { unaryTests } from "../../engine/decisions/quick-tests.ts";
import { NOW } from "./dmn-text.ts";

describe("cells that are tested without feelin", () => {
  const number = fc.oneof(fc.integer({ min: -9, max: 9 }).map(String), fc.constantFrom("0.5", "-1.25", "7.0"));
  const item = fc.oneof(
    fc.constantFrom('"a"', '"b"', '""', "true", "false", "null"),
    number,
    fc.tuple(fc.constantFrom("<", "<=", ">", ">="), fc.constantFrom("", " "), number).map((parts) => parts.join("")),
    fc
      .tuple(fc.constantFrom("[", "(", "]"), fc.tuple(number, number), fc.constantFrom("]", ")", "["))
      .map(([opens, ends, closes]) => `${opens}${ends.sort((a, b) => Number(a) - Number(b)).join(" .. ")}${closes}`),
  );
  const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(", "));
  const tests = fc.oneof(
    list,
    list.map((inner) => `not(${inner})`),
  );
  const value = fc.oneof(
    fc.constantFrom<unknown>("a", "b", "", true, false, null),
    fc.integer({ min: -10, max: 10 }),
    fc.constantFrom(0.5, -1.25, 7),
  );

  it("given any simple tests and any plain value, then the answer is feelin's", () => {
    fc.assert(
      fc.property(tests, value, (text, each) => {
        const { quick } = unaryTests(text);
        expect(quick, text).to.be.a("function");
        expect(quick?.(each)).to.equal(passesUnaryTests(text, each, {}, NOW));
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves lists, contexts and what is more than simple to feelin", () => {
    expect(unaryTests('"a"').quick?.(["a"])).to.equal(undefined);
    for (const text of [
      "> limit",
      "? > 1",
      'date("2012-05-14")',
      "name",
      String.raw`"a\"b"`,
      "1 + 1",
      "[9..1]",
      '"a",',
      "not(x)",
      "= 5",
    ])
      expect(unaryTests(text).quick, text).to.equal(undefined);
  });
});
