/**
 * The business signature: a second XMLDSig, enveloped in the business data themselves (in the root element in `data`, or in `data` where it holds the fields).
 * It says who answers for the data, whoever carried them. It is over one element alone, which is taken out of the message by the place of its
 * signature, so it holds wherever the data go. Certificates are pinned, as those of the transport.
 */
import { X509Certificate } from "node:crypto";
import { readXmlSignature } from "../xml-signature.ts";
import { publicKeyOf } from "../certificate.ts";
import type { TransportIdentity } from "./body-signature.ts";
import { guardText } from "./xml-guard.ts";
import { parseDom } from "./xml-tree.ts";

const DSIG = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

export type BusinessRefusal =
  | "missing"
  | "wrapped"
  | "malformed"
  | "certificate-unknown"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "wrong";

export type BusinessOutcome =
  | { readonly valid: true; readonly certificate: string }
  | { readonly valid: false; readonly refusal: BusinessRefusal; readonly certificate?: string };

/** The element with its signature as its last child. */
export async function signBusiness(element: string, identity: TransportIdentity): Promise<string> {
  const { SignedXml } = await import("xml-crypto");
  const inline = new X509Certificate(identity.certificate).raw.toString("base64");
  const signer = new SignedXml({
    privateKey: identity.privateKey,
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: RSA_SHA256,
    getKeyInfoContent: () => `<ds:X509Data><ds:X509Certificate>${inline}</ds:X509Certificate></ds:X509Data>`,
  });
  signer.addReference({
    xpath: "/*",
    isEmptyUri: true,
    transforms: [`${DSIG}enveloped-signature`, EXCLUSIVE],
    digestAlgorithm: SHA256,
  });
  signer.computeSignature(element, { prefix: "ds", location: { reference: "/*", action: "append" } });
  return signer.getSignedXml();
}

/**
 * Checks the signature in the `data` of a Body whose own signature has held; `body`: the text that it covers. `undefined`: the Body carries no data.
 * Throws `XmlRefused` for hostile XML inside of CDATA.
 */
export async function checkBusiness(
  body: string,
  trusted: readonly string[],
  now: Date,
): Promise<BusinessOutcome | undefined> {
  const signed = await signedElement(body);
  if (signed === undefined || "refusal" in signed) return signed && { valid: false, refusal: signed.refusal };
  const read = await readXmlSignature(signed.text);
  const [signer, ...others] = read?.signers ?? [];
  if (signer === undefined || others.length > 0) return { valid: false, refusal: "malformed" };
  const pinned = trusted
    .map((pem) => new X509Certificate(pem))
    .find(({ raw }) => raw.equals(Buffer.from(signer.certificate.parsed.rawData)));
  if (pinned === undefined) return { valid: false, refusal: "certificate-unknown" };
  const certificate = pinned.serialNumber;
  if (now > pinned.validToDate) return { valid: false, refusal: "certificate-expired", certificate };
  if (now < pinned.validFromDate) return { valid: false, refusal: "certificate-not-yet-valid", certificate };
  const key = publicKeyOf(signer.certificate);
  // What is compared with is the element as it came, without its signature.
  const holds = key !== undefined && (await signer.isOver(Buffer.from(signed.bare), key));
  return holds ? { valid: true, certificate } : { valid: false, refusal: "wrong", certificate };
}

type Signed = { readonly text: string; readonly bare: string } | { readonly refusal: BusinessRefusal };

/** One `data`, one signature in it, a child of `data` or of its one root: nothing that is read later stands outside of what was signed. */
async function signedElement(body: string): Promise<Signed | undefined> {
  const { XMLSerializer } = await import("@xmldom/xmldom");
  const all = Array.from((await parseDom(guardText(body))).getElementsByTagName("*"));
  const [data, ...more] = all.filter(({ localName }) => localName === "data");
  if (data === undefined) return undefined;
  if (more.length > 0) return { refusal: "wrapped" };
  const children = Array.from(data.childNodes).filter((node): node is Element => node.nodeType === 1);
  const text = children.length === 0 ? data.textContent.trim() : "";
  const root = text.startsWith("<") ? (await parseDom(guardText(text))).documentElement : undefined;
  const signatures = Array.from((root ?? data).getElementsByTagNameNS(DSIG, "Signature"));
  const [signature] = signatures;
  if (signature === undefined) return { refusal: "missing" };
  const owner = signature.parentNode as Element;
  const isWhole = owner === root || owner === data || (owner.parentNode === data && children.length === 1);
  if (signatures.length > 1 || !isWhole) return { refusal: "wrapped" };
  const serializer = new XMLSerializer();
  const whole = serializer.serializeToString(owner as unknown as Parameters<typeof serializer.serializeToString>[0]);
  const copy = (await parseDom(whole)).documentElement;
  copy.removeChild(copy.getElementsByTagNameNS(DSIG, "Signature")[0]!);
  const bare = serializer.serializeToString(copy as unknown as Parameters<typeof serializer.serializeToString>[0]);
  return { text: whole, bare };
}
