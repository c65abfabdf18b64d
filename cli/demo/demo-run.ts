/**
 * One run of the demo over HTTP. It can be killed at any moment and begun again: which run it is stands in a file, every request that changes
 * something carries an Idempotency-Key made of the run and the step, and how far it has come is asked of the server.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoPerson } from "../../api/context.ts";
import type { CaseRow, ChainedEvent, DocumentRow, IncidentRow, TaskRow } from "../../engine/ports.ts";
import type { ErrorCode } from "../../engine/errors.ts";
import type { FormData } from "../../engine/runtime/runtime.ts";
import { ApiRefusal, type ApiClient } from "../api-client.ts";
import { CommandFailed } from "../outcome.ts";
import { DEMO_PROCESS, application, type Desk, type Outcome, type Step, type Worker } from "./outcomes.ts";

/** Kept from before the first request until the run has ended. */
export interface RunFile {
  readonly run: string;
  /** Local date on which it began: forms must say the same when they are sent again. */
  readonly today: string;
}

/** The run that was begun and not ended, or a new one. A server that does not know the run begins it anew: its keys are unknown there. */
export function beginRun(path: string): RunFile & { readonly resumed: boolean } {
  const known = readRun(path);
  if (known !== undefined) return { ...known, resumed: true };
  const run = {
    run: randomBytes(6).toString("hex"),
    today: new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Almaty" }).format(new Date()),
  };
  mkdirSync(dirname(path), { recursive: true });
  // Whole or not at all, whenever we are killed.
  writeFileSync(`${path}.new`, JSON.stringify(run));
  renameSync(`${path}.new`, path);
  return { ...run, resumed: false };
}

export const endRun = (path: string): void => rmSync(path, { force: true });

function readRun(path: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as RunFile;
  } catch {
    return undefined;
  }
}

export interface DemoRun {
  /** Files the application; the same case whenever it is called. */
  start(): Promise<string>;
  /** Waits until the step can be done, does it, or sees that it was done before. */
  perform(caseId: string, index: number): Promise<"done" | "done-before">;
  /** Waits for the end of the story. */
  finish(caseId: string): Promise<void>;
}

const OVERTAKEN: readonly ErrorCode[] = ["TASK_ALREADY_COMPLETED", "IDEMPOTENCY_KEY_REUSED"];
const POLL_MS = 100;
/** The simulated outside answers within milliseconds; nothing of the demo takes this long unless it is stuck. */
const PATIENCE_MS = 60_000;

export async function createDemoRun(
  outcome: Outcome,
  { run, today }: RunFile,
  workers: Readonly<Record<Worker, ApiClient>>,
): Promise<DemoRun> {
  const clerk = workers["office-clerk"];
  const people = new Map((await clerk.list<DemoPerson>("/demo/people")).map((person) => [person.persona, person]));
  const key = (step: string): { idempotencyKey: string } => ({ idempotencyKey: `demo-${run}-${step}` });

  return {
    async start() {
      const form = application(deskAt("", "start", clerk), outcome);
      const started = await clerk.post<{ case: string }>("/cases", { process: DEMO_PROCESS, form }, key("start"));
      return started.case;
    },
    async perform(caseId, index) {
      const step = outcome.steps[index]!;
      const client = workers[step.by];
      for (;;) {
        const task = await waitFor(caseId, `the task ${step.element}`, () => findTask(caseId, index, step, client));
        if (task === "done-before") return task;
        const form = await step.form(deskAt(caseId, `${index}`, client));
        try {
          await client.post(`/tasks/${task.id}/complete`, { form }, key(`${index}-${step.element}`));
          return "done";
        } catch (error) {
          // The request of the run that was killed was still under way, and won: two signatures are never alike.
          if (!(error instanceof ApiRefusal) || !OVERTAKEN.includes(error.problem.code)) throw error;
        }
      }
    },
    async finish(caseId) {
      const { end, waitsAt } = outcome;
      if (end === undefined) {
        const address = `/tasks?case=${caseId}&element=${waitsAt}`;
        await waitFor(caseId, `the task ${waitsAt}`, async () => (await clerk.list<TaskRow>(address))[0]);
        return;
      }
      await waitFor(caseId, `the end ${end}`, async () => {
        const { status } = await clerk.get<CaseRow>(`/cases/${caseId}`);
        return status === "active" ? undefined : status;
      });
      const events = await clerk.list<ChainedEvent>(`/cases/${caseId}/events?limit=200`);
      if (!events.some(({ event }) => event.type === "ElementPassed" && event.element === end))
        throw new CommandFailed(`The case ${caseId} has ended, but not at ${end}. See: reglament case ${caseId}`);
    },
  };

  /** The open task of the step; a step whose element was completed as often as the story has it up to here is behind us. */
  async function findTask(
    caseId: string,
    index: number,
    step: Step,
    client: ApiClient,
  ): Promise<TaskRow | "done-before" | undefined> {
    const visit = outcome.steps.slice(0, index + 1).filter(({ element }) => element === step.element).length;
    const tasks = `/tasks?case=${caseId}&element=${step.element}`;
    const completed = await client.list<TaskRow>(`${tasks}&state=completed`);
    if (completed.length >= visit) return "done-before";
    return (await client.list<TaskRow>(tasks))[0];
  }

  function deskAt(caseId: string, step: string, client: ApiClient): Desk {
    return {
      today,
      person(persona) {
        const person = people.get(persona);
        if (person === undefined) throw new CommandFailed(`The server's demo has no ${persona}.`);
        return person;
      },
      async scan(kind) {
        const content = Buffer.from(`The demo's scan of: ${kind}\n`).toString("base64");
        const document = { name: `scan-${kind}`, mediaType: "text/plain", content };
        const filed = await client.post<{ document: string }>(
          `/cases/${caseId}/documents`,
          document,
          key(`${step}-scan-${kind}`),
        );
        return filed.document;
      },
      async sign(document, certificate) {
        const documents = await client.list<DocumentRow>(`/cases/${caseId}/documents`);
        const latest = documents.findLast(({ name }) => name === document);
        if (latest === undefined) throw new CommandFailed(`The case ${caseId} has no document ${document} to sign.`);
        const content = (await client.bytes(`/cases/${caseId}/documents/${latest.id}`)).toString("base64");
        return client.post<FormData>("/demo/signatures", { content, certificate });
      },
    };
  }

  async function waitFor<T>(caseId: string, what: string, look: () => Promise<T | undefined>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await refuseIncident(caseId);
      if (performance.now() > until)
        throw new CommandFailed(`The case ${caseId} does not come to ${what}. See: reglament case ${caseId}`);
      await sleep(POLL_MS);
    }
  }

  async function refuseIncident(caseId: string): Promise<void> {
    const [incident] = await workers.head.list<IncidentRow>(`/incidents?case=${caseId}&open=true`);
    if (incident !== undefined)
      throw new CommandFailed(
        `The case ${caseId} is stuck at ${incident.element}: ${incident.message} (${incident.code})`,
      );
  }
}
