/** Ad-hoc sub-processes (BPMN 2.0.2, 13.3.5). */
import type { FlowNode, Graph, Scope } from "../model/graph.ts";
import type { Variables, Wait } from "./events.ts";
import { evaluateCondition } from "./feel.ts";
import { flowById, nodeById } from "./graph-lookup.ts";
import { incidentCode } from "./incident-cause.ts";
import { NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";

export function isAdHoc(run: Run, instance: Instance): boolean {
  if (instance.graph !== undefined || instance.loop !== undefined) return false;
  const graph = run.graphOf(instance.key);
  return graph.nodes[graph.nodeIndex[instance.element] ?? -1]?.kind === "adHocSubProcess";
}

/** Intermediate events that no flow leads to wait as long as the ad-hoc sub-process lives. */
export function addAdHocWaits(run: Run, waits: Wait[], graph: Graph, body: Scope, variables: Variables): void {
  for (const index of body.nodes) {
    const node = graph.nodes[index] as FlowNode;
    if (node.kind === "intermediateCatchEvent" && node.incoming.length === 0)
      run.addTriggerWaits(waits, node, variables);
  }
}

/**
 * All activities without incoming flow are enabled. Nobody selects here, so all of them begin: side by side, or with sequential
 * ordering one after the other as the file has them (BPMN 2.0.2, 13.3.5).
 */
export function offer(run: Run, graph: Graph, body: Scope, key: number): void {
  const elements = body.starts.map((index) => (graph.nodes[index] as FlowNode).id);
  if (elements.length > 0) run.emit({ type: "ActivitiesOffered", key, elements });
  run.touch(key);
  beginOffered(run, graph, key);
}

function beginOffered(run: Run, graph: Graph, key: number): void {
  for (;;) {
    const instance = run.find(key);
    const next = instance?.offered?.[0];
    if (instance === undefined || next === undefined || isTakenUp(graph, instance)) return;
    run.enter(nodeById(graph, next), key, NONE, PLAIN);
  }
}

/** With sequential ordering only one activity is performed at a time. */
function isTakenUp(graph: Graph, instance: Instance): boolean {
  if (nodeById(graph, instance.element).adHoc?.ordering !== "Sequential") return false;
  return instance.tokens !== undefined || instance.live !== undefined;
}

/** A token before an activity of a sequential ad-hoc sub-process in which another activity is under way. */
export function mustWaitItsTurn(graph: Graph, node: FlowNode, scope: Instance): boolean {
  const around = graph.nodes[(graph.scopes[node.scope] as Scope).node];
  return (
    around?.adHoc?.ordering === "Sequential" &&
    scope.live !== undefined &&
    !node.kind.endsWith("Gateway") &&
    !node.kind.endsWith("Event")
  );
}

/** After each activity inside: the completion condition decides whether the rest is still needed (BPMN 2.0.2, 13.3.5). */
export function afterAdHoc(run: Run, key: number): void {
  const instance = run.find(key);
  if (instance === undefined) return;
  const graph = run.graphOf(key);
  const node = nodeById(graph, instance.element);
  const done = isAdHocDone(run, node, instance);
  if (done === undefined) return;
  run.touch(key);
  if (!done) {
    if (node.adHoc?.ordering === "Sequential")
      for (const id of instance.tokens ?? NONE) run.moveAgain(flowById(graph, id), key);
    return;
  }
  if (instance.offered !== undefined) run.emit({ type: "ActivitiesOffered", key, elements: [] });
  if (node.adHoc?.cancelRemaining === true) run.clearScope(key, "scope-ended");
  else if (instance.tokens !== undefined) run.emit({ type: "TokensDropped", scope: key, flows: instance.tokens });
}

/** Without a completion condition, never before all is done. Undefined: it could not be said, and the incident is raised. */
function isAdHocDone(run: Run, node: FlowNode, instance: Instance): boolean | undefined {
  if (node.adHoc?.completion === undefined) return false;
  try {
    return evaluateCondition(node.adHoc.completion, run.variablesAt(instance.key), run.context.now);
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    if (instance.incident === undefined) run.raise(instance.key, code, (error as Error).message, "leaving");
    return undefined;
  }
}

/** Nothing runs in an ad-hoc sub-process: the next activity begins, or all are enabled again until the condition is true. */
export function offersMore(run: Run, graph: Graph, node: FlowNode, instance: Instance): boolean {
  if (instance.offered !== undefined) {
    if (!run.isTooFar(node.id)) beginOffered(run, graph, instance.key);
    return true;
  }
  if (node.adHoc?.completion === undefined) return false;
  const done = isAdHocDone(run, node, instance);
  if (done !== false) return done === undefined;
  const body = graph.scopes[node.body] as Scope;
  // With nothing but events inside, it is they that it waits for.
  if (body.starts.length > 0 && !run.isTooFar(node.id)) offer(run, graph, body, instance.key);
  return true;
}
