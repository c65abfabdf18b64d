/**
 * What the environment says about an installation. A wrong value stops the start with one sentence that names the variable, the value
 * and what is allowed; nothing is guessed.
 */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { resolve } from "node:path";

export interface Config {
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** Absolute path of the folder that holds the database. */
  readonly dataDir: string;
}

/** A value of the environment that cannot be used; its message is meant for the person at the prompt. */
export class ConfigError extends Error {
  constructor(variable: string, value: string, allowed: string) {
    super(`${variable} is ${JSON.stringify(value)}, but it must be ${allowed}.`);
    this.name = "ConfigError";
  }
}

/** A data folder is a demo's or an installation's, and cannot be started as the other. */
export class StartRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StartRefused";
  }
}

/** Reads PORT, DATA_DIR and DATABASE_URL. Throws `ConfigError`. Makes DATA_DIR when it is not there yet. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  refuseDatabaseUrl(environment.DATABASE_URL);
  return { port: readPort(environment.PORT), dataDir: readDataDir(environment.DATA_DIR) };
}

function readPort(value: string | undefined): number {
  if (value === undefined) return 3000;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65535)
    throw new ConfigError("PORT", value, "a whole number from 0 (any free port) to 65535");
  return port;
}

function readDataDir(value: string | undefined): string {
  const given = value ?? "./data";
  const refusal = new ConfigError("DATA_DIR", given, "the path of a folder that can be written to");
  if (given === "") throw refusal;
  const path = resolve(given);
  try {
    mkdirSync(path, { recursive: true });
    if (!statSync(path).isDirectory()) throw refusal;
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw refusal;
  }
  return path;
}

/** PostgreSQL comes with the store that many nodes share; until then a URL is refused, never ignored. */
function refuseDatabaseUrl(value: string | undefined): void {
  if (value === undefined) return;
  // The value may hold a password: only its scheme is shown.
  const shown = value === "" ? "" : `${/^[a-z][a-z0-9+.-]*:/i.exec(value)?.[0] ?? ""}...`;
  throw new ConfigError("DATABASE_URL", shown, "unset: SQLite in DATA_DIR is the only store of this version");
}
