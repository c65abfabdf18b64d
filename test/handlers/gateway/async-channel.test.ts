import { expect } from "chai";
import { signedEnvelope } from "../../../handlers/gateway/body-signature.ts";
import { asyncMessage, statusChange } from "../../../handlers/gateway/envelopes.ts";
import { messageIdOf } from "../../../handlers/gateway/message-id.ts";
import type { OpenGateway } from "../../../handlers/gateway/open-gateway.ts";
import { SERVICES } from "../../../handlers/gateway/services.ts";
import { OutsideUnavailable } from "../../../handlers/outside.ts";
import { NOW } from "./envelope-keys.ts";
import { errorOf, openGatewayWorld, recordedCall } from "./gateway-world.ts";
import type { GatewayWorld } from "./gateway-world.ts";

const SERVICE = SERVICES["monitoring.report-status"].serviceId;
const report = { application: "case-1", status: "received", at: NOW };
const ID = messageIdOf("case-1.7", SERVICE);

describe("the gateway's asynchronous channel", () => {
  let world: GatewayWorld;
  beforeEach(async () => {
    world = await openGatewayWorld();
  });
  afterEach(() => world.close());

  const send = (gateway: OpenGateway = world.gateway, recorded = recordedCall("7")) =>
    gateway.outside.monitoring.reportStatus(report, recorded.call);
  const push = () => world.simulator.switches.callback({ url: world.callbackUrl });
  const stepsOf = async (id = ID) => (await world.database.gatewayOutbox.steps(id)).map(({ step }) => step);
  const received = () => world.simulator.simulated.reports();
  const receive = async (content: string, key = world.keys.gateway) => {
    const xml = await signedEnvelope(content, "b", key);
    return world.gateway.receive(Buffer.from(xml), "utf-8");
  };
  const answer = (correlationId: string, data: string, messageId = messageIdOf("answer", correlationId)): string =>
    asyncMessage(
      { messageId, correlationId, serviceId: SERVICE, at: NOW, sender: { senderId: "s" } },
      "RESPONSE",
      data,
    );

  it("sends a message, is told of its delivery, and takes the answer that is pushed", async () => {
    push();
    const recorded = recordedCall("7");
    expect(await send(world.gateway, recorded)).to.have.property("accepted", true);
    expect(await stepsOf()).to.include.members(["queued", "sending", "sent", "status DELIVERED", "answered"]);
    expect(await world.database.gatewayOutbox.find(ID)).to.include({ state: "answered", attempts: 1, case: "case-1" });
    expect(
      recorded.documents.map(({ exchange }) => [exchange?.part, exchange?.outcome, exchange?.signature]),
    ).to.deep.equal([
      ["request", "accepted", "made"],
      ["response", "accepted", "valid"],
      ["response", "answered", "valid"],
    ]);
    expect(new Set(recorded.documents.map(({ exchange }) => exchange?.message))).to.deep.equal(new Set([ID]));
  });

  it("fetches the answer where nothing is pushed, and notifies the gateway of its receipt", async () => {
    expect(await send()).to.have.property("accepted", true);
    expect(await stepsOf()).to.include("notification MESSAGE_ACCEPTED");
    const state = (await (await fetch(`${world.simulator.url}/admin/state`)).json()) as { waiting: number };
    expect(state.waiting).to.equal(0);
  });

  it("sends scans, and parcels to the local body's workplace, the same way", async () => {
    push();
    const { monitoring, workplace } = world.gateway.outside;
    const scan = { application: "case-1", barCode: "0001", place: "courier", at: NOW };
    expect(await monitoring.reportScan(scan, recordedCall("1").call)).to.have.property("accepted", true);
    const documents = [{ name: "application", digest: "ab" }];
    const parcel = { application: "case-1", kind: "request" as const, documents, at: NOW };
    expect(await workplace.handOver(parcel, recordedCall("2").call)).to.have.property("accepted", true);
    expect(world.simulator.simulated.received().map(({ operation, request }) => [operation, request])).to.deep.equal([
      ["reportScan", scan],
      ["handOver", parcel],
    ]);
  });

  it("given the same job again, sends nothing and gives the same answer", async () => {
    push();
    const first = await send();
    const calls = world.lines.length;
    expect(await send(world.reopen())).to.deep.equal(first);
    expect(world.lines.length).to.equal(calls);
    expect(received()).to.deep.equal([report]);
  });

  it("given up before the answer came, files the answer with the case when it comes, and finds it at the next attempt", async () => {
    world.simulator.switches.outage({ down: true, system: "centre-monitoring" });
    const impatient = world.reopen({ answerWithinMs: 30, fetchAfterMs: 1_000 });
    expect(await errorOf(send(impatient))).to.be.instanceOf(OutsideUnavailable);
    expect(await world.database.gatewayOutbox.find(ID)).to.have.property("state", "sent");
    push();
    world.simulator.switches.outage({ down: false, system: "centre-monitoring" });
    while (world.late.length === 0) await new Promise((done) => setTimeout(done, 5));
    expect(world.late.map(({ case: id, document }) => [id, document.name, document.exchange?.outcome])).to.deep.equal([
      ["case-1", "exchange-response", "answered"],
    ]);
    const calls = world.lines.length;
    expect(await send(world.reopen())).to.have.property("accepted", true);
    expect(world.lines.length).to.equal(calls);
    expect(received()).to.deep.equal([report]);
  });

  it("not answered yet at the next attempt, asks what became of the message before it sends it again", async () => {
    world.simulator.switches.outage({ down: true, system: "centre-monitoring" });
    const impatient = world.reopen({ answerWithinMs: 30, fetchAfterMs: 1_000 });
    await errorOf(send(impatient));
    await errorOf(send(impatient));
    expect(await world.database.gatewayOutbox.find(ID)).to.include({ state: "sent", attempts: 1 });
    expect(await stepsOf()).to.include("status ON_DELIVERY");
  });

  it("during an outage stays queued, and is sent at the next attempt", async () => {
    world.simulator.switches.outage({ down: true });
    expect(await errorOf(send())).to.be.instanceOf(OutsideUnavailable);
    expect(await world.database.gatewayOutbox.find(ID)).to.include({ state: "queued", attempts: 1 });
    world.simulator.switches.outage({ down: false });
    expect(await send()).to.have.property("accepted", true);
    expect(await world.database.gatewayOutbox.find(ID)).to.include({ state: "answered", attempts: 2 });
    expect(received()).to.deep.equal([report]);
  });

  it("an answer that comes twice counts once, and one that comes late is filed with its case", async () => {
    await world.database.gatewayOutbox.queue(
      { id: ID, case: "case-1", system: "centre-monitoring", service: SERVICE },
      NOW,
    );
    const data = "<data><accepted>true</accepted><reference>MON-1</reference></data>";
    expect((await receive(answer(ID, data))).status).to.equal(200);
    expect((await receive(answer(ID, data.replace("MON-1", "MON-2")))).status).to.equal(200);
    expect(world.late.map(({ case: id, document }) => [id, document.exchange?.message])).to.deep.equal([
      ["case-1", ID],
    ]);
    expect(await send()).to.deep.equal({ accepted: true, reference: "MON-1" });
  });

  it("the gateway's word that it stopped the delivery ends the wait with a code", async () => {
    world.simulator.switches.outage({ down: true, system: "centre-monitoring" });
    const sent = errorOf(send(world.reopen({ fetchAfterMs: 10 })));
    while ((await world.database.gatewayOutbox.find(ID))?.state !== "sent")
      await new Promise((done) => setTimeout(done, 5));
    await receive(statusChange({ messageId: ID, state: "DELIVERY_STOPPED", at: NOW }));
    expect(await sent).to.have.property("code", "GATEWAY_DELIVERY_STOPPED");
    expect(await stepsOf()).to.include("status DELIVERY_STOPPED");
  });

  describe("its endpoint", () => {
    const refused = async (answered: Promise<{ status: number; xml: string }>): Promise<string> => {
      const { status, xml } = await answered;
      expect(status).to.equal(500);
      return /<errorCode>(\w+)<\/errorCode>/.exec(xml)![1]!;
    };

    it("refuses what is not signed, what a stranger signed, and what was changed", async () => {
      const content = answer(ID, "<data><accepted>true</accepted></data>");
      const bare = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`;
      expect(await refused(world.gateway.receive(Buffer.from(bare), undefined))).to.equal("SCE007");
      expect(await refused(receive(content, world.keys.stranger))).to.equal("SCE005");
      const changed = (await signedEnvelope(content, "b", world.keys.gateway)).replace(">true<", ">false<");
      expect(await refused(world.gateway.receive(Buffer.from(changed), undefined))).to.equal("SCE006");
    });

    it("refuses hostile XML and operations that it does not have", async () => {
      expect(await refused(world.gateway.receive(Buffer.from("<!DOCTYPE a><a/>"), undefined))).to.equal("SCE001");
      expect(await refused(world.gateway.receive(Buffer.from("<a/>"), "windows-1251"))).to.equal("SCE001");
      expect(await refused(receive("<forget/>"))).to.equal("SCE001");
    });

    it("refuses an answer to a message that was never sent from here, and one that cannot be read", async () => {
      expect(await refused(receive(answer(ID, "<data><accepted>true</accepted></data>")))).to.equal("SCE004");
      await world.database.gatewayOutbox.queue(
        { id: ID, case: "case-1", system: "centre-monitoring", service: SERVICE },
        NOW,
      );
      expect(await refused(receive(answer(ID, "<data><reference>x</reference></data>")))).to.equal("SCE001");
      expect(await world.database.gatewayOutbox.find(ID)).to.have.property("state", "queued");
    });

    it("takes a change of state of a message that it does not know without keeping anything", async () => {
      expect((await receive(statusChange({ messageId: ID, state: "DELIVERED", at: NOW }))).status).to.equal(200);
      expect(await stepsOf()).to.deep.equal([]);
    });
  });
});
