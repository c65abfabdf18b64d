/**
 * What the disk and the driver give at best: the very statements that our durable run made, with their values, once more by the bare
 * driver in the same commits, with nothing decided, projected or awaited in between but the statements themselves.
 */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import sqlite3 from "sqlite3";
import type { SqlValue } from "../db/connections.ts";
import { DATABASE_FILE } from "../db/open-database.ts";
import { CALLERS } from "./durable.ts";
import { finishCases, newDataDir, openBenchHouse, removeDataDir, startCases } from "./house.ts";

/** Tasks a second, and the mean number of commands in a commit. */
export interface LimitRound {
  readonly ours: number;
  readonly bare: number;
  readonly group: number;
}

export async function measureLimit(): Promise<LimitRound> {
  const dataDir = newDataDir();
  const statements: { sql: string; values: readonly SqlValue[] }[] = [];
  try {
    const before = await openBenchHouse(dataDir);
    await finishCases(before.runtime, CALLERS, await startCases(before.runtime, CALLERS * 4));
    const waiting = await startCases(before.runtime, CALLERS * 30);
    await before.close();
    // Closing brings the log of the database into its file: the copy holds what the statements will change.
    const copy = join(dataDir, "bare.db");
    copyFileSync(join(dataDir, DATABASE_FILE), copy);
    let recording = false;
    const house = await openBenchHouse(dataDir, (sql, values) => {
      if (recording) statements.push({ sql, values });
    });
    recording = true;
    const { steps, seconds } = await finishCases(house.runtime, CALLERS, waiting);
    recording = false;
    const group = house.groups.reduce((sum, size) => sum + size, 0) / house.groups.length;
    await house.close();
    return { ours: steps / seconds, bare: steps / (await replay(copy, statements)), group };
  } finally {
    removeDataDir(dataDir);
  }
}

/** Seconds that the bare driver takes for the statements. */
async function replay(
  file: string,
  statements: readonly { sql: string; values: readonly SqlValue[] }[],
): Promise<number> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, (error) => {
      if (error === null) resolve(opened);
      else reject(error);
    });
  });
  await exec(
    database,
    "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -32768; pragma wal_autocheckpoint = 2000;",
  );
  const prepared = new Map<string, sqlite3.Statement>();
  for (const { sql } of statements) if (!prepared.has(sql)) prepared.set(sql, database.prepare(sql));
  let open = false;
  const begun = performance.now();
  for (const { sql, values } of statements) {
    // A begin that overtook the commit before it was said twice.
    if (sql.startsWith("begin") && open) continue;
    open = sql !== "commit";
    const statement = prepared.get(sql) as sqlite3.Statement;
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null): void => {
        if (error === null) resolve();
        else reject(error);
      };
      if (sql.startsWith("select")) statement.all([...values], done);
      else statement.run([...values], done);
    });
  }
  const seconds = (performance.now() - begun) / 1000;
  for (const statement of prepared.values()) statement.finalize();
  await new Promise<void>((resolve) => database.close(() => resolve()));
  return seconds;
}

function exec(database: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
