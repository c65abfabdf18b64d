/**
 * Everything that is drawn has its place on the sheet (BPMN 2.0.2, chapter 12), nothing lies on something else, nodes lie in their lane and
 * flows begin and end at what they connect.
 */
import { type BpmnElement, childOf, childrenOf, idOf, isA, numberOf } from "../../model/bpmn-element.ts";
import type { Diagram, LintRule, Report } from "../lint-rule.ts";

export const layout: LintRule = {
  name: "layout",
  categories: { engine: "warn", regulation: "error" },
  refines: ["no-bpmndi", "no-overlapping-elements"],
  check(diagram, report) {
    const drawn = drawnElements(diagram);
    if (drawn.size === 0) {
      report(undefined, "the file has no layout: nobody can look at the diagram (bpmndi:BPMNDiagram)");
      return;
    }
    const elements = Object.values(diagram.elementsById);
    for (const element of elements) checkShown(element, drawn, report);
    checkOverlaps(elements, drawn, report);
    checkLanes(elements, drawn, report);
    for (const element of elements) checkEnds(element, drawn, report);
  },
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Drawn {
  readonly plane: BpmnElement;
  readonly box?: Box;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
type Drawings = ReadonlyMap<BpmnElement, Drawn>;

function drawnElements({ definitions }: Diagram): Drawings {
  const drawn = new Map<BpmnElement, Drawn>();
  for (const sheet of childrenOf(definitions, "diagrams")) {
    const plane = childOf(sheet, "plane");
    if (plane === undefined) continue;
    for (const shape of childrenOf(plane, "planeElement")) {
      const element = childOf(shape, "bpmnElement");
      if (element === undefined || drawn.has(element)) continue;
      const bounds = shape.$type === "bpmndi:BPMNShape" ? childOf(shape, "bounds") : undefined;
      const points = shape.$type === "bpmndi:BPMNEdge" ? childrenOf(shape, "waypoint") : [];
      drawn.set(element, {
        plane,
        ...(bounds === undefined ? {} : { box: boxOf(bounds) }),
        points: points.map((point) => ({ x: numberOf(point, "x") ?? 0, y: numberOf(point, "y") ?? 0 })),
      });
    }
  }
  return drawn;
}

const boxOf = (bounds: BpmnElement): Box => ({
  x: numberOf(bounds, "x") ?? 0,
  y: numberOf(bounds, "y") ?? 0,
  width: numberOf(bounds, "width") ?? 0,
  height: numberOf(bounds, "height") ?? 0,
});

// ---------------------------------------------------------------- everything is there

const SHAPES = ["bpmn:FlowNode", "bpmn:DataObjectReference", "bpmn:DataStoreReference", "bpmn:TextAnnotation"];
const MORE_SHAPES = ["bpmn:Group", "bpmn:Participant", "bpmn:Lane"];
const EDGES = ["bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:Association"];

function checkShown(element: BpmnElement, drawn: Drawings, report: Report): void {
  const isShape = [...SHAPES, ...MORE_SHAPES].some((type) => isA(element, type));
  const isEdge = EDGES.some((type) => isA(element, type));
  const drawing = drawn.get(element);
  if (isShape && (drawing?.box === undefined || drawing.box.width <= 0 || drawing.box.height <= 0))
    report(idOf(element), "it has no place on the sheet (bpmndi:BPMNShape with bounds)");
  if (isEdge && (drawing?.points.length ?? 0) < 2)
    report(idOf(element), "it has no line on the sheet (bpmndi:BPMNEdge with two waypoints)");
}

// ---------------------------------------------------------------- nothing lies on something else

function checkOverlaps(elements: readonly BpmnElement[], drawn: Drawings, report: Report): void {
  const groups = new Map<string, { readonly element: BpmnElement; readonly box: Box }[]>();
  const planes = [...new Set([...drawn.values()].map(({ plane }) => plane))];
  for (const element of elements) {
    const drawing = drawn.get(element);
    if (drawing?.box === undefined || isA(element, "bpmn:Group")) continue;
    // Nodes of all processes share the sheet; those of a sub-process lie on it.
    const container = isA(element.$parent ?? element, "bpmn:SubProcess")
      ? (idOf(element.$parent ?? element) ?? "")
      : "";
    const kind = SHAPES.some((type) => isA(element, type)) ? "node" : element.$type;
    const key = `${planes.indexOf(drawing.plane)} ${kind} ${kind === "node" ? container : laneDepth(element)}`;
    groups.set(key, [...(groups.get(key) ?? []), { element, box: drawing.box }]);
  }
  for (const group of groups.values()) {
    const shapes = group.sort((a, b) => a.box.x - b.box.x);
    for (const [index, one] of shapes.entries()) {
      for (const other of shapes.slice(index + 1)) {
        if (other.box.x >= one.box.x + one.box.width) break;
        if (!overlap(one.box, other.box) || belongTogether(one.element, other.element)) continue;
        report(idOf(other.element), `it lies on ${idOf(one.element) ?? "another element"}`);
      }
    }
  }
}

function laneDepth(element: BpmnElement): number {
  let depth = 0;
  for (let at = element.$parent; at !== undefined; at = at.$parent) if (at.$type === "bpmn:Lane") depth += 1;
  return depth;
}

/** Shapes that touch at their edges are drawn so on purpose, as lanes are. */
const overlap = (a: Box, b: Box): boolean =>
  a.x + a.width - b.x > 0.5 && b.x + b.width - a.x > 0.5 && a.y + a.height - b.y > 0.5 && b.y + b.height - a.y > 0.5;

const belongTogether = (a: BpmnElement, b: BpmnElement): boolean => hostOf(a) === b || hostOf(b) === a;

const hostOf = (element: BpmnElement): BpmnElement | undefined =>
  isA(element, "bpmn:BoundaryEvent") ? childOf(element, "attachedToRef") : undefined;

// ---------------------------------------------------------------- nodes lie in their lane and pool

function checkLanes(elements: readonly BpmnElement[], drawn: Drawings, report: Report): void {
  for (const lane of elements.filter((element) => element.$type === "bpmn:Lane")) {
    if (childOf(lane, "childLaneSet") !== undefined) continue;
    for (const node of childrenOf(lane, "flowNodeRef")) reportOutside(node, lane, "lane", drawn, report);
  }
  for (const pool of elements.filter((element) => element.$type === "bpmn:Participant")) {
    const process = childOf(pool, "processRef");
    for (const node of process === undefined ? [] : childrenOf(process, "flowElements"))
      if (isA(node, "bpmn:FlowNode")) reportOutside(node, pool, "pool", drawn, report);
  }
}

function reportOutside(node: BpmnElement, around: BpmnElement, what: string, drawn: Drawings, report: Report): void {
  const inner = drawn.get(node);
  const outer = drawn.get(around);
  if (inner?.box === undefined || outer?.box === undefined || inner.plane !== outer.plane) return;
  const middle = { x: inner.box.x + inner.box.width / 2, y: inner.box.y + inner.box.height / 2 };
  if (distance(middle, outer.box) > 0) report(idOf(node), `it is drawn outside of its ${what} ${idOf(around) ?? ""}`);
}

// ---------------------------------------------------------------- flows begin and end at what they connect

/** Editors dock lines at the border, some with a few pixels between. */
const NEAR = 8;

function checkEnds(element: BpmnElement, drawn: Drawings, report: Report): void {
  if (!isA(element, "bpmn:SequenceFlow") && !isA(element, "bpmn:MessageFlow")) return;
  const line = drawn.get(element);
  const ends = [
    { name: "sourceRef", point: line?.points[0], verb: "begins" },
    { name: "targetRef", point: line?.points.at(-1), verb: "ends" },
  ];
  for (const { name, point, verb } of ends) {
    const end = childOf(element, name);
    const shape = end === undefined ? undefined : drawn.get(end);
    if (end === undefined || point === undefined || shape?.box === undefined || shape.plane !== line?.plane) continue;
    if (distance(point, shape.box) > NEAR)
      report(idOf(element), `its line ${verb} away from ${idOf(end) ?? ""}`, "warn");
  }
}

function distance({ x, y }: { readonly x: number; readonly y: number }, box: Box): number {
  const dx = Math.max(box.x - x, 0, x - box.x - box.width);
  const dy = Math.max(box.y - y, 0, y - box.y - box.height);
  return Math.hypot(dx, dy);
}
