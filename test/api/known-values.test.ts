import { expect } from "chai";
import { knownValues } from "../../api/known-values.ts";

const FORM = {
  properties: {
    applicantName: {},
    applicantIin: {},
    applicantAddress: {},
    submittedOn: {},
    language: {},
    children: {},
  },
};
/** Of nobody. */
const PERSON = { surname: "Үлгі", name: "Айгүл", regAddress: { city: "Талғар", street: "Мысал", building: "1" } };

describe("what an applicant need not write again", () => {
  it("comes from the account, the day and the register, for the fields that the form has", () => {
    const known = { iin: "000000000000", language: "kk", person: PERSON, today: "2026-11-23" } as const;
    expect(knownValues(FORM, known)).to.deep.equal({
      applicantIin: "000000000000",
      applicantName: "Үлгі Айгүл",
      applicantAddress: "Талғар, Мысал, 1",
      language: "kk",
      submittedOn: "2026-11-23",
    });
    expect(knownValues({ properties: { children: {} } }, known)).to.deep.equal({});
  });

  it("holds no name while no register was asked", () => {
    expect(knownValues(FORM, { language: "ru", today: "2026-11-23" })).to.deep.equal({
      language: "ru",
      submittedOn: "2026-11-23",
    });
  });
});
