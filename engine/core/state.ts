/**
 * The state of one case, as `evolve` folds it from the log. Small and plain, so that it can be stored as JSON (target: under 1 KB
 * while the case waits) and sent to the browser.
 */
import type { LimitUnit } from "../model/graph.ts";
import type { Extension } from "../terms/derivation.ts";
import type { Compensable, Incident, LimitKind, LoopState, Variables, Wait } from "./events.ts";

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
  /** Scopes: how many live instances have this one as parent. */
  readonly live?: number;
  /** A compensation throw event: what is still to be compensated, next first. */
  readonly compensating?: readonly Compensable[];
  /** A compensation handler: the key of the throw event it works for. */
  readonly compensates?: number;
  /** A transaction that was cancelled and compensates before it leaves through its cancel event. */
  readonly cancelling?: true;
  /** A complex gateway that has fired: the flows it fired with; it waits for the others before it can fire again. */
  readonly joined?: readonly string[];
  /** A compensation event that has gone on already: no token comes from it when its handlers are done. */
  readonly detached?: true;
  /** An ad-hoc sub-process: the activities offered that have not begun, in order. */
  readonly offered?: readonly string[];
  readonly incident?: Incident;
}

/** A term or limit that runs. Its derivation stands in the event and in the read model, not here. */
export interface RunningLimit {
  readonly key: number;
  readonly kind: LimitKind;
  readonly of: string;
  readonly element: string;
  /** The element instance whose end meets a step's limit. */
  readonly host?: number;
  readonly startedAt: string;
  readonly duration: string;
  readonly unit: LimitUnit;
  readonly dueAt: string;
  readonly breached?: true;
  /** What is needed to compute it again: the rule beside the duration, and what has moved it since. */
  readonly excludes?: readonly ("intake" | "issue")[];
  readonly countFrom?: "same-day";
  readonly owedEarlierDays?: number;
  readonly stops?: readonly { readonly from: string; readonly to: string }[];
  readonly extensions?: readonly Extension[];
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
  /** The provider's: who decides. */
  readonly unit?: string;
  /** Where the application was taken, when that is another. */
  readonly intakeUnit?: string;
  /** The last `reg:status` entered. */
  readonly publicStatus?: string;
  /** The next free key. */
  readonly nextKey: number;
  /** Live element instances, by ascending key. */
  readonly instances: readonly Instance[];
  readonly limits: readonly RunningLimit[];
  /** Latest document id by name. */
  readonly documents: Readonly<Record<string, string>>;
  /** Suspended cases: since when (UTC instant). */
  readonly suspendedAt?: string;
  /** The clock of the terms stands still (waiting for the applicant): since when (UTC instant). */
  readonly termsStoppedAt?: string;
  /** Variables as they stood when the case ended. */
  readonly ended?: Variables;
}
