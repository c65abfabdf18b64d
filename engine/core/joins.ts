/** Inclusive and complex gateways: which tokens are joined, and when (BPMN 2.0.2, 13.4.3 and 13.4.5). */
import type { FlowNode, Graph, SequenceFlow } from "../model/graph.ts";
import type { Variables } from "./events.ts";
import { evaluateCondition } from "./feel.ts";
import { inclusiveJoinIsReady } from "./gateway-paths.ts";
import { flowById, nodeById } from "./graph-lookup.ts";
import { incidentCode } from "./incident-cause.ts";
import { type Entry, NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";

/** Tokens that still stand when nothing moves wait at joins; the first join that may go on does. */
export function goOnFromJoins(run: Run): boolean {
  for (const instance of run.draft.instances) {
    if (instance.joined !== undefined && instance.incident === undefined && resetComplex(run, instance)) return true;
    if (instance.tokens === undefined) continue;
    const graph = run.graphOf(instance.key);
    const waiting = new Set(instance.tokens.map((id) => flowById(graph, id).index));
    const gateways = new Set([...waiting].map((flow) => (graph.flows[flow] as SequenceFlow).target));
    for (const index of [...gateways].sort((one, other) => one - other)) {
      const gateway = graph.nodes[index] as FlowNode;
      const joins = gateway.kind === "inclusiveGateway" || gateway.kind === "complexGateway";
      if (joins && goOnFromJoin(run, graph, gateway, instance.key, waiting)) return true;
    }
  }
  return false;
}

function goOnFromJoin(run: Run, graph: Graph, gateway: FlowNode, scope: number, waiting: ReadonlySet<number>): boolean {
  const filled = new Set(gateway.incoming.filter((flow) => waiting.has(flow)));
  const from = gateway.incoming
    .filter((flow) => filled.has(flow))
    .map((flow) => (graph.flows[flow] as SequenceFlow).id);
  const nodes: number[] = [];
  for (const instance of run.draft.instances) {
    if (instance.parent !== scope) continue;
    // A complex gateway waits for its reset, or for help.
    if (gateway.kind === "complexGateway" && instance.element === gateway.id) return false;
    nodes.push(graph.nodeIndex[instance.element] ?? -1);
  }
  const others = [...waiting].filter((flow) => !filled.has(flow));
  if (gateway.activationCondition !== undefined) {
    const seen = { ...run.variablesAt(scope), ...gatewayState(run, graph, gateway, scope, true) };
    let ready: boolean;
    try {
      ready = evaluateCondition(gateway.activationCondition, seen, run.context.now);
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      const key = run.newKey();
      run.emit({ type: "ElementEntered", key, element: gateway.id, scope, from: NONE });
      run.raise(key, code, (error as Error).message, "entering");
      return true;
    }
    if (!ready) return false;
  } else if (!inclusiveJoinIsReady(graph, gateway, filled, nodes, others)) return false;
  run.enter(gateway, scope, from, PLAIN);
  return true;
}

/** What the expressions of a complex gateway may ask of it (BPMN 2.0.2, table 10.64): the tokens before it, and its state. */
function gatewayState(run: Run, graph: Graph, gateway: FlowNode, scope: number, waitingForStart: boolean): Variables {
  const tokens = run.find(scope)?.tokens ?? NONE;
  const activationCount = tokens.filter((id) => flowById(graph, id).target === gateway.index).length;
  return { activationCount, waitingForStart };
}

/**
 * A complex gateway fires and then waits for its reset, so that late tokens do not fire it again (BPMN 2.0.2, table 13.5). Without
 * an activation condition it joins as an inclusive gateway does, and has no second phase.
 */
export function passComplex(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
): void {
  const joined = entry.existing?.joined ?? from;
  const take = run.choose(graph, node, () => ({
    ...run.variablesAt(scope),
    ...gatewayState(run, graph, node, scope, true),
  }));
  run.pass(node, scope, from, take, entry);
  const resets = joined.length < node.incoming.length || takenAtReset(graph, node).length > 0;
  if (node.activationCondition === undefined || !resets) return;
  run.emit({ type: "ElementEntered", key: run.newKey(), element: node.id, scope, from: NONE, joined });
}

/** Flows that ask for the gateway's state; the others had their answer when it fired. */
function takenAtReset(graph: Graph, node: FlowNode): readonly SequenceFlow[] {
  return node.outgoing.flatMap((index) => {
    const flow = graph.flows[index] as SequenceFlow;
    return flow.condition !== undefined && /\bwaitingForStart\b/.test(flow.condition) ? [flow] : [];
  });
}

/** A fired complex gateway starts anew when no more token can come to a flow that it has not had one from. True when it did. */
function resetComplex(run: Run, marker: Instance): boolean {
  const { key, parent: scope, joined = NONE } = marker;
  const graph = run.graphOf(scope);
  const gateway = nodeById(graph, marker.element);
  const waiting = new Set((run.find(scope)?.tokens ?? NONE).map((id) => flowById(graph, id).index));
  const had = new Set(joined.map((id) => flowById(graph, id).index));
  const late = gateway.incoming.filter((flow) => waiting.has(flow) && !had.has(flow));
  const nodes = run.draft.instances.flatMap((each) =>
    each.parent === scope ? [graph.nodeIndex[each.element] ?? -1] : [],
  );
  if (!inclusiveJoinIsReady(graph, gateway, new Set([...had, ...late]), nodes, [...waiting])) return false;
  const seen = { ...run.variablesAt(scope), ...gatewayState(run, graph, gateway, scope, false) };
  let take: string[];
  try {
    take = takenAtReset(graph, gateway).flatMap(({ id, condition }) =>
      evaluateCondition(condition as string, seen, run.context.now) ? [id] : [],
    );
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    run.raise(key, code, (error as Error).message, "leaving");
    return true;
  }
  if (late.length > 0)
    run.emit({ type: "TokensDropped", scope, flows: late.map((flow) => (graph.flows[flow] as SequenceFlow).id) });
  if (take.length > 0) run.emit({ type: "ElementCompleted", key, element: gateway.id, take });
  else run.emit({ type: "ElementTerminated", key, element: gateway.id, why: "done" });
  run.follow(scope, take);
  return true;
}
