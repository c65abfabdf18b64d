/** What happens when something that was waited for has come (BPMN 2.0.2, 13.5.1 to 13.5.4, 10.6.6). */
import type { FlowNode, Graph, Scope, SequenceFlow } from "../model/graph.ts";
import type { CaseEvent, Variables, Wait } from "./events.ts";
import { nodeById } from "./graph-lookup.ts";
import { incidentCode } from "./incident-cause.ts";
import { limitsOnExit } from "./limits.ts";
import { NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";

/** A parallel event-based gateway: the first event begins the process, which then waits for all the others (BPMN 2.0.2, 13.2). */
export function beginParallel(run: Run, graph: Graph, gateway: FlowNode, first: FlowNode, scope: number): void {
  try {
    const waits: Wait[] = [];
    const variables = run.variablesAt(scope);
    for (const index of gateway.outgoing) {
      const target = graph.nodes[(graph.flows[index] as SequenceFlow).target] as FlowNode;
      if (target !== first) run.addTriggerWaits(waits, target, variables);
    }
    if (waits.length === 0) run.pass(gateway, scope, NONE, NONE, PLAIN);
    else run.stay(gateway, scope, NONE, PLAIN, run.newKey(), waits);
    passCaught(run, graph, first, scope, NONE, undefined);
  } catch (error) {
    run.stickAt(gateway, scope, NONE, PLAIN, error, "entering");
  }
}

/** A parallel multiple start event of which one trigger has come. */
export function beginAtRest(run: Run, node: FlowNode, scope: number, startTrigger: number): void {
  try {
    const waits: Wait[] = [];
    const rest = node.triggers.filter((_, index) => index !== startTrigger);
    run.addTriggerWaits(waits, { ...node, triggers: rest }, run.variablesAt(scope));
    run.stay(node, scope, NONE, PLAIN, run.newKey(), waits);
  } catch (error) {
    run.stickAt(node, scope, NONE, PLAIN, error, "entering");
  }
}

/** What an instance waited for has come. `received` makes the event that says so; `keep`: the wait stays open. */
export function fire(
  run: Run,
  instance: Instance,
  wait: Wait,
  variables: Variables | undefined,
  received: (keep: boolean) => CaseEvent,
): void {
  const graph = run.graphOf(instance.key);
  const node = nodeById(graph, wait.element);
  const host = graph.nodes[graph.nodeIndex[instance.element] ?? -1];
  if (
    node.parallelMultiple &&
    (instance.waits ?? []).some((other) => other.key !== wait.key && other.element === wait.element)
  ) {
    run.emit(received(false));
    run.setVariables(instance.key, variables);
    return;
  }
  if (instance.element === wait.element) {
    run.emit(received(false));
    run.leave(run.find(instance.key) as Instance, variables);
    return;
  }
  if (host?.kind === "eventBasedGateway") {
    run.emit(received(false));
    if (host.parallelMultiple) {
      takeParallel(run, graph, host, instance.key, node, variables);
      return;
    }
    const flow = host.outgoing.find((index) => (graph.flows[index] as SequenceFlow).target === node.index) as number;
    const id = (graph.flows[flow] as SequenceFlow).id;
    run.emit({ type: "ElementCompleted", key: instance.key, element: host.id, take: [id] });
    limitsOnExit(run, instance.key);
    passCaught(run, graph, node, instance.parent, [id], variables);
    return;
  }
  if (node.kind === "intermediateCatchEvent") {
    // One that no flow leads to, in an ad-hoc sub-process: it may happen again and again (BPMN 2.0.2, 13.3.5).
    run.emit(received(!node.parallelMultiple));
    if (node.parallelMultiple) waitAgain(run, node, instance.key, instance.key);
    passTriggered(run, graph, node, instance.key, NONE, variables);
    return;
  }
  const interrupting = node.interrupting;
  const waitsAgain = !interrupting && node.parallelMultiple;
  run.emit(received(!interrupting && !waitsAgain));
  if (waitsAgain) waitAgain(run, node, instance.key, node.kind === "boundaryEvent" ? instance.parent : instance.key);
  if (node.kind === "boundaryEvent") {
    if (interrupting) run.terminate(instance.key, "interrupted", true);
    passTriggered(run, graph, node, instance.parent, NONE, variables);
    return;
  }
  startEventSubProcess(run, graph, instance.key, node, variables);
}

/** One more event of a parallel event-based gateway: its path begins, and the gateway waits for the others. */
function takeParallel(
  run: Run,
  graph: Graph,
  gateway: FlowNode,
  key: number,
  node: FlowNode,
  variables: Variables | undefined,
): void {
  const { parent, waits = [] } = run.find(key) as Instance;
  for (const wait of waits) if (wait.element === node.id) run.emit({ type: "WaitClosed", key, wait: wait.key });
  if (run.find(key)?.waits === undefined) {
    run.emit({ type: "ElementCompleted", key, element: gateway.id, take: NONE });
    limitsOnExit(run, key);
  }
  passCaught(run, graph, node, parent, NONE, variables);
}

/** A non-interrupting event of several triggers that are all needed waits for all of them anew. */
function waitAgain(run: Run, node: FlowNode, key: number, scope: number): void {
  try {
    const waits: Wait[] = [];
    run.addTriggerWaits(waits, node, run.variablesAt(scope));
    run.emit({ type: "WaitsOpened", key, waits });
    if (waits.some((wait) => wait.kind === "condition")) run.noticeChange();
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    run.raise(key, code, (error as Error).message, "working");
  }
}

/** What an event-based gateway leads to has caught: an event is passed, a receive task has its whole life at once. */
export function passCaught(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  result: Variables | undefined,
): void {
  if (node.kind !== "receiveTask" || node.compensationHandler < 0) {
    passTriggered(run, graph, node, scope, from, result);
    return;
  }
  const key = run.newKey();
  run.stay(node, scope, from, PLAIN, key, []);
  run.leave(run.find(key) as Instance, result);
}

export function passTriggered(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  result: Variables | undefined,
): void {
  try {
    const variables = run.mapOutputs(node, run.seen(scope, result), result);
    const take = run.choose(graph, node, () => run.seen(scope, variables));
    run.pass(node, scope, from, take, PLAIN, variables);
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    run.setVariables(scope, result);
    run.stickAt(node, scope, from, PLAIN, error, "leaving");
  }
}

export function startEventSubProcess(
  run: Run,
  graph: Graph,
  scope: number,
  start: FlowNode,
  variables: Variables | undefined,
): void {
  const body = graph.scopes[start.scope] as Scope;
  const node = graph.nodes[body.node] as FlowNode;
  if (start.interrupting) {
    run.clearScope(scope, "interrupted");
    const instance = run.find(scope) as Instance;
    const around = graph.scopes[node.scope] as Scope;
    const starts = new Set<string>();
    for (const index of around.eventSubProcesses)
      for (const each of (graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope).starts)
        starts.add((graph.nodes[each] as FlowNode).id);
    for (const wait of instance.waits ?? [])
      if (starts.has(wait.element)) run.emit({ type: "WaitClosed", key: scope, wait: wait.key });
  }
  let waits: readonly Wait[];
  try {
    waits = run.scopeWaits(graph, body, run.seen(scope, variables));
  } catch (error) {
    run.setVariables(scope, variables);
    run.stickAt(node, scope, NONE, PLAIN, error, "entering");
    return;
  }
  const key = run.newKey();
  run.stay(node, scope, NONE, PLAIN, key, waits, {});
  // What the trigger brings goes where it would go at any other catching event: to the scope around.
  passTriggered(run, graph, start, key, NONE, variables);
}
