/** Health, the error list, the OpenAPI document and its reference page: for everybody. */
import { CodedError, ERRORS, type ErrorCode } from "../../engine/errors.ts";
import type { ApiContext } from "../context.ts";
import { openApiDocument } from "../openapi.ts";
import { referencePage } from "../reference.ts";
import { json, publicRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

/** `table` is the whole route table, these routes included: it is read when somebody asks, not before. */
export function systemRoutes(context: ApiContext, table: () => readonly Route[]): Route[] {
  let document: object | undefined;
  const openApi = (): object => (document ??= openApiDocument(table(), context.version));

  return [
    publicRoute({
      id: "getHealth",
      method: "get",
      path: "/health",
      tag: "system",
      summary: "Whether the server answers and its store can be read.",
      answers: { 200: { description: "It does.", content: json(schemas.health) } },
      problems: [],
      async handle() {
        const definitions = await context.definitions.list({ latestOnly: true }, { limit: 200 });
        return {
          status: 200,
          body: { status: "ok", version: context.version, mode: context.mode, definitions: definitions.items.length },
        };
      },
    }),
    publicRoute({
      id: "getOpenApi",
      method: "get",
      path: "/openapi.json",
      tag: "system",
      summary: "This description of the API, as OpenAPI 3.1.",
      answers: { 200: { description: "The document.", content: json({ type: "object" }) } },
      problems: [],
      handle: () => Promise.resolve({ status: 200, body: openApi() }),
    }),
    publicRoute({
      id: "getReference",
      method: "get",
      path: "/reference",
      tag: "system",
      summary: "This description of the API, as a page to read.",
      answers: { 200: { description: "The page.", content: { "text/html": "bytes" } } },
      problems: [],
      handle() {
        const { html, styleHash } = referencePage(openApi());
        return Promise.resolve({
          status: 200,
          content: { mediaType: "text/html; charset=utf-8", bytes: html },
          headers: {
            "Content-Security-Policy": `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
          },
        });
      },
    }),
    publicRoute<{ code: string }>({
      id: "getProblemType",
      method: "get",
      path: "/problems/{code}",
      tag: "system",
      summary: "What a problem's type means and what to do about it.",
      params: { code: schemas.errorCode },
      answers: { 200: { description: "The entry of the error list.", content: json(schemas.problemEntry) } },
      problems: ["ROUTE_NOT_FOUND"],
      handle({ params: { code } }) {
        if (!Object.hasOwn(ERRORS, code)) throw new CodedError("ROUTE_NOT_FOUND", `There is no problem type ${code}.`);
        return Promise.resolve({ status: 200, body: { code, ...ERRORS[code as ErrorCode] } });
      },
    }),
  ];
}
