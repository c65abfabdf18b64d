/** The thread of `drawing-thread.ts`: one document after the other. */
import { parentPort } from "node:worker_threads";
import { drawPdf } from "./document-pdf.ts";
import type { DrawingAnswer, DrawingTask } from "./drawing-thread.ts";

parentPort!.on("message", ({ filled, about }: DrawingTask) => {
  void answer(filled, about);
});

async function answer(filled: DrawingTask["filled"], about: DrawingTask["about"]): Promise<void> {
  let drawn: DrawingAnswer;
  try {
    // Bytes of their own, which can be handed over without a copy.
    drawn = { drawn: true, bytes: new Uint8Array(await drawPdf(filled, about)) };
  } catch (error) {
    drawn = { drawn: false, why: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(drawn, drawn.drawn ? [drawn.bytes.buffer] : []);
}
