/** Reading an X.509 certificate (RFC 5280) of the national CA's profile: who it names, what it is for, when it holds. */
import "reflect-metadata";
import { X509Certificate as NodeCertificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { opensslKey, readGostKey } from "./public-key.ts";
import type { PublicKey } from "./public-key.ts";

export interface Certificate {
  readonly pem: string;
  readonly node: NodeCertificate;
  readonly parsed: x509.X509Certificate;
  /** Hex, without leading zeros, lower case. */
  readonly serialNumber: string;
  readonly subject: string;
  readonly issuer: string;
  /** DER of the names, as hex: what RFC 5280, 7.1 compares when the encodings are the same. */
  readonly subjectDer: string;
  readonly issuerDer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Key usage bits of the signing profile, and the extended key usage that tells signing from sign-in certificates. */
const OID = {
  serialNumber: "2.5.4.5",
  organizationalUnit: "2.5.4.11",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  subjectAltName: "2.5.29.17",
  certificatePolicies: "2.5.29.32",
  extendedKeyUsage: "2.5.29.37",
  emailProtection: "1.3.6.1.5.5.7.3.4",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  ocspSigning: "1.3.6.1.5.5.7.3.9",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  ocspNoCheck: "1.3.6.1.5.5.7.48.1.5",
} as const;

/** Extensions that this code understands; any other critical one makes the certificate unusable (RFC 5280, 4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.basicConstraints,
  OID.subjectAltName,
  OID.certificatePolicies,
  OID.extendedKeyUsage,
]);

/** One PEM certificate and nothing else; `undefined` when it cannot be read. */
export function readCertificate(pem: string): Certificate | undefined {
  const block = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(pem);
  if (block === null || pem.length > 20_000) return undefined;
  return readDerCertificate(Buffer.from(block[1] ?? "", "base64"));
}

/** `undefined` when it cannot be read. */
export function readDerCertificate(bytes: Uint8Array | ArrayBuffer): Certificate | undefined {
  try {
    const der = Buffer.from(new Uint8Array(bytes));
    const node = new NodeCertificate(der);
    const parsed = new x509.X509Certificate(der);
    // The library reads extensions when they are first asked for, and throws then at what does not fit their schema.
    if (!Array.isArray(parsed.extensions)) return undefined;
    return {
      pem: node.toString(),
      node,
      parsed,
      serialNumber: normalSerial(parsed.serialNumber),
      subject: parsed.subject,
      issuer: parsed.issuer,
      subjectDer: hex(parsed.subjectName.toArrayBuffer()),
      issuerDer: hex(parsed.issuerName.toArrayBuffer()),
      notBefore: parsed.notBefore,
      notAfter: parsed.notAfter,
    };
  } catch {
    return undefined;
  }
}

/** `undefined`: a key that is not verified with here, as too short an RSA key or a GOST key of other parameters. */
export function publicKeyOf(certificate: Certificate): PublicKey | undefined {
  const known = opensslKeyOf(certificate);
  if (known !== undefined) return opensslKey(known);
  try {
    return readGostKey(certificate.parsed.publicKey.rawData);
  } catch {
    // The library throws at a key that does not fit its algorithm.
    return undefined;
  }
}

function opensslKeyOf({ node }: Certificate): KeyObject | undefined {
  try {
    return node.publicKey;
  } catch {
    return undefined;
  }
}

export function holdsAt(certificate: Certificate, instant: Date): "valid" | "expired" | "not-yet-valid" {
  if (instant < certificate.notBefore) return "not-yet-valid";
  return instant > certificate.notAfter ? "expired" : "valid";
}

/** digitalSignature with nonRepudiation, and emailProtection: the CA's signing profile. A sign-in certificate (clientAuth) is none. */
export function isForSigning(certificate: Certificate): boolean {
  const usage = certificate.parsed.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const wanted = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation;
  const extended = certificate.parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  return (usage & wanted) === wanted && extended.includes(OID.emailProtection) && !isAuthority(certificate);
}

/** digitalSignature with keyEncipherment, and clientAuth: the CA's sign-in profile. A signing certificate is none. */
export function isForSignIn(certificate: Certificate): boolean {
  const usage = certificate.parsed.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const wanted = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment;
  const extended = certificate.parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  return (usage & wanted) === wanted && extended.includes(OID.clientAuth) && !isAuthority(certificate);
}

/** In what capacity the certificate's holder signs; the national CA says it in the extended key usage. */
export type SignerType = "individual" | "ceo" | "signing-right" | "finance" | "hr" | "employee" | "legal-entity";

export const SIGNER_TYPES: readonly SignerType[] = [
  "individual",
  "ceo",
  "signing-right",
  "finance",
  "hr",
  "employee",
  "legal-entity",
];

const SIGNER_TYPE_OIDS: Readonly<Record<SignerType, string>> = {
  individual: "1.2.398.3.3.4.1.1",
  ceo: "1.2.398.3.3.4.1.2.1",
  "signing-right": "1.2.398.3.3.4.1.2.2",
  finance: "1.2.398.3.3.4.1.2.3",
  hr: "1.2.398.3.3.4.1.2.4",
  employee: "1.2.398.3.3.4.1.2.5",
  "legal-entity": "1.2.398.3.3.4.1.2",
};

/** Every capacity that the certificate names: an employee is `employee` and `legal-entity`. Empty for a foreign profile. */
export function signerTypesOf({ parsed }: Certificate): readonly SignerType[] {
  const extended = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  return SIGNER_TYPES.filter((type) => extended.includes(SIGNER_TYPE_OIDS[type]));
}

/** Issued to a responder that need not be asked about itself (RFC 6960, 4.2.2.2). */
export function isForOcsp(certificate: Certificate): boolean {
  const usage = certificate.parsed.getExtension(x509.KeyUsagesExtension)?.usages;
  const extended = certificate.parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  return (
    (usage === undefined || (usage & x509.KeyUsageFlags.digitalSignature) !== 0) &&
    extended.includes(OID.ocspSigning) &&
    certificate.parsed.extensions.some(({ type }) => type === OID.ocspNoCheck)
  );
}

/** For time stamps and nothing else, and says so as RFC 3161, 2.3 wants it: the only purpose, in a critical extension. */
export function isForTimestamps(certificate: Certificate): boolean {
  const usage = certificate.parsed.getExtension(x509.KeyUsagesExtension)?.usages;
  const extended = certificate.parsed.getExtension(x509.ExtendedKeyUsageExtension);
  return (
    (usage === undefined ||
      (usage & (x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation)) !== 0) &&
    extended?.critical === true &&
    extended.usages.length === 1 &&
    extended.usages[0] === OID.timeStamping
  );
}

function isAuthority(certificate: Certificate): boolean {
  return certificate.parsed.getExtension(x509.BasicConstraintsExtension)?.ca === true;
}

/** May sign certificates, or CRLs, below it; `below` = how many authorities stand between it and the end certificate. */
export function mayIssue(certificate: Certificate, what: "certificates" | "crl", below = 0): boolean {
  const constraints = certificate.parsed.getExtension(x509.BasicConstraintsExtension);
  const usage = certificate.parsed.getExtension(x509.KeyUsagesExtension)?.usages;
  const flag = what === "crl" ? x509.KeyUsageFlags.cRLSign : x509.KeyUsageFlags.keyCertSign;
  return (
    constraints?.ca === true &&
    (constraints.pathLength === undefined || constraints.pathLength >= below) &&
    (usage === undefined || (usage & flag) !== 0)
  );
}

/** No extension twice, and none critical that is not understood. */
export function hasSoundExtensions(certificate: Certificate): boolean {
  const types = certificate.parsed.extensions.map((extension) => extension.type);
  return (
    new Set(types).size === types.length &&
    certificate.parsed.extensions.every((extension) => !extension.critical || UNDERSTOOD.has(extension.type))
  );
}

/** The personal number in the subject's serialNumber, `IIN` + 12 digits; `undefined` unless there is exactly one. */
export function iinOf(certificate: Certificate): string | undefined {
  const values = certificate.parsed.subjectName.getField(OID.serialNumber);
  const match = values.length === 1 ? /^IIN([0-9]{12})$/.exec(values[0] ?? "") : null;
  return match?.[1];
}

/** The number of the organisation in the subject's OU, `BIN` + 12 digits; `undefined` unless there is exactly one. */
export function binOf(certificate: Certificate): string | undefined {
  const numbers = certificate.parsed.subjectName
    .getField(OID.organizationalUnit)
    .map((value) => /^BIN([0-9]{12})$/.exec(value)?.[1])
    .filter((value) => value !== undefined);
  return numbers.length === 1 ? numbers[0] : undefined;
}

/** Hex; `undefined` without that extension. */
export function subjectKeyIdentifierOf({ parsed }: Certificate): string | undefined {
  return parsed.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId.toLowerCase();
}

export function normalSerial(serial: string): string {
  return serial.toLowerCase().replace(/^0+(?=.)/, "");
}

export function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString("hex");
}
