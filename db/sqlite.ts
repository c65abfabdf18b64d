/**
 * All that only SQLite knows: the file, the pragmas, one writer and a few readers, the next position of the log.
 *
 * WAL lets readers read while the writer commits; `synchronous=FULL` makes a commit survive a power loss (NORMAL may lose the last
 * ones in WAL mode, sqlite.org/pragma.html#pragma_synchronous). Write transactions begin IMMEDIATE, so what they read is still true
 * when they write, also when another process has the same file open.
 */
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import knex from "knex";
import type { Knex } from "knex";
import type { Database as SqliteDatabase, RunResult } from "sqlite3";
import type { BeforeStatement, Connections, Row, SqlValue, Transaction } from "./connections.ts";
import { migrate } from "./migrations.ts";

export interface SqliteOptions {
  /** Path of the database file; made with its folder when it is not there, readable by its owner only. */
  readonly file: string;
  readonly beforeStatement?: BeforeStatement;
}

/** Opens the file and brings its schema up to date. Throws `DatabaseRefused` for a file that is not ours or is newer than this version. */
export async function openSqlite(options: SqliteOptions): Promise<Connections> {
  await mkdir(dirname(options.file), { recursive: true });
  // The case files hold persons' documents. SQLite gives `-wal` and `-shm` the mode of the file.
  await (await open(options.file, "a", 0o600)).close();

  const writer = connect(options.file, { min: 1, max: 1 }, WRITER_PRAGMAS);
  try {
    await checkApplication(writer, options.file);
    // The first statement takes the write lock, so that two processes that open a new file at once do not both make the tables.
    await migrate(writer, async (transaction) => {
      await transaction.raw(`pragma application_id = ${APPLICATION_ID}`);
    });
  } catch (error) {
    await writer.destroy();
    throw error;
  }
  const readers = connect(options.file, { min: 0, max: READERS }, READER_PRAGMAS);

  return {
    read: readers,
    // On this driver `raw` answers the rows.
    query: async <T extends Row>(sql: string, values: readonly (string | number | null)[] = []) =>
      await readers.raw<readonly T[]>(sql, values),
    write: (work) => write(writer, work, options.beforeStatement),
    close: async () => {
      await readers.destroy();
      await writer.destroy();
    },
  };
}

/** A database that this version cannot use; the message is a sentence for the administrator. */
export class DatabaseRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DatabaseRefused";
  }
}

/** "RGLM", so that `file` and we know our files (sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x52474c4d;

const READERS = 4;

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5000;

const WRITER_PRAGMAS = [
  `busy_timeout = ${BUSY_TIMEOUT_MS}`,
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  "cache_size = -32768", // 32 MiB
  // Pages of 4 KiB. A case row is written at every step of its case: the longer the WAL, the fewer times it is copied back.
  "wal_autocheckpoint = 4000",
];

const READER_PRAGMAS = [`busy_timeout = ${BUSY_TIMEOUT_MS}`, "query_only = on", "cache_size = -8192"];

function connect(file: string, pool: { min: number; max: number }, pragmas: readonly string[]): Knex {
  return knex({
    client: "sqlite3",
    connection: { filename: file },
    useNullAsDefault: true,
    // What knex would print is thrown, too; the caller decides what is logged.
    log: SILENT,
    pool: {
      ...pool,
      afterCreate: (connection: SqliteDatabase, done: (error: Error | null, connection: SqliteDatabase) => void) => {
        connection.exec(pragmas.map((pragma) => `pragma ${pragma};`).join(" "), (error) => {
          done(error, connection);
        });
      },
    },
  });
}

const ignore = () => undefined;
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

async function checkApplication(writer: Knex, file: string): Promise<void> {
  let rows: readonly Row[];
  try {
    rows = (await writer.raw(
      "select application_id, (select count(*) from sqlite_schema) as tables from pragma_application_id",
    )) as Row[];
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_NOTADB") throw new DatabaseRefused(`${file} is not a database.`);
    throw error;
  }
  const id = rows[0]?.application_id;
  if (id !== APPLICATION_ID && !(id === 0 && rows[0]?.tables === 0))
    throw new DatabaseRefused(`${file} is a database of another program.`);
}

async function write<T>(
  writer: Knex,
  work: (transaction: Transaction) => Promise<T>,
  beforeStatement: BeforeStatement | undefined,
): Promise<T> {
  // The pool holds one connection: who asks next waits here.
  const client = writer.client as {
    acquireConnection(): Promise<PooledConnection>;
    releaseConnection(c: PooledConnection): Promise<void>;
  };
  const connection = await client.acquireConnection();
  const run = async (sql: string, values: readonly SqlValue[] = []) => {
    beforeStatement?.(sql);
    return runOn(connection, sql, values);
  };
  const all = async <R extends Row>(sql: string, values: readonly SqlValue[] = []) => {
    beforeStatement?.(sql);
    return allOn<R>(connection, sql, values);
  };
  try {
    await run("begin immediate");
    try {
      const result = await work({ run, all, positions: () => nextPosition(all) });
      await run("commit");
      return result;
    } catch (error) {
      await rollback(connection, run);
      throw error;
    }
  } finally {
    await client.releaseConnection(connection);
  }
}

/** The write lock is held: nobody else appends before this transaction ends. */
async function nextPosition(all: Transaction["all"]): Promise<number> {
  const rows = await all<{ last: number | null }>("select max(position) as last from log");
  return (rows[0]?.last ?? 0) + 1;
}

type PooledConnection = SqliteDatabase & { __knex__disposed?: unknown };

async function rollback(connection: PooledConnection, run: Transaction["run"]): Promise<void> {
  try {
    await run("rollback");
  } catch (error) {
    // After some faults SQLite has rolled back by itself; else closing the connection does. Either way knex opens a new one.
    connection.__knex__disposed = error;
  }
}

function runOn(connection: SqliteDatabase, sql: string, values: readonly SqlValue[]): Promise<number> {
  return new Promise((resolve, reject) => {
    connection.run(sql, values, function (this: RunResult, error: Error | null) {
      if (error === null) resolve(this.changes);
      else reject(error);
    });
  });
}

function allOn<T extends Row>(
  connection: SqliteDatabase,
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    connection.all<T>(sql, values, (error, rows) => {
      if (error === null) resolve(rows);
      else reject(error);
    });
  });
}
