/**
 * What the stores need of a database: one serial writer and readers beside it. `db/sqlite.ts` gives it for SQLite; everything above
 * speaks SQL that PostgreSQL knows too.
 */
import type { Knex } from "knex";

/** What both databases take as a parameter. */
export type SqlValue = string | number | null | Uint8Array;

/** A row of a result: its columns by name; whole numbers are numbers, whatever their column's width. */
export type Row = Readonly<Record<string, unknown>>;

/** One write transaction. Parameters stand as `?` in the SQL. */
export interface Transaction {
  /** Answers the number of rows written. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>;
  all<T extends Row>(sql: string, values?: readonly SqlValue[]): Promise<readonly T[]>;
  /** While it is on, what is deleted or replaced is overwritten, not left in free pages of the file; each commit costs a fifth more then. */
  overwriteDeleted(on: boolean): Promise<void>;
  /** The first of `count` consecutive free positions of the log; they are this transaction's. */
  positions(count: number): Promise<number>;
}

export interface Connections {
  /** Readers: each statement sees every transaction committed before it began. */
  readonly read: Knex;
  /** SQL with `?` through the readers, for what a query builder cannot say. */
  query<T extends Row>(sql: string, values?: readonly (string | number | null)[]): Promise<readonly T[]>;
  /** Runs `work` in one transaction, after those that were asked for before; when it throws, nothing of it was written. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Waits for what runs, then closes. */
  close(): Promise<void>;
}

/** Called with each statement of the writer before it runs; throws to make it fail. For tests that fail the nth write, and for bench/. */
export type BeforeStatement = (sql: string, values: readonly SqlValue[]) => void;

/** A database that this version cannot use; the message is a sentence for the administrator. */
export class DatabaseRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DatabaseRefused";
  }
}
