/** A database for one test, in a folder of its own: opened as often as the test likes, read and spoiled behind the store's back. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import knex from "knex";
import type { BeforeStatement, Row } from "../../db/connections.ts";
import { DATABASE_FILE, openDatabase } from "../../db/open-database.ts";
import type { Database } from "../../db/open-database.ts";

export interface DatabaseHarness {
  /** Opens the database; the first time it is made. */
  open(beforeStatement?: BeforeStatement): Promise<Database>;
  /** SQL of the test's own, past the store. */
  sql(statement: string, values?: readonly (string | number | Buffer)[]): Promise<readonly Row[]>;
  /** Closes what the test left open and removes everything. */
  discard(): Promise<void>;
}

export interface SqliteHarness extends DatabaseHarness {
  readonly dataDir: string;
  readonly file: string;
}

export async function sqliteHarness(): Promise<SqliteHarness> {
  const dataDir = await mkdtemp(join(tmpdir(), "reglament-db-"));
  const file = join(dataDir, DATABASE_FILE);
  const opened: Database[] = [];
  return {
    dataDir,
    file,
    open: async (beforeStatement) => {
      const database = await openDatabase({ dataDir, ...(beforeStatement === undefined ? {} : { beforeStatement }) });
      opened.push(database);
      return database;
    },
    sql: sqlOf(dataDir),
    discard: async () => {
      for (const database of opened) await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** SQL of a test's own, past the store. */
export function sqlOf(dataDir: string): DatabaseHarness["sql"] {
  const filename = join(dataDir, DATABASE_FILE);
  return async (statement, values = []) => {
    const connection = knex({ client: "sqlite3", connection: { filename }, useNullAsDefault: true });
    try {
      return await connection.raw<readonly Row[]>(statement, values);
    } finally {
      await connection.destroy();
    }
  };
}

/** Every row of the tables that a rebuild makes again, in an order of their own. */
export async function derivedRows(harness: Pick<DatabaseHarness, "sql">): Promise<Record<string, readonly Row[]>> {
  const rows: Record<string, readonly Row[]> = {};
  for (const [table, key] of Object.entries(DERIVED))
    rows[table] = await harness.sql(`select * from ${table} order by ${key}`);
  return rows;
}

const DERIVED = {
  cases: "id",
  tasks: "case_id, key",
  jobs: "case_id, key",
  timers: "case_id, key",
  message_waits: "case_id, key",
  limits: "case_id, key",
  incidents: "case_id, seq",
  outbox: "id",
};
