/**
 * When a term ends, and why: `computeDue`, and the ways in which a computed end moves (a stop of the clock, an extension by an
 * act, another version of the calendar).
 *
 * Terms by the clock (`minute`, `hour`) run from the instant of the event, day and night: 480 working minutes are not a day.
 *
 * Terms in days run in whole local days:
 * - They start on the day after the event. An act that excludes the day of intake says the same thing in other words: that day is
 *   left out once, never twice. `countFrom: "same-day"` is for an act that counts the day of the event.
 * - Of working days only those count that the calendar has as working, Saturdays worked by decree included.
 * - When the last day counted is not a working day, the term ends on the next one. Working days never need this.
 * - An act that excludes the day of issue ("the day of intake and the day of issue are not counted in the term") gives all its
 *   days to the work: the result is owed on the first working day after the last day counted. That day is already a working
 *   day after the term, so an end on a Saturday does not first roll to Monday to give Tuesday for the issue.
 * - A month ends on the same date of the month, or its last day where there is none (law 107-II of 2000-11-27, art. 12-1, items
 *   2 and 3), then rolls as above.
 * - `owedEarlierDays` is for results handed out elsewhere (the acts of 2016-2019: the provider delivers to the State Corporation
 *   no later than a day before the term expires): so many working days before the end, never before the day of the event.
 * - The term ends with the local day, at its last millisecond. `dueAt` is inclusive: done at `dueAt` is in time, and the first
 *   late instant is a millisecond after it, the local midnight.
 *
 * Stops: a stop is an event like intake, so the count stands from the day after it begins to the day it ends, and goes on the
 * day after. A stop that begins and ends on one day moves nothing. Only days that would have counted move the end. A stop that
 * begins after the last day counted moves the end only if the day of issue, or the day the end rolls to, falls into it.
 *
 * All functions throw `TermError`: `TERM_INVALID`, or `CALENDAR_MISSING` when a day in question lies outside the calendar's years.
 */
import type { LimitUnit } from "../model/graph.ts";
import type { Calendar } from "./calendar.ts";
import type { AppliedStop, Derivation, Extension, SkippedDay, WorkedDay } from "./derivation.ts";
import { isByClock, readLength } from "./duration.ts";
import type { Length } from "./duration.ts";
import { addMonths, dateOf, readInstant, writeInstant } from "./local-date.ts";
import { TermError } from "./term-error.ts";

/** A term of the act (`Term` and `Limit` of the graph fit). */
export interface TermRule {
  /** ISO 8601: `PT30M` or `PT1H` by the clock, `P3D` in days; of calendar days also `P2W`, `P1M`, `P1Y`. Whole and above zero. */
  readonly duration: string;
  readonly unit: LimitUnit;
  /** Terms in days: the days that the act does not count. */
  readonly excludes?: readonly ("intake" | "issue")[];
  /** Terms in days: working days before the end by which the result is owed at the place of issue. */
  readonly owedEarlierDays?: number;
  /** Terms in days; absent: `next-day`. */
  readonly countFrom?: "next-day" | "same-day";
}

/** The clock stood still between these instants (ISO 8601 with offset). */
export interface Stop {
  readonly from: string;
  readonly to: string;
}

export interface Adjustments {
  readonly stops?: readonly Stop[];
  /** Each in the kind of the term (by the clock, or in days), counted on from where the term or the extension before it ended. */
  readonly extensions?: readonly Extension[];
}

export interface Due {
  /** UTC instant, ISO 8601 with milliseconds and `Z`; inclusive. */
  readonly dueAt: string;
  readonly derivation: Derivation;
}

/** `startInstant` is ISO 8601 with offset: the event the term runs from. */
export function computeDue(
  rule: TermRule,
  startInstant: string,
  calendar: Calendar,
  adjustments: Adjustments = {},
): Due {
  const start = readInstant(startInstant);
  const extensions = adjustments.extensions ?? [];
  for (const extension of extensions) {
    if (extension.reason.trim() === "") throw new TermError("TERM_INVALID", "An extension is an act with a reason.");
    if (isByClock(extension.unit) !== isByClock(rule.unit)) {
      throw new TermError(
        "TERM_INVALID",
        `A term in ${rule.unit}s cannot be extended by ${extension.unit}s: the one runs by the clock, the other in days.`,
      );
    }
  }
  const stops = (adjustments.stops ?? []).map(readStop).sort((a, b) => a.from - b.from || a.to - b.to);
  return isByClock(rule.unit)
    ? dueByClock(rule, start, calendar, stops, extensions)
    : dueInDays(rule, start, calendar, stops, extensions);
}

/** The clock stood still: the end of an earlier derivation, moved. Its calendar must be the one it was made with. */
export function moveByStop(earlier: Derivation, stop: Stop, calendar: Calendar): Due {
  sameCalendar(earlier, calendar);
  return again(earlier, calendar, { stops: [...(earlier.stops ?? []), stop] });
}

/** The term is extended by an act with a reason. The calendar must be the one the derivation was made with. */
export function moveByExtension(earlier: Derivation, extension: Extension, calendar: Calendar): Due {
  sameCalendar(earlier, calendar);
  return again(earlier, calendar, { extensions: [...(earlier.extensions ?? []), extension] });
}

/**
 * The same term once more from the inputs that its derivation kept. With the same calendar it is the same to the last field;
 * with a newer one (a decree has moved a day meanwhile) it is the end by that.
 */
export function recompute(earlier: Derivation, calendar: Calendar): Due {
  return again(earlier, calendar, {});
}

function again(earlier: Derivation, calendar: Calendar, change: Adjustments): Due {
  return computeDue(earlier, earlier.start, calendar, {
    stops: change.stops ?? earlier.stops ?? [],
    extensions: change.extensions ?? earlier.extensions ?? [],
  });
}

function sameCalendar(earlier: Derivation, calendar: Calendar): void {
  if (earlier.calendar === calendar.version && earlier.zone === calendar.zone) return;
  throw new TermError(
    "CALENDAR_INVALID",
    `The term was computed with the calendar "${earlier.calendar}", not with "${calendar.version}".`,
  );
}

// ---------------------------------------------------------------- stops

interface ReadStop {
  readonly from: number;
  readonly to: number;
  /** Days taken out of the count so far. */
  days: number;
  elapsedMs: number;
}

function readStop(stop: Stop): ReadStop {
  const from = readInstant(stop.from);
  const to = readInstant(stop.to);
  if (to < from) throw new TermError("TERM_INVALID", `A stop ends (${stop.to}) before it begins (${stop.from}).`);
  return { from, to, days: 0, elapsedMs: 0 };
}

const writeStop = (stop: ReadStop, byClock: boolean): AppliedStop => ({
  from: writeInstant(stop.from),
  to: writeInstant(stop.to),
  days: stop.days,
  ...(byClock ? { elapsedMs: stop.elapsedMs } : {}),
});

const copyExtension = ({ duration, unit, reason }: Extension): Extension => ({ duration, unit, reason });

// ---------------------------------------------------------------- minutes and hours

function dueByClock(
  rule: TermRule,
  start: number,
  calendar: Calendar,
  stops: readonly ReadStop[],
  extensions: readonly Extension[],
): Due {
  if ((rule.excludes?.length ?? 0) > 0 || rule.owedEarlierDays || rule.countFrom === "same-day") {
    throw new TermError(
      "TERM_INVALID",
      `A term in ${rule.unit}s runs by the clock: it has no days to leave out or to count.`,
    );
  }
  let due = start + readLength(rule.duration, rule.unit).ms;
  for (const extension of extensions) due += readLength(extension.duration, extension.unit).ms;
  // Where stops overlap, the clock stands still once.
  let runsFrom = start;
  for (const stop of stops) {
    const from = Math.max(stop.from, runsFrom);
    if (from >= due || stop.to <= from) continue;
    stop.elapsedMs = stop.to - from;
    due += stop.elapsedMs;
    runsFrom = stop.to;
  }
  const dueAt = writeInstant(due);
  return {
    dueAt,
    derivation: {
      start: writeInstant(start),
      zone: calendar.zone,
      calendar: calendar.version,
      duration: rule.duration,
      unit: rule.unit,
      skipped: [],
      ...(stops.length > 0 ? { stops: stops.map((stop) => writeStop(stop, true)) } : {}),
      ...(extensions.length > 0 ? { extensions: extensions.map(copyExtension) } : {}),
      dueAt,
    },
  };
}

// ---------------------------------------------------------------- working days and calendar days

function dueInDays(
  rule: TermRule,
  start: number,
  calendar: Calendar,
  stops: readonly ReadStop[],
  extensions: readonly Extension[],
): Due {
  const excludes = rule.excludes ?? [];
  const sameDay = rule.countFrom === "same-day";
  const owedEarlierDays = rule.owedEarlierDays ?? 0;
  if (sameDay && excludes.includes("intake")) {
    throw new TermError("TERM_INVALID", "A term cannot both count the day of intake and exclude it.");
  }
  if (!Number.isInteger(owedEarlierDays) || owedEarlierDays < 0) {
    throw new TermError("TERM_INVALID", `owedEarlierDays is ${owedEarlierDays}: a number of working days is needed.`);
  }

  const eventDay = calendar.localDay(start);
  // What a stop took of the days before the event is nothing to this term.
  const dayBefore = eventDay - 1;
  const dayOf = (at: number): number => (at <= calendar.endOfDay(dayBefore) ? dayBefore : calendar.localDay(at));
  const standstills = stops.map((stop) => ({ stop, after: dayOf(stop.from), upTo: dayOf(stop.to) }));
  const stopOn = (day: number): ReadStop | undefined =>
    standstills.find(({ after, upTo }) => day > after && day <= upTo)?.stop;

  const skipped: SkippedDay[] = [];
  const worked: WorkedDay[] = [];
  if (!sameDay) {
    skipped.push({ date: dateOf(eventDay), reason: excludes.includes("intake") ? "intake-day" : "event-day" });
  }

  let day = sameDay ? eventDay - 1 : eventDay;
  let counted = 0;
  let firstDay = 0;
  let lastDay = eventDay;
  const count = (length: Length, unit: LimitUnit, anchor: number, counts: boolean): void => {
    // Where the day of the event counts, days begin with it; months end on their date all the same.
    const span = addMonths(anchor, length.months) + length.days - (counts && length.days > 0 ? 1 : 0);
    let left = unit === "working-day" ? length.days : span - day;
    while (left > 0) {
      day++;
      const off = calendar.dayOff(day);
      if (off && unit === "working-day") {
        skipped.push(off);
        continue;
      }
      const stop = stopOn(day);
      if (stop) {
        stop.days++;
        skipped.push({ date: dateOf(day), reason: "clock-stopped" });
        continue;
      }
      if (unit === "working-day") {
        const byDecree = calendar.workedByDecree(day);
        if (byDecree) worked.push(byDecree);
      }
      if (counted === 0) firstDay = day;
      lastDay = day;
      counted++;
      left--;
    }
  };
  count(readLength(rule.duration, rule.unit), rule.unit, eventDay, sameDay);
  for (const extension of extensions) {
    count(readLength(extension.duration, extension.unit), extension.unit, lastDay, false);
  }

  /** The first working day after `from` on which the clock runs; the days passed over go to `passed`. */
  const nextWorkingDay = (from: number, passed: SkippedDay[]): number => {
    for (let next = from + 1; ; next++) {
      const off = calendar.dayOff(next);
      const stop = off ? undefined : stopOn(next);
      if (off) passed.push(off);
      else if (stop) {
        stop.days++;
        passed.push({ date: dateOf(next), reason: "clock-stopped" });
      } else return next;
    }
  };

  let end = lastDay;
  let rolled: Derivation["rolled"];
  const lastDayOff = calendar.dayOff(lastDay);
  if (excludes.includes("issue")) {
    end = nextWorkingDay(lastDay, skipped);
    skipped.push({ date: dateOf(end), reason: "issue-day" });
  } else if (lastDayOff) {
    const why = [lastDayOff];
    end = nextWorkingDay(lastDay, why);
    rolled = { from: dateOf(lastDay), to: dateOf(end), why };
  }

  let owed = end;
  for (let left = owedEarlierDays; left > 0 && owed > eventDay; left--) {
    do owed--;
    while (owed > eventDay && calendar.dayOff(owed));
  }

  const dueAt = writeInstant(calendar.endOfDay(owed));
  return {
    dueAt,
    derivation: {
      start: writeInstant(start),
      zone: calendar.zone,
      calendar: calendar.version,
      duration: rule.duration,
      unit: rule.unit,
      ...(excludes.length > 0 ? { excludes: [...excludes] } : {}),
      ...(sameDay ? { countFrom: "same-day" } : {}),
      firstDay: dateOf(firstDay),
      lastDay: dateOf(lastDay),
      counted,
      skipped,
      ...(worked.length > 0 ? { worked } : {}),
      ...(rolled ? { rolled } : {}),
      endsOn: dateOf(end),
      ...(owedEarlierDays > 0 ? { owedEarlierDays } : {}),
      ...(stops.length > 0 ? { stops: stops.map((stop) => writeStop(stop, false)) } : {}),
      ...(extensions.length > 0 ? { extensions: extensions.map(copyExtension) } : {}),
      dueOn: dateOf(owed),
      dueAt,
    },
  };
}
