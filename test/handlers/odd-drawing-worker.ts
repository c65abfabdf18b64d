/** A drawing thread as tests want it: by the title of the document it dies, throws outside of any promise, never answers, or echoes the title. */
import { parentPort } from "node:worker_threads";
import type { DrawingAnswer, DrawingTask } from "../../handlers/drawing-thread.ts";

parentPort!.on("message", ({ filled }: DrawingTask) => {
  const title = filled[0]?.title ?? "";
  if (title === "die") process.exit(1);
  if (title === "throw") throw new Error("out of its mind");
  if (title === "endless") return;
  if (title === "hungry") {
    const eaten: unknown[] = [];
    for (;;) eaten.push(new Array(1_000_000).fill(title + String(eaten.length)));
  }
  const answer: DrawingAnswer = { drawn: true, bytes: new TextEncoder().encode(title) };
  parentPort!.postMessage(answer);
});
