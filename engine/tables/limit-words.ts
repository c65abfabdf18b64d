/**
 * Time limits in words and in ISO 8601. `readLimit` takes what the cells of the acts say, in Russian, Kazakh or English: `Не более 30
 * минут.`, `В течение трех дней`, `3 жұмыс күні (...)`. What else the cell says (which days do not count) it cannot place, and gives back.
 */
import type { Language, LimitUnit } from "../model/graph.ts";

export interface ReadLimit {
  readonly duration: string;
  readonly unit: LimitUnit;
  /** Words of the cell that a duration cannot carry; empty: none. */
  readonly rest: string;
}

/** Undefined when the words give no single length of time. */
export function readLimit(text: string): ReadLimit | undefined {
  const words = text.normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll(/\s+/g, " ").trim();
  const found = [...words.matchAll(LENGTH)];
  // Two lengths in one cell ("от 1 до 3 дней") are a rule that a duration cannot say.
  if (found.length !== 1) return undefined;
  const [match] = found;
  const { count = "", inWords = "", kind = "", unit = "" } = match!.groups as Record<string, string | undefined>;
  const number = count === "" ? NUMBERS[inWords] : Number(count);
  const unitName = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
  if (number === undefined || number === 0 || unitName === undefined) return undefined;
  const isWorking = WORKING.test(kind);
  if (kind !== "" && unitName !== "day") return undefined;
  const before = words.slice(0, match!.index);
  const after = words.slice(match!.index + match![0].length);
  if (/[\d]/.test(before + after)) return undefined;
  const rest = [before.replace(AT_MOST, ""), after.replace(AT_MOST, "")]
    .map((part) => part.replaceAll(/^[\s.,;:-]+|[\s.,;:-]+$/g, ""))
    .filter((part) => part !== "")
    .join(" ");
  if (unitName === "minute") return { duration: `PT${number}M`, unit: "minute", rest };
  if (unitName === "hour") return { duration: `PT${number}H`, unit: "hour", rest };
  return { duration: `P${number}D`, unit: isWorking ? "working-day" : "calendar-day", rest };
}

/** `30 минут`, `3 жұмыс күні`. */
export function limitInWords(duration: string, unit: LimitUnit, language: Language): string {
  const count = Number(/^P(?:T)?(\d+)[DHM]$/.exec(duration)?.[1] ?? NaN);
  if (Number.isNaN(count)) return `${duration} (${unit})`;
  const forms = FORMS[language][unit];
  const form = new Intl.PluralRules(language).select(count);
  return `${count} ${forms[form] ?? forms.other!}`;
}

const NUMBERS: Readonly<Record<string, number>> = {
  ...{
    одного: 1,
    одной: 1,
    один: 1,
    одна: 1,
    двух: 2,
    два: 2,
    две: 2,
    трех: 3,
    три: 3,
    четырех: 4,
    четыре: 4,
    пяти: 5,
    пять: 5,
  },
  ...{ шести: 6, семи: 7, восьми: 8, девяти: 9, десяти: 10, десять: 10, пятнадцати: 15, двадцати: 20, тридцати: 30 },
  ...{ бір: 1, екі: 2, үш: 3, төрт: 4, бес: 5, алты: 6, жеті: 7, сегіз: 8, тоғыз: 9, он: 10, жиырма: 20, отыз: 30 },
  ...{
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    fifteen: 15,
    thirty: 30,
  },
};

const LENGTH = new RegExp(
  String.raw`(?:(?<count>\d+)|(?<![\p{L}\d])(?<inWords>${Object.keys(NUMBERS).join("|")}))` +
    // "15 (он бес) жұмыс күні" says its number twice.
    String.raw`(?: ?\([\p{L} -]+\))?(?:-| )?(?<kind>рабоч\p{L}*|календарн\p{L}*|жұмыс|күнтізбелік|working|business|calendar)? ?` +
    String.raw`(?<unit>минут\p{L}*|мин(?!\p{L})|час\p{L}*|сағат\p{L}*|дн\p{L}*|день|күн\p{L}*|minutes?|hours?|days?)`,
  "gu",
);
const UNITS: readonly (readonly [RegExp, "minute" | "hour" | "day"])[] = [
  [/^(мин|minute)/, "minute"],
  [/^(час|сағат|hour)/, "hour"],
  [/^(дн|день|күн|day)/, "day"],
];
const WORKING = /^(рабоч|жұмыс|working|business)/;
/** "Not more than", "within", "until": a limit is always that. */
const AT_MOST =
  /не более чем|не более|в течение|до(?!\p{L})|көп емес|артық емес|аспайды|аспайтын|ішінде|дейін|not more than|at most|no more than|within|up to/gu;

const FORMS: Readonly<
  Record<Language, Readonly<Record<LimitUnit, Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>>
> = {
  kk: {
    minute: { other: "минут" },
    hour: { other: "сағат" },
    "working-day": { other: "жұмыс күні" },
    "calendar-day": { other: "күнтізбелік күн" },
  },
  ru: {
    minute: { one: "минута", few: "минуты", other: "минут" },
    hour: { one: "час", few: "часа", other: "часов" },
    "working-day": { one: "рабочий день", few: "рабочих дня", other: "рабочих дней" },
    "calendar-day": { one: "календарный день", few: "календарных дня", other: "календарных дней" },
  },
  en: {
    minute: { one: "minute", other: "minutes" },
    hour: { one: "hour", other: "hours" },
    "working-day": { one: "working day", other: "working days" },
    "calendar-day": { one: "calendar day", other: "calendar days" },
  },
};
