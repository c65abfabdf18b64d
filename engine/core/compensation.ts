/** Compensation, and transactions that are cancelled (BPMN 2.0.2, 13.5.5 and 10.3.5). */
import type { FlowNode, Graph, Scope, Trigger } from "../model/graph.ts";
import { passTriggered } from "./catching.ts";
import { compensationOrder } from "./compensation-order.ts";
import type { Compensable, Wait } from "./events.ts";
import { compensationSubProcess, nodeById } from "./graph-lookup.ts";
import { limitsOnEntry, limitsOnExit } from "./limits.ts";
import { isEmpty } from "./mappings.ts";
import { type Entry, type Mutable, NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";

export function compensableOf(
  graph: Graph,
  node: FlowNode,
  key: number,
  instance: Instance | undefined,
): Compensable | undefined {
  const inner = instance?.compensable;
  const isLoop = instance?.loop !== undefined;
  const handler =
    node.compensationHandler >= 0
      ? (graph.nodes[node.compensationHandler] as FlowNode)
      : node.body >= 0
        ? compensationSubProcess(graph, node)
        : undefined;
  // Each instance of a loop has had its own handler noted: the loop itself only holds them together (BPMN 2.0.2, 13.5.5).
  if (inner === undefined && (handler === undefined || isLoop)) return undefined;
  const compensable: Mutable<Compensable> = { element: node.id, key };
  if (handler !== undefined && !isLoop) compensable.handler = handler.id;
  // A handler at the border is all there is to an activity; a compensation event sub-process may compensate what is inside.
  if (inner !== undefined && (isLoop || handler === undefined || handler.triggeredByEvent)) compensable.inner = inner;
  if (instance?.variables !== undefined && !isEmpty(instance.variables)) compensable.variables = instance.variables;
  return compensable;
}

export function throwCompensation(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  take: readonly string[],
  entry: Entry,
  trigger: Extract<Trigger, { type: "compensate" }>,
): void {
  const target = trigger.activity === undefined ? undefined : (graph.nodes[trigger.activity] as FlowNode).id;
  const completed = (run.find(compensationScope(run, graph, scope)) as Instance).compensable ?? [];
  const chosen = compensationOrder(
    graph,
    completed.filter((each) => target === undefined || each.element === target),
  );
  if (trigger.waitForCompletion) {
    if (entry.existing !== undefined)
      run.emit({ type: "ElementTerminated", key: entry.existing.key, element: node.id, why: "done" });
    const key = run.newKey();
    run.stay(node, scope, from, PLAIN, key, [], undefined, undefined, chosen);
    run.goOnLater(key);
    return;
  }
  run.pass(node, scope, from, take, entry);
  if (chosen.length === 0) return;
  const key = run.newKey();
  const left = { type: "ElementEntered", key, element: node.id, scope, from: NONE, compensating: chosen } as const;
  run.emit({ ...left, detached: true });
  run.goOnLater(key);
}

/** What a compensation event may compensate stands in its own scope, or in that around the event sub-process it is in. */
function compensationScope(run: Run, graph: Graph, scope: number): number {
  const instance = run.find(scope) as Instance;
  if (instance.graph !== undefined) return scope;
  const node = graph.nodes[graph.nodeIndex[instance.element] ?? -1];
  // A compensation event sub-process was given what had completed around it: that scope is no more.
  return node?.triggeredByEvent === true && instance.compensates === undefined ? instance.parent : scope;
}

/** Runs the next compensation handler of a throw event, in reverse order of completion; when none is left the event goes on. */
export function goOnCompensating(run: Run, key: number): void {
  const thrower = run.find(key);
  if (thrower === undefined) return;
  const [next] = thrower.compensating ?? [];
  const graph = run.graphOf(key);
  if (next === undefined) {
    endCompensation(run, graph, thrower);
    return;
  }
  run.emit({ type: "CompensationAdvanced", key });
  const scope = thrower.cancelling === true ? key : thrower.parent;
  const handler = nodeById(graph, next.handler as string);
  if (handler.triggeredByEvent) {
    startCompensationSubProcess(run, graph, handler, scope, key, next);
    return;
  }
  const entry: Mutable<Entry> = { compensates: key };
  if (next.variables !== undefined) entry.snapshot = next.variables;
  run.enter(handler, scope, NONE, entry);
}

function endCompensation(run: Run, graph: Graph, thrower: Instance): void {
  const { key, parent: scope, element } = thrower;
  if (thrower.cancelling === true) {
    run.touch(key);
    return;
  }
  if (thrower.detached === true) {
    run.emit({ type: "ElementTerminated", key, element, why: "done" });
    run.touch(scope);
    return;
  }
  const node = nodeById(graph, element);
  const take = node.kind === "endEvent" ? NONE : run.choose(graph, node, () => run.variablesAt(scope));
  run.emit({ type: "ElementCompleted", key, element, take });
  limitsOnExit(run, key);
  run.follow(scope, take);
}

/** It sees the data of the sub-process as they were when that completed, and can compensate what had completed inside. */
function startCompensationSubProcess(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  thrower: number,
  of: Compensable,
): void {
  const body = graph.scopes[node.body] as Scope;
  const variables = of.variables ?? {};
  let waits: readonly Wait[];
  try {
    waits = run.scopeWaits(graph, body, run.seen(scope, variables));
  } catch (error) {
    run.stickAt(node, scope, NONE, { compensates: thrower, snapshot: variables }, error, "entering");
    return;
  }
  const key = run.newKey();
  run.emit({
    type: "ElementEntered",
    key,
    element: node.id,
    scope,
    from: NONE,
    variables,
    compensates: thrower,
    ...(waits.length > 0 ? { waits } : {}),
    ...(of.inner === undefined ? {} : { compensable: of.inner }),
  });
  limitsOnEntry(run, node, scope, key);
  passTriggered(run, graph, graph.nodes[body.starts[0] as number] as FlowNode, key, NONE, undefined);
}

export function cancelTransaction(run: Run, scope: number, node: FlowNode): void {
  let key = scope;
  for (;;) {
    const instance = run.find(key) as Instance;
    if (instance.graph !== undefined) throw new Error(`${node.id}: no transaction around`);
    if (run.nodeOf(instance).kind === "transaction" && instance.loop === undefined) break;
    key = instance.parent;
  }
  const body = loopAround(run, key);
  const completed = [...(run.find(key)?.compensable ?? [])];
  if (body !== undefined) {
    // Of a multi-instance transaction all instances are cancelled: what the others have done is undone, too.
    const others = run.draft.instances.filter((each) => each.parent === body.key && each.key !== key);
    for (const other of others) {
      completed.unshift(...(other.compensable ?? []));
      run.terminate(other.key, "cancelled", true);
    }
    completed.unshift(...(body.compensable ?? []));
  }
  run.clearScope(key, "cancelled");
  const { element } = run.find(key) as Instance;
  const compensating = compensationOrder(run.graphOf(key), completed);
  run.emit({ type: "TransactionCancelled", key, element, compensating });
  run.goOnLater(key);
}

function loopAround(run: Run, key: number): Instance | undefined {
  const instance = run.find(key) as Instance;
  const parent = run.find(instance.parent);
  return parent?.loop !== undefined && parent.element === instance.element ? parent : undefined;
}

export function leaveThroughCancel(run: Run, graph: Graph, node: FlowNode, instance: Instance): void {
  const boundary = node.boundaries
    .map((index) => graph.nodes[index] as FlowNode)
    .find((each) => each.triggers.some((trigger) => trigger.type === "cancel"));
  const whole = loopAround(run, instance.key) ?? instance;
  run.terminate(whole.key, "cancelled", true);
  if (boundary !== undefined) passTriggered(run, graph, boundary, whole.parent, NONE, undefined);
}
