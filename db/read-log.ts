/** Who of the staff looked at what: written beside the log, in batches, and never changed. */
import type { ReadLog, ReadRow } from "../engine/ports.ts";
import { chunks } from "./bulk.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage, type Order } from "./paging.ts";

export function createReadLog(connections: Connections): ReadLog {
  return {
    append: async (rows) => {
      if (rows.length === 0) return;
      await connections.write(async (transaction) => {
        for (const part of chunks(rows)) {
          const marks = part.map(() => "(?, ?, ?, ?, ?)").join(", ");
          const values = part.flatMap((row) => [row.at, row.account, row.case, row.what, row.of ?? null]);
          await transaction.run(`insert into read_log (at, account, case_id, what, subject) values ${marks}`, values);
        }
      });
    },
    list: ({ case: caseId, account, from, before } = {}, page) => {
      const query = connections.read("read_log").select("*");
      if (caseId !== undefined) void query.where({ case_id: caseId });
      if (account !== undefined) void query.where({ account });
      if (from !== undefined) void query.where("at", ">=", from);
      if (before !== undefined) void query.where("at", "<", before);
      return readPage(query, NEWEST_FIRST, page, readRow);
    },
  };
}

const NEWEST_FIRST: Order = { columns: ["id"], direction: "desc", numbers: ["id"] };

const readRow = (row: Row): ReadRow => ({
  id: Number(row.id),
  at: row.at as string,
  account: row.account as string,
  case: row.case_id as string,
  what: row.what as ReadRow["what"],
  ...(row.subject === null ? {} : { of: row.subject as string }),
});
