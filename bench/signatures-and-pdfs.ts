/**
 * `node bench/signatures-and-pdfs.ts [--json]`: what the two pieces of work cost that take more than a moment of one processor: verifying a
 * signature, by algorithm, and drawing a PDF. docs/signatures.md and docs/performance.md say what was found.
 */
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { parseArgs } from "node:util";
import { gostPrivateKeyOf, makeGostKeys, signGost } from "../fixtures/test-ca/gost-signer.ts";
import type { GostKind } from "../fixtures/test-ca/gost-signer.ts";
import { drawPdf } from "../handlers/document-pdf.ts";
import { documentPdf, endDrawing } from "../handlers/drawing-thread.ts";
import { isGostSignature } from "../handlers/gost/gost3410.ts";
import { streebog512 } from "../handlers/gost/streebog.ts";
import { readGostKey } from "../handlers/public-key.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const message = Buffer.from("a signed document");

const onMain = await drawMany(drawPdf);
const onThread = await drawMany(documentPdf);
await endDrawing();
const rsaMs = timeOf(500, rsa());
const report = {
  verifyMs: {
    "RSA-2048": rsaMs,
    "GOST 34.10-2015, 512 bits": timeOf(50, gost("gost")),
    "GOST 34.10-2015, 256 bits": timeOf(50, gost("gost-256")),
  },
  pdfs: { onMain, onThread },
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
  console.table({
    "PDFs on the thread of the server": rowOf(onMain),
    "PDFs on a thread of their own": rowOf(onThread),
  });
  console.log(`Streebog-512: ${report.streebogMbPerSecond.toFixed(0)} MB/s`);
}

interface Drawn {
  readonly perSecond: number;
  /** The longest and the 99th of a hundred waits of everything else on the server's thread. */
  readonly longestWaitMs: number;
  readonly wait99Ms: number;
}

function rowOf({ perSecond, longestWaitMs, wait99Ms }: Drawn): object {
  return {
    "PDFs/s": perSecond.toFixed(1),
    "others wait, longest, ms": longestWaitMs.toFixed(0),
    "others wait, p99, ms": wait99Ms.toFixed(0),
  };
}

/** Forty documents of one page with a table, a bar code and a QR code, all asked for at once. */
async function drawMany(draw: typeof drawPdf): Promise<Drawn> {
  const about = {
    number: "AAAA-BBBB-CCCC",
    date: "14.05.2026",
    madeAt: "2026-05-14T04:00:00.000Z",
    author: "Reglament",
    subject: "",
    keywords: [],
    verifyAt: "https://office.example/verify/AAAA-BBBB-CCCC",
  };
  const rows = Array.from({ length: 7 }, (_, index) => ({ label: `Өріс ${index}`, value: "Айгүл", barCode: false }));
  const filled = {
    language: "kk" as const,
    title: "Анықтама",
    paragraphs: ["Бірінші тармақ.", "Екінші тармақ."],
    rows: [...rows, { label: "Нөмірі", value: "20190902-08m3nk4x9q2z", barCode: true }],
    letterhead: ["Білім бөлімі"],
    signatures: [],
    numberAndDate: true,
    numbered: false,
    verification: true,
  };
  await draw([filled], about);
  // How long somebody else's timer waits, until the last document is there: a histogram of the loop has no sample while it stands still.
  const waits: number[] = [];
  let last = performance.now();
  const note = (): void => {
    const now = performance.now();
    waits.push(now - last);
    last = now;
  };
  const ticking = setInterval(note, 1);
  const begun = performance.now();
  const count = 40;
  await Promise.all(Array.from({ length: count }, () => draw([filled], about)));
  const perSecond = (count * 1000) / (performance.now() - begun);
  note();
  clearInterval(ticking);
  waits.sort((one, other) => one - other);
  return { perSecond, longestWaitMs: waits.at(-1) ?? 0, wait99Ms: waits[Math.floor(waits.length * 0.99)] ?? 0 };
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
