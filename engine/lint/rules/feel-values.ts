/** A comparison with a value that the variable can never have: a misspelt choice of a form, "true" for true. */
import { childrenOfNode, everyNode, type FeelNode, type FeelTree, feelTree, literalOf, pathOf } from "../feel-tree.ts";
import { expressionsOf } from "../expressions.ts";
import { type LintRule, listed } from "../lint-rule.ts";
import { shown } from "../schema-values.ts";
import { variablesOf } from "../variables.ts";

export const feelValues: LintRule = {
  name: "feel-values",
  categories: { engine: "error", regulation: "error" },
  check(diagram, report) {
    for (const { element, feel, place, over, process } of expressionsOf(diagram.graph)) {
      const tree = over === "variables" ? feelTree(feel) : undefined;
      if (tree === undefined) continue;
      const variables = variablesOf(diagram, process);
      for (const { path, value } of comparisons(tree)) {
        const known = variables.find(path);
        if (known?.values === undefined || known.values.includes(value)) continue;
        report(
          element,
          `${place} "${feel}": ${path} is never ${shown(value)}; ${listed(known.sources)} can give ${listed(known.values.map(shown), "or")}`,
        );
      }
    }
  },
};

interface Comparison {
  readonly path: string;
  readonly value: string | number | boolean;
}

/** `a = "x"`, `"x" != a`, `a in ("x", "y")`. */
function comparisons(tree: FeelTree): readonly Comparison[] {
  return [...everyNode(tree.root)].flatMap((node) => {
    if (node.name !== "Comparison") return [];
    const children = childrenOfNode(node);
    const [left, sign, ...right] = children;
    if (left === undefined || sign === undefined) return [];
    if (sign.name === "in") return pairs(tree, left, right.flatMap(listedTests));
    const [other] = right;
    if (other === undefined || !["=", "!="].includes(tree.textOf(sign))) return [];
    return [...pairs(tree, left, [other]), ...pairs(tree, other, [left])];
  });
}

/** The single values among the tests after `in`. */
function listedTests(node: FeelNode): readonly FeelNode[] {
  if (["PositiveUnaryTests", "PositiveUnaryTest", "SimplePositiveUnaryTest", "List"].includes(node.name))
    return childrenOfNode(node).flatMap(listedTests);
  return [node];
}

function pairs(tree: FeelTree, subject: FeelNode, others: readonly FeelNode[]): readonly Comparison[] {
  const path = pathOf(tree, subject);
  if (path === undefined) return [];
  return others.flatMap((other) => {
    const literal = literalOf(tree, other);
    return literal === undefined ? [] : [{ path, value: literal.value }];
  });
}
