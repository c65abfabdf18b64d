/** The drawing of a diagram (BPMN DI) as rectangles and lines, and what can be wrong with it. */
import { type BpmnElement, childOf, childrenOf, idOf, isA, numberOf } from "../../engine/model/bpmn-element.ts";

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Edge {
  readonly points: readonly Point[];
}

export interface Layout {
  /** By the id of the element that is drawn. */
  readonly shapes: ReadonlyMap<string, Rectangle>;
  readonly edges: ReadonlyMap<string, Edge>;
  /** Places of labels that stand outside of their shape. */
  readonly labels: ReadonlyMap<string, Rectangle>;
}

export function readLayout(elements: readonly BpmnElement[]): Layout {
  const shapes = new Map<string, Rectangle>();
  const edges = new Map<string, Edge>();
  const labels = new Map<string, Rectangle>();
  for (const element of elements) {
    if (!isA(element, "bpmndi:BPMNShape") && !isA(element, "bpmndi:BPMNEdge")) continue;
    const drawn = idOf(childOf(element, "bpmnElement")!)!;
    const bounds = childOf(element, "bounds");
    if (bounds !== undefined) shapes.set(drawn, rectangle(bounds));
    const points = childrenOf(element, "waypoint").map((point) => ({
      x: numberOf(point, "x")!,
      y: numberOf(point, "y")!,
    }));
    if (points.length > 0) edges.set(drawn, { points });
    const label = childOf(element, "label");
    if (label !== undefined) labels.set(drawn, rectangle(childOf(label, "bounds")!));
  }
  return { shapes, edges, labels };
}

/** Have the two a point in common that is not on the border. */
export function touches(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Pairs of edges that cross or lie upon each other; to end at the same point is neither. Lines must run level or upright. */
export function crossings(edges: ReadonlyMap<string, Edge>): string[] {
  const all = [...edges].map(([id, edge]) => [id, segments(edge)] as const);
  return all.flatMap(([id, mine], index) =>
    all
      .slice(index + 1)
      .flatMap(([other, theirs]) => (mine.some((a) => theirs.some((b) => meet(a, b))) ? [`${id} x ${other}`] : [])),
  );
}

/** Edges that pass through a rectangle; to end at its border is not to pass through. */
export function runsThrough(edges: ReadonlyMap<string, Edge>, places: ReadonlyMap<string, Rectangle>): string[] {
  return [...edges].flatMap(([id, edge]) =>
    [...places].flatMap(([place, rectangle]) =>
      segments(edge).some((segment) => touches(segment, rectangle)) ? [`${id} through ${place}`] : [],
    ),
  );
}

const rectangle = (bounds: BpmnElement): Rectangle => ({
  x: numberOf(bounds, "x")!,
  y: numberOf(bounds, "y")!,
  width: numberOf(bounds, "width")!,
  height: numberOf(bounds, "height")!,
});

/** A level or upright line as a rectangle without width or height. */
function segments({ points }: Edge): Rectangle[] {
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    if (from.x !== to.x && from.y !== to.y)
      throw new Error(`a slanting line from ${from.x},${from.y} to ${to.x},${to.y}`);
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  });
}

function meet(a: Rectangle, b: Rectangle): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
