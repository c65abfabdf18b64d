/** The OpenAPI 3.1 document, made from the route table and from the schemas that ajv checks. */
import { ERRORS, type ErrorCode } from "../engine/errors.ts";
import { fullPath, querySchema } from "./address.ts";
import { RIGHTS, ROLES } from "./auth/rights.ts";
import { PROBLEM_MEDIA_TYPE } from "./problem.ts";
import { actionsOf, type Route } from "./route.ts";
import { NAMED, problem } from "./schemas.ts";
import type { Schema } from "./validation.ts";

export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[fullPath(route)] ??= {})[route.method] = operation(route);
  return {
    openapi: "3.1.1",
    info: {
      title: "Reglament",
      version,
      summary: "Public-service regulations, run as BPMN diagrams.",
      description:
        "Every refusal is a problem document (RFC 9457) with a code of the error list. Lists are paged by cursor. A POST with an Idempotency-Key may be repeated: the same key with the same request gets the same answer.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(NAMED).map(([name, schema]) => [name, withReferences(schema, name)])),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token of `POST /api/v1/sessions`." },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-reglament",
          description: "The session of `POST /api/v1/sessions/browser`: for pages of this host.",
        },
      },
    },
  };
}

function operation(route: Route): object {
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, ...whoMay(route)].filter((text) => text !== undefined).join("\n\n"),
    parameters: parameters(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: route.body.required, content: mediaTypes(route.body.content) } }),
    responses: { ...answers(route), ...problems(route) },
    security: route.action === "public" ? [] : [{ bearer: [] }, { cookie: [] }],
  };
}

function whoMay(route: Route): string[] {
  if (route.action === "public") return ["For everybody."];
  const roles = ROLES.filter((role) => actionsOf(route).some((action) => RIGHTS[role][action] !== undefined));
  return [`For: ${roles.join(", ")}.`];
}

function parameters(route: Route): object[] {
  const query = querySchema(route) as { properties: Record<string, Schema> };
  return [
    ...Object.entries(route.params ?? {}).map(([name, schema]) => ({
      name,
      in: "path",
      required: true,
      schema: withReferences(schema),
    })),
    ...Object.entries(query.properties).map(([name, schema]) => ({
      name,
      in: "query",
      schema: withReferences(schema),
    })),
    {
      name: "Accept-Language",
      in: "header",
      description: "kk, ru or en: the language of titles and labels; the account's unless said.",
      schema: { type: "string" },
    },
    ...(route.idempotency === undefined
      ? []
      : [
          {
            name: "Idempotency-Key",
            in: "header",
            description: "The same key with the same request gets the same answer, and nothing is done twice.",
            schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
          },
        ]),
    ...(route.conditional
      ? [
          {
            name: "If-Match",
            in: "header",
            description:
              "The ETag of the case as last read; when the case has changed since, 412 STALE_VERSION. `expectedSeq` in the body does the same with 409.",
            schema: { type: "string", pattern: '^(?:"\\d{1,15}"|\\*)$' },
          },
        ]
      : []),
  ];
}

const mediaTypes = (content: Readonly<Record<string, Schema | "bytes">>): object =>
  Object.fromEntries(
    Object.entries(content).map(([mediaType, schema]) => [
      mediaType,
      schema === "bytes" ? {} : { schema: withReferences(schema) },
    ]),
  );

function answers(route: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, content }]) => [
      status,
      { description, ...(content === undefined ? {} : { content: mediaTypes(content) }) },
    ]),
  );
}

/** The codes that a route may answer with: its own, and those that come with its shape. */
function codesOf(route: Route): readonly ErrorCode[] {
  return [
    ...(route.action === "public" ? [] : (["SIGN_IN_REQUIRED", "NOT_ALLOWED"] as const)),
    ...(route.action === "public" || route.method === "get" ? [] : (["CROSS_SITE_REQUEST"] as const)),
    "REQUEST_INVALID",
    ...(route.paged ? (["CURSOR_INVALID"] as const) : []),
    ...(route.body === undefined ? [] : (["BODY_TOO_LARGE", "MEDIA_TYPE_NOT_SUPPORTED"] as const)),
    ...(route.body !== undefined && "application/json" in route.body.content ? (["JSON_MALFORMED"] as const) : []),
    ...(route.idempotency === undefined ? [] : (["IDEMPOTENCY_KEY_REUSED"] as const)),
    ...route.problems,
    "TOO_MANY_REQUESTS",
    "INTERNAL_FAULT",
  ];
}

function problems(route: Route): Record<string, object> {
  const codes = new Map<number, ErrorCode[]>();
  const add = (status: number, code: ErrorCode): void => {
    const list = codes.get(status) ?? [];
    if (!list.includes(code)) codes.set(status, [...list, code]);
  };
  for (const code of codesOf(route)) add(ERRORS[code].status, code);
  if (route.conditional) add(412, "STALE_VERSION");
  // An unreadable percent-encoding in the address.
  if (Object.keys(route.params ?? {}).length > 0) add(400, "REQUEST_INVALID");
  return Object.fromEntries(
    [...codes].map(([status, list]) => [
      String(status),
      {
        description: list.map((code) => `${code}: ${ERRORS[code].title.en}.`).join(" "),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: withReferences(problem) } },
      },
    ]),
  );
}

const NAMES = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

/** The schema with each named schema inside it replaced by a reference; `own` is the name it stands under itself. */
function withReferences(schema: Schema, own?: string): object {
  const name = NAMES.get(schema);
  if (name !== undefined && name !== own) return { $ref: `#/components/schemas/${name}` };
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, referenceInside(value)]));
}

function referenceInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referenceInside);
  return typeof value === "object" && value !== null ? withReferences(value as Schema) : value;
}
