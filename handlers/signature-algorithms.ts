/**
 * The algorithms of signatures, by the names that JSON, CMS and XML signatures give them. A row without `verify` is known and not
 * available: a signature that names it is refused with a reason of its own, never as broken.
 *
 * GOST 34.10-2015 (the national CA issues persons nothing else since 2024-04-28) is verified by `gost/`: OpenSSL in Node does not know it.
 */
import { createHash, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isGostSignature } from "./gost/gost3410.ts";
import { streebog256, streebog512 } from "./gost/streebog.ts";
import type { KeyType, PublicKey } from "./public-key.ts";

export interface SignatureAlgorithm {
  /** As the JSON form says it. */
  readonly name: string;
  readonly keyType: KeyType | "gost-2004";
  /** Absent: it is not verified here. */
  readonly verify?: (bytes: Uint8Array, signature: Uint8Array, key: PublicKey) => boolean;
  /** Known, replaced by a newer one, and not verified here. */
  readonly outdated?: true;
}

interface Row extends SignatureAlgorithm {
  /** Object identifiers with which a CMS SignerInfo, a certificate, a CRL or an OCSP answer names it: `[digest, signature]`, any of them. */
  readonly cms: readonly (readonly [digest: string, signature: string])[];
  /** Algorithm URI of XMLDSig. */
  readonly xml?: string;
}

const SHA = { sha256: "2.16.840.1.101.3.4.2.1", sha384: "2.16.840.1.101.3.4.2.2", sha512: "2.16.840.1.101.3.4.2.3" };
/** Kazakhstan's identifiers of GOST R 34.11-2015. */
const STREEBOG_512 = "1.2.398.3.10.1.3.3";
const STREEBOG_256 = "1.2.398.3.10.1.3.2";
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
const NUC = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:";

/** With a key that OpenSSL knows. */
const openssl =
  (check: (bytes: Uint8Array, signature: Uint8Array, key: KeyObject) => boolean): SignatureAlgorithm["verify"] =>
  (bytes, signature, key) =>
    "openssl" in key && check(bytes, signature, key.openssl);
const ecdsa = (dsaEncoding: "der" | "ieee-p1363") =>
  openssl((bytes, signature, key) => verify("sha256", bytes, { key, dsaEncoding }, signature));
/** GOST 34.10-2015 with the digest of the same length; a signer may name the key's algorithm instead of the signature's. */
const gost = (bits: 256 | 512, digest: string, key: string, signature: string): Row => ({
  name: `GOST3410-2015-${bits}`,
  keyType: `gost-${bits}`,
  verify: (bytes, value, by) => "gost" in by && isGostSignature(bytes, value, by.gost),
  cms: [
    [digest, signature],
    [digest, key],
  ],
  xml: `${NUC}gostr34102015-gostr34112015-${bits}`,
});
/** RFC 8017, PKCS #1 v1.5; a signer may name the digest twice (rsaEncryption) or once (shaXWithRSA), RFC 3370, 3.2. */
const rsa = (digest: keyof typeof SHA, withRsa: string): Row => ({
  name: `RSA-${digest.toUpperCase()}`,
  keyType: "rsa",
  verify: openssl((bytes, signature, key) => verify(digest, bytes, key, signature)),
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
  gost(512, STREEBOG_512, "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.3.2"),
  gost(256, STREEBOG_256, "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.3.1"),
  {
    name: "GOST3410-2004",
    keyType: "gost-2004",
    outdated: true,
    cms: [
      ["1.2.398.3.10.1.3.1", "1.2.398.3.10.1.1.1.2"],
      ["1.2.398.3.10.1.3.1", "1.2.398.3.10.1.1.1.1"],
    ],
    xml: `${MORE}gost34310-gost34311`,
  },
];

/** Every algorithm that is known, available or not. */
export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = ROWS;

/** `false`, too, for a key of another algorithm, and where OpenSSL throws because the bits make no sense for the key. */
export function isSignedBy(
  algorithm: SignatureAlgorithm | undefined,
  bytes: Uint8Array,
  signature: Uint8Array,
  key: PublicKey,
): boolean {
  try {
    return algorithm?.keyType === key.type && algorithm.verify?.(bytes, signature, key) === true;
  } catch {
    return false;
  }
}

export function algorithmNamed(name: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) => row.name === name);
}

/**
 * `digest` may be left out where only the signature's identifier is given (certificates, CRL, OCSP); the identifier of a key alone says
 * too little.
 */
export function algorithmOfCms(signature: string, digest?: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) =>
    row.cms.some(
      ([ofDigest, ofSignature]) =>
        ofSignature === signature && (digest === undefined ? !KEY_ONLY.has(signature) : ofDigest === digest),
    ),
  );
}

const KEY_ONLY: ReadonlySet<string> = new Set([
  RSA_ENCRYPTION,
  "1.2.398.3.10.1.1.1.1",
  "1.2.398.3.10.1.1.2.1",
  "1.2.398.3.10.1.1.2.2",
]);

export function algorithmOfXml(uri: string): SignatureAlgorithm | undefined {
  return ROWS.find((row) => row.xml === uri);
}

type Digest = (bytes: Uint8Array) => Uint8Array;
const sha =
  (name: keyof typeof SHA): Digest =>
  (bytes) =>
    createHash(name).update(bytes).digest();

const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  [SHA.sha256, sha("sha256")],
  [SHA.sha384, sha("sha384")],
  [SHA.sha512, sha("sha512")],
  ["http://www.w3.org/2001/04/xmlenc#sha256", sha("sha256")],
  ["http://www.w3.org/2001/04/xmldsig-more#sha384", sha("sha384")],
  ["http://www.w3.org/2001/04/xmlenc#sha512", sha("sha512")],
  [STREEBOG_256, streebog256],
  [STREEBOG_512, streebog512],
  [`${NUC}gostr34112015-256`, streebog256],
  [`${NUC}gostr34112015-512`, streebog512],
]);

export function isDigest(algorithm: string): boolean {
  return DIGESTS.has(algorithm);
}

/** By object identifier or XML URI; `undefined` for SHA-1 and older, which prove nothing, and for what is not known here. */
export function digestWith(algorithm: string, bytes: Uint8Array): Uint8Array | undefined {
  return DIGESTS.get(algorithm)?.(bytes);
}
