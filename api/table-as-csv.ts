/**
 * Any list as a table for a spreadsheet: a route marked `csv` answers `Accept: text/csv` with all pages of its list, under the names of the
 * fields (RFC 4180). The file begins with a byte order mark, because spreadsheets read Kazakh and Russian letters only then.
 */
import { attachment } from "./attachment.ts";
import { everyPage } from "./every-page.ts";
import { HttpError } from "./problem.ts";
import { LARGEST_PAGE, type Answer, type ApiRequest, type Route } from "./route.ts";
import type { Schema } from "./validation.ts";

const CSV_MEDIA_TYPE = "text/csv";

/** More rows than a spreadsheet is good for: the reader is told to narrow the question. */
const MOST_ROWS = 100_000;

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string;
}

/** The route, with the table beside the list; a route without `csv` as it is. */
export function withCsv(route: Route): Route {
  if (!route.csv || route.action === "public") return route;
  const { 200: ok, ...others } = route.answers;
  const columns = columnsOf((ok?.content as Readonly<Record<string, Schema>>)["application/json"]!);
  return {
    ...route,
    answers: { ...others, 200: { ...ok!, content: { ...ok!.content, [CSV_MEDIA_TYPE]: "bytes" } } },
    async handle(request, account, token) {
      if (!/\btext\/csv\b/.test(request.accept)) return route.handle(request, account, token);
      const rows: Listed["items"][number][] = [];
      const pages = everyPage(
        async ({ cursor }) => (await route.handle(page(route, request, cursor), account, token)).body as Listed,
      );
      for await (const { items } of pages) {
        rows.push(...items);
        if (rows.length > MOST_ROWS)
          throw new HttpError("REQUEST_INVALID", `The table has more than ${MOST_ROWS} rows: narrow the question.`);
      }
      return csvAnswer(route.id, columns, rows);
    },
  };
}

/** Exported for its test. */
export function csvOf(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return `\uFEFF${lines.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
}

const csvAnswer = (name: string, columns: readonly string[], rows: Listed["items"]): Answer => ({
  status: 200,
  content: { mediaType: `${CSV_MEDIA_TYPE}; charset=utf-8; header=present`, bytes: csvOf(columns, rows) },
  headers: { "Content-Disposition": attachment(`${name}.csv`) },
});

function page(route: Route, request: ApiRequest, cursor: string | undefined): ApiRequest {
  if (!route.paged) return request;
  const query = { ...(request.query as object), limit: LARGEST_PAGE, ...(cursor === undefined ? {} : { cursor }) };
  return { ...request, query };
}

/** The fields of the list's items, in the order of the schema. */
function columnsOf(schema: Schema): readonly string[] {
  const { items } = (schema as { properties: { items: { items: { properties: object } } } }).properties;
  return Object.keys(items.items.properties);
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text =
    typeof value === "string"
      ? value
      : Array.isArray(value) && value.every((one) => typeof one !== "object")
        ? value.join("; ")
        : JSON.stringify(value);
  // A spreadsheet would run a text that begins like a formula.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
