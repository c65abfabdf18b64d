import { expect } from "chai";
import {
  durationProblem,
  feelProblem,
  feelText,
  isFeelLanguage,
  isIsoCycle,
  isIsoDate,
  isIsoDuration,
  isVariableName,
} from "../../engine/model/expression-syntax.ts";
import type { LimitUnit } from "../../engine/model/graph.ts";

const table = (
  says: string,
  test: (text: string) => boolean,
  right: readonly string[],
  wrong: readonly string[],
): void => {
  describe(says, () => {
    for (const text of right)
      it(`accepts ${JSON.stringify(text)}`, () => {
        expect(test(text)).to.equal(true);
      });
    for (const text of wrong)
      it(`refuses ${JSON.stringify(text)}`, () => {
        expect(test(text)).to.equal(false);
      });
  });
};

table(
  "FEEL",
  (text) => feelProblem(feelText(text)) === undefined,
  [
    "a",
    "=a",
    " = a > 1 ",
    'documents = "complete" and not(refused)',
    "if a then 1 else 2",
    'string length("a") > 2',
    "ұзын = 2",
    "-1",
  ],
  ["", "=", "a >", "${a}", "#{a}", "a && b", '"open', "a;b", "(", "x".repeat(2_001), "word ".repeat(41)],
);
table(
  "the language of an expression",
  (text) => isFeelLanguage(text),
  [
    "feel",
    "FEEL",
    "https://www.omg.org/spec/DMN/20191111/FEEL/",
    "http://www.omg.org/spec/FEEL/20140401",
    "application/feel",
  ],
  ["javascript", "juel", "http://www.w3.org/1999/XPath", "feelings", ""],
);
table(
  "ISO 8601 durations",
  isIsoDuration,
  ["P3D", "PT15M", "P1Y2M3DT4H5M6S", "P2W", "PT0.5S", "P0D"],
  ["", "P", "PT", "P3", "3D", "P3H", "PT3D", "P-3D", "p3d", "P3D "],
);
table(
  "ISO 8601 dates",
  isIsoDate,
  ["2012-05-14", "2012-05-14T10:00", "2012-05-14T10:00:00.5Z", "2012-05-14T10:00:00+06:00", "2012-02-29"],
  ["2012-5-14", "2013-02-29", "2012-13-01", "2012-05-14T24:01", "14.05.2012", "2012-05-14 10:00"],
);
table(
  "ISO 8601 repetitions",
  isIsoCycle,
  ["R/PT1H", "R3/PT10M", "R3/2012-05-14T10:00:00Z/P1D"],
  ["R0/PT1H", "PT1H", "R3", "R3/", "R3/PT1H/PT1H", "R-1/PT1H", "0 0 9 * * ?"],
);
table(
  "names of variables",
  isVariableName,
  ["a", "_a1", "нәтиже", "orderId"],
  ["", "1a", "a b", "a-b", "a.b", "and", "null"],
);

describe("durations counted in a unit", () => {
  const fits = (duration: string, unit: LimitUnit): boolean => durationProblem(duration, unit) === undefined;
  const units: readonly LimitUnit[] = ["minute", "hour", "working-day", "calendar-day"];
  const cases: readonly (readonly [string, readonly LimitUnit[]])[] = [
    ["PT15M", ["minute", "hour"]],
    ["PT1H30M", ["minute", "hour"]],
    ["P3D", ["working-day", "calendar-day"]],
    ["P1M", ["calendar-day"]],
    ["P2W", ["calendar-day"]],
    ["P1DT1H", []],
    ["PT0M", []],
    ["P0D", []],
    ["PT0.5H", []],
  ];
  for (const [duration, fitting] of cases)
    it(`${duration} is counted in ${fitting.join(" or ") || "nothing"}`, () => {
      expect(units.filter((unit) => fits(duration, unit))).to.deep.equal(fitting);
    });
});
