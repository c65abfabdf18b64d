import { expect } from "chai";
import { failureOf, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

describe("workplace.send", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  afterEach(() => world.simulated.outage("all", false));

  const send = (jobId: string, documents: Record<string, object> = { request: { name: "Мысалова" } }) =>
    runJob(
      world.handlers,
      world.people,
      "workplace.send",
      { document: "request", kind: "request" },
      { jobId, documents },
    );
  const parcels = (jobId: string) =>
    world.simulated
      .received()
      .flatMap(({ operation, messageId, request }) =>
        operation === "handOver" && messageId === jobId
          ? [request as { documents: { name: string; digest: string }[] }]
          : [],
      );

  it("hands the request over by name and salted digest, not what it says, and gives back the reference", async () => {
    const { facts } = await send("case-a.1");
    expect(facts.reference).to.match(/^ARM-[0-9A-F]{10}$/);
    const [parcel] = parcels("case-a.1");
    expect(parcel).to.include({ application: "case-a", kind: "request", channel: "office" });
    expect(parcel!.documents[0]!.digest).to.match(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(parcel)).not.to.include("Мысалова");
    await send("case-b.1");
    expect(parcels("case-b.1")[0]!.documents[0]!.digest, "the same request in another case").not.to.equal(
      parcel!.documents[0]!.digest,
    );
  });

  it("given an outage and the same job again, hands over once", async () => {
    world.simulated.outage("local-workplace", true);
    expect(await failureOf(send("case-c.1"))).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    world.simulated.outage("local-workplace", false);
    expect((await send("case-c.1")).facts).to.deep.equal((await send("case-c.1")).facts);
    expect(parcels("case-c.1")).to.have.length(1);
  });

  it("given no such document, is a diagram wired wrongly", async () => {
    expect(await failureOf(send("case-d.1", {}))).to.include({ code: "DOCUMENT_MISSING", retry: false });
  });
});
