/**
 * Values that stand for all others, where conditions only compare a variable with literals: between the numbers of `x > 10` and `x <= 20`
 * nothing changes, and a text that is named nowhere is like any other.
 */
import { childrenOfNode, type FeelNode, type FeelTree, literalOf, pathOf } from "./feel-tree.ts";

export type Sample = string | number | boolean;

/** Undefined where the variable is used in another way, or as values of different types. */
export function samplesOf(trees: readonly FeelTree[], path: string): readonly Sample[] | undefined {
  const uses = trees.flatMap((tree) => usesOf(tree, tree.root, path, true));
  const literals = uses.flatMap((use) => (use === "truth" || use === "other" ? [] : [use.literal]));
  if (uses.length === 0 || uses.includes("other")) return undefined;
  if (uses.includes("truth") || literals.some((each) => typeof each === "boolean"))
    return literals.every((each) => typeof each === "boolean") ? [true, false] : undefined;
  if (literals.every((each) => typeof each === "number")) return between(literals);
  return literals.every((each) => typeof each === "string") ? [...new Set(literals), OTHER_TEXT] : undefined;
}

const OTHER_TEXT = "(anything else)";

/** Each number, one below, one above, and one between each two. */
function between(numbers: readonly number[]): readonly number[] {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  return sorted.flatMap((number, at) => {
    const next = sorted[at + 1];
    return [...(at === 0 ? [number - 1] : []), number, next === undefined ? number + 1 : (number + next) / 2];
  });
}

type Use = "truth" | "other" | { readonly literal: Sample };

/** How the path is used below a node; `asTruth`: whether the node itself must be true or false. */
function usesOf(tree: FeelTree, node: FeelNode, path: string, asTruth: boolean): readonly Use[] {
  const children = childrenOfNode(node);
  switch (node.name) {
    case "VariableName":
    case "PathExpression":
      return pathOf(tree, node) === path ? [asTruth ? "truth" : "other"] : [];
    case "Expression":
    case "ParenthesizedExpression":
    case "Conjunction":
    case "Disjunction":
      return children.flatMap((child) => usesOf(tree, child, path, asTruth));
    case "FunctionInvocation": {
      const [called, ...rest] = children;
      const isNot = called !== undefined && tree.textOf(called) === "not";
      return rest
        .flatMap((child) => (child.name === "PositionalParameters" ? childrenOfNode(child) : [child]))
        .flatMap((child) => usesOf(tree, child, path, isNot));
    }
    case "Comparison": {
      const [left, sign, right] = children;
      if (left !== undefined && right !== undefined && sign?.name === "CompareOp")
        return [...compared(tree, left, right, path), ...compared(tree, right, left, path)];
      return children.flatMap((child) => usesOf(tree, child, path, false));
    }
    default:
      return children.flatMap((child) => usesOf(tree, child, path, false));
  }
}

function compared(tree: FeelTree, subject: FeelNode, other: FeelNode, path: string): readonly Use[] {
  if (pathOf(tree, subject) !== path) return usesOf(tree, subject, path, false);
  const literal = literalOf(tree, other);
  return [literal === undefined ? "other" : { literal: literal.value }];
}
