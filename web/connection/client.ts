/**
 * Asks the API by the name of an operation: `call("getTask", {params: {task}})`. What it takes and answers is typed from the API's own description
 * (api-types.ts). Throws `ProblemError` with the problem document, or `NotReached`. The session's cookie goes along by itself.
 */
import { ADDRESSES, type Operations, type Problem } from "./api-types.ts";
import { NotReached, ProblemError } from "./problem-error.ts";

export type Operation = keyof Operations;
export type AnswerOf<Id extends Operation> = Operations[Id]["answer"];

type Part<Id extends Operation, Name extends string> = Name extends keyof Operations[Id]
  ? Operations[Id][Name]
  : undefined;
type Optional<Id extends Operation, Name extends string> =
  Part<Id, Name> extends undefined
    ? object
    : undefined extends Part<Id, Name>
      ? Readonly<Partial<Record<Name, Part<Id, Name>>>>
      : Readonly<Record<Name, Part<Id, Name>>>;

export type Given<Id extends Operation> = Optional<Id, "params"> &
  Optional<Id, "body"> & {
    readonly query?: Part<Id, "query">;
    /** The version of the case that was read: when it has changed since, the answer is STALE_VERSION. */
    readonly ifMatch?: number;
    /** The same key with the same request does nothing twice; a new one for each call unless given. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

type Loose = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

let language = "kk";
/** Titles and labels come in this language from now on. */
export function answerIn(chosen: string): void {
  language = chosen;
}

export async function call<Id extends Operation>(
  id: Id,
  ...[given]: object extends Given<Id> ? [given?: Given<Id>] : [given: Given<Id>]
): Promise<AnswerOf<Id>> {
  const response = await ask(id, given as Loose | undefined);
  if (response.status === 204) return undefined as AnswerOf<Id>;
  const isJson = (response.headers.get("content-type") ?? "").includes("application/json");
  return (isJson ? await response.json() : await response.blob()) as AnswerOf<Id>;
}

/** The answer byte by byte, whatever its media type: what is signed must be exactly what is kept. */
export async function callForBytes(id: "getDocument", given: Given<"getDocument">): Promise<Uint8Array> {
  return new Uint8Array(await (await ask(id, given as Loose)).arrayBuffer());
}

async function ask(id: Operation, given: Loose = {}): Promise<Response> {
  const { body, ifMatch, idempotencyKey, signal } = given;
  const [method] = ADDRESSES[id];
  const response = await reach(addressOf(id, given), {
    method,
    credentials: "same-origin",
    headers: {
      "Accept-Language": language,
      ...(body === undefined || body instanceof Blob ? {} : { "Content-Type": "application/json" }),
      ...(method === "POST" ? { "Idempotency-Key": idempotencyKey ?? newKey() } : {}),
      ...(ifMatch === undefined ? {} : { "If-Match": `"${ifMatch}"` }),
    },
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return response;
  // Something in between has answered.
  if (!(response.headers.get("content-type") ?? "").includes("application/problem+json")) throw new NotReached();
  throw new ProblemError((await response.json()) as Problem);
}

/** Where an operation stands: for links to download, and for the stream of events. */
export function addressOf(id: Operation, given?: Loose): string {
  const [, path] = ADDRESSES[id];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(given?.params?.[name] as string | number),
  );
  const query = Object.entries(given?.query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value as string | number | boolean)]],
  );
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query).toString()}`;
}

/** A new Idempotency-Key; `crypto.randomUUID` is not there on pages of plain HTTP. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NotReached();
  }
}
