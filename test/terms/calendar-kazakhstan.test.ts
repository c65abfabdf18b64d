import { expect } from "chai";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";

const calendar = createCalendar(KAZAKHSTAN);

function days(year: number): { date: string; weekend: boolean; working: boolean }[] {
  const found = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10);
    const weekend = [0, 6].includes(new Date(at).getUTCDay());
    found.push({ date, weekend, working: calendar.day(date).kind === "working" });
  }
  return found;
}

const monthAndDay = (date: string): string => date.slice(5);
const daysOff = (year: number): string[] =>
  days(year)
    .filter((day) => !day.weekend && !day.working)
    .map((day) => monthAndDay(day.date));
const workedWeekends = (year: number): string[] =>
  days(year)
    .filter((day) => day.weekend && day.working)
    .map((day) => monthAndDay(day.date));

describe("the calendar of Kazakhstan, 2012 to 2026", () => {
  /**
   * A regression by year: working days, the weekdays rested, the weekends worked. Where the press printed the year's balance, it
   * agrees: 2018 has 246 and 2026 after 30 August lost its holiday 247; 2024 was printed with 248 while Kurban Ait was expected on a Monday;
   * 2022 with 245 before October, when 1 and 19 December became working days and 25 October a holiday.
   */
  const years: readonly [number, number, string, string][] = [
    [
      2012,
      247,
      "01-02 01-03 03-08 03-09 03-21 03-22 03-23 04-30 05-01 05-09 07-06 08-30 10-26 12-03 12-17 12-18 12-31",
      "03-11 04-28 12-29",
    ],
    [
      2013,
      246,
      "01-01 01-02 01-07 03-08 03-21 03-22 03-25 05-01 05-07 05-09 05-10 07-08 08-30 10-14 10-15 12-02 12-16 12-17",
      "05-04 10-12 12-28",
    ],
    [
      2014,
      245,
      "01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-02 05-07 05-08 05-09 07-07 09-01 12-01 12-16 12-17",
      "05-04 05-11",
    ],
    [2015, 245, "01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 07-06 08-31 09-24 12-01 12-16 12-17", ""],
    [
      2016,
      245,
      "01-01 01-04 01-07 03-07 03-08 03-21 03-22 03-23 05-02 05-09 05-10 07-06 08-30 09-12 12-01 12-16 12-19",
      "03-05",
    ],
    [
      2017,
      245,
      "01-02 01-03 03-08 03-20 03-21 03-22 03-23 05-01 05-08 05-09 07-06 07-07 08-30 09-01 12-01 12-18 12-19",
      "03-18 07-01",
    ],
    [
      2018,
      246,
      "01-01 01-02 03-08 03-09 03-21 03-22 03-23 04-30 05-01 05-07 05-08 05-09 07-06 08-21 08-30 08-31 12-03 12-17 12-18 12-31",
      "03-03 04-28 05-05 08-25 12-29",
    ],
    [
      2019,
      246,
      "01-01 01-02 01-07 03-08 03-21 03-22 03-25 05-01 05-07 05-09 05-10 07-08 08-30 12-02 12-16 12-17",
      "05-04",
    ],
    [
      2020,
      246,
      "01-01 01-02 01-03 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-08 07-06 07-31 08-31 12-01 12-16 12-17 12-18",
      "01-05 12-20",
    ],
    [
      2021,
      245,
      "01-01 01-04 01-07 03-08 03-22 03-23 03-24 05-03 05-07 05-10 07-05 07-06 07-20 08-30 12-01 12-16 12-17",
      "07-03",
    ],
    [
      2022,
      246,
      "01-03 01-04 01-07 03-07 03-08 03-21 03-22 03-23 05-02 05-09 05-10 07-06 08-29 08-30 10-24 10-25 12-16",
      "03-05 08-27 10-22",
    ],
    [2023, 246, "01-02 01-03 03-08 03-21 03-22 03-23 05-01 05-08 05-09 06-28 07-06 07-07 08-30 10-25 12-18", "07-01"],
    [2024, 249, "01-01 01-02 03-08 03-21 03-22 03-25 05-01 05-07 05-08 05-09 07-08 08-30 10-25 12-16", "05-04"],
    [
      2025,
      246,
      "01-01 01-02 01-03 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09 06-06 07-07 09-01 10-27 12-16",
      "01-05",
    ],
    [2026, 247, "01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06 10-26 12-16", ""],
  ];
  for (const [year, working, off, worked] of years) {
    it(`has ${working} working days in ${year}`, () => {
      expect(daysOff(year).join(" ")).to.equal(off);
      expect(workedWeekends(year).join(" ")).to.equal(worked);
      expect(calendar.workingDays(`${year}-01-01`, `${year}-12-31`)).to.equal(working);
      expect(days(year).filter((day) => day.working)).to.have.length(working);
    });
  }

  it("rests on 24 and 25 March 2014, since 22 and 23 March were a Saturday and a Sunday", () => {
    expect(calendar.day("2014-03-24")).to.include({ kind: "holiday", holiday: "nauryz", shiftedFrom: "2014-03-22" });
    expect(calendar.day("2014-03-25")).to.include({ kind: "holiday", holiday: "nauryz", shiftedFrom: "2014-03-23" });
    expect(calendar.day("2014-03-26").kind).to.equal("working");
  });

  it("rests on Tuesday 10 May 2016 for Saturday 7 May, since Monday 9 May was a holiday of its own", () => {
    expect(calendar.day("2016-05-09")).to.include({ holiday: "victory-day" }).and.not.have.property("shiftedFrom");
    expect(calendar.day("2016-05-10")).to.include({ holiday: "defender-day", shiftedFrom: "2016-05-07" });
  });

  it("does not rest on 7 May 2012: Defender's Day became a day off in 2013", () => {
    expect(calendar.day("2012-05-07").kind).to.equal("working");
    expect(calendar.day("2013-05-07").holiday).to.equal("defender-day");
  });

  it("gives no further day off for 7 January or Kurban Ait on a weekend", () => {
    for (const [restDay, monday] of [
      ["2012-01-07", "2012-01-09"],
      ["2023-01-07", "2023-01-09"],
      ["2014-10-04", "2014-10-06"],
      ["2019-08-11", "2019-08-12"],
      ["2022-07-09", "2022-07-11"],
      ["2024-06-16", "2024-06-17"],
    ] as const) {
      expect(calendar.day(restDay).kind, restDay).to.equal("holiday");
      expect(calendar.day(monday).kind, monday).to.equal("working");
    }
  });

  it("worked on Monday 11 May 2020, the day off of Victory Day, and rested on Friday 8 May", () => {
    expect(calendar.day("2020-05-11")).to.include({ kind: "working", source: "P1900000820", dayOff: "2020-05-08" });
    expect(calendar.day("2020-05-08")).to.include({ kind: "moved-day-off", workedInstead: "2020-05-11" });
  });

  it("follows the changes of 2022: 25 October comes, 1 and 17 December go", () => {
    expect(calendar.day("2021-10-25").kind).to.equal("working");
    expect(calendar.day("2022-10-25").holiday).to.equal("republic-day");
    expect(calendar.day("2021-12-01").holiday).to.equal("first-president-day");
    expect(calendar.day("2022-12-01").kind).to.equal("working");
    expect(calendar.day("2021-12-17").holiday).to.equal("independence-day");
    expect(calendar.day("2022-12-19").kind).to.equal("working");
  });

  it("works on 31 August 2026, and says why", () => {
    expect(calendar.day("2025-09-01")).to.include({ holiday: "constitution-day", shiftedFrom: "2025-08-30" });
    expect(calendar.day("2026-08-31").kind).to.equal("working");
    expect(KAZAKHSTAN.holidays.find((row) => row.key === "constitution-day")?.note).to.contain("2026-07-01");
  });

  it("marks the decrees that were assigned by their order, with a note", () => {
    const uncertain = KAZAKHSTAN.transfers.filter((row) => row.uncertain);
    expect(uncertain.map((row) => row.off)).to.deep.equal([
      "2012-03-09",
      "2012-04-30",
      "2013-05-10",
      "2013-10-14",
      "2014-01-03",
    ]);
    for (const row of uncertain) expect(row.note).to.be.a("string");
  });

  it("names one holiday alike in all its rows", () => {
    for (const row of KAZAKHSTAN.holidays) expect(row.names).to.deep.equal(calendar.holidayNames(row.key));
  });
});
