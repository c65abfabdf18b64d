/**
 * Part 1 of a regulation's README.md: where each item of the text stands in the diagrams, as a table for each channel between the marks
 * `<!-- traces office.bpmn -->` and `<!-- /traces office.bpmn -->`.
 */
import type { Graph, Trace } from "../model/graph.ts";
import type { ChannelText } from "./regulation-text.ts";

/** The README with the block of that channel written anew. Throws an Error when it has no such marks. */
export function writeTracesTable(readme: string, text: ChannelText, graph: Graph): string {
  const [from, to] = [`<!-- traces ${text.channel}.bpmn -->`, `<!-- /traces ${text.channel}.bpmn -->`];
  const start = readme.indexOf(from);
  const end = readme.indexOf(to);
  if (start < 0 || end < start) throw new Error(`README.md has no ${from} with a ${to} after it`);
  return `${readme.slice(0, start)}${from}\n\n${tracesTable(text, graph)}\n\n${readme.slice(end)}`;
}

/** A row for each trace of each element, in the order of the text, padded as prettier pads it. */
export function tracesTable(text: ChannelText, graph: Graph): string {
  const traced = graph.nodes.flatMap(({ id, name, traces }) => traces.map((trace) => ({ id, name, trace })));
  const rows = traced
    .toSorted((a, b) => compareKeys(orderOf(a.trace, text), orderOf(b.trace, text)))
    .map(({ id, name, trace: { clause, step = "", action = "" } }) => [clause, step, action, `\`${id}\``, cell(name)]);
  const heads = ["Item", "Step", "Row", "Element", "Name"];
  const widths = heads.map((head, column) => Math.max(...[head, ...rows.map((row) => row[column]!)].map(widthOf)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((each, column) => each + " ".repeat(widths[column]! - widthOf(each))).join(" | ")} |`;
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The items in the order of the text, the numbered step of a clause before what only belongs to it; then the table, row by row. */
function orderOf({ clause, step }: Trace, { items, table }: ChannelText): readonly number[] {
  if (clause === table) return [items.length, Number(step?.replace(/\D+/, "") ?? Infinity)];
  const position = items.findIndex((item) => item.clause === clause && item.step === step);
  const ofClause = items.findLastIndex((item) => item.clause === clause);
  return [position < 0 ? ofClause : position, step === undefined ? 1 : 0];
}

const compareKeys = ([a0 = 0, a1 = 0]: readonly number[], [b0 = 0, b1 = 0]: readonly number[]): number =>
  a0 - b0 || (a1 === b1 ? 0 : a1 - b1);

/** In characters; `|` would end the cell. */
const widthOf = (text: string): number => Array.from(text).length;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
