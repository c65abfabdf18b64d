import { expect } from "chai";
import fc from "fast-check";
import { DateTime } from "luxon";
import {
  addMonths,
  dateOf,
  dayNumber,
  firstDayOf,
  isWeekend,
  readDate,
  readInstant,
  writeInstant,
} from "../../engine/terms/local-date.ts";
import { refusal } from "./refusal.ts";

const utc = (day: number): DateTime => DateTime.fromMillis(day * 86_400_000, { zone: "utc" });
/** 1600 to 2400, so that every kind of century is among them. */
const anyDay = fc.integer({ min: -135_140, max: 157_054 });

describe("local dates as day numbers", () => {
  it("count from 1970-01-01", () => {
    expect(dayNumber("1970-01-01")).to.equal(0);
    expect(dateOf(-1)).to.equal("1969-12-31");
    expect(firstDayOf(2012)).to.equal(dayNumber("2012-01-01"));
  });

  it("are those of the Gregorian calendar, weekends included", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(dateOf(day)).to.equal(utc(day).toISODate());
        expect(dayNumber(dateOf(day))).to.equal(day);
        expect(isWeekend(day)).to.equal(utc(day).weekday >= 6);
      }),
    );
  });

  it("move by months to the same date, or to the last of a shorter month", () => {
    expect(dateOf(addMonths(dayNumber("2015-01-31"), 1))).to.equal("2015-02-28");
    expect(dateOf(addMonths(dayNumber("2016-01-31"), 1))).to.equal("2016-02-29");
    expect(dateOf(addMonths(dayNumber("2016-02-29"), 12))).to.equal("2017-02-28");
    fc.assert(
      fc.property(anyDay, fc.nat(60), (day, months) => {
        expect(dateOf(addMonths(day, months))).to.equal(utc(day).plus({ months }).toISODate());
      }),
    );
  });

  it("are not read from what is no date", () => {
    for (const text of ["2015-02-29", "2015-13-01", "2015-00-10", "2015-01-00", "15-01-01", "2015-1-1", "tomorrow"]) {
      expect(readDate(text), text).to.equal(undefined);
    }
  });
});

describe("instants", () => {
  it("are read with any offset and written in UTC with milliseconds", () => {
    expect(writeInstant(readInstant("2012-05-14T10:00:00+06:00"))).to.equal("2012-05-14T04:00:00.000Z");
    expect(writeInstant(readInstant("2012-05-14T04:00Z"))).to.equal("2012-05-14T04:00:00.000Z");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
        (date) => {
          expect(writeInstant(date.getTime())).to.equal(date.toISOString());
          expect(readInstant(date.toISOString())).to.equal(date.getTime());
        },
      ),
    );
  });

  it("are refused without an offset, since it would be somebody's local time", () => {
    for (const text of ["2012-05-14T10:00:00", "2012-05-14", "2012-05-14Z", "2012-02-30T10:00:00Z", "now", ""]) {
      expect(refusal(() => readInstant(text)).code, text).to.equal("TERM_INVALID");
    }
  });
});
