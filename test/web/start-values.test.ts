import { expect } from "chai";
import { openQuestions, valuesAtStart } from "../../web/portal/start-values.ts";

const FORM = {
  type: "object",
  properties: {
    consent: { type: "boolean", const: true },
    language: { type: "string", oneOf: [{ const: "kk" }, { const: "ru" }] },
    email: { type: "string", format: "email" },
  },
  required: ["consent", "language", "email"],
  additionalProperties: false,
};

describe("the first form of a service", () => {
  it("takes the language of the page, where the form has it", () => {
    expect(valuesAtStart(FORM, "ru")).to.deep.equal({ language: "ru" });
    expect(valuesAtStart(FORM, "en")).to.deep.equal({});
  });

  it("asks all else: a consent is the applicant's to give", () => {
    const asked = openQuestions(FORM, valuesAtStart(FORM, "kk"));
    expect(Object.keys(asked.properties ?? {})).to.deep.equal(["consent", "email"]);
    expect(asked.required).to.deep.equal(["consent", "email"]);
  });

  it("asks again what does not fit", () => {
    expect(Object.keys(openQuestions(FORM, { language: "en" }).properties ?? {})).to.deep.equal([
      "consent",
      "language",
      "email",
    ]);
  });
});
