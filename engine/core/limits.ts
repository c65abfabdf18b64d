/**
 * Terms of the service, limits of actions and limits of steps: when they begin and when they are met (design, sections 4 and 5).
 *
 * An action's limit runs from the first entry of an element that names it until the first element of another action is entered. A
 * step's limit runs while its element instance lives. A term runs from the start of the case to its end, unless `reg:term` names
 * other elements. Whether one is late is decided by the instant of the event; a breach is noticed by the pump (`BreachLimit`).
 */
import type { FlowNode, Graph, ProcessGraph, Term } from "../model/graph.ts";
import { computeDue, type TermRule } from "../terms/due-date.ts";
import type { DecisionContext } from "./decision.ts";
import type { CaseEvent, EventOf, LimitKind } from "./events.ts";
import type { CaseState, Instance, RunningLimit } from "./state.ts";

/** What the limits need of a run. */
export interface LimitRun {
  readonly draft: Pick<CaseState, "limits" | "definition" | "process" | "suspendedAt" | "termsStoppedAt">;
  readonly context: DecisionContext;
  emit(event: CaseEvent): void;
  newKey(): number;
  find(key: number): Instance | undefined;
  graphOf(key: number): Graph;
}

/** Graphs in which some element or process has a limit: for all others the questions below are not even asked. */
const timed = new WeakMap<Graph, boolean>();

function isTimed(graph: Graph): boolean {
  let known = timed.get(graph);
  if (known === undefined) {
    known =
      graph.nodes.some((node) => node.limit !== undefined) ||
      graph.processes.some((process) => process.service !== undefined);
    timed.set(graph, known);
  }
  return known;
}

/** The case begins: so do the terms that do not wait for an element. */
export function limitsOnStart(run: LimitRun, graph: Graph): void {
  if (run.context.calendar === undefined) return;
  const process = graph.processes.find((each) => each.id === run.draft.process);
  for (const term of process?.service?.terms ?? [])
    if (term.from === undefined) startTerm(run, term, run.draft.process);
}

/** An element was entered; `key` is its instance, absent when it does not stay. */
export function limitsOnEntry(run: LimitRun, node: FlowNode, scope: number, key: number | undefined): void {
  if (run.context.calendar === undefined) return;
  const graph = run.graphOf(scope);
  if (!isTimed(graph)) return;
  if (key !== undefined && node.limit?.duration !== undefined)
    start(run, "step", node.id, node.id, { duration: node.limit.duration, unit: node.limit.unit }, key);
  const service = processAround(run, graph, scope)?.service;
  if (service === undefined) return;
  const actions = new Set(node.traces.flatMap((trace) => (trace.action === undefined ? [] : [trace.action])));
  if (actions.size > 0) {
    for (const limit of run.draft.limits) if (limit.kind === "action" && !actions.has(limit.of)) meet(run, limit);
    for (const row of service.actions) {
      if (!actions.has(row.number) || row.duration === undefined || row.unit === undefined) continue;
      if (run.draft.limits.some((limit) => limit.kind === "action" && limit.of === row.number)) continue;
      start(run, "action", row.number, node.id, { duration: row.duration, unit: row.unit });
    }
  }
  for (const term of service.terms) {
    if (term.until?.split(" ").includes(node.id) === true) {
      // A called process has terms of the same clause as its caller, whose term it must not end: that runs until the caller's own element.
      const called = processOf(run, scope).key !== 1;
      const running = run.draft.limits.find(
        (limit) => limit.kind === "term" && limit.of === nameOf(term) && (!called || limit.element === term.from),
      );
      if (running !== undefined) meet(run, running);
    }
    if (term.from === node.id) startTerm(run, term, node.id);
  }
}

/** An instance ended; 1 is the case itself, whose end meets (or, when it is cancelled, drops) all that still runs. */
export function limitsOnExit(run: LimitRun, key: number, why?: EventOf<"LimitDropped">["why"]): void {
  for (const limit of run.draft.limits) {
    if (key !== 1 && limit.host !== key) continue;
    if (why === undefined) meet(run, limit);
    else run.emit({ type: "LimitDropped", key: limit.key, why });
  }
}

/** The rule of a running limit, to compute it again when its clock was stopped or it is extended. */
export function ruleOf(limit: RunningLimit): TermRule {
  return {
    duration: limit.duration,
    unit: limit.unit,
    ...(limit.excludes === undefined ? {} : { excludes: limit.excludes }),
    ...(limit.countFrom === undefined ? {} : { countFrom: limit.countFrom }),
    ...(limit.owedEarlierDays === undefined ? {} : { owedEarlierDays: limit.owedEarlierDays }),
  };
}

/** What the clock of the terms shows: now, or the instant since which it stands still. */
export const clockOfTerms = (
  { termsStoppedAt, suspendedAt }: Pick<CaseState, "suspendedAt" | "termsStoppedAt">,
  now: string,
): string => termsStoppedAt ?? suspendedAt ?? now;

/**
 * The rule that another version has for a running limit of the case's own process, whose ids are those of that version already;
 * undefined: it has none. `not-ours`: a called process has set the limit.
 */
export function ruleInVersion(
  run: LimitRun,
  limit: RunningLimit,
  before: Graph,
  after: Graph,
): TermRule | "not-ours" | undefined {
  const serviceOf = (graph: Graph) => graph.processes.find((each) => each.id === run.draft.process)?.service;
  switch (limit.kind) {
    case "step": {
      if (limit.host === undefined || processOf(run, limit.host).key !== 1) return "not-ours";
      const rule = after.nodes[after.nodeIndex[limit.element] ?? -1]?.limit;
      return rule?.duration === undefined ? undefined : { duration: rule.duration, unit: rule.unit };
    }
    case "action": {
      const rowOf = (graph: Graph) => serviceOf(graph)?.actions.find(({ number }) => number === limit.of);
      if (rowOf(before)?.duration === undefined) return "not-ours";
      const row = rowOf(after);
      return row?.duration === undefined || row.unit === undefined
        ? undefined
        : { duration: row.duration, unit: row.unit };
    }
    case "term": {
      const termOf = (graph: Graph) => serviceOf(graph)?.terms.find((term) => nameOf(term) === limit.of);
      if (termOf(before) === undefined) return "not-ours";
      const term = termOf(after);
      return term === undefined ? undefined : ruleOfTerm(term);
    }
  }
}

/** The instance of the process, the case's own or a called one, in which an instance lives. */
function processOf(run: LimitRun, key: number): Instance {
  let instance = run.find(key) as Instance;
  while (instance.graph === undefined) instance = run.find(instance.parent) as Instance;
  return instance;
}

function processAround(run: LimitRun, graph: Graph, scope: number): ProcessGraph | undefined {
  const { element } = processOf(run, scope);
  return graph.processes.find((each) => each.id === element);
}

const nameOf = (term: Term): string => term.clause ?? "term";

const ruleOfTerm = ({ duration, unit, excludes, countFrom, owedEarlierDays }: Term): TermRule => ({
  duration,
  unit,
  excludes,
  ...(countFrom === undefined ? {} : { countFrom }),
  ...(owedEarlierDays === undefined ? {} : { owedEarlierDays }),
});

function startTerm(run: LimitRun, term: Term, element: string): void {
  if (run.draft.limits.some((limit) => limit.kind === "term" && limit.of === nameOf(term))) return;
  start(run, "term", nameOf(term), element, ruleOfTerm(term));
}

function start(run: LimitRun, kind: LimitKind, of: string, element: string, rule: TermRule, host?: number): void {
  const { now, calendar } = run.context;
  const { dueAt, derivation } = computeDue(rule, now, calendar as NonNullable<typeof calendar>);
  const started = {
    type: "LimitStarted",
    key: run.newKey(),
    kind,
    of,
    element,
    startedAt: now,
    duration: rule.duration,
    unit: rule.unit,
    dueAt,
    derivation,
  } as const;
  run.emit(host === undefined ? started : { ...started, host });
}

function meet(run: LimitRun, limit: RunningLimit): void {
  run.emit({ type: "LimitMet", key: limit.key, late: clockOfTerms(run.draft, run.context.now) > limit.dueAt });
}
