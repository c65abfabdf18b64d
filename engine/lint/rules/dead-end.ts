/** A token must be able to get to an end: nowhere may it vanish unnoticed or go round for ever. */
import type { FlowNode, Graph, Scope } from "../../model/graph.ts";
import { type LintRule, listed } from "../lint-rule.ts";
import { beginnings, canReach, reachable } from "../paths.ts";

export const deadEnd: LintRule = {
  name: "dead-end",
  categories: { engine: "error", regulation: "error" },
  check({ graph, profile }, report) {
    const processes = graph.processes.map(({ scope }) => scope);
    const reached = reachable(
      graph,
      processes.flatMap((scope) => beginnings(graph, scope)),
    );
    for (const scope of graph.scopes) {
      if (graph.nodes[scope.node]?.kind === "adHocSubProcess") continue;
      const nodes = scope.nodes.flatMap((index) => graph.nodes[index] ?? []);
      const stops = nodes.filter((node) => node.outgoing.length === 0 && !goesOnOtherwise(node));
      // Where there is no end event at all, BPMN 2.0.2, 10.5.3, lets every way end by itself.
      const allowed = profile === "engine" && !nodes.some(({ kind }) => kind === "endEvent");
      for (const node of stops)
        if (node.kind !== "endEvent")
          report(node.id, "the way stops here: no flow leaves it and it is no end event", allowed ? "warn" : "error");
      if (canBeInterrupted(graph, scope)) continue;
      const endless = nodesWithoutEnd(graph, scope, nodes, stops).filter(({ index }) => reached.has(index));
      const [first] = endless;
      if (first !== undefined)
        report(
          first.id,
          `no end can be reached from ${listed(endless.map(({ id }) => id))}: the way goes round for ever`,
        );
    }
  },
};

/** Something outside of the flows can end what goes round. */
const canBeInterrupted = (graph: Graph, scope: Scope): boolean =>
  [...scope.nodes, ...(graph.nodes[scope.node]?.boundaries ?? [])].some((index) => {
    const node = graph.nodes[index];
    const begins = node?.triggeredByEvent === true ? (graph.scopes[node.body]?.starts ?? []) : [];
    return begins.some((start) => graph.nodes[start]?.interrupting) || isInterruptingBoundaryOf(node, scope);
  });

const isInterruptingBoundaryOf = (node: FlowNode | undefined, scope: Scope): boolean =>
  node !== undefined && node.attachedTo >= 0 && node.attachedTo === scope.node && node.interrupting;

/** What has no flow of its own: links, compensation, event sub-processes. */
const goesOnOtherwise = (node: FlowNode): boolean =>
  node.triggeredByEvent ||
  node.isForCompensation ||
  (node.kind === "boundaryEvent" && node.triggers.some(({ type }) => type === "compensate")) ||
  (node.kind === "intermediateThrowEvent" && node.triggers.some(({ type }) => type === "link"));

function nodesWithoutEnd(
  graph: Graph,
  scope: Scope,
  nodes: readonly FlowNode[],
  stops: readonly FlowNode[],
): FlowNode[] {
  const ending = canReach(graph, scope.index, new Set(stops.map(({ index }) => index)));
  return nodes.filter((node) => !ending.has(node.index) && !goesOnOtherwise(node));
}
