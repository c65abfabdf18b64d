import { expect } from "chai";
import { notaryLookup } from "../../handlers/notary-lookup.ts";
import type { PowerOfAttorney } from "../../handlers/outside.ts";
import type { World } from "./job.ts";
import { NOW, failureOf, filed, jobContext, openWorld, runJob } from "./job.ts";

describe("notary.lookup", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const input = { document: "representative", attorneyField: "attorneyIin", grantorField: "grantorIin" };
  const ask = (grantor: string, attorney: string, more: Record<string, string> = {}, at = NOW) =>
    runJob(
      world.handlers,
      world.people,
      "notary.lookup",
      { ...input, ...more },
      {
        at,
        documents: { representative: { attorneyIin: attorney, grantorIin: grantor } },
      },
    );
  const people = () => world.people.personas;

  it("given a power that holds, says so and files it", async () => {
    const answer = await ask(people().applicant.iin, people().notTheParent.iin);
    expect(answer.facts).to.deep.equal({ found: true, valid: true });
    const document = filed(answer, "power-of-attorney");
    expect(document).to.include({ found: true, valid: true, askedAt: NOW });
    expect(document.powersOfAttorney).to.have.length(1);
  });

  for (const [story, persona, reason] of [
    ["ran out", "parentOfUnknownChild", "expired"],
    ["was revoked", "unknownApplicant", "revoked"],
  ] as const)
    it(`given a power that ${story}, says ${reason}`, async () => {
      const answer = await ask(people()[persona].iin, people().notTheParent.iin);
      expect(answer.facts).to.deep.equal({ found: true, valid: false, reason });
    });

  it("given a power for other things, is content with any, and not when a certain one is needed", async () => {
    const { expiredCard, notTheParent } = people();
    expect((await ask(expiredCard.iin, notTheParent.iin)).facts).to.deep.equal({ found: true, valid: true });
    expect((await ask(expiredCard.iin, notTheParent.iin, { power: "submit-application" })).facts).to.deep.equal({
      found: true,
      valid: false,
      reason: "other-powers",
    });
    expect((await ask(expiredCard.iin, notTheParent.iin, { power: "receive-result" })).facts).to.include({
      valid: true,
    });
  });

  it("judges by the day of the question: the last day still holds, the day before the first does not", async () => {
    const { parentOfUnknownChild, notTheParent } = people();
    const on = async (day: string) =>
      (await ask(parentOfUnknownChild.iin, notTheParent.iin, {}, `${day}T04:00:00.000Z`)).facts;
    expect(await on("2025-12-31")).to.include({ valid: true });
    expect(await on("2026-01-01")).to.include({ valid: false, reason: "expired" });
    expect(await on("2025-02-02")).to.include({ valid: false, reason: "not-yet-valid" });
  });

  it("given a power the other way round, or none, says that there are no data", async () => {
    const { applicant, notTheParent, clerk } = people();
    for (const [grantor, attorney] of [
      [notTheParent.iin, applicant.iin],
      [clerk.iin, applicant.iin],
    ] as const)
      expect((await ask(grantor, attorney)).facts).to.deep.equal({ found: false, valid: false, reason: "no-data" });
  });

  it("given several powers between the two, needs one that holds, and else gives the reason of the nearest", async () => {
    const { applicant, clerk } = people();
    const power = (more: Partial<PowerOfAttorney>): PowerOfAttorney => ({
      registerNumber: "1",
      date: "2026-01-10",
      validUntil: "2027-01-10",
      notary: { licence: "1", name: "A." },
      grantor: applicant,
      attorney: clerk,
      powers: ["submit-application"],
      ...more,
    });
    const asked: unknown[] = [];
    const facts = async (...powersOfAttorney: readonly PowerOfAttorney[]) => {
      const register = {
        findPowers(request: unknown) {
          asked.push(request);
          return Promise.resolve({ powersOfAttorney });
        },
      };
      const file = { documents: { representative: { attorneyIin: clerk.iin, grantorIin: applicant.iin } } };
      return (await notaryLookup(register).run({ ...input, power: "submit-application" }, jobContext(file))).facts;
    };
    const expired = power({ validUntil: "2026-05-13" });
    const revoked = power({ revokedOn: "2026-05-14" });
    expect(await facts(expired, power({}))).to.deep.equal({ found: true, valid: true });
    expect(await facts(revoked, expired)).to.include({ valid: false, reason: "expired" });
    expect(await facts(revoked, power({ powers: ["receive-result"] }))).to.include({ reason: "other-powers" });
    expect(asked[0]).to.deep.equal({ attorneyIin: clerk.iin, grantorIin: applicant.iin });
  });

  it("given a number whose checksum is wrong, asks nobody", async () => {
    const calls = world.simulated.calls("notary-register");
    const answer = await ask("910528253105", people().notTheParent.iin);
    expect(answer.facts).to.deep.equal({ found: false, valid: false, reason: "iin-invalid" });
    expect(world.simulated.calls("notary-register")).to.equal(calls);
  });

  it("is tried again while the register is down", async () => {
    world.simulated.outage("notary-register", true);
    const failure = await failureOf(ask(people().applicant.iin, people().notTheParent.iin));
    world.simulated.outage("notary-register", false);
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });
});
