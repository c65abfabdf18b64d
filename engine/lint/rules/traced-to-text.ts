/** Each step says which item of the text it is (`reg:trace`), so that a lawyer can hold the two side by side. */
import type { FlowNode, ProcessGraph } from "../../model/graph.ts";
import {
  executableProcesses,
  isActivity,
  isCondition,
  type LintRule,
  listed,
  nodesOf,
  type Report,
} from "../lint-rule.ts";

export const tracedToText: LintRule = {
  name: "traced-to-text",
  categories: { engine: "off", regulation: "error" },
  check({ graph }, report) {
    for (const process of executableProcesses(graph)) {
      const nodes = nodesOf(graph, process);
      if (process.service === undefined)
        report(process.id, "the process does not say which act it stands for (reg:service)");
      for (const node of nodes)
        if ((isActivity(node) || isCondition(node)) && node.traces.length === 0)
          report(node.id, "no reg:trace says which item of the text this is");
      if (!sharesItsNumbers(nodes)) reportGaps(process, nodes, report);
    }
  },
};

/**
 * A channel that calls the provider's actions leaves them the numbers that are theirs, and the provider's actions carry numbers of the lists
 * of their callers: what one of them lacks the other has, which only `reglament coverage` sees, with all diagrams of the regulation.
 */
const sharesItsNumbers = (nodes: readonly FlowNode[]): boolean =>
  nodes.some(
    ({ calledProcess, traces }) =>
      calledProcess !== undefined ||
      traces.some(({ clause, step }) => step?.startsWith("action ") === true && !clause.startsWith("table")),
  );

/** The text numbers its processes and conditions from 1: a number that no element names is an item that was not drawn. */
function reportGaps(process: ProcessGraph, nodes: readonly FlowNode[], report: Report): void {
  for (const kind of ["process", "condition"]) {
    const numbers = new Set(
      nodes
        .flatMap(({ traces }) => traces)
        .flatMap(({ step }) => (step?.startsWith(`${kind} `) === true ? [Number(step.slice(kind.length + 1))] : [])),
    );
    const missing = Array.from({ length: Math.max(0, ...numbers) }, (_, index) => index + 1).filter(
      (number) => !numbers.has(number),
    );
    if (missing.length > 0)
      report(
        process.id,
        `no element is ${listed(
          missing.map((number) => `${kind} ${number}`),
          "or",
        )} of the text`,
        "warn",
      );
  }
}
