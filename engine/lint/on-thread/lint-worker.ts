/** The thread of `createLintThread`. */
import { parentPort, workerData } from "node:worker_threads";
import { findingsOfBundle } from "../lint-bundle.ts";
import type { HandlerShape } from "../lint-rule.ts";
import type { LintAnswer, LintQuestion } from "./lint-thread.ts";

const handlers = workerData as readonly HandlerShape[];

parentPort!.on("message", ({ id, resources, others }: LintQuestion) => {
  const say = (answer: LintAnswer): void => parentPort!.postMessage(answer);
  findingsOfBundle(resources, others, handlers).then(
    (found) => say({ id, found }),
    (error: unknown) => say({ id, failed: error instanceof Error ? error.message : String(error) }),
  );
});
