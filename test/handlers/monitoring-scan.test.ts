import { expect } from "chai";
import { failureOf, isValid, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

describe("monitoring.scan", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => {
    world.simulated.outage("all", false);
    world.simulated.refuse("centre-monitoring", false);
  });

  const input = { document: "collection", field: "barCode", place: "collection-sector" };
  const scan = (jobId: string, collection: object = { barCode: "20190902-abc123" }) =>
    runJob(world.handlers, world.people, "monitoring.scan", input, { jobId, documents: { collection } });
  const recorded = (jobId: string) =>
    world.simulated.received().filter(({ operation, messageId }) => operation === "reportScan" && messageId === jobId);

  it("records which bar code was scanned where, for the case, and gives back the reference", async () => {
    const { facts } = await scan("case-a.1");
    expect(facts).to.have.property("accepted", true);
    expect(facts.reference).to.match(/^SCN-[0-9A-F]{10}$/);
    expect(recorded("case-a.1").map(({ request }) => request)).to.deep.equal([
      { application: "case-a", barCode: "20190902-abc123", place: "collection-sector", at: "2026-05-14T04:00:00.000Z" },
    ]);
  });

  it("given the same job twice, or an outage between, records one scan", async () => {
    world.simulated.outage("centre-monitoring", true);
    expect(await failureOf(scan("case-b.1"))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    world.simulated.outage("centre-monitoring", false);
    expect((await scan("case-b.1")).facts).to.deep.equal((await scan("case-b.1")).facts);
    expect(recorded("case-b.1")).to.have.length(1);
  });

  it("given a monitoring that refuses, says so without a reference", async () => {
    world.simulated.refuse("centre-monitoring", true);
    expect((await scan("case-c.1")).facts).to.deep.equal({ accepted: false });
  });

  it("given no bar code in the form, or a place in words, is a diagram wired wrongly", async () => {
    expect(await failureOf(scan("case-d.1", {}))).to.include({ code: "FIELD_MISSING", retry: false });
    const schema = world.handlers.get("monitoring.scan")?.input ?? {};
    expect(isValid(schema, { ...input, place: "у курьера Мысалова" })).to.equal(false);
  });
});
