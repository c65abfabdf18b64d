import { expect } from "chai";
import { feelTree, readPaths } from "../../engine/lint/feel-tree.ts";

describe("the variables that a FEEL expression reads", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['documents = "complete"', ["documents"]],
    ["signature.valid and not(late)", ["signature.valid", "late"]],
    ["count(list) > 2", ["list"]],
    ["some each in list satisfies each.price > limit", ["list", "limit"]],
    ["for each in list, part in each.parts return part.size + each.size", ["list"]],
    ["every each in list satisfies each = wanted", ["list", "wanted"]],
    ["{first: 1, second: first + third}", ["third"]],
    ["list[item > 1]", ["list"]],
    ["function(each) each + 1", []],
    ["substring(string: text, start position: 1)", ["text"]],
    ["answer instance of string", ["answer"]],
    ["if a then b else c", ["a", "b", "c"]],
    ["x between low and high", ["x", "low", "high"]],
    ["first name = 2", ["first name"]],
  ];
  for (const [text, paths] of cases) {
    it(`of ${text} are ${paths.join(", ") || "none"}`, () => {
      const tree = feelTree(text);
      if (tree === undefined) throw new Error(`${text} parses`);
      expect(readPaths(tree)).to.deep.equal(paths);
    });
  }

  it("of what does not parse cannot be told", () => {
    expect(feelTree("a = ")).to.equal(undefined);
  });
});
