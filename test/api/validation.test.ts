import { expect } from "chai";
import { LANGUAGES } from "../../api/language.ts";
import { compileCheck, type Schema } from "../../api/validation.ts";

/** One value that breaks each keyword that the schemas use, and the place where it breaks. */
const BROKEN: readonly { keyword: string; schema: Schema; value: unknown; pointer: string }[] = [
  {
    keyword: "type",
    schema: { type: "object", properties: { a: { type: "string" } } },
    value: { a: 1 },
    pointer: "/a",
  },
  { keyword: "required", schema: { type: "object", properties: { a: {} }, required: ["a"] }, value: {}, pointer: "/a" },
  {
    keyword: "additionalProperties",
    schema: { type: "object", properties: {}, additionalProperties: false },
    value: { "a/b~c": 1 },
    pointer: "/a~1b~0c",
  },
  { keyword: "enum", schema: { enum: ["x", "y"] }, value: "z", pointer: "" },
  { keyword: "const", schema: { const: 1 }, value: 2, pointer: "" },
  { keyword: "pattern", schema: { type: "string", pattern: "^a" }, value: "b", pointer: "" },
  { keyword: "format", schema: { type: "string", format: "date-time" }, value: "yesterday", pointer: "" },
  { keyword: "minLength", schema: { type: "string", minLength: 3 }, value: "ab", pointer: "" },
  { keyword: "maxLength", schema: { type: "string", maxLength: 1 }, value: "ab", pointer: "" },
  { keyword: "minimum", schema: { type: "integer", minimum: 1 }, value: 0, pointer: "" },
  { keyword: "maximum", schema: { type: "integer", maximum: 1 }, value: 2, pointer: "" },
  { keyword: "minItems", schema: { type: "array", minItems: 1 }, value: [], pointer: "" },
  { keyword: "maxItems", schema: { type: "array", maxItems: 1 }, value: [1, 2], pointer: "" },
  { keyword: "uniqueItems", schema: { type: "array", uniqueItems: true }, value: [1, 1], pointer: "" },
  { keyword: "maxProperties", schema: { type: "object", maxProperties: 0 }, value: { a: 1 }, pointer: "" },
  {
    keyword: "propertyNames",
    schema: { type: "object", propertyNames: { pattern: "^a" } },
    value: { b: 1 },
    pointer: "",
  },
  { keyword: "not", schema: { type: "string", not: { pattern: "x" } }, value: "x", pointer: "" },
];

describe("the check of a request", () => {
  for (const { keyword, schema, value, pointer } of BROKEN)
    it(`given a value that breaks ${keyword}, the place is named, and the words are in each of the languages`, () => {
      const check = compileCheck(schema, { coerce: false });
      const said = LANGUAGES.map((language) => check(value, language).find(({ code }) => code === keyword));
      for (const problem of said) expect(problem?.pointer).to.equal(pointer);
      const [kk, ru, en] = said.map((problem) => problem?.detail ?? "");
      expect(kk).to.match(/[әғқңөұүһі]|болуы керек|болмауы керек/);
      expect(kk).not.to.include("undefined");
      expect(ru).to.match(/[а-я]/).and.not.equal(kk);
      expect(en).to.match(/must|is/);
    });

  it("given an enum, the allowed values are listed", () => {
    expect(compileCheck({ enum: ["x", "y"] }, { coerce: false })("z", "en")[0]?.detail).to.include("x, y");
  });

  it("given text in an address, numbers and booleans are read out of it; in a body they are not", () => {
    const schema = { type: "object", properties: { n: { type: "integer" }, b: { type: "boolean" } } };
    const query: Record<string, unknown> = { n: "5", b: "true" };
    expect(compileCheck(schema, { coerce: true })(query, "en")).to.deep.equal([]);
    expect(query).to.deep.equal({ n: 5, b: true });
    expect(compileCheck(schema, { coerce: false })({ n: "5" }, "en")).to.have.length(1);
  });
});
