/** What the outbox of the gateway's asynchronous channel must do. */
import { expect } from "chai";
import type { Database } from "../../db/open-database.ts";
import { instant } from "./case-script.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export function describeGatewayOutbox(makeHarness: () => Promise<DatabaseHarness>): void {
  describe("the gateway's outbox", () => {
    let harness: DatabaseHarness;
    let database: Database;
    beforeEach(async () => {
      harness = await makeHarness();
      database = await harness.open();
    });
    afterEach(() => harness.discard());

    const message = { id: "m-1", case: "case-1", system: "centre-monitoring", service: "S" };
    const steps = async (id = "m-1") => (await database.gatewayOutbox.steps(id)).map(({ step }) => step);

    it("given a message, queues it once", async () => {
      await database.gatewayOutbox.queue(message, instant(1));
      await database.gatewayOutbox.queue({ ...message, case: "case-2" }, instant(2));
      expect(await database.gatewayOutbox.find("m-1")).to.deep.equal({
        ...message,
        state: "queued",
        attempts: 0,
        queuedAt: instant(1),
        changedAt: instant(1),
      });
      expect(await database.gatewayOutbox.steps("m-1")).to.deep.equal([{ at: instant(1), step: "queued" }]);
      expect(await database.gatewayOutbox.find("m-2")).to.equal(undefined);
    });

    it("notes what befalls it, in order, and counts attempts", async () => {
      await database.gatewayOutbox.queue(message, instant(1));
      await database.gatewayOutbox.note("m-1", { at: instant(2), step: "sending" }, { attempt: true });
      await database.gatewayOutbox.note("m-1", { at: instant(3), step: "sent" }, { state: "sent" });
      await database.gatewayOutbox.note("m-1", { at: instant(4), step: "asked" });
      expect(await steps()).to.deep.equal(["queued", "sending", "sent", "asked"]);
      expect(await database.gatewayOutbox.find("m-1")).to.include({
        state: "sent",
        attempts: 1,
        changedAt: instant(4),
      });
    });

    it("keeps nothing that is said of a message that it does not have", async () => {
      await database.gatewayOutbox.note("m-9", { at: instant(2), step: "sent" }, { state: "sent" });
      expect(await steps("m-9")).to.deep.equal([]);
      const answer = { id: "a-1", json: "{}", at: instant(3) };
      expect(await database.gatewayOutbox.answered("m-9", answer)).to.equal("unknown");
    });

    it("keeps the first answer, which no later word takes away", async () => {
      await database.gatewayOutbox.queue(message, instant(1));
      const answer = (json: string) => database.gatewayOutbox.answered("m-1", { id: "a-1", json, at: instant(2) });
      expect([await answer("1"), await answer("2")]).to.deep.equal(["kept", "repeated"]);
      await database.gatewayOutbox.note("m-1", { at: instant(3), step: "status" }, { state: "not-delivered" });
      expect(await database.gatewayOutbox.find("m-1")).to.include({ state: "answered", answer: "1", answerId: "a-1" });
    });

    it("gives the messages of a case, oldest first, also after the database was opened again", async () => {
      await database.gatewayOutbox.queue({ ...message, id: "m-2" }, instant(2));
      await database.gatewayOutbox.queue(message, instant(1));
      await database.gatewayOutbox.queue({ ...message, id: "m-3", case: "case-2" }, instant(1));
      await database.close();
      database = await harness.open();
      expect((await database.gatewayOutbox.ofCase("case-1")).map(({ id }) => id)).to.deep.equal(["m-1", "m-2"]);
    });
  });
}
