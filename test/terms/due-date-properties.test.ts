import { expect } from "chai";
import fc from "fast-check";
import { DateTime } from "luxon";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { computeDue, recompute } from "../../engine/terms/due-date.ts";
import type { Adjustments, Stop, TermRule } from "../../engine/terms/due-date.ts";
import { dateOf, dayNumber } from "../../engine/terms/local-date.ts";

const calendar = createCalendar(KAZAKHSTAN);
const zone = calendar.zone;

/** Far enough from the ends of the table that no term below leaves it. */
const anyStart = fc
  .integer({ min: Date.parse("2012-01-02T00:00:00Z"), max: Date.parse("2025-06-30T00:00:00Z") })
  .map((ms) => new Date(ms).toISOString());
const anyDays = fc.integer({ min: 1, max: 40 });
const workingTerm = (days: number, more: Partial<TermRule> = {}): TermRule => ({
  duration: `P${days}D`,
  unit: "working-day",
  ...more,
});

const anyRuleInDays: fc.Arbitrary<TermRule> = fc
  .record({
    unit: fc.constantFrom("working-day", "calendar-day"),
    days: anyDays,
    months: fc.integer({ min: 0, max: 2 }),
    intake: fc.boolean(),
    issue: fc.boolean(),
    sameDay: fc.boolean(),
    owedEarlierDays: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ unit, days, months, intake, issue, sameDay, owedEarlierDays }) => ({
    unit,
    duration: unit === "calendar-day" && months > 0 ? `P${months}M${days}D` : `P${days}D`,
    excludes: [...(intake && !sameDay ? ["intake" as const] : []), ...(issue ? ["issue" as const] : [])],
    countFrom: sameDay ? "same-day" : "next-day",
    owedEarlierDays,
  }));

/** A stop that begins up to 60 days after the event (or a little before) and lasts up to 20. */
const anyStop = (start: string): fc.Arbitrary<Stop> =>
  fc.tuple(fc.integer({ min: -48, max: 60 * 24 }), fc.integer({ min: 0, max: 20 * 24 })).map(([after, length]) => {
    const from = Date.parse(start) + after * 3_600_000;
    return { from: new Date(from).toISOString(), to: new Date(from + length * 3_600_000).toISOString() };
  });

const anyTermInDays = fc.record({ rule: anyRuleInDays, start: anyStart }).chain(({ rule, start }) =>
  fc.record({
    rule: fc.constant(rule),
    start: fc.constant(start),
    adjustments: fc.record({
      stops: fc.array(anyStop(start), { maxLength: 3 }),
      extensions: fc.array(
        fc
          .record({ days: fc.integer({ min: 1, max: 15 }), unit: fc.constantFrom("working-day", "calendar-day") })
          .map(({ days, unit }) => ({ duration: `P${days}D`, unit, reason: "An inspection." })),
        { maxLength: 2 },
      ),
    }),
  }),
);

const derive = (rule: TermRule, start: string, adjustments?: Adjustments): Derivation =>
  computeDue(rule, start, calendar, adjustments).derivation;
const isWorking = (date: string): boolean => calendar.day(date).kind === "working";
const localDate = (instant: string): string => DateTime.fromISO(instant, { zone }).toISODate()!;
const dates = (from: string, to: string): string[] => {
  const found = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day++) found.push(dateOf(day));
  return found;
};

describe("every due date", () => {
  it("agrees with counting on the fingers: luxon days, one after the other", () => {
    fc.assert(
      fc.property(anyStart, anyDays, (start, days) => {
        let day = DateTime.fromISO(start, { zone });
        for (let left = days; left > 0;) {
          day = day.plus({ days: 1 });
          if (isWorking(day.toISODate()!)) left--;
        }
        expect(computeDue(workingTerm(days), start, calendar).dueAt).to.equal(day.endOf("day").toUTC().toISO());
      }),
    );
  });

  it("of a term in days is the last millisecond of a local working day", () => {
    fc.assert(
      fc.property(anyTermInDays, ({ rule, start, adjustments }) => {
        const derived = derive(rule, start, adjustments);
        const due = DateTime.fromISO(derived.dueAt, { zone });
        expect(due.toISODate()).to.equal(derived.dueOn);
        expect(due.toMillis()).to.equal(due.endOf("day").toMillis());
        expect(derived.dueAt >= derived.start).to.equal(true);
        expect(isWorking(derived.endsOn!)).to.equal(true);
        // Only a result owed earlier than it could be falls back to the day of the event, whatever that is.
        if (derived.dueOn !== localDate(start)) expect(isWorking(derived.dueOn!)).to.equal(true);
      }),
    );
  });

  it("has a derivation in which each day of the span is counted or skipped, once", () => {
    fc.assert(
      fc.property(anyTermInDays, ({ rule, start, adjustments }) => {
        const derived = derive(rule, start, adjustments);
        const span = dates(localDate(start), derived.rolled?.from ?? derived.endsOn!);
        const skipped = derived.skipped.map((day) => day.date);
        expect(derived.counted! + skipped.length).to.equal(span.length);
        expect([...new Set(skipped)].sort()).to.deep.equal(skipped);
        expect(span).to.include.members(skipped);
        const counted = span.filter((date) => !skipped.includes(date));
        expect(counted).to.have.length(derived.counted!);
        expect(counted.at(0)).to.equal(derived.firstDay);
        expect(counted.at(-1)).to.equal(derived.lastDay);
        if (derived.rolled) {
          const passed = dates(derived.rolled.from, derived.rolled.to).slice(0, -1);
          expect(derived.rolled.why.map((day) => day.date)).to.deep.equal(passed);
          expect(derived.rolled.to).to.equal(derived.endsOn);
        }
        const stopped = [...derived.skipped, ...(derived.rolled?.why ?? [])].filter(
          (day) => day.reason === "clock-stopped",
        );
        expect(stopped).to.have.length((derived.stops ?? []).reduce((sum, stop) => sum + stop.days, 0));
      }),
    );
  });

  it("is the same when computed again from its derivation, also after JSON", () => {
    fc.assert(
      fc.property(anyTermInDays, ({ rule, start, adjustments }) => {
        const due = computeDue(rule, start, calendar, adjustments);
        const stored = JSON.parse(JSON.stringify(due.derivation)) as Derivation;
        expect(stored).to.deep.equal(due.derivation);
        expect(recompute(stored, calendar)).to.deep.equal(due);
      }),
    );
  });

  it("does not come earlier for a later event", () => {
    fc.assert(
      fc.property(anyTermInDays, fc.nat(30 * 24 * 60), ({ rule, start, adjustments }, minutes) => {
        const later = new Date(Date.parse(start) + minutes * 60_000).toISOString();
        // Months of different length end on one date (30 and 31 July and two months: 30 September), so that a stop which takes a
        // day more out of the longer way moves its end further: with months, only without stops.
        const given = rule.duration.includes("M") ? { ...adjustments, stops: [] } : adjustments;
        expect(derive(rule, later, given).dueAt >= derive(rule, start, given).dueAt).to.equal(true);
      }),
    );
  });

  it("does not come earlier for a longer term", () => {
    fc.assert(
      fc.property(anyTermInDays, anyDays, anyDays, ({ rule, start, adjustments }, days, more) => {
        const due = (count: number): string => derive({ ...rule, duration: `P${count}D` }, start, adjustments).dueAt;
        expect(due(days + more) >= due(days)).to.equal(true);
      }),
    );
  });
});

describe("in working days", () => {
  it("a longer term ends later", () => {
    fc.assert(
      fc.property(anyStart, anyDays, anyDays, (start, days, more) => {
        expect(derive(workingTerm(days + more), start).dueAt > derive(workingTerm(days), start).dueAt).to.equal(true);
      }),
    );
  });

  it("a term that excludes the day of issue ends as one that is a day longer", () => {
    fc.assert(
      fc.property(anyStart, anyDays, (start, days) => {
        expect(computeDue(workingTerm(days, { excludes: ["intake", "issue"] }), start, calendar).dueAt).to.equal(
          computeDue(workingTerm(days + 1), start, calendar).dueAt,
        );
      }),
    );
  });

  it("a result owed n days earlier has n working days from then to the end, or falls on the day of the event", () => {
    fc.assert(
      fc.property(anyStart, anyDays, fc.integer({ min: 1, max: 5 }), (start, days, owedEarlierDays) => {
        const derived = derive(workingTerm(days, { owedEarlierDays }), start);
        const between = calendar.workingDays(dateOf(dayNumber(derived.dueOn!) + 1), derived.endsOn!);
        if (derived.dueOn === localDate(start)) expect(between).to.be.at.most(owedEarlierDays);
        else expect(between).to.equal(owedEarlierDays);
      }),
    );
  });

  it("a stop moves the end by as many working days as would have counted and did not", () => {
    fc.assert(
      fc.property(
        anyStart.chain((start) => fc.tuple(fc.constant(start), anyStop(start))),
        anyDays,
        ([start, stop], days) => {
          const undisturbed = derive(workingTerm(days), start);
          const firstStopped = dateOf(Math.max(dayNumber(localDate(stop.from)), dayNumber(localDate(start))) + 1);
          const lastStopped = localDate(stop.to);
          const stopped =
            firstStopped > undisturbed.lastDay! || lastStopped < firstStopped
              ? 0
              : calendar.workingDays(firstStopped, lastStopped);
          const disturbed = derive(workingTerm(days), start, { stops: [stop] });
          expect(disturbed.stops![0]!.days).to.equal(stopped);
          expect(disturbed.dueAt).to.equal(derive(workingTerm(days + stopped), start).dueAt);
        },
      ),
    );
  });

  it("an extension of k days makes it a term longer by k days", () => {
    fc.assert(
      fc.property(anyStart, anyDays, anyDays, (start, days, more) => {
        const extensions = [{ duration: `P${more}D`, unit: "working-day" as const, reason: "An inspection." }];
        expect(derive(workingTerm(days), start, { extensions }).dueAt).to.equal(
          derive(workingTerm(days + more), start).dueAt,
        );
      }),
    );
  });
});

describe("stops", () => {
  it("in two parts that meet are as one, in any order", () => {
    fc.assert(
      fc.property(anyTermInDays, fc.nat(100), ({ rule, start, adjustments }, percent) => {
        const [stop, ...others] = adjustments.stops;
        fc.pre(stop !== undefined);
        const from = Date.parse(stop.from);
        const middle = new Date(from + Math.floor(((Date.parse(stop.to) - from) * percent) / 100)).toISOString();
        const parts = [{ from: middle, to: stop.to }, ...others, { from: stop.from, to: middle }];
        expect(derive(rule, start, { ...adjustments, stops: parts }).dueAt).to.equal(
          derive(rule, start, adjustments).dueAt,
        );
      }),
    );
  });

  it("of a term by the clock lengthen it by the time that the clock stood, minute by minute", () => {
    const minute = fc.integer({ min: -30, max: 400 });
    fc.assert(
      fc.property(
        anyStart,
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.tuple(minute, fc.nat(60)), { maxLength: 4 }),
        (start, minutes, stretches) => {
          const at = (offset: number): string => new Date(Date.parse(start) + offset * 60_000).toISOString();
          const stops = stretches.map(([from, length]) => ({ from: at(from), to: at(from + length) }));
          let now = 0;
          for (let left = minutes; left > 0; now++) {
            if (!stretches.some(([from, length]) => now >= from && now < from + length)) left--;
          }
          const due = computeDue({ duration: `PT${minutes}M`, unit: "minute" }, start, calendar, { stops });
          expect(due.dueAt).to.equal(at(now));
          expect(recompute(due.derivation, calendar)).to.deep.equal(due);
        },
      ),
    );
  });
});

describe("the local day", () => {
  it("of any instant is that of luxon, and so is its end", () => {
    fc.assert(
      fc.property(anyStart, (instant) => {
        const local = DateTime.fromISO(instant, { zone });
        const day = calendar.localDay(local.toMillis());
        expect(dateOf(day)).to.equal(local.toISODate());
        expect(calendar.endOfDay(day)).to.equal(local.endOf("day").toMillis());
      }),
    );
  });
});
