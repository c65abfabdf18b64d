/** A runtime over a real SQLite file in a folder of its own, with a clock that the test moves and handlers that the test gives. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "../../db/open-database.ts";
import type { Actor } from "../../engine/core/commands.ts";
import type { EventStore, Handler } from "../../engine/ports.ts";
import { createRuntime } from "../../engine/runtime/create-runtime.ts";
import type { Runtime } from "../../engine/runtime/runtime.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";

export const CLERK: Actor = { id: "aigerim", roles: ["office-clerk"] };
export const HEAD: Actor = { id: "head", roles: ["head", "office-clerk"] };
export const ANALYST: Actor = { id: "analyst", roles: ["analyst"] };

export interface RuntimeHarness {
  readonly dataDir: string;
  readonly runtime: Runtime;
  readonly database: Database;
  /** Sizes of the groups committed so far. */
  readonly groups: number[];
  readonly faults: unknown[];
  /** UTC instant. */
  now: string;
  advance(ms: number): void;
  /** Closes runtime and database, and opens them again as after a restart. */
  restart(): Promise<void>;
  /** A second node on the same database. */
  secondNode(): Promise<Runtime>;
  close(): Promise<void>;
}

export async function openRuntime(handlers: readonly Handler[] = []): Promise<RuntimeHarness> {
  const dataDir = await mkdtemp(join(tmpdir(), "reglament-"));
  const closers: (() => Promise<void>)[] = [];
  const groups: number[] = [];
  const faults: unknown[] = [];
  let now = "2012-05-14T04:00:00.000Z";

  async function open(): Promise<{ runtime: Runtime; database: Database }> {
    const database = await openDatabase({ dataDir });
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
      handlers: { get: (name) => handlers.find((each) => each.name === name), list: () => handlers },
      clock: { now: () => now },
      chance: { hex: (n) => randomBytes(n).toString("hex") },
      calendar: () => calendar,
      onFault: (error) => void faults.push(error),
    });
    runtime.startPump();
    closers.push(async () => {
      await runtime.close();
      await database.close();
    });
    return { runtime, database };
  }

  let opened = await open();
  return {
    dataDir,
    groups,
    faults,
    get runtime() {
      return opened.runtime;
    },
    get database() {
      return opened.database;
    },
    get now() {
      return now;
    },
    set now(instant) {
      now = instant;
    },
    advance(ms) {
      now = new Date(Date.parse(now) + ms).toISOString();
    },
    async restart() {
      await closers.pop()?.();
      opened = await open();
    },
    async secondNode() {
      return (await open()).runtime;
    },
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A handler that answers as the test says; no facts are refused. */
export function handler(name: string, run: Handler["run"], attempts = 3): Handler {
  const anything = { type: "object" };
  return { name, description: name, input: anything, output: anything, retries: { attempts, backoffMs: 1000 }, run };
}

/** A diagram around the given elements of one process. */
export function diagram(body: string, around = ""): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:reg="urn:reglament:bpmn:1" id="definitions" targetNamespace="urn:test">
${around}<process id="service" isExecutable="true">${body}</process></definitions>`);
}

export const flow = (id: string, from: string, to: string, condition?: string): string =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${
    condition === undefined
      ? ""
      : `<conditionExpression xsi:type="tFormalExpression">${condition}</conditionExpression>`
  }</sequenceFlow>`;

export const timerOf = (duration: string): string =>
  `<timerEventDefinition><timeDuration xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition>`;
