/** Writes a case by hand, commit by commit: the events as a test gives them, the state folded by the core. */
import type { CommandType } from "../../engine/core/commands.ts";
import type { CaseEvent, Json, Wait } from "../../engine/core/events.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { CaseState } from "../../engine/core/state.ts";
import type { Commit, NewDocument, StoredReceipt } from "../../engine/ports.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";

/** The instant `minutes` after the morning on which every test begins. */
export function instant(minutes: number): string {
  return new Date(Date.UTC(2012, 4, 14, 3, minutes)).toISOString();
}

export interface CommitExtras {
  readonly cause?: CommandType;
  readonly by?: string;
  readonly minute?: number;
  readonly documents?: readonly NewDocument[];
  readonly receipt?: StoredReceipt;
}

export class CaseScript {
  readonly id: string;
  state: CaseState | undefined = undefined;
  #minute = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** The commit of these events on the state so far; the script goes on from there. Each comes a minute after the one before. */
  commit(events: readonly CaseEvent[], extras: CommitExtras = {}): Commit {
    const expectedSeq = this.state?.seq ?? 0;
    this.#minute = extras.minute ?? this.#minute + 1;
    const at = instant(this.#minute);
    const by = extras.by ?? "clerk-1";
    let state = this.state;
    for (const [index, event] of events.entries())
      state = evolve(state, { seq: expectedSeq + 1 + index, at, by, event });
    if (state === undefined) throw new Error("a commit needs events");
    // As the store gives it back: JSON leaves out what is undefined.
    this.state = JSON.parse(JSON.stringify(state)) as CaseState;
    return {
      case: this.id,
      expectedSeq,
      at,
      by,
      cause: extras.cause ?? (expectedSeq === 0 ? "StartCase" : "CompleteUserTask"),
      events,
      state,
      ...(extras.documents === undefined ? {} : { documents: extras.documents }),
      ...(extras.receipt === undefined ? {} : { receipt: extras.receipt }),
    };
  }

  /** Starts the case and lets one task wait (instance 2, task 3), unless other events follow the start. */
  start(
    then: readonly CaseEvent[] = [enter(2, "process_1", [task(3, "process_1")])],
    extras: CommitExtras = {},
  ): Commit {
    return this.commit([this.started(), ...then], extras);
  }

  started(more: Partial<Extract<CaseEvent, { type: "CaseStarted" }>> = {}): CaseEvent {
    return {
      type: "CaseStarted",
      case: this.id,
      definition: "d".repeat(64),
      process: "preschool.office",
      regulation: "preschool",
      channel: "office",
      applicant: "applicant-1",
      unit: "office-1",
      businessKey: `key of ${this.id}`,
      variables: { documents: "complete" },
      ...more,
    };
  }
}

export function enter(
  key: number,
  element: string,
  waits: readonly Wait[] = [],
  more: Partial<Extract<CaseEvent, { type: "ElementEntered" }>> = {},
): CaseEvent {
  return { type: "ElementEntered", key, element, scope: 1, from: [], waits, ...more };
}

export function complete(key: number, element: string, by?: string): CaseEvent {
  return { type: "ElementCompleted", key, element, take: [], ...(by === undefined ? {} : { by }) };
}

export function task(key: number, element: string, role = "office.clerk"): Wait {
  return { kind: "task", key, element, role, form: "documents-check" };
}

export function job(key: number, element: string): Wait {
  return { kind: "job", key, element, handler: "person.lookup", input: { document: "application" } };
}

export function timer(key: number, element: string, dueAt: string): Wait {
  return { kind: "timer", key, element, dueAt };
}

export function message(key: number, element: string, name: string, correlation?: Json): Wait {
  return { kind: "message", key, element, name, ...(correlation === undefined ? {} : { correlation }) };
}

export function limit(
  key: number,
  dueAt: string,
  more: Partial<Extract<CaseEvent, { type: "LimitStarted" }>> = {},
): CaseEvent {
  return {
    type: "LimitStarted",
    key,
    kind: "action",
    of: "1",
    element: "process_1",
    startedAt: instant(0),
    duration: "PT30M",
    unit: "minute",
    dueAt,
    derivation: derivation(dueAt),
    ...more,
  };
}

export function derivation(dueAt: string): Derivation {
  return {
    start: instant(0),
    zone: "Asia/Almaty",
    calendar: "2012-1",
    duration: "PT30M",
    unit: "minute",
    skipped: [],
    dueAt,
  };
}
