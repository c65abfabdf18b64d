/**
 * `readGrid`: cells of a spreadsheet -> the annex table. It knows both layouts by their headings, in Kazakh, Russian or English: six rows
 * with a column for each action, in parts, as the acts print it; or a row for each action under a row of headings. All that stands in
 * the grid and is no part of the table is given back as a loss, with its line.
 */
import type { ActionColumn, Language } from "../model/graph.ts";
import {
  type ActionRow,
  type ActionTable,
  COLUMNS,
  type Headings,
  type TablePart,
  USUAL_HEADINGS,
} from "./action-table.ts";

/** What could not be placed, and why, in a sentence. */
export interface Loss {
  /** Line of the file, from 1; or the number of the action. */
  readonly line?: number;
  readonly action?: string;
  readonly text: string;
  readonly why: string;
}

/** Undefined when there is no heading that it knows. */
export function readGrid(
  grid: readonly (readonly string[])[],
): { table: ActionTable; losses: readonly Loss[] } | undefined {
  const lines = grid.map((cells, index) => ({ line: index + 1, cells: cells.map(clean) }));
  // The acts' ordinal before the heading tells the two apart: a list has its headings side by side. What comes first decides: a cell of an
  // action may read like a heading.
  const act = lines.findIndex(({ cells }) => isHeadOfPart(cells) && headingOf(cells)?.at === 1);
  const list = lines.findIndex(({ cells }) => new Set(cells.flatMap((cell) => columnOf(cell) ?? [])).size >= 3);
  if (list >= 0 && (act < 0 || list < act)) return readList(lines, list);
  if (act >= 0) return readAct(lines);
  return lines.some(({ cells }) => isHeadOfPart(cells)) ? readAct(lines) : undefined;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Line ends of any system, no space around, and no character that XML cannot hold. */
const clean = (cell: string): string =>
  cell
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", " ")
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- these are the ones that XML 1.0, 2.2, leaves out
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F\uFFFE\uFFFF]/g, "")
    .trim();

const filled = ({ cells }: Line): string[] => cells.filter((cell) => cell !== "");
const EMPTY_ROW: ActionRow = { number: "", performer: "", name: "", result: "", limit: "", next: "" };

/** In this order: "number of the next action" is no number of the action. */
const HEADINGS: readonly (readonly [ActionColumn, RegExp])[] = [
  ["next", /следующ|келесі|next/],
  ["result", /форма заверш|аяқтау ныс|form of completion/],
  ["limit", /^срок|мерзім|time limit|^limit/],
  ["performer", /сфе|қфб|исполнител|орындаушы|performer|name of the unit/],
  ["name", /наименование действия|іс-?әрекет.*атауы|name of the action|^action$|^действие$|^іс-әрекет$/],
  ["number", /^(?:n|№|no\.?)$|^(?:n|№|номер) действия|^іс-?әрекет.*№$|number of the action/],
];

/** Words that no cell of an action has: the acts' headings are long, those of analysts short. */
function columnOf(cell: string): ActionColumn | undefined {
  // Justified lines come out of a PDF with spaces between the letters and around hyphens.
  const words = cell
    .toLowerCase()
    .replaceAll(/\s*-\s*/g, "-")
    .replaceAll(/\s+/g, " ");
  if (words.length > 120) return undefined;
  return HEADINGS.find(([, pattern]) => pattern.test(words))?.[0];
}

/** The heading of a row: in the first cell, or in the second after the ordinal. */
function headingOf(cells: readonly string[]): { readonly column: ActionColumn; readonly at: number } | undefined {
  const at = /^[1-6]\.?$/.test(cells[0] ?? "") ? 1 : 0;
  const column = columnOf(cells[at] ?? "");
  return column === undefined ? undefined : { column, at };
}

const isHeadOfPart = (cells: readonly string[]): boolean => headingOf(cells)?.column === "number";

/** A heading that is torn or in other words is known by the ordinal before it, when it is the next one of its part. */
function headingInPlace(cells: readonly string[], { columns, at }: Block): ReturnType<typeof headingOf> {
  const column = COLUMNS[columns.size];
  return at === 1 && column !== undefined && Number.parseInt(cells[0] ?? "", 10) === columns.size + 1
    ? { column, at }
    : undefined;
}

// ---------------------------------------------------------------- a row for each action

function readList(lines: readonly Line[], headAt: number): { table: ActionTable; losses: readonly Loss[] } {
  const losses: Loss[] = [];
  const head = lines[headAt]!.cells;
  const columns = new Map<ActionColumn, number>();
  for (const [index, cell] of head.entries()) {
    const column = columnOf(cell);
    if (column !== undefined && !columns.has(column)) columns.set(column, index);
  }
  const known = new Set(columns.values());
  const titles = lines.slice(0, headAt).flatMap((line) => (filled(line).length === 0 ? [] : [line]));
  for (const { line, cells } of titles.slice(0, -1))
    losses.push({ line, text: cells.filter(Boolean).join(" | "), why: "it stands before the table" });
  const title = titles.at(-1);
  const rows: ActionRow[] = [];
  for (const each of lines.slice(headAt + 1)) {
    const words = filled(each);
    if (words.length === 0) continue;
    const row = Object.fromEntries(
      COLUMNS.map((column) => [column, each.cells[columns.get(column) ?? -1] ?? ""]),
    ) as unknown as ActionRow;
    if (row.number === "") {
      losses.push({ line: each.line, text: words.join(" | "), why: "it has no number of an action" });
      continue;
    }
    for (const [index, cell] of each.cells.entries())
      if (cell !== "" && !known.has(index))
        losses.push({
          line: each.line,
          action: row.number,
          text: cell,
          why: "its column has no heading of the annex table",
        });
    rows.push(row);
  }
  const language = languageOf([...head, ...rows.flatMap((row) => Object.values(row))]);
  const headings = headingsFrom((column) => head[columns.get(column) ?? -1], USUAL_HEADINGS[language]);
  return {
    table: {
      language,
      title: title === undefined ? "" : filled(title).join(" "),
      headings,
      parts: [{ title: "", headings, rows }],
      isCut: false,
    },
    losses,
  };
}

// ---------------------------------------------------------------- as the acts print it

interface Block {
  title: string;
  readonly headings: Map<ActionColumn, string>;
  readonly columns: Map<ActionColumn, readonly string[]>;
  readonly at: number;
  readonly line: number;
}

function readAct(lines: readonly Line[]): { table: ActionTable; losses: readonly Loss[] } {
  const losses: Loss[] = [];
  const blocks: Block[] = [];
  let before: Line[] = [];
  let title = "";
  const lose = ({ line }: Line, text: string, why: string): number => losses.push({ line, text, why });
  for (const each of lines) {
    const words = filled(each);
    if (words.length === 0) continue;
    const block = blocks.at(-1);
    const heading = headingOf(each.cells) ?? (block === undefined ? undefined : headingInPlace(each.cells, block));
    if (heading?.column === "number" && words.length > 1) {
      const [titleLine, partLine] = titlesIn(before, blocks.length === 0);
      if (titleLine !== undefined && blocks.length > 0) {
        lose(titleLine, filled(titleLine).join(" "), "another table begins here: put it into a file of its own");
        for (const lost of before)
          if (lost !== titleLine) lose(lost, filled(lost).join(" | "), "it is no row of the table");
        before = [];
        for (const rest of lines.slice(lines.indexOf(each)))
          if (filled(rest).length > 0) lose(rest, filled(rest).join(" | "), "it belongs to another table");
        break;
      }
      if (titleLine !== undefined) title = filled(titleLine).join(" ");
      for (const lost of before)
        if (lost !== titleLine && lost !== partLine) lose(lost, filled(lost).join(" | "), "it is no row of the table");
      before = [];
      blocks.push({
        title: partLine === undefined ? "" : filled(partLine).join(" "),
        headings: new Map([["number", each.cells[heading.at]!]]),
        columns: new Map([["number", each.cells.slice(heading.at + 1)]]),
        at: heading.at,
        line: each.line,
      });
    } else if (heading !== undefined && words.length > 0 && block !== undefined && !block.columns.has(heading.column)) {
      block.headings.set(heading.column, each.cells[heading.at]!);
      block.columns.set(heading.column, each.cells.slice(heading.at + 1));
    } else before.push(each);
  }
  for (const lost of before) lose(lost, filled(lost).join(" | "), "it is no row of the table");

  const language = languageOf(
    blocks.flatMap(({ headings, columns }) => [...headings.values(), ...[...columns.values()].flat()]),
  );
  const usual = USUAL_HEADINGS[language];
  const parts = blocks.map((block) => partOf(block, usual, losses));
  const headings = headingsFrom(
    (column) => commonest(blocks.flatMap((block) => block.headings.get(column) ?? [])),
    usual,
  );
  return { table: { language, title, headings, parts, isCut: true }, losses };
}

/** Lines of one cell before a part: the table's title, then the part's, which begins with its number. */
function titlesIn(
  before: readonly Line[],
  isFirst: boolean,
): readonly [title: Line | undefined, part: Line | undefined] {
  const single = before.filter((line) => filled(line).length === 1);
  const last = single.at(-1);
  const beforeLast = single.at(-2);
  if (last === undefined) return [undefined, undefined];
  if (beforeLast !== undefined) return [beforeLast, last];
  return !isFirst || /^\d+\s*[.)]/.test(filled(last)[0]!) ? [undefined, last] : [last, undefined];
}

function partOf(block: Block, usual: Headings, losses: Loss[]): TablePart {
  const width = Math.max(...[...block.columns.values()].map((cells) => cells.length));
  const rows = Array.from({ length: width }, (_, index): ActionRow => ({
    ...EMPTY_ROW,
    ...Object.fromEntries(COLUMNS.map((column) => [column, block.columns.get(column)?.[index] ?? ""])),
  }));
  for (const row of rows) {
    const text = Object.values(row).filter((cell) => cell !== "");
    if (row.number === "" && text.length > 0)
      losses.push({ line: block.line, text: text.join(" | "), why: "its column has no number of an action" });
  }
  for (const column of COLUMNS)
    if (!block.columns.has(column))
      losses.push({ line: block.line, text: usual[column], why: "the part has no such row; its cells are left empty" });
  return {
    title: block.title,
    headings: headingsFrom((column) => block.headings.get(column), usual),
    rows: rows.filter(({ number }) => number !== ""),
  };
}

// ---------------------------------------------------------------- words

function headingsFrom(find: (column: ActionColumn) => string | undefined, usual: Headings): Headings {
  return Object.fromEntries(
    COLUMNS.map((column) => {
      const heading = find(column);
      return [column, heading === undefined || heading === "" ? usual[column] : heading];
    }),
  ) as unknown as Headings;
}

function commonest(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** By letters that Russian does not have, then by Cyrillic ones. */
function languageOf(texts: readonly string[]): Language {
  const all = texts.join(" ");
  if (/[әғқңөұүһі]/i.test(all)) return "kk";
  return /\p{Script=Cyrillic}/u.test(all) ? "ru" : "en";
}
