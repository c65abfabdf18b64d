/** Speaks to a running server over HTTP: signs in, sends JSON, and turns a problem document into a sentence. */
import { randomUUID } from "node:crypto";
import { everyPage } from "../api/every-page.ts";
import type { ProblemDocument } from "../api/problem.ts";
import type { Language } from "../engine/model/graph.ts";
import { CommandFailed, WrongUsage } from "./outcome.ts";

export interface ApiClient {
  readonly url: string;
  /** Answers the parsed JSON. Throws `ApiRefusal` for a problem document, `CommandFailed` when nobody answers. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, options?: { readonly idempotencyKey?: string }): Promise<T>;
  /** Every item of a list, page after page. */
  list<T>(path: string): Promise<readonly T[]>;
  /** The bytes of a document. */
  bytes(path: string): Promise<Buffer>;
}

/** The server said no; the message names every place that it named. */
export class ApiRefusal extends CommandFailed {
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super(sentence(problem));
    this.name = "ApiRefusal";
    this.problem = problem;
  }
}

export interface Connection {
  /** `http://localhost:3000` */
  readonly server: string;
  readonly token?: string;
  readonly login?: string;
  readonly password?: string;
}

/** The options that every command over HTTP takes, with what the environment says in their place. */
export function connectionOf(
  options: { readonly server?: string; readonly token?: string; readonly login?: string; readonly password?: string },
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const server = options.server ?? environment.REGLAMENT_SERVER ?? `http://localhost:${environment.PORT ?? "3000"}`;
  if (!/^https?:\/\/[^/]+\/?$/.test(server))
    throw new WrongUsage(`--server is ${JSON.stringify(server)}, but it must look like http://localhost:3000.`);
  const token = options.token ?? environment.REGLAMENT_TOKEN;
  const login = options.login ?? environment.REGLAMENT_LOGIN;
  const password = options.password ?? environment.REGLAMENT_PASSWORD;
  return {
    server: server.replace(/\/$/, ""),
    ...(token === undefined ? {} : { token }),
    ...(login === undefined ? {} : { login }),
    ...(password === undefined ? {} : { password }),
  };
}

/** A client that is signed in. */
export async function connect(connection: Connection, language: Language = "en"): Promise<ApiClient> {
  if (connection.token !== undefined) return createClient(connection.server, connection.token, language);
  if (connection.login === undefined || connection.password === undefined)
    throw new WrongUsage(
      "Say who you are: --token, or --login with the password in REGLAMENT_PASSWORD (or REGLAMENT_TOKEN, REGLAMENT_LOGIN).",
    );
  const { login, password } = connection;
  const session = await createClient(connection.server).post<{ token: string }>("/sessions", { login, password });
  return createClient(connection.server, session.token, language);
}

/** `language`: of titles and labels in the answers. */
export function createClient(server: string, token?: string, language: Language = "en"): ApiClient {
  const base = `${server}/api/v1`;
  async function call(method: string, path: string, init: { body?: string; headers?: Record<string, string> } = {}) {
    const headers = {
      "Accept-Language": language,
      ...init.headers,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    let response: Response;
    try {
      const send = () => fetch(`${base}${path}`, { method, ...init, headers });
      // While a command computes (a deployment plays its scenarios), the server closes the kept connection unseen: once more, on a new one.
      response = await send().catch((error: unknown) => {
        if (isClosedConnection(error)) return send();
        throw error;
      });
    } catch (error) {
      const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CommandFailed(`No server answers at ${server} (${why}). Start one with \`reglament start\`.`);
    }
    if (response.ok) return response;
    const text = await response.text();
    throw refusalOf(server, response.status, text);
  }
  return {
    url: server,
    get: async <T>(path: string) => (await (await call("GET", path)).json()) as T,
    post: async <T>(path: string, body: unknown, options: { readonly idempotencyKey?: string } = {}) => {
      const headers = {
        "Content-Type": "application/json",
        // Always one, so that to send it once more cannot do it twice.
        "Idempotency-Key": options.idempotencyKey ?? randomUUID(),
      };
      return (await (await call("POST", path, { body: JSON.stringify(body), headers })).json()) as T;
    },
    async list<T>(path: string) {
      const items: T[] = [];
      const pages = everyPage(async ({ cursor }) => {
        const more =
          cursor === undefined ? "" : `${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;
        return (await (await call("GET", `${path}${more}`)).json()) as { items: T[]; next?: string };
      });
      for await (const page of pages) items.push(...page.items);
      return items;
    },
    bytes: async (path) => Buffer.from(await (await call("GET", path)).arrayBuffer()),
  };
}

function isClosedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && (cause.code === "UND_ERR_SOCKET" || cause.code === "ECONNRESET");
}

function refusalOf(server: string, status: number, text: string): CommandFailed {
  try {
    const problem = JSON.parse(text) as ProblemDocument;
    if (typeof problem.code === "string") return new ApiRefusal(problem);
  } catch {
    // Not ours: said below.
  }
  return new CommandFailed(`${server} answered ${status}, and not as a Reglament server does.`);
}

function sentence({ code, title, detail, errors = [] }: ProblemDocument): string {
  const places = errors.map(({ pointer, element, line, detail: what }) => {
    const place = [element, pointer, line === undefined ? undefined : `line ${line}`].filter((part) => part).join(", ");
    return `\n  ${place === "" ? "" : `${place}: `}${what}`;
  });
  return `${title} (${code}): ${detail}${places.join("")}`;
}
