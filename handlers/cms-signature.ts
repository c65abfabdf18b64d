/**
 * Reads a CMS signature (RFC 5652) of the CAdES-BES profile (ETSI EN 319 122-1, 5): detached or attached, one signer or several.
 *
 * Each signer must have signed the attributes content-type, message-digest and signing-certificate-v2 (RFC 5035, 3: which certificate the
 * signer meant), each once with one value; a signature without them is malformed, for it could be moved to another document or certificate.
 */
import { timingSafeEqual } from "node:crypto";
import type * as asn1 from "asn1js";
import type { Attribute, SignedData, SignerInfo } from "pkijs";
import { hex, normalSerial, readDerCertificate, subjectKeyIdentifierOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import type { PublicKey } from "./public-key.ts";
import type { ReadSignature, SignatureSigner } from "./signature-format.ts";
import { algorithmOfCms, digestWith, isSignedBy } from "./signature-algorithms.ts";

const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  sha256: "2.16.840.1.101.3.4.2.1",
} as const;

/** An attached document lies inside, so this bounds that too. */
const LARGEST_BYTES = 20 * 1024 * 1024;
const MOST_SIGNERS = 8;
const MOST_CERTIFICATES = 16;

export async function readCmsSignature(bytes: Uint8Array): Promise<ReadSignature | undefined> {
  if (bytes.byteLength > LARGEST_BYTES) return undefined;
  // A copy of its own: pkijs marks the attributes in place.
  const der = new Uint8Array(bytes);
  const [{ ContentInfo, SignedData: Signed, Certificate: PkiCertificate, IssuerAndSerialNumber }, asn1js] =
    await Promise.all([import("pkijs"), import("asn1js")]);

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
  if (signed.encapContentInfo.eContentType !== OID.data) return undefined;
  if (signed.signerInfos.length === 0 || signed.signerInfos.length > MOST_SIGNERS) return undefined;

  let certificates: readonly Certificate[];
  let attached: Uint8Array | undefined;
  try {
    const { eContent } = signed.encapContentInfo;
    attached = eContent === undefined ? undefined : new Uint8Array(eContent.getValue());
    certificates = (signed.certificates ?? [])
      .slice(0, MOST_CERTIFICATES)
      .filter((item) => item instanceof PkiCertificate)
      .map((item) => readDerCertificate(item.toSchema().toBER()))
      .filter((item) => item !== undefined);
  } catch {
    return undefined;
  }

  const signerOf = (info: SignerInfo): SignatureSigner | undefined => {
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
    const attributes = info.signedAttrs;
    if (certificate === undefined || attributes === undefined) return undefined;

    const contentType = valueOf(attributes.attributes, OID.contentType);
    const digest = valueOf(attributes.attributes, OID.messageDigest);
    const meant = valueOf(attributes.attributes, OID.signingCertificateV2);
    if (!(contentType instanceof asn1js.ObjectIdentifier) || contentType.valueBlock.toString() !== OID.data) {
      return undefined;
    }
    if (!(digest instanceof asn1js.OctetString)) return undefined;
    const certificateIds = firstCertificateId(meant, asn1js);
    if (certificateIds === undefined) return undefined;

    const algorithm = algorithmOfCms(info.signatureAlgorithm.algorithmId, info.digestAlgorithm.algorithmId);
    const signingTime = valueOf(attributes.attributes, OID.signingTime);
    const claimedAt =
      signingTime instanceof asn1js.UTCTime || signingTime instanceof asn1js.GeneralizedTime
        ? signingTime.toDate()
        : undefined;
    const signedBytes = new Uint8Array(attributes.encodedValue);
    const messageDigest = new Uint8Array(digest.getValue());
    const value = new Uint8Array(info.signature.getValue());
    return {
      certificate,
      algorithm,
      ...(claimedAt === undefined || Number.isNaN(claimedAt.getTime()) ? {} : { claimedAt: claimedAt.toISOString() }),
      isOver(document: Uint8Array, key: PublicKey): boolean {
        const ofCertificate = digestWith(certificateIds.digest, new Uint8Array(certificate.parsed.rawData));
        return (
          (attached === undefined || isSame(attached, document)) &&
          isSame(digestWith(info.digestAlgorithm.algorithmId, document), messageDigest) &&
          isSame(ofCertificate, certificateIds.hash) &&
          isSignedBy(algorithm, signedBytes, value, key)
        );
      },
    };
  };

  let signers: readonly (SignatureSigner | undefined)[];
  try {
    signers = signed.signerInfos.map(signerOf);
  } catch {
    return undefined;
  }
  const whole = signers.filter((signer) => signer !== undefined);
  if (whole.length !== signers.length) return undefined;
  return { format: "cms", signers: whole, chain: certificates.map(({ pem }) => pem) };
}

/** The only value of the only attribute of that type (RFC 5652, 11); `undefined` when there is not exactly one. */
function valueOf(attributes: readonly Attribute[], type: string): unknown {
  const found = attributes.filter((attribute) => attribute.type === type);
  const values: readonly unknown[] = found[0]?.values ?? [];
  return found.length === 1 && values.length === 1 ? values[0] : undefined;
}

type Asn1 = typeof asn1;

interface CertificateId {
  readonly digest: string;
  readonly hash: Uint8Array;
}

/**
 * `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, ... }`; the first one is the signer's, the others may say what they will.
 * `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }`: the hash says all that
 * `issuerSerial` could.
 */
function firstCertificateId(value: unknown, asn1js: Asn1): CertificateId | undefined {
  const sequence = (one: unknown): readonly unknown[] =>
    one instanceof asn1js.Sequence ? (one.valueBlock.value as readonly unknown[]) : [];
  const parts = sequence(sequence(sequence(value)[0])[0]);
  const [first] = parts;
  const named = sequence(first)[0];
  const hash = first instanceof asn1js.Sequence ? parts[1] : first;
  if (!(hash instanceof asn1js.OctetString)) return undefined;
  if (first instanceof asn1js.Sequence && !(named instanceof asn1js.ObjectIdentifier)) return undefined;
  return {
    digest: named instanceof asn1js.ObjectIdentifier ? named.valueBlock.toString() : OID.sha256,
    hash: new Uint8Array(hash.getValue()),
  };
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.byteLength === other.byteLength && timingSafeEqual(one, other);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
