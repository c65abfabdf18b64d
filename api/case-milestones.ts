/**
 * What a case looks like from outside: the statuses that it has come to, those that can still come, and, while the applicant is filling in, the pages of
 * the application. All of it from the diagram and the history; nothing that the staff wrote and nobody's name. Pure.
 */
import type { CaseEvent, RecordedEvent } from "../engine/core/events.ts";
import type { CaseState, Instance } from "../engine/core/state.ts";
import type { FlowNode, Graph } from "../engine/model/graph.ts";
import { isEnd, placesAhead, wayTo, type CalledGraph, type Place } from "./diagram-walk.ts";

export interface Milestone {
  /** `reg:status` of the diagram. */
  readonly status: string;
  /** UTC instant. */
  readonly at: string;
}

export interface StatusAhead {
  readonly status: string;
  /** Every way that is drawn from here to an end passes it. */
  readonly certain: boolean;
}

export interface Step {
  readonly element: string;
  readonly state: "done" | "now" | "ahead";
}

/** The statuses that the case came to, in order; one that stays the same is told once. */
export function milestonesReached(history: readonly RecordedEvent[]): readonly Milestone[] {
  const reached: Milestone[] = [];
  for (const { event, at } of history) {
    const status = statusOf(event);
    if (status !== undefined && reached.at(-1)?.status !== status) reached.push({ status, at });
  }
  return reached;
}

const statusOf = (event: CaseEvent): string | undefined =>
  event.type === "ElementEntered" || event.type === "ElementPassed" ? event.status : undefined;

/** The elements at which the case stands now, each with what called its diagram. `graphs` by digest. */
export function placesNow(state: CaseState, graphs: ReadonlyMap<string, Graph>): readonly Place[] {
  const byKey = new Map(state.instances.map((instance) => [instance.key, instance]));
  const isParent = new Set(state.instances.map(({ parent }) => parent));
  return state.instances
    .filter(({ key, parent }) => parent !== 0 && !isParent.has(key))
    .flatMap((instance) => placeOf(instance) ?? []);

  function placeOf({ element, parent }: Instance): Place | undefined {
    const scope = byKey.get(parent);
    const graph = graphs.get(deploymentOf(state, scope));
    const node = graph?.nodes[graph.nodeIndex[element] ?? -1];
    if (graph === undefined || node === undefined) return undefined;
    const up = scope === undefined || scope.parent === 0 ? undefined : placeOf(scope);
    return { graph, node, ...(up === undefined ? {} : { up }) };
  }
}

/** A called process runs on a deployment of its own; what lives in it, too. */
function deploymentOf(state: CaseState, scope: Instance | undefined): string {
  if (scope === undefined) return state.definition;
  if (scope.graph !== undefined) return scope.graph;
  return deploymentOf(
    state,
    state.instances.find(({ key }) => key === scope.parent),
  );
}

/** The statuses to which a way leads from here, the nearest first; `now` is not told again. */
export function statusesAhead(
  from: readonly Place[],
  called: CalledGraph,
  now: string | undefined,
): readonly StatusAhead[] {
  const ahead = placesAhead(from, called);
  const statuses = [...new Set(ahead.flatMap(({ node }) => node.status ?? []))].filter((status) => status !== now);
  return statuses.map((status) => {
    const without = placesAhead(from, called, ({ node }) => node.status === status);
    return { status, certain: !without.some(isEnd) };
  });
}

const isApplicants = ({ kind, role }: FlowNode): boolean => kind === "userTask" && role === "applicant";

/** Somebody else has it now: a status is told, the staff gets a task, or another process is called. */
const isHandedIn = ({ node }: Place): boolean =>
  node.kind !== "endEvent" &&
  (node.status !== undefined || node.calledProcess !== undefined || (node.kind === "userTask" && !isApplicants(node)));

/** When the application was handed in: the first that is not the applicant's own. `undefined`: it is still being filled in. */
export function handedInAt(history: readonly RecordedEvent[], graph: Graph): string | undefined {
  return history.find(({ event }) => {
    if (event.type !== "ElementEntered" && event.type !== "ElementPassed") return false;
    const node = graph.nodes[graph.nodeIndex[event.element] ?? -1];
    return node !== undefined && isHandedIn({ graph, node });
  })?.at;
}

/** What was issued in the case, by the id of the document: the template of the element that made it, where it has but one. */
export function templatesIssued(
  history: readonly RecordedEvent[],
  graphs: Iterable<Graph>,
): ReadonlyMap<string, string> {
  const all = [...graphs];
  const found = new Map<string, string>();
  for (const { event } of history) {
    if (event.type !== "DocumentFiled" || event.number === undefined || event.element === undefined) continue;
    const { element } = event;
    const templates = all.map(({ nodes, nodeIndex }) => nodes[nodeIndex[element] ?? -1]?.documents ?? []);
    const [only, ...others] = templates.find(({ length }) => length > 0) ?? [];
    if (only !== undefined && others.length === 0) found.set(event.document, only);
  }
  return found;
}

/** The pages of the application: those that were sent, the one that is open, and those that come on the shortest way from there. */
export function stepsOf(
  history: readonly RecordedEvent[],
  graph: Graph,
  now: readonly Place[],
  called: CalledGraph,
): readonly Step[] {
  const steps = new Map<string, Step["state"]>();
  for (const { event } of history) {
    if (event.type !== "ElementCompleted") continue;
    const node = graph.nodes[graph.nodeIndex[event.element] ?? -1];
    if (node !== undefined && isApplicants(node)) steps.set(node.id, "done");
  }
  const waiting = now.filter(({ up }) => up === undefined);
  for (const { node } of waiting) if (isApplicants(node)) put(node.id, "now");
  const way = wayTo(waiting, called, isHandedIn, ({ node }) => isApplicants(node)) ?? [];
  for (const { node } of way) if (isApplicants(node)) put(node.id, "ahead");
  return [...steps].map(([element, state]) => ({ element, state }));

  /** A page that comes again is told where it comes now. */
  function put(element: string, state: Step["state"]): void {
    if (steps.get(element) === "now") return;
    steps.delete(element);
    steps.set(element, state);
  }
}
