import { expect } from "chai";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { withForecast } from "../../engine/terms/calendar-forecast.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { computeDue } from "../../engine/terms/due-date.ts";

describe("the forecast of the calendar", () => {
  const calendar = createCalendar(withForecast(KAZAKHSTAN, 2028));

  it("given a term that begins in the last printed year, when it runs into the next, then it is counted and says that it is a forecast", () => {
    const { derivation } = computeDue({ duration: "P3D", unit: "working-day" }, "2026-12-30T05:00:00.000Z", calendar);
    // 31 December, then 1 and 2 January are holidays; 2 January 2027 is a Saturday and gives Monday the 4th.
    expect(derivation.dueOn).to.equal("2027-01-06");
    expect(derivation.calendar).to.equal("kz-2012-2026.1+forecast-2028");
  });

  it("given the printed years, then the forecast changes none of their days", () => {
    const printed = createCalendar(KAZAKHSTAN);
    expect(calendar.workingDays("2012-01-01", "2026-12-31")).to.equal(printed.workingDays("2012-01-01", "2026-12-31"));
  });

  it("given 2027, then 15 March is the day of the Constitution and 30 August is worked", () => {
    expect(calendar.day("2027-03-15")).to.include({ kind: "holiday", holiday: "constitution-day" });
    expect(calendar.day("2027-08-30").kind).to.equal("working");
  });

  it("given a table that reaches so far, then it is answered as it is", () => {
    expect(withForecast(KAZAKHSTAN, 2026)).to.equal(KAZAKHSTAN);
  });
});
