/**
 * The state of one case, as `evolve` folds it from the log. Small and plain, so that it can be stored as JSON (target: under 1 KB
 * while the case waits) and sent to the browser.
 */
import type { Compensable, Incident, Json, LimitKind, LoopState, Variables, Wait } from "./events.ts";

export type CaseStatus = "active" | "suspended" | "completed" | "terminated";

/** One visit of an element that stays: a waiting task, a running sub-process, a called process, the case itself (key 1). */
export interface Instance {
  readonly key: number;
  readonly element: string;
  /** Key of the instance it lives in; 0 for the case itself. */
  readonly parent: number;
  readonly waits?: readonly Wait[];
  /** Scopes: their own variables. */
  readonly variables?: Variables;
  /** Scopes: flows on which a token waits (at a join), with repeats. */
  readonly tokens?: readonly string[];
  /** Scopes: what can be compensated, oldest first. */
  readonly compensable?: readonly Compensable[];
  /** The case and called processes: the deployment they run on. */
  readonly graph?: string;
  readonly loop?: LoopState;
  readonly incident?: Incident;
}

/** A term or limit that runs. Its derivation stands in the event and in the read model, not here. */
export interface RunningLimit {
  readonly key: number;
  readonly kind: LimitKind;
  readonly of: string;
  readonly element: string;
  readonly dueAt: string;
  readonly breached?: true;
}

export interface CaseState {
  readonly case: string;
  /** Events applied; the version that optimistic concurrency checks. */
  readonly seq: number;
  readonly status: CaseStatus;
  readonly definition: string;
  readonly process: string;
  readonly calendar?: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  readonly unit?: string;
  /** The last `reg:status` entered. */
  readonly publicStatus?: string;
  /** The next free key. */
  readonly nextKey: number;
  /** Live element instances by key. */
  readonly instances: Readonly<Record<number, Instance>>;
  readonly limits: readonly RunningLimit[];
  /** Latest document id by name. */
  readonly documents: Readonly<Record<string, string>>;
  /** Variables as they stood when the case ended. */
  readonly ended?: Variables;
}

export type { Json, Variables, Wait };
