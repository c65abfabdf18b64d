/**
 * What the environment says about an installation. A wrong value stops the start with one sentence that names the variable, the value
 * and what is allowed; nothing is guessed.
 */
import { X509Certificate, createPrivateKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { accessSync, constants, mkdirSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

/** `second-person`: another than who proposes a version must approve it before it is put into service. */
export type DeployApproval = "none" | "second-person";

export interface Config {
  /** 0 asks the system for a free port. */
  readonly port: number;
  /** Absolute path of the folder that holds the database, unless it is PostgreSQL. */
  readonly dataDir: string;
  /** `postgres://...`; absent: SQLite in `dataDir`. */
  readonly databaseUrl?: string;
  /** The way to the registers, where GATEWAY_URL is set. */
  readonly gateway?: GatewaySettings;
  readonly deployApproval: DeployApproval;
}

/** How the e-government gateway is reached, and how both sides are known to each other. Keys and certificates are PEM. */
export interface GatewaySettings {
  readonly syncUrl: string;
  readonly asyncUrl: string;
  readonly privateKey: string;
  readonly certificate: string;
  /** Certificates that the gateway signs with. */
  readonly trusted: readonly string[];
  readonly senderId: string;
  readonly password?: string;
  /** JSON of GATEWAY_SERVICES_FILE, as it was read. */
  readonly services?: unknown;
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

/** Reads PORT, DATA_DIR, DATABASE_URL, DEPLOY_APPROVAL and those of the gateway. Throws `ConfigError`. Makes DATA_DIR when it is not there yet. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const databaseUrl = readDatabaseUrl(environment.DATABASE_URL);
  const gateway = readGateway(environment);
  return {
    port: readPort(environment.PORT),
    dataDir: readDataDir(environment.DATA_DIR),
    deployApproval: readDeployApproval(environment.DEPLOY_APPROVAL),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** Where an installation keeps its cases, for people: never with the password that an address may hold. */
export function placeOfData({ dataDir, databaseUrl }: Pick<Config, "dataDir" | "databaseUrl">): string {
  if (databaseUrl === undefined) return dataDir;
  const { host, pathname } = new URL(databaseUrl);
  return `PostgreSQL at ${host}${pathname}`;
}

const BESIDE_GATEWAY_URL = [
  "GATEWAY_ASYNC_URL",
  "GATEWAY_KEY_FILE",
  "GATEWAY_CERTIFICATE_FILE",
  "GATEWAY_TRUSTED_FILE",
  "GATEWAY_SENDER_ID",
  "GATEWAY_PASSWORD",
  "GATEWAY_SERVICES_FILE",
] as const;

/** All of the gateway or nothing of it: half a configuration would be found out by the first applicant. */
function readGateway(environment: Readonly<Record<string, string | undefined>>): GatewaySettings | undefined {
  const url = environment.GATEWAY_URL;
  if (url === undefined) {
    const stray = BESIDE_GATEWAY_URL.find((name) => environment[name] !== undefined);
    if (stray !== undefined)
      // The value may be a password: it is not shown.
      throw new ConfigError(stray, "...", "unset, or GATEWAY_URL set beside it");
    return undefined;
  }
  const syncUrl = gatewayUrl("GATEWAY_URL", url);
  const asyncUrl = gatewayUrl("GATEWAY_ASYNC_URL", environment.GATEWAY_ASYNC_URL ?? url);
  const certificates = pemFile("GATEWAY_CERTIFICATE_FILE", environment.GATEWAY_CERTIFICATE_FILE, "CERTIFICATE");
  const trusted = pemFile("GATEWAY_TRUSTED_FILE", environment.GATEWAY_TRUSTED_FILE, "CERTIFICATE");
  const keys = pemFile("GATEWAY_KEY_FILE", environment.GATEWAY_KEY_FILE, "PRIVATE KEY");
  const [certificate] = readCertificates(
    "GATEWAY_CERTIFICATE_FILE",
    environment.GATEWAY_CERTIFICATE_FILE,
    certificates,
  );
  readCertificates("GATEWAY_TRUSTED_FILE", environment.GATEWAY_TRUSTED_FILE, trusted);
  refuseForeignKey(environment.GATEWAY_KEY_FILE ?? "", keys[0]!, certificate!);
  const senderId = environment.GATEWAY_SENDER_ID;
  if (senderId === undefined || senderId === "")
    throw new ConfigError(
      "GATEWAY_SENDER_ID",
      senderId ?? "",
      "the name under which the gateway knows this installation",
    );
  const password = environment.GATEWAY_PASSWORD;
  const services = readServices(environment.GATEWAY_SERVICES_FILE);
  return {
    syncUrl,
    asyncUrl,
    privateKey: keys[0]!,
    certificate: certificates[0]!,
    trusted,
    senderId,
    ...(password === undefined ? {} : { password }),
    ...(services === undefined ? {} : { services }),
  };
}

function gatewayUrl(variable: string, value: string): string {
  const refusal = new ConfigError(variable, value, "an http or https address without login and password in it");
  if (!URL.canParse(value)) throw refusal;
  const { protocol, username, password } = new URL(value);
  if (!["http:", "https:"].includes(protocol) || username !== "" || password !== "") throw refusal;
  return value;
}

/** The PEM blocks of that kind in a file, at least one. */
function pemFile(variable: string, path: string | undefined, kind: "CERTIFICATE" | "PRIVATE KEY"): readonly string[] {
  const refusal = new ConfigError(variable, path ?? "", `the path of a file with a PEM block ${kind}`);
  if (path === undefined) throw refusal;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw refusal;
  }
  const label = kind === "CERTIFICATE" ? kind : `(?:RSA )?${kind}`;
  const blocks = [...text.matchAll(new RegExp(`-----BEGIN ${label}-----[\\w+/=\\s]+-----END ${label}-----`, "g"))];
  if (blocks.length === 0) throw refusal;
  return blocks.map(([block]) => `${block}\n`);
}

function readCertificates(variable: string, path: string | undefined, pems: readonly string[]): X509Certificate[] {
  try {
    return pems.map((pem) => new X509Certificate(pem));
  } catch {
    throw new ConfigError(variable, path ?? "", "a file of X.509 certificates that can be read");
  }
}

function refuseForeignKey(path: string, key: string, certificate: X509Certificate): void {
  const refusal = new ConfigError("GATEWAY_KEY_FILE", path, "the RSA key that belongs to GATEWAY_CERTIFICATE_FILE");
  let own: KeyObject;
  try {
    own = createPrivateKey(key);
  } catch {
    throw refusal;
  }
  if (own.asymmetricKeyType !== "rsa" || !certificate.checkPrivateKey(own)) throw refusal;
}

function readServices(path: string | undefined): unknown {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new ConfigError("GATEWAY_SERVICES_FILE", path, "the path of a JSON file; docs/gateway.md says what it holds");
  }
}

function readDeployApproval(value: string | undefined): DeployApproval {
  if (value === undefined || value === "none") return "none";
  if (value !== "second-person") throw new ConfigError("DEPLOY_APPROVAL", value, "none or second-person");
  return value;
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

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (/^postgres(?:ql)?:\/\/./.test(value) && URL.canParse(value)) return value;
  // The value may hold a password: only its scheme is shown.
  const shown = value === "" ? "" : `${/^[a-z][a-z0-9+.-]*:/i.exec(value)?.[0] ?? ""}...`;
  throw new ConfigError(
    "DATABASE_URL",
    shown,
    "postgres://user:password@host:5432/database, or unset for SQLite in DATA_DIR",
  );
}
