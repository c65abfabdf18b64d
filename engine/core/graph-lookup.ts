/** Looking things up in a compiled diagram. */
import type { FlowNode, Graph, Scope, SequenceFlow, Trigger } from "../model/graph.ts";

export function nodeById(graph: Graph, id: string): FlowNode {
  const node = graph.nodes[graph.nodeIndex[id] ?? -1];
  if (node === undefined) throw new Error(`No element ${id} in ${graph.id}`);
  return node;
}

export function flowById(graph: Graph, id: string): SequenceFlow {
  const flow = graph.flows[graph.flowIndex[id] ?? -1];
  if (flow === undefined) throw new Error(`No sequence flow ${id} in ${graph.id}`);
  return flow;
}

/** The name of the handler that an element calls; empty: the work is done by hand. */
export const handlerOf = (node: FlowNode): string => node.call?.handler ?? (node.decision === undefined ? "" : "dmn");

/** Whether a process can begin without a trigger: what calls it, or starts it by hand, needs that. */
export function hasPlainStart(graph: Graph, scope: Scope): boolean {
  return scope.starts.some((index) => {
    const node = graph.nodes[index] as FlowNode;
    return node.kind !== "startEvent" || node.triggers.length === 0;
  });
}

/** The event sub-process that compensates a sub-process from inside (BPMN 2.0.2, 10.7.1). */
export function compensationSubProcess(graph: Graph, node: FlowNode): FlowNode | undefined {
  for (const index of (graph.scopes[node.body] as Scope).eventSubProcesses) {
    const handler = graph.nodes[index] as FlowNode;
    const [start] = (graph.scopes[handler.body] as Scope).starts;
    if (start !== undefined && graph.nodes[start]?.triggers[0]?.type === "compensate") return handler;
  }
  return undefined;
}

export function scopeOfProcess(graph: Graph, process: string): Scope {
  const found = graph.processes.find((each) => each.id === process);
  if (found === undefined) throw new Error(`No process ${process} in ${graph.id}`);
  return graph.scopes[found.scope] as Scope;
}

/** Triggers that something waits for; errors, escalations, compensation and cancel are looked for when they are thrown. */
export function waitsFor(trigger: Trigger): boolean {
  return (
    trigger.type === "message" ||
    trigger.type === "signal" ||
    trigger.type === "timer" ||
    trigger.type === "conditional"
  );
}

export function sends(node: FlowNode): boolean {
  return (
    (node.kind === "intermediateThrowEvent" || node.kind === "endEvent") &&
    node.triggers.some((trigger) => trigger.type === "message" || trigger.type === "signal")
  );
}

/** A catcher of the very code before one of any code. */
export function bestCatcher(
  nodes: readonly FlowNode[],
  type: "error" | "escalation",
  code: string | undefined,
): FlowNode | undefined {
  let any: FlowNode | undefined;
  for (const node of nodes) {
    for (const trigger of node.triggers) {
      if (trigger.type !== type) continue;
      if (trigger.code === undefined) any ??= node;
      else if (trigger.code === code) return node;
    }
  }
  return any;
}
