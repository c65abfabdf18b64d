/** Which tokens can still reach a join: the question of the inclusive gateway (BPMN 2.0.2, 13.4.3 and table 13.3). */
import type { FlowNode, Graph } from "../model/graph.ts";

const upstreamOf = new WeakMap<Graph, Map<number, ReadonlySet<number>>>();

/** Indexes of the nodes from which a token can come to `flow` without visiting the flow's target. */
function upstream(graph: Graph, flow: number): ReadonlySet<number> {
  let known = upstreamOf.get(graph);
  if (known === undefined) upstreamOf.set(graph, (known = new Map<number, ReadonlySet<number>>()));
  const found = known.get(flow);
  if (found !== undefined) return found;
  const { source, target } = graph.flows[flow] as { source: number; target: number };
  const nodes = new Set<number>();
  const open = source === target ? [] : [source];
  while (open.length > 0) {
    const index = open.pop() as number;
    if (nodes.has(index) || index === target) continue;
    nodes.add(index);
    const node = graph.nodes[index] as FlowNode;
    for (const incoming of node.incoming) open.push((graph.flows[incoming] as { source: number }).source);
    if (node.attachedTo >= 0) open.push(node.attachedTo);
    if (node.kind === "intermediateCatchEvent" && node.triggers[0]?.type === "link") {
      for (const other of graph.nodes) {
        const trigger = other.triggers[0];
        if (other.kind === "intermediateThrowEvent" && trigger?.type === "link" && trigger.target === index)
          open.push(other.index);
      }
    }
  }
  known.set(flow, nodes);
  return nodes;
}

/**
 * Whether an inclusive join may go on: no token elsewhere in its scope (`nodes`: of live instances, `flows`: of waiting tokens) can
 * still come to an incoming flow that has none, unless it can also come to one that has a token already.
 */
export function inclusiveJoinIsReady(
  graph: Graph,
  gateway: FlowNode,
  filled: ReadonlySet<number>,
  nodes: readonly number[],
  flows: readonly number[],
): boolean {
  const empty = gateway.incoming.filter((flow) => !filled.has(flow));
  if (empty.length === 0) return true;
  const reaches = (node: number, targets: Iterable<number>): boolean => {
    for (const flow of targets) if (upstream(graph, flow).has(node)) return true;
    return false;
  };
  const blocks = (node: number): boolean => reaches(node, empty) && !reaches(node, filled);
  for (const node of nodes) if (node !== gateway.index && blocks(node)) return false;
  for (const flow of flows) {
    const target = (graph.flows[flow] as { target: number }).target;
    if (target !== gateway.index && blocks(target)) return false;
  }
  return true;
}
