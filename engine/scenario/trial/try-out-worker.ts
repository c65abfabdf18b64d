/** The thread of `tryOut`. */
import { parentPort, workerData } from "node:worker_threads";
import { playTrial } from "./play-trial.ts";
import type { TrialFiles } from "./try-out.ts";

parentPort!.postMessage(await playTrial(workerData as TrialFiles));
