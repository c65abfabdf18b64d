/** A runtime over a SQLite file of its own, as an installation has it, for the measurements. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BeforeStatement } from "../db/connections.ts";
import { type Database, openDatabase } from "../db/open-database.ts";
import type { Actor } from "../engine/core/commands.ts";
import type { EventStore } from "../engine/ports.ts";
import { createRuntime } from "../engine/runtime/create-runtime.ts";
import type { Receipt, Runtime } from "../engine/runtime/runtime.ts";
import { createCalendar } from "../engine/terms/calendar.ts";
import { KAZAKHSTAN } from "../engine/terms/calendar-kazakhstan.ts";
import { PROCESS_FILE } from "./peer.ts";

export const CLERK: Actor = { id: "clerk", roles: ["clerk"] };

export interface BenchHouse {
  readonly dataDir: string;
  readonly database: Database;
  readonly runtime: Runtime;
  /** Sizes of the groups committed so far. */
  readonly groups: number[];
  close(): Promise<void>;
}

export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), "reglament-bench-"));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

export async function openBenchHouse(dataDir: string, beforeStatement?: BeforeStatement): Promise<BenchHouse> {
  const database = await openDatabase({ dataDir, ...(beforeStatement === undefined ? {} : { beforeStatement }) });
  const groups: number[] = [];
  const events: EventStore = {
    ...database.events,
    commit(group) {
      groups.push(group.length);
      return database.events.commit(group);
    },
  };
  const calendar = createCalendar(KAZAKHSTAN);
  const runtime = createRuntime({
    events,
    reads: database.readModels,
    definitions: database.definitions,
    caseFiles: database.caseFile,
    keptMessages: database.keptMessages,
    handlers: { get: () => undefined, list: () => [] },
    clock: { now: () => new Date().toISOString() },
    chance: { hex: (n) => randomBytes(n).toString("hex") },
    calendar: () => calendar,
  });
  await runtime.deploy(
    { resources: [{ kind: "bpmn", name: "process.bpmn", bytes: readFileSync(PROCESS_FILE) }] },
    CLERK,
  );
  return {
    dataDir,
    database,
    runtime,
    groups,
    async close() {
      await runtime.close();
      await database.close();
    },
  };
}

export function startCase(runtime: Runtime): Promise<Receipt> {
  return runtime.start({ process: "bench", variables: { refused: false }, unit: "bench" }, CLERK);
}

/** Completes the case's waiting task; the answer comes after its commit. */
export function completeNext(runtime: Runtime, receipt: Receipt): Promise<Receipt> {
  const key = receipt.state.instances.find((instance) => instance.waits !== undefined)?.waits?.[0]?.key;
  if (key === undefined) throw new Error(`case ${receipt.case} waits for nothing`);
  return runtime.completeTask(`${receipt.case}.${key}`, {}, CLERK);
}

export function startCases(runtime: Runtime, count: number): Promise<Receipt[]> {
  return Promise.all(Array.from({ length: count }, () => startCase(runtime)));
}

/** `callers` people at once take the cases to their end, one after the other each. */
export async function finishCases(
  runtime: Runtime,
  callers: number,
  waiting: readonly Receipt[],
): Promise<{ steps: number; seconds: number }> {
  const begun = performance.now();
  const line = waiting.slice();
  let steps = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let receipt = line.pop(); receipt !== undefined; receipt = line.pop()) {
        while (receipt.state.status === "active") {
          receipt = await completeNext(runtime, receipt);
          steps += 1;
        }
      }
    }),
  );
  return { steps, seconds: (performance.now() - begun) / 1000 };
}
