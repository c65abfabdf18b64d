/**
 * What the events of one commit change in the read models: the one place that says it, for every commit and for `rebuild`.
 *
 * Pure: the same commit always gives the same changes. Rows that lie open belong to an element instance (`host`); when the instance
 * is left, all that it waited for goes with it.
 */
import type { EventOf, Variables, Wait } from "../engine/core/events.ts";
import type { CaseState } from "../engine/core/state.ts";
import type { Commit, LimitRow } from "../engine/ports.ts";
import type { NewRow, ReadModelName } from "./tables.ts";
import { NEVER } from "./tables.ts";

/** A commit with its place in the log. */
export type PlacedCommit = Pick<Commit, "case" | "expectedSeq" | "at" | "by" | "events" | "state"> & {
  readonly position: number;
};

/** Which rows of the case: that of a key, those of an element instance, or all. Rows that are not open any more are left alone. */
export type Selector = { readonly by: "key" | "host"; readonly value: number } | { readonly by: "case" };

export type RowChange =
  | { readonly type: "insert"; readonly table: ReadModelName; readonly row: NewRow }
  | { readonly type: "set"; readonly table: ReadModelName; readonly where: Selector; readonly set: NewRow }
  | { readonly type: "remove"; readonly table: "jobs" | "timers" | "message_waits"; readonly where: Selector };

export interface Projection {
  readonly changes: readonly RowChange[];
  /** The case began with this commit: what its row holds that the state does not. */
  readonly started?: { readonly at: string; readonly businessKey: string | null };
  /** The case's status may have changed. */
  readonly statusChanged: boolean;
  /** The case goes on with another version of its process. */
  readonly definitionChanged: boolean;
  /** Keys of the element instances entered: nothing of theirs was there before. */
  readonly entered: readonly number[];
}

export function project(commit: PlacedCommit): Projection {
  const { at, state } = commit;
  const changes: RowChange[] = [];
  const entered = new Map<number, EventOf<"ElementEntered">>();
  const tasksOpened = new Set<number>();
  let started: Projection["started"];
  let statusChanged = false;
  let limitsChanged = false;
  let definitionChanged = false;
  const dueAt = nearestDueAt(state);
  let seq = commit.expectedSeq;

  const insert = (table: ReadModelName, row: NewRow) =>
    changes.push({ type: "insert", table, row: { case_id: commit.case, ...row } });
  const set = (table: ReadModelName, where: Selector, values: NewRow) =>
    changes.push({ type: "set", table, where, set: values });
  const remove = (table: (typeof WAIT_TABLES)[number], where: Selector) =>
    changes.push({ type: "remove", table, where });

  const openWaits = (host: number, waits: readonly Wait[] | undefined) => {
    for (const wait of waits ?? []) {
      const { key, element } = wait;
      switch (wait.kind) {
        case "task":
          tasksOpened.add(key);
          insert("tasks", {
            key,
            host,
            element,
            definition: definitionOf(host, entered, state),
            process: state.process,
            regulation: state.regulation ?? null,
            channel: state.channel ?? null,
            unit: unitOf(wait, state),
            applicant: state.applicant ?? null,
            role: wait.role ?? null,
            form: wait.form ?? null,
            assignee: wait.assignee ?? null,
            state: "open",
            opened_at: at,
            closed_at: null,
            closed_by: null,
            due_at: dueAt,
          });
          break;
        case "job":
          insert("jobs", {
            key,
            host,
            element,
            handler: wait.handler,
            input: JSON.stringify(wait.input),
            failures: wait.failures ?? 0,
            run_at: at,
            stuck: 0,
          });
          break;
        case "timer":
          insert("timers", { key, host, element, due_at: wait.dueAt });
          break;
        case "message":
        case "signal":
          insert("message_waits", {
            key,
            host,
            kind: wait.kind,
            name: wait.name,
            correlation: wait.kind === "message" ? jsonOrNull(wait.correlation) : null,
            position: commit.position,
          });
          break;
        case "condition": // nobody outside the case asks for it
          break;
      }
    }
  };

  /** All that waits under the selector is over. `tasks` says how its tasks end. */
  const closeWaits = (where: Selector, tasks: NewRow) => {
    set("tasks", where, tasks);
    for (const table of WAIT_TABLES) remove(table, where);
  };
  const cancelled: NewRow = { state: "cancelled", closed_at: at };
  const leave = (host: number, tasks: NewRow) => {
    closeWaits({ by: "host", value: host }, tasks);
    set("incidents", { by: "key", value: host }, { resolved_at: at, resolution: "left" });
  };
  const endCase = () => {
    closeWaits({ by: "case" }, cancelled);
    set("incidents", { by: "case" }, { resolved_at: at, resolution: "case-ended" });
    set("limits", { by: "case" }, { state: "dropped", ended_at: at });
    statusChanged = true;
  };
  const send = (
    kind: "message" | "signal",
    name: string,
    correlation: string | null,
    payload: Variables | undefined,
  ) => {
    const ordinal = seq - commit.expectedSeq - 1;
    if (ordinal >= OUTBOX_IDS_EACH)
      throw new Error(`Case ${commit.case}: more than ${OUTBOX_IDS_EACH} events in one commit`);
    insert("outbox", {
      id: commit.position * OUTBOX_IDS_EACH + ordinal,
      seq,
      kind,
      name,
      correlation,
      payload: JSON.stringify(payload ?? {}),
    });
  };

  for (const event of commit.events) {
    seq += 1;
    switch (event.type) {
      case "CaseStarted":
        started = { at, businessKey: event.businessKey ?? null };
        openWaits(1, event.waits);
        break;
      case "ElementEntered":
        entered.set(event.key, event);
        openWaits(event.key, event.waits);
        break;
      case "WaitsOpened":
        openWaits(event.key, event.waits);
        break;
      case "ElementCompleted":
        leave(event.key, { state: "completed", closed_at: at, closed_by: event.by ?? commit.by });
        break;
      case "ElementTerminated":
        leave(event.key, cancelled);
        break;
      case "WaitClosed":
        closeWaits({ by: "key", value: event.wait }, cancelled);
        break;
      case "TaskClaimed":
        set("tasks", { by: "key", value: event.key }, { assignee: event.assignee });
        break;
      case "TaskReleased":
        set("tasks", { by: "key", value: event.key }, { assignee: null });
        break;
      case "TimerFired":
        if (event.nextDueAt === undefined) remove("timers", { by: "key", value: event.key });
        else set("timers", { by: "key", value: event.key }, { due_at: event.nextDueAt });
        break;
      case "MessageReceived":
      case "SignalReceived":
        if (event.keep !== true) remove("message_waits", { by: "key", value: event.key });
        break;
      case "MessageSent":
        send("message", event.name, jsonOrNull(event.correlation), event.payload);
        break;
      case "SignalSent":
        send("signal", event.name, null, event.payload);
        break;
      case "JobFailed":
        set(
          "jobs",
          { by: "key", value: event.key },
          event.retryAt === undefined
            ? { failures: event.failures, stuck: 1 }
            : { failures: event.failures, run_at: event.retryAt, stuck: 0 },
        );
        break;
      case "JobRetried":
        set("jobs", { by: "key", value: event.key }, { failures: 0, run_at: at, stuck: 0 });
        break;
      case "IncidentRaised":
        // Whoever was at work waits for staff: an error that nobody caught, or outputs that cannot be made, are no better the next time.
        for (const wait of state.instances.find(({ key }) => key === event.key)?.waits ?? [])
          if (wait.kind === "job") set("jobs", { by: "key", value: wait.key }, { stuck: 1 });
        insert("incidents", {
          seq,
          key: event.key,
          element: event.element,
          code: event.code,
          message: event.message,
          raised_at: at,
          resolved_at: null,
          resolution: null,
          reason: null,
        });
        break;
      case "IncidentResolved":
        set(
          "incidents",
          { by: "key", value: event.key },
          { resolved_at: at, resolution: event.resolution, reason: event.reason },
        );
        break;
      case "CaseSuspended":
      case "CaseResumed":
        statusChanged = true;
        break;
      case "CaseMigrated":
        definitionChanged = true;
        break;
      case "TermsStopped":
      case "TermsContinued":
        limitsChanged = true;
        for (const { key, dueAt: end } of state.limits)
          set("limits", { by: "key", value: key }, { state: limitState(state, end) });
        break;
      case "LimitStarted":
        limitsChanged = true;
        insert("limits", {
          key: event.key,
          kind: event.kind,
          subject: event.of,
          element: event.element,
          duration: event.duration,
          unit: event.unit,
          started_at: event.startedAt,
          due_at: event.dueAt,
          state: limitState(state, event.dueAt),
          ended_at: null,
          breached_at: null,
          derivation: JSON.stringify(event.derivation),
          case_unit: state.unit ?? null,
        });
        break;
      case "LimitMet":
        limitsChanged = true;
        set("limits", { by: "key", value: event.key }, { state: event.late ? "late" : "met", ended_at: at });
        break;
      case "LimitDropped":
        limitsChanged = true;
        set("limits", { by: "key", value: event.key }, { state: "dropped", ended_at: at });
        break;
      case "LimitBreached":
        set("limits", { by: "key", value: event.key }, { breached_at: at });
        break;
      case "LimitMoved":
        limitsChanged = true;
        set(
          "limits",
          { by: "key", value: event.key },
          {
            due_at: event.dueAt,
            state: limitState(state, event.dueAt),
            duration: event.derivation.duration,
            unit: event.derivation.unit,
            derivation: JSON.stringify(event.derivation),
            // Moved, it runs afresh: it may be breached at its new end.
            ...(state.limits.some(({ key, breached }) => key === event.key && breached) ? {} : { breached_at: null }),
          },
        );
        break;
      case "CaseCompleted":
      case "CaseTerminated":
        endCase();
        break;
      case "ElementPassed":
      case "LoopAdvanced":
      case "ActivitiesOffered":
      case "TokensDropped":
      case "VariablesSet":
      case "TokenMoved":
      case "TaskChanged": // part of a migration, which shows every task as it is then
      case "TransactionCancelled":
      case "CompensationAdvanced":
      case "ConditionChanged":
      case "ErrorThrown":
      case "EscalationThrown":
      case "DocumentFiled":
      case "CaseFileErased": // the case file is no read model: its rows are changed with the commit
        break;
      default: {
        const missing: never = event;
        throw new Error(`No projection for event ${JSON.stringify(missing)}`);
      }
    }
  }

  // The nearest end may have moved: the tasks that lay open before this commit are due then, too.
  if (limitsChanged)
    for (const instance of state.instances)
      for (const wait of instance.waits ?? [])
        if (wait.kind === "task" && !tasksOpened.has(wait.key))
          set("tasks", { by: "key", value: wait.key }, { due_at: dueAt });

  if (definitionChanged) {
    for (const { key: host, element, incident, waits } of state.instances) {
      if (incident !== undefined) set("incidents", { by: "key", value: host }, { element });
      for (const wait of waits ?? []) {
        const where = { by: "key", value: wait.key } as const;
        if (wait.kind === "job" || wait.kind === "timer") set(`${wait.kind}s`, where, { element: wait.element });
        if (wait.kind === "task")
          set("tasks", where, {
            element: wait.element,
            definition: definitionOf(host, entered, state),
            unit: unitOf(wait, state),
            role: wait.role ?? null,
            form: wait.form ?? null,
            assignee: wait.assignee ?? null,
          });
      }
    }
    for (const limit of state.limits)
      set("limits", { by: "key", value: limit.key }, { element: limit.element, subject: limit.of });
  }

  return {
    changes,
    ...(started === undefined ? {} : { started }),
    statusChanged,
    definitionChanged,
    entered: [...entered.keys()],
  };
}

/** What the row of the case takes from its state. */
export function caseColumns(state: CaseState): NewRow {
  return {
    id: state.case,
    seq: state.seq,
    status: state.status,
    definition: state.definition,
    process: state.process,
    regulation: state.regulation ?? null,
    channel: state.channel ?? null,
    applicant: state.applicant ?? null,
    unit: state.unit ?? null,
    intake_unit: state.intakeUnit ?? null,
    public_status: state.publicStatus ?? null,
    due_at: nearestDueAt(state),
    incidents: state.instances.filter((instance) => instance.incident !== undefined).length,
    open_kinds: openKinds(state),
    state: JSON.stringify(state),
  };
}

/** The bit of each read model in `cases.open_kinds`. Limits are always closed by their own key, the outbox is never closed. */
export const OPEN_KINDS: Readonly<Partial<Record<ReadModelName, number>>> = {
  tasks: 1,
  jobs: 2,
  timers: 4,
  message_waits: 8,
  incidents: 16,
};

const WAIT_TABLES = ["jobs", "timers", "message_waits"] as const;

const WAIT_BITS: Readonly<Record<Wait["kind"], number>> = {
  task: 1,
  job: 2,
  timer: 4,
  message: 8,
  signal: 8,
  condition: 0,
};

/** Which read models hold open rows of the case, so that leaving an element need not look into the others. */
function openKinds(state: CaseState): number {
  let bits = 0;
  for (const instance of state.instances) {
    if (instance.incident !== undefined) bits |= 16;
    for (const wait of instance.waits ?? []) bits |= WAIT_BITS[wait.kind];
  }
  return bits;
}

/**
 * Ids of the outbox come from the place in the log, so that a rebuild gives the same: the log's position times this, plus the
 * event's number in its commit. Exact up to 137 thousand million commits.
 */
const OUTBOX_IDS_EACH = 65_536;

/** A limit that was over before the clock was stopped stays over; no other can be broken until the clock goes on. */
const limitState = ({ termsStoppedAt }: CaseState, dueAt: string): LimitRow["state"] =>
  termsStoppedAt === undefined || dueAt < termsStoppedAt ? "running" : "stopped";

/** The earliest end of the terms and limits that run; `NEVER` without any. */
function nearestDueAt(state: CaseState): string {
  let nearest = NEVER;
  for (const { dueAt } of state.limits) if (dueAt < nearest && limitState(state, dueAt) === "running") nearest = dueAt;
  return nearest;
}

/** The deployment on which an element instance runs: that of the nearest called process around it, else the case's. */
function definitionOf(host: number, entered: ReadonlyMap<number, EventOf<"ElementEntered">>, state: CaseState): string {
  let key = host;
  while (key !== 0) {
    const event = entered.get(key);
    const instance = event === undefined ? state.instances.find((each) => each.key === key) : undefined;
    const graph = event?.graph ?? instance?.graph;
    if (graph !== undefined) return graph;
    key = event?.scope ?? instance?.parent ?? 0;
  }
  return state.definition;
}

/** The unit that the task is offered to. */
function unitOf({ intake }: Extract<Wait, { kind: "task" }>, { unit, intakeUnit }: CaseState): string | null {
  return (intake === true ? intakeUnit : unit) ?? null;
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
