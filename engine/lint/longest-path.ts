/**
 * How long the longest way through a process may take by the limits of the text, and whether that fits its term.
 *
 * Limits are added as the engine runs them: a row of the annex table counts from the first element that names it until the first
 * element of another row, rows that an element names together run side by side, and a step's own limit counts where no row's does. Ways
 * that turn back are followed once. Steps of the applicant and steps without any limit are not counted. A call counts as the longest way through
 * the process that it calls, with that process's own rows.
 */
import type { Action, FlowNode, Graph, LimitUnit, ProcessGraph, Term } from "../model/graph.ts";
import { isByClock, readLength } from "../terms/duration.ts";
import { TermError } from "../terms/term-error.ts";
import { successors } from "./paths.ts";

export interface Part {
  /** `row 5` or `step process_8`. */
  readonly what: string;
  readonly duration: string;
  readonly unit: LimitUnit;
  /** The clause that a step's own limit cites. */
  readonly clause?: string;
}

export interface TermFit {
  readonly process: string;
  /** The term as written: `P3D` in `calendar-day`, its clause. */
  readonly term: Pick<Term, "duration" | "unit" | "clause">;
  /** Ids of the elements of the longest way, in order. */
  readonly path: readonly string[];
  /** What was added, in the order of the way; the same row again where the way comes back to it. */
  readonly parts: readonly Part[];
  /** In days when term or a part is in days, else in minutes. */
  readonly counted: number;
  readonly allowed: number;
  readonly countedIn: "day" | "minute";
  readonly fits: boolean;
  /** The rows and the limits that cite a clause, each counted once, are too much already: the text contradicts itself, however it is drawn. */
  readonly textContradicts: boolean;
  /** The sum in words, with how it was converted. */
  readonly sum: string;
}

/**
 * One for each `reg:term` of the process. Durations that cannot be read are left out; the compiler reports them. `others`: diagrams in which
 * a called process may stand when it is not in this one; a call that leads to none of them counts nothing.
 */
export function termFits(graph: Graph, process: ProcessGraph, others: readonly Graph[] = []): readonly TermFit[] {
  return (process.service?.terms ?? []).flatMap((term) => {
    const { path, parts } = longestWay([graph, ...others], process, term);
    const judged = judge(term, parts);
    if (judged === undefined) return [];
    const once = parts.filter((part, at) => parts.findIndex(({ what }) => what === part.what) === at);
    const ofText = judge(
      term,
      once.filter(({ what, clause: cited }) => what.startsWith("row ") || cited !== undefined),
    );
    const { duration, unit, clause } = term;
    return {
      process: process.id,
      term: { duration, unit, ...(clause === undefined ? {} : { clause }) },
      path,
      parts,
      ...judged,
      textContradicts: !judged.fits && ofText?.fits === false,
    };
  });
}

// ---------------------------------------------------------------- adding up

const MINUTES_A_DAY = 24 * 60;

/**
 * In minutes when everything runs by the clock, else in days. Days that the text counts: months have 31, years 366; working days in a
 * term of calendar days are stretched by a weekend for each five; calendar days in a term of working days count one for one. Minutes before
 * the first limit in days fall on the day of intake, and a term in days starts on the day after it; minutes after the last one fall on
 * the day of issue and do not count when the act excludes that. A result owed earlier at the place of issue leaves so many days less. All other minutes count as parts of a day of 24 hours.
 */
function judge(
  term: Term,
  parts: readonly Part[],
): Pick<TermFit, "counted" | "allowed" | "countedIn" | "fits" | "sum"> | undefined {
  try {
    const inMinutes = isByClock(term.unit) && parts.every(({ unit }) => isByClock(unit));
    const allowed = inMinutes
      ? minutesOf(term)
      : isByClock(term.unit)
        ? minutesOf(term) / MINUTES_A_DAY
        : daysOf(term, term.unit) - (term.owedEarlierDays ?? 0);
    const minutes = { before: 0, between: 0, after: 0 };
    let days = 0;
    for (const part of parts) {
      if (isByClock(part.unit)) {
        minutes[days === 0 ? "before" : "after"] += minutesOf(part);
      } else {
        days += daysOf(part, term.unit);
        minutes.between += minutes.after;
        minutes.after = 0;
      }
    }
    const total = minutes.before + minutes.between + minutes.after;
    const words = parts.map(({ what, duration, unit }) => `${what} ${inWords(duration, unit)}`).join(" + ");
    if (inMinutes) {
      const sum = `${words || "nothing"} = ${total} minutes`;
      return { counted: total, allowed, countedIn: "minute", fits: total <= allowed, sum };
    }
    const free = freeMinutes(term, minutes);
    const counted = days + (total - free.minutes) / MINUTES_A_DAY;
    const sum = `${words || "nothing"} = ${round(counted)} days${notes(term, parts, free)}`;
    return { counted, allowed, countedIn: "day", fits: counted <= allowed + 1e-9, sum };
  } catch (error) {
    if (error instanceof TermError) return undefined;
    throw error;
  }
}

/** Minutes that the term does not count. More than a day of them is not the day of intake or issue any more. */
function freeMinutes(
  term: Term,
  { before, after }: { readonly before: number; readonly after: number },
): { readonly minutes: number; readonly words: readonly string[] } {
  const words: string[] = [];
  let minutes = 0;
  if (!isByClock(term.unit) && before > 0 && before <= MINUTES_A_DAY) {
    minutes += before;
    words.push(`${before} minutes fall on the day of intake, which is not counted`);
  }
  if (term.excludes.includes("issue") && after > 0 && after <= MINUTES_A_DAY) {
    minutes += after;
    words.push(`${after} minutes fall on the day of issue, which is not counted`);
  }
  return { minutes, words };
}

function notes(term: Term, parts: readonly Part[], free: { readonly words: readonly string[] }): string {
  const found = [...free.words];
  if (term.unit === "calendar-day" && parts.some(({ unit }) => unit === "working-day"))
    found.push("working days with two days of weekend for each five begun");
  if (term.unit === "working-day" && parts.some(({ unit }) => unit === "calendar-day"))
    found.push("calendar days counted as working days");
  if (term.owedEarlierDays !== undefined)
    found.push(`owed ${term.owedEarlierDays === 1 ? "a day" : `${term.owedEarlierDays} days`} before the term ends`);
  if (isByClock(term.unit)) found.push("the term of minutes taken as a part of a day of 24 hours");
  return found.length === 0 ? "" : ` (${found.join("; ")})`;
}

interface Length {
  readonly duration: string;
  readonly unit: LimitUnit;
}

const minutesOf = ({ duration, unit }: Length): number => readLength(duration, unit).ms / 60_000;

function daysOf({ duration, unit }: Length, termUnit: LimitUnit): number {
  const { months, days } = readLength(duration, unit);
  const counted = Math.floor(months / 12) * 366 + (months % 12) * 31 + days;
  return unit === "working-day" && termUnit !== "working-day" ? counted + 2 * Math.ceil(counted / 5) : counted;
}

export function inWords(duration: string, unit: LimitUnit): string {
  if (isByClock(unit)) return `${round(minutesOf({ duration, unit }))} min`;
  const { months, days } = readLength(duration, unit);
  const several = (count: number, word: string): string[] =>
    count === 0 ? [] : [`${count} ${word}${count === 1 ? "" : "s"}`];
  return [...several(months, "month"), ...several(days, unit.replace("-", " "))].join(" ");
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;

// ---------------------------------------------------------------- the way

/** Where a way stands: at a node, with the rows whose clock may run. */
interface Stand {
  readonly node: FlowNode;
  readonly rows: ReadonlySet<string>;
}
interface Way {
  readonly weight: number;
  readonly parts: readonly Part[];
  readonly path: readonly string[];
}

/** A regulation has some hundred. */
const MOST_STANDS = 50_000;

const NOTHING: Way = { weight: 0, parts: [], path: [] };

/** The process stands in the first of the graphs. `around`: the processes whose calls lead here, which are not followed in a circle. */
function longestWay(
  graphs: readonly Graph[],
  process: ProcessGraph,
  { from: begin, until }: Pick<Term, "from" | "until">,
  around: readonly string[] = [],
): Way {
  const [graph] = graphs as readonly [Graph];
  const rows = new Map((process.service?.actions ?? []).map((row) => [row.number, row]));
  const back = backEdges(graph);
  const known = new Map<string, Way>();
  const ends = new Set(until?.split(" "));

  const from = ({ node, rows: running }: Stand): Way => {
    if (ends.has(node.id)) return NOTHING;
    const key = `${node.index} ${[...running].sort().join(" ")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size > MOST_STANDS) throw new RangeError("the process has too many ways to follow");
    const { part, rows: next } = enter(node, running, rows);
    const inside =
      part !== undefined ? NOTHING : node.body >= 0 ? longest(startsOf(graph, node.body), next) : called(node);
    const after = longest(
      successors(graph, node).filter((target) => !back.has(`${node.index} ${target}`)),
      next,
    );
    const way = {
      weight: (part === undefined ? 0 : roughMinutes(part)) + inside.weight + after.weight,
      parts: [...(part === undefined ? [] : [part]), ...inside.parts, ...after.parts],
      path: [node.id, ...inside.path, ...after.path],
    };
    known.set(key, way);
    return way;
  };
  function longest(nodes: readonly number[], running: ReadonlySet<string>): Way {
    let best: Way | undefined;
    for (const index of nodes) {
      const node = graph.nodes[index];
      const way = node === undefined ? NOTHING : from({ node, rows: running });
      if (best === undefined || way.weight > best.weight) best = way;
    }
    return best ?? NOTHING;
  }

  function called({ calledProcess }: FlowNode): Way {
    const id = calledProcess?.process ?? "";
    const holder = graphs.find(({ processes }) => processes.some((each) => each.id === id));
    const found = holder?.processes.find((each) => each.id === id);
    const callers = [...around, process.id];
    if (holder === undefined || found === undefined || callers.includes(id)) return NOTHING;
    return longestWay([holder, ...graphs.filter((each) => each !== holder)], found, {}, callers);
  }

  const first = begin === undefined ? undefined : graph.nodeIndex[begin];
  return longest(first === undefined ? startsOf(graph, process.scope) : [first], new Set());
}

const startsOf = (graph: Graph, scope: number): readonly number[] => graph.scopes[scope]?.starts ?? [];

/** What an element adds, and the rows that run from it on. */
function enter(
  node: FlowNode,
  running: ReadonlySet<string>,
  rows: ReadonlyMap<string, Action>,
): { readonly part: Part | undefined; readonly rows: ReadonlySet<string> } {
  const named = new Set(node.traces.flatMap(({ action }) => action ?? []));
  const next = named.size > 0 ? named : running;
  const begun = [...named].filter((number) => !running.has(number)).flatMap((number) => partOfRow(rows.get(number)));
  const [longest] = begun.sort((a, b) => roughMinutes(b) - roughMinutes(a));
  if (longest !== undefined) return { part: longest, rows: next };
  const covered = [...next].some((number) => partOfRow(rows.get(number)).length > 0);
  const { limit } = node;
  const own = limit?.duration === undefined || covered || node.role === "applicant" ? undefined : limit;
  if (own?.duration === undefined) return { part: undefined, rows: next };
  const { duration, unit, clause } = own;
  return {
    part: { what: `step ${node.id}`, duration, unit, ...(clause === undefined ? {} : { clause }) },
    rows: next,
  };
}

const partOfRow = (row: Action | undefined): readonly Part[] =>
  row?.duration === undefined || row.unit === undefined
    ? []
    : [{ what: `row ${row.number}`, duration: row.duration, unit: row.unit }];

/** Only to compare ways with each other. */
function roughMinutes({ duration, unit }: Length): number {
  try {
    return isByClock(unit) ? minutesOf({ duration, unit }) : daysOf({ duration, unit }, "calendar-day") * MINUTES_A_DAY;
  } catch (error) {
    if (error instanceof TermError) return 0;
    throw error;
  }
}

/** Edges that lead back to a node that the way has come through, as `from to`. */
function backEdges(graph: Graph): ReadonlySet<string> {
  const back = new Set<string>();
  const state = new Map<number, "open" | "done">();
  // From the starts, so that the edge that is taken out is the one that turns back and not one that leads on.
  const starts = graph.scopes.flatMap((scope) => scope.starts.flatMap((index) => graph.nodes[index] ?? []));
  for (const start of [...starts, ...graph.nodes]) {
    if (state.has(start.index)) continue;
    const stack: { readonly index: number; readonly next: number[] }[] = [];
    const open = (index: number): void => {
      const node = graph.nodes[index];
      state.set(index, "open");
      stack.push({ index, next: node === undefined ? [] : [...successors(graph, node)] });
    };
    open(start.index);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = top.next.shift();
      if (target === undefined) {
        state.set(top.index, "done");
        stack.pop();
      } else if (state.get(target) === "open") back.add(`${top.index} ${target}`);
      else if (!state.has(target)) open(target);
    }
  }
  return back;
}
