/** What an account has set for its own work: keys and layout, and filters of the inbox under names. It follows the person to another machine. */
import type { Json } from "../engine/core/events.ts";
import type { PreferenceStore, SavedFilterRow } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";

export function createPreferenceStore(connections: Connections): PreferenceStore {
  return {
    read: async (account) => {
      const [row] = await connections.query<{ value: string }>("select value from preferences where account = ?", [
        account,
      ]);
      return row === undefined ? undefined : (JSON.parse(row.value) as Json);
    },
    write: async (account, value, at) => {
      await connections.write((transaction) =>
        transaction.run(
          "insert into preferences (account, value, changed_at) values (?, ?, ?) " +
            "on conflict (account) do update set value = excluded.value, changed_at = excluded.changed_at",
          [account, JSON.stringify(value), at],
        ),
      );
    },
    filters: async (account, unit) => {
      const rows = await connections.query<StoredFilter>(
        "select * from saved_filters where account = ? union select * from saved_filters where unit = ? " +
          "order by created_at, id limit 200",
        [account, unit ?? null],
      );
      return rows.map(filterRow);
    },
    putFilter: ({ id, account, unit, name, filter, createdAt }, most) =>
      connections.write(async (transaction) => {
        const [known] = await transaction.all<StoredFilter>("select * from saved_filters where id = ?", [id]);
        if (known !== undefined && known.account !== account) return "not-yours";
        const [own] = await transaction.all<{ count: number }>(
          "select count(*) as count from saved_filters where account = ?",
          [account],
        );
        if (known === undefined && (own?.count ?? 0) >= most) return "too-many";
        await transaction.run(
          "insert into saved_filters (id, account, unit, name, filter, created_at) values (?, ?, ?, ?, ?, ?) " +
            "on conflict (id) do update set unit = excluded.unit, name = excluded.name, filter = excluded.filter",
          [id, account, unit ?? null, name, JSON.stringify(filter), createdAt],
        );
        return known === undefined ? "created" : "replaced";
      }),
    removeFilter: async (id, account) =>
      (await connections.write((transaction) =>
        transaction.run("delete from saved_filters where id = ? and account = ?", [id, account]),
      )) > 0,
  };
}

interface StoredFilter extends Row {
  readonly id: string;
  readonly account: string;
  readonly unit: string | null;
  readonly name: string;
  readonly filter: string;
  readonly created_at: string;
}

const filterRow = (row: StoredFilter): SavedFilterRow => ({
  id: row.id,
  account: row.account,
  ...(row.unit === null ? {} : { unit: row.unit }),
  name: row.name,
  filter: JSON.parse(row.filter) as SavedFilterRow["filter"],
  createdAt: row.created_at,
});
