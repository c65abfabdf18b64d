/** Lanes: who stands in which, and what role it gives them (BPMN 2.0.2, 10.7). */
import { type BpmnElement, childOf, childrenOf, idOf, nameOf } from "./bpmn-element.ts";
import type { Draft, DraftNode, DraftScope } from "./draft.ts";
import type { ProcessGraph } from "./graph.ts";
import { optional, type Reading } from "./reading.ts";
import { readLabels, readPerformer } from "./reg-rows.ts";

interface Lane {
  readonly element: BpmnElement;
  readonly id: string;
  /** Its own performer, or that of the nearest lane around it. */
  readonly role: string | undefined;
  readonly parent: Lane | undefined;
}

/**
 * Gives each node of a process its lane and role: those of the innermost lane that lists it, else those of the sub-process it is in.
 * `poolRole` is the performer of the pool or process, for nodes without any. Returns the lanes of the process and its sub-processes.
 */
export function assignLanes(
  reading: Reading,
  draft: Draft,
  scopes: readonly DraftScope[],
  poolRole: string | undefined,
): ProcessGraph["lanes"] {
  const lanes: Lane[] = [];
  for (const scope of scopes) {
    const around = scope.node < 0 ? undefined : draft.node(scope.node);
    for (const node of draft.nodesIn(scope)) {
      const role = around === undefined ? poolRole : around.role;
      if (role !== undefined) node.role = role;
      if (around?.laneId !== undefined) node.laneId = around.laneId;
    }
    const chosen = new Map<DraftNode, Lane>();
    for (const laneSet of childrenOf(scope.element, "laneSets")) {
      const own = collectLanes(laneSet, undefined);
      lanes.push(...own);
      placeNodes(reading, draft, own, chosen);
    }
    for (const [node, lane] of chosen) {
      node.laneId = lane.id;
      if (lane.role !== undefined) node.role = lane.role;
    }
  }
  const all = scopes.flatMap((scope) => draft.nodesIn(scope));
  return lanes.map(({ element, id, role }) => ({
    id,
    name: nameOf(element),
    labels: readLabels(reading, element),
    ...optional("role", role),
    nodes: all.filter(({ laneId }) => laneId === id).map(({ index }) => index),
  }));
}

function collectLanes(laneSet: BpmnElement, parent: Lane | undefined): readonly Lane[] {
  return childrenOf(laneSet, "lanes").flatMap((element) => {
    const lane: Lane = {
      element,
      id: idOf(element) ?? "",
      role: readPerformer(element) ?? parent?.role,
      parent,
    };
    const inner = childOf(element, "childLaneSet");
    return [lane, ...(inner === undefined ? [] : collectLanes(inner, lane))];
  });
}

/** Of several lane sets the first one that lists a node counts; the others divide the process in another way. */
function placeNodes(reading: Reading, draft: Draft, lanes: readonly Lane[], chosen: Map<DraftNode, Lane>): void {
  const placed = new Map<DraftNode, Lane>();
  for (const lane of lanes) {
    for (const element of childrenOf(lane.element, "flowNodeRef")) {
      const node = draft.nodeOf(element);
      if (node === undefined) continue;
      const other = placed.get(node);
      if (other === undefined || isWithin(lane, other)) placed.set(node, lane);
      else if (lane !== other && !isWithin(other, lane))
        reading.report("NODE_IN_TWO_LANES", element, `it stands in the lanes ${other.id} and ${lane.id}`);
    }
  }
  for (const [node, lane] of placed) if (!chosen.has(node)) chosen.set(node, lane);
}

function isWithin(inner: Lane, outer: Lane): boolean {
  for (let lane = inner.parent; lane !== undefined; lane = lane.parent) if (lane === outer) return true;
  return false;
}
