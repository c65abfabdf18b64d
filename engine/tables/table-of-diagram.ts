/** `tablesOf`: the annex tables that a diagram carries in `reg:action` and `reg:table`, as the act prints them. */
import type { Action, ActionHeadings, Graph, Language, ProcessGraph } from "../model/graph.ts";
import {
  type ActionRow,
  type ActionTable,
  COLUMNS,
  type Headings,
  NO_NEXT,
  type TablePart,
  USUAL_HEADINGS,
} from "./action-table.ts";
import { limitInWords } from "./limit-words.ts";

export interface TableOptions {
  /**
   * Another language than the act's: headings, performers and limits are said in it; titles, names and forms of completion stay as
   * printed, because there is no official wording of them. Absent: all as printed.
   */
  readonly language?: Language;
  /** Performers' names by id in that language (`regulation.json`). */
  readonly performers?: Readonly<Record<string, string>>;
}

/** One for each process with `reg:action`. */
export function tablesOf(graph: Graph, options: TableOptions = {}): readonly ActionTable[] {
  return graph.processes.flatMap(({ service }) =>
    service === undefined || service.actions.length === 0 ? [] : [tableOf(service, options)],
  );
}

function tableOf(
  { actions, table }: NonNullable<ProcessGraph["service"]>,
  { language, performers = {} }: TableOptions,
): ActionTable {
  const printedIn = table?.language ?? "ru";
  const isForeign = language !== undefined && language !== printedIn;
  const headings = merge(USUAL_HEADINGS[isForeign ? language : printedIn], isForeign ? {} : (table?.headings ?? {}));
  const rows = actions.map((action) =>
    isForeign ? foreignRow(action, language, performers) : printedRow(action, printedIn),
  );
  const cuts = table?.parts ?? [];
  const places = cuts.map(({ first }) => actions.findIndex(({ number }) => number === first));
  const parts: TablePart[] = cuts.map((cut, index) => ({
    title: cut.title ?? "",
    headings: merge(headings, isForeign ? {} : cut.headings),
    rows: rows.slice(index === 0 ? 0 : places[index], places[index + 1]),
  }));
  return {
    language: isForeign ? language : printedIn,
    title: table?.title ?? "",
    headings,
    parts: parts.length > 0 ? parts : [{ title: "", headings, rows }],
    isCut: parts.length > 0,
  };
}

function printedRow(action: Action, language: Language): ActionRow {
  const { number, performer, performerName, name = "", result = "", limitText, next, nextText } = action;
  return {
    number,
    performer: performerName ?? performer,
    name,
    result,
    limit: limitText ?? limitOf(action, language),
    next: nextText ?? (next.length === 0 ? NO_NEXT : next.join(", ")),
  };
}

function foreignRow(action: Action, language: Language, performers: Readonly<Record<string, string>>): ActionRow {
  const printed = printedRow(action, language);
  const limit = limitOf(action, language);
  return {
    ...printed,
    performer: performers[action.performer] ?? printed.performer,
    limit: limit === "" ? printed.limit : limit,
  };
}

const limitOf = ({ duration, unit }: Action, language: Language): string =>
  duration === undefined || unit === undefined ? "" : limitInWords(duration, unit, language);

const merge = (headings: Headings, over: ActionHeadings): Headings =>
  Object.fromEntries(COLUMNS.map((column) => [column, over[column] ?? headings[column]])) as Headings;
