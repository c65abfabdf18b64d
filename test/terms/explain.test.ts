import { expect } from "chai";
import type { Language } from "../../engine/model/graph.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { computeDue } from "../../engine/terms/due-date.ts";
import type { Adjustments, TermRule } from "../../engine/terms/due-date.ts";
import { explain } from "../../engine/terms/explain.ts";

const calendar = createCalendar(KAZAKHSTAN);
const languages: readonly Language[] = ["kk", "ru", "en"];

const derive = (rule: TermRule, start: string, adjustments?: Adjustments): Derivation =>
  computeDue(rule, start, calendar, adjustments).derivation;

/** Everything that can be said of a term in days, except a roll (that needs no day of issue). */
const rich = derive(
  { duration: "P5D", unit: "working-day", excludes: ["intake", "issue"], owedEarlierDays: 1 },
  "2014-03-19T10:00:00+06:00",
  {
    stops: [{ from: "2014-03-27T04:00:00Z", to: "2014-03-31T04:00:00Z" }],
    extensions: [{ duration: "P21D", unit: "working-day", reason: "A further inspection." }],
  },
);

/** The formatter's own spaces (some are no-break spaces) are no concern of these tests. */
const plain = (line: string): string => line.replace(/\s/gu, " ");
const said = (derivation: Derivation, language: Language): string =>
  explain(derivation, language, calendar).map(plain).join("\n");

describe("a derivation in words", () => {
  it("tells in English, in the order of the counting, what decided the date", () => {
    const may = derive(
      { duration: "P3D", unit: "working-day", excludes: ["intake", "issue"] },
      "2012-05-04T10:00:00+06:00",
    );
    expect(explain(may, "en", calendar).map(plain)).to.deep.equal([
      "Term: 3 working days. The day of intake and the day of issue are not counted.",
      "Runs from: 4 May 2012 at 10:00:00 GMT+6.",
      "Counted: 3 days, the first Monday, 7 May 2012, the last Thursday, 10 May 2012.",
      "Not counted: Friday, 4 May 2012 (the day of intake).",
      "Not counted: Saturday, 5 May 2012 – Sunday, 6 May 2012 (weekend).",
      "Not counted: Wednesday, 9 May 2012 (day off: Victory Day).",
      "Not counted: Friday, 11 May 2012 (the day of issue).",
      "Due by the end of the day: Friday, 11 May 2012.",
      "Calendar: kz-2012-2026.1, time zone: Asia/Almaty.",
    ]);
  });

  it("names in each language the holiday, the stop, the extension, the transfer and the earlier delivery", () => {
    expect(said(rich, "en")).to.contain("day off for a holiday on a weekend: Nauryz, 22 March 2014");
    expect(said(rich, "en")).to.contain("(the clock was stopped)");
    expect(said(rich, "en")).to.contain("Extended: 21 working days. Reason: A further inspection.");
    expect(said(rich, "en")).to.contain("Owed at the place of issue 1 working day before the term ends");
    expect(said(rich, "ru")).to.contain("выходной за праздник, выпавший на выходной: Наурыз мейрамы, 22 марта 2014 г.");
    expect(said(rich, "ru")).to.contain("(течение срока остановлено)");
    expect(said(rich, "ru")).to.contain("Срок продлен: 21 рабочий день. Основание: A further inspection.");
    expect(said(rich, "ru")).to.contain("К месту выдачи результат передается за 1 рабочий день до окончания срока");
    expect(said(rich, "kk")).to.contain("демалыс күніне түскен мереке үшін берілген демалыс: Наурыз мейрамы");
    expect(said(rich, "kk")).to.contain("(мерзімнің өтуі тоқтатылған)");
    expect(said(rich, "kk")).to.contain("Мерзім ұзартылды: 21 жұмыс күні. Негіздеме: A further inspection.");
    expect(said(rich, "kk")).to.contain("мерзім аяқталғанға дейін 1 жұмыс күні бұрын тапсырылады");

    const spring = derive({ duration: "P3D", unit: "working-day" }, "2012-04-26T10:00:00+06:00");
    expect(said(spring, "en")).to.contain("(day of rest moved by P1200000458, worked instead: 28 April 2012)");
    expect(said(spring, "en")).to.contain(
      "A working day by transfer: Saturday, 28 April 2012 (P1200000458, day of rest: 30 April 2012).",
    );
    expect(said(spring, "ru")).to.contain("(день события, отсчет идет со следующего дня)");
    expect(said(spring, "ru")).to.contain("Рабочий день по переносу: суббота, 28 апреля 2012 г. (P1200000458,");
    expect(said(spring, "kk")).to.contain("ауыстырылған демалыс күні, P1200000458, оның орнына жұмыс күні:");
  });

  it("says of a roll from which day, why, and to which", () => {
    const rolled = derive({ duration: "P4D", unit: "calendar-day" }, "2012-04-25T10:00:00+06:00");
    expect(said(rolled, "en")).to.contain(
      "The last day is not a working day: Sunday, 29 April 2012 (weekend). The term ends on Wednesday, 2 May 2012.",
    );
    expect(said(rolled, "ru")).to.contain("Последний день нерабочий: воскресенье, 29 апреля 2012 г. (выходной).");
    expect(said(rolled, "kk")).to.contain("Соңғы күн жұмыс күні емес:");
    expect(said(rolled, "en")).to.contain(
      "Not counted: Tuesday, 1 May 2012 (day off: Unity Day of the People of Kazakhstan).",
    );
  });

  it("tells a term by the clock to the second, with the offset of that hour", () => {
    const night = derive({ duration: "PT1H30M", unit: "hour" }, "2024-02-29T17:30:00Z", {
      stops: [{ from: "2024-02-29T17:45:00Z", to: "2024-02-29T17:50:30Z" }],
    });
    expect(explain(night, "en", calendar).map(plain)).to.deep.equal([
      "Term: 1 hour 30 minutes.",
      "Runs from: 29 February 2024 at 23:30:00 GMT+6.",
      "The clock was stopped: 29 February 2024 at 23:45:00 GMT+6 – 29 February 2024 at 23:50:30 GMT+6, 5 minutes 30 seconds.",
      "Due: 1 March 2024 at 00:05:30 GMT+5.",
      "Calendar: kz-2012-2026.1, time zone: Asia/Almaty.",
    ]);
  });

  it("counts in Russian as Russian counts", () => {
    const term = (rule: TermRule): string => explain(derive(rule, "2012-05-14T10:00:00+06:00"), "ru", calendar)[0]!;
    expect(term({ duration: "P1D", unit: "working-day" })).to.equal("Срок: 1 рабочий день.");
    expect(term({ duration: "P3D", unit: "calendar-day" })).to.equal("Срок: 3 календарных дня.");
    expect(term({ duration: "P11D", unit: "working-day" })).to.equal("Срок: 11 рабочих дней.");
    expect(term({ duration: "P21D", unit: "calendar-day" })).to.equal("Срок: 21 календарный день.");
    expect(term({ duration: "P1M10D", unit: "calendar-day" })).to.equal("Срок: 1 месяц 10 календарных дней.");
    expect(term({ duration: "PT32M", unit: "minute" })).to.equal("Срок: 32 минуты.");
  });

  it("has as many lines in each language, each a whole sentence without a hole", () => {
    for (const derivation of [
      rich,
      derive({ duration: "P1M", unit: "calendar-day", countFrom: "same-day" }, "2014-02-21T10:00:00+06:00"),
      derive({ duration: "PT15M", unit: "minute" }, "2014-02-21T10:00:00+06:00", {
        stops: [{ from: "2015-01-01T00:00:00Z", to: "2015-01-02T00:00:00Z" }],
      }),
    ]) {
      const [kk, ru, en] = languages.map((language) => explain(derivation, language, calendar));
      expect(kk).to.have.length(en!.length);
      expect(ru).to.have.length(en!.length);
      for (const line of [...kk!, ...ru!, ...en!]) {
        expect(line).to.match(/^\p{Lu}.*[^.]\.$/u);
        expect(line).not.to.match(/undefined|NaN|\(\)/);
      }
    }
  });

  it("writes the dates by the locale that it is given", () => {
    const simple = derive({ duration: "P1D", unit: "working-day" }, "2012-05-14T10:00:00+06:00");
    expect(explain(simple, "en", calendar, "en-US").map(plain)).to.include(
      "Due by the end of the day: Tuesday, May 15, 2012.",
    );
  });

  it("keeps the key of a holiday that the calendar does not name", () => {
    const may = derive({ duration: "P1D", unit: "working-day" }, "2012-05-08T10:00:00+06:00");
    expect(explain(may, "en", { holidayNames: () => undefined }).join("\n")).to.contain("day off: victory-day");
  });
});
