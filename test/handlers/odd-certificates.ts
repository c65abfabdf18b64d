/** Certificates and lists that the test CA's issuing authority would never make, signed with its key all the same. */
import "reflect-metadata";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import type { TestCa } from "../../fixtures/test-ca/test-ca.ts";

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const FROM = new Date("2011-01-01T00:00:00Z");
const TO = new Date("2049-06-01T00:00:00Z");

interface Issuer {
  readonly certificate: string;
  readonly privateKey: string;
  readonly algorithm: { readonly name: string; readonly namedCurve?: string; readonly hash: string };
}

export function authorityOf(ca: TestCa, which: "root" | "issuing"): Issuer {
  const stored = JSON.parse(readFileSync(join(ca.directory, "authorities.json"), "utf8")) as Record<
    string,
    TestSigner & { readonly key: string }
  >;
  const { certificate, privateKey, key } = stored[which]!;
  return { certificate, privateKey, algorithm: key === "rsa" ? RSA : ECDSA };
}

export function ecdsaIssuer(signer: TestSigner): Issuer {
  return { ...signer, algorithm: ECDSA };
}

/** What a signing certificate has; tests leave something out or put something in. */
export function signingExtensions(): x509.Extension[] {
  const flags = x509.KeyUsageFlags;
  return [
    new x509.KeyUsagesExtension(flags.digitalSignature | flags.nonRepudiation, true),
    new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.4"]),
  ];
}

export async function issueOdd(
  issuer: Issuer,
  subject: readonly Readonly<Record<string, string[]>>[],
  extensions: x509.Extension[],
  odd: { readonly notAfter?: Date; readonly hash?: string; readonly rsaBits?: number } = {},
): Promise<TestSigner> {
  const algorithm =
    odd.rsaBits === undefined
      ? ECDSA
      : { ...RSA, modulusLength: odd.rsaBits, publicExponent: new Uint8Array([1, 0, 1]) };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const signing = { ...issuer, algorithm: { ...issuer.algorithm, hash: odd.hash ?? "SHA-256" } };
  const certificate = await x509.X509CertificateGenerator.create({
    subject: new x509.Name(subject.map((attribute) => ({ ...attribute }))),
    issuer: new x509.X509Certificate(issuer.certificate).subjectName,
    notBefore: FROM,
    notAfter: odd.notAfter ?? TO,
    publicKey: keys.publicKey,
    signingKey: await keyOf(signing),
    signingAlgorithm: signing.algorithm,
    extensions,
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { certificate: certificate.toString("pem"), privateKey: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

/** A list in the name of `named`, signed with the key of `signedBy`, without entries unless given; base64 DER. */
export async function oddCrl(
  named: Issuer,
  signedBy: Issuer,
  more: {
    readonly extensions?: x509.Extension[];
    readonly nextUpdate?: Date;
    readonly entries?: x509.X509CrlEntryParams[];
  } = {},
): Promise<string> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(named.certificate).subjectName,
    thisUpdate: new Date("2026-05-14T03:00:00Z"),
    nextUpdate: new Date("2026-05-15T03:00:00Z"),
    signingAlgorithm: signedBy.algorithm,
    signingKey: await keyOf(signedBy),
    ...more,
  });
  return Buffer.from(crl.rawData).toString("base64");
}

function keyOf(issuer: Issuer): Promise<CryptoKey> {
  const der = x509.PemConverter.decodeFirst(issuer.privateKey);
  return crypto.subtle.importKey("pkcs8", der, issuer.algorithm, false, ["sign"]);
}

/** A certificate whose key is GOST R 34.10-2015 (512 bits) by its identifiers, and no point of the curve. */
export async function gostCertificate(issuer: Issuer): Promise<string> {
  // SEQUENCE { SEQUENCE { 1.2.398.3.10.1.1.2.2, SEQUENCE { 1.2.398.3.10.1.1.2.2.1 } }, BIT STRING { 128 bytes } }
  const algorithm = Buffer.from("06092a830e030a01010202" + "300c" + "060a2a830e030a0101020201", "hex");
  const key = Buffer.concat([Buffer.from("03818400048180", "hex"), Buffer.alloc(128, 7)]);
  const sequence = (content: Buffer) => Buffer.concat([Buffer.from([0x30, 0x81, content.length]), content]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=GOST",
    issuer: new x509.X509Certificate(issuer.certificate).subjectName,
    notBefore: FROM,
    notAfter: TO,
    publicKey: new x509.PublicKey(sequence(Buffer.concat([sequence(algorithm), key]))),
    signingKey: await keyOf(issuer),
    signingAlgorithm: issuer.algorithm,
    extensions: signingExtensions(),
  });
  return certificate.toString("pem");
}
