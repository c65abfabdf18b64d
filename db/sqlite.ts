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
import type { RunResult, Database as SqliteDatabase, Statement } from "sqlite3";
import { DatabaseRefused } from "./connections.ts";
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
    // Past knex's query runner, which costs more than the statement itself: a command begins with loading its case.
    query: async <T extends Row>(sql: string, values: readonly (string | number | null)[] = []) => {
      const pool = poolOf(readers);
      const connection = await pool.acquireConnection();
      try {
        return await all<T>(connection, sql, values);
      } finally {
        await pool.releaseConnection(connection);
      }
    },
    write: createWriter(poolOf(writer), options.beforeStatement),
    close: async () => {
      await readers.destroy();
      await writer.destroy();
    },
  };
}

/** "RGLM", so that `file` and we know our files (sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x52474c4d;

const READERS = 4;

/** How long a statement waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5000;

const WRITER_PRAGMAS = [
  `busy_timeout = ${BUSY_TIMEOUT_MS}`,
  // For a new file, before anything else: a commit then writes half as many pages, each with its own call and checksum.
  "page_size = 8192",
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  "cache_size = -32768", // 32 MiB
  // Pages. A case row is written at every step of its case: the longer the WAL, the fewer times it is copied back.
  "wal_autocheckpoint = 2000",
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
        finalizeOnClose(connection);
        setPragmas(connection, pragmas, done);
      },
    },
  });
}

/**
 * Two processes that open a new file at once both switch it to WAL; the later one is told "busy" without the time-out being waited for
 * (sqlite.org/wal.html, 8), so it is tried again for that long.
 */
function setPragmas(
  connection: SqliteDatabase,
  pragmas: readonly string[],
  done: (error: Error | null, connection: SqliteDatabase) => void,
  until = performance.now() + BUSY_TIMEOUT_MS,
): void {
  connection.exec(pragmas.map((pragma) => `pragma ${pragma};`).join(" "), (error) => {
    const busy = error !== null && (error as Error & { code?: string }).code === "SQLITE_BUSY";
    if (busy && performance.now() < until)
      setTimeout(() => {
        setPragmas(connection, pragmas, done, until);
      }, 20);
    else done(error, connection);
  });
}

const ignore = () => undefined;
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

/** A connection with `__knex__disposed` set is thrown away by the pool. */
type PooledConnection = SqliteDatabase & { __knex__disposed?: unknown };

interface ConnectionPool {
  acquireConnection(): Promise<PooledConnection>;
  releaseConnection(connection: PooledConnection): Promise<void>;
}

/** knex documents both methods, but does not type its client. */
function poolOf(connections: Knex): ConnectionPool {
  return connections.client as ConnectionPool;
}

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

/** Work that waits for its turn to write. */
interface Turn {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction after the other, in the order asked for. While somebody waits, the `begin` of the next goes out with the `commit` of the
 * one before it, and the next has given the database its statements before the one before it is answered: what the answer sets in
 * motion is done while the database works.
 */
function createWriter(pool: ConnectionPool, beforeStatement: BeforeStatement | undefined): Connections["write"] {
  const waiting: Turn[] = [];
  let writing = false;
  return <T>(work: (transaction: Transaction) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve: resolve as Turn["resolve"], reject });
      if (!writing) void writeAll();
    });

  async function writeAll(): Promise<void> {
    writing = true;
    let connection: PooledConnection | undefined;
    let begun = false;
    let answerBefore = nothing;
    for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
      try {
        connection ??= await pool.acquireConnection();
        const transaction = transactionOn(connection, beforeStatement);
        if (!begun) await transaction.run("begin immediate");
        begun = false;
        try {
          const working = turn.work(transaction);
          answerBefore();
          const result = await working;
          const committing = transaction.run("commit");
          // It may overtake the commit: then it has failed, because transactions do not nest, and is said again in its turn.
          const beginning =
            waiting.length > 0 && !overwrote(transaction) && transaction.run("begin immediate").then(yes, no);
          await committing;
          if (overwrote(transaction)) await emptyWal(transaction);
          answerBefore = answerSoon(turn, result);
          begun = await beginning;
        } catch (error) {
          await rollback(connection, transaction);
          throw error;
        }
      } catch (error) {
        answerBefore();
        turn.reject(error);
        if (connection?.__knex__disposed !== undefined) {
          await pool.releaseConnection(connection);
          connection = undefined;
        }
      }
    }
    answerBefore();
    writing = false;
    if (connection !== undefined) await pool.releaseConnection(connection);
  }
}

const nothing = (): void => undefined;
const yes = (): boolean => true;
const no = (): boolean => false;

/** Who has its commit waits no longer than this for the next one's statements. */
const PATIENCE_MS = 1;

/** Answers when called, or else soon. */
function answerSoon({ resolve }: Turn, result: unknown): () => void {
  const timer = setTimeout(() => {
    resolve(result);
  }, PATIENCE_MS);
  return () => {
    clearTimeout(timer);
    resolve(result);
  };
}

/** The transactions that took something away for good. */
const OVERWRITING = new WeakSet<Transaction>();

const overwrote = (transaction: Transaction): boolean => OVERWRITING.has(transaction);

/**
 * The pages as they were before stand in the WAL until it is copied back (sqlite.org/pragma.html#pragma_wal_checkpoint). Readers that take
 * longer than the time-out leave that to the next checkpoint: the transaction itself is committed whatever comes of this.
 */
async function emptyWal(transaction: Transaction): Promise<void> {
  await transaction.all("pragma wal_checkpoint(truncate)").catch(nothing);
}

function transactionOn(connection: PooledConnection, beforeStatement: BeforeStatement | undefined): Transaction {
  const transaction: Transaction = {
    run: async (sql, values = []) => {
      beforeStatement?.(sql, values);
      return run(connection, sql, values);
    },
    all: async <R extends Row>(sql: string, values: readonly SqlValue[] = []) => {
      beforeStatement?.(sql, values);
      return all<R>(connection, sql, values);
    },
    // sqlite.org/pragma.html#pragma_secure_delete: with zeros.
    overwriteDeleted: async (on) => {
      if (on) OVERWRITING.add(transaction);
      await transaction.run(`pragma secure_delete = ${on ? "on" : "off"}`);
    },
    positions: () => nextPosition(transaction),
  };
  return transaction;
}

/** The write lock is held: nobody else appends before this transaction ends. */
async function nextPosition(transaction: Transaction): Promise<number> {
  const rows = await transaction.all<{ last: number | null }>("select max(position) as last from log");
  return (rows[0]?.last ?? 0) + 1;
}

async function rollback(connection: PooledConnection, transaction: Transaction): Promise<void> {
  try {
    await transaction.run("rollback");
  } catch (error) {
    // After some faults SQLite has rolled back by itself; else closing the connection does, at once, because another process may wait for
    // the lock. Either way knex opens a new one.
    connection.__knex__disposed = error;
    await new Promise((closed) => {
      connection.close(closed);
    });
  }
}

// ---------------------------------------------------------------- prepared statements

/**
 * The statements of a connection that are kept prepared, the least recently used first. The texts of the writer repeat (bulk.ts), and
 * preparing them again took a fifth of a commit's time.
 */
const PREPARED = new WeakMap<SqliteDatabase, Map<string, Statement>>();

const MAX_PREPARED = 128;

async function run(connection: SqliteDatabase, sql: string, values: readonly SqlValue[]): Promise<number> {
  return withStatement(connection, sql, values, (statement) => {
    return new Promise((resolve, reject) => {
      statement.run(values, function (this: RunResult, error: Error | null) {
        if (error === null) resolve(this.changes);
        else reject(error);
      });
    });
  });
}

async function all<T extends Row>(
  connection: SqliteDatabase,
  sql: string,
  values: readonly SqlValue[],
): Promise<readonly T[]> {
  return withStatement(connection, sql, values, (statement) => {
    return new Promise((resolve, reject) => {
      statement.all<T>(values, (error, rows) => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  });
}

async function withStatement<T>(
  connection: SqliteDatabase,
  sql: string,
  values: readonly SqlValue[],
  use: (statement: Statement) => Promise<T>,
): Promise<T> {
  // A kept statement keeps a copy of what was last bound to it: not of documents.
  if (values.some((value) => value instanceof Uint8Array)) {
    const once = await prepare(connection, sql);
    try {
      return await use(once);
    } finally {
      once.finalize();
    }
  }
  const kept = PREPARED.get(connection) ?? new Map<string, Statement>();
  PREPARED.set(connection, kept);
  const statement = kept.get(sql) ?? (await prepare(connection, sql));
  kept.delete(sql);
  kept.set(sql, statement);
  if (kept.size > MAX_PREPARED) {
    const [oldest] = kept as Iterable<[string, Statement]>;
    kept.delete(oldest![0]);
    oldest![1].finalize();
  }
  return use(statement);
}

function prepare(connection: SqliteDatabase, sql: string): Promise<Statement> {
  return new Promise((resolve, reject) => {
    const statement = connection.prepare(sql, (error: Error | null) => {
      if (error === null) resolve(statement);
      else reject(error);
    });
  });
}

/** SQLite closes a connection only when all its statements are finalized; knex closes it, so it is taught to. */
function finalizeOnClose(connection: SqliteDatabase): void {
  const close = connection.close.bind(connection);
  let closed = false;
  connection.close = (callback) => {
    // Closed by us after a fault; knex closes what it throws away.
    if (closed) {
      callback?.(null);
      return;
    }
    closed = true;
    for (const statement of PREPARED.get(connection)?.values() ?? []) statement.finalize();
    PREPARED.delete(connection);
    close(callback);
  };
}
