/**
 * Takes a running case over to another version of its process.
 *
 * `planMigration` says where everything that is alive goes on, by element id, and what has no home; it is pure and needs no clock, so
 * it can be shown before anything is done. `migrateCase` carries such a plan out. Called processes stay on their own version.
 *
 * An element is at home in the other version when that has an element of the same id (or of the id it is mapped to), of the same
 * kind, in the same enclosing scopes. What it waits for is compared trigger by trigger: what both versions have stays as it is, with its
 * key and its due instant; what only the new one has is opened at the instant of the migration. So going back with the inverse mapping
 * gives the same state, but for the keys and instants of what was closed and opened again (a boundary timer that had fired before the
 * first migration, and that the version between does not have, is then armed once more).
 */
import type { Problem } from "../errors.ts";
import type { FlowNode, Graph, SequenceFlow, Trigger } from "../model/graph.ts";
import type { Command } from "./commands.ts";
import type { Compensable, Variables, Wait } from "./events.ts";
import { ExpressionError } from "./feel.ts";
import { countByVersion } from "./move-terms.ts";
import { isOfIntake } from "./offering.ts";
import { Rejection } from "./rejection.ts";
import type { CaseState, Instance } from "./state.ts";
import { TimerError } from "./timers.ts";
import { handlerOf, waitsFor } from "./graph-lookup.ts";
import type { TokenRun } from "./token-run.ts";

/** Ids of elements and sequence flows that are others in the new version, old to new; what is not in it keeps its id. */
export type Mapping = Readonly<Record<string, string>>;

export interface Homeless {
  /** Key of the element instance; of the scope, for a token on a flow or what could be compensated in it. */
  readonly key: number;
  /** The element or sequence flow of the old version. */
  readonly element: string;
  readonly why: string;
}

/** Something that the case would no longer wait for, or would wait for from then on. */
export interface ChangedWait {
  /** Key of the element instance. */
  readonly key: number;
  /** The element of the version that has it: a closed one of the old, an opened one of the new. */
  readonly element: string;
  readonly change: "closed" | "opened";
  readonly kind: Wait["kind"];
  /** The message, signal or handler. */
  readonly name?: string;
}

export interface MigrationPlan {
  /** Digests of the deployments. */
  readonly from: string;
  readonly to: string;
  /** Every live element instance, and every token that stands on a flow (`key` is then its scope's). */
  readonly mapped: readonly { readonly key: number; readonly from: string; readonly to: string }[];
  /** Empty: the case can be migrated. */
  readonly homeless: readonly Homeless[];
  readonly changedWaits: readonly ChangedWait[];
  /** Tasks that the new version gives to another role, or another form. */
  readonly changedTasks: readonly ChangedTask[];
}

export interface ChangedTask {
  /** Key of the element instance. */
  readonly key: number;
  /** The element of the new version. */
  readonly element: string;
  readonly role?: string;
  readonly form?: string;
}

export function planMigration(from: Graph, to: Graph, state: CaseState, mapping: Mapping = {}): MigrationPlan {
  return compare(from, to, state, mapping).plan;
}

/** Swaps old and new. Where two old ids lead to one new one, the one that stands first comes back. */
export function inverseMapping(mapping: Mapping): Mapping {
  const inverse: Record<string, string> = {};
  for (const [before, after] of Object.entries(mapping)) inverse[after] ??= before;
  return inverse;
}

export function migrateCase(run: TokenRun, command: Extract<Command, { type: "MigrateCase" }>): void {
  const { definition, reason, recomputeTerms } = command;
  const state: CaseState = run.draft;
  // Asked again: nothing is left to do.
  if (state.definition === definition) return;
  const before = run.context.graph(state.definition);
  const after = run.context.graph(definition);
  const mapping = Object.fromEntries(Object.entries(command.mapping ?? {}).filter(([old, other]) => old !== other));
  const { plan, changes } = compare(before, after, state, mapping);
  if (plan.homeless.length > 0)
    throw new Rejection(
      "MIGRATION_HOMELESS",
      `the case stands at ${plan.homeless.map(({ element }) => element).join(", ")}, which the other version has no place for`,
      plan.homeless.map(({ element, why }): Problem => ({ element, detail: why })),
    );
  run.emit({ type: "CaseMigrated", from: state.definition, to: definition, mapping, reason });
  for (const change of changes) carryOut(run, change, reason);
  if (recomputeTerms === true) countByVersion(run, before, after, reason);
  // A join that has lost a flow may now have all that it waits for.
  if (run.find(1)?.incident === undefined) run.resumeTokens();
}

// -------------------------------------------------------------- carrying a plan out

type Change =
  | { readonly type: "task"; readonly key: number; readonly node: FlowNode; readonly released: boolean }
  | { readonly type: "close"; readonly instance: number; readonly wait: number }
  | {
      readonly type: "open";
      readonly instance: number;
      readonly node: FlowNode;
      readonly trigger: Trigger;
      readonly sees: number;
    }
  | { readonly type: "job"; readonly instance: number; readonly node: FlowNode };

function carryOut(run: TokenRun, change: Change, reason: string): void {
  switch (change.type) {
    case "task": {
      const { id: element, role, form } = change.node;
      run.emit({
        type: "TaskChanged",
        key: change.key,
        element,
        ...(role === undefined ? {} : { role }),
        ...(form === undefined ? {} : { form }),
        ...(isOfIntake(role, run.draft) ? { intake: true } : {}),
        ...(change.released ? { released: true } : {}),
      });
      return;
    }
    case "close":
      run.emit({ type: "WaitClosed", key: change.instance, wait: change.wait });
      return;
    case "open": {
      const { instance, node, trigger, sees } = change;
      const wait = given(node, () => run.triggerWait(trigger, node, run.variablesAt(sees), run.newKey()));
      run.emit({ type: "WaitsOpened", key: instance, waits: [wait] });
      if (wait.kind === "condition") run.noticeChange();
      return;
    }
    case "job": {
      const { instance: key, node } = change;
      const input: Variables = given(node, () => run.inputOf(node, () => run.variablesAt(key)));
      if (run.find(key)?.incident !== undefined)
        run.emit({ type: "IncidentResolved", key, element: node.id, resolution: "retried", reason });
      const wait: Wait = { kind: "job", key: run.newKey(), element: node.id, handler: handlerOf(node), input };
      run.emit({ type: "WaitsOpened", key, waits: [wait] });
      return;
    }
  }
}

/** What the new version asks for must have its answer before anything is changed: a migration makes no incidents. */
function given<T>(node: FlowNode, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const code =
      error instanceof ExpressionError
        ? "EXPRESSION_FAILED"
        : error instanceof TimerError
          ? "TIMER_INVALID"
          : undefined;
    if (code === undefined) throw error;
    const { message } = error as Error;
    throw new Rejection(code, `${node.id}: ${message}`, [{ element: node.id, detail: message }]);
  }
}

// -------------------------------------------------------------- comparing

interface Comparison {
  readonly plan: MigrationPlan;
  readonly changes: readonly Change[];
}

function compare(from: Graph, to: Graph, state: CaseState, mapping: Mapping): Comparison {
  const id = (before: string): string => (Object.hasOwn(mapping, before) ? (mapping[before] as string) : before);
  const nodeIn = (graph: Graph, element: string): FlowNode | undefined => graph.nodes[graph.nodeIndex[element] ?? -1];
  const flowIn = (graph: Graph, flow: string): SequenceFlow | undefined => graph.flows[graph.flowIndex[flow] ?? -1];

  const mapped: { key: number; from: string; to: string }[] = [];
  const homeless: Homeless[] = [];
  const changedWaits: ChangedWait[] = [];
  const changedTasks: ChangedTask[] = [];
  const changes: Change[] = [];
  /** Old ids by the new ones they have taken: two would become one, and could not be told apart any more. */
  const taken = new Map<string, string>();
  /** Of the instances at home: the index of the scope in the new version in which their children live. */
  const bodies = new Map<number, number>();
  const byKey = new Map(state.instances.map((instance) => [instance.key, instance]));

  const lost = (key: number, element: string, why: string): void => void homeless.push({ key, element, why });
  const arrives = (key: number, before: string): void => {
    const after = id(before);
    const other = taken.get(after);
    if (other !== undefined && other !== before) lost(key, before, `goes to ${after}, and so does ${other}`);
    else {
      taken.set(after, before);
      mapped.push({ key, from: before, to: after });
    }
  };

  for (const instance of state.instances) {
    if (instance.key === 1) compareProcess(instance);
    else if (instance.graph === undefined && isOfCase(instance)) compareInstance(instance);
  }
  return { plan: { from: from.digest, to: to.digest, mapped, homeless, changedWaits, changedTasks }, changes };

  /** Not of a called process. */
  function isOfCase(instance: Instance): boolean {
    for (let at: Instance | undefined = instance; at !== undefined; at = byKey.get(at.parent))
      if (at.graph !== undefined) return at.key === 1;
    return false;
  }

  function compareProcess(root: Instance): void {
    const process = to.processes.find((each) => each.id === root.element);
    const { service } = process ?? {};
    if (!process?.isExecutable) lost(1, root.element, "the other version has no such process to run");
    else if (service?.regulation !== state.regulation || service?.channel !== state.channel)
      lost(1, root.element, "the other version is of another regulation or channel");
    else {
      bodies.set(1, process.scope);
      const before = from.processes.find((each) => each.id === root.element)?.scope ?? -1;
      compareScope(root, before, process.scope);
      compareWaits(root, eventStarts(from, before), openStarts(root, process.scope, []));
    }
  }

  function compareInstance(instance: Instance): void {
    const { key, element } = instance;
    const parent = byKey.get(instance.parent) as Instance;
    const before = nodeIn(from, element);
    const after = nodeIn(to, id(element));
    const isInner = parent.loop !== undefined && parent.element === element;
    const home = bodies.get(parent.key);
    const why = noHome(instance, before, after, isInner, home);
    if (why !== undefined || before === undefined || after === undefined) {
      lost(key, element, why ?? "the version it runs on has no such element");
      return;
    }
    arrives(key, element);
    // A loop's instances live beside the loop itself; only what is inside them lives in the body.
    bodies.set(key, instance.loop !== undefined ? after.scope : after.body);
    if (instance.loop === undefined && after.body >= 0) compareScope(instance, before.body, after.body);
    compareFlows(instance, instance.joined, after);
    compareCompensables(instance, [...(instance.compensable ?? []), ...(instance.compensating ?? [])]);
    // Stuck before it could wait, or after it had waited: the new version's waits are for the next try, or for nobody.
    if (instance.incident !== undefined && instance.incident.at !== "working") return;
    if (instance.loop === undefined) compareWork(instance, before, after);
    compareWaits(
      instance,
      caughtBy(from, before, instance, isInner),
      openStarts(instance, instance.loop === undefined ? after.body : -1, caughtBy(to, after, instance, isInner, true)),
    );
  }

  function noHome(
    instance: Instance,
    before: FlowNode | undefined,
    after: FlowNode | undefined,
    isInner: boolean,
    home: number | undefined,
  ): string | undefined {
    const other = id(instance.element);
    if (before === undefined) return "the version it runs on has no such element";
    if (after === undefined) return `the other version has no element ${other}`;
    if (!isCompatible(before, after)) return `${other} is a ${after.kind} there, not a ${before.kind}`;
    if (home === undefined) return "what is around it has no home";
    // A handler may compensate what is inside a sub-process that is done: it then lives outside of its own scope.
    if (after.scope !== home && instance.compensates === undefined)
      return `${other} stands in another sub-process there`;
    if (before.triggeredByEvent !== after.triggeredByEvent)
      return `${other} is ${after.triggeredByEvent ? "" : "not "}an event sub-process there`;
    if (before.isForCompensation !== after.isForCompensation)
      return `${other} is ${after.isForCompensation ? "" : "not "}a compensation handler there`;
    const looped = instance.loop !== undefined || isInner;
    // What could not be entered has not begun to be repeated: it is entered anew.
    const begun = looped || instance.incident?.at !== "entering";
    if (begun && looped !== (after.loop !== undefined)) return `${other} is ${after.loop ? "" : "not "}repeated there`;
    if (looped && (before.loop?.type !== after.loop?.type || isSequential(before) !== isSequential(after)))
      return `${other} is repeated in another way there`;
    if (before.calledProcess?.process !== after.calledProcess?.process) return `${other} calls another process there`;
    if (before.kind === "eventBasedGateway" && before.parallelMultiple !== after.parallelMultiple)
      return `${other} waits for ${after.parallelMultiple ? "all" : "one"} of its events there`;
    if (before.adHoc?.ordering !== after.adHoc?.ordering) return `${other} orders its activities in another way there`;
    if (instance.waits?.some((wait) => wait.kind === "job") === true && after.call === undefined && !doesWork(after))
      return `${other} calls no handler there`;
    return undefined;
  }

  // ---- what a scope holds

  function compareScope(scope: Instance, before: number, after: number): void {
    for (const flow of new Set(scope.tokens)) {
      const old = flowIn(from, flow);
      const other = flowIn(to, id(flow));
      const oldTarget = from.nodes[old?.target ?? -1];
      const newTarget = to.nodes[other?.target ?? -1];
      if (old?.scope !== before || oldTarget === undefined)
        lost(scope.key, flow, "the version it runs on has no such flow");
      else if (other === undefined || newTarget === undefined)
        lost(scope.key, flow, `the other version has no sequence flow ${id(flow)}`);
      else if (other.scope !== after) lost(scope.key, flow, `${other.id} stands in another sub-process there`);
      else if (newTarget.id !== id(oldTarget.id) || newTarget.kind !== oldTarget.kind)
        lost(scope.key, flow, `${other.id} leads to ${newTarget.id} there`);
      else arrives(scope.key, flow);
    }
    for (const element of scope.offered ?? []) {
      if (nodeIn(to, id(element))?.scope !== after)
        lost(scope.key, element, "the other version does not offer it there");
      else arrives(scope.key, element);
    }
    if (scope.key === 1) compareCompensables(scope, scope.compensable ?? []);
  }

  function compareFlows(instance: Instance, flows: readonly string[] | undefined, target: FlowNode): void {
    for (const flow of new Set(flows))
      if (flowIn(to, id(flow))?.target === target.index) arrives(instance.key, flow);
      else lost(instance.key, flow, `${target.id} has no incoming flow ${id(flow)} there`);
  }

  function compareCompensables(instance: Instance, compensables: readonly Compensable[]): void {
    for (const { element, handler, inner } of compensables) {
      const done = nodeIn(to, id(element));
      const old = handler === undefined ? undefined : nodeIn(from, handler);
      const other = handler === undefined ? undefined : nodeIn(to, id(handler));
      if (done === undefined || done.kind !== nodeIn(from, element)?.kind)
        lost(instance.key, element, "it was done and can be compensated, and the other version does not have it");
      else if (handler !== undefined && (other === undefined || old?.kind !== other.kind))
        lost(instance.key, handler, `it would compensate ${element}, and the other version does not have it`);
      compareCompensables(instance, inner ?? []);
    }
  }

  // ---- what an instance waits for

  /** The task or the handler's job of the element itself. */
  function compareWork(instance: Instance, before: FlowNode, after: FlowNode): void {
    const { key } = instance;
    for (const wait of instance.waits ?? []) {
      if (wait.kind === "task" && (wait.role !== after.role || wait.form !== after.form)) {
        const { role, form } = after;
        changedTasks.push({
          key,
          element: after.id,
          ...(role === undefined ? {} : { role }),
          ...(form === undefined ? {} : { form }),
        });
        // Who had claimed it did so in a role that it may not be for any more.
        changes.push({
          type: "task",
          key: wait.key,
          node: after,
          released: wait.role !== role && wait.assignee !== undefined,
        });
      }
      if (wait.kind === "job" && !isSame(workOf(before), workOf(after))) {
        const { element, handler } = wait;
        changedWaits.push({ key, element, change: "closed", kind: "job", ...named(handler) });
        changedWaits.push({ key, element: after.id, change: "opened", kind: "job", ...named(handlerOf(after)) });
        changes.push({ type: "close", instance: key, wait: wait.key }, { type: "job", instance: key, node: after });
      }
    }
  }

  /** `before` and `after`: the catching elements of both versions that the instance waits for, or may have waited for. */
  function compareWaits(instance: Instance, before: readonly Catching[], after: readonly Catching[]): void {
    const { key } = instance;
    const twin = (node: FlowNode): Catching | undefined => after.find((each) => each.node.id === id(node.id));
    for (const wait of instance.waits ?? []) {
      if (wait.kind === "task" || wait.kind === "job") continue;
      const old = before.find(({ node }) => node.id === wait.element);
      const triggers = old?.node.triggers.filter((trigger) => isWaitOf(wait, trigger)) ?? [];
      const stays = triggers.some((trigger) => old !== undefined && hasTrigger(twin(old.node)?.node, trigger));
      if (stays) continue;
      changedWaits.push({ key, element: wait.element, change: "closed", kind: wait.kind, ...named(nameOf(wait)) });
      changes.push({ type: "close", instance: key, wait: wait.key });
    }
    for (const { node, sees, mayOpen } of after) {
      if (!mayOpen) continue;
      const old = before.find((each) => id(each.node.id) === node.id);
      for (const trigger of node.triggers) {
        if (!waitsFor(trigger) || hasTrigger(old?.node, trigger)) continue;
        const kind = trigger.type === "conditional" ? "condition" : (trigger.type as Wait["kind"]);
        changedWaits.push({
          key,
          element: node.id,
          change: "opened",
          kind,
          ...("name" in trigger ? named(trigger.name) : {}),
        });
        changes.push({ type: "open", instance: key, node, trigger, sees });
      }
    }
  }

  /** The elements that catch for an instance: itself, its boundary events, the events behind a gateway, event sub-processes inside. */
  function caughtBy(
    graph: Graph,
    node: FlowNode,
    instance: Instance,
    isInner: boolean,
    withoutStarts = false,
  ): Catching[] {
    const { key, parent } = instance;
    const nodeAt = (index: number): FlowNode => graph.nodes[index] as FlowNode;
    const catching: Catching[] = [];
    if (instance.loop === undefined) {
      if (node.kind === "intermediateCatchEvent" || node.kind === "receiveTask" || node.kind === "startEvent")
        catching.push({ node, sees: parent, mayOpen: true });
      if (node.kind === "eventBasedGateway")
        for (const index of node.outgoing)
          catching.push({ node: nodeAt((graph.flows[index] as SequenceFlow).target), sees: parent, mayOpen: true });
      if (node.adHoc !== undefined)
        for (const index of graph.scopes[node.body]?.nodes ?? []) {
          const inside = nodeAt(index);
          if (inside.kind === "intermediateCatchEvent" && inside.incoming.length === 0)
            catching.push({ node: inside, sees: key, mayOpen: true });
        }
      if (node.body >= 0 && !withoutStarts) catching.push(...eventStarts(graph, node.body));
    }
    if (!isInner)
      for (const index of node.boundaries) catching.push({ node: nodeAt(index), sees: parent, mayOpen: true });
    return catching;
  }

  /** With the starts of event sub-processes, unless no new one may start there any more. */
  function openStarts(scope: Instance, body: number, others: readonly Catching[]): readonly Catching[] {
    if (body < 0) return others;
    const children = state.instances.filter(({ parent }) => parent === scope.key);
    const handlers = children.filter(({ element }) => nodeIn(from, element)?.triggeredByEvent === true);
    const interrupted = handlers.some(({ element }) => {
      const inside = from.scopes[nodeIn(from, element)?.body ?? -1];
      return inside?.starts.some((index) => from.nodes[index]?.interrupting === true) === true;
    });
    const onlyHandlers =
      handlers.length > 0 &&
      handlers.length === children.length &&
      (scope.tokens ?? []).length === 0 &&
      (scope.offered ?? []).length === 0;
    const mayOpen = !interrupted && !onlyHandlers;
    return [...others, ...eventStarts(to, body).map((each) => ({ ...each, sees: scope.key, mayOpen }))];
  }
}

/** An element whose triggers an instance waits for; `sees`: the scope whose variables its expressions read. */
interface Catching {
  readonly node: FlowNode;
  readonly sees: number;
  readonly mayOpen: boolean;
}

function eventStarts(graph: Graph, scope: number): Catching[] {
  return (graph.scopes[scope]?.eventSubProcesses ?? []).flatMap((index) =>
    (graph.scopes[graph.nodes[index]?.body ?? -1]?.starts ?? []).map((start) => ({
      node: graph.nodes[start] as FlowNode,
      sees: -1,
      mayOpen: true,
    })),
  );
}

/** A person does both in the same way. */
const BY_HAND: readonly FlowNode["kind"][] = ["userTask", "manualTask"];

const isCompatible = (before: FlowNode, after: FlowNode): boolean =>
  before.kind === after.kind || (BY_HAND.includes(before.kind) && BY_HAND.includes(after.kind));

const isSequential = (node: FlowNode): boolean => node.loop?.type === "multi" && node.loop.sequential;

/** Without a handler, these are done by hand or by an outside worker. */
const doesWork = ({ kind }: FlowNode): boolean =>
  kind === "serviceTask" || kind === "sendTask" || kind === "businessRuleTask";

/** What decides how the work of an element is asked for. */
const workOf = (node: FlowNode): unknown => [handlerOf(node), node.call?.inputs ?? [], node.decision?.id ?? ""];

const hasTrigger = (node: FlowNode | undefined, trigger: Trigger): boolean =>
  node?.triggers.some((each) => isSame(waitOf(each), waitOf(trigger))) === true;

/** The parts of a trigger that its wait is made of. */
function waitOf(trigger: Trigger): unknown {
  switch (trigger.type) {
    case "message":
      return ["message", trigger.name, trigger.correlation];
    case "signal":
      return ["signal", trigger.name];
    case "timer":
      return ["timer", trigger.timer, trigger.expression, trigger.unit];
    case "conditional":
      return ["conditional", trigger.condition];
    default:
      return [trigger.type];
  }
}

function isWaitOf(wait: Wait, trigger: Trigger): boolean {
  switch (wait.kind) {
    case "message":
    case "signal":
      return trigger.type === wait.kind && trigger.name === wait.name;
    case "timer":
      return trigger.type === "timer";
    case "condition":
      return trigger.type === "conditional" && trigger.condition === wait.condition;
    default:
      return false;
  }
}

const nameOf = (wait: Wait): string => (wait.kind === "message" || wait.kind === "signal" ? wait.name : "");

const named = (name: string): { name?: string } => (name === "" ? {} : { name });

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
