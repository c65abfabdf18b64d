/** Durations of acts: ISO 8601, read in the unit that the act counts in. */
import type { LimitUnit } from "../model/graph.ts";
import { TermError } from "./term-error.ts";

export const isByClock = (unit: LimitUnit): boolean => unit === "minute" || unit === "hour";

export interface Length {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
}

const DURATION =
  /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/** Reads a duration in a unit; what the unit has no meaning for is refused, not guessed. */
export function readLength(duration: string, unit: LimitUnit): Length {
  const match = DURATION.exec(duration);
  const number = (group: number): number => Number(match?.[group] ?? 0);
  const months = number(1) * 12 + number(2);
  const days = number(3) * 7 + number(4);
  const ms = ((number(6) * 60 + number(7)) * 60 + number(8)) * 1000;
  const ofOtherKind = isByClock(unit) ? months + days : ms + (unit === "working-day" ? months + number(3) : 0);
  if (!match || ofOtherKind > 0 || months + days + ms <= 0) {
    throw new TermError("TERM_INVALID", `"${duration}" is not a duration that can be counted in ${unit}s.`);
  }
  return { months, days, ms };
}
