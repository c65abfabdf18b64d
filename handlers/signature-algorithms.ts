/**
 * The algorithms of signatures, by the names that JSON, CMS and XML signatures give them. A row without `verify` is known and not
 * available: a signature that names it is refused as `unsupported-algorithm`, never as broken.
 *
 * GOST 34.10-2015 (the national CA issues persons nothing else since 2024-04-28) is such a row: Node's OpenSSL does not know it. To make it
 * available, give its row a `verify` over a `KeyObject` replacement of your provider; its test vectors (RFC 7836, RFC 7091, RFC 6986)
 * are listed as pending in `test/handlers/signature-algorithms.test.ts`.
 */
import { createHash, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

export interface SignatureAlgorithm {
  /** As the JSON form says it. */
  readonly name: string;
  readonly keyType: "rsa" | "ec" | "gost";
  /** Absent: this installation has no provider for it. */
  readonly verify?: (bytes: Uint8Array, signature: Uint8Array, key: KeyObject) => boolean;
}

interface Row extends SignatureAlgorithm {
  /** Object identifiers with which a CMS SignerInfo, a certificate, a CRL or an OCSP answer names it: `[digest, signature]`, any of them. */
  readonly cms: readonly (readonly [digest: string, signature: string])[];
  /** Algorithm URI of XMLDSig. */
  readonly xml?: string;
}

const SHA = { sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2", sha512: "2.16.840.1.101.3.4.2.3" };
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
const NUC = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:";

const plain =
  (digest: string) =>
  (bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean =>
    verify(digest, bytes, key, signature);
const ecdsa =
  (dsaEncoding: "der" | "ieee-p1363") =>
  (bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean =>
    verify("sha256", bytes, { key, dsaEncoding }, signature);
/** RFC 8017, PKCS #1 v1.5; a signer may name the digest twice (rsaEncryption) or once (shaXWithRSA), RFC 3370, 3.2. */
const rsa = (digest: keyof typeof SHA, withRsa: string): Row => ({
  name: `RSA-${digest.toUpperCase()}`,
  keyType: "rsa",
  verify: plain(digest),
  cms: [
    [SHA[digest], RSA_ENCRYPTION],
    [SHA[digest], withRsa],
  ],
  xml: `${MORE}rsa-${digest}`,
});

const ROWS: readonly Row[] = [
  rsa("sha256", "1.2.840.113549.1.1.11"),
  rsa("sha384", "1.2.840.113549.1.1.12"),
  rsa("sha512", "1.2.840.113549.1.1.13"),
  {
    name: "ECDSA-SHA256",
    keyType: "ec",
    verify: ecdsa("der"),
    cms: [[SHA.sha256, "1.2.840.10045.4.3.2"]],
  },
  // r and s in a row: XMLDSig (RFC 6931, 2.3.6) and WebCrypto.
  { name: "ECDSA-SHA256-P1363", keyType: "ec", verify: ecdsa("ieee-p1363"), cms: [], xml: `${MORE}ecdsa-sha256` },
  {
    name: "GOST3410-2015-512",
    keyType: "gost",
    cms: [
      ["1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.3.2"],
      ["1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.2"],
    ],
    xml: `${NUC}gostr34102015-gostr34112015-512`,
  },
  {
    name: "GOST3410-2004",
    keyType: "gost",
    cms: [
      ["1.2.398.3.10.1.3.1", "1.2.398.3.10.1.1.1.2"],
      ["1.2.398.3.10.1.3.1", "1.2.398.3.10.1.1.1.1"],
    ],
    xml: `${MORE}gost34310-gost34311`,
  },
];

/** Every algorithm that is known, available or not. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = ROWS;

/** `false`, too, where OpenSSL throws because the bits make no sense for the key. */
export function isSignedBy(
  algorithm: SignatureAlgorithm | undefined,
  bytes: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  try {
    return algorithm?.verify?.(bytes, signature, key) === true;
  } catch {
    return false;
  }
}

export function algorithmNamed(name: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) => row.name === name);
}

/** `digest` may be left out where only the signature's identifier is given (certificates, CRL, OCSP); rsaEncryption alone says too little. */
export function algorithmOfCms(signature: string, digest?: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) =>
    row.cms.some(
      ([ofDigest, ofSignature]) =>
        ofSignature === signature && (digest === undefined ? signature !== RSA_ENCRYPTION : ofDigest === digest),
    ),
  );
}

export function algorithmOfXml(uri: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) => row.xml === uri);
}

const DIGESTS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(SHA).map(([name, oid]) => [oid, name] as const),
  ["http://www.w3.org/2001/04/xmlenc#sha256", "sha256"],
  ["http://www.w3.org/2001/04/xmldsig-more#sha384", "sha384"],
  ["http://www.w3.org/2001/04/xmlenc#sha512", "sha512"],
]);

/** By object identifier or XML URI; `undefined` for SHA-1 and older, which prove nothing, and for what Node does not have. */
export function digestWith(algorithm: string, bytes: Uint8Array): Buffer | undefined {
  const name = DIGESTS.get(algorithm);
  return name === undefined ? undefined : createHash(name).update(bytes).digest();
}
