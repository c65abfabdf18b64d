import { expect } from "chai";
import { failureOf, isValid, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

describe("monitoring.report", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => {
    world.simulated.outage("all", false);
    world.simulated.refuse("centre-monitoring", false);
  });

  const report = (status: string, jobId: string) =>
    runJob(world.handlers, world.people, "monitoring.report", { status }, { jobId });

  it("reports case, regulation, channel and status, and gives back the reference", async () => {
    const { facts } = await report("accepted", "case-a.1");
    expect(facts).to.have.property("accepted", true);
    expect(facts.reference).to.match(/^MON-[0-9A-F]{10}$/);
    expect(world.simulated.reports("case-a")).to.deep.equal([
      {
        application: "case-a",
        regulation: "preschool-almaty-2012",
        channel: "office",
        status: "accepted",
        at: "2026-05-14T04:00:00.000Z",
      },
    ]);
  });

  it("given the same job twice, reports once and answers the same", async () => {
    const first = await report("issued", "case-b.4");
    const second = await report("issued", "case-b.4");
    expect(second.facts).to.deep.equal(first.facts);
    expect(world.simulated.reports("case-b")).to.have.length(1);
  });

  it("given a monitoring that refuses, says so without a reference", async () => {
    world.simulated.refuse("centre-monitoring", true);
    expect((await report("accepted", "case-c.1")).facts).to.deep.equal({ accepted: false });
  });

  it("given an outage and then an end of it, reports once in all", async () => {
    world.simulated.outage("centre-monitoring", true);
    expect(await failureOf(report("accepted", "case-d.1"))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    world.simulated.outage("centre-monitoring", false);
    expect((await report("accepted", "case-d.1")).facts).to.have.property("accepted", true);
    expect(world.simulated.reports("case-d")).to.have.length(1);
  });

  it("takes a status code only, not a sentence in which a person could stand", () => {
    const schema = world.handlers.get("monitoring.report")?.input ?? {};
    expect(isValid(schema, { status: "in-work" })).to.equal(true);
    expect(isValid(schema, { status: "Мысалова: принято" })).to.equal(false);
    expect(isValid(schema, { status: "accepted", person: "x" })).to.equal(false);
  });
});
