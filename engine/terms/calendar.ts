/**
 * The working calendar: a dated, versioned table of holidays and moved days off, and the answers made from it.
 *
 * `createCalendar(table)` checks the table and expands it once into one byte for each day, so that counting a term asks an array.
 * Of several rules for one date the later in this list wins: weekend; holiday; the day off that a holiday on a weekend gives
 * (law 267-II of 2001-12-13 "On holidays", art. 5: the next working day after it, so that they stack); a transfer by decree.
 */
import { IANAZone } from "luxon";
import type { Language } from "../model/graph.ts";
import type { SkippedDay, WorkedDay } from "./derivation.ts";
import { DAY_MS, dateOf, dayNumber, firstDayOf, isWeekend, readDate } from "./local-date.ts";
import { TermError } from "./term-error.ts";

/** Plain data (JSON): an administrator edits it, and a case is pinned to its `version`. */
export interface CalendarTable {
  /** Another table has another version: dates computed with this one are explained by this one for ever. */
  readonly version: string;
  /** IANA zone whose local days are counted, as its clocks stood on each date. */
  readonly zone: string;
  /** First and last year covered, whole years. Outside them nothing is known, and asking is `CALENDAR_MISSING`. */
  readonly years: { readonly from: number; readonly to: number };
  readonly holidays: readonly HolidayRow[];
  readonly transfers: readonly TransferRow[];
}

export interface HolidayRow {
  /** The name key that derivations carry; rows of one holiday share it. */
  readonly key: string;
  readonly names: Readonly<Record<Language, string>>;
  /** `MM-DD` for each year in force, or `YYYY-MM-DD` for a holiday that moves. */
  readonly dates: readonly string[];
  /** First and last local date in force; absent: not bounded. */
  readonly from?: string;
  readonly to?: string;
  /** On a Saturday or Sunday it gives the next working day off. */
  readonly shifts: boolean;
  /** The act it rests on, by its number in the register of legal acts (adilet.zan.kz) where it has one. */
  readonly source: string;
  readonly note?: string;
}

/** A day of rest moved by decree: `off` is rested, `worked` is worked instead. */
export interface TransferRow {
  readonly off: string;
  readonly worked: string;
  readonly source: string;
  readonly note?: string;
  /** The dates are known, but not for certain, which decree moved them. */
  readonly uncertain?: true;
}

export interface CalendarDay {
  readonly date: string;
  readonly kind: "working" | "weekend" | "holiday" | "moved-day-off";
  /** The act or decree that makes the day what it is; absent for plain working days and weekends. */
  readonly source?: string;
  /** The holiday's key. */
  readonly holiday?: string;
  readonly names?: Readonly<Record<Language, string>>;
  /** Off because the holiday fell on this weekend date. */
  readonly shiftedFrom?: string;
  /** Of a moved day off: the date worked instead. */
  readonly workedInstead?: string;
  /** Of a day off that is worked: the date rested instead. */
  readonly dayOff?: string;
  readonly note?: string;
}

/** Every method but `endOfDay` throws `CALENDAR_MISSING` for a date outside the years covered. Days are day numbers (`local-date.ts`). */
export interface Calendar {
  readonly version: string;
  readonly zone: string;
  readonly years: { readonly from: number; readonly to: number };
  /** What a local date (`YYYY-MM-DD`) is, and by which act. */
  day(date: string): CalendarDay;
  /** Working days from one local date to another, both counted. */
  workingDays(from: string, to: string): number;
  readonly holidayNames: (key: string) => Readonly<Record<Language, string>> | undefined;
  /** Why a day is not a working day; undefined when it is one. */
  dayOff(day: number): SkippedDay | undefined;
  /** The decree that makes a day off a working day, if the day is such a one. */
  workedByDecree(day: number): WorkedDay | undefined;
  /** The local day of an instant (UTC milliseconds). */
  localDay(instant: number): number;
  /** The last millisecond of a local day, as UTC milliseconds: of any day, since the zone knows it, not the table. */
  endOfDay(day: number): number;
}

const MOST_YEARS = 200;

/** Throws `CALENDAR_INVALID` with every fault of the table in `problems`. */
export function createCalendar(table: CalendarTable): Calendar {
  const problems: string[] = [];
  const zone = IANAZone.create(table.zone);
  if (!zone.isValid) problems.push(`zone: "${table.zone}" is not an IANA zone.`);
  if (table.version.trim() === "") problems.push("version: is empty.");
  const { from, to } = table.years;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to < from || to - from >= MOST_YEARS) {
    problems.push(`years: ${from} to ${to} is not a range of at most ${MOST_YEARS} years.`);
  }
  if (problems.length > 0) throw invalid(table, problems);

  const special = expand(table, problems);
  if (problems.length > 0) throw invalid(table, problems);

  const firstDay = firstDayOf(from);
  const lastDay = firstDayOf(to + 1) - 1;
  const size = lastDay - firstDay + 1;
  const off = new Uint8Array(size);
  const workingBefore = new Int32Array(size + 1);
  for (let index = 0; index < size; index++) {
    const day = firstDay + index;
    const known = special.get(day);
    off[index] = (known ? known.kind !== "working" : isWeekend(day)) ? 1 : 0;
    workingBefore[index + 1] = workingBefore[index]! + 1 - off[index]!;
  }
  const names = new Map<string, Readonly<Record<Language, string>>>();
  for (const row of table.holidays) if (!names.has(row.key)) names.set(row.key, row.names);

  // Filled when first asked: what derivations carry is shared between them, and a zone is asked once for each day.
  const skipped = new Array<SkippedDay | undefined>(size);
  const ends = new Map<number, number>();

  const indexOf = (day: number): number => {
    if (day < firstDay || day > lastDay) {
      throw new TermError(
        "CALENDAR_MISSING",
        `The calendar "${table.version}" covers ${from} to ${to}, not ${dateOf(day)}.`,
      );
    }
    return day - firstDay;
  };
  const endOfDay = (day: number): number => {
    let end = ends.get(day);
    if (end === undefined) {
      end = startOfLocalDay(zone, day + 1) - 1;
      ends.set(day, end);
    }
    return end;
  };

  return {
    version: table.version,
    zone: table.zone,
    years: { from, to },
    day(date) {
      const day = dayNumber(date);
      indexOf(day);
      return special.get(day) ?? { date, kind: isWeekend(day) ? "weekend" : "working" };
    },
    workingDays(fromDate, toDate) {
      const first = indexOf(dayNumber(fromDate));
      const last = indexOf(dayNumber(toDate));
      return last < first ? 0 : workingBefore[last + 1]! - workingBefore[first]!;
    },
    holidayNames: (key) => names.get(key),
    dayOff(day) {
      const index = indexOf(day);
      if (off[index] === 0) return undefined;
      return (skipped[index] ??= skippedDay(day, special.get(day)));
    },
    workedByDecree(day) {
      indexOf(day);
      const known = special.get(day);
      if (known?.kind !== "working") return undefined;
      return { date: known.date, source: known.source!, dayOff: known.dayOff! };
    },
    localDay(instant) {
      let day = Math.floor(instant / DAY_MS);
      // A local day is at most one day away from the UTC day.
      if (day < firstDay - 1 || day > lastDay + 1) indexOf(day);
      while (instant > endOfDay(day)) day++;
      while (instant <= endOfDay(day - 1)) day--;
      indexOf(day);
      return day;
    },
    endOfDay,
  };
}

const invalid = (table: CalendarTable, problems: readonly string[]): TermError =>
  new TermError("CALENDAR_INVALID", `The calendar table "${table.version}": ${problems.join(" ")}`, problems);

/** Every day that is more than a plain working day or weekend. */
function expand(table: CalendarTable, problems: string[]): Map<number, CalendarDay> {
  const firstDay = firstDayOf(table.years.from);
  const lastDay = firstDayOf(table.years.to + 1) - 1;
  const special = new Map<number, CalendarDay>();
  const covered = (day: number): boolean => day >= firstDay && day <= lastDay;

  const onWeekend: { day: number; row: HolidayRow }[] = [];
  for (const [index, row] of table.holidays.entries()) {
    const days = holidayDays(table, row, `holidays[${index}] (${row.key})`, problems);
    for (const day of days.filter(covered)) {
      if (row.shifts && isWeekend(day)) onWeekend.push({ day, row });
      // Where two holidays meet on one date, the one written first names it.
      if (!special.has(day)) special.set(day, holiday(day, row));
    }
  }
  onWeekend.sort((a, b) => a.day - b.day);
  for (const { day, row } of onWeekend) {
    let next = day + 1;
    while (isWeekend(next) || special.has(next)) next++;
    if (covered(next)) special.set(next, { ...holiday(next, row), shiftedFrom: dateOf(day) });
  }

  // The law first, the decrees on top of it: a decree may make the day off that a holiday gave a working day again
  // (2020-05-11, rested on 2020-05-08).
  const transfers: CalendarDay[] = [];
  const moved = new Set<number>();
  for (const [index, row] of table.transfers.entries()) {
    const place = `transfers[${index}]`;
    const rested = readDate(row.off);
    const worked = readDate(row.worked);
    if (rested === undefined) problems.push(`${place}: off "${row.off}" is not a date.`);
    if (worked === undefined) problems.push(`${place}: worked "${row.worked}" is not a date.`);
    if (row.source.trim() === "") problems.push(`${place}: has no source.`);
    if (rested === undefined || worked === undefined) continue;
    if (!covered(rested) && !covered(worked)) problems.push(`${place}: lies outside the years covered.`);
    if (moved.has(rested) || moved.has(worked)) problems.push(`${place}: one of its days is moved twice.`);
    moved.add(rested).add(worked);
    const note = row.note === undefined ? {} : { note: row.note };
    if (covered(rested)) {
      if (isWeekend(rested) || special.has(rested)) {
        problems.push(`${place}: off ${row.off} is a day off already.`);
      }
      transfers.push({
        date: row.off,
        kind: "moved-day-off",
        source: row.source,
        workedInstead: row.worked,
        ...note,
      });
    }
    if (covered(worked)) {
      const known = special.get(worked);
      if (known ? known.shiftedFrom === undefined : !isWeekend(worked)) {
        problems.push(`${place}: worked ${row.worked} is ${known ? "a holiday" : "a working day already"}.`);
      }
      transfers.push({ date: row.worked, kind: "working", source: row.source, dayOff: row.off, ...note });
    }
  }
  for (const day of transfers) special.set(dayNumber(day.date), Object.freeze(day));
  return special;
}

function holiday(day: number, row: HolidayRow): CalendarDay {
  return Object.freeze({
    date: dateOf(day),
    kind: "holiday",
    source: row.source,
    holiday: row.key,
    names: row.names,
    ...(row.note === undefined ? {} : { note: row.note }),
  });
}

function holidayDays(table: CalendarTable, row: HolidayRow, place: string, problems: string[]): number[] {
  if (row.key.trim() === "") problems.push(`${place}: has no key.`);
  if (row.source.trim() === "") problems.push(`${place}: has no source.`);
  for (const language of ["kk", "ru", "en"] as const) {
    // A table comes from JSON that an administrator edits: a name may be missing whatever the type says.
    if (!(row.names as Partial<Record<Language, string>>)[language])
      problems.push(`${place}: has no name in ${language}.`);
  }
  const bound = (name: "from" | "to", open: number): number => {
    const date = row[name];
    const day = date === undefined ? open : readDate(date);
    if (day === undefined) problems.push(`${place}: ${name} "${String(date)}" is not a date.`);
    return day ?? open;
  };
  const from = bound("from", -Infinity);
  const to = bound("to", Infinity);
  const days: number[] = [];
  for (const date of row.dates) {
    if (/^\d{2}-\d{2}$/.test(date)) {
      // 2000 was a leap year: 29 February is a date of some years.
      if (readDate(`2000-${date}`) === undefined) problems.push(`${place}: "${date}" is not a day of the year.`);
      for (let year = table.years.from; year <= table.years.to; year++) {
        const day = readDate(`${String(year).padStart(4, "0")}-${date}`);
        if (day !== undefined) days.push(day);
      }
    } else {
      const day = readDate(date);
      if (day === undefined) problems.push(`${place}: "${date}" is neither YYYY-MM-DD nor MM-DD.`);
      else days.push(day);
    }
  }
  return days.filter((day) => day >= from && day <= to);
}

function skippedDay(day: number, known: CalendarDay | undefined): SkippedDay {
  if (!known) return Object.freeze({ date: dateOf(day), reason: "weekend" });
  if (known.kind === "moved-day-off") {
    return Object.freeze({
      date: known.date,
      reason: "moved-day-off",
      source: known.source!,
      workedInstead: known.workedInstead!,
    });
  }
  return Object.freeze({
    date: known.date,
    reason: "holiday",
    source: known.holiday!,
    ...(known.shiftedFrom === undefined ? {} : { shiftedFrom: known.shiftedFrom }),
  });
}

/**
 * The first instant of a local day. Clocks may be set back over midnight: in Almaty the hour from 23:00 to 24:00 of 2024-02-29 came
 * twice, and the day ended with the second. Where midnight itself was skipped, the day begins at the change.
 */
function startOfLocalDay(zone: IANAZone, day: number): number {
  const midnight = day * DAY_MS;
  const before = zone.offset(midnight - DAY_MS) * 60_000;
  const after = zone.offset(midnight + DAY_MS) * 60_000;
  const valid = [midnight - before, midnight - after].filter((at) => at + zone.offset(at) * 60_000 === midnight);
  return valid.length > 0 ? Math.min(...valid) : midnight - before;
}
