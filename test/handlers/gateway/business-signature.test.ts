import { expect } from "chai";
import { signedEnvelope } from "../../../handlers/gateway/body-signature.ts";
import { signBusiness } from "../../../handlers/gateway/business-signature.ts";
import { dataElement } from "../../../handlers/gateway/business-xml.ts";
import { SUCCESS, syncRequest, syncResponse } from "../../../handlers/gateway/envelopes.ts";
import { messageIdOf } from "../../../handlers/gateway/message-id.ts";
import { SERVICES, servicesWith } from "../../../handlers/gateway/services.ts";
import { NOW } from "./envelope-keys.ts";
import { errorOf, listen, openGatewayWorld, recordedCall } from "./gateway-world.ts";
import type { GatewayWorld } from "./gateway-world.ts";

describe("the signature of business data", () => {
  let world: GatewayWorld;
  before(async () => {
    world = await openGatewayWorld();
  });
  after(() => world.close());

  const request = () => ({ iin: world.people.personas.applicant.iin, consentConfirmed: true as const });
  const signed = (settings: object = {}) => servicesWith({ "person.find": { businessSignature: true, ...settings } });

  for (const style of ["xsi-type", "prefixed", "default-namespace", "plain", "cdata"] as const)
    it(`is made and checked in data of the style ${style}`, async () => {
      const recorded = recordedCall(`1${style}`);
      const gateway = world.reopen({ services: signed({ style }) });
      expect(await gateway.outside.persons.findByIin(request(), recorded.call)).to.have.property("found", true);
      for (const { name, bytes } of recorded.documents)
        expect(Buffer.from(bytes).toString(), name).to.include("X509Certificate>");
    });

  const SERVICE = SERVICES["person.find"];
  const answer = dataElement({ messageResult: { code: "00000" } }, { ...SERVICE, style: "prefixed" });
  const inner = answer.slice("<data>".length, -"</data>".length);
  const byGateway = () => signBusiness(inner, world.keys.gateway);

  for (const [title, data, refusal] of [
    ["none", () => Promise.resolve(answer), "missing"],
    ["one over other data", async () => `<data>${(await byGateway()).replace("00000", "00001")}</data>`, "wrong"],
    [
      "a stranger's",
      async () => `<data>${await signBusiness(inner, world.keys.stranger)}</data>`,
      "certificate-unknown",
    ],
    ["one beside the data that are read", async () => `<data>${await byGateway()}${inner}</data>`, "wrapped"],
    ["two", async () => `<data>${await signBusiness(await byGateway(), world.keys.gateway)}</data>`, "wrapped"],
  ] as const)
    it(`is asked for in the answer: given ${title}, the answer is refused (${refusal})`, async () => {
      const id = messageIdOf("case-1.7", SERVICE.serviceId);
      const head = { messageId: id, correlationId: id, at: NOW };
      const xml = await signedEnvelope(syncResponse(head, SUCCESS, await data()), "b", world.keys.gateway);
      const other = await listen(() => Promise.resolve({ status: 200, xml }));
      try {
        const recorded = recordedCall("7");
        const gateway = world.reopen({ syncUrl: other.url, services: signed() });
        const error = await errorOf(gateway.outside.persons.findByIin(request(), recorded.call));
        expect(error).to.have.property("code", "GATEWAY_ANSWER_UNTRUSTED");
        expect(recorded.documents.at(-1)?.exchange?.signature).to.equal(`business-${refusal}`);
      } finally {
        await other.close();
      }
    });

  it("is held against the data by the other side, too: changed after signing, they are refused (SCE016)", async () => {
    const data = dataElement({ iin: "910528450113" }, { ...SERVICE, style: "prefixed" });
    const own = await signBusiness(data.slice("<data>".length, -"</data>".length), world.keys.participant);
    const head = { messageId: crypto.randomUUID(), serviceId: SERVICE.serviceId, at: NOW, sender: { senderId: "us" } };
    const changed = `<data>${own.replace("910528450113", "910528450114")}</data>`;
    const body = await signedEnvelope(syncRequest(head, changed), "b", world.keys.participant);
    const response = await fetch(`${world.simulator.url}/sync`, { method: "POST", body });
    expect(await response.text()).to.include("SCE016");
  });

  it("is for the synchronous channel only, and says so", () => {
    expect(() => servicesWith({ "monitoring.report-status": { businessSignature: true } })).to.throw("synchronous");
    expect(() => servicesWith({ "person.find": { businessSignature: "yes" } })).to.throw("true or false");
  });
});
