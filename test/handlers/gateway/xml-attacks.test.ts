import { expect } from "chai";
import { checkEnvelope, signedEnvelope } from "../../../handlers/gateway/body-signature.ts";
import type { SignatureOutcome } from "../../../handlers/gateway/body-signature.ts";
import { readUnsignedFault } from "../../../handlers/gateway/fault-reader.ts";
import { guardBytes, guardText, XML_LIMITS, XmlRefused } from "../../../handlers/gateway/xml-guard.ts";
import type { XmlRefusal } from "../../../handlers/gateway/xml-guard.ts";
import { parseXml } from "../../../handlers/gateway/xml-tree.ts";
import { NOW, replaceOnce, testKeys } from "./envelope-keys.ts";
import type { Keys } from "./envelope-keys.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function refusalOf(act: () => unknown): XmlRefusal | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof XmlRefused) return error.refusal;
    throw error;
  }
}

describe("XML from the gateway", () => {
  it("given an honest document with comments, CDATA and the five entities, is let through as it is", () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n<a b="1 &gt; 0" c='x>y'><!-- <d> --><![CDATA[<e> & f]]>&amp;&#1178;&#x49A;<g/></a>`;
    expect(guardBytes(utf8(text), "utf-8")).to.equal(text);
  });

  it("given a DOCTYPE, is refused before any parser sees it", () => {
    expect(refusalOf(() => guardBytes(utf8(`<!DOCTYPE a><a/>`)))).to.equal("document-type");
    expect(refusalOf(() => guardText(`<?xml version="1.0"?>\n<!doctype a><a/>`))).to.equal("document-type");
  });

  it("given entities that expand a thousandfold, is refused", () => {
    const laughs = `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>`;
    expect(refusalOf(() => guardText(laughs))).to.equal("document-type");
    expect(refusalOf(() => guardText(`<a>&y;</a>`))).to.equal("entity");
    expect(refusalOf(() => guardText(`<a b="&y;"/>`))).to.equal("entity");
  });

  it("given an external entity, is refused and nothing is fetched", () => {
    const outside = `<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>`;
    expect(refusalOf(() => guardText(outside))).to.equal("document-type");
    expect(refusalOf(() => guardText(`<a><?xml-stylesheet href="http://127.0.0.1/"?></a>`))).to.equal(
      "processing-instruction",
    );
  });

  it("given more bytes than any message has, is refused unread", () => {
    const huge = new Uint8Array(XML_LIMITS.bytes + 1).fill(0x20);
    expect(refusalOf(() => guardBytes(huge))).to.equal("too-large");
    const many = `<a>${"<b/>".repeat(XML_LIMITS.elements)}</a>`;
    expect(refusalOf(() => guardText(many))).to.equal("too-many-elements");
  });

  it("given elements nested without end, is refused", () => {
    const nested = (depth: number): string => `${"<a>".repeat(depth)}${"</a>".repeat(depth)}`;
    expect(refusalOf(() => guardText(nested(XML_LIMITS.depth)))).to.equal(undefined);
    expect(refusalOf(() => guardText(nested(XML_LIMITS.depth + 1)))).to.equal("too-deep");
  });

  it("given too many attributes, is refused", () => {
    const attributes = (count: number): string =>
      Array.from({ length: count }, (_, index) => ` a${index}="x"`).join("");
    expect(refusalOf(() => guardText(`<a${attributes(XML_LIMITS.attributes)}/>`))).to.equal(undefined);
    expect(refusalOf(() => guardText(`<a${attributes(XML_LIMITS.attributes + 1)}/>`))).to.equal("too-many-attributes");
  });

  it("given another encoding than UTF-8, by its bytes, its declaration or its header, is refused", () => {
    const utf16 = Buffer.from("\ufeff<a/>", "utf16le");
    expect(refusalOf(() => guardBytes(utf16))).to.equal("wrong-encoding");
    expect(refusalOf(() => guardBytes(Buffer.from("<a/>", "utf16le")))).to.equal("wrong-encoding");
    expect(refusalOf(() => guardText(`<?xml version="1.0" encoding="windows-1251"?><a/>`))).to.equal("wrong-encoding");
    expect(refusalOf(() => guardBytes(utf8("<a/>"), "windows-1251"))).to.equal("wrong-encoding");
    expect(refusalOf(() => guardBytes(Uint8Array.of(0x3c, 0x61, 0x3e, 0xcf, 0x3c)))).to.equal("wrong-encoding");
  });

  it("given what is not well-formed, is refused by the guard or by the parser", async () => {
    for (const text of ["", "text", "<a>", "<a", `<a b="></a>`, "<a><![CDATA[</a>"])
      expect(
        refusalOf(() => guardText(text)),
        text,
      ).to.equal("not-well-formed");
    for (const text of ["<a></b>", "<a b=1/>", "<a/><b/>", `<a b="1" b="2"/>`]) {
      let caught: unknown;
      await parseXml(guardText(text)).catch((error: unknown) => (caught = error));
      expect(caught, text).to.be.instanceOf(XmlRefused);
    }
  });

  it("given an unsigned fault with a DOCTYPE, is refused as well", async () => {
    let caught: unknown;
    await readUnsignedFault(`<!DOCTYPE a><Envelope/>`).catch((error: unknown) => (caught = error));
    expect(caught).to.be.instanceOf(XmlRefused);
  });
});

describe("a signed envelope of the gateway", () => {
  let keys: Keys;
  let honest: string;
  before(async () => {
    keys = await testKeys();
    honest = await signedEnvelope("<answer><found>true</found></answer>", "body-1", keys.gateway);
  });

  const check = (text: string): Promise<SignatureOutcome> =>
    checkEnvelope(text, [keys.gateway.certificate, keys.expired.certificate], new Date(NOW));
  const refusal = async (text: string): Promise<string> => {
    const outcome = await check(text);
    return outcome.valid ? "valid" : outcome.refusal;
  };
  const bodyOf = (text: string): string => /<soap:Body[\s\S]*<\/soap:Body>/.exec(text)![0];
  const evil = `<soap:Body xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="body-2"><answer><found>false</found></answer></soap:Body>`;

  it("is read from what the signature covers", async () => {
    const outcome = await check(honest);
    expect(outcome.valid && outcome.body.children[0]?.children[0]?.text).to.equal("true");
  });

  it("checked twice is valid twice: each check has a verifier of its own", async () => {
    expect([await refusal(honest), await refusal(honest)]).to.deep.equal(["valid", "valid"]);
  });

  it("with a changed Body is refused", async () => {
    expect(await refusal(replaceOnce(honest, "<found>true", "<found>false"))).to.equal("wrong");
  });

  it("whose signed Body was moved into the header, with another in its place, is refused", async () => {
    const signed = bodyOf(honest);
    const moved = replaceOnce(honest, signed, evil);
    expect(await refusal(replaceOnce(moved, "</soap:Header>", `<wrapper>${signed}</wrapper></soap:Header>`))).to.equal(
      "wrapped",
    );
  });

  it("whose Body bears the id of the moved one is refused: the id stands twice", async () => {
    const signed = bodyOf(honest);
    const twin = replaceOnce(evil, "body-2", "body-1");
    const moved = replaceOnce(honest, signed, twin);
    expect(await refusal(replaceOnce(moved, "</soap:Header>", `<wrapper>${signed}</wrapper></soap:Header>`))).to.equal(
      "wrapped",
    );
  });

  it("with the id once more on some other element, in another spelling, is refused", async () => {
    expect(await refusal(replaceOnce(honest, "<soap:Header>", `<soap:Header><x ID="body-1"/>`))).to.equal("wrapped");
    expect(await refusal(replaceOnce(honest, "<soap:Header>", `<soap:Header><x Id="body-1"/>`))).to.equal("wrapped");
  });

  it("with two Bodies is refused, whichever comes first", async () => {
    const signed = bodyOf(honest);
    expect(await refusal(replaceOnce(honest, signed, `${evil}${signed}`))).to.equal("wrapped");
    expect(await refusal(replaceOnce(honest, signed, `${signed}${evil}`))).to.equal("wrapped");
  });

  it("with anything else beside Header and Body is refused", async () => {
    expect(await refusal(replaceOnce(honest, "</soap:Envelope>", "<more/></soap:Envelope>"))).to.equal("wrapped");
  });

  it("without a signature is refused, and so is one with a signature elsewhere than in its header", async () => {
    const signature = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(honest)![0];
    const bare = replaceOnce(honest, signature, "");
    expect(await refusal(bare)).to.equal("missing");
    expect(await refusal(replaceOnce(bare, "<answer>", `<answer>${signature}`))).to.equal("missing");
  });

  it("by a certificate that nobody named is refused, also when it has the same name", async () => {
    const foreign = await signedEnvelope("<answer/>", "body-1", keys.stranger);
    expect(await refusal(foreign)).to.equal("certificate-unknown");
  });

  it("by a stranger's key under the gateway's certificate is refused", async () => {
    const forged = await signedEnvelope("<answer/>", "body-1", {
      privateKey: keys.stranger.privateKey,
      certificate: keys.gateway.certificate,
    });
    expect(await refusal(forged)).to.equal("wrong");
  });

  it("by a certificate whose time is over is refused, with its number", async () => {
    const outcome = await check(await signedEnvelope("<answer/>", "body-1", keys.expired));
    expect(outcome).to.deep.include({ valid: false, refusal: "certificate-expired" });
    expect(outcome.certificate).to.match(/^[0-9A-F]+$/);
  });

  it("signed over SHA-1, or with a transform that chooses what is covered, is refused", async () => {
    const sha1 = honest.replaceAll(
      "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
      "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    );
    expect(await refusal(sha1)).to.equal("algorithm-not-allowed");
    const chosen = replaceOnce(
      honest,
      "<ds:Transforms>",
      `<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>`,
    );
    expect(await refusal(chosen)).to.equal("algorithm-not-allowed");
  });

  it("with a second reference is refused", async () => {
    const reference = /<ds:Reference[\s\S]*<\/ds:Reference>/.exec(honest)![0];
    expect(await refusal(replaceOnce(honest, reference, reference + reference))).to.equal("wrapped");
  });

  it("that is none is refused", async () => {
    expect(await refusal("<Envelope/>")).to.equal("malformed");
  });
});
