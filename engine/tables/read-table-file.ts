/** A spreadsheet file -> the annex table in it. CSV with commas, semicolons or tabs, in UTF-8 or as older Excel writes it; or XLSX. */
import Papa from "papaparse";
import { readSheet } from "read-excel-file/node";
import type { ActionTable } from "./action-table.ts";
import { type Loss, readGrid } from "./read-grid.ts";

export interface ReadTable {
  readonly table: ActionTable;
  readonly losses: readonly Loss[];
}

/** `name` tells the kind of file. Throws an Error when there is no table in it. */
export async function readTableFile(name: string, bytes: Uint8Array): Promise<ReadTable> {
  const { grids, losses } = /\.xlsx$/i.test(name) ? { grids: [await xlsxGrid(bytes)], losses: [] } : csvGrids(bytes);
  // A table that is read with the wrong delimiter has no heading that anybody knows.
  for (const grid of grids) {
    const read = readGrid(grid);
    if (read !== undefined) return { table: read.table, losses: [...losses, ...read.losses] };
  }
  throw new Error(
    "no annex table was found: it needs the headings of the acts, such as N действия, Наименование СФЕ, Форма завершения, Сроки, Номер следующего действия",
  );
}

async function xlsxGrid(bytes: Uint8Array): Promise<string[][]> {
  const rows = await readSheet(Buffer.from(bytes));
  return rows.map((row) => row.map(cellText));
}

/** A number that a sheet took for a date ("5.6") cannot be told from one; the day is better than nothing. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell as string | number | boolean);
}

function csvGrids(bytes: Uint8Array): { grids: string[][][]; losses: readonly Loss[] } {
  const { text, losses } = decode(bytes);
  const grids = [",", ";", "\t"].map(
    (delimiter) => Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false }).data,
  );
  return { grids, losses };
}

/** UTF-8, or else the code page that Russian Excel saves CSV in. */
function decode(bytes: Uint8Array): { text: string; losses: readonly Loss[] } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), losses: [] };
  } catch {
    const text = new TextDecoder("windows-1251").decode(bytes);
    const why = "the file is not UTF-8 and was read as windows-1251, which has no Kazakh letters: save it as CSV UTF-8";
    return { text, losses: [{ text: "the whole file", why }] };
  }
}
