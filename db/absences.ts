/** Who is away, and who does their tasks meanwhile. */
import type { AbsenceRow, AbsenceStore } from "../engine/ports.ts";
import { accountRow, type StoredAccount } from "./accounts.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage } from "./paging.ts";

interface StoredAbsence extends Row {
  readonly id: string;
  readonly account: string;
  readonly deputy: string;
  readonly unit: string;
  readonly from_at: string;
  readonly until_at: string;
  readonly made_at: string;
  readonly made_by: string;
  readonly ended_at: string | null;
  readonly ended_by: string | null;
}

export function createAbsenceStore(connections: Connections): AbsenceStore {
  return {
    add: (absence) =>
      connections.write(async (transaction) => {
        const isAway = async (account: string): Promise<boolean> => {
          const rows = await transaction.all(
            "select id from absences where account = ? and from_at < ? and until_at > ? and ended_at is null limit 1",
            [account, absence.until, absence.from],
          );
          return rows.length > 0;
        };
        if (await isAway(absence.account)) return "overlaps";
        if (await isAway(absence.deputy)) return "deputy-absent";
        await transaction.run(
          "insert into absences (id, account, deputy, unit, from_at, until_at, made_at, made_by) values (?, ?, ?, ?, ?, ?, ?, ?)",
          [
            absence.id,
            absence.account,
            absence.deputy,
            absence.unit,
            absence.from,
            absence.until,
            absence.madeAt,
            absence.madeBy,
          ],
        );
        return "added";
      }),
    byId: async (id) => {
      const [row] = await connections.query<StoredAbsence>("select * from absences where id = ?", [id]);
      return row === undefined ? undefined : absenceRow(row);
    },
    list: ({ unit, of, at }, page) => {
      const query = connections.read("absences");
      if (unit !== undefined) void query.where({ unit });
      if (of !== undefined) void query.where((either) => void either.where({ account: of }).orWhere({ deputy: of }));
      if (at !== undefined) void query.where("from_at", "<=", at).where("until_at", ">", at).whereNull("ended_at");
      return readPage(query, LATEST, page, (row) => absenceRow(row as StoredAbsence));
    },
    end: async (id, at, by) => {
      const written = await connections.write((transaction) =>
        transaction.run("update absences set ended_at = ?, ended_by = ? where id = ? and ended_at is null", [
          at,
          by,
          id,
        ]),
      );
      return written === 1;
    },
    absentOf: async (deputy, at) => {
      const rows = await connections.query<StoredAccount>(
        "select a.* from absences x join accounts a on a.id = x.account join accounts d on d.id = x.deputy " +
          "where x.deputy = ? and x.from_at <= ? and x.until_at > ? and x.ended_at is null " +
          "and a.disabled_at is null and a.unit = x.unit and d.unit = x.unit order by x.from_at, x.id",
        [deputy, at, at],
      );
      return rows.map(accountRow);
    },
  };
}

const LATEST = { columns: ["from_at", "id"], direction: "desc" } as const;

const absenceRow = (row: StoredAbsence): AbsenceRow => ({
  id: row.id,
  account: row.account,
  deputy: row.deputy,
  unit: row.unit,
  from: row.from_at,
  until: row.until_at,
  madeAt: row.made_at,
  madeBy: row.made_by,
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
  ...(row.ended_by === null ? {} : { endedBy: row.ended_by }),
});
