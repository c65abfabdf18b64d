import { expect } from "chai";
import { memberOf, misfits, UNKNOWN, valuesOf } from "../../engine/lint/schema-values.ts";

describe("the values that a JSON Schema leaves", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, unknown])[] = [
    ["a boolean", { type: "boolean" }, [true, false]],
    ["a boolean or null", { type: ["boolean", "null"] }, [true, false, null]],
    ["an enum", { type: "string", enum: ["a", "b"] }, ["a", "b"]],
    ["choices with titles", { oneOf: [{ const: "a", title: "A" }, { const: "b" }] }, ["a", "b"]],
    ["a short range", { type: "integer", minimum: 1, maximum: 3 }, [1, 2, 3]],
    ["a long range", { type: "integer", minimum: 1, maximum: 1000 }, undefined],
    ["any text", { type: "string" }, undefined],
    ["choices and any text", { anyOf: [{ const: "a" }, { type: "string" }] }, undefined],
    ["anything", {}, undefined],
  ];
  for (const [what, schema, values] of cases)
    it(`of ${what} are ${values === undefined ? "not listed" : JSON.stringify(values)}`, () => {
      expect(valuesOf(schema)).to.deep.equal(values);
    });

  it("inside a closed object are known by name, or missing", () => {
    const schema = { type: "object", additionalProperties: false, properties: { valid: { type: "boolean" } } };
    expect(memberOf(schema, ["valid"])).to.deep.equal({ schema: { type: "boolean" } });
    expect(memberOf(schema, ["vald"])).to.equal("missing");
    expect(memberOf({ type: "object" }, ["anything"])).to.deep.equal({ schema: undefined });
  });
});

describe("what does not fit a JSON Schema", () => {
  const schema = {
    type: "object",
    additionalProperties: false,
    required: ["action"],
    properties: {
      action: { enum: ["enrol", "leave"] },
      field: { type: "string", minLength: 1, maxLength: 3, pattern: "^[a-z]*$" },
      count: { type: "integer", minimum: 1, maximum: 9 },
      either: { anyOf: [{ const: "x" }, { const: "y" }] },
    },
    if: { properties: { action: { const: "enrol" } } },
    then: { required: ["field"] },
  };
  const cases: readonly (readonly [Parameters<typeof misfits>[1], readonly string[]])[] = [
    [{ action: "leave" }, []],
    [{ action: "enrol", field: "abc" }, []],
    [{}, ["action is not given", "field is not given"]],
    [{ action: "enrol" }, ["field is not given"]],
    [{ action: UNKNOWN }, []],
    [{ action: "go" }, ['action is "go", not one of "enrol", "leave"']],
    [{ action: "leave", field: "" }, ["field is empty"]],
    [{ action: "leave", field: "abcd" }, ["field has more than 3 characters"]],
    [{ action: "leave", field: "A" }, ['field is "A", which does not match ^[a-z]*$']],
    [{ action: "leave", field: 3 }, ["field is 3, not of type string"]],
    [{ action: "leave", count: "3" }, ['count is "3", not of type integer']],
    [{ action: "leave", count: 0 }, ["count is below 1"]],
    [{ action: "leave", count: 10 }, ["count is above 9"]],
    [{ action: "leave", either: "z" }, ['either is "z", not one of "x", "y"']],
    [{ action: "leave", more: 1 }, ["more is not known"]],
  ];
  for (const [value, why] of cases)
    it(`of ${JSON.stringify(value, (_, each: unknown) => (each === UNKNOWN ? "(unknown)" : each))}: ${why.join("; ") || "nothing"}`, () => {
      expect(misfits(schema, value)).to.deep.equal(why);
    });
});
