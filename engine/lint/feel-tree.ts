/** FEEL expressions as trees, for the questions that rules ask of them. Nothing is evaluated here. */
import { parseExpression } from "feelin";
import { feelProblem } from "../model/expression-syntax.ts";

/** What we use of feelin's (lezer's) syntax nodes. */
export interface FeelNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: FeelNode | null;
  readonly nextSibling: FeelNode | null;
}

export interface FeelTree {
  readonly text: string;
  readonly root: FeelNode;
  textOf(node: FeelNode): string;
}

/** Undefined when it does not parse; the compiler says so. */
export function feelTree(text: string): FeelTree | undefined {
  if (feelProblem(text) !== undefined) return undefined;
  const root: FeelNode = parseExpression(text, {}, undefined).topNode;
  return { text, root, textOf: (node) => text.slice(node.from, node.to) };
}

export function childrenOfNode(node: FeelNode): readonly FeelNode[] {
  const children: FeelNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

export function* everyNode(node: FeelNode): Generator<FeelNode> {
  yield node;
  for (const child of childrenOfNode(node)) yield* everyNode(child);
}

/** Without brackets around it. */
export function inner(node: FeelNode): FeelNode {
  let at = node;
  while (at.name === "ParenthesizedExpression" || at.name === "Expression") {
    const content = childrenOfNode(at).find((child) => child.name !== "(" && child.name !== ")");
    if (content === undefined) return at;
    at = content;
  }
  return at;
}

/** `a` and `a.b` as they are written, without white space; undefined for anything else. */
export function pathOf(tree: FeelTree, node: FeelNode): string | undefined {
  const at = inner(node);
  if (at.name !== "VariableName" && at.name !== "PathExpression") return undefined;
  const text = tree.textOf(at).replace(/\s*\.\s*/g, ".");
  return /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text) ? text : undefined;
}

export function literalOf(tree: FeelTree, node: FeelNode): { readonly value: string | number | boolean } | undefined {
  const at = inner(node);
  const text = tree.textOf(at);
  if (at.name === "BooleanLiteral") return { value: text === "true" };
  if (at.name === "NumericLiteral") return { value: Number(text) };
  if (at.name !== "StringLiteral") return undefined;
  try {
    return { value: JSON.parse(text) as string };
  } catch {
    return { value: text.slice(1, -1) };
  }
}

/**
 * The variables that an expression reads, longest paths first met: `signature.valid` is one. Names that the expression itself binds (`for
 * x in`, `some x in`, parameters, earlier entries of a context) and names inside filters, which may be those of the items, are left out.
 */
export function readPaths(tree: FeelTree): readonly string[] {
  const paths = new Set<string>();
  collect(tree, tree.root, new Set(), paths);
  return [...paths];
}

function collect(tree: FeelTree, node: FeelNode, bound: ReadonlySet<string>, paths: Set<string>): void {
  const children = childrenOfNode(node);
  switch (node.name) {
    case "VariableName":
    case "PathExpression": {
      const path = pathOf(tree, node) ?? (node.name === "VariableName" ? tree.textOf(node) : undefined);
      if (path === undefined) break;
      if (!bound.has(path.split(".")[0] ?? "")) paths.add(path);
      return;
    }
    case "FunctionInvocation": {
      const [called, ...rest] = children;
      if (called !== undefined && called.name !== "VariableName") collect(tree, called, bound, paths);
      for (const child of rest) collect(tree, child, bound, paths);
      return;
    }
    case "InstanceOfExpression":
    case "FilterExpression": {
      const [list] = children;
      if (list !== undefined) collect(tree, list, bound, paths);
      return;
    }
    case "NamedParameter": {
      for (const child of children.filter(({ name }) => name !== "ParameterName")) collect(tree, child, bound, paths);
      return;
    }
    default:
  }
  const names = new Set(bound);
  for (const child of children) {
    collect(tree, child, names, paths);
    for (const name of boundBy(tree, node, child)) names.add(name);
  }
}

/** The names that stand for something of the expression's own in what follows `child`. */
function boundBy(tree: FeelTree, node: FeelNode, child: FeelNode): readonly string[] {
  const wanted =
    child.name === "InExpressions" || child.name === "InExpression" || child.name === "FormalParameters"
      ? "Name"
      : node.name === "Context" && child.name === "ContextEntry"
        ? "Key"
        : undefined;
  if (wanted === undefined) return [];
  const names = [...everyNode(child)].filter(({ name }) => name === wanted).map((each) => tree.textOf(each));
  if (wanted === "Key") return names.slice(0, 1).map((name) => name.replace(/^"|"$/g, ""));
  return [...names, "partial"];
}
