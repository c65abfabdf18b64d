import { expect } from "chai";
import fc from "fast-check";
import type { Json, Variables } from "../../engine/core/events.ts";
import {
  compileSimple,
  evaluate,
  evaluateCondition,
  evaluateWithFeelin,
  ExpressionError,
} from "../../engine/core/feel.ts";

const NOW = "2012-05-14T04:00:00.000Z";

/** The value, or the kind of error. */
function outcome(run: () => Json): Json {
  try {
    return run();
  } catch (error) {
    if (error instanceof ExpressionError) return "error";
    throw error;
  }
}

describe("FEEL expressions", () => {
  const name = fc.constantFrom("a", "b", "c", "person.found", "d");
  const literal = fc.oneof(
    fc.constantFrom('"yes"', '"no"', '""', "true", "false"),
    fc.integer({ min: 0, max: 20 }).map(String),
    fc.constantFrom("0.5", "1.25"),
  );
  const { expression } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
    operand: fc.oneof(
      { depthSize: "small" },
      name,
      literal,
      tie("expression").map((inner) => `(${inner})`),
    ),
    expression: fc.oneof(
      { depthSize: "small" },
      tie("operand"),
      fc
        .tuple(tie("operand"), fc.constantFrom("=", "!=", "<", "<=", ">", ">="), tie("operand"))
        .map(([left, sign, right]) => `${left} ${sign} ${right}`),
      fc
        .tuple(tie("expression"), fc.constantFrom("and", "or"), tie("expression"))
        .map(([left, word, right]) => `(${left}) ${word} (${right})`),
      tie("expression").map((inner) => `not(${inner})`),
    ),
  }));
  const value: fc.Arbitrary<Json> = fc.oneof(
    fc.constantFrom<Json>("yes", "no", "", true, false, null),
    fc.integer({ min: 0, max: 20 }),
    fc.constant({ found: true }),
    fc.constant([1]),
  );
  const variables: fc.Arbitrary<Variables> = fc
    .dictionary(fc.constantFrom("a", "b", "c"), value)
    .chain((some) => value.map((person) => ({ ...some, person })));

  it("given any simple expression, then its compiled form answers as feelin does, or leaves it to feelin", () => {
    fc.assert(
      fc.property(expression, variables, (text, seen) => {
        expect(outcome(() => evaluate(text, seen, NOW))).to.deep.equal(
          outcome(() => evaluateWithFeelin(text, seen, NOW)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("compiles the conditions that regulations write, so that they are quick", () => {
    for (const text of ['documents = "complete"', "found", "not(found)", "signature.valid = true and attempts < 3"])
      expect(compileSimple(text), text).to.be.a("function");
  });

  it("leaves to feelin what is more than simple", () => {
    for (const text of [
      "if a then 1 else 2",
      "a + 1",
      "x in [1..3]",
      "a between 1 and 2",
      "first name",
      "-1",
      "date(a)",
    ])
      expect(compileSimple(text), text).to.equal(undefined);
  });

  it("given a variable that is not there, then it is an error, not a no", () => {
    expect(() => evaluateCondition("missing = 1", {}, NOW)).to.throw(ExpressionError, "missing");
    expect(() => evaluateCondition("missing", {}, NOW)).to.throw(ExpressionError);
  });

  it("given a condition that gives no truth value, then it is an error that shows the value", () => {
    expect(() => evaluateCondition('"yes"', {}, NOW)).to.throw(ExpressionError, 'gave "yes"');
  });

  it("given values of two kinds, then none is above or below the other, and a condition over them is an error", () => {
    for (const text of ['"six" >= 5', '5 <= "six"', "true >= 1", "x in [1..10]", "x between 1 and 10", "[1] <= 1"])
      expect(evaluate(text, { x: "six" }, NOW), text).to.equal(null);
    expect(() => evaluateCondition("age >= 5", { age: "six" }, NOW)).to.throw(ExpressionError, "gave null");
    expect(
      evaluate('"b" > "a" and (x in [1..10]) and date("2012-05-14") < date("2012-05-15")', { x: 5 }, NOW),
    ).to.equal(true);
  });

  it("gives dates and durations as their ISO text, inside lists and contexts too", () => {
    expect(evaluate('{due: date("2012-05-14"), wait: [duration("P3D")]}', {}, NOW)).to.deep.equal({
      due: "2012-05-14",
      wait: ["P3D"],
    });
  });

  it("has no clock of its own: now() and today() are those of the command", () => {
    expect(Date.parse(evaluate("now()", {}, NOW) as string)).to.equal(Date.parse(NOW));
    expect(evaluate("today()", {}, NOW)).to.equal("2012-05-14");
    // Seven in the evening in Greenwich is the next morning's first hour in Almaty.
    expect(evaluate("today()", {}, "2012-05-14T19:00:00.000Z")).to.equal("2012-05-15");
  });
});
