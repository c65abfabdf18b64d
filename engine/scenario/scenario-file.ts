/** The shape of a scenario file (design, section 10): how analysts test a diagram, and how the engine is held to the standard. */
import type { Json, Variables } from "../core/events.ts";

export type Operation =
  | { readonly do: "start"; readonly variables?: Variables; readonly process?: string; readonly as?: string }
  | {
      readonly do: "complete";
      readonly element: string;
      readonly variables?: Variables;
      readonly ifOpen?: boolean;
      readonly in?: string;
    }
  | {
      readonly do: "error";
      readonly element: string;
      readonly code: string;
      readonly variables?: Variables;
      readonly ifOpen?: boolean;
      readonly in?: string;
    }
  | {
      readonly do: "message";
      readonly name: string;
      readonly variables?: Variables;
      readonly correlation?: Json;
      readonly ifOpen?: boolean;
      readonly in?: string;
    }
  | {
      readonly do: "signal";
      readonly name: string;
      readonly variables?: Variables;
      readonly ifOpen?: boolean;
      readonly in?: string;
    }
  | { readonly do: "advance"; readonly duration: string };

export type ScenarioState = "active" | "completed" | "terminated" | "incident";

export interface Expectation {
  readonly state?: ScenarioState;
  readonly stateOneOf?: readonly ScenarioState[];
  /** Flow nodes (events and gateways too) that completed at least once. */
  readonly completed?: readonly string[];
  readonly notCompleted?: readonly string[];
  /** The tasks that wait for somebody, with repeats, without receive tasks; in any order. */
  readonly open?: readonly string[];
  /** Pairs (or longer chains): the first completion of the one came before the first of the next. */
  readonly order?: readonly (readonly string[])[];
  /** Exact; the body of a multi-instance activity is not counted beside its instances. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Those named, of the process that was started first (or of the instance). */
  readonly variables?: Variables;
  /** Instances started, called ones not counted. */
  readonly instanceCount?: number;
  /** By the name given with `as`, or by process id for those that messages, signals or timers started. */
  readonly instances?: Readonly<Record<string, Expectation>>;
}

export interface ScenarioCase {
  readonly id: string;
  /** Path of the diagram, relative to the scenario file. */
  readonly file: string;
  /**
   * More diagrams, for call activities, and DMN files (`.dmn`): business rule tasks whose decision they have are evaluated, the others are
   * completed by hand. Paths relative to the scenario file.
   */
  readonly with?: readonly string[];
  /** ISO 8601; absent: 2026-01-05T09:00:00+05:00. */
  readonly clock?: string;
  /** Facts with which handlers answer at once, by handler name; a list answers one after the other, its last again and again. */
  readonly handlers?: Readonly<Record<string, Variables | readonly Variables[]>>;
  readonly script: readonly Operation[];
  readonly expect: Expectation;
}

/**
 * One thing that is not as expected, for a page to say in its own language. `step`: the script's operation of that number (from 1) found
 * nobody; `diagram`: it could not be deployed or played, and `detail` says why, in English.
 */
export interface ScenarioFault {
  readonly code:
    | "state"
    | "not-completed"
    | "completed"
    | "count"
    | "order"
    | "open"
    | "variable"
    | "instance-count"
    | "no-instance"
    | "step"
    | "diagram";
  /** Where it shows on the diagram. */
  readonly element?: string;
  /** Of an instance or a variable; of `order` the element that should have completed before. */
  readonly name?: string;
  /** Which instance it is about, where the case names several. */
  readonly instance?: string;
  readonly step?: number;
  readonly expected?: Json;
  /** Absent: there was nothing to see. */
  readonly seen?: Json;
  readonly detail?: string;
}

export interface ScenarioOutcome {
  readonly id: string;
  readonly ok: boolean;
  /** Why it failed, in words; empty when it passed. */
  readonly why: string;
  /** The same, one by one; absent when it passed. */
  readonly faults?: readonly ScenarioFault[];
  /** What went without effect, such as a message that nobody waited for. */
  readonly notes?: readonly string[];
}

export interface ScenarioReport {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly ScenarioOutcome[];
}
