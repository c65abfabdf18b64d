/**
 * `coverChannel`: which numbered items of the text have an element in the diagram, and which elements stand for no item.
 *
 * An item with a step is covered by an element whose `reg:trace` says both its clause and its step; a clause without a step by any
 * element that is traced to it; a row of the annex table by an element that names it (`action`), when `reg:action` has it as printed.
 * What a channel hands over with a call activity stands in the diagram of the called process, and covers the items of its caller too.
 */
import type { Action, FlowNode, Graph, Trace } from "../model/graph.ts";
import type { ChannelText, TextItem, TextRow } from "./regulation-text.ts";

export interface ChannelCoverage {
  readonly channel: string;
  readonly items: readonly ItemCoverage[];
  readonly rows: readonly RowCoverage[];
  /** Elements that are traced to nothing, or to something that the text does not have. */
  readonly withoutItem: readonly { readonly element: string; readonly why: string }[];
  /** Every item has its element, every row is as printed, every element its item. */
  readonly complete: boolean;
}

export interface ItemCoverage extends TextItem {
  readonly elements: readonly string[];
}

export interface RowCoverage {
  /** `table 1`. */
  readonly table: string;
  readonly number: string;
  readonly elements: readonly string[];
  /** Where the diagram says another thing than the text: `limit: PT15M minute in the diagram, PT30M minute in the text`. */
  readonly differs: readonly string[];
}

/** `others`: the regulation's other diagrams, of which those count that hold a process which this one calls. */
export function coverChannel(text: ChannelText, graph: Graph, others: readonly Graph[] = []): ChannelCoverage {
  const called = others.flatMap((other) => nodesCalledBy(graph, other));
  const items = text.items.map((item) => {
    const own = elementsWith(graph.nodes, (trace) => stands(trace, item));
    return { ...item, elements: own.length > 0 ? own : elementsWith(called, (trace) => stands(trace, item)) };
  });
  const actions = graph.processes.flatMap(({ service }) => service?.actions ?? []);
  const rows = text.rows ?? [];
  const table = text.table ?? "";
  const covered = rows.map((row) => ({
    table,
    number: row.number,
    elements: elementsWith(graph.nodes, ({ action }) => action === row.number),
    differs: differences(
      row,
      actions.find(({ number }) => number === row.number),
    ),
  }));
  const beyond = actions
    .filter(({ number }) => rows.every((row) => row.number !== number))
    .map(({ number }) => ({
      table,
      number,
      elements: elementsWith(graph.nodes, ({ action }) => action === number),
      differs: ["the text has no such row"],
    }));
  const withoutItem = graph.nodes.flatMap(({ id, traces }) =>
    (traces.length === 0 ? ["it has no reg:trace"] : traces.flatMap((trace) => strangeness(trace, text))).map(
      (why) => ({ element: id, why }),
    ),
  );
  const result = { channel: text.channel, items, rows: [...covered, ...beyond], withoutItem };
  return { ...result, complete: [...uncovered(result)].length === 0 && withoutItem.length === 0 };
}

/** What the text has and the diagram has not, or has otherwise. */
export function* uncovered({ items, rows }: Pick<ChannelCoverage, "items" | "rows">): Generator<string> {
  for (const { clause, step, leftOut, elements } of items) {
    if (elements.length === 0 && leftOut === undefined) yield step === undefined ? clause : `${clause} ${step}`;
    // What is left out for a reason and has an element after all would make the reason a lie.
    if (elements.length > 0 && leftOut !== undefined)
      yield `${clause}: said to be left out, but ${elements[0]!} is there`;
  }
  for (const { table, number, elements, differs } of rows) {
    if (elements.length === 0) yield `${table}, row ${number}`;
    for (const difference of differs) yield `${table}, row ${number}: ${difference}`;
  }
}

/** The nodes of those processes of `other` that `graph` calls: by a call activity of its own, or of a process of `other` that it calls. */
export function nodesCalledBy(graph: Graph, other: Graph): readonly FlowNode[] {
  const called = new Set<FlowNode>();
  const open = [...graph.nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const { scope } of other.processes.filter(({ id }) => id === node!.calledProcess?.process))
      for (const inner of other.nodes.filter((each) => each.scope === scope && !called.has(each))) {
        called.add(inner);
        open.push(inner);
      }
  return other.nodes.filter((node) => called.has(node));
}

const stands = (trace: Trace, { clause, step }: TextItem): boolean =>
  trace.clause === clause && (step === undefined || trace.step === step);

const elementsWith = (nodes: readonly FlowNode[], accepts: (trace: Trace) => boolean): string[] =>
  nodes.filter(({ traces }) => traces.some(accepts)).map(({ id }) => id);

/** Traces to the table name a row of it; `none` is outside of all rows (design, section 4). */
function strangeness({ clause, step, action }: Trace, { items, rows = [], table }: ChannelText): string[] {
  const hasRow = (number: string): boolean => rows.some((row) => row.number === number);
  const named = clause === table ? step?.replace("action ", "") : undefined;
  return [
    ...(clause === table || items.some((item) => item.clause === clause) ? [] : [`the text has no ${clause}`]),
    ...(clause === table || step === undefined || items.some((item) => item.clause === clause && item.step === step)
      ? []
      : [`${clause} is not ${step} in the text`]),
    ...(named === undefined || hasRow(named) ? [] : [`${clause} has no ${step!}`]),
    ...(action === undefined || action === "none" || hasRow(action) ? [] : [`the table has no row ${action}`]),
  ];
}

function differences(row: TextRow, action: Action | undefined): string[] {
  if (action === undefined) return ["the diagram has no reg:action of that number"];
  const compare = (what: string, inText: string, drawn: string): string[] =>
    inText === drawn ? [] : [`${what}: ${drawn || "none"} in the diagram, ${inText || "none"} in the text`];
  return [
    ...compare("performer", row.performer, action.performer),
    ...compare("limit", limitOf(row), limitOf(action)),
    ...compare("next", row.next.join(" "), action.next.join(" ")),
  ];
}

const limitOf = ({ duration, unit }: Pick<Action, "duration" | "unit">): string =>
  [duration, unit].filter((part) => part !== undefined).join(" ");
