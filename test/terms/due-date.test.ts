import { expect } from "chai";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { computeDue, moveByExtension, moveByStop, recompute } from "../../engine/terms/due-date.ts";
import type { Adjustments, TermRule } from "../../engine/terms/due-date.ts";
import { refusal } from "./refusal.ts";

const calendar = createCalendar(KAZAKHSTAN);

/** Local time in Almaty, as an instant. */
const almaty = (local: string): string => `${local}:00${local < "2024-03-01" ? "+06:00" : "+05:00"}`;

const derive = (rule: TermRule, start: string, adjustments?: Adjustments): Derivation =>
  computeDue(rule, almaty(start), calendar, adjustments).derivation;

const workingDays = (n: number, more: Partial<TermRule> = {}): TermRule => ({
  duration: `P${n}D`,
  unit: "working-day",
  ...more,
});
const calendarDays = (duration: string, more: Partial<TermRule> = {}): TermRule => ({
  duration,
  unit: "calendar-day",
  ...more,
});

describe("a term in working days", () => {
  it("given an application on a Monday, starts on Tuesday and ends with the local day", () => {
    const due = computeDue(workingDays(3), "2012-05-14T10:00:00+06:00", calendar);
    expect(due.dueAt).to.equal("2012-05-17T17:59:59.999Z");
    expect(due.derivation).to.deep.equal({
      start: "2012-05-14T04:00:00.000Z",
      zone: "Asia/Almaty",
      calendar: "kz-2012-2026.1",
      duration: "P3D",
      unit: "working-day",
      firstDay: "2012-05-15",
      lastDay: "2012-05-17",
      counted: 3,
      skipped: [{ date: "2012-05-14", reason: "event-day" }],
      endsOn: "2012-05-17",
      dueOn: "2012-05-17",
      dueAt: "2012-05-17T17:59:59.999Z",
    });
  });

  it("takes the local day of the event, not the day in UTC", () => {
    expect(derive(workingDays(1), "2012-05-15T01:00").firstDay).to.equal("2012-05-16");
    expect(derive(workingDays(1), "2012-05-14T23:59").firstDay).to.equal("2012-05-15");
  });

  it("given an act that excludes the intake day, leaves that day out once, not twice", () => {
    const plain = derive(workingDays(3), "2012-05-14T10:00");
    const excluding = derive(workingDays(3, { excludes: ["intake"] }), "2012-05-14T10:00");
    expect(excluding.dueOn).to.equal(plain.dueOn);
    expect(excluding.skipped).to.deep.equal([{ date: "2012-05-14", reason: "intake-day" }]);
  });

  it("given an act that excludes the days of intake and issue (preschool-almaty-2012, 6 15)), is owed on the working day after the third", () => {
    const derived = derive(workingDays(3, { excludes: ["intake", "issue"] }), "2012-05-14T10:00");
    expect(derived).to.include({ firstDay: "2012-05-15", lastDay: "2012-05-17", counted: 3, dueOn: "2012-05-18" });
    expect(derived.skipped).to.deep.equal([
      { date: "2012-05-14", reason: "intake-day" },
      { date: "2012-05-18", reason: "issue-day" },
    ]);
  });

  it("given a third day on a Friday, the issue is owed on Monday", () => {
    const derived = derive(workingDays(3, { excludes: ["intake", "issue"] }), "2012-05-15T10:00");
    expect(derived).to.include({ lastDay: "2012-05-18", dueOn: "2012-05-21" });
    expect(derived.skipped.map((day) => day.reason)).to.deep.equal(["intake-day", "weekend", "weekend", "issue-day"]);
  });

  it("given the May of 2012, works on Saturday 28 April, rests on 30 April, 1 May and 9 May", () => {
    const spring = derive(workingDays(3), "2012-04-26T10:00");
    expect(spring.dueOn).to.equal("2012-05-02");
    expect(spring.worked).to.deep.equal([{ date: "2012-04-28", source: "P1200000458", dayOff: "2012-04-30" }]);
    expect(spring.skipped.slice(1)).to.deep.equal([
      { date: "2012-04-29", reason: "weekend" },
      { date: "2012-04-30", reason: "moved-day-off", source: "P1200000458", workedInstead: "2012-04-28" },
      { date: "2012-05-01", reason: "holiday", source: "unity-day" },
    ]);
    // 7 May was no day off yet.
    expect(derive(workingDays(3), "2012-05-04T10:00").dueOn).to.equal("2012-05-10");
  });

  it("given Nauryz 2014, passes over five days in a row", () => {
    const derived = derive(workingDays(2), "2014-03-19T10:00");
    expect(derived.dueOn).to.equal("2014-03-26");
    expect(derived.skipped.slice(1)).to.deep.equal([
      { date: "2014-03-21", reason: "holiday", source: "nauryz" },
      { date: "2014-03-22", reason: "holiday", source: "nauryz" },
      { date: "2014-03-23", reason: "holiday", source: "nauryz" },
      { date: "2014-03-24", reason: "holiday", source: "nauryz", shiftedFrom: "2014-03-22" },
      { date: "2014-03-25", reason: "holiday", source: "nauryz", shiftedFrom: "2014-03-23" },
    ]);
  });

  for (const [what, start, days, due] of [
    ["7 May 2016 on a Saturday, rests until Tuesday 10 May", "2016-05-06T10:00", 1, "2016-05-11"],
    ["the first day of Kurban Ait on Monday 12 September 2016, passes over it", "2016-09-09T10:00", 1, "2016-09-13"],
    ["Sunday 20 December 2020 worked, counts it", "2020-12-15T10:00", 2, "2020-12-21"],
    ["Monday 11 May 2020 worked and Friday 8 May rested, follows the decree", "2020-05-06T10:00", 1, "2020-05-11"],
    ["five worked Saturdays in 2018, counts that of 25 August", "2018-08-24T10:00", 1, "2018-08-25"],
    ["the end of 2012, works on Saturday 29 December", "2012-12-28T10:00", 1, "2012-12-29"],
    ["the end of 2012, passes over 31 December and the New Year", "2012-12-28T10:00", 2, "2013-01-03"],
    ["the end of 2013, works on Saturday 28 December", "2013-12-27T10:00", 1, "2013-12-28"],
    ["the end of 2013, rests on 3 January 2014 for it", "2013-12-27T10:00", 4, "2014-01-06"],
    ["the end of 2018, passes over 31 December", "2018-12-28T10:00", 2, "2019-01-03"],
    ["the start of 2025, rests on 3 January and works on Sunday 5 January", "2024-12-31T10:00", 1, "2025-01-05"],
    ["the last day of the calendar, still answers", "2026-12-30T10:00", 1, "2026-12-31"],
  ] as const) {
    it(`given ${what}`, () => {
      expect(derive(workingDays(days), start).dueOn).to.equal(due);
    });
  }

  it("ends at local midnight as the clocks stood on that date, across the change of 2024-03-01", () => {
    const due = (days: number): string => computeDue(workingDays(days), almaty("2024-02-27T10:00"), calendar).dueAt;
    expect(due(1)).to.equal("2024-02-28T17:59:59.999Z");
    // The hour before this midnight came twice, and the day ended with the second.
    expect(due(2)).to.equal("2024-02-29T18:59:59.999Z");
    expect(due(3)).to.equal("2024-03-01T18:59:59.999Z");
  });

  it("given an application in the hour that came twice, has the same day of intake both times", () => {
    for (const start of ["2024-02-29T17:30:00Z", "2024-02-29T18:30:00Z"]) {
      expect(computeDue(workingDays(1), start, calendar).derivation.dueOn, start).to.equal("2024-03-01");
    }
  });

  it("given an application on a Sunday, starts on Monday", () => {
    const derived = derive(workingDays(1), "2012-05-13T10:00");
    expect(derived).to.include({ firstDay: "2012-05-14", dueOn: "2012-05-14" });
  });

  it("given an act that counts the day of the event, counts it, if it is a working day", () => {
    const same = { countFrom: "same-day" } as const;
    expect(derive(workingDays(1, same), "2012-05-14T10:00")).to.include({ countFrom: "same-day", dueOn: "2012-05-14" });
    expect(derive(workingDays(1, same), "2012-05-14T10:00").skipped).to.deep.equal([]);
    expect(derive(workingDays(1, same), "2012-05-13T10:00").dueOn).to.equal("2012-05-14");
  });

  describe("given a result owed at the place of issue a day before the term ends (guardianship 2019)", () => {
    const nineteen = workingDays(19, { excludes: ["intake"], owedEarlierDays: 1 });

    it("is due a working day before the nineteenth", () => {
      expect(derive(nineteen, "2019-06-03T10:00")).to.include({ endsOn: "2019-06-28", dueOn: "2019-06-27" });
    });

    it("goes back over a weekend", () => {
      expect(derive(nineteen, "2019-06-04T10:00")).to.include({ endsOn: "2019-07-01", dueOn: "2019-06-28" });
    });

    it("is never due before the day of the event", () => {
      expect(derive(workingDays(1, { owedEarlierDays: 1 }), "2012-05-14T10:00").dueOn).to.equal("2012-05-14");
      expect(derive(workingDays(1, { owedEarlierDays: 3 }), "2012-05-14T10:00").dueOn).to.equal("2012-05-14");
      expect(derive(workingDays(1, { owedEarlierDays: 1 }), "2012-05-12T10:00").dueOn).to.equal("2012-05-12");
    });
  });
});

describe("a term in calendar days", () => {
  it("counts weekends and holidays", () => {
    const derived = derive(calendarDays("P10D"), "2012-05-04T10:00");
    expect(derived).to.include({ firstDay: "2012-05-05", lastDay: "2012-05-14", counted: 10, dueOn: "2012-05-14" });
    expect(derived.skipped).to.deep.equal([{ date: "2012-05-04", reason: "event-day" }]);
    expect(derived).not.to.have.any.keys("rolled", "worked");
  });

  it("given a last day that is not a working day, rolls to the next one and says why", () => {
    const derived = derive(calendarDays("P4D"), "2012-04-25T10:00");
    expect(derived.rolled).to.deep.equal({
      from: "2012-04-29",
      to: "2012-05-02",
      why: [
        { date: "2012-04-29", reason: "weekend" },
        { date: "2012-04-30", reason: "moved-day-off", source: "P1200000458", workedInstead: "2012-04-28" },
        { date: "2012-05-01", reason: "holiday", source: "unity-day" },
      ],
    });
    expect(derived).to.include({ lastDay: "2012-04-29", endsOn: "2012-05-02", dueOn: "2012-05-02" });
  });

  it("given a last day on a worked Saturday, ends there", () => {
    expect(derive(calendarDays("P3D"), "2012-04-25T10:00"))
      .to.include({ dueOn: "2012-04-28" })
      .and.not.have.property("rolled");
  });

  it("given an excluded day of issue after a last day on Saturday, is owed on Monday, not on Tuesday", () => {
    const derived = derive(calendarDays("P5D", { excludes: ["intake", "issue"] }), "2012-05-14T10:00");
    expect(derived).to.include({ lastDay: "2012-05-19", dueOn: "2012-05-21" }).and.not.have.property("rolled");
    expect(derived.skipped.slice(1)).to.deep.equal([
      { date: "2012-05-20", reason: "weekend" },
      { date: "2012-05-21", reason: "issue-day" },
    ]);
  });

  for (const [what, duration, start, last, due] of [
    ["a month, ends on its date", "P1M", "2012-05-15T10:00", "2012-06-15", "2012-06-15"],
    [
      "a month from 31 January 2015, ends on 28 February, a Saturday, and rolls",
      "P1M",
      "2015-01-31T10:00",
      "2015-02-28",
      "2015-03-02",
    ],
    ["a month from 31 January 2016, ends on 29 February", "P1M", "2016-01-31T10:00", "2016-02-29", "2016-02-29"],
    ["a month to Nauryz 2014, rolls over its days off", "P1M", "2014-02-21T10:00", "2014-03-21", "2014-03-26"],
    [
      "a month and ten days, counts the days on from the month",
      "P1M10D",
      "2012-05-15T10:00",
      "2012-06-25",
      "2012-06-25",
    ],
    ["two weeks", "P2W", "2012-05-15T10:00", "2012-05-29", "2012-05-29"],
    ["a year", "P1Y", "2015-06-01T10:00", "2016-06-01", "2016-06-01"],
  ] as const) {
    it(`given ${what}`, () => {
      expect(derive(calendarDays(duration), start)).to.include({ lastDay: last, dueOn: due });
    });
  }

  it("given a month in which the day of the event counts, still ends on its date; days begin with it", () => {
    const same = { countFrom: "same-day" } as const;
    expect(derive(calendarDays("P1M", same), "2012-05-15T10:00")).to.include({
      firstDay: "2012-05-15",
      dueOn: "2012-06-15",
    });
    expect(derive(calendarDays("P7D", same), "2012-05-15T10:00")).to.include({
      firstDay: "2012-05-15",
      dueOn: "2012-05-21",
    });
  });
});

describe("a term by the clock", () => {
  it("runs from the instant of the event", () => {
    const due = computeDue({ duration: "PT30M", unit: "minute" }, "2012-05-14T10:00:00+06:00", calendar);
    expect(due.dueAt).to.equal("2012-05-14T04:30:00.000Z");
    expect(due.derivation).to.deep.equal({
      start: "2012-05-14T04:00:00.000Z",
      zone: "Asia/Almaty",
      calendar: "kz-2012-2026.1",
      duration: "PT30M",
      unit: "minute",
      skipped: [],
      dueAt: "2012-05-14T04:30:00.000Z",
    });
  });

  it("runs through the night and the weekend: 480 minutes are not a working day", () => {
    const start = almaty("2012-05-18T17:50");
    expect(computeDue({ duration: "PT480M", unit: "minute" }, start, calendar).dueAt).to.equal(
      "2012-05-18T19:50:00.000Z",
    );
    expect(computeDue({ duration: "PT24H", unit: "hour" }, start, calendar).dueAt).to.equal("2012-05-19T11:50:00.000Z");
    expect(computeDue(workingDays(1), start, calendar).derivation.dueOn).to.equal("2012-05-21");
  });

  it("needs no calendar: it runs also in years that the table does not cover", () => {
    expect(computeDue({ duration: "PT1H30M", unit: "hour" }, "2031-01-01T00:00:00Z", calendar).dueAt).to.equal(
      "2031-01-01T01:30:00.000Z",
    );
  });

  it("given stops, stands as long as the clock stood, once where they overlap", () => {
    const due = computeDue({ duration: "PT30M", unit: "minute" }, "2012-05-14T04:00:00Z", calendar, {
      stops: [
        { from: "2012-05-14T04:20:00Z", to: "2012-05-14T04:25:00Z" },
        { from: "2012-05-14T04:10:00Z", to: "2012-05-14T04:22:00Z" },
        { from: "2012-05-14T03:00:00Z", to: "2012-05-14T03:30:00Z" },
        { from: "2012-05-14T09:00:00Z", to: "2012-05-14T10:00:00Z" },
      ],
    });
    expect(due.dueAt).to.equal("2012-05-14T04:45:00.000Z");
    expect(due.derivation.stops?.map((stop) => [stop.from.slice(11, 16), stop.days, stop.elapsedMs])).to.deep.equal([
      ["03:00", 0, 0],
      ["04:10", 0, 12 * 60_000],
      ["04:20", 0, 3 * 60_000],
      ["09:00", 0, 0],
    ]);
  });

  it("given an extension by the clock, is longer by it", () => {
    const due = computeDue({ duration: "PT30M", unit: "minute" }, "2012-05-14T04:00:00Z", calendar, {
      extensions: [{ duration: "PT1H", unit: "hour", reason: "The register did not answer." }],
    });
    expect(due.dueAt).to.equal("2012-05-14T05:30:00.000Z");
  });
});

describe("a stop of the clock in a term in days", () => {
  // Five working days from Monday 14 May 2012: 15, 16, 17, 18 and 21 May.
  const due = (...stops: [string, string][]): Derivation =>
    derive(workingDays(5), "2012-05-14T10:00", {
      stops: stops.map(([from, to]) => ({ from: almaty(from), to: almaty(to) })),
    });

  it("from Wednesday to Friday takes Thursday and Friday out of the count", () => {
    const derived = due(["2012-05-16T11:00", "2012-05-18T16:00"]);
    expect(derived.dueOn).to.equal("2012-05-23");
    expect(derived.stops).to.deep.equal([
      { from: "2012-05-16T05:00:00.000Z", to: "2012-05-18T10:00:00.000Z", days: 2 },
    ]);
    expect(derived.skipped.filter((day) => day.reason === "clock-stopped").map((day) => day.date)).to.deep.equal([
      "2012-05-17",
      "2012-05-18",
    ]);
  });

  it("within one day moves nothing", () => {
    expect(due(["2012-05-16T09:00", "2012-05-16T18:00"])).to.deep.include({ dueOn: "2012-05-21", counted: 5 });
  });

  it("over a weekend counts only the working days", () => {
    const derived = due(["2012-05-17T11:00", "2012-05-21T11:00"]);
    expect(derived.stops?.[0]?.days).to.equal(2);
    expect(derived.dueOn).to.equal("2012-05-23");
  });

  it("before the event or after the end moves nothing", () => {
    const derived = due(["2012-05-07T11:00", "2012-05-14T09:00"], ["2012-05-21T11:00", "2012-05-28T11:00"]);
    expect(derived.dueOn).to.equal("2012-05-21");
    expect(derived.stops?.map((stop) => stop.days)).to.deep.equal([0, 0]);
  });

  it("that began before the end and lasted beyond it leaves what was left", () => {
    expect(due(["2012-05-18T11:00", "2012-06-01T11:00"]).dueOn).to.equal("2012-06-04");
  });

  it("together with another counts a day once", () => {
    const derived = due(["2012-05-15T11:00", "2012-05-17T11:00"], ["2012-05-16T11:00", "2012-05-18T11:00"]);
    expect(derived.dueOn).to.equal("2012-05-24");
    expect(derived.stops?.map((stop) => stop.days)).to.deep.equal([2, 1]);
  });

  it("in calendar days takes every day out, and the end rolls after it", () => {
    // Ten days from 14 May end on the 24th; the stop takes out 18, 19 and 20 May; the end, Sunday 27 May, rolls.
    const derived = derive(calendarDays("P10D"), "2012-05-14T10:00", {
      stops: [{ from: almaty("2012-05-17T11:00"), to: almaty("2012-05-20T11:00") }],
    });
    expect(derived).to.include({ lastDay: "2012-05-27", dueOn: "2012-05-28" });
  });

  it("over the day to which an end would roll, or over the day of issue, moves that day", () => {
    const stops = [{ from: almaty("2012-05-20T11:00"), to: almaty("2012-05-22T11:00") }];
    const rolled = derive(calendarDays("P5D"), "2012-05-14T10:00", { stops });
    expect(rolled).to.include({ lastDay: "2012-05-19", dueOn: "2012-05-23" });
    expect(rolled.rolled?.why.map((day) => day.reason)).to.deep.equal([
      "weekend",
      "weekend",
      "clock-stopped",
      "clock-stopped",
    ]);
    const issued = derive(workingDays(4, { excludes: ["issue"] }), "2012-05-14T10:00", { stops });
    expect(issued).to.include({ lastDay: "2012-05-18", dueOn: "2012-05-23" });
    expect(issued.stops?.[0]?.days).to.equal(2);
  });

  it("leaves a result owed earlier no earlier than the day on which the clock ran again", () => {
    const derived = derive(workingDays(5, { owedEarlierDays: 1 }), "2012-05-14T10:00", {
      stops: [{ from: almaty("2012-05-18T11:00"), to: almaty("2012-05-29T11:00") }],
    });
    expect(derived).to.include({ endsOn: "2012-05-30", dueOn: "2012-05-29" });
  });
});

describe("an extension of a term in days", () => {
  const extension = { duration: "P5D", unit: "working-day", reason: "A further inspection is needed." } as const;

  it("counts on from the last day and keeps its reason", () => {
    const derived = derive(workingDays(5), "2012-05-14T10:00", { extensions: [extension] });
    expect(derived).to.include({ counted: 10, dueOn: "2012-05-28" });
    expect(derived.extensions).to.deep.equal([extension]);
  });

  it("of calendar days on working days counts each in its own way and rolls at the end only", () => {
    const derived = derive(workingDays(5), "2012-05-14T10:00", {
      extensions: [{ ...extension, duration: "P5D", unit: "calendar-day" }],
    });
    // 21 May and five days: Saturday 26 May, and on to Monday.
    expect(derived).to.include({ lastDay: "2012-05-26", dueOn: "2012-05-28" });
    const onWeekend = derive(calendarDays("P5D"), "2012-05-14T10:00", {
      extensions: [{ ...extension, duration: "P1M", unit: "calendar-day" }],
    });
    // Saturday 19 May and a month is Tuesday 19 June: no roll between.
    expect(onWeekend).to.include({ lastDay: "2012-06-19", dueOn: "2012-06-19" }).and.not.have.property("rolled");
  });
});

describe("moving a computed end", () => {
  const first = derive(workingDays(5, { excludes: ["intake", "issue"] }), "2012-05-14T10:00");
  const stop = { from: almaty("2012-05-16T11:00"), to: almaty("2012-05-18T16:00") };
  const extension = { duration: "P5D", unit: "working-day", reason: "A further inspection is needed." } as const;

  it("by a stop and an extension, one after the other, is the same as computing with both", () => {
    const moved = moveByExtension(moveByStop(first, stop, calendar).derivation, extension, calendar);
    const atOnce = derive(workingDays(5, { excludes: ["intake", "issue"] }), "2012-05-14T10:00", {
      stops: [stop],
      extensions: [extension],
    });
    expect(moved.derivation).to.deep.equal(atOnce);
    expect(moved.dueAt).to.equal(atOnce.dueAt);
    const otherWay = moveByStop(moveByExtension(first, extension, calendar).derivation, stop, calendar);
    expect(otherWay).to.deep.equal(moved);
  });

  it("leaves the earlier derivation as it was", () => {
    const before = structuredClone(first);
    moveByStop(first, stop, calendar);
    expect(first).to.deep.equal(before);
  });

  it("is refused with another calendar than the one it was computed with", () => {
    const other = createCalendar({ ...KAZAKHSTAN, version: "kz-2012-2026.2" });
    expect(refusal(() => moveByStop(first, stop, other)).code).to.equal("CALENDAR_INVALID");
    expect(refusal(() => moveByExtension(first, extension, other)).code).to.equal("CALENDAR_INVALID");
  });

  it("by a newer calendar follows the decree that it has more", () => {
    const newer = createCalendar({
      ...KAZAKHSTAN,
      version: "kz-2012-2026.2",
      transfers: [...KAZAKHSTAN.transfers, { off: "2012-05-18", worked: "2012-05-26", source: "P-NEW" }],
    });
    const again = recompute(first, newer);
    expect(first.dueOn).to.equal("2012-05-22");
    expect(again.derivation).to.include({ calendar: "kz-2012-2026.2", dueOn: "2012-05-23" });
  });
});

describe("what cannot be counted is refused", () => {
  const monday = "2012-05-14T04:00:00Z";
  const code = (rule: TermRule, start = monday, adjustments?: Adjustments): string =>
    refusal(() => computeDue(rule, start, calendar, adjustments)).code;

  for (const [duration, unit] of [
    ["P1M", "working-day"],
    ["P1W", "working-day"],
    ["PT8H", "working-day"],
    ["P1DT", "working-day"],
    ["PT24H", "calendar-day"],
    ["P1D", "hour"],
    ["P1DT1H", "hour"],
    ["P0D", "working-day"],
    ["PT0S", "minute"],
    ["P-3D", "working-day"],
    ["P1.5D", "calendar-day"],
    ["P", "calendar-day"],
    ["3", "working-day"],
    ["", "minute"],
  ] as const) {
    it(`"${duration}" in ${unit}s`, () => {
      expect(code({ duration, unit })).to.equal("TERM_INVALID");
    });
  }

  it("a term by the clock with days to leave out, to count or to be early by", () => {
    const minutes = { duration: "PT30M", unit: "minute" } as const;
    expect(code({ ...minutes, excludes: ["intake"] })).to.equal("TERM_INVALID");
    expect(code({ ...minutes, countFrom: "same-day" })).to.equal("TERM_INVALID");
    expect(code({ ...minutes, owedEarlierDays: 1 })).to.equal("TERM_INVALID");
  });

  it("a day of intake both counted and excluded, and earlier days that are no number", () => {
    expect(code(workingDays(3, { excludes: ["intake"], countFrom: "same-day" }))).to.equal("TERM_INVALID");
    expect(code(workingDays(3, { owedEarlierDays: -1 }))).to.equal("TERM_INVALID");
    expect(code(workingDays(3, { owedEarlierDays: 0.5 }))).to.equal("TERM_INVALID");
  });

  it("an event at no instant", () => {
    expect(code(workingDays(3), "2012-05-14T10:00:00")).to.equal("TERM_INVALID");
  });

  it("a stop that ends before it begins", () => {
    expect(
      code(workingDays(3), monday, { stops: [{ from: "2012-05-15T04:00:00Z", to: "2012-05-15T03:00:00Z" }] }),
    ).to.equal("TERM_INVALID");
  });

  it("an extension without a reason, or of the other kind", () => {
    const extend = (duration: string, unit: TermRule["unit"], reason: string): Adjustments => ({
      extensions: [{ duration, unit, reason }],
    });
    expect(code(workingDays(3), monday, extend("P1D", "working-day", " "))).to.equal("TERM_INVALID");
    expect(code(workingDays(3), monday, extend("PT1H", "hour", "Illness."))).to.equal("TERM_INVALID");
    expect(code({ duration: "PT1H", unit: "hour" }, monday, extend("P1D", "working-day", "Illness."))).to.equal(
      "TERM_INVALID",
    );
  });

  it("a term that begins or ends outside the years of the calendar", () => {
    expect(code(workingDays(3), "2011-12-30T04:00:00Z")).to.equal("CALENDAR_MISSING");
    expect(code(workingDays(3), "2026-12-29T04:00:00Z")).to.equal("CALENDAR_MISSING");
    expect(code(calendarDays("P1M"), "2026-12-15T04:00:00Z")).to.equal("CALENDAR_MISSING");
    expect(code(workingDays(1, { excludes: ["issue"] }), "2026-12-30T04:00:00Z")).to.equal("CALENDAR_MISSING");
  });
});
