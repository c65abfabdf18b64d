/** What the cells of annex tables say: time limits, next numbers, performers. */
import { expect } from "chai";
import { limitInWords, readLimit } from "../../engine/tables/limit-words.ts";
import { readPerformers } from "../../engine/tables/performers.ts";
import { readNext } from "../../engine/tables/read-next.ts";

describe("a cell of time limits", () => {
  const cases: readonly [text: string, duration: string | undefined, unit?: string, rest?: string][] = [
    ["Не более 30 минут.", "PT30M", "minute"],
    ["Не более 1 минуты", "PT1M", "minute"],
    ["В течение трех дней", "P3D", "calendar-day"],
    ["в течение трёх рабочих дней", "P3D", "working-day"],
    ["15 (пятнадцать) календарных дней", "P15D", "calendar-day"],
    ["2 часа", "PT2H", "hour"],
    ["1 минуттан көп емес", "PT1M", "minute"],
    ["30 минут көп емес", "PT30M", "minute"],
    ["10 минуттан артық емес", "PT10M", "minute"],
    ["3 (үш) сағат", "PT3H", "hour"],
    ["15 (он бес) жұмыс күні", "P15D", "working-day"],
    ["12 күнтізбелік күн", "P12D", "calendar-day"],
    ["within 5 working days", "P5D", "working-day"],
    [
      "3 күн ішінде (қабылдау күні мен құжатты беру күні мерзімге кірмейді)",
      "P3D",
      "calendar-day",
      "(қабылдау күні мен құжатты беру күні мерзімге кірмейді)",
    ],
    ["30 минут со дня обращения", "PT30M", "minute", "со дня обращения"],
    ["от 1 до 3 дней", undefined],
    ["1 час 30 минут", undefined],
    ["сразу", undefined],
    ["0 минут", undefined],
    ["30 рабочих минут", undefined],
    ["до 15.05.2012, 3 дня", undefined],
    ["-", undefined],
    ["", undefined],
  ];
  for (const [text, duration, unit, rest = ""] of cases)
    it(`"${text}" is ${duration === undefined ? "no single length of time" : `${duration} (${unit!})`}`, () => {
      expect(readLimit(text)).to.deep.equal(duration === undefined ? undefined : { duration, unit, rest });
    });

  it("is said in each language as it is read from it", () => {
    for (const language of ["kk", "ru", "en"] as const)
      for (const [duration, unit] of [
        ["PT1M", "minute"],
        ["PT2H", "hour"],
        ["P3D", "working-day"],
        ["P12D", "calendar-day"],
      ] as const)
        expect(readLimit(limitInWords(duration, unit, language)), language).to.deep.equal({ duration, unit, rest: "" });
    expect(limitInWords("P3D", "working-day", "ru")).to.equal("3 рабочих дня");
  });
});

describe("a cell of the next action", () => {
  const NUMBERS = ["1", "2", "8", "9", "10", "5a"];
  const cases: readonly [
    text: string,
    next: readonly (readonly [string, string])[],
    unread?: readonly string[],
    all?: boolean,
  ][] = [
    ["8", [["8", ""]]],
    ["-", []],
    ["", []],
    [
      "8 егер құжаттар толық болса; 9 егер толық болмаса",
      [
        ["8", "егер құжаттар толық болса"],
        ["9", "егер толық болмаса"],
      ],
    ],
    [
      "8, если да, 9, если нет",
      [
        ["8", "если да"],
        ["9", "если нет"],
      ],
    ],
    ["8 егер 2 құжат, 1 өтініш болса", [["8", "егер 2 құжат, 1 өтініш болса"]]],
    [
      "8 если да\n9 если нет",
      [
        ["8", "если да"],
        ["9", "если нет"],
      ],
    ],
    [
      "если документы в порядке – 8; иначе – 10",
      [
        ["8", "если документы в порядке"],
        ["10", "иначе"],
      ],
    ],
    [
      "8, 9",
      [
        ["8", ""],
        ["9", ""],
      ],
    ],
    [
      "8 или 9",
      [
        ["8", ""],
        ["9", ""],
      ],
    ],
    [
      "8 и 9",
      [
        ["8", ""],
        ["9", ""],
      ],
      [],
      true,
    ],
    [
      "5a; 1",
      [
        ["5a", ""],
        ["1", ""],
      ],
    ],
    [
      "8 егер 2 күн өтсе; 9",
      [
        ["8", "егер 2 күн өтсе"],
        ["9", ""],
      ],
    ],
    ["8; 8", [["8", ""]]],
    ["17", [], ["17"]],
    ["8; конец", [["8", ""]], ["конец"]],
    ["18.2", [], ["18.2"]],
  ];
  for (const [text, next, unread = [], all = false] of cases)
    it(`"${text.replaceAll("\n", "\\n")}" leads to ${next.map(([number]) => number).join(" and ") || "nothing"}`, () => {
      expect(readNext(text, NUMBERS)).to.deep.equal({
        next: next.map(([number, when]) => ({ number, when })),
        unread,
        all,
      });
    });
});

describe("cells of performers", () => {
  it("that have the same words are one performer, known ones under the ids of the regulations", () => {
    const performers = readPerformers([
      "ГУ",
      "РШЭП (ШЭП)",
      "ШЭП (РШЭП)",
      "ЖАО қызметкері",
      "ЭҮӨШ /ЭҮШ",
      "ИС ЦОН",
      "Отдел полиции",
      "полиции Отдел",
    ]);
    expect([...performers].map(([cell, { id, isSystem }]) => [cell, id, isSystem])).to.deep.equal([
      ["ГУ", "office", false],
      ["РШЭП (ШЭП)", "gateway", true],
      ["ШЭП (РШЭП)", "gateway", true],
      ["ЖАО қызметкері", "office", false],
      ["ЭҮӨШ /ЭҮШ", "gateway", true],
      ["ИС ЦОН", "centre-system", true],
      ["Отдел полиции", "otdel-politsii", false],
      ["полиции Отдел", "otdel-politsii", false],
    ]);
    expect(performers.get("РШЭП (ШЭП)")!.alsoNamed).to.deep.equal(["ШЭП (РШЭП)", "ЭҮӨШ /ЭҮШ"]);
  });

  it("that give the same id without being the same words get two", () => {
    const ids = [...readPerformers(["Отдел", "Отдел!", "Öтдел", "", "…"]).values()].map(({ id }) => id);
    expect(new Set(ids).size).to.equal(3);
    expect(ids[1]).to.equal(ids[0]);
  });
});
