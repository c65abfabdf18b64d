/**
 * The express application: registers the route table, and turns every "no", expected or not, into a problem document.
 *
 * The order for each request is fixed: address and method, who asks and whether they may, then the body, then the schemas, then the route. So
 * nobody learns from a refusal what they may not see, and no large body is read for a stranger.
 */
import { randomBytes } from "node:crypto";
import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { CodedError, type ErrorCode, type Problem } from "../engine/errors.ts";
import type { Language } from "../engine/model/graph.ts";
import type { AccountRow, Clock, ReceiptStore } from "../engine/ports.ts";
import { fullPath, querySchema } from "./address.ts";
import {
  pendingSignInCookie,
  pendingSignInOf,
  refuseOtherSites,
  sessionCookie,
  tokenOfCookie,
} from "./auth/browser-sessions.ts";
import { mayDo, type Action } from "./auth/rights.ts";
import type { Sessions } from "./auth/sessions.ts";
import { streamEvents, type OpenStreams } from "./event-stream.ts";
import { createAnswerKeeper, type AnswerKeeper } from "./idempotency.ts";
import { negotiateLanguage } from "./language.ts";
import type { Logger } from "./log.ts";
import { PROBLEM_MEDIA_TYPE, HttpError, problemDocument } from "./problem.ts";
import { contentFor, readBody } from "./request-body.ts";
import { actionsOf, type Answer, type ApiRequest, type Route } from "./route.ts";
import { compileCheck, type Check } from "./validation.ts";
import { servePages } from "./web-pages.ts";

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly sessions: Sessions;
  readonly receipts: ReceiptStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Wrong passwords that one address may send in `windowMs`. */
  readonly loginLimit: { readonly windowMs: number; readonly failures: number };
  /** Requests for challenges and the like in `windowMs`: of one address, and of one account. */
  readonly costlyLimit: { readonly windowMs: number; readonly strangers: number; readonly accounts: number };
  /** How many proxies stand before us, or their addresses: whose `X-Forwarded-For` and `-Proto` are believed. Absent: nobody's. */
  readonly trustProxy?: number | readonly string[];
  /** Requests in `windowMs`: of one address without a session, and of one account in the browser. Bearer tokens are not counted. */
  readonly requestLimit: { readonly windowMs: number; readonly strangers: number; readonly browsers: number };
  readonly streams: OpenStreams;
  /** The folder of the built pages; without it there is the API alone. */
  readonly pages?: string;
}

export function createApp(options: AppOptions): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("trust proxy", typeof options.trustProxy === "object" ? [...options.trustProxy] : (options.trustProxy ?? 0));
  app.use(logRequests(options.log));
  if (options.pages !== undefined) app.use(servePages(options.pages));
  app.use(securityHeaders());

  const limit = limitRequests(options);
  const limitCosts = limitCostly(options);
  const keeper = createAnswerKeeper(options.receipts, options.clock);
  const methods = new Map<string, { names: string[]; handlers: Partial<Record<Route["method"], RequestHandler[]>> }>();
  for (const route of options.routes) {
    const path = expressPath(route);
    const entry = methods.get(path) ?? { names: [], handlers: {} };
    entry.names.push(...(route.method === "get" ? ["GET", "HEAD"] : [route.method.toUpperCase()]));
    entry.handlers[route.method] = [
      ...(route.rateLimited ? [limitFailures(options)] : []),
      recogniseCaller(options.sessions),
      limit,
      ...(route.costly ? [limitCosts] : []),
      serve(route, options, keeper),
    ];
    methods.set(path, entry);
  }
  for (const [path, { names, handlers }] of methods) {
    for (const [method, list] of Object.entries(handlers)) app[method as Route["method"]](path, ...list);
    const allowed = names.join(", ");
    app.all(path, (request) => {
      throw new HttpError("METHOD_NOT_ALLOWED", `${request.method} is not one of ${allowed}.`, {
        headers: { Allow: allowed },
      });
    });
  }
  app.use((request) => {
    throw new HttpError("ROUTE_NOT_FOUND", `There is nothing at ${request.path}.`);
  });
  app.use(answerProblem(options.log));
  return app;
}

const expressPath = (route: Route): string => fullPath(route).replaceAll(/\{(\w+)\}/g, ":$1");

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
}

// ---------------------------------------------------------------- one request

interface Caller {
  readonly account?: AccountRow;
  readonly token: string;
  /** The token came in the cookie. */
  readonly inBrowser: boolean;
  language: Language;
}

const CALLER = Symbol("caller");
type Known = Request & { [CALLER]?: Caller };

function serve(route: Route, options: AppOptions, keeper: AnswerKeeper): RequestHandler {
  const checks = compileChecks(route);
  return async (request: Known, response: Response) => {
    const caller = request[CALLER]!;
    if (route.action !== "public") authorise(route, caller);
    if (route.method !== "get" && (caller.inBrowser || route.setsCookie)) refuseOtherSites(request);
    if (route.stream && !/\btext\/event-stream\b/.test(request.headers.accept ?? ""))
      throw new HttpError("NOT_ACCEPTABLE", "The answer is a stream of events: send Accept: text/event-stream.");
    const asked = await readRequest(route, checks, request, caller, goneSignal(response));
    const act = (): Promise<Answer> => handle(route, asked.request, caller);
    const key = asked.request.options.idempotencyKey;
    const answer =
      route.idempotency === "stored" && key !== undefined && caller.account !== undefined
        ? await keeper.once(
            {
              account: caller.account.id,
              key,
              parts: [request.method, request.path, asked.request.mediaType, asked.bytes],
            },
            act,
          )
        : await act();
    if (answer.session !== undefined)
      response.append("Set-Cookie", sessionCookie(request, answer.session === "closed" ? undefined : answer.session));
    if (answer.pendingSignIn !== undefined) {
      const signIn = answer.pendingSignIn === "over" ? undefined : answer.pendingSignIn;
      response.append("Set-Cookie", pendingSignInCookie(request, signIn));
    }
    if (answer.events === undefined) send(response, answer, caller.language);
    else
      streamEvents(options.streams, request, response, answer.events, async () => {
        return (await options.sessions.find(caller.token)) !== undefined;
      });
  };
}

function recogniseCaller(sessions: Sessions): RequestHandler {
  return async (request: Known, _response, next) => {
    request[CALLER] = await recognise(request, sessions);
    next();
  };
}

/**
 * A bearer token (RFC 6750), which nothing sends by itself; else the cookie of the browser, whose requests that change something must come from our
 * own pages.
 */
async function recognise(request: Request, sessions: Sessions): Promise<Caller> {
  const header = request.headers.authorization;
  const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? "")?.[1] ?? "";
  const token = header === undefined ? tokenOfCookie(request) : bearer;
  const account = token === "" ? undefined : await sessions.find(token);
  const language = negotiateLanguage(request.headers["accept-language"], account?.language);
  const inBrowser = header === undefined && token !== "";
  return { token, inBrowser, language, ...(account === undefined ? {} : { account }) };
}

/** Aborted when the caller closes the connection before there is an answer. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableEnded) gone.abort();
  });
  return gone.signal;
}

const OWN_SESSION: readonly Action[] = ["self.read", "self.password", "session.close"];

function authorise(route: Route, { account }: Caller): void {
  if (account === undefined)
    throw new HttpError("SIGN_IN_REQUIRED", "The request has no token of a live session.", {
      headers: { "WWW-Authenticate": 'Bearer realm="reglament"' },
    });
  // Nobody who was shown the one-time password acts in another's name with it.
  if (account.passwordExpired && !actionsOf(route).some((action) => OWN_SESSION.includes(action)))
    throw new HttpError("PASSWORD_EXPIRED", "The password was given by an administrator: only it can be changed now.");
  if (!actionsOf(route).some((action) => mayDo(account, action)))
    throw new HttpError(
      "NOT_ALLOWED",
      `The roles ${account.roles.join(", ")} do not include ${actionsOf(route).join(" or ")}.`,
    );
}

async function handle(route: Route, request: ApiRequest, caller: Caller): Promise<Answer> {
  try {
    return await (route.action === "public"
      ? route.handle(request)
      : route.handle(request, caller.account!, caller.token));
  } catch (error) {
    // RFC 9110, 13.1.1: an If-Match that fails is 412; the same staleness told in the body is 409.
    if (error instanceof CodedError && error.code === "STALE_VERSION" && (request as Conditional).conditional)
      throw new HttpError("STALE_VERSION", error.message, { status: 412, problems: error.problems });
    throw error;
  }
}

type Conditional = ApiRequest & { readonly conditional?: true };

// ---------------------------------------------------------------- reading

interface Checks {
  readonly params: Check;
  readonly query: Check;
  readonly bodies: ReadonlyMap<unknown, Check>;
}

function compileChecks(route: Route): Checks {
  const params = route.params ?? {};
  const bodySchemas = Object.values(route.body?.content ?? {}).filter((schema) => schema !== "bytes");
  return {
    params: compileCheck({ type: "object", properties: params, required: Object.keys(params) }, { coerce: true }),
    query: compileCheck(querySchema(route), { coerce: true }),
    bodies: new Map(bodySchemas.map((schema) => [schema, compileCheck(schema, { coerce: false })])),
  };
}

async function readRequest(
  route: Route,
  checks: Checks,
  request: Request,
  { language }: Caller,
  signal: AbortSignal,
): Promise<{ readonly request: ApiRequest; readonly bytes: Uint8Array }> {
  const body = route.body === undefined ? undefined : await readBody(request, route.body);
  const params: Record<string, unknown> = { ...request.params };
  const query: Record<string, unknown> = { ...request.query };
  const schema = body?.value === undefined ? undefined : contentFor(route.body!, body.mediaType);
  const idempotencyKey = route.idempotency === undefined ? undefined : request.headers["idempotency-key"];
  const ifMatch = route.conditional ? request.headers["if-match"] : undefined;
  refuse([
    ...checks.params(params, language),
    ...checks.query(query, language),
    ...(schema === undefined || schema === "bytes" ? [] : checks.bodies.get(schema)!(body!.value, language)),
    ...checkHeaders(idempotencyKey, ifMatch),
  ]);
  const expectedSeq = expectedVersion(ifMatch, body?.value);
  return {
    bytes: body?.bytes ?? new Uint8Array(),
    request: {
      language,
      params,
      query,
      body: body?.value,
      mediaType: body?.mediaType ?? "",
      accept: request.headers.accept ?? "",
      url: request.originalUrl,
      signal,
      pendingSignIn: pendingSignInOf(request),
      options: {
        ...(expectedSeq === undefined ? {} : { expectedSeq }),
        ...(typeof idempotencyKey === "string" ? { idempotencyKey } : {}),
      },
      ...(ifMatch === undefined ? {} : { conditional: true }),
    } as Conditional,
  };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  throw new HttpError("REQUEST_INVALID", `${first!.pointer || "/"}: ${first!.detail}${more}`, { problems });
}

function checkHeaders(key: string | string[] | undefined, ifMatch: string | undefined): Problem[] {
  const problems: Problem[] = [];
  if (key !== undefined && (typeof key !== "string" || !/^[\x21-\x7e]{1,255}$/.test(key)))
    problems.push({ pointer: "Idempotency-Key", detail: "1 to 255 visible ASCII characters" });
  if (ifMatch !== undefined && !/^(?:"\d{1,15}"|\*)$/.test(ifMatch))
    problems.push({ pointer: "If-Match", detail: 'the ETag of the case, such as "12", or *' });
  return problems;
}

function expectedVersion(ifMatch: string | undefined, body: unknown): number | undefined {
  if (ifMatch !== undefined && ifMatch !== "*") return Number(ifMatch.slice(1, -1));
  return (body as { expectedSeq?: number } | undefined)?.expectedSeq;
}

// ---------------------------------------------------------------- answering

function send(response: Response, answer: Answer, language: Language): void {
  response
    .status(answer.status)
    .set("Cache-Control", "no-store")
    .set("Content-Language", language)
    .vary("Accept-Language");
  response.set(answer.headers ?? {});
  if (answer.content !== undefined) {
    const { mediaType, bytes } = answer.content;
    response.type(mediaType).send(typeof bytes === "string" ? bytes : Buffer.from(bytes));
  } else if (answer.body === undefined) response.end();
  else response.json(answer.body);
}

function answerProblem(log: Logger) {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request: Known, response: Response, _next: NextFunction): void => {
    const language = request[CALLER]?.language ?? negotiateLanguage(request.headers["accept-language"]);
    const said = saidNo(error) ?? ourFault(error, log);
    const document = problemDocument(said, request.originalUrl, language);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(document.status)
      .set("Cache-Control", "no-store")
      .set("Content-Language", language)
      .vary("Accept-Language")
      .set(said instanceof HttpError ? said.headers : {})
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(document));
  };
}

function saidNo(error: unknown): CodedError | undefined {
  if (error instanceof CodedError) return error;
  // The router could not decode a percent-encoded part of the address.
  if (error instanceof URIError) {
    const detail = "The address is not readable: a percent sign is not followed by UTF-8 in two hexadecimal digits.";
    return new HttpError("REQUEST_INVALID", detail, { status: 400, problems: [{ detail }] });
  }
  return undefined;
}

/** Nothing of an unexpected error is told to the caller but the number under which the log has it. */
function ourFault(error: unknown, log: Logger): CodedError {
  const incident = randomBytes(8).toString("hex");
  log.error({ incident, err: error }, "a request failed unexpectedly");
  return new CodedError("INTERNAL_FAULT" satisfies ErrorCode, `The incident id is ${incident}.`);
}

// ---------------------------------------------------------------- around

function limitFailures({ loginLimit }: AppOptions): RequestHandler {
  return rateLimit({
    windowMs: loginLimit.windowMs,
    limit: loginLimit.failures,
    skipSuccessfulRequests: true,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_request, response) => {
      const seconds = String(Math.ceil(loginLimit.windowMs / 1000));
      const wait = String(response.getHeader("Retry-After") ?? seconds);
      throw new HttpError("TOO_MANY_REQUESTS", `Too many wrong requests from this address; wait ${wait} seconds.`, {
        headers: { "Retry-After": wait },
      });
    },
  });
}

function limitCostly({ costlyLimit }: AppOptions): RequestHandler {
  return rateLimit({
    windowMs: costlyLimit.windowMs,
    limit: (request) =>
      (request as Known)[CALLER]?.account === undefined ? costlyLimit.strangers : costlyLimit.accounts,
    keyGenerator: (request) => (request as Known)[CALLER]?.account?.id ?? ipKeyGenerator(request.ip ?? ""),
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_request, response) => {
      const wait = String(response.getHeader("Retry-After") ?? Math.ceil(costlyLimit.windowMs / 1000));
      throw new HttpError("TOO_MANY_REQUESTS", `Too many sign-ins were begun; wait ${wait} seconds.`, {
        headers: { "Retry-After": wait },
      });
    },
  });
}

function limitRequests({ requestLimit }: AppOptions): RequestHandler {
  return rateLimit({
    windowMs: requestLimit.windowMs,
    limit: (request) => ((request as Known)[CALLER]?.inBrowser ? requestLimit.browsers : requestLimit.strangers),
    keyGenerator: (request) => (request as Known)[CALLER]?.account?.id ?? ipKeyGenerator(request.ip ?? ""),
    skip: (request) => {
      const caller = (request as Known)[CALLER];
      return caller?.account !== undefined && !caller.inBrowser;
    },
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_request, response) => {
      const wait = String(response.getHeader("Retry-After") ?? Math.ceil(requestLimit.windowMs / 1000));
      throw new HttpError("TOO_MANY_REQUESTS", `Too many requests; wait ${wait} seconds.`, {
        headers: { "Retry-After": wait },
      });
    },
  });
}

/** What the provider sends along with somebody (RFC 6749, 10.5), and what staff search by: names and numbers of persons. */
const SECRET_QUERY = /([?&](?:code|state|applicant|performer)=)[^&]*/g;
const withoutSecrets = (url: string): string => url.replaceAll(SECRET_QUERY, "$1...");

function logRequests(log: Logger): RequestHandler {
  return (request: Known, response, next) => {
    const began = performance.now();
    response.on("close", () => {
      log.info(
        {
          method: request.method,
          path: withoutSecrets(request.originalUrl),
          status: response.statusCode,
          elapsedMs: Math.round(performance.now() - began),
          account: request[CALLER]?.account?.id,
        },
        "request",
      );
    });
    next();
  };
}
