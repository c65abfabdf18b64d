/** Certificates and CRLs share one form: `SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }` (RFC 5280, 4.1.1 and 5.1.1). */
import * as asn1js from "asn1js";
import type { PublicKey } from "./public-key.ts";
import { algorithmOfCms, isSignedBy } from "./signature-algorithms.ts";

/** `der`: the whole structure. `false`, too, for what has another form, or names two algorithms. */
export function isSignedStructure(der: ArrayBuffer, key: PublicKey): boolean {
  const whole = asn1js.fromBER(der);
  if (whole.offset !== der.byteLength || !(whole.result instanceof asn1js.Sequence)) return false;
  const [signed, algorithm, bits, ...more] = whole.result.valueBlock.value;
  if (!(signed instanceof asn1js.Sequence) || !(algorithm instanceof asn1js.Sequence) || more.length > 0) return false;
  if (!(bits instanceof asn1js.BitString) || bits.valueBlock.unusedBits !== 0) return false;
  // The same identifier stands inside, where it is signed (RFC 5280, 4.1.1.2 and 5.1.1.2); it is the first sequence there.
  const inside = signed.valueBlock.value.find((part) => part instanceof asn1js.Sequence);
  if (inside === undefined || !Buffer.from(bytesOf(inside)).equals(bytesOf(algorithm))) return false;
  const [oid] = algorithm.valueBlock.value;
  const named = oid instanceof asn1js.ObjectIdentifier ? algorithmOfCms(oid.valueBlock.toString()) : undefined;
  return isSignedBy(named, bytesOf(signed), bits.valueBlock.valueHexView, key);
}

function bytesOf(block: asn1js.BaseBlock): Uint8Array {
  return block.valueBeforeDecodeView;
}
