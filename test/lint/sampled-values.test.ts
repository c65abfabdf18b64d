import { expect } from "chai";
import { feelTree } from "../../engine/lint/feel-tree.ts";
import { samplesOf } from "../../engine/lint/sampled-values.ts";

describe("the values that stand for all others", () => {
  const cases: readonly (readonly [readonly string[], unknown])[] = [
    [
      ["found", "not(found)"],
      [true, false],
    ],
    [
      ["found = true", "found = false and other > 1"],
      [true, false],
    ],
    [
      ["found > 10", "found <= 20"],
      [9, 10, 15, 20, 21],
    ],
    [
      ['found = "a"', 'found != "b"'],
      ["a", "b", "(anything else)"],
    ],
    [['found = "a"', "found = 1"], undefined],
    [["found = other"], undefined],
    [["count(found) > 1"], undefined],
    [["found in [1..2]"], undefined],
    [["other = 1"], undefined],
  ];
  for (const [conditions, samples] of cases)
    it(`of found in ${conditions.join(" and ")} are ${samples === undefined ? "not known" : JSON.stringify(samples)}`, () => {
      const trees = conditions.flatMap((condition) => feelTree(condition) ?? []);
      expect(trees).to.have.lengthOf(conditions.length);
      expect(samplesOf(trees, "found")).to.deep.equal(samples);
    });
});
