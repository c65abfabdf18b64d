/** How a due date was computed, kept as data so that staff and auditors can be shown it (design, section 5). */
import type { LimitUnit } from "../model/graph.ts";

/** Why a local day was not counted, or why the end moved. */
export type SkipReason = "weekend" | "holiday" | "moved-day-off" | "intake-day" | "issue-day" | "clock-stopped";

export interface SkippedDay {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly reason: SkipReason;
  /** The holiday's name key or the decree that moved the day. */
  readonly source?: string;
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
  /** First local date counted (terms in days) . */
  readonly firstDay?: string;
  /** Local dates not counted, each with its reason. */
  readonly skipped: readonly SkippedDay[];
  /** When the last day was not a working day and the end rolled on: from which date to which. */
  readonly rolled?: { readonly from: string; readonly to: string; readonly why: readonly SkippedDay[] };
  /** Owed earlier at the place of issue: working days before the end. */
  readonly owedEarlierDays?: number;
  /** Stops of the clock that shifted the end. */
  readonly stops?: readonly { readonly from: string; readonly to: string; readonly days: number }[];
  /** Extensions by an act with a reason. */
  readonly extensions?: readonly { readonly duration: string; readonly unit: LimitUnit; readonly reason: string }[];
  /** UTC instant at which the term ends. */
  readonly dueAt: string;
}
