/** A file or pasted cells with an annex table -> a first diagram, with a report: what `reglament draft` does, for the API. */
import { rowsOf } from "./action-table.ts";
import { draftDiagram, type DraftOptions } from "./draft-diagram.ts";
import type { Loss } from "./read-grid.ts";
import { readTableFile } from "./read-table-file.ts";

export interface DraftOfFile {
  readonly xml: string;
  /** Of the table, as the act prints it; empty: none. */
  readonly title: string;
  /** How many rows it has. */
  readonly actions: number;
  readonly losses: readonly Loss[];
  readonly missing: readonly string[];
}

/** `name` tells the kind of file. Throws an Error that says why there is no table. */
export async function draftOfFile(name: string, bytes: Uint8Array, options: DraftOptions): Promise<DraftOfFile> {
  const { table, losses: unread } = await readTableFile(name, bytes);
  const { xml, losses, missing } = await draftDiagram(table, options);
  return { xml, title: table.title, actions: rowsOf(table).length, losses: [...unread, ...losses], missing };
}
