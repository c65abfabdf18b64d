import { expect } from "chai";
import { dayAndTime, relative, remaining } from "../../web/terms/instants.ts";

const NOW = new Date("2026-11-23T04:00:00Z"); // 9:00 in Almaty

describe("due dates in words", () => {
  const cases: readonly [string, string, string, readonly [kk: string, ru: string, en: string]][] = [
    ["minutes away", "2026-11-23T04:29:30Z", "today", ["29 минуттан кейін", "через 29 минут", "in 29 minutes"]],
    ["hours away", "2026-11-23T07:10:00Z", "today", ["3 сағаттан кейін", "через 3 часа", "in 3 hours"]],
    ["tomorrow", "2026-11-23T20:00:00Z", "soon", ["16 сағаттан кейін", "через 16 часов", "in 16 hours"]],
    ["days away", "2026-11-29T04:00:00Z", "later", ["6 күннен кейін", "через 6 дней", "in 6 days"]],
    ["hours ago", "2026-11-22T22:00:00Z", "overdue", ["6 сағат бұрын", "6 часов назад", "6 hours ago"]],
    ["this minute", "2026-11-23T03:59:30Z", "overdue", ["0 минут бұрын", "0 минут назад", "0 minutes ago"]],
  ];
  for (const [when, dueAt, kind, words] of cases)
    it(`that are ${when}: ${kind}, in three languages`, () => {
      const left = remaining(dueAt, NOW);
      expect(left.kind).to.equal(kind);
      expect(["kk", "ru", "en"].map((language) => relative(left, language))).to.deep.equal(words);
    });

  it("promise nobody more time than there is", () => {
    expect(remaining("2026-11-25T03:59:00Z", NOW)).to.deep.include({ amount: 47, unit: "hour" });
  });

  it("are written for Almaty, in Kazakh without a locale of the browser", () => {
    expect(dayAndTime("2026-11-22T20:05:00Z", "kk")).to.equal("2026 ж. 23 қар., 01:05");
    expect(dayAndTime("2026-11-22T20:05:00Z", "en")).to.equal("23 Nov 2026, 01:05");
  });
});
