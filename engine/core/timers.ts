/** From a timer's expression to the instant at which it falls due (BPMN 2.0.2, 10.5.5.1; ISO 8601). */
import { DateTime, Duration } from "luxon";
import type { LimitUnit, Trigger } from "../model/graph.ts";
import { computeDue } from "../terms/due-date.ts";
import type { Calendar } from "../terms/calendar.ts";
import type { Variables } from "./events.ts";
import { evaluate } from "./feel.ts";

/** The expression gives no time. Becomes the incident `TIMER_INVALID`. */
export class TimerError extends Error {
  constructor(expression: string, detail: string) {
    super(`${expression}: ${detail}`);
    this.name = "TimerError";
  }
}

export interface TimerPlan {
  /** UTC instant, ISO 8601 with milliseconds and `Z`. */
  readonly dueAt: string;
  /** Cycles: the ISO 8601 duration between two firings, and how many follow the first (absent = without end). */
  readonly every?: string;
  readonly left?: number;
}

/** Local times without an offset are read in this zone until an installation says otherwise. */
const ZONE = "Asia/Almaty";

/** `expression` is an ISO 8601 text, or FEEL when it begins with `=`. */
export function planTimer(
  trigger: Extract<Trigger, { type: "timer" }>,
  variables: Variables,
  now: string,
  calendar: Calendar | undefined,
): TimerPlan {
  const text = textOf(trigger.expression, variables, now);
  switch (trigger.timer) {
    case "date":
      return { dueAt: instant(text) };
    case "duration":
      return { dueAt: after(now, text, trigger.unit, calendar) };
    case "cycle": {
      const match = /^R(\d*)\/(?:([^P/][^/]*)\/)?(P[^/]+)$/.exec(text);
      if (match === null) throw new TimerError(text, "is not an ISO 8601 repetition such as R3/PT10M");
      const [, count, start, every] = match as unknown as [string, string, string | undefined, string];
      if (count === "0") throw new TimerError(text, "repeats zero times");
      const dueAt = start === undefined ? after(now, every, trigger.unit, calendar) : instant(start);
      return count === "" ? { dueAt, every } : { dueAt, every, left: Number(count) - 1 };
    }
  }
}

/** The next firing of a repeating timer, counted from when the last one was due, so that lateness does not add up. */
export function repeatTimer(dueAt: string, every: string): string {
  return after(dueAt, every, undefined, undefined);
}

function textOf(expression: string, variables: Variables, now: string): string {
  if (!expression.startsWith("=")) return expression.trim();
  const value = evaluate(expression.slice(1), variables, now);
  if (typeof value !== "string") throw new TimerError(expression, `gave ${JSON.stringify(value)}, not a time`);
  return value;
}

function instant(text: string): string {
  const at = DateTime.fromISO(text, { zone: ZONE });
  if (!at.isValid) throw new TimerError(text, "is not an ISO 8601 date and time");
  return at.toUTC().toISO();
}

function after(start: string, text: string, unit: LimitUnit | undefined, calendar: Calendar | undefined): string {
  const duration = Duration.fromISO(text);
  if (!duration.isValid) throw new TimerError(text, "is not an ISO 8601 duration");
  if (unit !== undefined && calendar !== undefined) return computeDue({ duration: text, unit }, start, calendar).dueAt;
  const at = DateTime.fromISO(start, { zone: ZONE }).plus(duration);
  if (!at.isValid) throw new TimerError(text, "leads to no date");
  return at.toUTC().toISO();
}
