/**
 * A calendar goes on after its last printed year: cases that begin in December have terms that end in January, before anybody has
 * entered the decrees of the new year.
 *
 * A forecast year has the fixed holidays of the law and the expected days of Kurban Ait; transfers by decree are not known and not
 * guessed. The version says that it is a forecast, so each derivation does; an administrator replaces it by the printed year, and a
 * case keeps the calendar that it is pinned to.
 */
import type { CalendarTable, HolidayRow } from "./calendar.ts";

/** Expected by astronomical reckoning; announced each year by the Spiritual Administration of the Muslims of Kazakhstan. */
const KURBAN_AIT = ["2027-05-16", "2028-05-05", "2029-04-24", "2030-04-13"];

const LAST_FORECAST_YEAR = 2030;

/** The table with the years after its last one up to `to`, 2030 at most; a table that reaches so far is answered as it is. */
export function withForecast(table: CalendarTable, to: number): CalendarTable {
  const last = Math.min(to, LAST_FORECAST_YEAR);
  if (last <= table.years.to) return table;
  const kurbanAit = table.holidays.find((row) => row.key === "kurban-ait");
  const expected = KURBAN_AIT.filter(
    (date) => Number(date.slice(0, 4)) > table.years.to && Number(date.slice(0, 4)) <= last,
  );
  const forecast: HolidayRow[] = [];
  if (kurbanAit !== undefined && expected.length > 0)
    forecast.push({ ...kurbanAit, dates: expected, note: "Forecast: the day is announced each year." });
  const constitution = table.holidays.find((row) => row.key === "constitution-day");
  if (constitution !== undefined)
    forecast.push({
      ...constitution,
      dates: ["03-15"],
      from: `${Math.max(2027, table.years.to + 1)}-01-01`,
      to: `${last}-12-31`,
      note: "Forecast: the Constitution in force from 2026-07-01 has its day on 15 March, first rested in 2027.",
    });
  return {
    ...table,
    version: `${table.version}+forecast-${last}`,
    years: { from: table.years.from, to: last },
    holidays: [...table.holidays, ...forecast],
  };
}
