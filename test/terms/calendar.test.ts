import { expect } from "chai";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import type { CalendarTable, HolidayRow } from "../../engine/terms/calendar.ts";
import { TermError } from "../../engine/terms/term-error.ts";
import { refusal } from "./refusal.ts";

const calendar = createCalendar(KAZAKHSTAN);

const holiday = (row: Partial<HolidayRow>): HolidayRow => ({
  key: "feast",
  names: { kk: "Мереке", ru: "Праздник", en: "Feast" },
  dates: [],
  shifts: true,
  source: "LAW",
  ...row,
});

/** 2016 begins on a Friday: 2 January is a Saturday. */
const table = (change: Partial<CalendarTable>): CalendarTable => ({
  version: "test.1",
  zone: "Asia/Almaty",
  years: { from: 2016, to: 2017 },
  holidays: [],
  transfers: [],
  ...change,
});

describe("a working calendar", () => {
  describe("given a local date", () => {
    it("says that a plain Tuesday is a working day and a plain Saturday is not", () => {
      expect(calendar.day("2012-05-15")).to.deep.equal({ date: "2012-05-15", kind: "working" });
      expect(calendar.day("2012-05-19")).to.deep.equal({ date: "2012-05-19", kind: "weekend" });
    });

    it("names the holiday in three languages, with its law", () => {
      const day = calendar.day("2012-05-09");
      expect(day.kind).to.equal("holiday");
      expect(day.holiday).to.equal("victory-day");
      expect(day.names).to.deep.equal({ kk: "Жеңіс күні", ru: "День Победы", en: "Victory Day" });
      expect(day.source).to.equal("Z010000267_");
    });

    it("says of a moved day off by which decree, and which day was worked instead; and the other way round", () => {
      expect(calendar.day("2012-12-31")).to.include({
        kind: "moved-day-off",
        source: "P1200001538",
        workedInstead: "2012-12-29",
      });
      expect(calendar.day("2012-12-29")).to.include({ kind: "working", source: "P1200001538", dayOff: "2012-12-31" });
    });

    it("fails clearly outside the years it covers", () => {
      for (const date of ["2011-12-31", "2027-01-01"]) {
        expect(refusal(() => calendar.day(date))).to.deep.equal({
          code: "CALENDAR_MISSING",
          message: `The calendar "kz-2012-2026.1" covers 2012 to 2026, not ${date}.`,
        });
      }
      expect(refusal(() => calendar.workingDays("2026-12-01", "2027-01-31")).code).to.equal("CALENDAR_MISSING");
    });

    it("refuses what is no date", () => {
      for (const date of ["2015-02-29", "2015-2-1", "", "2015-01-01T00:00:00Z"]) {
        expect(refusal(() => calendar.day(date)).code).to.equal("TERM_INVALID");
      }
    });
  });

  describe("given a holiday on a weekend", () => {
    const dayOffs = (change: Partial<CalendarTable>, dates: readonly string[]): (string | undefined)[] => {
      const made = createCalendar(table(change));
      return dates.map((date) => made.day(date).shiftedFrom);
    };

    it("gives the next working day off", () => {
      expect(dayOffs({ holidays: [holiday({ dates: ["2016-01-09"] })] }, ["2016-01-11", "2016-01-12"])).to.deep.equal([
        "2016-01-09",
        undefined,
      ]);
    });

    it("stacks the days off of several, in the order of the holidays", () => {
      expect(
        dayOffs({ holidays: [holiday({ dates: ["2016-01-10", "2016-01-09", "2016-01-11"] })] }, [
          "2016-01-11",
          "2016-01-12",
          "2016-01-13",
        ]),
      ).to.deep.equal([undefined, "2016-01-09", "2016-01-10"]);
    });

    it("gives none for a day of rest without shift", () => {
      const made = createCalendar(table({ holidays: [holiday({ dates: ["2016-01-09"], shifts: false })] }));
      expect(made.day("2016-01-09").kind).to.equal("holiday");
      expect(made.day("2016-01-11").kind).to.equal("working");
    });

    it("carries the day off over the end of the year", () => {
      expect(dayOffs({ holidays: [holiday({ dates: ["2016-12-31"] })] }, ["2017-01-02"])).to.deep.equal(["2016-12-31"]);
    });
  });

  it("applies a row only while it is in force", () => {
    const made = createCalendar(table({ holidays: [holiday({ dates: ["03-01"], from: "2016-06-01" })] }));
    expect(made.day("2016-03-01").kind).to.equal("working");
    expect(made.day("2017-03-01").kind).to.equal("holiday");
  });

  it("has 29 February as a yearly date in leap years only", () => {
    const made = createCalendar(table({ holidays: [holiday({ dates: ["02-29"] })] }));
    expect(made.day("2016-02-29").kind).to.equal("holiday");
    expect(made.day("2017-03-01").kind).to.equal("working");
  });

  it("counts working days from one date to another, both counted", () => {
    expect(calendar.workingDays("2012-05-07", "2012-05-13")).to.equal(4);
    expect(calendar.workingDays("2012-05-09", "2012-05-09")).to.equal(0);
    expect(calendar.workingDays("2012-05-10", "2012-05-09")).to.equal(0);
  });

  describe("finds the local day of an instant", () => {
    const day = (instant: string): string => calendar.day(dateAt(calendar.localDay(Date.parse(instant)))).date;
    const dateAt = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);
    const end = (date: string): string => new Date(calendar.endOfDay(Date.parse(date) / 86_400_000)).toISOString();

    it("by the offset of +06 before March 2024 and +05 after", () => {
      expect(day("2012-05-14T17:59:59.999Z")).to.equal("2012-05-14");
      expect(day("2012-05-14T18:00:00.000Z")).to.equal("2012-05-15");
      expect(day("2024-03-04T18:59:59.999Z")).to.equal("2024-03-04");
      expect(day("2024-03-04T19:00:00.000Z")).to.equal("2024-03-05");
    });

    it("through the night in which the hour before midnight came twice", () => {
      expect(end("2024-02-28")).to.equal("2024-02-28T17:59:59.999Z");
      expect(end("2024-02-29")).to.equal("2024-02-29T18:59:59.999Z");
      expect(end("2024-03-01")).to.equal("2024-03-01T18:59:59.999Z");
      expect(day("2024-02-29T18:30:00Z")).to.equal("2024-02-29");
    });

    it("through nights without a midnight (summer time that began at 00:00)", () => {
      const cairo = createCalendar(table({ zone: "Africa/Cairo", years: { from: 2023, to: 2024 } }));
      const endOf = (date: string): string => new Date(cairo.endOfDay(Date.parse(date) / 86_400_000)).toISOString();
      // On 2023-04-28 the clocks went from 00:00 (+02) to 01:00 (+03).
      expect(endOf("2023-04-27")).to.equal("2023-04-27T21:59:59.999Z");
      expect(endOf("2023-04-28")).to.equal("2023-04-28T20:59:59.999Z");
      // On 2023-10-27 at 24:00 (+03) they went back to 23:00 (+02): the day had 25 hours.
      expect(endOf("2023-10-26")).to.equal("2023-10-26T21:59:59.999Z");
    });

    it("and fails clearly for an instant outside the years covered", () => {
      expect(refusal(() => calendar.localDay(Date.parse("2011-12-31T17:59:59.999Z"))).code).to.equal(
        "CALENDAR_MISSING",
      );
      expect(calendar.localDay(Date.parse("2011-12-31T18:00:00.000Z"))).to.equal(Date.parse("2012-01-01") / 86_400_000);
      expect(refusal(() => calendar.localDay(Date.parse("2026-12-31T19:00:00.000Z"))).code).to.equal(
        "CALENDAR_MISSING",
      );
      expect(refusal(() => calendar.localDay(Date.parse("1812-05-14T00:00:00Z"))).code).to.equal("CALENDAR_MISSING");
    });
  });

  describe("refuses a table that contradicts itself, naming every row", () => {
    const problems = (change: Partial<CalendarTable>): readonly string[] => {
      try {
        createCalendar(table(change));
        return [];
      } catch (error) {
        expect(error).to.be.instanceOf(TermError).with.property("code", "CALENDAR_INVALID");
        return (error as TermError).problems;
      }
    };

    it("a zone, a version or years that are none", () => {
      expect(problems({ zone: "Asia/Nowhere", version: " ", years: { from: 2017, to: 2016 } })).to.deep.equal([
        'zone: "Asia/Nowhere" is not an IANA zone.',
        "version: is empty.",
        "years: 2017 to 2016 is not a range of at most 200 years.",
      ]);
    });

    it("a holiday without a name, with a wrong date or without a source", () => {
      const names = { kk: "Мереке", ru: "", en: "Feast" };
      expect(
        problems({ holidays: [holiday({ names, dates: ["2016-02-30", "13-01", "1 May"], to: "soon", source: "" })] }),
      ).to.deep.equal([
        "holidays[0] (feast): has no source.",
        "holidays[0] (feast): has no name in ru.",
        'holidays[0] (feast): to "soon" is not a date.',
        'holidays[0] (feast): "2016-02-30" is neither YYYY-MM-DD nor MM-DD.',
        'holidays[0] (feast): "13-01" is not a day of the year.',
        'holidays[0] (feast): "1 May" is neither YYYY-MM-DD nor MM-DD.',
      ]);
    });

    it("a transfer to a day off, or from a day that is worked or a holiday", () => {
      const holidays = [holiday({ dates: ["2016-03-08"] })];
      const move = (off: string, worked: string) => ({ off, worked, source: "DECREE" });
      expect(problems({ holidays, transfers: [move("2016-03-08", "2016-03-05")] })).to.deep.equal([
        "transfers[0]: off 2016-03-08 is a day off already.",
      ]);
      expect(problems({ holidays, transfers: [move("2016-03-06", "2016-03-05")] })).to.deep.equal([
        "transfers[0]: off 2016-03-06 is a day off already.",
      ]);
      expect(problems({ holidays, transfers: [move("2016-03-07", "2016-03-09")] })).to.deep.equal([
        "transfers[0]: worked 2016-03-09 is a working day already.",
      ]);
      expect(problems({ holidays, transfers: [move("2016-03-07", "2016-03-08")] })).to.deep.equal([
        "transfers[0]: worked 2016-03-08 is a holiday.",
      ]);
    });

    it("a transfer of one day twice, or outside the years covered", () => {
      const move = (off: string, worked: string) => ({ off, worked, source: "DECREE" });
      expect(
        problems({
          transfers: [
            move("2016-03-07", "2016-03-05"),
            move("2016-03-09", "2016-03-05"),
            move("2020-01-03", "2020-01-05"),
          ],
        }),
      ).to.deep.equal([
        "transfers[1]: one of its days is moved twice.",
        "transfers[2]: lies outside the years covered.",
      ]);
    });
  });

  it("reads a table that went through JSON", () => {
    const copy = createCalendar(JSON.parse(JSON.stringify(KAZAKHSTAN)) as CalendarTable);
    expect(copy.workingDays("2012-01-01", "2026-12-31")).to.equal(calendar.workingDays("2012-01-01", "2026-12-31"));
  });
});
