/** Instants as people of Kazakhstan read them: in the zone of Almaty, in the language of the page. */
const ZONE = "Asia/Almaty";

export function dayAndTime(instant: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: ZONE }).format(
    new Date(instant),
  );
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

/** In words: "in 3 hours", "2 days ago". */
export function relative({ amount, unit }: Remaining, language: string): string {
  return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(amount, unit);
}

const dayOf = (instant: Date): string => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(instant);
