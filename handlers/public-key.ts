/** The public keys with which signatures are verified here: RSA and ECDSA by OpenSSL, GOST 34.10-2015 by our own arithmetic. */
import type { KeyObject } from "node:crypto";
import * as asn1js from "asn1js";
import { CURVE_256_A, CURVE_512_A, gostKey } from "./gost/gost3410.ts";
import type { GostCurve, GostKey } from "./gost/gost3410.ts";

export type PublicKey =
  | { readonly type: "rsa" | "ec"; readonly openssl: KeyObject }
  | { readonly type: "gost-256" | "gost-512"; readonly gost: GostKey };

export type KeyType = PublicKey["type"];

/** RSA of 2048 bits or more, or ECDSA on P-256; `undefined`: any other. */
export function opensslKey(key: KeyObject): PublicKey | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "rsa" && modulusLength !== undefined && modulusLength >= 2048)
    return { type: "rsa", openssl: key };
  return key.asymmetricKeyType === "ec" && namedCurve === "prime256v1" ? { type: "ec", openssl: key } : undefined;
}

/** Kazakhstan's identifiers: the algorithm of the key, the only set of parameters that belongs to it, the curve. */
const GOST_KEYS: readonly (readonly [type: "gost-256" | "gost-512", key: string, set: string, curve: GostCurve])[] = [
  ["gost-256", "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1", CURVE_256_A],
  ["gost-512", "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", CURVE_512_A],
];

/**
 * `SubjectPublicKeyInfo` (DER) of a GOST key: `SEQUENCE { SEQUENCE { algorithm, SEQUENCE { set, digest? } }, BIT STRING { OCTET STRING } }`.
 * `undefined`: another algorithm, other parameters, a point that is not on the curve.
 */
export function readGostKey(spki: ArrayBuffer): PublicKey | undefined {
  const [algorithm, bits] = partsOf(asn1js.fromBER(spki).result);
  const [oid, parameters] = partsOf(algorithm);
  const [set] = partsOf(parameters);
  const row = GOST_KEYS.find(([, ofKey, ofSet]) => oidOf(oid) === ofKey && oidOf(set) === ofSet);
  if (row === undefined || !(bits instanceof asn1js.BitString) || bits.valueBlock.unusedBits !== 0) return undefined;
  const inner = asn1js.fromBER(bits.valueBlock.valueHexView.slice().buffer);
  if (!(inner.result instanceof asn1js.OctetString)) return undefined;
  const [type, , , curve] = row;
  const key = gostKey(curve, new Uint8Array(inner.result.getValue()));
  return key === undefined ? undefined : { type, gost: key };
}

function partsOf(block: unknown): readonly unknown[] {
  return block instanceof asn1js.Sequence ? (block.valueBlock.value as readonly unknown[]) : [];
}

function oidOf(block: unknown): string | undefined {
  return block instanceof asn1js.ObjectIdentifier ? block.valueBlock.toString() : undefined;
}
