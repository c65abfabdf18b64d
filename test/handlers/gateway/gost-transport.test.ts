import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { SignedXml } from "xml-crypto";
import { gostPrivateKeyOf } from "../../../fixtures/test-ca/gost-signer.ts";
import type { TestSigner } from "../../../fixtures/test-ca/signer.ts";
import { teachGost } from "../../../fixtures/test-ca/xml-signer.ts";
import { checkEnvelope } from "../../../handlers/gateway/body-signature.ts";
import { openWorld } from "../job.ts";
import type { World } from "../job.ts";
import { NOW, replaceOnce } from "./envelope-keys.ts";

const WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
const NUC = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";

/** An envelope as the gateway sends it: the Body signed with a GOST key, the certificate inline. */
function gostEnvelope(content: string, by: TestSigner): string {
  const key = gostPrivateKeyOf(by)!;
  const [algorithm, digest] = [
    `${NUC}gostr34102015-gostr34112015-${key.profile.bits}`,
    `${NUC}gostr34112015-${key.profile.bits}`,
  ];
  const inline = new X509Certificate(by.certificate).raw.toString("base64");
  const signer = new SignedXml({
    privateKey: "the signer has its own key",
    idMode: "wssecurity",
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: algorithm,
    getKeyInfoContent: () =>
      `<wsse:SecurityTokenReference><wsse:KeyIdentifier ValueType="${WSS}-x509-token-profile-1.0#X509v3">${inline}` +
      "</wsse:KeyIdentifier></wsse:SecurityTokenReference>",
  });
  teachGost(signer, key, algorithm, digest);
  signer.addReference({
    xpath: "/*[local-name(.)='Envelope']/*[local-name(.)='Body']",
    transforms: [EXCLUSIVE],
    digestAlgorithm: digest,
  });
  signer.computeSignature(
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><wsse:Security ` +
      `xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd"></wsse:Security></soap:Header><soap:Body ` +
      `xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" wsu:Id="body-1">${content}</soap:Body></soap:Envelope>`,
    { prefix: "ds", location: { reference: "//*[local-name(.)='Security']", action: "append" } },
  );
  return signer.getSignedXml();
}

describe("the transport signature of the gateway, with a GOST key", () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());
  const keyOf = (label: string, kind: "gost" | "gost-256") =>
    world.ca.signer({ ...world.people.personas.clerk, label }, "valid", kind);

  for (const kind of ["gost", "gost-256"] as const) {
    it(`is checked like any other: good, changed, of another key (${kind})`, async () => {
      const [gateway, stranger] = [await keyOf("gateway", kind), await keyOf("stranger", kind)];
      const envelope = gostEnvelope("<answer><found>true</found></answer>", gateway);
      const check = (text: string, trusted = gateway) => checkEnvelope(text, [trusted.certificate], new Date(NOW));
      const good = await check(envelope);
      expect(good.valid && good.body.children[0]?.name).to.equal("answer");
      expect(await check(replaceOnce(envelope, "<found>true", "<found>false"))).to.deep.include({ refusal: "wrong" });
      expect(await check(envelope, stranger)).to.deep.include({ refusal: "certificate-unknown" });
      // Signed by a stranger, with the gateway's certificate put in.
      const forged = gostEnvelope("<answer/>", { ...stranger, certificate: gateway.certificate });
      expect(await check(forged)).to.deep.include({ refusal: "wrong" });
      const other = envelope.replaceAll(
        `34112015-${kind === "gost" ? 512 : 256}`,
        `34112015-${kind === "gost" ? 256 : 512}`,
      );
      expect(await check(other)).to.deep.include({ refusal: "wrong" });
    });
  }
});
