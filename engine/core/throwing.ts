/** What events throw, and who catches it (BPMN 2.0.2, 10.5 and 13.5). */
import type { FlowNode, Graph, Scope } from "../model/graph.ts";
import { fire, passTriggered, startEventSubProcess } from "./catching.ts";
import { cancelTransaction, throwCompensation } from "./compensation.ts";
import type { CaseEvent, EventOf, Json, Variables } from "./events.ts";
import { instanceOfWait } from "./evolve.ts";
import { evaluate } from "./feel.ts";
import { bestCatcher, nodeById, scopeOfProcess } from "./graph-lookup.ts";
import { incidentCode } from "./incident-cause.ts";
import { mappedOnly } from "./mappings.ts";
import { type Catcher, type Entry, type Mutable, NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";

export function throwTriggers(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
  seen: Variables,
): void {
  const isEnd = node.kind === "endEvent";
  const take = isEnd ? NONE : run.choose(graph, node, () => seen);
  const messages = messagesOf(run, node, seen);
  // Signals are not kept: only who waits now hears them. Other cases hear of them after the commit.
  const heard = messages.flatMap((sent) =>
    sent.type === "SignalSent" ? [{ ...sent, keys: signalWaits(run, sent.name) }] : [],
  );
  for (const message of messages) run.emit(message);
  throwOther(run, graph, node, scope, from, entry, take);
  for (const { name, keys, payload } of heard) signal(run, name, keys, payload);
}

function throwOther(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
  take: readonly string[],
): void {
  // Beside messages and signals there are either escalations or one trigger of another kind: event-triggers.ts sees to that.
  const special = node.triggers.find((each) => each.type !== "message" && each.type !== "signal");
  switch (special?.type) {
    case undefined:
      run.pass(node, scope, from, take, entry);
      return;
    case "link": {
      run.pass(node, scope, from, NONE, entry);
      run.enter(graph.nodes[special.target] as FlowNode, scope, NONE, PLAIN);
      return;
    }
    case "terminate":
      run.pass(node, scope, from, NONE, entry);
      run.terminateScope(scope);
      return;
    case "error":
      throwAtEnd(run, node, scope, from, entry, special.code);
      return;
    case "escalation":
      throwEscalations(run, node, scope, from, take, entry);
      return;
    case "compensate":
      throwCompensation(run, graph, node, scope, from, take, entry, special);
      return;
    case "cancel":
      run.pass(node, scope, from, NONE, entry);
      cancelTransaction(run, scope, node);
      return;
    default:
      throw new Error(`${node.id}: a ${special?.type ?? ""} cannot be thrown`);
  }
}

/** The messages and signals that an element sends, with what they carry: `reg:payload`, or the input mappings. */
export function messagesOf(run: Run, node: FlowNode, seen: Variables): CaseEvent[] {
  const messages: CaseEvent[] = [];
  for (const trigger of node.triggers) {
    if (trigger.type !== "message" && trigger.type !== "signal") continue;
    const value = trigger.payload === undefined ? undefined : evaluate(trigger.payload, seen, run.context.now);
    const payload = isContext(value) ? value : mappedOnly(node, seen, run.context.now);
    const carried = payload === undefined ? {} : { payload };
    if (trigger.type === "signal") {
      messages.push({ type: "SignalSent", element: node.id, name: trigger.name, ...carried });
      continue;
    }
    const correlated =
      trigger.correlation === undefined ? {} : { correlation: evaluate(trigger.correlation, seen, run.context.now) };
    messages.push({ type: "MessageSent", element: node.id, name: trigger.name, ...correlated, ...carried });
  }
  return messages;
}

/** Keys of the waits for a signal, the oldest first. */
export function signalWaits(run: Run, name: string): number[] {
  return run.draft.instances.flatMap((instance) =>
    (instance.waits ?? []).flatMap((wait) => (wait.kind === "signal" && wait.name === name ? [wait.key] : [])),
  );
}

/** Everybody who waits under one of the keys hears the signal. */
export function signal(run: Run, name: string, keys: readonly number[], variables: Variables | undefined): void {
  for (const key of keys) {
    // An earlier catcher may have ended the scope of run one.
    const instance = instanceOfWait(run.draft, key);
    const wait = instance?.waits?.find((each) => each.key === key);
    if (instance === undefined || wait === undefined) continue;
    const received = { type: "SignalReceived", key, element: wait.element, name } as const;
    fire(run, instance, wait, variables, (keep) => (keep ? { ...received, keep } : received));
  }
}

/** The work of a throwing event's handler is done: now it throws. */
export function throwAfterWork(run: Run, instance: Instance, result: Variables | undefined): void {
  run.setVariables(instance.parent, result);
  for (const wait of instance.waits ?? []) run.emit({ type: "WaitClosed", key: instance.key, wait: wait.key });
  const graph = run.graphOf(instance.key);
  const node = nodeById(graph, instance.element);
  const existing = run.find(instance.key) as Instance;
  try {
    throwTriggers(run, graph, node, instance.parent, NONE, { existing }, run.variablesAt(instance.parent));
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    run.raise(instance.key, code, (error as Error).message, "leaving");
  }
}

function throwAtEnd(
  run: Run,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
  code: string | undefined,
): void {
  const catcher = findErrorCatcher(run, scope, code);
  if (catcher === undefined) {
    let key = entry.existing?.key;
    if (key === undefined) {
      key = run.newKey();
      run.stay(node, scope, from, entry, key, []);
    }
    emitError(run, "ErrorThrown", node, code, undefined);
    run.raise(key, "ERROR_NOT_CAUGHT", `error ${code ?? "(without code)"} of ${node.id} is not caught`, "working");
    return;
  }
  run.pass(node, scope, from, NONE, entry);
  emitError(run, "ErrorThrown", node, code, catcher.node.id);
  catchBy(run, catcher, undefined);
}

/** An error thrown by the work of an activity (a handler). False: nothing catches it. */
export function throwFromActivity(
  run: Run,
  instance: Instance,
  code: string,
  variables: Variables | undefined,
): boolean {
  const node = run.nodeOf(instance);
  const catcher = findErrorCatcher(run, instance.key, code);
  emitError(run, "ErrorThrown", node, code, catcher?.node.id);
  if (catcher === undefined) return false;
  catchBy(run, catcher, variables);
  return true;
}

export function emitError(
  run: Run,
  type: "ErrorThrown" | "EscalationThrown",
  node: FlowNode,
  code: string | undefined,
  caughtBy: string | undefined,
): void {
  const event: Mutable<EventOf<"ErrorThrown">> | Mutable<EventOf<"EscalationThrown">> = { type, element: node.id };
  if (code !== undefined) event.code = code;
  if (caughtBy !== undefined) event.caughtBy = caughtBy;
  run.emit(event);
}

/** The catchers are looked for while the token is still there; what interrupts it keeps it from throwing the rest. */
function throwEscalations(
  run: Run,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  take: readonly string[],
  entry: Entry,
): void {
  const thrown = node.triggers.flatMap((trigger) =>
    trigger.type === "escalation"
      ? [{ code: trigger.code, catcher: findCatcher(run, scope, "escalation", trigger.code) }]
      : [],
  );
  run.pass(node, scope, from, take, entry);
  for (const { code, catcher } of thrown) {
    emitError(run, "EscalationThrown", node, code, catcher?.node.id);
    if (catcher === undefined) continue;
    catchBy(run, catcher, undefined);
    if (catcher.node.interrupting) return;
  }
}

function findErrorCatcher(run: Run, from: number, code: string | undefined): Catcher | undefined {
  return findCatcher(run, from, "error", code);
}

/** From the inside outwards: the event sub-processes of each scope, then the boundary events of its activity (BPMN 2.0.2, 10.5.6). */
function findCatcher(
  run: Run,
  from: number,
  type: "error" | "escalation",
  code: string | undefined,
): Catcher | undefined {
  let instance = run.find(from) as Instance | undefined;
  // The event sub-process that it comes out of does not catch what it throws itself.
  let left = -1;
  while (instance !== undefined) {
    const graph = run.graphOf(instance.key);
    const isProcess = instance.graph !== undefined;
    const node = isProcess ? undefined : graph.nodes[graph.nodeIndex[instance.element] ?? -1];
    const parent: Instance | undefined = instance.parent === 0 ? undefined : run.find(instance.parent);
    const body = isProcess
      ? scopeOfProcess(graph, instance.element)
      : node !== undefined && node.body >= 0
        ? (graph.scopes[node.body] as Scope)
        : undefined;
    if (body !== undefined && body.eventSubProcesses.length > 0 && instance.loop === undefined) {
      const starts = body.eventSubProcesses.flatMap((index) =>
        index === left
          ? []
          : (graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope).starts.map(
              (start) => graph.nodes[start] as FlowNode,
            ),
      );
      const start = bestCatcher(starts, type, code);
      if (start !== undefined && !onlyHandlersLive(run, graph, instance))
        return { host: instance.key, node: start, graph };
    }
    const isInner = parent?.loop !== undefined && parent.element === instance.element;
    if (node !== undefined && !isInner) {
      const boundary = bestCatcher(
        node.boundaries.map((index) => graph.nodes[index] as FlowNode),
        type,
        code,
      );
      if (boundary !== undefined) return { host: instance.key, node: boundary, graph };
    }
    left = node?.triggeredByEvent === true ? node.index : -1;
    instance = parent;
  }
  return undefined;
}

/**
 * Nothing of the scope's own flow is left, only event sub-processes (because one of them interrupted it, or because the rest is
 * done): then no further one may start (BPMN 2.0.2, 13.5.4).
 */
export function onlyHandlersLive(run: Run, graph: Graph, scope: Instance): boolean {
  if (scope.tokens !== undefined || scope.offered !== undefined) return false;
  return run.draft.instances.every(
    (each) => each.parent !== scope.key || graph.nodes[graph.nodeIndex[each.element] ?? -1]?.triggeredByEvent === true,
  );
}

export function catchBy(run: Run, catcher: Catcher, variables: Variables | undefined): void {
  const { host, node, graph } = catcher;
  if (node.kind === "boundaryEvent") {
    const scope = (run.find(host) as Instance).parent;
    if (node.interrupting) run.terminate(host, "interrupted", true);
    passTriggered(run, graph, node, scope, NONE, variables);
  } else startEventSubProcess(run, graph, host, node, variables);
}

function isContext(value: Json | undefined): value is Variables {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
