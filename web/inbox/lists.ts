/** The lists of the inbox: what each asks the API for, and which count stands beside it. */
import type { Operations } from "../connection/api-types.ts";

export const LISTS = ["mine", "unit", "unassigned", "dueToday", "overdue", "done"] as const;
export type ListName = (typeof LISTS)[number];

type Query = Operations["listTasks"]["query"];

export const isListName = (value: string | null): value is ListName => LISTS.includes(value as ListName);

/** `today`: the end of the day in Almaty and now, as UTC instants; the same through a minute, so that a list is not read anew all the time. */
export function queryOf(list: ListName, today: { readonly now: string; readonly end: string }): Query {
  switch (list) {
    case "mine":
      return { mine: true, limit: 100 };
    case "unit":
      return { limit: 100 };
    case "unassigned":
      return { unassigned: true, limit: 100 };
    case "dueToday":
      return { dueFrom: today.now, dueBefore: today.end, limit: 100 };
    case "overdue":
      return { dueBefore: today.now, limit: 100 };
    case "done":
      return { doneByMe: true, limit: 100 };
  }
}

/** The zone of Almaty had +06:00 until the end of February 2024 and has +05:00 since (facts of the calendar); asked of the browser, not assumed. */
export function todayInAlmaty(instant: Date): { readonly now: string; readonly end: string } {
  const now = new Date(Math.floor(instant.getTime() / 60_000) * 60_000);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Almaty",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const number = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const minutesLeft = 24 * 60 - (number("hour") * 60 + number("minute"));
  return { now: now.toISOString(), end: new Date(now.getTime() + minutesLeft * 60_000).toISOString() };
}
