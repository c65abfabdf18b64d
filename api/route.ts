/**
 * What a route says of itself. One table of these registers the express routes (`app.ts`) and makes the OpenAPI document (`openapi.ts`), so that
 * neither can know something that the other does not.
 */
import type { ErrorCode } from "../engine/errors.ts";
import type { Language } from "../engine/model/graph.ts";
import type { Page, PageRequest, ReadKind } from "../engine/ports.ts";
import type { CommandOptions } from "../engine/runtime/runtime.ts";
import type { AccountRow } from "../engine/ports.ts";
import type { Action } from "./auth/rights.ts";
import type { Schema } from "./validation.ts";

export type Tag =
  | "system"
  | "sessions"
  | "definitions"
  | "cases"
  | "documents"
  | "tasks"
  | "external tasks"
  | "notifications"
  | "services"
  | "messages"
  | "incidents"
  | "accounts"
  | "surveys"
  | "audit"
  | "reports"
  | "units"
  | "demo";

/** The types are those that the route's schemas promise: the values have passed them. */
export interface ApiRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly language: Language;
  readonly params: Params;
  readonly query: Query;
  /** The parsed JSON; bytes of any other media type; `undefined` when there was none. */
  readonly body: Body;
  /** Lower case, without parameters; empty without a body. */
  readonly mediaType: string;
  /** The Accept header. */
  readonly accept: string;
  readonly options: CommandOptions;
  /** Absolute path with the query, as asked for. */
  readonly url: string;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  /** The cookie of a sign-in that is under way at the identity provider; empty without one. */
  readonly pendingSignIn: string;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly content?: { readonly mediaType: string; readonly bytes: Uint8Array | string };
  readonly headers?: Readonly<Record<string, string>>;
  /** The cookie of the browser's session: set, or forgotten. */
  readonly session?: { readonly token: string; readonly expiresAt: string } | "closed";
  /** The cookie of a sign-in that goes on at the identity provider: set, or forgotten. */
  readonly pendingSignIn?: { readonly token: string; readonly expiresAt: string } | "over";
  /** A stream in place of a body: called once with the way to send, it answers the way to stop. */
  readonly events?: (emit: (event: ServerEvent) => void) => () => void;
}

/** One message of `text/event-stream`. */
export interface ServerEvent {
  readonly name: string;
  /** Sent as JSON. */
  readonly data: object;
}

export interface RequestBody {
  readonly required: boolean;
  readonly limitBytes: number;
  /** Schema by media type; `bytes`: anything. A media type may be a range such as `image/*`. */
  readonly content: Readonly<Record<string, Schema | "bytes">>;
}

export interface RouteText {
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** Below /api/v1, with parameters as `{name}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Readonly<Record<string, Schema>>;
  /** All optional. */
  readonly query?: Readonly<Record<string, Schema>>;
  /** Takes `limit` and `cursor`, answers `next` and a Link header. */
  readonly paged?: true;
  readonly body?: RequestBody;
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly content?: Readonly<Record<string, Schema | "bytes">> }>
  >;
  /** Besides those that its shape brings along. */
  readonly problems: readonly ErrorCode[];
  /** Its list may be asked for as a table (`table-as-csv.ts`). */
  readonly csv?: true;
  /** What of a case it shows: written down when staff look (`read-recorder.ts`). Its address names the case or the task. */
  readonly reads?: ReadKind;
  /** `runtime`: the key is kept with the case's events; `stored`: the answer is kept beside them. */
  readonly idempotency?: "runtime" | "stored";
  /** Takes If-Match with the case's version. */
  readonly conditional?: true;
  /** Refused requests (wrong passwords, numbers that nobody issued) are counted by address. */
  readonly rateLimited?: true;
  /** Each request costs memory or work for a stranger: all are counted, by address, and by account where there is one. */
  readonly costly?: true;
  /** Its query is another house's: anything may stand in it. */
  readonly foreignQuery?: true;
  /** Answers with the cookie of a session: only a page of our own may ask. */
  readonly setsCookie?: true;
  /** Answers `text/event-stream`, and nothing else. */
  readonly stream?: true;
}

export type Route = RouteText &
  (
    | { readonly action: "public"; handle(request: ApiRequest): Promise<Answer> }
    | {
        readonly action: Action | readonly Action[];
        handle(request: ApiRequest, account: AccountRow, token: string): Promise<Answer>;
      }
  );

/** A route for everybody. The type parameters are promises that its schemas keep. */
export function publicRoute<Params = unknown, Query = unknown, Body = unknown>(
  text: RouteText & { handle(request: ApiRequest<Params, Query, Body>): Promise<Answer> },
): Route {
  return { ...text, action: "public", handle: (request) => text.handle(request as ApiRequest<Params, Query, Body>) };
}

/** A route for accounts that may do the action (any of them, when there are several). */
export function signedInRoute<Params = unknown, Query = unknown, Body = unknown>(
  text: RouteText & {
    readonly action: Action | readonly Action[];
    handle(request: ApiRequest<Params, Query, Body>, account: AccountRow, token: string): Promise<Answer>;
  },
): Route {
  return {
    ...text,
    handle: (request, account, token) => text.handle(request as ApiRequest<Params, Query, Body>, account, token),
  };
}

export const actionsOf = (route: Route): readonly Action[] =>
  route.action === "public" ? [] : typeof route.action === "string" ? [route.action] : route.action;

export const json = (schema: Schema): Readonly<Record<string, Schema>> => ({ "application/json": schema });

const LIMIT_OF_JSON = 1024 * 1024;

/** A JSON body of at most one megabyte. */
export const jsonBody = (schema: Schema, required = true): RequestBody => ({
  required,
  limitBytes: LIMIT_OF_JSON,
  content: json(schema),
});

export type Paging = { readonly limit?: number; readonly cursor?: string };

export const DEFAULT_PAGE = 50;
export const LARGEST_PAGE = 200;

export const pageRequest = (query: Paging): PageRequest => ({
  limit: query.limit ?? DEFAULT_PAGE,
  ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
});

/** The page with `next` in the body, and as a Link (RFC 8288) that keeps the filters. */
export function pageAnswer(request: ApiRequest, page: Page<unknown>): Answer {
  if (page.next === undefined) return { status: 200, body: { items: page.items } };
  const url = new URL(request.url, "http://any");
  url.searchParams.set("cursor", page.next);
  return {
    status: 200,
    body: { items: page.items, next: page.next },
    headers: { Link: `<${url.pathname}${url.search}>; rel="next"` },
  };
}

export const versionTag = (seq: number): string => `"${seq}"`;
