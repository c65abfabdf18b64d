import { expect } from "chai";
import { makePeople } from "../../fixtures/people/people.ts";
import { notaryLookup } from "../../handlers/notary-lookup.ts";
import type { PowerOfAttorney } from "../../handlers/outside.ts";
import { filed, jobContext } from "./job.ts";

const { applicant, clerk } = makePeople().personas;

const power = (more: Partial<PowerOfAttorney> = {}): PowerOfAttorney => ({
  registerNumber: "1",
  date: "2026-01-10",
  validUntil: "2027-01-10",
  notary: { licence: "1", name: "A." },
  grantor: applicant,
  attorney: clerk,
  powers: ["submit-application"],
  ...more,
});

async function look(powersOfAttorney: readonly PowerOfAttorney[], attorney = clerk.iin, needed = "submit-application") {
  const asked: unknown[] = [];
  const register = {
    findPowers(request: unknown) {
      asked.push(request);
      return Promise.resolve({ powersOfAttorney });
    },
  };
  const file = { documents: { application: { attorney, applicant: applicant.iin } }, at: "2026-05-14T04:00:00.000Z" };
  const input = { document: "application", attorneyField: "attorney", grantorField: "applicant", power: needed };
  const answer = await notaryLookup(register).run(input, jobContext(file));
  return { asked, facts: answer.facts, document: filed(answer, "power-of-attorney") };
}

describe("notary.lookup", () => {
  it("given a power that holds today and covers what is asked, says that it is valid, and files it", async () => {
    const { asked, facts, document } = await look([power({ validUntil: "2026-02-01" }), power()]);
    expect(asked).to.deep.equal([{ attorneyIin: clerk.iin, grantorIin: applicant.iin }]);
    expect(facts).to.deep.equal({ found: true, valid: true });
    expect(document.powersOfAttorney).to.have.length(2);
  });

  for (const [why, more] of [
    ["expired", { validUntil: "2026-05-13" }],
    ["not-yet-valid", { date: "2026-05-15" }],
    ["revoked", { revokedOn: "2026-05-14" }],
    ["other-powers", { powers: ["receive-result"] }],
  ] as const)
    it(`given a power that is ${why}, says so`, async () => {
      expect((await look([power(more)])).facts).to.deep.equal({ found: true, valid: false, reason: why });
    });

  it("given none, says so; given a number that is no IIN, asks nobody", async () => {
    expect((await look([])).facts).to.deep.equal({ found: false, valid: false, reason: "no-data" });
    const { asked, facts } = await look([power()], "123");
    expect([asked, facts]).to.deep.equal([[], { found: false, valid: false, reason: "iin-invalid" }]);
  });
});
