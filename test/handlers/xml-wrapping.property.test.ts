import fc from "fast-check";
import { expect } from "chai";
import { signXml } from "../../fixtures/test-ca/xml-signer.ts";
import { publicKeyOf } from "../../handlers/certificate.ts";
import { checkEnvelope, signedEnvelope } from "../../handlers/gateway/body-signature.ts";
import { XmlRefused } from "../../handlers/gateway/xml-guard.ts";
import { readXmlSignature } from "../../handlers/xml-signature.ts";
import { NOW, testKeys } from "./gateway/envelope-keys.ts";
import { openWorld } from "./job.ts";

const letter = '<letter xmlns="urn:x" Id="whole"><to>a</to><sum>100</sum></letter>';
const forged = '<letter xmlns="urn:x" Id="whole"><to>a</to><sum>900</sum></letter>';

/** Where something can be put: behind any tag. */
const places = (text: string): number[] => [...text.matchAll(/>/g)].map(({ index }) => index + 1);

/** The pieces put into the text one after the other, each behind some tag. */
const put = (text: string, insertions: readonly (readonly [piece: string, place: number])[]): string =>
  insertions.reduce((all, [piece, place]) => {
    const open = places(all);
    const at = open[place % open.length] ?? all.length;
    return all.slice(0, at) + piece + all.slice(at);
  }, text);

// A failure prints its seed and the text that broke it.
describe("XML whose signed parts are moved, doubled and wrapped at random", () => {
  it("as a signature: another document than the signed one is never confirmed", async () => {
    const world = await openWorld();
    try {
      const by = await world.ca.signer({ ...world.people.personas.clerk, label: "clerk" });
      for (const signed of [signXml(by, letter), signXml(by, letter, { byId: true, exclusive: true })]) {
        const signature = /<ds:Signature[^]*<\/ds:Signature>/.exec(signed)![0];
        const bare = signature.replace(/<ds:KeyInfo>[^]*<\/ds:KeyInfo>/, "");
        const pieces = [
          letter,
          forged,
          signed,
          signature,
          bare,
          signature.replace(/URI="[^"]*"/, 'URI="#whole"'),
          signature.replace(/URI="[^"]*"/, 'URI=""'),
          signature.replace("</ds:Signature>", `<ds:Object Id="whole">${letter}</ds:Object></ds:Signature>`),
          '<x Id="whole"/>',
          '<x ID="whole" xml:id="whole"/>',
          '<ds:Transform xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
          "<!-- 900 -->",
          "<![CDATA[900]]>",
        ];
        const text = fc
          .tuple(
            fc.constantFrom(letter, forged, signed, signed.replace("100", "900")),
            fc.array(fc.tuple(fc.constantFrom(...pieces), fc.nat(40)), { maxLength: 4 }),
          )
          .map(([root, insertions]) => put(root, insertions));
        await fc.assert(
          fc.asyncProperty(text, async (xml) => {
            const read = await readXmlSignature(xml);
            for (const signer of read?.signers ?? []) {
              const key = publicKeyOf(signer.certificate)!;
              expect(await signer.isOver(Buffer.from(forged), key)).to.equal(false);
              // Nor is the text itself confirmed, unless what it says is what was signed.
              const own = xml.replace(/<ds:Signature[^]*<\/ds:Signature>/g, "").replace(/<!--[^]*?-->/g, "");
              if (own !== letter) expect(await signer.isOver(Buffer.from(own), key)).to.equal(false);
            }
          }),
          { numRuns: 150 },
        );
      }
    } finally {
      world.close();
    }
  });

  it("as an envelope of the gateway: what is read is the Body that was signed, or nothing", async () => {
    const { gateway } = await testKeys();
    const honest = await signedEnvelope("<answer><found>true</found></answer>", "body-1", gateway);
    const body = /<soap:Body[^]*<\/soap:Body>/.exec(honest)![0];
    const evil = body.replace("true", "false");
    const signature = /<ds:Signature[^]*<\/ds:Signature>/.exec(honest)![0];
    const pieces = [
      body,
      evil,
      evil.replace("body-1", "body-2"),
      signature,
      signature.replace("#body-1", "#body-2"),
      '<x Id="body-1"/>',
      "<answer><found>false</found></answer>",
      "<found>false</found>",
      "<!-- false -->",
    ];
    const text = fc
      .tuple(
        fc.constantFrom(honest, honest.replace(body, evil), honest.replace(signature, "")),
        fc.array(fc.tuple(fc.constantFrom(...pieces), fc.nat(60)), { maxLength: 4 }),
      )
      .map(([envelope, insertions]) => put(envelope, insertions));
    await fc.assert(
      fc.asyncProperty(text, async (xml) => {
        try {
          const outcome = await checkEnvelope(xml, [gateway.certificate], new Date(NOW));
          if (!outcome.valid) return;
          expect(outcome.body.children.map(({ name }) => name)).to.deep.equal(["answer"]);
          expect(outcome.body.children[0]?.children.map(({ text: found }) => found)).to.deep.equal(["true"]);
        } catch (error) {
          expect(error).to.be.instanceOf(XmlRefused);
        }
      }),
      { numRuns: 150 },
    );
  });
});
