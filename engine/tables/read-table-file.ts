/** A spreadsheet file -> the annex table in it. CSV with commas, semicolons or tabs, in UTF-8 or as older Excel writes it; or XLSX. */
import Papa from "papaparse";
import readSheets from "read-excel-file/node";
import type { ActionTable } from "./action-table.ts";
import { type Loss, readGrid } from "./read-grid.ts";

export interface ReadTable {
  readonly table: ActionTable;
  readonly losses: readonly Loss[];
}

/** `name` tells the kind of file. Of a workbook the first sheet with a table counts. Throws an Error when there is no table. */
export async function readTableFile(name: string, bytes: Uint8Array): Promise<ReadTable> {
  if (!/\.(csv|tsv|txt|xlsx)$/i.test(name))
    throw new Error("only .csv and .xlsx are read: save the sheet as one of them");
  const { grids, losses } = /\.xlsx$/i.test(name) ? await xlsxGrids(bytes) : csvGrids(bytes);
  // A table that is read with the wrong delimiter has no heading that anybody knows.
  for (const { grid, sheet } of grids) {
    const read = readGrid(grid);
    if (read === undefined) continue;
    const others = grids.filter((each) => each.sheet !== sheet && each.grid.length > 0);
    const unread = others.map((each) => ({ text: each.sheet ?? "", why: `only the sheet "${sheet ?? ""}" is read` }));
    return { table: read.table, losses: [...losses, ...unread, ...read.losses] };
  }
  throw new Error(
    "no annex table was found: it needs the headings of the acts, such as N действия, Наименование СФЕ, Форма завершения, Сроки, Номер следующего действия",
  );
}

interface Grids {
  readonly grids: readonly { readonly grid: string[][]; readonly sheet?: string }[];
  readonly losses: readonly Loss[];
}

async function xlsxGrids(bytes: Uint8Array): Promise<Grids> {
  const sheets = await readSheets(Buffer.from(bytes));
  return {
    grids: sheets.map(({ sheet, data }) => ({ sheet, grid: data.map((row) => row.map(cellText)) })),
    losses: [],
  };
}

/** A number that a sheet took for a date ("5.6") cannot be told from one; the day is better than nothing. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell as string | number | boolean);
}

function csvGrids(bytes: Uint8Array): Grids {
  const { text, losses } = decode(bytes);
  const grids = [",", ";", "\t"].map((delimiter) => ({
    grid: Papa.parse<string[]>(text, { delimiter, skipEmptyLines: false }).data,
  }));
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
