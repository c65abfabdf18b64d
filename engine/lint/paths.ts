/** Where tokens can go next: along flows, through boundary events and links, into sub-processes. */
import type { FlowNode, Graph } from "../model/graph.ts";

/** The nodes of the same scope that can come right after this one. */
export function successors(graph: Graph, node: FlowNode): readonly number[] {
  return [
    ...node.outgoing.flatMap((flow) => graph.flows[flow]?.target ?? []),
    ...node.boundaries,
    ...node.triggers.flatMap((trigger) =>
      trigger.type === "link" && trigger.target >= 0 && trigger.target !== node.index ? [trigger.target] : [],
    ),
  ];
}

/** What begins when a scope does, its event sub-processes too: they wait from its beginning. */
export function beginnings(graph: Graph, scope: number): readonly number[] {
  const { starts = [], eventSubProcesses = [] } = graph.scopes[scope] ?? {};
  return [...starts, ...eventSubProcesses];
}

/** Every node that some token can reach from these, into sub-processes and compensation handlers. */
export function reachable(graph: Graph, from: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting = [...from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const node = graph.nodes[index];
    if (node === undefined || reached.has(index)) continue;
    reached.add(index);
    waiting.push(...successors(graph, node));
    if (node.body >= 0) waiting.push(...beginnings(graph, node.body));
    if (node.compensationHandler >= 0) waiting.push(node.compensationHandler);
  }
  return reached;
}

/** Every node of a scope from which one of the goals can be reached. */
export function canReach(graph: Graph, scope: number, goals: ReadonlySet<number>): ReadonlySet<number> {
  const nodes = (graph.scopes[scope]?.nodes ?? []).flatMap((index) => graph.nodes[index] ?? []);
  const before = new Map<number, number[]>();
  for (const node of nodes)
    for (const next of successors(graph, node)) before.set(next, [...(before.get(next) ?? []), node.index]);
  const reached = new Set<number>();
  const waiting = [...goals];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    waiting.push(...(before.get(index) ?? []));
  }
  return reached;
}
