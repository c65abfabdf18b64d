/** FEEL that parses and means something else than it seems to. */
import { childrenOfNode, everyNode, type FeelNode, type FeelTree, feelTree, inner } from "../feel-tree.ts";
import { expressionsOf } from "../expressions.ts";
import type { LintRule } from "../lint-rule.ts";

export const feelPitfalls: LintRule = {
  name: "feel-pitfalls",
  categories: { engine: "error", regulation: "error" },
  check({ graph }, report) {
    for (const { element, feel, place } of expressionsOf(graph)) {
      const tree = feelTree(feel);
      if (tree === undefined) continue;
      for (const node of everyNode(tree.root)) {
        const pitfall = pitfallOf(tree, node);
        if (pitfall !== undefined) report(element, `${place} "${feel}": ${pitfall}`);
      }
    }
  },
};

function pitfallOf(tree: FeelTree, node: FeelNode): string | undefined {
  const children = childrenOfNode(node);
  switch (node.name) {
    case "PositiveUnaryTest": {
      const [test] = children;
      if (test?.name !== "Disjunction" && test?.name !== "Conjunction") return undefined;
      const word = test.name === "Disjunction" ? "or" : "and";
      return `"${word}" belongs to the "in" before it, so that the rest is compared with the value; write (… in …) ${word} …`;
    }
    case "Disjunction":
    case "Conjunction": {
      const bare = children.find((child) => ["StringLiteral", "NumericLiteral"].includes(inner(child).name));
      if (bare === undefined) return undefined;
      const word = node.name === "Disjunction" ? "or" : "and";
      return `${tree.textOf(bare)} beside "${word}" is neither true nor false; write out the comparison, or use "in"`;
    }
    case "VariableName": {
      const text = tree.textOf(node);
      return /^not\s+[^(\s]/.test(text)
        ? `"${text}" is read as one name; write not(${text.slice(3).trim()})`
        : undefined;
    }
    default:
      return undefined;
  }
}
