import { expect } from "chai";
import { failureOf, filed, isValid, openWorld, runJob } from "./job.ts";
import type { World } from "./job.ts";

describe("child.queue", () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const enrol = (jobId: string, iin: string) =>
    runJob(
      world.handlers,
      world.people,
      "child.queue",
      { action: "enrol", document: "application", field: "childIin" },
      { jobId, documents: { application: { childIin: iin } } },
    );
  const answerOffer = (action: "accept" | "decline", jobId: string) =>
    runJob(world.handlers, world.people, "child.queue", { action }, { jobId });

  it("puts children into the queue one after the other and files the place", async () => {
    const { child, unknownChild } = world.people.personas;
    const first = await enrol("case-a.1", child.iin);
    expect(first.facts).to.include({ queued: true, position: 1, already: false });
    expect(filed(first, "queue-place")).to.include({ action: "enrol", position: 1, number: first.facts.number });
    expect((await enrol("case-b.1", unknownChild.iin)).facts).to.include({ position: 2 });
  });

  it("given the same job twice, keeps one place", async () => {
    const { child, unknownChild } = world.people.personas;
    const first = await enrol("case-a.1", child.iin);
    expect((await enrol("case-a.1", child.iin)).facts).to.deep.equal(first.facts);
    expect((await enrol("case-b.1", unknownChild.iin)).facts).to.include({ position: 2 });
  });

  it("given a child who stands in the queue already, answers the place it has", async () => {
    const { child } = world.people.personas;
    const first = await enrol("case-a.1", child.iin);
    const again = await enrol("case-b.1", child.iin);
    expect(again.facts).to.deep.equal({ ...first.facts, already: true });
  });

  it("given an accepted offer, the child leaves the queue and the next one moves up", async () => {
    const { child, unknownChild } = world.people.personas;
    const first = await enrol("case-a.1", child.iin);
    await enrol("case-b.1", unknownChild.iin);
    const accepted = await answerOffer("accept", "case-a.2");
    expect(accepted.facts).to.deep.equal({ queued: false, number: first.facts.number });
    expect((await answerOffer("decline", "case-b.2")).facts).to.include({ queued: true, position: 1 });
  });

  it("given a declined offer, the child stays where it stood", async () => {
    const first = await enrol("case-a.1", world.people.personas.child.iin);
    const declined = await answerOffer("decline", "case-a.2");
    expect(declined.facts).to.deep.equal({ queued: true, number: first.facts.number, position: 1 });
  });

  it("given an offer to an application without a place, fails for good", async () => {
    expect(await failureOf(answerOffer("accept", "case-x.2"))).to.include({ code: "NOT_IN_QUEUE", retry: false });
  });

  describe("privileges", () => {
    const enrolWith = (jobId: string, iin: string, privilege: string) =>
      runJob(
        world.handlers,
        world.people,
        "child.queue",
        {
          action: "enrol",
          document: "application",
          field: "childIin",
          privilegeDocument: "decision",
          privilegeField: "privilege",
        },
        { jobId, documents: { application: { childIin: iin }, decision: { privilege } } },
      );
    const positionOf = async (jobId: string) => (await answerOffer("decline", jobId)).facts.position;

    it("stand out of turn before first, first before all others, and each in the order in which they came", async () => {
      const { child, unknownChild, unknownApplicantsChild, head, clerk } = world.people.personas;
      await enrol("case-a.1", child.iin);
      expect((await enrolWith("case-b.1", unknownChild.iin, "first-order")).facts).to.include({ position: 1 });
      expect((await enrolWith("case-c.1", unknownApplicantsChild.iin, "out-of-turn")).facts).to.include({
        position: 1,
      });
      expect((await enrolWith("case-d.1", head.iin, "first-order")).facts).to.include({ position: 3 });
      expect((await enrolWith("case-e.1", clerk.iin, "none")).facts).to.include({ position: 5 });
      const positions = ["case-c.2", "case-b.2", "case-d.2", "case-a.2", "case-e.2"].map(positionOf);
      expect(await Promise.all(positions)).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it("given a child who stands there already and proves one later, move it up under its own number; without one take nothing", async () => {
      const { child, unknownChild } = world.people.personas;
      await enrol("case-a.1", child.iin);
      const second = await enrol("case-b.1", unknownChild.iin);
      const again = await enrolWith("case-c.1", unknownChild.iin, "first-order");
      expect(again.facts).to.deep.equal({ queued: true, number: second.facts.number, position: 1, already: true });
      expect((await enrolWith("case-d.1", unknownChild.iin, "none")).facts).to.include({ position: 1, already: true });
    });

    it("are filed with the place; none files none", async () => {
      const { child, unknownChild } = world.people.personas;
      const first = await enrolWith("case-a.1", child.iin, "out-of-turn");
      expect(filed(first, "queue-place")).to.include({ privilege: "out-of-turn", position: 1 });
      expect(filed(await enrolWith("case-b.1", unknownChild.iin, "none"), "queue-place")).not.to.have.property(
        "privilege",
      );
    });

    it("given a word that names none, fail for good", async () => {
      const failure = await failureOf(enrolWith("case-a.1", world.people.personas.child.iin, "cousin"));
      expect(failure).to.include({ code: "FIELD_INVALID", retry: false });
    });
  });

  it("given a number whose checksum fails, fails for good and does not repeat the number", async () => {
    const failure = await failureOf(enrol("case-a.1", "123456789011"));
    expect(failure).to.include({ code: "FIELD_INVALID", retry: false });
    expect(failure.message).not.to.include("123456789011");
  });

  it("given a register that is down, fails so that it is tried again", async () => {
    world.simulated.outage("queue-register", true);
    const failure = await failureOf(enrol("case-a.1", world.people.personas.child.iin));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
  });

  it("needs to know the child to enrol it, and only then", () => {
    const schema = world.handlers.get("child.queue")?.input ?? {};
    expect(isValid(schema, { action: "enrol" })).to.equal(false);
    expect(isValid(schema, { action: "enrol", document: null, field: null })).to.equal(false);
    expect(isValid(schema, { action: "accept" })).to.equal(true);
    expect(isValid(schema, { action: "remove" })).to.equal(false);
  });
});
