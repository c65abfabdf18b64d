import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { fillForm, type FormSchema, type FormSources } from "../../cli/demo/fill-form.ts";
import { samplePattern } from "../../cli/demo/pattern-sample.ts";
import { makePeople, type SyntheticPerson } from "../../fixtures/people/people.ts";

const { applicant, child, head } = makePeople().personas;
const person = (one: SyntheticPerson, persona: string) => ({ ...one, persona });
const sources = (given: FormSources["given"] = {}): FormSources => ({
  today: "2026-05-11",
  applicant: person(applicant, "applicant"),
  child: person(child, "child"),
  head: person(head, "head"),
  given,
  scan: (field) => Promise.resolve(`scan of ${field}`),
  sign: (field) => Promise.resolve({ certificate: "c", signature: field, algorithm: "ECDSA-SHA256" }),
});
const text: FormSchema = { type: "string", minLength: 1, maxLength: 10 };

describe("a form that fills itself in", () => {
  it("given required fields of every kind, fills them in, and leaves the others empty", async () => {
    const schema: FormSchema = {
      type: "object",
      required: [
        "surname",
        "childIin",
        "childBirthDate",
        "submittedOn",
        "pages",
        "told",
        "way",
        "scans",
        "signature",
        "receipt",
      ],
      properties: {
        surname: text,
        childIin: { type: "string", pattern: "^\\d{12}$" },
        childBirthDate: { type: "string", format: "date" },
        submittedOn: { type: "string", format: "date" },
        pages: { type: "integer", minimum: 3 },
        told: { type: "boolean" },
        way: { type: "string", oneOf: [{ const: "in-person" }, { const: "by-mail" }] },
        scans: {
          type: "array",
          minItems: 2,
          items: { type: "object", required: ["document"], properties: { document: text } },
        },
        signature: {
          type: "object",
          required: ["certificate", "signature"],
          properties: { certificate: text, signature: text },
        },
        receipt: { type: "string", pattern: "^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$" },
        remarks: text,
      },
    };
    expect(await fillForm(schema, sources())).to.deep.equal({
      surname: applicant.surname,
      childIin: child.iin,
      childBirthDate: child.birthDate,
      submittedOn: "2026-05-11",
      pages: 3,
      told: true,
      way: "in-person",
      scans: [{ document: "scan of document" }, { document: "scan of document" }],
      signature: { certificate: "c", signature: "signature", algorithm: "ECDSA-SHA256" },
      receipt: "0000-0000-0000",
    });
  });

  it("given what the scenario says, takes it, and what is required because of it", async () => {
    const schema: FormSchema = {
      type: "object",
      required: ["decision"],
      properties: { decision: { enum: ["issue", "refuse"] }, reason: text, orderNumber: text, place: text },
      if: { properties: { decision: { const: "refuse" } }, required: ["decision"] },
      then: { required: ["reason"] },
      else: { required: ["orderNumber"] },
      dependentRequired: { reason: ["place"] },
    };
    expect(Object.keys(await fillForm(schema, sources({ decision: "refuse" })))).to.deep.equal([
      "decision",
      "reason",
      "place",
    ]);
    expect(Object.keys(await fillForm(schema, sources()))).to.deep.equal(["decision", "orderNumber"]);
  });

  it("given alternatives, a definition elsewhere and conditions on conditions, satisfies the schema", async () => {
    const schema: FormSchema = {
      type: "object",
      additionalProperties: false,
      anyOf: [{ required: ["rnn"] }, { required: ["applicantIin"] }],
      properties: { rnn: { $ref: "#/$defs/number" }, applicantIin: { $ref: "#/$defs/number" }, why: text, more: text },
      allOf: [
        { if: { required: ["rnn"] }, then: { required: ["why"] } },
        { if: { required: ["why"], not: { required: ["applicantIin"] } }, then: { required: ["more"] } },
      ],
      $defs: { number: { type: "string", pattern: "^[0-9]{12}$" } },
    } as FormSchema;
    const valid = new Ajv2020({ strict: false }).compile(schema);
    for (const given of [{}, { applicantIin: applicant.iin }] as readonly FormSources["given"][]) {
      const value = await fillForm(schema, sources(given));
      expect(valid(value), JSON.stringify([value, valid.errors])).to.equal(true);
    }
  });

  it("given a pattern, samples it; one that it cannot read is refused", () => {
    for (const pattern of ["^\\d{2}-[A-Z]+$", "^(а|б)?[0-9A-Z]{11,16}$", "^\\+?7 [0-9 ()-]{5,24}$", "^(?:ab|cd)\\.x*$"])
      expect(samplePattern(pattern)).to.match(new RegExp(pattern, "u"));
    for (const pattern of ["^(?=a)a$", "^[^a]$", "^(a)\\1$"]) expect(() => samplePattern(pattern)).to.throw(RangeError);
  });
});
