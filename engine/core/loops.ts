/** Multi-instance activities and standard loops (BPMN 2.0.2, 10.3.8 and 13.3.6, 13.3.7). */
import type { FlowNode, Graph, Scope, Trigger } from "../model/graph.ts";
import { afterAdHoc, isAdHoc } from "./ad-hoc.ts";
import { fire } from "./catching.ts";
import { compensableOf, goOnCompensating } from "./compensation.ts";
import type { EventOf, Json, LoopState, Variables, Wait } from "./events.ts";
import { evaluate, evaluateCondition, ExpressionError } from "./feel.ts";
import { bestCatcher, nodeById } from "./graph-lookup.ts";
import { incidentCode } from "./incident-cause.ts";
import { limitsOnExit } from "./limits.ts";
import { type Entry, type Mutable, NONE, type Run } from "./run.ts";
import type { Instance } from "./state.ts";
import { catchBy, emitError } from "./throwing.ts";

/** More instances than this are taken for a fault of the data, not for work. */
const MAXIMUM_INSTANCES = 10_000;

export function enterLoop(run: Run, node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
  const graph = run.graphOf(scope);
  const loop = node.loop as NonNullable<FlowNode["loop"]>;
  const seen = run.seen(scope, entry.snapshot);
  if (loop.type === "standard") {
    const goes =
      !loop.testBefore ||
      loop.condition === undefined ||
      evaluateCondition(loop.condition, { ...seen, loopCounter: 0 }, run.context.now);
    if (!goes || loop.maximum === 0) {
      passLoop(run, graph, node, scope, from, entry, undefined);
      return;
    }
    stayLoop(run, graph, node, scope, from, entry, {
      type: "standard",
      sequential: true,
      total: -1,
      started: 1,
      completed: 0,
    });
    return;
  }
  let items: readonly Json[] | undefined;
  let total: number;
  if (loop.collection !== undefined) {
    const value = evaluate(loop.collection, seen, run.context.now);
    if (!Array.isArray(value)) throw new ExpressionError(loop.collection, "is not a list");
    items = value as readonly Json[];
    total = items.length;
  } else {
    const value = evaluate(loop.cardinality ?? "null", seen, run.context.now);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      throw new ExpressionError(loop.cardinality ?? "", "is not a whole number of instances");
    total = value;
  }
  if (total > MAXIMUM_INSTANCES)
    throw new ExpressionError(
      loop.collection ?? loop.cardinality ?? "",
      `gives ${total} instances; at most ${MAXIMUM_INSTANCES} are made`,
    );
  if (total === 0) {
    const result = loop.outputCollection === undefined ? undefined : { [loop.outputCollection]: [] };
    passLoop(run, graph, node, scope, from, entry, result);
    return;
  }
  const state: Mutable<LoopState> = {
    type: "multi",
    sequential: loop.sequential,
    total,
    started: loop.sequential ? 1 : total,
    completed: 0,
  };
  if (items !== undefined) state.items = items;
  if (loop.outputCollection !== undefined) state.outputs = new Array<Json>(total).fill(null);
  stayLoop(run, graph, node, scope, from, entry, state);
}

/** Nothing to do: the activity is done without any instance. */
function passLoop(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
  result: Variables | undefined,
): void {
  if (entry.compensates !== undefined) {
    const key = entry.existing?.key ?? run.newKey();
    run.stay(node, scope, from, entry, key, []);
    run.leave(run.find(key) as Instance, result);
    return;
  }
  const take = run.choose(graph, node, () => run.seen(scope, result));
  run.pass(node, scope, from, take, entry, result);
  const around = (graph.scopes[node.scope] as Scope).node;
  if (around >= 0 && graph.nodes[around]?.adHoc !== undefined) afterAdHoc(run, scope);
}

function stayLoop(
  run: Run,
  graph: Graph,
  node: FlowNode,
  scope: number,
  from: readonly string[],
  entry: Entry,
  loop: LoopState,
): void {
  const waits: Wait[] = [];
  run.addBoundaryWaits(waits, graph, node, scope, entry);
  const key = entry.existing?.key ?? run.newKey();
  run.stay(node, scope, from, entry, key, waits, entry.snapshot, loop);
  for (let at = 0; at < loop.started; at++) enterInner(run, node, key, loop, at);
}

export function enterInner(run: Run, node: FlowNode, body: number, state: LoopState, at: number): void {
  if (run.find(body) === undefined) return;
  const inner: Record<string, Json> = { loopCounter: at + 1 };
  const loop = node.loop;
  if (loop?.type === "multi" && loop.item !== undefined && state.items !== undefined)
    inner[loop.item] = state.items[at] ?? null;
  run.enter(node, body, NONE, { inner });
}

/** What an inner instance adds to the output collection; undefined: nothing is collected. */
export function outputOf(
  run: Run,
  node: FlowNode,
  instance: Instance,
  variables: Variables | undefined,
): Json | undefined {
  const loop = node.loop;
  if (loop?.type !== "multi" || loop.outputCollection === undefined || loop.outputItem === undefined) return undefined;
  return evaluate(loop.outputItem, run.seen(instance.key, variables), run.context.now);
}

/** An inner instance is done; `seen` is what it saw and gave, `output` what it adds to the output collection. */
export function innerLeft(run: Run, bodyKey: number, seen: Variables, output: Json | undefined): void {
  const body = run.find(bodyKey);
  // A completion condition may have ended the body while its last instances were being entered.
  if (body?.loop === undefined) return;
  const next: Mutable<LoopState> = { ...body.loop, completed: body.loop.completed + 1 };
  if (next.outputs !== undefined && output !== undefined)
    next.outputs = next.outputs.with(Number(seen.loopCounter) - 1, output);
  advanceLoop(run, bodyKey, next, seen);
}

/** One more instance is done: the loop is done too, or begins its next instance, or waits for the others. */
export function advanceLoop(run: Run, bodyKey: number, state: LoopState, seen: Variables): void {
  const body = run.find(bodyKey) as Instance;
  const node = run.nodeOf(body);
  const loop = node.loop as NonNullable<FlowNode["loop"]>;
  let done: boolean;
  let thrown: readonly Trigger[] = [];
  try {
    if (loop.type === "standard") {
      const counted = { ...run.variablesAt(bodyKey), loopCounter: state.completed };
      done =
        (loop.maximum !== undefined && state.completed >= loop.maximum) ||
        (loop.condition !== undefined && !evaluateCondition(loop.condition, counted, run.context.now)) ||
        (loop.condition === undefined && loop.maximum === undefined);
    } else {
      const counted = {
        ...seen,
        numberOfInstances: state.total,
        numberOfActiveInstances: state.started - state.completed,
        numberOfCompletedInstances: state.completed,
        numberOfTerminatedInstances: 0,
      };
      done =
        state.completed >= state.total ||
        (loop.completion !== undefined && evaluateCondition(loop.completion, counted, run.context.now));
      if (loop.behavior !== "All") thrown = behaviorOf(run, loop, state, counted);
    }
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    run.emit({ type: "LoopAdvanced", key: bodyKey, loop: state });
    if (body.incident === undefined) run.raise(bodyKey, code, (error as Error).message, "leaving");
    return;
  }
  const again = !done && state.sequential;
  run.emit({ type: "LoopAdvanced", key: bodyKey, loop: again ? { ...state, started: state.started + 1 } : state });
  for (const trigger of thrown) throwAtBorder(run, bodyKey, trigger);
  if (run.find(bodyKey) === undefined) return;
  if (done) {
    run.terminate(bodyKey, "scope-ended", false);
    const outputs = state.outputs;
    const result =
      loop.type === "multi" && loop.outputCollection !== undefined && outputs !== undefined
        ? { [loop.outputCollection]: outputs }
        : undefined;
    leaveLoop(run, run.find(bodyKey) as Instance, result);
  } else if (again) {
    // Not at once: a long loop of work without waits would pile up calls.
    run.goOnLater(bodyKey);
  }
}

/** What a multi-instance activity throws when an instance completes (BPMN 2.0.2, table 10.29, `behavior`). */
function behaviorOf(
  run: Run,
  loop: Extract<NonNullable<FlowNode["loop"]>, { type: "multi" }>,
  state: LoopState,
  counted: Variables,
): readonly Trigger[] {
  if (loop.behavior === "One" && state.completed > 1) return [];
  return loop.behaviorEvents.flatMap(({ condition, trigger }) =>
    condition === undefined || evaluateCondition(condition, counted, run.context.now) ? [trigger] : [],
  );
}

/** Thrown by a multi-instance activity, to be caught by an event on its own border. */
function throwAtBorder(run: Run, bodyKey: number, trigger: Trigger): void {
  const body = run.find(bodyKey);
  if (body === undefined) return;
  const graph = run.graphOf(bodyKey);
  const node = run.nodeOf(body);
  if (trigger.type === "message" || trigger.type === "signal") {
    const { type, name } = trigger;
    const wait = body.waits?.find((each) => each.kind === type && each.name === name);
    if (wait === undefined) return;
    const received = { type: type === "message" ? "MessageReceived" : "SignalReceived" } as const;
    const about = { key: wait.key, element: wait.element, name };
    fire(run, body, wait, undefined, (keep) => ({ ...received, ...about, ...(keep ? { keep } : {}) }));
  } else if (trigger.type === "error" || trigger.type === "escalation") {
    const borders = node.boundaries.map((index) => graph.nodes[index] as FlowNode);
    const catcher = bestCatcher(borders, trigger.type, trigger.code);
    emitError(run, trigger.type === "error" ? "ErrorThrown" : "EscalationThrown", node, trigger.code, catcher?.id);
    if (catcher !== undefined) catchBy(run, { host: bodyKey, node: catcher, graph }, undefined);
  } else throw new Error(`${node.id}: an instance cannot throw a ${trigger.type}`);
}

/** The body itself leaves: its mappings were the inner instances', so only the flows are chosen here. */
function leaveLoop(run: Run, body: Instance, result: Variables | undefined): void {
  const graph = run.graphOf(body.key);
  const node = nodeById(graph, body.element);
  const handler = body.compensates !== undefined;
  let take: readonly string[];
  try {
    take = handler ? NONE : run.choose(graph, node, () => run.seen(body.parent, result));
  } catch (error) {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    if (body.incident === undefined) run.raise(body.key, code, (error as Error).message, "leaving");
    return;
  }
  const event: Mutable<EventOf<"ElementCompleted">> = {
    type: "ElementCompleted",
    key: body.key,
    element: node.id,
    take,
  };
  if (result !== undefined) event.variables = result;
  const compensable = handler ? undefined : compensableOf(graph, node, body.key, body);
  if (compensable !== undefined) event.compensable = compensable;
  run.emit(event);
  if (result !== undefined) run.noticeChange();
  limitsOnExit(run, body.key);
  if (handler) {
    goOnCompensating(run, body.compensates as number);
    return;
  }
  run.follow(body.parent, take);
  const parent = run.find(body.parent);
  if (parent !== undefined && isAdHoc(run, parent)) afterAdHoc(run, parent.key);
}
