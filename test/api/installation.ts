/** A real server over a data folder of its own, and clients that hold every answer against the OpenAPI document. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import { DEMO_ACCOUNTS } from "../../api/demo-accounts.ts";
import { createLog } from "../../api/log.ts";
import { createServer, type RunningServer, type ServerOptions } from "../../api/server.ts";
import type { Role } from "../../api/auth/rights.ts";

// The declared default export of ajv-formats is not what Node gives.
const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, when it is JSON; each test says which shape it looks at. */
  readonly body: unknown;
  readonly text: string;
}

export interface Call {
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  get(path: string, call?: Call): Promise<ApiAnswer>;
  post(path: string, json?: unknown, call?: Call): Promise<ApiAnswer>;
  send(method: string, path: string, call?: Call): Promise<ApiAnswer>;
}

export interface Installation {
  readonly server: RunningServer;
  readonly dataDir: string;
  /** What the log has written. */
  log(): string;
  /** Nobody: no token. */
  readonly stranger: Client;
  /** Signed in as the demo account of that role. */
  as(role: Role): Promise<Client>;
  withToken(token: string): Client;
  /** Stops and starts again over the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Cheap enough for a test, and still scrypt. */
export const TEST_COST = { n: 1024, r: 8, p: 1 };

export async function startInstallation(options: Partial<ServerOptions> = {}): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), "reglament-api-"));
  let log = "";
  const settings: ServerOptions = {
    mode: "demo",
    port: 0,
    host: "127.0.0.1",
    dataDir,
    passwordCost: TEST_COST,
    log: createLog({ write: (line) => void (log += line) }),
    ...options,
  };
  let server = await createServer(settings);
  let check = await answerCheck(server.url);
  const tokens = new Map<Role, string>();

  function client(token: () => string | undefined): Client {
    async function send(method: string, path: string, { json, body, headers }: Call = {}): Promise<ApiAnswer> {
      const bearer = token();
      const sent = body ?? (json === undefined ? undefined : JSON.stringify(json));
      const response = await fetch(`${server.url}${path}`, {
        redirect: "manual",
        method,
        headers: {
          ...(json === undefined ? {} : { "Content-Type": "application/json" }),
          ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
      const text = await response.text();
      const isJson = /[/+]json\b/.test(response.headers.get("content-type") ?? "");
      const answer = {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? (JSON.parse(text) as unknown) : text,
      };
      if (answer.status === 500) throw new Error(`${method} ${path} failed: ${log.trim().split("\n").at(-1)}`);
      check(method, path, answer);
      return answer;
    }
    return {
      send,
      get: (path, call) => send("GET", path, call),
      post: (path, json, call) => send("POST", path, { ...(json === undefined ? {} : { json }), ...call }),
    };
  }

  const stranger = client(() => undefined);
  return {
    get server() {
      return server;
    },
    dataDir,
    log: () => log,
    stranger,
    withToken: (token) => client(() => token),
    async as(role) {
      if (!tokens.has(role)) {
        const { login, password } = DEMO_ACCOUNTS.find(({ roles }) => roles.includes(role))!;
        const answer = await stranger.post("/api/v1/sessions", { login, password });
        if (answer.status !== 201) throw new Error(answer.text);
        tokens.set(role, (answer.body as { token: string }).token);
      }
      return client(() => tokens.get(role));
    },
    async restart() {
      await server.close();
      server = await createServer(settings);
      check = await answerCheck(server.url);
    },
    async stop() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, { content?: object }>> }>>>
  >;
}

/** Throws when an answer is not one that the document promises for its address, method and status. */
async function answerCheck(url: string): Promise<(method: string, path: string, answer: ApiAnswer) => void> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, "api");
  const patterns = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  }));

  return (method, url, { status, headers, body }) => {
    const address = url.split("?")[0]!;
    const path = patterns.find(({ pattern }) => pattern.test(address))?.path;
    const operation = path === undefined ? undefined : document.paths[path]?.[method.toLowerCase()];
    if (path === undefined || operation === undefined) return;
    const response = operation.responses[String(status)];
    if (response === undefined)
      throw new Error(`${method} ${path} is not documented to answer ${status}: ${JSON.stringify(body)}`);
    const mediaType = (headers.get("content-type") ?? "").split(";")[0]!;
    if (!/[/+]json$/.test(mediaType) || !(mediaType in (response.content ?? {}))) return;
    const pointer = ["paths", path, method.toLowerCase(), "responses", String(status), "content", mediaType, "schema"]
      .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const validate = ajv.getSchema(`api#/${pointer}`);
    if (validate === undefined)
      throw new Error(`${method} ${path} ${status}: the document has no schema at ${pointer}`);
    if (!validate(body))
      throw new Error(`${method} ${path} ${status} does not answer as documented: ${ajv.errorsText(validate.errors)}`);
  };
}
