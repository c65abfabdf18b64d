import { expect } from "chai";
import { failureOf, filed, openWorld, runJob } from "./job.ts";
import type { CaseFile, World } from "./job.ts";

describe("person.lookup", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => world.simulated.outage("all", false));

  const input = { document: "application", field: "/applicant/iin", consentDocument: "application" };
  const application = (iin: unknown, consent: unknown = true): CaseFile => ({
    documents: { application: { applicant: { iin }, consent } },
    filedAt: "2026-05-14T03:00:00.000Z",
  });
  const look = (iin: unknown) => runJob(world.handlers, world.people, "person.lookup", input, application(iin));

  it("given an applicant whom the register holds, finds her and files the register's answer as `person`", async () => {
    const { applicant } = world.people.personas;
    const answer = await look(applicant.iin);
    expect(answer.facts).to.deep.equal({ found: true, alive: true, identityDocumentValid: true });
    const person = filed(answer, "person");
    expect(person).to.have.property("found", true);
    expect(person.person).to.include({ iin: applicant.iin, surname: applicant.surname, birthDate: "1991-05-28" });
  });

  it("files the answer under the name that `as` gives", async () => {
    const { applicant } = world.people.personas;
    const file = application(applicant.iin);
    const answer = await runJob(world.handlers, world.people, "person.lookup", { ...input, as: "register" }, file);
    expect(filed(answer, "register")).to.have.property("found", true);
  });

  it("given an applicant whom the register does not hold, says so and files that it was asked", async () => {
    const answer = await look(world.people.personas.unknownApplicant.iin);
    expect(answer.facts).to.deep.equal({ found: false, reason: "no-data" });
    expect(filed(answer, "person")).to.include({ found: false, askedAt: "2026-05-14T04:00:00.000Z" });
  });

  it("given the person's consent, tells the register so and files which document proves it", async () => {
    const answer = await look(world.people.personas.applicant.iin);
    const proof = { document: "id-of-application", filedAt: "2026-05-14T03:00:00.000Z" };
    expect(filed(answer, "person")).to.have.deep.property("consent", proof);
  });

  it("given anything but consent, asks nobody", async () => {
    const { iin } = world.people.personas.applicant;
    const before = world.simulated.calls("person-register");
    for (const consent of [false, null, "true", 1]) {
      const answer = await runJob(world.handlers, world.people, "person.lookup", input, application(iin, consent));
      expect(answer.facts, String(consent)).to.deep.equal({ found: false, reason: "no-consent" });
    }
    expect(world.simulated.calls("person-register")).to.equal(before);
  });

  it("given a diagram that asks for no consent, is refused by the register for want of it", async () => {
    const { consentDocument: _, ...without } = input;
    const { iin } = world.people.personas.applicant;
    const answer = await runJob(world.handlers, world.people, "person.lookup", without, application(iin));
    expect(answer.facts).to.deep.equal({ found: false, reason: "no-consent" });
  });

  it("given a sign-in without a number, finds nobody and asks nobody", async () => {
    expect((await look(null)).facts).to.deep.equal({ found: false, reason: "iin-invalid" });
  });

  it("given a deceased person, finds him and says that he is not alive", async () => {
    expect((await look(world.people.personas.deceased.iin)).facts).to.include({ found: true, alive: false });
  });

  it("given an identity card that has expired, finds him and says that no document is valid", async () => {
    const { facts } = await look(world.people.personas.expiredCard.iin);
    expect(facts).to.include({ found: true, identityDocumentValid: false });
  });

  it("given a number whose checksum fails, does not trouble the register", async () => {
    const before = world.simulated.calls("person-register");
    expect((await look("123456789011")).facts).to.deep.equal({ found: false, reason: "iin-invalid" });
    expect((await look("")).facts).to.deep.equal({ found: false, reason: "iin-invalid" });
    expect(world.simulated.calls("person-register")).to.equal(before);
  });

  it("given a register that is down, fails so that it is tried again", async () => {
    world.simulated.outage("person-register", true);
    const failure = await failureOf(look(world.people.personas.applicant.iin));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });

  it("given a call that was given up, fails so that it is tried again", async () => {
    const file = { ...application(world.people.personas.applicant.iin), signal: AbortSignal.abort() };
    const failure = await failureOf(runJob(world.handlers, world.people, "person.lookup", input, file));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });

  it("given a diagram that names a document or field which is not there, fails for good", async () => {
    const without = runJob(world.handlers, world.people, "person.lookup", input, {});
    expect(await failureOf(without)).to.include({ code: "DOCUMENT_MISSING", retry: false });
    expect(await failureOf(look(undefined))).to.include({ code: "FIELD_MISSING", retry: false });
    expect(await failureOf(look(910528253104))).to.include({ code: "FIELD_MISSING", retry: false });
    const notJson = { documents: { application: new TextEncoder().encode("<xml/>") } };
    const unreadable = runJob(world.handlers, world.people, "person.lookup", input, notJson);
    expect(await failureOf(unreadable)).to.include({ code: "DOCUMENT_UNREADABLE", retry: false });
  });

  it("names nobody in its facts, whoever is asked for", async () => {
    for (const { iin } of world.people.all) await look(iin);
  });
});
