/** Instants as people of Kazakhstan read them: in the zone of Almaty, in the language of the page. */
const ZONE = "Asia/Almaty";

/** Written here because Chromium has no Kazakh locale: it would say "2026 M11 23". */
const KAZAKH_MONTHS = "қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел.".split(" ");

const KAZAKH_MONTHS_LONG = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(
  " ",
);

export function dayAndTime(instant: string, language: string): string {
  const at = new Date(instant);
  if (language !== "kk")
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: ZONE,
    }).format(at);
  const [date = "", time = ""] = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: ZONE,
  })
    .format(at)
    .split(" ");
  const [year, month, day] = date.split("-");
  return `${year} ж. ${Number(day)} ${KAZAKH_MONTHS[Number(month) - 1]}, ${time}`;
}

/** Without the time of day; takes a local date (`2012-04-02`) as well. */
export function dayInWords(instant: string, language: string): string {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(instant) ? `${instant}T12:00:00+05:00` : instant);
  if (language !== "kk")
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      dateStyle: "long",
      timeZone: ZONE,
    }).format(at);
  const [year, month, day] = dayOf(at).split("-");
  return `${year} ж. ${Number(day)} ${KAZAKH_MONTHS_LONG[Number(month) - 1]}`;
}

export interface Remaining {
  readonly kind: "overdue" | "today" | "soon" | "later";
  /** For `Intl.RelativeTimeFormat`: negative when the limit has ended. */
  readonly amount: number;
  readonly unit: "minute" | "hour" | "day";
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A limit that ends within three days is worth a look today. */
const SOON_MS = 3 * DAY_MS;

/** How far away a due date is; the words round towards zero, so that nobody is promised more time than there is. */
export function remaining(dueAt: string, now: Date): Remaining {
  const left = Date.parse(dueAt) - now.getTime();
  const kind =
    left <= 0 ? "overdue" : dayOf(new Date(dueAt)) === dayOf(now) ? "today" : left < SOON_MS ? "soon" : "later";
  const away = Math.abs(left);
  const [unit, size] =
    away < 2 * HOUR_MS
      ? (["minute", MINUTE_MS] as const)
      : away < 2 * DAY_MS
        ? (["hour", HOUR_MS] as const)
        : (["day", DAY_MS] as const);
  return { kind, amount: Math.trunc(left / size), unit };
}

/** The noun with its ending, which follows its own vowels: the number before it changes nothing. */
const KAZAKH_UNITS = {
  minute: { ahead: "минуттан", past: "минут" },
  hour: { ahead: "сағаттан", past: "сағат" },
  day: { ahead: "күннен", past: "күн" },
} as const;

/** In words: "in 3 hours", "2 days ago". */
export function relative({ kind, amount, unit }: Remaining, language: string): string {
  if (language !== "kk") {
    // Without a sign a limit that ended this very minute would read "in 0 minutes".
    const signed = kind === "overdue" && amount === 0 ? -0 : amount;
    return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(signed, unit);
  }
  const { ahead, past } = KAZAKH_UNITS[unit];
  return kind === "overdue" ? `${Math.abs(amount)} ${past} бұрын` : `${amount} ${ahead} кейін`;
}

const dayOf = (instant: Date): string => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(instant);
