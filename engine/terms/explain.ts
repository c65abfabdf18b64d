/** A derivation in words, for staff, applicants and auditors: one line for each thing that decided the date. */
import type { Language, LimitUnit } from "../model/graph.ts";
import type { Calendar } from "./calendar.ts";
import type { Derivation, SkippedDay } from "./derivation.ts";
import { readLength } from "./duration.ts";
import { DAY_MS, dayNumber, readInstant } from "./local-date.ts";

const LOCALES: Readonly<Record<Language, string>> = { kk: "kk-KZ", ru: "ru-KZ", en: "en-GB" };

/**
 * The lines, in the order in which an official would count. `calendar` names the holidays: it should be the one that the derivation
 * was made with; a holiday that it does not know stays its key. `locale` is a BCP 47 tag for the dates alone.
 */
export function explain(
  derivation: Derivation,
  language: Language,
  calendar: Pick<Calendar, "holidayNames">,
  locale: string = LOCALES[language],
): string[] {
  const say = PHRASES[language];
  const { date, shortDate, instant } = writers(locale, derivation.zone);
  const quantity = (count: number, thing: Thing): string =>
    `${count} ${say.things[thing][plurals(language).select(count)] ?? say.things[thing].other}`;
  const length = (duration: string, unit: LimitUnit): string => {
    const { months, days, ms } = readLength(duration, unit);
    const parts: [number, Thing][] = [
      [months, "month"],
      [days, unit === "working-day" ? "working-day" : "calendar-day"],
    ];
    return [...parts.filter(([count]) => count > 0).map((part) => quantity(...part)), ...clockTime(ms)].join(" ");
  };
  const clockTime = (ms: number): string[] => {
    const parts: [number, Thing][] = [
      [Math.floor(ms / 3_600_000), "hour"],
      [Math.floor(ms / 60_000) % 60, "minute"],
      [(ms % 60_000) / 1000, "second"],
    ];
    return parts.filter(([count]) => count > 0).map((part) => quantity(...part));
  };
  const reason = (day: SkippedDay): string => {
    const source = day.source ?? "";
    const name = calendar.holidayNames(source)?.[language] ?? source;
    switch (day.reason) {
      case "holiday":
        return day.shiftedFrom === undefined ? say.holiday(name) : say.shifted(name, shortDate(day.shiftedFrom));
      case "moved-day-off":
        return say.moved(source, day.workedInstead === undefined ? "" : shortDate(day.workedInstead));
      case "weekend":
      case "event-day":
      case "intake-day":
      case "issue-day":
      case "clock-stopped":
        return say.reasons[day.reason];
    }
  };
  const range = (days: readonly SkippedDay[]): string => {
    const first = date(days[0]!.date);
    return days.length === 1 ? first : `${first} – ${date(days.at(-1)!.date)}`;
  };

  const lines: string[] = [];
  const excludes = derivation.excludes ?? [];
  lines.push(
    [
      say.term(length(derivation.duration, derivation.unit)),
      ...(excludes.length > 1 ? [say.excludesBoth] : excludes.map((day) => say.excludes[day])),
      ...(derivation.countFrom === "same-day" ? [say.sameDay] : []),
    ].join(" "),
    say.start(instant(derivation.start)),
  );
  for (const extension of derivation.extensions ?? []) {
    lines.push(say.extension(length(extension.duration, extension.unit), extension.reason));
  }
  for (const stop of derivation.stops ?? []) {
    const stood =
      stop.elapsedMs === undefined
        ? quantity(stop.days, "day")
        : clockTime(stop.elapsedMs).join(" ") || quantity(0, "minute");
    lines.push(say.stop(instant(stop.from), instant(stop.to), stood));
  }
  if (derivation.firstDay !== undefined && derivation.lastDay !== undefined) {
    lines.push(
      say.counted(quantity(derivation.counted ?? 0, "day"), date(derivation.firstDay), date(derivation.lastDay)),
    );
  }
  for (const days of runs(derivation.skipped)) lines.push(say.skipped(range(days), reason(days[0]!)));
  for (const day of derivation.worked ?? []) lines.push(say.worked(date(day.date), day.source, shortDate(day.dayOff)));
  if (derivation.rolled) {
    const { from, to, why } = derivation.rolled;
    lines.push(say.rolled(date(from), reason(why[0]!), date(to)));
    for (const days of runs(why.slice(1))) lines.push(say.skipped(range(days), reason(days[0]!)));
  }
  if (derivation.dueOn === undefined) lines.push(say.dueAt(instant(derivation.dueAt)));
  else {
    if (derivation.owedEarlierDays !== undefined && derivation.endsOn !== undefined) {
      lines.push(say.owedEarlier(quantity(derivation.owedEarlierDays, "working-day"), date(derivation.endsOn)));
    }
    lines.push(say.dueOn(date(derivation.dueOn)));
  }
  lines.push(say.calendar(derivation.calendar, derivation.zone));
  // A Russian date ends with "г.", which is then the line's own full stop.
  return lines.map((line) => line.replace(/([^.])\.\.$/, "$1."));
}

/** Days that follow one another for the same reason, so that a weekend is one line. */
function runs(days: readonly SkippedDay[]): SkippedDay[][] {
  const found: SkippedDay[][] = [];
  for (const day of days) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (
      last &&
      dayNumber(day.date) === dayNumber(last.date) + 1 &&
      day.reason === last.reason &&
      day.source === last.source &&
      day.shiftedFrom === last.shiftedFrom
    ) {
      run!.push(day);
    } else {
      found.push([day]);
    }
  }
  return found;
}

interface Writers {
  readonly date: (date: string) => string;
  /** Without the weekday: in Russian it also stands after a preposition. */
  readonly shortDate: (date: string) => string;
  readonly instant: (at: string) => string;
}

// Intl formatters are slow to make and the same for ever: kept by what they are made of.
const writersByPlace = new Map<string, Writers>();
const pluralsByLanguage = new Map<Language, Intl.PluralRules>();

function writers(locale: string, zone: string): Writers {
  const place = `${locale} ${zone}`;
  let found = writersByPlace.get(place);
  if (!found) {
    const day = { day: "numeric", month: "long", year: "numeric" } as const;
    // A local date is written as it stands: its day number read as UTC.
    const long = new Intl.DateTimeFormat(locale, { ...day, weekday: "long", timeZone: "UTC" });
    const short = new Intl.DateTimeFormat(locale, { ...day, timeZone: "UTC" });
    // With the offset, since an hour may come twice (2024-02-29 in Almaty).
    const moment = new Intl.DateTimeFormat(locale, {
      ...day,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
      timeZoneName: "shortOffset",
    });
    found = {
      date: (date) => long.format(dayNumber(date) * DAY_MS),
      shortDate: (date) => short.format(dayNumber(date) * DAY_MS),
      instant: (at) => moment.format(readInstant(at)),
    };
    writersByPlace.set(place, found);
  }
  return found;
}

function plurals(language: Language): Intl.PluralRules {
  let rules = pluralsByLanguage.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    pluralsByLanguage.set(language, rules);
  }
  return rules;
}

// ---------------------------------------------------------------- the words

type Thing = "working-day" | "calendar-day" | "day" | "month" | "hour" | "minute" | "second";
type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
type PlainReason = Exclude<SkippedDay["reason"], "holiday" | "moved-day-off">;

interface Phrases {
  readonly things: Readonly<Record<Thing, Forms>>;
  readonly reasons: Readonly<Record<PlainReason, string>>;
  readonly excludes: Readonly<Record<"intake" | "issue", string>>;
  readonly excludesBoth: string;
  readonly sameDay: string;
  holiday(name: string): string;
  shifted(name: string, from: string): string;
  moved(decree: string, workedInstead: string): string;
  term(length: string): string;
  start(at: string): string;
  counted(days: string, first: string, last: string): string;
  skipped(days: string, why: string): string;
  worked(day: string, decree: string, dayOff: string): string;
  stop(from: string, to: string, stood: string): string;
  extension(length: string, reason: string): string;
  rolled(from: string, why: string, to: string): string;
  owedEarlier(days: string, end: string): string;
  dueOn(day: string): string;
  dueAt(at: string): string;
  calendar(version: string, zone: string): string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  kk: {
    things: {
      "working-day": { other: "жұмыс күні" },
      "calendar-day": { other: "күнтізбелік күн" },
      day: { other: "күн" },
      month: { other: "ай" },
      hour: { other: "сағат" },
      minute: { other: "минут" },
      second: { other: "секунд" },
    },
    reasons: {
      weekend: "демалыс күні",
      "event-day": "оқиға болған күн, есеп келесі күннен басталады",
      "intake-day": "құжаттарды қабылдау күні",
      "issue-day": "нәтижені беру күні",
      "clock-stopped": "мерзімнің өтуі тоқтатылған",
    },
    excludes: {
      intake: "Құжаттарды қабылдау күні мерзімге кірмейді.",
      issue: "Нәтижені беру күні мерзімге кірмейді.",
    },
    excludesBoth: "Құжаттарды қабылдау күні мен нәтижені беру күні мерзімге кірмейді.",
    sameDay: "Оқиға болған күн мерзімге кіреді.",
    holiday: (name) => `жұмыс істемейтін күн: ${name}`,
    shifted: (name, from) => `демалыс күніне түскен мереке үшін берілген демалыс: ${name}, ${from}`,
    moved: (decree, workedInstead) => `ауыстырылған демалыс күні, ${decree}, оның орнына жұмыс күні: ${workedInstead}`,
    term: (length) => `Мерзімі: ${length}.`,
    start: (at) => `Басталуы: ${at}.`,
    counted: (days, first, last) => `Есептелгені: ${days}, бірінші күні: ${first}, соңғы күні: ${last}.`,
    skipped: (days, why) => `Есептелмейді: ${days} (${why}).`,
    worked: (day, decree, dayOff) => `Ауыстыру бойынша жұмыс күні: ${day} (${decree}, демалыс күні: ${dayOff}).`,
    stop: (from, to, stood) => `Мерзімнің өтуі тоқтатылды: ${from} – ${to}, ${stood}.`,
    extension: (length, reason) => `Мерзім ұзартылды: ${length}. Негіздеме: ${reason}`,
    rolled: (from, why, to) => `Соңғы күн жұмыс күні емес: ${from} (${why}). Мерзімнің аяқталуы: ${to}.`,
    owedEarlier: (days, end) => `Нәтиже берілетін орынға мерзім аяқталғанға дейін ${days} бұрын тапсырылады (${end}).`,
    dueOn: (day) => `Күннің соңына дейін орындалады: ${day}.`,
    dueAt: (at) => `Орындалу шегі: ${at}.`,
    calendar: (version, zone) => `Күнтізбе: ${version}, уақыт белдеуі: ${zone}.`,
  },
  ru: {
    things: {
      "working-day": { one: "рабочий день", few: "рабочих дня", many: "рабочих дней", other: "рабочего дня" },
      "calendar-day": {
        one: "календарный день",
        few: "календарных дня",
        many: "календарных дней",
        other: "календарного дня",
      },
      day: { one: "день", few: "дня", many: "дней", other: "дня" },
      month: { one: "месяц", few: "месяца", many: "месяцев", other: "месяца" },
      hour: { one: "час", few: "часа", many: "часов", other: "часа" },
      minute: { one: "минута", few: "минуты", many: "минут", other: "минуты" },
      second: { one: "секунда", few: "секунды", many: "секунд", other: "секунды" },
    },
    reasons: {
      weekend: "выходной",
      "event-day": "день события, отсчет идет со следующего дня",
      "intake-day": "день приема документов",
      "issue-day": "день выдачи результата",
      "clock-stopped": "течение срока остановлено",
    },
    excludes: {
      intake: "День приема документов в срок не входит.",
      issue: "День выдачи результата в срок не входит.",
    },
    excludesBoth: "День приема документов и день выдачи результата в срок не входят.",
    sameDay: "День события входит в срок.",
    holiday: (name) => `нерабочий день: ${name}`,
    shifted: (name, from) => `выходной за праздник, выпавший на выходной: ${name}, ${from}`,
    moved: (decree, workedInstead) => `перенесенный день отдыха, ${decree}, рабочий день вместо него: ${workedInstead}`,
    term: (length) => `Срок: ${length}.`,
    start: (at) => `Начало: ${at}.`,
    counted: (days, first, last) => `Засчитано: ${days}, первый день: ${first}, последний день: ${last}.`,
    skipped: (days, why) => `Не засчитывается: ${days} (${why}).`,
    worked: (day, decree, dayOff) => `Рабочий день по переносу: ${day} (${decree}, день отдыха: ${dayOff}).`,
    stop: (from, to, stood) => `Течение срока было остановлено: ${from} – ${to}, ${stood}.`,
    extension: (length, reason) => `Срок продлен: ${length}. Основание: ${reason}`,
    rolled: (from, why, to) => `Последний день нерабочий: ${from} (${why}). Окончание срока: ${to}.`,
    owedEarlier: (days, end) => `К месту выдачи результат передается за ${days} до окончания срока (${end}).`,
    dueOn: (day) => `Исполнить до конца дня: ${day}.`,
    dueAt: (at) => `Исполнить не позднее: ${at}.`,
    calendar: (version, zone) => `Календарь: ${version}, часовой пояс: ${zone}.`,
  },
  en: {
    things: {
      "working-day": { one: "working day", other: "working days" },
      "calendar-day": { one: "calendar day", other: "calendar days" },
      day: { one: "day", other: "days" },
      month: { one: "month", other: "months" },
      hour: { one: "hour", other: "hours" },
      minute: { one: "minute", other: "minutes" },
      second: { one: "second", other: "seconds" },
    },
    reasons: {
      weekend: "weekend",
      "event-day": "the day of the event, the count begins on the next day",
      "intake-day": "the day of intake",
      "issue-day": "the day of issue",
      "clock-stopped": "the clock was stopped",
    },
    excludes: {
      intake: "The day of intake is not counted.",
      issue: "The day of issue is not counted.",
    },
    excludesBoth: "The day of intake and the day of issue are not counted.",
    sameDay: "The day of the event counts.",
    holiday: (name) => `day off: ${name}`,
    shifted: (name, from) => `day off for a holiday on a weekend: ${name}, ${from}`,
    moved: (decree, workedInstead) => `day of rest moved by ${decree}, worked instead: ${workedInstead}`,
    term: (length) => `Term: ${length}.`,
    start: (at) => `Runs from: ${at}.`,
    counted: (days, first, last) => `Counted: ${days}, the first ${first}, the last ${last}.`,
    skipped: (days, why) => `Not counted: ${days} (${why}).`,
    worked: (day, decree, dayOff) => `A working day by transfer: ${day} (${decree}, day of rest: ${dayOff}).`,
    stop: (from, to, stood) => `The clock was stopped: ${from} – ${to}, ${stood}.`,
    extension: (length, reason) => `Extended: ${length}. Reason: ${reason}`,
    rolled: (from, why, to) => `The last day is not a working day: ${from} (${why}). The term ends on ${to}.`,
    owedEarlier: (days, end) => `Owed at the place of issue ${days} before the term ends (${end}).`,
    dueOn: (day) => `Due by the end of the day: ${day}.`,
    dueAt: (at) => `Due: ${at}.`,
    calendar: (version, zone) => `Calendar: ${version}, time zone: ${zone}.`,
  },
};
