/** In what order completed activities are compensated (BPMN 2.0.2, 13.5.5). */
import type { FlowNode, Graph } from "../model/graph.ts";
import type { Compensable } from "./events.ts";

/**
 * `completed` stands in the order of completion; the answer in that of compensation, with what is compensated from inside taken apart
 * (sub-processes without a handler of their own, and loops).
 */
export function compensationOrder(graph: Graph, completed: readonly Compensable[]): Compensable[] {
  const order = eventsFirst(graph, completed.toReversed());
  return order.flatMap((each) =>
    each.handler === undefined
      ? compensationOrder(
          graph,
          (each.inner ?? []).map((inside) => ({ ...inside, variables: { ...each.variables, ...inside.variables } })),
        )
      : [each],
  );
}

/**
 * What a boundary event of an activity led to is compensated before the activity, also when it was done first: the event happened while
 * the activity ran, so the reverse order of completion would have it the other way round.
 */
function eventsFirst(graph: Graph, reversed: readonly Compensable[]): readonly Compensable[] {
  const order = reversed.slice();
  for (let at = 0; at < order.length; at++) {
    const node = nodeOf(graph, order[at] as Compensable);
    const starts = (node?.boundaries ?? []).map((index) => graph.nodes[index] as FlowNode);
    if (node === undefined || starts.every(({ outgoing }) => outgoing.length === 0)) continue;
    const byEvent = downstream(graph, starts);
    const byFlow = downstream(graph, [node]);
    for (let later = at + 1; later < order.length; later++) {
      const other = nodeOf(graph, order[later] as Compensable);
      if (other === undefined || !byEvent.has(other.index) || byFlow.has(other.index)) continue;
      order.splice(at, 0, ...order.splice(later, 1));
      at += 1;
    }
  }
  return order;
}

const nodeOf = (graph: Graph, { element }: Compensable): FlowNode | undefined =>
  graph.nodes[graph.nodeIndex[element] ?? -1];

/** Indexes of the nodes to which a token can come that leaves one of `nodes`. */
function downstream(graph: Graph, nodes: readonly FlowNode[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = nodes.slice();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const trigger = node.kind === "intermediateThrowEvent" ? node.triggers[0] : undefined;
    const targets = node.outgoing.map((flow) => graph.flows[flow]?.target ?? -1);
    if (trigger?.type === "link") targets.push(trigger.target);
    for (const target of targets) {
      const next = graph.nodes[target];
      if (next === undefined || reached.has(target)) continue;
      reached.add(target);
      open.push(next);
    }
  }
  return reached;
}
