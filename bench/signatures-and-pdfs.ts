/**
 * `node bench/signatures-and-pdfs.ts [--json]`: what the two pieces of work cost that take more than a moment of one processor: verifying a
 * signature, by algorithm, and drawing a PDF. docs/signatures.md and docs/performance.md say what was found.
 */
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { parseArgs } from "node:util";
import { gostPrivateKeyOf, makeGostKeys, signGost } from "../fixtures/test-ca/gost-signer.ts";
import type { GostKind } from "../fixtures/test-ca/gost-signer.ts";
import { isGostSignature } from "../handlers/gost/gost3410.ts";
import { streebog512 } from "../handlers/gost/streebog.ts";
import { readGostKey } from "../handlers/public-key.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const message = Buffer.from("a signed document");

const rsaMs = timeOf(500, rsa());
const report = {
  verifyMs: {
    "RSA-2048": rsaMs,
    "GOST 34.10-2015, 512 bits": timeOf(50, gost("gost")),
    "GOST 34.10-2015, 256 bits": timeOf(50, gost("gost-256")),
  },
  streebogMbPerSecond: 8 / (timeOf(1, () => streebog512(new Uint8Array(8_000_000))) / 1000),
};

if (values.json) console.log(JSON.stringify(report, undefined, 2));
else {
  console.table(
    Object.fromEntries(
      Object.entries(report.verifyMs).map(([name, ms]) => [
        name,
        { "ms a verification": ms.toFixed(3), "times RSA": (ms / rsaMs).toFixed(0) },
      ]),
    ),
  );
  console.log(`Streebog-512: ${report.streebogMbPerSecond.toFixed(0)} MB/s`);
}

/** Once to warm up, then the mean of `count`. */
function timeOf(count: number, once: () => unknown): number {
  once();
  const begun = performance.now();
  for (let done = 0; done < count; done += 1) once();
  return (performance.now() - begun) / count;
}

function rsa(): () => boolean {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signature = sign("sha256", message, privateKey);
  return () => verify("sha256", message, publicKey, signature);
}

function gost(kind: GostKind): () => boolean {
  const { publicKey, privateKey } = makeGostKeys(kind);
  const signature = signGost(message, gostPrivateKeyOf({ privateKey })!);
  const key = readGostKey(publicKey);
  if (key === undefined || !("gost" in key)) throw new Error("no GOST key was read");
  return () => isGostSignature(message, signature, key.gost);
}
