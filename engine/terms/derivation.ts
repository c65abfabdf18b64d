/** How a due date was computed, kept as data so that staff and auditors can be shown it (design, section 5). */
import type { LimitUnit } from "../model/graph.ts";

/**
 * Why a local day was not counted, or why the end moved. `event-day` is the day of the event by the general rule (the term runs
 * from the next day); `intake-day` is the same day when the act itself says that the intake is not counted.
 */
export type SkipReason =
  "weekend" | "holiday" | "moved-day-off" | "event-day" | "intake-day" | "issue-day" | "clock-stopped";

export interface SkippedDay {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly reason: SkipReason;
  /** The holiday's name key or the decree that moved the day. */
  readonly source?: string;
  /** A day off given because the holiday itself fell on this weekend date. */
  readonly shiftedFrom?: string;
  /** A moved day off: the date that was worked instead. */
  readonly workedInstead?: string;
}

/** A Saturday, Sunday or other day off that counts, because a decree made it a working day. */
export interface WorkedDay {
  readonly date: string;
  /** The decree. */
  readonly source: string;
  /** The date that became the day off. */
  readonly dayOff: string;
}

/** A stop of the clock (waiting for the applicant), as it was applied. UTC instants. */
export interface AppliedStop {
  readonly from: string;
  readonly to: string;
  /** Days that would have counted but did not; 0 in a term by the clock. */
  readonly days: number;
  /** Terms by the clock: how long the clock really stood. */
  readonly elapsedMs?: number;
}

export interface Extension {
  readonly duration: string;
  readonly unit: LimitUnit;
  readonly reason: string;
}

export interface Derivation {
  /** UTC instant of the event the term runs from. */
  readonly start: string;
  /** IANA zone in which the days were counted. */
  readonly zone: string;
  /** Version of the calendar table used. */
  readonly calendar: string;
  readonly duration: string;
  readonly unit: LimitUnit;
  /** The days that the act does not count. */
  readonly excludes?: readonly ("intake" | "issue")[];
  /** Present when the day of the event itself counts. */
  readonly countFrom?: "same-day";
  /** First and last local date counted, and how many were (terms in days). */
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly counted?: number;
  /**
   * Local dates not counted, each with its reason, in order. With the counted days they are every day from that of the event to
   * that on which the term ends (`endsOn`), or to `rolled.from` when the end rolled on.
   */
  readonly skipped: readonly SkippedDay[];
  /** Days off that counted because a decree made them working days (terms in working days). */
  readonly worked?: readonly WorkedDay[];
  /** When the last day was not a working day and the end rolled on: from which date to which. */
  readonly rolled?: { readonly from: string; readonly to: string; readonly why: readonly SkippedDay[] };
  /** Local date on which the term ends: the last day counted, the day it rolled to, or the day of issue. */
  readonly endsOn?: string;
  /** Owed earlier at the place of issue: working days before the end. */
  readonly owedEarlierDays?: number;
  /** Stops of the clock, in order of their beginning. */
  readonly stops?: readonly AppliedStop[];
  /** Extensions by an act with a reason. */
  readonly extensions?: readonly Extension[];
  /** Local date on which the result is owed (terms in days): `endsOn`, or earlier by `owedEarlierDays`. */
  readonly dueOn?: string;
  /** UTC instant at which the term ends, the last millisecond in time: whatever is done at it is in time. */
  readonly dueAt: string;
}
