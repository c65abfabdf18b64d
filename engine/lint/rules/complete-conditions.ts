/**
 * At a condition some way must always be open: a default flow, or conditions that between them cover every value. A case for which no
 * way is open stops with an incident (BPMN 2.0.2, 13.4.2 and 13.4.3).
 */
import type { FlowNode, SequenceFlow } from "../../model/graph.ts";
import { feelTree, readPaths } from "../feel-tree.ts";
import {
  type Diagram,
  executableNodes,
  isActivity,
  isGateway,
  type LintRule,
  listed,
  processOf,
} from "../lint-rule.ts";
import { shown } from "../schema-values.ts";
import { combinations, tryFeel, variablesOf } from "../variables.ts";

export const completeConditions: LintRule = {
  name: "complete-conditions",
  categories: { engine: "warn", regulation: "error" },
  refines: ["conditional-flows"],
  check(diagram, report) {
    for (const node of executableNodes(diagram.graph)) {
      const flows = node.outgoing.flatMap((index) => diagram.graph.flows[index] ?? []);
      const byDefault = flows.find(({ index }) => index === node.defaultFlow);
      const conditional = flows.filter((flow) => flow.condition !== undefined && flow !== byDefault);
      const bare = flows.filter((flow) => flow.condition === undefined && flow !== byDefault);
      if (!chooses(node, conditional.length, byDefault !== undefined)) continue;
      if (isGateway(node) && flows.length > 1)
        for (const flow of bare) report(flow.id, `the flow out of ${node.id} has no condition and is not the default`);
      if (byDefault !== undefined || bare.length > 0) continue;
      const gap = gapOf(diagram, node, conditional);
      if (gap !== undefined) report(node.id, gap);
    }
  },
};

/** A gateway that splits, a single flow with a condition, an activity whose flows have conditions (13.3.1: they choose as it ends). */
function chooses(node: FlowNode, conditional: number, hasDefault: boolean): boolean {
  if (isActivity(node)) return conditional > 0 && !hasDefault;
  if (!/^(exclusive|inclusive|complex)Gateway$/.test(node.kind)) return false;
  return node.outgoing.length > 1 || conditional > 0;
}

/** Why the conditions do not cover everything; undefined when they do. */
function gapOf(diagram: Diagram, node: FlowNode, flows: readonly SequenceFlow[]): string | undefined {
  const process = processOf(diagram.graph, node);
  const conditions = flows.flatMap(({ condition }) => condition ?? []);
  const trees = conditions.map(feelTree);
  if (process === undefined || !trees.every((tree) => tree !== undefined)) return undefined; // the compiler says that it does not parse
  const paths = [...new Set(trees.flatMap(readPaths))];
  const cases = combinations(variablesOf(diagram, process), trees);
  if (cases === undefined)
    return `there is no default, and ${listed(paths)} can have too many values to tell whether some way is always open`;
  const open = cases.find((each) => !conditions.some((condition) => tryFeel(condition, each) === true));
  if (open === undefined) return undefined;
  const values = paths.map((path) => `${path} is ${shown(valueAt(open, path))}`);
  return `there is no default, and no way is open${values.length === 0 ? "" : ` when ${listed(values)}`}`;
}

function valueAt(context: Readonly<Record<string, unknown>>, path: string): string | number | boolean | null {
  let at: unknown = context;
  for (const name of path.split(".")) at = (at as Record<string, unknown>)[name];
  return at as string | number | boolean | null;
}
