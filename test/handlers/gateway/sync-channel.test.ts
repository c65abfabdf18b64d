import { expect } from "chai";
import { signedEnvelope } from "../../../handlers/gateway/body-signature.ts";
import { faultEnvelope, SUCCESS, syncResponse } from "../../../handlers/gateway/envelopes.ts";
import { codeOfFault } from "../../../handlers/gateway/gateway-client.ts";
import { messageIdOf } from "../../../handlers/gateway/message-id.ts";
import type { OpenGateway } from "../../../handlers/gateway/open-gateway.ts";
import { SERVICES, servicesWith } from "../../../handlers/gateway/services.ts";
import { OutsideRefused, OutsideUnavailable } from "../../../handlers/outside.ts";
import { ERRORS } from "../../../engine/errors.ts";
import { NOW } from "./envelope-keys.ts";
import { errorOf, listen, openGatewayWorld, recordedCall } from "./gateway-world.ts";
import type { GatewayWorld } from "./gateway-world.ts";

describe("the gateway's synchronous channel", () => {
  let world: GatewayWorld;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    world = await openGatewayWorld();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await world.close();
  });

  const find = (gateway: OpenGateway, recorded = recordedCall("7"), iin = world.people.personas.applicant.iin) =>
    gateway.outside.persons.findByIin({ iin, consentConfirmed: true }, recorded.call);

  /** A client whose gateway answers so, and nothing else. */
  async function answeredWith(
    xml: (id: string) => Promise<string> | string | Uint8Array,
    status = 200,
  ): Promise<OpenGateway> {
    const id = messageIdOf("case-1.7", SERVICES["person.find"].serviceId);
    const other = await listen(async () => ({ status, xml: await xml(id) }));
    closing.push(() => other.close());
    return world.reopen({ syncUrl: other.url, timeoutMs: 2_000 });
  }
  const signedAnswer = (correlationId: string, data: string, code = SUCCESS.code): Promise<string> =>
    signedEnvelope(
      syncResponse({ messageId: correlationId, correlationId, at: NOW }, { code, message: "" }, data),
      "b",
      world.keys.gateway,
    );

  it("gives the person whom the register holds, and none for one it lacks", async () => {
    const { applicant, unknownApplicant } = world.people.personas;
    const answer = await find(world.gateway);
    expect(answer).to.deep.include({ found: true });
    expect(answer.found && answer.person).to.deep.include({ iin: applicant.iin, surname: applicant.surname });
    expect(await find(world.gateway, recordedCall("8"), unknownApplicant.iin)).to.deep.equal({ found: false });
  });

  it("gives births, deaths and marriages", async () => {
    const { civil } = world.gateway.outside;
    const { child, applicant, deceased, clerk } = world.people.personas;
    const birth = await civil.findBirth({ childIin: child.iin }, recordedCall("1").call);
    expect(birth.found && birth.record.mother?.iin).to.equal(applicant.iin);
    const death = await civil.findDeath({ personIin: deceased.iin }, recordedCall("2").call);
    expect(death.found && death.record.deathDate).to.equal(deceased.diedOn);
    expect(await civil.findDeath({ personIin: clerk.iin }, recordedCall("3").call)).to.deep.equal({ found: false });
    const { marriages } = await civil.findMarriages({ personIin: applicant.iin }, recordedCall("4").call);
    expect(marriages.map(({ spouses }) => spouses.map(({ iin }) => iin))).to.deep.equal([
      [applicant.iin, child.father],
    ]);
  });

  it("keeps request and answer with the outcome of the signature, under a message id made of the job", async () => {
    const recorded = recordedCall("7");
    await find(world.gateway, recorded);
    expect(
      recorded.documents.map(({ name, exchange }) => [name, exchange?.part, exchange?.outcome, exchange?.signature]),
    ).to.deep.equal([
      ["exchange-request", "request", "answered", "made"],
      ["exchange-response", "response", "answered", "valid"],
    ]);
    const ids = new Set(recorded.documents.map(({ exchange }) => exchange?.message));
    expect([...ids]).to.deep.equal([messageIdOf("case-1.7", "GBDFL_UniversalServiceSync")]);
    expect(JSON.stringify(recorded.documents.map(({ exchange }) => exchange))).not.to.match(/\d{12}/);
    expect(Buffer.from(recorded.documents[0]!.bytes).toString()).to.include(world.people.personas.applicant.iin);
    expect(recorded.documents[1]!.exchange?.certificate).to.match(/^[0-9A-F]+$/);
  });

  it("strikes the sender's password out of what is kept", async () => {
    const recorded = recordedCall("7");
    await find(world.reopen({ sender: { senderId: "reglament", password: "s3cret" } }), recorded);
    const kept = Buffer.concat(recorded.documents.map(({ bytes }) => bytes)).toString();
    expect(kept).not.to.include("s3cret");
    expect(kept).to.include("<password>struck out</password>");
  });

  it("during an outage is unavailable, files the attempt, and goes on afterwards with the same message id", async () => {
    world.simulator.switches.outage({ down: true });
    const recorded = recordedCall("7");
    expect(await errorOf(find(world.gateway, recorded))).to.be.instanceOf(OutsideUnavailable);
    expect(recorded.documents[0]!.exchange).to.include({ part: "request", outcome: "no-answer" });
    world.simulator.switches.outage({ down: false });
    const again = recordedCall("7");
    expect(await find(world.gateway, again)).to.have.property("found", true);
    expect(again.documents[0]!.exchange?.message).to.equal(recorded.documents[0]!.exchange?.message);
  });

  it("with one register down behind the gateway is unavailable for it (SCE909), and answers for the others", async () => {
    world.simulator.switches.outage({ down: true, system: "person-register" });
    expect(await errorOf(find(world.gateway))).to.be.instanceOf(OutsideUnavailable);
    const { child } = world.people.personas;
    expect(
      await world.gateway.outside.civil.findBirth({ childIin: child.iin }, recordedCall("8").call),
    ).to.have.property("found", true);
  });

  it("is unavailable when no answer comes in time, and when nobody listens", async () => {
    world.simulator.switches.latency({ milliseconds: 60_000 });
    const late = await errorOf(find(world.reopen({ timeoutMs: 50 })));
    expect(late).to.be.instanceOf(OutsideUnavailable).with.property("reason", "no answer in time");
    const nobody = await errorOf(find(world.reopen({ syncUrl: "http://127.0.0.1:1/" })));
    expect(nobody).to.be.instanceOf(OutsideUnavailable).with.property("reason", "the gateway cannot be reached");
  });

  it("given up by the job says so, and counts no failure of the gateway", async () => {
    world.simulator.switches.latency({ milliseconds: 60_000 });
    const controller = new AbortController();
    const recorded = recordedCall("7", controller.signal);
    const asked = errorOf(find(world.gateway, recorded));
    setTimeout(() => controller.abort(), 30);
    expect(await asked).to.have.property("name", "AbortError");
    expect(recorded.documents[0]!.exchange?.outcome).to.equal("given-up");
  });

  it("after five failures in a row asks no more until a while has passed", async () => {
    world.simulator.switches.outage({ down: true });
    for (let index = 0; index < 5; index += 1) await errorOf(find(world.gateway));
    world.simulator.switches.outage({ down: false });
    const calls = world.lines.length;
    const refused = await errorOf(find(world.gateway));
    expect(refused).to.be.instanceOf(OutsideUnavailable).with.property("reason").that.includes("in a row");
    expect(world.lines.length).to.equal(calls);
    world.pass(10_000);
    expect(await find(world.gateway)).to.have.property("found", true);
  });

  it("refuses an answer without a signature, one of a stranger, and one that was changed on the way", async () => {
    const data = "<data><messageResult><code>00000</code></messageResult></data>";
    const unsigned = (id: string) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${syncResponse({ messageId: id, correlationId: id, at: NOW }, SUCCESS, data)}</s:Body></s:Envelope>`;
    const stranger = (id: string) =>
      signedEnvelope(
        syncResponse({ messageId: id, correlationId: id, at: NOW }, SUCCESS, data),
        "b",
        world.keys.stranger,
      );
    const changed = async (id: string) => (await signedAnswer(id, data)).replace("00000", "00001");
    for (const [answer, signature] of [
      [unsigned, "missing"],
      [stranger, "certificate-unknown"],
      [changed, "wrong"],
    ] as const) {
      const recorded = recordedCall("7");
      const error = await errorOf(find(await answeredWith(answer), recorded));
      expect(error).to.be.instanceOf(OutsideRefused).with.property("code", "GATEWAY_ANSWER_UNTRUSTED");
      expect(recorded.documents[1]?.exchange).to.include({ part: "response", signature });
    }
  });

  it("refuses the answer to another message", async () => {
    const gateway = await answeredWith(() =>
      signedAnswer(messageIdOf("another"), "<data><messageResult><code>00000</code></messageResult></data>"),
    );
    expect(await errorOf(find(gateway))).to.have.property("code", "GATEWAY_ANSWER_INVALID");
  });

  it("refuses an answer that does not fit the port's schema, and names the field but not its value", async () => {
    const person =
      "<person><iin>1234</iin><surname>Тайна</surname><name>x</name><birthDate>x</birthDate><lifeStatus><code>0</code></lifeStatus></person>";
    const gateway = await answeredWith((id) =>
      signedAnswer(id, `<data><messageResult><code>00000</code></messageResult><persons>${person}</persons></data>`),
    );
    const error = await errorOf(find(gateway));
    expect(error).to.have.property("code", "GATEWAY_ANSWER_INVALID");
    expect((error as Error).message)
      .to.include("/persons/0/iin")
      .and.not.include("1234")
      .and.not.include("Тайна");
  });

  it("refuses hostile XML, also in the CDATA of a signed answer, and an answer without end", async () => {
    const hostile = `<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>`;
    const refusals: ((id: string) => Promise<string> | string | Uint8Array)[] = [
      () => hostile,
      (id) => signedAnswer(id, `<data><![CDATA[${hostile}]]></data>`),
      () => new Uint8Array(5 * 1024 * 1024).fill(0x20),
    ];
    for (const answer of refusals)
      expect(await errorOf(find(await answeredWith(answer)))).to.have.property("code", "GATEWAY_XML_REFUSED");
  });

  it("is unavailable when something before the gateway answers with a page of its own", async () => {
    for (const page of ["<html><body>Bad gateway</body></html>", "Bad gateway"])
      expect(await errorOf(find(await answeredWith(() => page, 502)))).to.be.instanceOf(OutsideUnavailable);
  });

  it("turns each fault of the channel into a code of the error list", async () => {
    const codes: readonly (readonly [string, string | undefined])[] = [
      ["SCE001", "GATEWAY_MESSAGE_REFUSED"],
      ["SCE004", "GATEWAY_SERVICE_UNKNOWN"],
      ["SCE005", "GATEWAY_CERTIFICATE_REFUSED"],
      ["SCE006", "GATEWAY_SIGNATURE_REFUSED"],
      ["SCE007", "GATEWAY_SIGNATURE_MISSING"],
      ["SCE015", "GATEWAY_CERTIFICATE_REFUSED"],
      ["SCE016", "GATEWAY_SIGNATURE_REFUSED"],
      ["SCE017", "GATEWAY_SIGNATURE_MISSING"],
      ["SCE909", undefined],
      ["SCE777", undefined],
    ];
    for (const [fault, code] of codes) {
      const gateway = await answeredWith(() => faultEnvelope({ code: fault, message: "m" }, NOW), 500);
      const recorded = recordedCall("7");
      const error = await errorOf(find(gateway, recorded));
      if (code === undefined) expect(error, fault).to.be.instanceOf(OutsideUnavailable);
      else expect(error, fault).to.be.instanceOf(OutsideRefused).with.property("code", code);
      expect(ERRORS).to.have.property(codeOfFault({ code: fault, message: "" }).code);
      expect(recorded.documents[1]?.exchange?.outcome).to.equal(code ?? "GATEWAY_FAILED");
    }
  });

  it("passes on a service's own refusal when it is a code, and not its words", async () => {
    const { queue } = world.gateway.outside;
    const error = await errorOf(queue.declineOffer({ application: "case-1" }, recordedCall("9").call));
    expect(error).to.be.instanceOf(OutsideRefused).with.property("code", "NOT_IN_QUEUE");
    const wordy = await answeredWith((id) => signedAnswer(id, "", "Айгүл 910528253104"));
    const refused = await errorOf(find(wordy));
    expect(refused).to.have.property("code", "GATEWAY_SERVICE_REFUSED");
    expect((refused as Error).message).not.to.match(/Айгүл|\d{12}/);
  });

  it("as the gateway refuses: a certificate that it does not know, a signature that is wrong, a service that it lacks", async () => {
    const { participant, stranger } = world.keys;
    expect(await errorOf(find(world.reopen({ identity: stranger })))).to.have.property(
      "code",
      "GATEWAY_CERTIFICATE_REFUSED",
    );
    const mixed = { privateKey: stranger.privateKey, certificate: participant.certificate };
    expect(await errorOf(find(world.reopen({ identity: mixed })))).to.have.property(
      "code",
      "GATEWAY_SIGNATURE_REFUSED",
    );
    const services = servicesWith({ "person.find": { serviceId: "NOT_HERE" } });
    expect(await errorOf(find(world.reopen({ services })))).to.have.property("code", "GATEWAY_SERVICE_UNKNOWN");
  });

  it("is understood in whichever style an installation writes its business data", async () => {
    for (const style of ["xsi-type", "prefixed", "default-namespace", "plain", "cdata"]) {
      const services = servicesWith({ "person.find": { style } });
      expect(await find(world.reopen({ services })), style).to.have.property("found", true);
    }
  });

  it("sends nothing that does not fit the schema of its port", async () => {
    const calls = world.lines.length;
    expect(await errorOf(find(world.gateway, recordedCall("7"), "42"))).to.have.property(
      "code",
      "GATEWAY_REQUEST_INVALID",
    );
    expect(world.lines.length).to.equal(calls);
  });

  it("tells the log ids, codes and durations, and nobody's number", async () => {
    await find(world.gateway);
    world.simulator.switches.outage({ down: true });
    await errorOf(find(world.gateway, recordedCall("8")));
    expect(world.lines.map(({ outcome, signature }) => [outcome, signature])).to.deep.equal([
      ["answered", "valid"],
      ["no-answer", "none"],
    ]);
    const text = JSON.stringify(world.lines);
    for (const { iin } of world.people.all) expect(text).not.to.include(iin);
  });
});

describe("the settings of an installation's services", () => {
  it("replace what they name and leave the rest", () => {
    const services = servicesWith({ "civil.find-acts": { serviceId: "ZAGS", style: "cdata" } });
    expect(services["civil.find-acts"]).to.include({ serviceId: "ZAGS", style: "cdata", system: "civil-register" });
    expect(services["person.find"]).to.equal(SERVICES["person.find"]);
    expect(servicesWith(undefined)).to.equal(SERVICES);
  });

  for (const [settings, words] of [
    [[], "an object"],
    [{ "person.forget": {} }, "person.forget"],
    [{ "person.find": "x" }, "must be an object"],
    [{ "person.find": { request: {} } }, "request"],
    [{ "person.find": { serviceId: "" } }, "serviceId of person.find"],
    [{ "person.find": { style: "bold" } }, "style of person.find"],
    [{ "person.find": { type: "a b" } }, "XML name"],
  ] as const)
    it(`${JSON.stringify(settings)} is refused with what is wrong`, () => {
      expect(() => servicesWith(settings)).to.throw(words);
    });
});
