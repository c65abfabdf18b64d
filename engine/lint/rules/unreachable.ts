/** Every element must be on a way from a start; what is not is a step of the text that never happens. */
import type { LintRule } from "../lint-rule.ts";
import { beginnings, reachable } from "../paths.ts";

export const unreachable: LintRule = {
  name: "unreachable",
  categories: { engine: "error", regulation: "error" },
  refines: ["no-disconnected"],
  check({ graph }, report) {
    const starts = graph.processes.flatMap(({ scope }) => beginnings(graph, scope));
    const reached = reachable(graph, starts);
    for (const node of graph.nodes) {
      if (reached.has(node.index)) continue;
      const around = graph.scopes[node.scope];
      // What stands in an unreachable sub-process needs no line of its own.
      if (around !== undefined && around.node >= 0 && !reached.has(around.node)) continue;
      report(node.id, "no way leads here from a start");
    }
  },
};
