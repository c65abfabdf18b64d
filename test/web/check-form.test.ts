import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import { expect } from "chai";
import fc from "fast-check";
import { checkForm, requiredIn } from "../../web/forms/check-form.ts";
import { typeOf, type FormSchema, type Json, type Values } from "../../web/forms/form-schema.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;
const root = resolve(import.meta.dirname, "../..");
const forms = globSync("processes/*/forms/*.json", { cwd: root }).sort();
const read = (path: string) => JSON.parse(readFileSync(resolve(root, path), "utf8")) as FormSchema;

describe("the check of a form in the page", () => {
  it(`says of each of ${forms.length} forms what ajv says on the server, whatever is typed`, function () {
    this.timeout(60_000);
    expect(forms.length).to.be.greaterThan(100);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    for (const path of forms) {
      const schema = read(path);
      const validate = ajv.compile(schema);
      fc.assert(
        fc.property(valueFor(schema), (value) => {
          const faults = checkForm(schema, value as Values);
          const valid = validate(value);
          expect(faults.length === 0, `${path} ${JSON.stringify(value)} ${JSON.stringify(faults)}`).to.equal(valid);
        }),
        { numRuns: 40 },
      );
    }
  });

  const decision: FormSchema = {
    type: "object",
    additionalProperties: false,
    required: ["decision"],
    properties: {
      decision: { type: "string", oneOf: [{ const: "grant" }, { const: "refuse" }] },
      reason: { type: "string", minLength: 3 },
      day: { type: "string", format: "date" },
      scans: {
        type: "array",
        minItems: 1,
        items: { type: "object", required: ["kind"], properties: { kind: { type: "string" } } },
      },
    },
    if: { properties: { decision: { const: "refuse" } }, required: ["decision"] },
    then: { required: ["reason"] },
  };

  const cases: readonly [string, Values, readonly string[]][] = [
    ["a field that must be filled in", {}, ["/decision required"]],
    ["a field that another value asks for", { decision: "refuse" }, ["/reason required"]],
    ["a choice that there is not", { decision: "maybe" }, ["/decision choice"]],
    ["a day that there is not", { decision: "grant", day: "2026-02-30" }, ["/day date"]],
    ["a place deep inside", { decision: "grant", scans: [{ kind: "a" }, {}] }, ["/scans/1/kind required"]],
    ["a field of another form", { decision: "grant", more: 1 }, ["/more unknown"]],
    ["a text that is too short", { decision: "refuse", reason: "no" }, ["/reason minLength"]],
  ];
  for (const [what, values, faults] of cases)
    it(`names ${what}`, () => {
      expect(checkForm(decision, values).map(({ pointer, keyword }) => `${pointer} ${keyword}`)).to.deep.equal(faults);
    });

  it("knows which fields must be filled in as things stand", () => {
    expect([...requiredIn(decision, { decision: "grant" })]).to.deep.equal(["decision"]);
    expect([...requiredIn(decision, { decision: "refuse" })]).to.deep.equal(["decision", "reason"]);
  });
});

/** Values of which some fit the schema and some do not. */
function valueFor(schema: FormSchema): fc.Arbitrary<Json> {
  const odd = fc.constantFrom<Json>("", "x", 7, true, null, "2026-02-30");
  const fitting = fittingValue(schema);
  return fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: odd }).map((value) => value);
}

function fittingValue(schema: FormSchema): fc.Arbitrary<Json> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map((each) => fittingValue(each)));
  switch (typeOf(schema)) {
    case "object":
      return objectFor(schema);
    case "array":
      return fc.array(valueFor(schema.items ?? {}), { maxLength: 2 });
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.integer({ min: (schema.minimum ?? 0) - 1, max: Math.min((schema.maximum ?? 9) + 1, 1e6) });
    default:
      if (schema.format === "date") return fc.constantFrom("2012-05-14", "2024-02-29", "2023-02-29", "14.05.2012");
      if (schema.format === "email") return fc.constantFrom("a@example.kz", "nobody");
      if (schema.pattern !== undefined)
        return fc.oneof(fc.stringMatching(new RegExp(schema.pattern)), fc.constant("?"));
      return fc.oneof(fc.constantFrom("ә", "text"), fc.string({ maxLength: 4 }));
  }
}

function objectFor(schema: FormSchema): fc.Arbitrary<Json> {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueFor(property)]),
  );
  // Nearly everything is there, so that conditions are met often.
  return fc.record(properties, {
    requiredKeys: schema.required?.filter((name) => name in properties) ?? [],
  }) as fc.Arbitrary<Json>;
}
