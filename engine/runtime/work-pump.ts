/**
 * Does what falls due: calls handlers for jobs, fires timers, starts processes, notices breached limits. All of it stands in the read models, so a
 * restart goes on where the last run was killed; a handler may then be called a second time with the same job id.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import { SYSTEM, type Command, type FiledDocument } from "../core/commands.ts";
import type { CaseEvent, Variables, Wait } from "../core/events.ts";
import type { CaseState } from "../core/state.ts";
import { CodedError } from "../errors.ts";
import { isExternal } from "../model/external-topic.ts";
import {
  type CaseFileStore,
  type EventStore,
  type Chance,
  type Clock,
  type Handler,
  type HandlerAnswer,
  type HandlerContext,
  HandlerFailure,
  type HandlerRegistry,
  type NewDocument,
  type ReadModels,
} from "../ports.ts";
import type { CommandQueue } from "./command-queue.ts";
import { answerDecisionJob, DECISION_HANDLER, decisionJob } from "./decision-jobs.ts";
import type { Definitions } from "./definitions.ts";
import { makeDocument, namedInEvent } from "./filed-documents.ts";
import type { ProcessStarts } from "./process-starts.ts";
import type { Receipt } from "./runtime.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

export interface WorkPump {
  start(): void;
  /** Called after a deployment: its processes may start by themselves. */
  deployed(): void;
  /** Called after each commit: new jobs are begun at once, new due instants are waited for. */
  noticed(receipt: Receipt): void;
  /** Until no handler is at work and nothing is due. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Handlers at work at the same time; more wait in line. */
const AT_ONCE = 32;
/** How many due rows are taken at a time. */
const BATCH = 200;
/** The pump looks at least this often, in case the clock was set or another node left work. */
const LOOK_EVERY_MS = 30_000;
/** A handler that has not answered by then is told to stop and counts as failed. */
const HANDLER_TIMEOUT_MS = 60_000;

interface Job {
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly handler: string;
  readonly input: Variables;
  readonly failures: number;
}

export function createWorkPump(parts: {
  readonly queue: CommandQueue;
  readonly reads: ReadModels;
  readonly events: EventStore;
  readonly caseFiles: CaseFileStore;
  readonly handlers: HandlerRegistry;
  readonly definitions: Definitions;
  readonly starts: ProcessStarts;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Told of faults that no caller hears of. */
  readonly onFault: (error: unknown) => void;
}): WorkPump {
  const { queue, reads, handlers, clock } = parts;
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const checks = new Map<object, ValidateFunction>();
  const line: Job[] = [];
  const taken = new Set<string>();
  const atWork = new Set<Promise<void>>();
  const stopping = new AbortController();
  let running = false;
  let wakeAt = Infinity;
  let timer: NodeJS.Timeout | undefined;
  let sweep: Promise<void> | undefined;
  /** The last look that the timer began, with the arming of the next. */
  let look: Promise<void> | undefined;

  return {
    start() {
      if (running) return;
      running = true;
      wake(0);
    },
    deployed: () => {
      wake(0);
    },
    noticed({ case: id, events, state }) {
      if (!running) return;
      for (const { event } of events) {
        for (const job of jobsOf(id, event, state)) take(job);
        const due = dueOf(event);
        if (due !== undefined) wake(Date.parse(due) - Date.parse(clock.now()));
        if (event.type === "CaseResumed") wake(0);
      }
      work();
    },
    async settle() {
      for (;;) {
        await queue.idle();
        if (line.length > 0 || atWork.size > 0) {
          await Promise.race(atWork);
          continue;
        }
        if (running && (await sweepOnce())) continue;
        if (!queue.busy && atWork.size === 0 && line.length === 0) return;
      }
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      stopping.abort(new Error("the engine stops"));
      line.length = 0;
      await Promise.all([...atWork, sweep, look]);
      await queue.idle();
    },
  };

  function wake(inMs: number): void {
    if (!running) return;
    const ms = Math.min(Math.max(inMs, 0), LOOK_EVERY_MS);
    const at = performance.now() + ms;
    if (at >= wakeAt) return;
    wakeAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => {
      wakeAt = Infinity;
      look = sweepOnce().catch(parts.onFault).then(arm);
    }, ms);
  }

  async function arm(): Promise<void> {
    if (!running) return;
    try {
      const next = await reads.nextDueAt();
      // What is due but already at work must not be looked at again and again.
      const ms = next === undefined ? LOOK_EVERY_MS : Date.parse(next) - Date.parse(clock.now());
      wake(ms <= 0 ? 1000 : ms);
    } catch (error) {
      parts.onFault(error);
      wake(LOOK_EVERY_MS);
    }
  }

  /** One look at everything due; true when there was something to do. */
  async function sweepOnce(): Promise<boolean> {
    while (sweep !== undefined) await sweep;
    let found = false;
    const mine = (async () => {
      const now = clock.now();
      for (const timer of await reads.dueTimers(now, BATCH)) {
        found = true;
        await give(timer.case, { type: "FireTimer", key: timer.key });
      }
      for (const limit of await reads.dueLimits(now, BATCH)) {
        found = true;
        await give(limit.case, { type: "BreachLimit", key: limit.key });
      }
      if (await parts.starts.fireDue(now, BATCH)) found = true;
      for (const job of await reads.dueJobs(now, BATCH + taken.size)) if (take(job)) found = true;
      work();
    })();
    sweep = mine.catch(() => undefined);
    try {
      await mine;
    } finally {
      sweep = undefined;
    }
    return found;
  }

  async function give(id: string, command: Command): Promise<void> {
    try {
      await queue.submit({ case: id, command, actor: SYSTEM, by: SYSTEM.id });
    } catch (error) {
      // Somebody was faster: the timer is gone, the case ended. Anything else is worth knowing.
      if (!(error instanceof CodedError)) throw error;
      if (error.code === "CALENDAR_MISSING") parts.onFault(error);
    }
  }

  function take(job: Job): boolean {
    // A job without a handler is done by hand or by an outside worker.
    if (job.handler === "" || isExternal(job.handler)) return false;
    const id = `${job.case}.${job.key}`;
    if (taken.has(id)) return false;
    taken.add(id);
    line.push(job);
    return true;
  }

  function work(): void {
    while (running && atWork.size < AT_ONCE && line.length > 0) {
      const job = line.shift() as Job;
      const done = perform(job)
        .catch(parts.onFault)
        .finally(() => {
          atWork.delete(done);
          taken.delete(`${job.case}.${job.key}`);
          work();
        });
      atWork.add(done);
    }
  }

  async function perform(job: Job): Promise<void> {
    // Suspended since it stood in line: it is found again when the case goes on.
    if ((await queue.state(job.case))?.status === "suspended") return;
    const handler = handlers.get(job.handler);
    const by = `handler:${job.handler}`;
    let command: Command;
    let documents: readonly NewDocument[] = [];
    if (job.handler === DECISION_HANDLER) {
      const answer = await decide(job);
      if (answer === undefined) return;
      command = answer;
    } else if (handler === undefined)
      command = {
        type: "FailJob",
        key: job.key,
        code: "HANDLER_UNKNOWN",
        message: `there is no handler ${job.handler}`,
      };
    else {
      try {
        const answer = await call(handler, job);
        documents = (answer.documents ?? []).map((each) => makeDocument(each, parts.chance));
        command = { type: "CompleteJob", key: job.key, facts: answer.facts, documents: documents.map(namedInEvent) };
      } catch (error) {
        if (stopping.signal.aborted) return;
        const given = error instanceof HandlerFailure ? (error.documents ?? []) : [];
        documents = given.map((each) => makeDocument(each, parts.chance));
        command = failure(handler, job, error, documents.map(namedInEvent));
      }
    }
    try {
      await queue.submit({ case: job.case, command, actor: SYSTEM, by, documents });
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // The step was left while the handler worked: its answer is no longer wanted.
      if (error.code === "JOB_NOT_FOUND" || error.code === "CASE_NOT_FOUND") return;
      if (error.code === "CASE_NOT_ACTIVE") return;
      const failed: Command = { type: "FailJob", key: job.key, code: error.code, message: error.message };
      await queue.submit({ case: job.case, command: failed, actor: SYSTEM, by });
    }
  }

  async function decide({ case: id, key, element }: Job): Promise<Command | undefined> {
    const state = await queue.state(id);
    const job = state === undefined ? undefined : decisionJob(state, key);
    if (job === undefined) return undefined;
    const { graph, decisions } = await parts.definitions.load(job.digest);
    const message = `${element} names no decision of the deployment`;
    return (
      answerDecisionJob(job, graph, decisions, clock.now()) ?? {
        type: "FailJob",
        key,
        code: "DECISION_FAILED",
        message,
      }
    );
  }

  async function call(handler: Handler, job: Job): Promise<HandlerAnswer> {
    check(handler.input, job.input, `the input of ${handler.name}`);
    const state = await queue.state(job.case);
    const timeout = AbortSignal.timeout(HANDLER_TIMEOUT_MS);
    const signal = AbortSignal.any([timeout, stopping.signal]);
    const answer = await Promise.race([handler.run(job.input, contextOf(job, state, signal)), whenAborted(signal)]);
    check(handler.output, answer.facts, `the facts of ${handler.name}`);
    return answer;
  }

  function contextOf(job: Job, state: CaseState | undefined, signal: AbortSignal): HandlerContext {
    return {
      jobId: `${job.case}.${job.key}`,
      case: job.case,
      element: job.element,
      ...(state?.regulation === undefined ? {} : { regulation: state.regulation }),
      ...(state?.channel === undefined ? {} : { channel: state.channel }),
      ...(state?.applicant === undefined ? {} : { applicant: state.applicant }),
      attempt: job.failures + 1,
      at: clock.now(),
      async begunAt() {
        const history = await parts.events.history(job.case);
        const opened = history.find(
          ({ event }) =>
            (event.type === "ElementEntered" || event.type === "WaitsOpened") &&
            (event.waits ?? []).some(({ key }) => key === job.key),
        );
        return opened?.at ?? clock.now();
      },
      signal,
      async readDocument(name) {
        const id = state?.documents[name];
        const document = id === undefined ? undefined : await parts.caseFiles.read(id);
        return document === undefined
          ? undefined
          : { id: document.id, mediaType: document.mediaType, bytes: document.bytes, filedAt: document.filedAt };
      },
      async readResource(kind, name) {
        if (state === undefined) return undefined;
        const { resources } = await parts.definitions.load(state.definition);
        return resources.find((each) => each.kind === kind && each.name === name)?.bytes;
      },
    };
  }

  function failure(handler: Handler, job: Job, error: unknown, filed: readonly FiledDocument[]): Command {
    const documents = filed.length === 0 ? {} : { documents: filed };
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof HandlerFailure ? error.code : "HANDLER_ERROR";
    if (error instanceof HandlerFailure && error.bpmnError)
      return { type: "ThrowError", key: job.key, code, ...documents };
    const final = error instanceof HandlerFailure && !error.retry;
    if (final || error instanceof Misfit || job.failures + 1 >= handler.retries.attempts)
      return { type: "FailJob", key: job.key, code, message, ...documents };
    const waitMs = handler.retries.backoffMs * 2 ** job.failures;
    const retryAt = new Date(Date.parse(clock.now()) + waitMs).toISOString();
    return { type: "FailJob", key: job.key, code, message, retryAt, ...documents };
  }

  function check(schema: object, value: unknown, what: string): void {
    let validate = checks.get(schema);
    if (validate === undefined) checks.set(schema, (validate = ajv.compile(schema)));
    if (!validate(value)) throw new Misfit(`${what} does not fit its schema: ${ajv.errorsText(validate.errors)}`);
  }
}

/** Input or facts do not fit the handler's schema: trying again would not help. */
class Misfit extends Error {}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function jobsOf(id: string, event: CaseEvent, state: CaseState): Job[] {
  if (event.type === "JobRetried") {
    for (const instance of state.instances)
      for (const wait of instance.waits ?? [])
        if (wait.kind === "job" && wait.key === event.key) return [jobOf(id, wait)];
    return [];
  }
  if (event.type !== "ElementEntered" && event.type !== "WaitsOpened") return [];
  return (event.waits ?? []).flatMap((wait) => (wait.kind === "job" ? [jobOf(id, wait)] : []));
}

const jobOf = (id: string, wait: Extract<Wait, { kind: "job" }>): Job => ({
  case: id,
  key: wait.key,
  element: wait.element,
  handler: wait.handler,
  input: wait.input,
  failures: wait.failures ?? 0,
});

/** The earliest instant that the event makes the pump wait for. */
function dueOf(event: CaseEvent): string | undefined {
  switch (event.type) {
    case "CaseStarted":
    case "ElementEntered":
    case "WaitsOpened": {
      let earliest: string | undefined;
      for (const wait of event.waits ?? [])
        if (wait.kind === "timer" && (earliest === undefined || wait.dueAt < earliest)) earliest = wait.dueAt;
      return earliest;
    }
    case "TimerFired":
      return event.nextDueAt;
    case "JobFailed":
      return event.retryAt;
    case "LimitStarted":
    case "LimitMoved":
      return event.dueAt;
    default:
      return undefined;
  }
}
