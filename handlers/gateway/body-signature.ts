/**
 * The transport signature of the gateway (WS-Security 1.0, X.509 token profile): XMLDSig over the SOAP Body, its certificate inline in
 * `KeyIdentifier`. The other side's certificates are pinned: an installation names them, no authority is believed for them.
 *
 * What is read of a message is the canonical form that the signature covers, and nothing else: a Body that was moved or doubled
 * is never looked at (McIntosh and Austel, "XML signature element wrapping attacks", 2005).
 */
import { X509Certificate } from "node:crypto";
import { algorithmOfXml } from "../signature-algorithms.ts";
import { NO_KEY, xmlDigest, xmlVerifier } from "../xml-algorithms.ts";
import { guardText } from "./xml-guard.ts";
import { parseDom, parseXml } from "./xml-tree.ts";
import type { XmlElement } from "./xml-tree.ts";

/** PEM: the key that we sign with, and its certificate. RSA, as the gateway takes it. */
export interface TransportIdentity {
  readonly privateKey: string;
  readonly certificate: string;
}

export type SignatureRefusal =
  | "missing"
  | "malformed"
  | "wrapped"
  | "algorithm-not-allowed"
  | "certificate-unknown"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "wrong";

export type SignatureOutcome =
  /** `covered`: the canonical text of the Body, from which `body` was read. */
  | { readonly valid: true; readonly certificate: string; readonly body: XmlElement; readonly covered: string }
  | { readonly valid: false; readonly refusal: SignatureRefusal; readonly certificate?: string };

const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const DS = "http://www.w3.org/2000/09/xmldsig#";
const X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
const BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
const SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512";

const NUC = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:";

/** Of what comes in; we sign with RSA. SHA-1 is not enough for anybody to be believed. */
const SIGNATURE_ALGORITHMS: readonly string[] = [
  RSA_SHA256,
  RSA_SHA512,
  `${NUC}gostr34102015-gostr34112015-512`,
  `${NUC}gostr34102015-gostr34112015-256`,
];
const DIGEST_ALGORITHMS: readonly string[] = [SHA256, SHA512, `${NUC}gostr34112015-512`, `${NUC}gostr34112015-256`];

/** The envelope around this content of the Body, signed. `id` names the Body inside its envelope. */
export async function signedEnvelope(content: string, id: string, identity: TransportIdentity): Promise<string> {
  const { SignedXml } = await import("xml-crypto");
  const inline = new X509Certificate(identity.certificate).raw.toString("base64");
  const envelope =
    `<soap:Envelope xmlns:soap="${SOAP}"><soap:Header>` +
    `<wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1"></wsse:Security></soap:Header>` +
    `<soap:Body xmlns:wsu="${WSU}" wsu:Id="${id}">${content}</soap:Body></soap:Envelope>`;
  const signer = new SignedXml({
    privateKey: identity.privateKey,
    idMode: "wssecurity",
    canonicalizationAlgorithm: EXCLUSIVE,
    signatureAlgorithm: RSA_SHA256,
    getKeyInfoContent: () =>
      `<wsse:SecurityTokenReference xmlns:wsse="${WSSE}"><wsse:KeyIdentifier EncodingType="${BASE64}" ValueType="${X509}">` +
      `${inline}</wsse:KeyIdentifier></wsse:SecurityTokenReference>`,
  });
  signer.addReference({
    xpath: "/*[local-name(.)='Envelope']/*[local-name(.)='Body']",
    transforms: [EXCLUSIVE],
    digestAlgorithm: SHA256,
  });
  signer.computeSignature(envelope, {
    prefix: "ds",
    location: { reference: "/*/*[local-name(.)='Header']/*[local-name(.)='Security']", action: "append" },
  });
  return signer.getSignedXml();
}

/**
 * Checks the signature of an envelope and gives the Body that it covers. `trusted`: PEM certificates of the other side. Throws
 * `XmlRefused` for what is not well-formed; everything else is an outcome.
 */
export async function checkEnvelope(text: string, trusted: readonly string[], now: Date): Promise<SignatureOutcome> {
  const document = await parseDom(text);
  const found = readStructure(document);
  if ("refusal" in found) return { valid: false, refusal: found.refusal };
  const { signature, inline, algorithm, digest } = found;
  const pinned = trusted.map((pem) => new X509Certificate(pem)).find(({ raw }) => raw.equals(inline));
  if (pinned === undefined) return { valid: false, refusal: "certificate-unknown" };
  const certificate = pinned.serialNumber;
  if (now > pinned.validToDate) return { valid: false, refusal: "certificate-expired", certificate };
  if (now < pinned.validFromDate) return { valid: false, refusal: "certificate-not-yet-valid", certificate };
  const [{ SignedXml }, { publicKeyOf, readDerCertificate }] = await Promise.all([
    import("xml-crypto"),
    import("../certificate.ts"),
  ]);
  const read = readDerCertificate(inline);
  const key = read === undefined ? undefined : publicKeyOf(read);
  if (key === undefined) return { valid: false, refusal: "algorithm-not-allowed", certificate };
  // A new one for each message: a second check on the same object would answer with the references of both.
  const verifier = new SignedXml({ publicCert: NO_KEY, idMode: "wssecurity", getCertFromKeyInfo: () => null });
  verifier.SignatureAlgorithms = { [algorithm]: xmlVerifier(algorithm, algorithmOfXml(algorithm), key) };
  verifier.HashAlgorithms = { [digest]: xmlDigest(digest) };
  let references: readonly string[];
  try {
    verifier.loadSignature(signature as unknown as Parameters<typeof verifier.loadSignature>[0]);
    if (!verifier.checkSignature(text)) return { valid: false, refusal: "wrong", certificate };
    references = verifier.getSignedReferences();
  } catch {
    return { valid: false, refusal: "wrong", certificate };
  }
  const [covered] = references;
  if (covered === undefined || references.length !== 1) return { valid: false, refusal: "wrapped", certificate };
  const body = await parseXml(guardText(covered));
  if (body.name !== "Body" || body.namespace !== SOAP) return { valid: false, refusal: "wrapped", certificate };
  return { valid: true, certificate, body, covered };
}

type Structure =
  | { readonly signature: Element; readonly inline: Buffer; readonly algorithm: string; readonly digest: string }
  | { readonly refusal: SignatureRefusal };

/** One Envelope, one Header, one Body; one signature in the header, with one reference, to that Body and to nothing else. */
function readStructure(document: Document): Structure {
  const envelope = document.documentElement;
  if (!isElement(envelope, SOAP, "Envelope")) return { refusal: "malformed" };
  const parts = elementsIn(envelope);
  const headers = parts.filter((part) => isElement(part, SOAP, "Header"));
  const bodies = parts.filter((part) => isElement(part, SOAP, "Body"));
  const [body] = bodies;
  if (body === undefined) return { refusal: "malformed" };
  if (bodies.length > 1 || headers.length > 1 || parts.length > headers.length + 1) return { refusal: "wrapped" };
  const signatures = headers
    .flatMap(elementsIn)
    .filter((part) => isElement(part, WSSE, "Security"))
    .flatMap(elementsIn)
    .filter((part) => isElement(part, DS, "Signature"));
  const [signature] = signatures;
  if (signature === undefined) return { refusal: "missing" };
  if (signatures.length > 1) return { refusal: "wrapped" };

  const signedInfo = elementsIn(signature).filter((part) => isElement(part, DS, "SignedInfo"));
  const references = signedInfo.flatMap(elementsIn).filter((part) => isElement(part, DS, "Reference"));
  const [reference] = references;
  if (signedInfo.length !== 1 || reference === undefined) return { refusal: "malformed" };
  if (references.length > 1) return { refusal: "wrapped" };
  const id = body.getAttributeNS(WSU, "Id");
  if (!id || reference.getAttribute("URI") !== `#${id}` || countOfId(envelope, id) !== 1) return { refusal: "wrapped" };
  const algorithms = allowedAlgorithms(signedInfo[0]!, reference);
  if (algorithms === undefined) return { refusal: "algorithm-not-allowed" };

  const identifiers = elementsIn(signature)
    .filter((part) => isElement(part, DS, "KeyInfo"))
    .flatMap(elementsIn)
    .filter((part) => isElement(part, WSSE, "SecurityTokenReference"))
    .flatMap(elementsIn)
    .filter((part) => isElement(part, WSSE, "KeyIdentifier"));
  const [identifier] = identifiers;
  if (identifier === undefined || identifiers.length > 1) return { refusal: "malformed" };
  return { signature, inline: Buffer.from(identifier.textContent.replace(/\s/g, ""), "base64"), ...algorithms };
}

/** `undefined`: one of them, or a transform, is not allowed. */
function allowedAlgorithms(
  signedInfo: Element,
  reference: Element,
): { readonly algorithm: string; readonly digest: string } | undefined {
  const algorithmOf = (parent: Element, name: string): string =>
    elementsIn(parent)
      .find((part) => isElement(part, DS, name))
      ?.getAttribute("Algorithm") ?? "";
  const transforms = elementsIn(reference)
    .filter((part) => isElement(part, DS, "Transforms"))
    .flatMap(elementsIn)
    .map((part) => part.getAttribute("Algorithm"));
  const algorithm = algorithmOf(signedInfo, "SignatureMethod");
  const digest = algorithmOf(reference, "DigestMethod");
  const allowed =
    algorithmOf(signedInfo, "CanonicalizationMethod") === EXCLUSIVE &&
    SIGNATURE_ALGORITHMS.includes(algorithm) &&
    DIGEST_ALGORITHMS.includes(digest) &&
    // Any other transform could choose what of the Body is covered.
    transforms.length > 0 &&
    transforms.every((transform) => transform === EXCLUSIVE);
  return allowed ? { algorithm, digest } : undefined;
}

/** How many elements call themselves so, in any of the ways in which an id is written. */
function countOfId(element: Element, id: string): number {
  let count = 0;
  for (let index = 0; index < element.attributes.length; index += 1) {
    const attribute = element.attributes.item(index);
    if (attribute !== null && /^(?:.*:)?id$/i.test(attribute.name) && attribute.value === id) count += 1;
  }
  return elementsIn(element).reduce((sum, child) => sum + countOfId(child, id), count);
}

function elementsIn(element: Element): Element[] {
  const found: Element[] = [];
  for (let child = element.firstChild; child !== null; child = child.nextSibling)
    if (child.nodeType === 1) found.push(child as Element);
  return found;
}

const isElement = (element: Element, namespace: string, name: string): boolean =>
  element.namespaceURI === namespace && element.localName === name;
