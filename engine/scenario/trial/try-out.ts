/**
 * Before a diagram is put into service: `tryOut(files)` plays the scenarios about it in both engines (design, section 9), on a thread of its
 * own, so that the cases that run meanwhile do not wait. Whether the diagram is deployed is not decided here.
 */
import { Worker } from "node:worker_threads";
import type { RefereeOpinion } from "../referee/ask-referee.ts";
import type { ScenarioOutcome } from "../scenario-file.ts";

export interface TrialFile {
  /** `office.bpmn`, `outcomes.dmn`. Scenarios name files by paths; only the last part counts here. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface TrialFiles {
  /** Only scenarios about it are played. */
  readonly diagram: TrialFile;
  /** What scenarios name in `with`: the diagrams of called processes, decision tables. */
  readonly others: readonly TrialFile[];
  /** Scenario files as in design, section 10. */
  readonly scenarios: readonly TrialFile[];
}

export interface Trial {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly ScenarioOutcome[];
  /** Of bpmn-engine, in the order of the cases. */
  readonly opinions: readonly RefereeOpinion[];
  /** Scenario files that cannot be read, each with why; or that the trial was not over in time. */
  readonly remarks: readonly string[];
}

/** A scenario can turn in a circle for ever; nobody waits longer than this for it. */
const PATIENCE_MS = 60_000;

export function tryOut(files: TrialFiles, patienceMs = PATIENCE_MS): Promise<Trial> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./try-out-worker.ts", import.meta.url), { workerData: files });
    const late = setTimeout(() => {
      resolve({ ...NOTHING, remarks: [`The scenarios were not over after ${patienceMs / 1000} seconds.`] });
      void worker.terminate();
    }, patienceMs);
    worker.once("message", (trial: Trial) => {
      clearTimeout(late);
      resolve(trial);
      void worker.terminate();
    });
    worker.once("error", (error: unknown) => {
      clearTimeout(late);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

const NOTHING: Trial = { passed: 0, failed: 0, cases: [], opinions: [], remarks: [] };
