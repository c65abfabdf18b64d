/**
 * Lint on a thread of its own, so that the cases that run meanwhile do not wait: a large diagram takes some tenths of a second, and somebody who
 * draws asks again and again. The thread starts with the first question and keeps nobody alive.
 */
import { Worker } from "node:worker_threads";
import type { BundleFindings, LintedResource } from "../lint-bundle.ts";
import type { HandlerShape } from "../lint-rule.ts";

export interface LintQuestion {
  readonly id: number;
  readonly resources: readonly LintedResource[];
  readonly others: readonly Uint8Array[];
}
export type LintAnswer = { readonly id: number } & (
  { readonly found: BundleFindings } | { readonly failed: string; readonly found?: undefined }
);

export interface LintThread {
  lint(resources: readonly LintedResource[], others: readonly Uint8Array[]): Promise<BundleFindings>;
}

/** A diagram can be so made that a rule never ends; nobody waits longer than this for it. */
const PATIENCE_MS = 30_000;

export function createLintThread(handlers: readonly HandlerShape[], patienceMs = PATIENCE_MS): LintThread {
  const waiting = new Map<
    number,
    { readonly resolve: (found: BundleFindings) => void; readonly reject: (error: Error) => void }
  >();
  let worker: Worker | undefined;
  let last = 0;

  const giveUp = (why: Error): void => {
    void worker?.terminate();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
  };

  function start(): Worker {
    const shapes = handlers.map(({ name, input, output }): HandlerShape => ({ name, input, output }));
    const made = new Worker(new URL("./lint-worker.ts", import.meta.url), { workerData: shapes });
    made.unref();
    made.on("message", (answer: LintAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.found === undefined) asker?.reject(new Error(answer.failed));
      else asker?.resolve(answer.found);
    });
    made.on("error", (error: unknown) => giveUp(error instanceof Error ? error : new Error(String(error))));
    return made;
  }

  return {
    lint(resources, others) {
      worker ??= start();
      const id = ++last;
      const late = setTimeout(() => giveUp(new Error(`Lint was not over after ${patienceMs / 1000} s.`)), patienceMs);
      late.unref();
      const answer = new Promise<BundleFindings>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, resources, others } satisfies LintQuestion);
      return answer.finally(() => clearTimeout(late));
    },
  };
}
