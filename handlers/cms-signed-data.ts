/** What signatures (RFC 5652) and time stamps (RFC 3161) in CMS have in common: the structure around, and what each signer signed. */
import { createHash, timingSafeEqual } from "node:crypto";
import * as asn1js from "asn1js";
import type { Attribute, SignedData, SignerInfo } from "pkijs";
import { hex, normalSerial, readDerCertificate, subjectKeyIdentifierOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import type { PublicKey } from "./public-key.ts";
import { algorithmOfCms, digestWith, isSignedBy } from "./signature-algorithms.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";

const OID = {
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  sha256: "2.16.840.1.101.3.4.2.1",
} as const;

const MOST_SIGNERS = 8;
const MOST_CERTIFICATES = 16;

export interface OpenedSignedData {
  readonly infos: readonly SignerInfo[];
  readonly certificates: readonly Certificate[];
  /** What lies inside; absent when the signature is detached. */
  readonly attached?: Uint8Array;
}

/** `contentType`: what must have been signed. `undefined`: another thing, or nothing that can be read; nobody's signature is none. */
export async function openSignedData(bytes: Uint8Array, contentType: string): Promise<OpenedSignedData | undefined> {
  // A copy of its own: pkijs marks the attributes in place.
  const der = new Uint8Array(bytes);
  const { ContentInfo, SignedData: Signed, Certificate: PkiCertificate } = await import("pkijs");
  let signed: SignedData;
  try {
    // Nothing may stand behind the signature, where another reader would find something else.
    const whole = asn1js.fromBER(der);
    if (whole.offset !== der.byteLength) return undefined;
    const info = ContentInfo.fromBER(der);
    if (info.contentType !== OID.signedData) return undefined;
    signed = new Signed({ schema: info.content });
  } catch {
    return undefined;
  }
  if (signed.encapContentInfo.eContentType !== contentType) return undefined;
  if (signed.signerInfos.length === 0 || signed.signerInfos.length > MOST_SIGNERS) return undefined;
  try {
    const { eContent } = signed.encapContentInfo;
    const certificates = (signed.certificates ?? [])
      .slice(0, MOST_CERTIFICATES)
      .filter((item) => item instanceof PkiCertificate)
      .map((item) => readDerCertificate(item.toSchema().toBER()))
      .filter((item) => item !== undefined);
    const attached = eContent === undefined ? {} : { attached: new Uint8Array(eContent.getValue()) };
    return { infos: signed.signerInfos, certificates, ...attached };
  } catch {
    return undefined;
  }
}

export interface CmsSigner {
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly attributes: readonly Attribute[];
  /** The bytes of the signature itself, over which a time stamp stands. */
  readonly value: Uint8Array;
  isOver(content: Uint8Array, key: PublicKey): boolean;
}

/**
 * Each signer must have signed the attributes content-type, message-digest and which certificate was meant, each once with one value.
 * `undefined`: another profile. May throw at what is no DER.
 */
export async function readSigner(
  info: SignerInfo,
  certificates: readonly Certificate[],
  profile: {
    readonly contentType: string;
    /** Take the older attribute, with the SHA-1 of the certificate, too (RFC 5816): it only tells certificates of one signer apart. */
    readonly olderMeant: boolean;
  },
): Promise<CmsSigner | undefined> {
  const { IssuerAndSerialNumber } = await import("pkijs");
  const sid: unknown = info.sid;
  const certificate = certificates.find((candidate) => {
    if (sid instanceof IssuerAndSerialNumber) {
      return (
        hex(sid.issuer.valueBeforeDecode) === candidate.issuerDer &&
        normalSerial(hexOf(sid.serialNumber.valueBlock.valueHexView)) === candidate.serialNumber
      );
    }
    // [0] SubjectKeyIdentifier; pkijs gives the primitive.
    const view = sid instanceof asn1js.Primitive ? sid.valueBlock.valueHexView : undefined;
    return view !== undefined && hexOf(view) === subjectKeyIdentifierOf(candidate);
  });
  const signedAttributes = info.signedAttrs;
  if (certificate === undefined || signedAttributes === undefined) return undefined;
  const { attributes } = signedAttributes;

  const contentType = valueOf(attributes, OID.contentType);
  const digest = valueOf(attributes, OID.messageDigest);
  if (!(contentType instanceof asn1js.ObjectIdentifier) || contentType.valueBlock.toString() !== profile.contentType)
    return undefined;
  if (!(digest instanceof asn1js.OctetString)) return undefined;
  const meant =
    firstCertificateId(valueOf(attributes, OID.signingCertificateV2), OID.sha256) ??
    (profile.olderMeant ? firstCertificateId(valueOf(attributes, OID.signingCertificate), "sha1") : undefined);
  if (meant === undefined) return undefined;

  const algorithm = algorithmOfCms(info.signatureAlgorithm.algorithmId, info.digestAlgorithm.algorithmId);
  const signedBytes = new Uint8Array(signedAttributes.encodedValue);
  const messageDigest = new Uint8Array(digest.getValue());
  const value = new Uint8Array(info.signature.getValue());
  return {
    certificate,
    algorithm,
    attributes,
    value,
    isOver(content, key) {
      const der = new Uint8Array(certificate.parsed.rawData);
      const ofCertificate =
        meant.digest === "sha1" ? createHash("sha1").update(der).digest() : digestWith(meant.digest, der);
      return (
        isSame(digestWith(info.digestAlgorithm.algorithmId, content), messageDigest) &&
        isSame(ofCertificate, meant.hash) &&
        isSignedBy(algorithm, signedBytes, value, key)
      );
    },
  };
}

/** The only value of the only attribute of that type (RFC 5652, 11); `undefined` when there is not exactly one. */
export function valueOf(attributes: readonly Attribute[], type: string): unknown {
  const found = attributes.filter((attribute) => attribute.type === type);
  const values: readonly unknown[] = found[0]?.values ?? [];
  return found.length === 1 && values.length === 1 ? values[0] : undefined;
}

interface CertificateId {
  readonly digest: string;
  readonly hash: Uint8Array;
}

/**
 * `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, ... }`; the first one is the signer's, the others may say what they will.
 * `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }`: the hash says all that
 * `issuerSerial` could. The older `ESSCertID` has no algorithm.
 */
function firstCertificateId(value: unknown, byDefault: string): CertificateId | undefined {
  const sequence = (one: unknown): readonly unknown[] =>
    one instanceof asn1js.Sequence ? (one.valueBlock.value as readonly unknown[]) : [];
  const parts = sequence(sequence(sequence(value)[0])[0]);
  const [first] = parts;
  const named = sequence(first)[0];
  const hash = first instanceof asn1js.Sequence ? parts[1] : first;
  if (!(hash instanceof asn1js.OctetString)) return undefined;
  if (first instanceof asn1js.Sequence && !(named instanceof asn1js.ObjectIdentifier)) return undefined;
  return {
    digest: named instanceof asn1js.ObjectIdentifier ? named.valueBlock.toString() : byDefault,
    hash: new Uint8Array(hash.getValue()),
  };
}

export function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.byteLength === other.byteLength && timingSafeEqual(one, other);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
