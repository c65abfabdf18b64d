import { expect } from "chai";
import { failureOf, filed, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

describe("birth.lookup", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => world.simulated.outage("all", false));

  const look = (childIin: string, applicantIin?: string) =>
    runJob(
      world.handlers,
      world.people,
      "birth.lookup",
      {
        document: "child-data",
        field: "iin",
        ...(applicantIin === undefined ? {} : { applicantDocument: "application", applicantField: "applicantIin" }),
      },
      { documents: { "child-data": { iin: childIin }, application: { applicantIin } } },
    );

  it("given mother and child, finds the record and the applicant in it", async () => {
    const { applicant, child } = world.people.personas;
    const answer = await look(child.iin, applicant.iin);
    expect(answer.facts).to.deep.equal({ found: true, applicantIsParent: true });
    const record = filed(answer, "birth-record").record as { child: object; mother: object };
    expect(record.child).to.include({ iin: child.iin, name: child.name });
    expect(record.mother).to.include({ iin: applicant.iin });
  });

  it("given an applicant whom the record does not name, says that she is not the parent", async () => {
    const { notTheParent, child } = world.people.personas;
    expect((await look(child.iin, notTheParent.iin)).facts).to.deep.equal({ found: true, applicantIsParent: false });
  });

  it("without an applicant to compare, says nothing of parenthood", async () => {
    expect((await look(world.people.personas.child.iin)).facts).to.deep.equal({ found: true });
  });

  it("given a child whom the register does not hold, says so", async () => {
    const { unknownChild, parentOfUnknownChild } = world.people.personas;
    const answer = await look(unknownChild.iin, parentOfUnknownChild.iin);
    expect(answer.facts).to.deep.equal({ found: false, reason: "no-data" });
    expect(filed(answer, "birth-record")).to.have.property("found", false);
  });

  it("given a number whose checksum fails, does not trouble the register", async () => {
    const before = world.simulated.calls("civil-register");
    expect((await look("000000000001")).facts).to.deep.equal({ found: false, reason: "iin-invalid" });
    expect(world.simulated.calls("civil-register")).to.equal(before);
  });

  it("given a register that is down, fails so that it is tried again", async () => {
    world.simulated.outage("civil-register", true);
    const failure = await failureOf(look(world.people.personas.child.iin));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });

  it("names nobody in its facts, whoever is asked for", async () => {
    for (const { iin, mother } of world.people.all) await look(iin, mother ?? iin);
  });
});
