/**
 * Fills the database of an installation with open tasks, as if as many applications had come in: copies of one case that a real server has started and
 * of its open task, each with a number and a due date of its own. Written straight into the read models: a hundred thousand real starts would take a test
 * minutes. They can be listed, counted, opened and taken; their histories are not theirs.
 */
import { join } from "node:path";
import knex, { type Knex } from "knex";
import { DATABASE_FILE } from "../../db/open-database.ts";

export interface Filling {
  /** Number of the case that is copied; it has one open task. */
  readonly like: string;
  readonly count: number;
  /** The limits end evenly spread between these instants. */
  readonly from: string;
  readonly before: string;
  /** Every twentieth task is taken by this account, every fiftieth is one of this regulation and step. */
  readonly takenBy: string;
  readonly rare: { readonly regulation: string; readonly element: string };
}

/** Beside the running server; `full-000001`, `full-000002`... are the numbers of the cases. */
export async function fillUnit(dataDir: string, filling: Filling): Promise<void> {
  await withDatabase(dataDir, async (database) => {
    const { like, count, from, before, takenBy, rare } = filling;
    const stepMs = (Date.parse(before) - Date.parse(from)) / count;
    const due = `strftime('%Y-%m-%dT%H:%M:%fZ', ${Date.parse(from) / 1000} + i * ${stepMs / 1000}, 'unixepoch')`;
    const id = "printf('full-%06d', i)";
    await copy(
      database,
      "cases",
      "id",
      { like, count },
      {
        id,
        due_at: due,
        state: `replace(state, '"${like}"', '"' || ${id} || '"')`,
      },
    );
    await copy(
      database,
      "tasks",
      "case_id",
      { like, count },
      {
        case_id: id,
        due_at: due,
        assignee: `case when i % 20 = 0 then '${takenBy}' end`,
        regulation: `case when i % 50 = 7 then '${rare.regulation}' else regulation end`,
        element: `case when i % 50 = 7 then '${rare.element}' else element end`,
      },
    );
  });
}

async function copy(
  database: Knex,
  table: string,
  key: string,
  { like, count }: Pick<Filling, "like" | "count">,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = Object.keys(await database(table).columnInfo());
  await database.raw(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) ` +
      `insert into ${table} (${columns.join(", ")}) ` +
      `select ${columns.map((column) => changed[column] ?? column).join(", ")} from n cross join ${table} where ${key} = ?`,
    [like],
  );
}

export async function withDatabase<T>(dataDir: string, work: (database: Knex) => Promise<T>): Promise<T> {
  const database = knex({
    client: "sqlite3",
    connection: { filename: join(dataDir, DATABASE_FILE) },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}
