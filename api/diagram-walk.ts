/**
 * Walks forward over a diagram, into the processes that it calls and out of them again. Pure. It looks at what is drawn, not at conditions: every way
 * that an exclusive gateway could take is a way.
 */
import type { FlowNode, Graph } from "../engine/model/graph.ts";

/** A node, and the call or sub-process that its diagram is in. */
export interface Place {
  readonly graph: Graph;
  readonly node: FlowNode;
  readonly up?: Place;
}

/** The diagram that holds a called process; `undefined`: it is not known, and is walked past. */
export type CalledGraph = (process: string) => Graph | undefined;

/** Diagrams that call each other in a circle end here. */
const DEEPEST_CALL = 6;

const keyOf = ({ graph, node, up }: Place): string =>
  `${up === undefined ? "" : `${keyOf(up)}>`}${graph.digest}:${node.index}`;

const depthOf = ({ up }: Place): number => (up === undefined ? 0 : 1 + depthOf(up));

/** Where the way ends for good: an end of the case's own process. */
export const isEnd = ({ node, up }: Place): boolean => up === undefined && node.outgoing.length === 0 && !isCall(node);

const isCall = ({ calledProcess, body }: FlowNode): boolean => calledProcess !== undefined || body >= 0;

/** What can come directly after a place. */
function placesAfter(place: Place, called: CalledGraph): readonly Place[] {
  const { node } = place;
  const beside = node.boundaries.map((index) => ({ ...place, node: place.graph.nodes[index]! }));
  const inside = depthOf(place) < DEEPEST_CALL ? startsInside(place, called) : [];
  return [...(inside.length > 0 ? inside : placesPast(place)), ...beside];
}

/** After the place is done, whatever it calls. */
function placesPast(place: Place): readonly Place[] {
  const { graph, node, up } = place;
  const link = node.triggers.find((trigger) => trigger.type === "link");
  if (link !== undefined && link.target !== node.index) return [{ ...place, node: graph.nodes[link.target]! }];
  if (node.outgoing.length > 0)
    return node.outgoing.map((flow) => ({ ...place, node: graph.nodes[graph.flows[flow]!.target]! }));
  // The end of what was called: its caller goes on.
  return up === undefined ? [] : placesPast(up);
}

function startsInside(place: Place, called: CalledGraph): readonly Place[] {
  const { graph, node } = place;
  const within = node.calledProcess === undefined ? graph : called(node.calledProcess.process);
  const scope =
    node.calledProcess === undefined
      ? within?.scopes[node.body]
      : within?.scopes.find(({ id, parent }) => parent < 0 && id === node.calledProcess!.process);
  if (within === undefined || scope === undefined) return [];
  return scope.starts.map((index) => ({ graph: within, node: within.nodes[index]!, up: place }));
}

/** The places to which a way leads from these, nearest first, these not among them; ways through a place that `closed` names are not walked. */
export function placesAhead(
  from: readonly Place[],
  called: CalledGraph,
  closed: (place: Place) => boolean = () => false,
): readonly Place[] {
  const seen = new Set<string>();
  const found: Place[] = [];
  let front = from;
  while (front.length > 0) {
    const next: Place[] = [];
    for (const place of front.flatMap((each) => placesAfter(each, called))) {
      const key = keyOf(place);
      if (seen.has(key) || closed(place)) continue;
      seen.add(key);
      found.push(place);
      next.push(place);
    }
    front = next;
  }
  return found;
}

/** The places on the way to the nearest that `isGoal` names, the goal last; the way with the fewest places that `counts` names. `undefined`: there is none. */
export function wayTo(
  from: readonly Place[],
  called: CalledGraph,
  isGoal: (place: Place) => boolean,
  counts: (place: Place) => boolean,
): readonly Place[] | undefined {
  // Breadth first by what counts: places that do not count belong to the front that found them.
  const seen = new Set(from.map(keyOf));
  let front: (readonly Place[])[] = from.map((place) => [place]);
  while (front.length > 0) {
    const later: (readonly Place[])[] = [];
    // The list grows while it is walked.
    for (const way of front) {
      for (const place of placesAfter(way.at(-1)!, called)) {
        const key = keyOf(place);
        if (seen.has(key)) continue;
        if (isGoal(place)) return [...way.slice(1), place];
        if (!counts(place)) seen.add(key);
        (counts(place) ? later : front).push([...way, place]);
      }
    }
    front = later.filter((way) => {
      const key = keyOf(way.at(-1)!);
      return seen.has(key) ? false : seen.add(key);
    });
  }
  return undefined;
}
