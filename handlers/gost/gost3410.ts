/**
 * Verifying signatures of GOST R 34.10-2012 (RFC 7091; GOST 34.10-2018), which Kazakhstan calls GOST R 34.10-2015.
 *
 * For public keys, signatures and certificates only: nothing here is secret, so the arithmetic may take a time that depends on its
 * numbers. Never sign with it in the product.
 */
import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import type { WeierstrassPoint, WeierstrassPointCons } from "@noble/curves/abstract/weierstrass.js";
import { streebog256, streebog512 } from "./streebog.ts";

export interface GostCurve {
  /** Bytes of a coordinate, of r and of s: 32 or 64. */
  readonly size: number;
  readonly order: bigint;
  readonly Point: WeierstrassPointCons<bigint>;
}

export interface GostKey {
  readonly curve: GostCurve;
  readonly point: WeierstrassPoint<bigint>;
}

/** As the standards print it: numbers in hex. */
export interface CurveParameters {
  readonly size: 32 | 64;
  readonly p: string;
  readonly a: string;
  readonly b: string;
  readonly q: string;
  readonly cofactor: bigint;
  readonly x: string;
  readonly y: string;
}

export function gostCurve({ size, p, a, b, q, cofactor, x, y }: CurveParameters): GostCurve {
  const number = (hex: string): bigint => BigInt(`0x${hex}`);
  const order = number(q);
  const Point = weierstrass({
    p: number(p),
    n: order,
    h: cofactor,
    a: number(a),
    b: number(b),
    Gx: number(x),
    Gy: number(y),
  });
  Point.BASE.precompute(4);
  return { size, order, Point };
}

/** RFC 7836, A.2: id-tc26-gost-3410-2012-256-paramSetA in its canonical form. Kazakhstan: 1.2.398.3.10.1.1.2.1.1. */
export const CURVE_256_A = /* @__PURE__ */ gostCurve({
  size: 32,
  p: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd97",
  a: "c2173f1513981673af4892c23035a27ce25e2013bf95aa33b22c656f277e7335",
  b: "295f9bae7428ed9ccc20e7c359a9d41a22fccd9108e17bf7ba9337a6f8ae9513",
  q: "400000000000000000000000000000000fd8cddfc87b6635c115af556c360c67",
  cofactor: 4n,
  x: "91e38443a5e82c0d880923425712b2bb658b9196932e02c78b2582fe742daa28",
  y: "32879423ab1a0375895786c4bb46e9565fde0b5344766740af268adb32322e5c",
});

/** RFC 7836, A.1: id-tc26-gost-3410-2012-512-paramSetA. Kazakhstan: 1.2.398.3.10.1.1.2.2.1. */
export const CURVE_512_A = /* @__PURE__ */ gostCurve({
  size: 64,
  p:
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc7",
  a:
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc4",
  b:
    "e8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265" +
    "ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760",
  q:
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
    "27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275",
  cofactor: 1n,
  x: "03",
  y:
    "7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921" +
    "df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4",
});

/** x and y, each little-endian (RFC 9215, 4.3); `undefined` for another length, and for a point that is not on the curve or outside the group. */
export function gostKey(curve: GostCurve, bytes: Uint8Array): GostKey | undefined {
  if (bytes.byteLength !== 2 * curve.size) return undefined;
  try {
    const point = curve.Point.fromAffine({
      x: littleEndian(bytes.subarray(0, curve.size)),
      y: littleEndian(bytes.subarray(curve.size)),
    });
    point.assertValidity();
    return { curve, point };
  } catch {
    return undefined;
  }
}

/** `signature`: r and s, each little-endian, as Kazakhstan's certificates, CMS and XML signatures write it (Russia's RFC 9215 has s and r, big-endian). */
export function isGostSignature(message: Uint8Array, signature: Uint8Array, key: GostKey): boolean {
  const { size } = key.curve;
  if (signature.byteLength !== 2 * size) return false;
  return isGostSignatureOf(
    littleEndian(size === 64 ? streebog512(message) : streebog256(message)),
    littleEndian(signature.subarray(0, size)),
    littleEndian(signature.subarray(size)),
    key,
  );
}

/** RFC 7091, 6.2; `hash` is the number alpha. */
export function isGostSignatureOf(hash: bigint, r: bigint, s: bigint, { curve, point }: GostKey): boolean {
  const { order, Point } = curve;
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const e = hash % order || 1n;
  const v = Point.Fn.inv(e);
  const z1 = (s * v) % order;
  const z2 = ((order - r) * v) % order;
  const sum = Point.BASE.multiplyUnsafe(z1).add(point.multiplyUnsafe(z2));
  return !sum.is0() && sum.toAffine().x % order === r;
}

export function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex") || "0"}`);
}
