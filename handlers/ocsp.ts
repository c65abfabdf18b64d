/**
 * Asks and judges an OCSP responder (RFC 6960). An answer is believed when it is about the certificate that was asked for, carries the
 * nonce of the request, is fresh, and is signed by the issuer or by a responder to whom that issuer has delegated it: a certificate
 * issued by the issuer itself for OCSP signing, with the extension id-pkix-ocsp-nocheck (4.2.2.2.1). A responder without that extension would have
 * to be asked about itself; its answers are passed over, and the issuer's list decides.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { BasicOCSPResponse, Certificate as PkiCertificate, SingleResponse } from "pkijs";
import { holdsAt, isForOcsp, publicKeyOf, readDerCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { trustedPath } from "./certificate-path.ts";
import type { RevocationVerdict } from "./revocation.ts";
import { isFresh, isRecent } from "./revocation.ts";
import { algorithmOfCms, isSignedBy } from "./signature-algorithms.ts";

const OID = { basic: "1.3.6.1.5.5.7.48.1.1", nonce: "1.3.6.1.5.5.7.48.1.2" } as const;
/** Names the issuer inside CertID; every responder knows it (RFC 5019, 3.2.1), and nothing rests on its strength. */
const CERT_ID_HASH = "SHA-1";
const NONCE_BYTES = 32;
const MOST_CERTIFICATES = 8;

export interface OcspQuestion {
  /** DER, base64. */
  readonly request: string;
  readonly nonce: Uint8Array;
}

export async function ocspQuestion(certificate: Certificate, issuer: Certificate): Promise<OcspQuestion> {
  const [{ Extension, OCSPRequest }, { OctetString }] = await Promise.all([import("pkijs"), import("asn1js")]);
  const nonce = randomBytes(NONCE_BYTES);
  const request = new OCSPRequest();
  await request.createForCertificate(await pkiCertificate(certificate), {
    hashAlgorithm: CERT_ID_HASH,
    issuerCertificate: await pkiCertificate(issuer),
  });
  request.tbsRequest.requestExtensions = [
    new Extension({
      extnID: OID.nonce,
      extnValue: new OctetString({ valueHex: new Uint8Array(nonce).buffer }).toBER(),
    }),
  ];
  return { request: Buffer.from(request.toSchema(true).toBER()).toString("base64"), nonce };
}

/** `response`: DER, base64. `unknown`: the answer does not help, for whatever reason. */
export async function judgeOcsp(
  certificate: Certificate,
  issuer: Certificate,
  response: string,
  nonce: Uint8Array,
  now: Date,
): Promise<RevocationVerdict> {
  try {
    return await judge(certificate, issuer, Buffer.from(response, "base64"), nonce, now);
  } catch {
    // pkijs throws at what is no OCSP answer.
    return "unknown";
  }
}

async function judge(
  certificate: Certificate,
  issuer: Certificate,
  der: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array,
  now: Date,
): Promise<RevocationVerdict> {
  const { BasicOCSPResponse: Basic, CertID, OCSPResponse } = await import("pkijs");
  const answer = OCSPResponse.fromBER(der);
  if (answer.responseStatus.valueBlock.valueDec !== 0 || answer.responseBytes?.responseType !== OID.basic)
    return "unknown";
  const basic = Basic.fromBER(answer.responseBytes.response.getValue());
  const { producedAt, responses } = basic.tbsResponseData;
  if (!(await hasNonce(basic, nonce)) || !isRecent(producedAt, now)) return "unknown";

  const asked = new CertID();
  await asked.createForCertificate(await pkiCertificate(certificate), {
    hashAlgorithm: CERT_ID_HASH,
    issuerCertificate: await pkiCertificate(issuer),
  });
  const about = responses.filter((each) => each.certID.isEqual(asked));
  const [single] = about;
  if (single === undefined || about.length !== 1 || !isFreshAnswer(single, now)) return "unknown";
  if (!(await isSignedForIssuer(basic, issuer, now))) return "unknown";

  // CertStatus ::= CHOICE { good [0], revoked [1], unknown [2] }
  const { tagNumber } = (single.certStatus as { readonly idBlock: { readonly tagNumber: number } }).idBlock;
  if (tagNumber === 0) return "good";
  return tagNumber === 1 ? "revoked" : "unknown";
}

/** Without `nextUpdate` newer news is always there (2.4): the answer was made for this very request, as its nonce says. */
function isFreshAnswer({ thisUpdate, nextUpdate }: SingleResponse, now: Date): boolean {
  return nextUpdate === undefined ? isRecent(thisUpdate, now) : isFresh(thisUpdate, nextUpdate, now);
}

async function hasNonce({ tbsResponseData }: BasicOCSPResponse, nonce: Uint8Array): Promise<boolean> {
  const { OctetString, fromBER } = await import("asn1js");
  const found = (tbsResponseData.responseExtensions ?? []).filter(({ extnID }) => extnID === OID.nonce);
  const [extension] = found;
  if (extension === undefined || found.length !== 1) return false;
  const inner = fromBER(extension.extnValue.getValue()).result;
  const value = inner instanceof OctetString ? new Uint8Array(inner.getValue()) : new Uint8Array();
  return value.byteLength === nonce.byteLength && timingSafeEqual(value, nonce);
}

async function isSignedForIssuer(basic: BasicOCSPResponse, issuer: Certificate, now: Date): Promise<boolean> {
  const algorithm = algorithmOfCms(basic.signatureAlgorithm.algorithmId);
  const signature = new Uint8Array(basic.signature.valueBlock.valueHexView);
  const delegates = (basic.certs ?? [])
    .slice(0, MOST_CERTIFICATES)
    .map((each) => readDerCertificate(each.toSchema().toBER()))
    .filter((each) => each !== undefined)
    .filter((each) => isDelegate(each, issuer, now));
  for (const candidate of [issuer, ...delegates]) {
    const key = publicKeyOf(candidate);
    if (key === undefined || !(await isNamed(basic, candidate))) continue;
    if (isSignedBy(algorithm, basic.tbsResponseData.tbsView, signature, key)) return true;
  }
  return false;
}

function isDelegate(certificate: Certificate, issuer: Certificate, now: Date): boolean {
  const direct = { anchors: [issuer.pem], intermediates: [] };
  return (
    isForOcsp(certificate) &&
    holdsAt(certificate, now) === "valid" &&
    trustedPath(certificate, direct, [], now) !== undefined
  );
}

/** ResponderID ::= CHOICE { byName, byKey }: pkijs gives a name or an octet string with the SHA-1 of the key. */
async function isNamed({ tbsResponseData }: BasicOCSPResponse, candidate: Certificate): Promise<boolean> {
  const { RelativeDistinguishedNames } = await import("pkijs");
  const { OctetString } = await import("asn1js");
  const id: unknown = tbsResponseData.responderID;
  const pki = await pkiCertificate(candidate);
  if (id instanceof RelativeDistinguishedNames) return id.isEqual(pki.subject);
  if (!(id instanceof OctetString)) return false;
  const bits = pki.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array(bits)));
  return Buffer.from(hash).equals(Buffer.from(id.getValue()));
}

async function pkiCertificate(certificate: Certificate): Promise<PkiCertificate> {
  const { Certificate: Pki } = await import("pkijs");
  return Pki.fromBER(certificate.parsed.rawData);
}
