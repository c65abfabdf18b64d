/**
 * Local dates as integers: the day number is the count of days since 1970-01-01, so that counting a term is integer arithmetic.
 *
 * Instants are UTC milliseconds here; luxon reads them at the edge. The conversions are the proleptic Gregorian calendar's
 * (400-year cycles of 146,097 days, years that begin in March so that the leap day comes last).
 */
import { DateTime } from "luxon";
import { TermError } from "./term-error.ts";

export const DAY_MS = 86_400_000;

const CYCLE_DAYS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_SHIFT = 719_468;

function dayOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const cycle = Math.floor(shifted / 400);
  const yearOfCycle = shifted - cycle * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * CYCLE_DAYS + dayOfCycle - EPOCH_SHIFT;
}

function partsOf(day: number): { year: number; month: number; day: number } {
  const shifted = day + EPOCH_SHIFT;
  const cycle = Math.floor(shifted / CYCLE_DAYS);
  const dayOfCycle = shifted - cycle * CYCLE_DAYS;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

const padded = (value: number, width: number): string => String(value).padStart(width, "0");

/** `YYYY-MM-DD` of a day number. */
export function dateOf(day: number): string {
  const parts = partsOf(day);
  return `${padded(parts.year, 4)}-${padded(parts.month, 2)}-${padded(parts.day, 2)}`;
}

/** The day number of `YYYY-MM-DD`, or undefined when there is no such date. */
export function readDate(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return undefined;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOf(day) === date ? day : undefined;
}

/** The day number of `YYYY-MM-DD`; throws `TERM_INVALID` when there is no such date. */
export function dayNumber(date: string): number {
  const day = readDate(date);
  if (day === undefined) throw new TermError("TERM_INVALID", `"${date}" is not a date of the form YYYY-MM-DD.`);
  return day;
}

export const firstDayOf = (year: number): number => dayOf(year, 1, 1);

/** Saturday or Sunday (1970-01-01 was a Thursday). */
export function isWeekend(day: number): boolean {
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday >= 5;
}

/** The same day so many months later; where the month is too short, its last day (law 107-II of 2000-11-27, art. 12-1, item 3). */
export function addMonths(day: number, months: number): number {
  if (months === 0) return day;
  const parts = partsOf(day);
  const monthIndex = parts.year * 12 + parts.month - 1 + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  const lastOfMonth = (month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)) - dayOf(year, month, 1);
  return dayOf(year, month, Math.min(parts.day, lastOfMonth));
}

/** UTC milliseconds of an ISO 8601 instant, which must say its offset (`Z` or `+06:00`); else `TERM_INVALID`. */
export function readInstant(instant: string): number {
  const read = DateTime.fromISO(instant, { zone: "utc" });
  if (!read.isValid || !/(?:Z|[+-]\d{2}(?::?\d{2})?)$/i.test(instant) || !instant.includes("T")) {
    throw new TermError("TERM_INVALID", `"${instant}" is not an ISO 8601 instant with an offset.`);
  }
  return read.toMillis();
}

/** ISO 8601 with milliseconds and `Z`. */
export function writeInstant(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const rest = ms - day * DAY_MS;
  const hours = padded(Math.floor(rest / 3_600_000), 2);
  const minutes = padded(Math.floor(rest / 60_000) % 60, 2);
  const seconds = padded(Math.floor(rest / 1000) % 60, 2);
  return `${dateOf(day)}T${hours}:${minutes}:${seconds}.${padded(rest % 1000, 3)}Z`;
}
