/** The annex table as a grid of cells, as CSV and as Markdown. */
import Papa from "papaparse";
import { type ActionTable, COLUMNS, rowsOf, type TablePart } from "./action-table.ts";

/** `act`: six numbered rows, a column for each action, in parts, as the acts print it; `list`: a row for each action. */
export type TableLayout = "act" | "list";

/** A part that the act has not cut is cut after so many actions: more do not fit a page. */
const ACTIONS_OF_A_PART = 5;

/** A line of the grid is a title (one cell) or a row of the table. */
export function gridOf(table: ActionTable, layout: TableLayout): string[][] {
  const title = table.title === "" ? [] : [[table.title]];
  if (layout === "list")
    return [
      ...title,
      COLUMNS.map((column) => table.headings[column]),
      ...rowsOf(table).map((row) => COLUMNS.map((column) => row[column])),
    ];
  return [
    ...title,
    ...partsToPrint(table).flatMap((part) => [...(part.title === "" ? [] : [[part.title]]), ...actGrid(part)]),
  ];
}

export function partsToPrint(table: ActionTable): readonly TablePart[] {
  if (table.isCut) return table.parts;
  const rows = rowsOf(table);
  return Array.from({ length: Math.ceil(rows.length / ACTIONS_OF_A_PART) }, (_, index) => ({
    title: "",
    headings: table.headings,
    rows: rows.slice(index * ACTIONS_OF_A_PART, (index + 1) * ACTIONS_OF_A_PART),
  }));
}

/** `1 | N действия | 1 | 2 | 3 | 4` to `6 | Номер следующего действия | 2 | 3 | 4 | 5`. */
export const actGrid = ({ headings, rows }: TablePart): string[][] =>
  COLUMNS.map((column, index) => [String(index + 1), headings[column], ...rows.map((row) => row[column])]);

/** With a byte order mark, without which Excel takes Cyrillic letters for others. */
export function printCsv(table: ActionTable, layout: TableLayout): string {
  return `\uFEFF${Papa.unparse(gridOf(table, layout), { newline: "\n" })}\n`;
}

export function printMarkdown(table: ActionTable, layout: TableLayout): string {
  const title = table.title === "" ? [] : [`**${escapeMarkdown(table.title)}**`];
  if (layout === "list") {
    const [head, ...rows] = gridOf({ ...table, title: "" }, layout);
    return [...title, markdownTable(head!, rows)].join("\n\n") + "\n";
  }
  const parts = partsToPrint(table).flatMap((part) => {
    const [head, ...rows] = actGrid(part);
    return [...(part.title === "" ? [] : [escapeMarkdown(part.title)]), markdownTable(head!, rows)];
  });
  return [...title, ...parts].join("\n\n") + "\n";
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** So that a cell says what it says: no markup, no end of the cell. `1.` at its beginning would be a list. */
const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>|#&~]/g, String.raw`\$&`)
    .replaceAll(/^(\d+)([.)])/g, String.raw`$1\$2`)
    .replaceAll("\n", "<br>");
