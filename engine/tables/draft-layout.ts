/**
 * Where the parts of a drafted diagram stand: a swimlane for each performer, one node in each column, in the order of the table. So a line
 * that runs upright through the column of one of its ends, or between two columns, meets no other node; and the long lines run level above
 * or below the nodes of a lane, where no node is.
 */
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

export interface NodeToPlace {
  readonly id: string;
  readonly kind: "task" | "gateway" | "event";
  readonly lane: number;
  /** Shown beside the shape; tasks show their name inside. */
  readonly label: string;
}
export interface FlowToPlace {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly label: string;
}

export interface Placed {
  readonly pool: Rectangle;
  readonly lanes: readonly Rectangle[];
  readonly shapes: ReadonlyMap<string, Rectangle>;
  readonly edges: ReadonlyMap<string, readonly Point[]>;
  /** Of nodes and flows that show a label beside themselves. */
  readonly labels: ReadonlyMap<string, Rectangle>;
}

const SIZE = { task: { width: 140, height: 90 }, gateway: { width: 50, height: 50 }, event: { width: 36, height: 36 } };
const POOL = { x: 160, y: 80, header: 30, laneHeader: 30 };
const GAP = 56;
/** To the right of a gateway, where the words of its conditions stand. */
const GATEWAY_GAP = 150;
const LINE_HEIGHT = 14;
const LETTER_WIDTH = 6.5;
/** Short of the line that goes upright from the same gateway to the next column. */
const TRACK_LABEL_WIDTH = 125;
const LANE_PADDING = 22;
/** Around the level of the nodes: half a task, and the label of an event or a gateway below it. */
const ABOVE = 50;
const BELOW = 78;

/** A long line: from the middle of one column to that of another, above or below the nodes of its source's lane. */
interface Track {
  readonly flow: FlowToPlace;
  readonly lane: number;
  readonly side: "above" | "below";
  readonly from: number;
  readonly to: number;
  readonly isLeftward: boolean;
  place: number;
}

/** `nodes` in the order of their columns. */
export function placeDraft(nodes: readonly NodeToPlace[], flows: readonly FlowToPlace[], laneCount: number): Placed {
  const column = new Map(nodes.map(({ id }, index) => [id, index]));
  const centres: number[] = [];
  let x = POOL.x + POOL.header + POOL.laneHeader + GAP;
  for (const { kind, label } of nodes) {
    const { width } = SIZE[kind];
    centres.push(x + width / 2);
    x += width + (kind === "gateway" && label !== "" ? GATEWAY_GAP : GAP);
  }
  const right = x;

  const tracks = layTracks(nodes, flows, column, centres);
  const lanes: Rectangle[] = [];
  const levels: number[] = [];
  const pitches: { above: number; below: number }[] = [];
  let y = POOL.y;
  for (let lane = 0; lane < laneCount; lane++) {
    const sides = { above: 0, below: 0 };
    const pitch = { above: 20, below: 20 };
    for (const track of tracks.filter((each) => each.lane === lane)) {
      sides[track.side] = Math.max(sides[track.side], track.place + 1);
      pitch[track.side] = Math.max(pitch[track.side], labelHeight(track.flow.label, labelWidth(track)) + 12);
    }
    const level = y + LANE_PADDING + sides.above * pitch.above + ABOVE;
    const height = level - y + BELOW + sides.below * pitch.below + LANE_PADDING;
    lanes.push({ x: POOL.x + POOL.header, y, width: right - POOL.x - POOL.header, height });
    levels.push(level);
    pitches.push(pitch);
    y += height;
  }

  const shapes = new Map(
    nodes.map(({ id, kind, lane }, index) => {
      const { width, height } = SIZE[kind];
      return [id, { x: centres[index]! - width / 2, y: levels[lane]! - height / 2, width, height }] as const;
    }),
  );
  const labels = new Map<string, Rectangle>();
  for (const { id, kind, label } of nodes)
    if (label !== "" && kind !== "task") labels.set(id, nodeLabel(kind, label, shapes.get(id)!));

  const edges = new Map<string, readonly Point[]>();
  for (const flow of flows) {
    const track = tracks.find((each) => each.flow === flow);
    const [source, target] = [shapes.get(flow.source)!, shapes.get(flow.target)!];
    if (track === undefined) {
      const points = besideRoute(source, target);
      edges.set(flow.id, points);
      if (flow.label !== "") labels.set(flow.id, besideLabel(flow.label, points[0]!));
    } else {
      const level = levels[track.lane]!;
      const pitch = pitches[track.lane]![track.side];
      const at =
        track.side === "above"
          ? level - ABOVE - (track.place + 0.5) * pitch
          : level + BELOW + (track.place + 0.5) * pitch;
      edges.set(flow.id, trackRoute(source, target, at));
      if (flow.label !== "") labels.set(flow.id, trackLabel(flow.label, track, at));
    }
  }
  const pool = { x: POOL.x, y: POOL.y, width: right - POOL.x, height: y - POOL.y };
  return { pool, lanes, shapes, edges, labels };
}

// ---------------------------------------------------------------- lines

/** To the next column: level, or upright in the gap between. */
function besideRoute(source: Rectangle, target: Rectangle): Point[] {
  const from = { x: source.x + source.width, y: middle(source) };
  const to = { x: target.x, y: middle(target) };
  if (from.y === to.y) return [from, to];
  const bend = target.x - GAP / 2;
  return [from, { x: bend, y: from.y }, { x: bend, y: to.y }, to];
}

/** Out of the source upwards or downwards, level along the track, and into the target from that side on which the track lies. */
function trackRoute(source: Rectangle, target: Rectangle, at: number): Point[] {
  const out = source.x + source.width / 2;
  const into = target.x + target.width / 2;
  return [
    { x: out, y: at < source.y ? source.y : source.y + source.height },
    { x: out, y: at },
    // A loop from a node to itself goes around its left corner.
    ...(out === into
      ? [
          { x: target.x - GAP / 4, y: at },
          { x: target.x - GAP / 4, y: middle(target) },
          { x: target.x, y: middle(target) },
        ]
      : [
          { x: into, y: at },
          { x: into, y: at < target.y ? target.y : target.y + target.height },
        ]),
  ];
}

const middle = ({ y, height }: Rectangle): number => y + height / 2;

/** The flows that do not lead into the next column, each on the nearest track where it lies upon no other. */
function layTracks(
  nodes: readonly NodeToPlace[],
  flows: readonly FlowToPlace[],
  column: ReadonlyMap<string, number>,
  centres: readonly number[],
): Track[] {
  const leaving = new Map<string, number>();
  const long = flows.filter(({ source, target }) => column.get(target) !== column.get(source)! + 1);
  const tracks = long.map((flow): Track => {
    const [from, to] = [column.get(flow.source)!, column.get(flow.target)!];
    const count = leaving.get(flow.source) ?? 0;
    leaving.set(flow.source, count + 1);
    // Of several ways out of one gateway every second one goes below.
    return {
      flow,
      lane: nodes[from]!.lane,
      side: count % 2 === 0 ? "above" : "below",
      from: Math.min(centres[from]!, centres[to]!),
      to: Math.max(centres[from]!, centres[to]!),
      isLeftward: to < from,
      place: 0,
    };
  });
  const laid: Track[] = [];
  for (const track of tracks.toSorted((a, b) => a.to - a.from - (b.to - b.from))) {
    const taken = new Set(laid.filter((other) => isBeside(track, other)).map(({ place }) => place));
    while (taken.has(track.place)) track.place += 1;
    laid.push(track);
  }
  return tracks;
}

/** Both on one side of one lane, over a common stretch; their labels count with them. */
const isBeside = (a: Track, b: Track): boolean =>
  a.lane === b.lane && a.side === b.side && leftOf(a) <= rightOf(b) && leftOf(b) <= rightOf(a);

const leftOf = (track: Track): number => Math.min(track.from, track.to - labelWidth(track) - 10);
const rightOf = (track: Track): number => Math.max(track.to, track.from + labelWidth(track) + 10);

// ---------------------------------------------------------------- labels

const labelWidth = ({ flow }: Track): number => (flow.label === "" ? 0 : TRACK_LABEL_WIDTH);

/** As many lines as the words need at that width, reckoned with a letter's usual width. */
function labelHeight(text: string, width: number): number {
  if (text === "") return 0;
  const letters = Math.max(1, Math.floor(width / LETTER_WIDTH));
  let lines = 0;
  for (const paragraph of text.split("\n")) {
    let line = 0;
    lines += 1;
    for (const word of paragraph.split(" ")) {
      if (line > 0 && line + 1 + word.length > letters) {
        lines += 1;
        line = 0;
      }
      line += (line > 0 ? 1 : 0) + word.length;
      while (line > letters) {
        lines += 1;
        line -= letters;
      }
    }
  }
  return lines * LINE_HEIGHT;
}

function nodeLabel(kind: "gateway" | "event", text: string, shape: Rectangle): Rectangle {
  const width = 100;
  const height = labelHeight(text, width);
  // Beside the line that may leave a gateway downwards.
  const x = kind === "gateway" ? shape.x + shape.width / 2 + 8 : shape.x + shape.width / 2 - width / 2;
  return { x, y: shape.y + shape.height + 6, width, height };
}

/** Above the line that leaves a gateway to the right. */
function besideLabel(text: string, from: Point): Rectangle {
  const width = GATEWAY_GAP - GAP / 2 - 12;
  const height = labelHeight(text, width);
  return { x: from.x + 6, y: from.y - height - 4, width, height };
}

/** Above the line, near the gateway that it leaves. */
function trackLabel(text: string, track: Track, at: number): Rectangle {
  const width = TRACK_LABEL_WIDTH;
  const height = labelHeight(text, width);
  return { x: track.isLeftward ? track.to - width - 10 : track.from + 10, y: at - height - 3, width, height };
}
