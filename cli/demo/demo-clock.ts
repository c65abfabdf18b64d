/** A clock that stands still until it is moved, so that a term of a month passes at once. */
import { DateTime, Duration } from "luxon";
import type { Clock } from "../../engine/ports.ts";

const ZONE = "Asia/Almaty";
/** In this year the demo's people have the ages of their stories, and their identity cards are in force. */
const YEAR = 2026;

export class DemoClock implements Clock {
  /** How often it was moved. */
  moves = 0;
  private millis: number;

  constructor() {
    this.millis = DateTime.fromISO(`${YEAR}-01-05T09:00:00`, { zone: ZONE }).toMillis();
  }

  now(): string {
    return new Date(this.millis).toISOString();
  }

  /** Local date in Almaty, `YYYY-MM-DD`. */
  today(): string {
    return this.local().toISODate()!;
  }

  /** To the same weekday, season and hour as the scenario's, in the demo's year. */
  beginAs(clock: string): void {
    const drawn = DateTime.fromISO(clock, { setZone: true });
    const same = DateTime.fromObject(
      { year: YEAR, month: drawn.month, day: Math.min(drawn.day, 28), hour: drawn.hour, minute: drawn.minute },
      { zone: ZONE },
    );
    this.moves += 1;
    this.millis = same.plus({ days: (drawn.weekday - same.weekday + 7) % 7 }).toMillis();
  }

  /** UTC instant at which the duration has passed. */
  after(duration: string): string {
    return new Date(this.local().plus(Duration.fromISO(duration)).toMillis()).toISOString();
  }

  /** Never back. */
  moveTo(instant: string): void {
    this.moves += 1;
    this.millis = Math.max(this.millis, Date.parse(instant));
  }

  private local(): DateTime {
    return DateTime.fromMillis(this.millis, { zone: ZONE });
  }
}
