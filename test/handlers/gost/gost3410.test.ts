import { expect } from "chai";
import fc from "fast-check";
import {
  gostPrivateKeyOf,
  gostPublicKey,
  makeGostKeys,
  signGost,
  toLittleEndian,
} from "../../../fixtures/test-ca/gost-signer.ts";
import type { GostKind } from "../../../fixtures/test-ca/gost-signer.ts";
import {
  CURVE_512_A,
  gostCurve,
  gostKey,
  isGostSignature,
  isGostSignatureOf,
  littleEndian,
} from "../../../handlers/gost/gost3410.ts";
import type { GostCurve, GostKey } from "../../../handlers/gost/gost3410.ts";
import { readGostKey } from "../../../handlers/public-key.ts";

const number = (text: string): bigint => BigInt(`0x${text}`);
const bytes = (text: string): Uint8Array => Buffer.from(text, "hex");
const at = (curve: GostCurve, x: string, y: string): GostKey | undefined =>
  gostKey(curve, Buffer.concat([toLittleEndian(number(x), curve.size), toLittleEndian(number(y), curve.size)]));

describe("the signature of GOST R 34.10-2012", () => {
  describe("by the examples of the standards", () => {
    it("over a curve of 256 bits (RFC 7091, 7.1)", () => {
      const curve = gostCurve({
        size: 32,
        p: "8000000000000000000000000000000000000000000000000000000000000431",
        a: "7",
        b: "5fbff498aa938ce739b8e022fbafef40563f6e6a3472fc2a514c0ce9dae23b7e",
        q: "8000000000000000000000000000000150fe8a1892976154c59cfc193accf5b3",
        cofactor: 1n,
        x: "2",
        y: "08e2a8a0e65147d4bd6316030e16d19c85c97f0a9ca267122b96abbcea7e8fc8",
      });
      const key = at(
        curve,
        "7f2b49e270db6d90d8595bec458b50c58585ba1d4e9b788f6689dbd8e56fd80b",
        "26f1b489d6701dd185c8413a977b3cbbaf64d1c593d26627dffb101a87ff77da",
      )!;
      const e = number("2dfbc1b372d89a1188c09c52e0eec61fce52032ab1022e8e67ece6672b043ee5");
      const r = number("41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493");
      const s = number("01456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40");
      expect(isGostSignatureOf(e, r, s, key)).to.equal(true);
      expect(isGostSignatureOf(e + 1n, r, s, key)).to.equal(false);
    });

    it("over a curve of 512 bits (RFC 7091, 7.2)", () => {
      const curve = gostCurve({
        size: 64,
        p: "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15df1d852741af4704a0458047e80e4546d35b8336fac224dd81664bbf528be6373",
        a: "7",
        b: "1cff0806a31116da29d8cfa54e57eb748bc5f377e49400fdd788b649eca1ac4361834013b2ad7322480a89ca58e0cf74bc9e540c2add6897fad0a3084f302adc",
        q: "4531acd1fe0023c7550d267b6b2fee80922b14b2ffb90f04d4eb7c09b5d2d15da82f2d7ecb1dbac719905c5eecc423f1d86e25edbe23c595d644aaf187e6e6df",
        cofactor: 1n,
        x: "24d19cc64572ee30f396bf6ebbfd7a6c5213b3b3d7057cc825f91093a68cd762fd60611262cd838dc6b60aa7eee804e28bc849977fac33b4b530f1b120248a9a",
        y: "2bb312a43bd2ce6e0d020613c857acddcfbf061e91e5f2c3f32447c259f39b2c83ab156d77f1496bf7eb3351e1ee4e43dc1a18b91b24640b6dbb92cb1add371e",
      });
      const key = at(
        curve,
        "115dc5bc96760c7b48598d8ab9e740d4c4a85a65be33c1815b5c320c854621dd5a515856d13314af69bc5b924c8b4ddff75c45415c1d9dd9dd33612cd530efe1",
        "37c7c90cd40b0f5621dc3ac1b751cfa0e2634fa0503b3d52639f5d7fb72afd61ea199441d943ffe7f0c70a2759a3cdb84c114e1f9339fdf27f35eca93677beec",
      )!;
      const e = number(
        "3754f3cfacc9e0615c4f4a7c4d8dab531b09b6f9c170c533a71d147035b0c5917184ee536593f4414339976c647c5d5a407adedb1d560c4fc6777d2972075b8c",
      );
      const r = number(
        "2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd35492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36",
      );
      const s = number(
        "1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4a",
      );
      expect(isGostSignatureOf(e, r, s, key)).to.equal(true);
      expect(isGostSignatureOf(e, s, r, key)).to.equal(false);
    });

    // The two parties of the key agreement: their private keys, and their public keys as x and y, each little-endian.
    const PARTIES: readonly (readonly [privateKey: string, publicKey: string])[] = [
      [
        "c990ecd972fce84ec4db022778f50fcac726f46708384b8d458304962d7147f8c2db41cef22c90b102f2968404f9b9be6d47c79692d81826b32b8daca43cb667",
        "aab0eda4abff21208d18799fb9a8556654ba783070eba10cb9abb253ec56dcf5d3ccba6192e464e6e5bcb6dea137792f2431f6c897eb1b3c0cc14327b1adc0a7" +
          "914613a3074e363aedb204d38d3563971bd8758e878c9db11403721b48002d38461f92472d40ea92f9958c0ffa4c93756401b97f89fdbe0b5e46e4a4631cdb5a",
      ],
      [
        "48c859f7b6f11585887cc05ec6ef1390cfea739b1a18c0d4662293ef63b79e3b8014070b44918590b4b996acfea4edfbbbcccc8c06edd8bf5bda92a51392d0db",
        "192fe183b9713a077253c72c8735de2ea42a3dbc66ea317838b65fa32523cd5efca974eda7c863f4954d1147f1f2b25c395fce1c129175e876d132e94ed5a651" +
          "04883b414c9b592ec4dc84826f07d0b6d9006dda176ce48c391e3f97d102e03bb598bf132a228a45f7201aba08fc524a2d77e43a362ab022ad4028f75bde3b79",
      ],
    ];
    it("knows the curve 512-A: the keys of the examples fit each other and lie on it (RFC 7836, A.1 and B)", () => {
      for (const [privateKey, publicKey] of PARTIES) {
        const { x, y } = CURVE_512_A.Point.BASE.multiply(littleEndian(bytes(privateKey))).toAffine();
        const point = Buffer.concat([toLittleEndian(x, 64), toLittleEndian(y, 64)]);
        expect(point.toString("hex")).to.equal(publicKey);
        expect(gostKey(CURVE_512_A, bytes(publicKey))).not.to.equal(undefined);
      }
    });
  });

  it("reads r before s, each little-endian, as the national CA's own library writes them", () => {
    // Made with that library for a self-signed test key; no RFC shows this order of the bytes.
    const spki =
      "3081ac302306092a830e030a010102023016060a2a830e030a010102020106082a830e030a01030303818400048180fa922af18959f9fc80840848b03ab13812397a" +
      "02f2724ef31a6705e45149d1c43b95ec1937ba4c848abfd1c1356905afb98f948f07cc90c8001860dffff1c928041232ad0868ea9215710313ac845761cac2a0de1f" +
      "e287f8c74b4d11ba107ba6c607575ea806c7d90151ddf90b65299409d9c9bc0a5f3ae3cb010a171eb5e545";
    const signature = bytes(
      "8d6c6a698664478e092159fb3570b0e93641b8eeb52e1735581099c8221c0d144415b08e27ebc77579ee65f70bd53f7932a7e9b885debd71e6be0e8018600364" +
        "d47013472a66eebceeb1efc9d2309981b4fc1f5d45d7d8b0ab1490574cee5e38b975491336c312db35b6cf666e695f6bba90806d1dda19726218554cad2f1666",
    );
    const key = readGostKey(new Uint8Array(bytes(spki)).buffer);
    if (key === undefined || !("gost" in key)) throw new Error("the key cannot be read");
    expect(key.type).to.equal("gost-512");
    const message = Buffer.from("ncalayer-rs test message");
    expect(isGostSignature(message, signature, key.gost)).to.equal(true);
    const turned = Buffer.concat([signature.subarray(64), signature.subarray(0, 64)]);
    expect(isGostSignature(message, turned, key.gost)).to.equal(false);
    expect(isGostSignature(message, Buffer.from(signature).reverse(), key.gost)).to.equal(false);
  });

  for (const kind of ["gost", "gost-256"] as const satisfies readonly GostKind[]) {
    describe(`with any key (${kind})`, () => {
      const pair = () => {
        const made = makeGostKeys(kind);
        const secret = gostPrivateKeyOf({ privateKey: made.privateKey })!;
        const read = readGostKey(made.publicKey);
        if (read === undefined || !("gost" in read)) throw new Error("the key cannot be read");
        return { secret, key: read.gost };
      };

      it("verifies what was signed, and nothing else: another message, another key, any bit turned", () => {
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 150 }), fc.nat(), (message, place) => {
            const { secret, key } = pair();
            const signature = signGost(message, secret);
            expect(isGostSignature(message, signature, key)).to.equal(true);
            expect(isGostSignature(Uint8Array.from([...message, 1]), signature, key)).to.equal(false);
            expect(isGostSignature(message, signature, pair().key)).to.equal(false);
            const bit = place % (8 * signature.byteLength);
            signature[bit >>> 3] = signature[bit >>> 3]! ^ (1 << (bit & 7));
            expect(isGostSignature(message, signature, key)).to.equal(false);
          }),
          { numRuns: 10 },
        );
      });

      it("refuses r and s of 0, of the order and above, and another length", () => {
        const { secret, key } = pair();
        const message = Buffer.from("message");
        const { size, order } = key.curve;
        const signature = Buffer.from(signGost(message, secret));
        const [r, s] = [signature.subarray(0, size), signature.subarray(size)];
        const most = toLittleEndian(2n ** BigInt(8 * size) - 1n, size);
        for (const odd of [toLittleEndian(0n, size), toLittleEndian(order, size), most]) {
          expect(isGostSignature(message, Buffer.concat([odd, s]), key)).to.equal(false);
          expect(isGostSignature(message, Buffer.concat([r, odd]), key)).to.equal(false);
        }
        // r + q is the same number to the curve; only one of the two writings counts.
        const above = littleEndian(s) + order;
        if (above < 2n ** BigInt(8 * size)) {
          const other = Buffer.concat([r, toLittleEndian(above, size)]);
          expect(isGostSignature(message, other, key)).to.equal(false);
        }
        expect(isGostSignature(message, signature.subarray(1), key)).to.equal(false);
        expect(isGostSignature(message, new Uint8Array(), key)).to.equal(false);
      });

      it("reads no key that is off the curve, of another size, or with the parameters of another", () => {
        const { secret, key } = pair();
        const der = Buffer.from(gostPublicKey(secret));
        const read = (changed: Buffer) => readGostKey(new Uint8Array(changed).buffer);
        expect(read(der)).not.to.equal(undefined);
        const off = Buffer.from(der);
        off[off.length - 1] = off[off.length - 1]! ^ 1;
        expect(read(off)).to.equal(undefined);
        expect(gostKey(key.curve, new Uint8Array(2 * key.curve.size))).to.equal(undefined);
        expect(gostKey(key.curve, new Uint8Array(2 * key.curve.size).fill(255))).to.equal(undefined);
        expect(gostKey(key.curve, new Uint8Array(64 + key.curve.size))).to.equal(undefined);
        // The parameters of the other length beside this key: ...2.1.1 and ...2.2.1 differ in one byte.
        const set = der.indexOf(Buffer.from("060a2a830e030a010102", "hex"), 16);
        const other = Buffer.from(der);
        other[set + 10] = other[set + 10] === 1 ? 2 : 1;
        expect(read(other)).to.equal(undefined);
      });
    });
  }

  it("reads no key of small order, where the curve has a cofactor", () => {
    const { curve } = gostPrivateKeyOf({ privateKey: makeGostKeys("gost-256").privateKey })!.profile;
    const { Fp } = curve.Point;
    const { a, b } = curve.Point.CURVE();
    // RFC 7836, A.2: as an Edwards curve with e = 1 and this d; (0, -1), of order 2, is x = t = (e + d) / 6, y = 0 in the canonical form.
    const d = number("0605f6b7c183fa81578bc39cfad518132b9df62897009af7e522c32d6dc7bffb");
    const t = Fp.div(Fp.add(1n, d), 6n);
    expect(Fp.add(Fp.add(Fp.mul(Fp.sqr(t), t), Fp.mul(a, t)), b)).to.equal(0n);
    expect(gostKey(curve, Buffer.concat([toLittleEndian(t, 32), toLittleEndian(0n, 32)]))).to.equal(undefined);
  });
});
