/**
 * All that only PostgreSQL knows: its placeholders and types, one writer whose turn is everybody's turn, the next position of the log.
 *
 * Every write transaction takes one lock of the whole database first (`pg_advisory_xact_lock`), so that what it reads is still true when it writes, also
 * when another server shares the database: the log has no gaps, and a conflict shows as it does on SQLite. Commits come in groups, so the lock costs a
 * round trip for a group, not for a case.
 */
import knex from "knex";
import type { Knex } from "knex";
import pg from "pg";
import { DatabaseRefused } from "./connections.ts";
import type { BeforeStatement, Connections, Row, SqlValue, Transaction } from "./connections.ts";
import { migrate } from "./migrations.ts";

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, with the parameters of libpq (`sslmode`, `application_name` ...). */
  readonly url: string;
  readonly beforeStatement?: BeforeStatement;
}

/** Connects and brings the schema up to date. Throws `DatabaseRefused` when there is no such database or it is newer than this version. */
export async function openPostgres({ url, beforeStatement }: PostgresOptions): Promise<Connections> {
  const read = knex({
    client: "pg",
    // knex hands the object to `pg` as it is.
    connection: { connectionString: url, types: TYPES } as Knex.PgConnectionConfig,
    pool: { min: 0, max: READERS },
    log: SILENT,
  });
  try {
    await refuseOldServer(read);
    await migrate(read, async (transaction) => {
      // Two servers that open a new database at once do not both make the tables.
      await transaction.raw(`select pg_advisory_xact_lock(${WRITE_LOCK})`);
    });
  } catch (error) {
    await read.destroy();
    throw error instanceof DatabaseRefused ? error : refused(error);
  }
  const readers = new pg.Pool({ connectionString: url, types: TYPES, max: READERS });
  // An idle connection that the server ends; the next query opens another.
  readers.on("error", ignore);
  const writer = createWriter(url, beforeStatement);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await writer.close();
    await readers.end();
    await read.destroy();
  };
  return {
    read,
    query: async <T extends Row>(sql: string, values: readonly (string | number | null)[] = []) => {
      const { rows } = await readers.query<T>(prepared(sql, values));
      return rows;
    },
    write: writer.write,
    close: () => (closing ??= close()),
  };
}

const READERS = 4;

/** "RGLM": the writers' turn, apart from locks of other programs in the database. */
const WRITE_LOCK = 0x52474c4d;

/** The oldest release that its makers still mend (postgresql.org/support/versioning, November 2026). */
const OLDEST_MAJOR = 14;

async function refuseOldServer(connection: Knex): Promise<void> {
  const { rows } = await connection.raw<{ rows: readonly { version: string }[] }>(
    "select current_setting('server_version_num') as version",
  );
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (!(major >= OLDEST_MAJOR))
    throw new DatabaseRefused(`PostgreSQL ${OLDEST_MAJOR} or newer is needed; the server is ${String(major)}.`);
}

/** What the driver says of the server, without the address, which holds a password. */
function refused(error: unknown): DatabaseRefused {
  const { code, message } = error as { code?: string; message: string };
  return new DatabaseRefused(
    `The database of DATABASE_URL cannot be used: ${message === "" ? (code ?? "no answer") : message}`,
  );
}

/** Whole numbers are numbers, whatever their column's width: `bigint`, and `numeric`, which sums of such are. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: Parameters<typeof pg.types.getTypeParser>[0], format?: "text" | "binary") =>
    WHOLE_NUMBERS.has(oid)
      ? Number
      : (pg.types.getTypeParser(oid, format) as unknown)) as pg.CustomTypesConfig["getTypeParser"],
};
const WHOLE_NUMBERS: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

const ignore = (): void => undefined;
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

// ---------------------------------------------------------------- the writer

/** Its turns one after the other on a connection of its own, which is opened again after a fault. */
function createWriter(url: string, beforeStatement: BeforeStatement | undefined): Pick<Connections, "write" | "close"> {
  let last: Promise<unknown> = Promise.resolve();
  let client: pg.Client | undefined;

  return {
    write: <T>(work: (transaction: Transaction) => Promise<T>) => {
      const turn = last.then(() => inTransaction(work));
      last = turn.catch(ignore);
      return turn;
    },
    async close() {
      await last;
      await client?.end();
    },
  };

  async function inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const connection = await connected();
    const transaction = transactionOn(connection, beforeStatement);
    try {
      await transaction.run("begin");
      await transaction.run(`select pg_advisory_xact_lock(${WRITE_LOCK})`);
      const result = await work(transaction);
      await transaction.run("commit");
      return result;
    } catch (error) {
      try {
        await connection.query("rollback");
      } catch {
        // The connection is gone, and the server has rolled back.
        await dropped(connection);
      }
      throw error;
    }
  }

  async function connected(): Promise<pg.Client> {
    if (client !== undefined) return client;
    const made = new pg.Client({ connectionString: url, types: TYPES });
    made.on("error", () => {
      if (client === made) client = undefined;
    });
    await made.connect();
    return (client = made);
  }

  async function dropped(connection: pg.Client): Promise<void> {
    if (client === connection) client = undefined;
    await connection.end().catch(ignore);
  }
}

function transactionOn(connection: pg.Client, beforeStatement: BeforeStatement | undefined): Transaction {
  /** After a statement has failed the server answers every other with 25P02; what is told is why. */
  let cause: unknown;
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = async <T extends Row>(query: pg.QueryConfig): Promise<pg.QueryResult<T>> => {
    try {
      return await connection.query<T>(query);
    } catch (error) {
      cause ??= error;
      throw (error as { code?: string }).code === IN_FAILED_TRANSACTION ? cause : error;
    }
  };
  const query = async <T extends Row>(sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult<T>> => {
    beforeStatement?.(sql, values);
    // A connection takes one statement at a time; those who ask for several at once wait here.
    const answer = before.then(() => inTurn<T>(prepared(sql, values)));
    before = answer.catch(ignore);
    return answer;
  };
  const transaction: Transaction = {
    run: async (sql, values = []) => (await query(sql, values)).rowCount ?? 0,
    all: async <T extends Row>(sql: string, values: readonly SqlValue[] = []) => (await query<T>(sql, values)).rows,
    // Rows that are replaced stay in the table's file until VACUUM has taken their place (docs/operating.md).
    overwriteDeleted: async () => undefined,
    // The lock is held: nobody else appends before this transaction ends.
    positions: async () => {
      const rows = await transaction.all<{ last: number | null }>("select max(position) as last from log");
      return (rows[0]?.last ?? 0) + 1;
    },
  };
  return transaction;
}

const IN_FAILED_TRANSACTION = "25P02";

// ---------------------------------------------------------------- statements

/** Texts in the order of their first use: the place is the name of the prepared statement, the same on every connection. */
const NAMES = new Map<string, string>();

/** The texts of the stores repeat (bulk.ts). What comes after so many different ones is not kept prepared: it is made of what a reader asked. */
const MAX_NAMES = 512;

function prepared(sql: string, values: readonly SqlValue[]): pg.QueryConfig {
  const text = numbered(sql);
  let name = NAMES.get(text);
  if (name === undefined && NAMES.size < MAX_NAMES) NAMES.set(text, (name = `s${NAMES.size}`));
  return { text, values: [...values], ...(name === undefined ? {} : { name }) };
}

/** `?` outside of quotes as `$1`, `$2` ... */
export function numbered(sql: string): string {
  let n = 0;
  return sql.replace(/'(?:[^']|'')*'|\?/g, (found) => (found === "?" ? `$${(n += 1)}` : found));
}
