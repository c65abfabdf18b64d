/** The API's reference as one page of HTML, made on the server from the OpenAPI document: no script, nothing from another host, works offline. */
import { createHash } from "node:crypto";

type Json = Readonly<Record<string, unknown>>;

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:64rem;padding:1rem}
nav ul{columns:3 16rem;padding-left:1.2rem}
article{border-top:1px solid #8886;padding:.5rem 0 1rem}
h3 code{font-size:1rem}
.method{display:inline-block;min-width:4.5rem;font-weight:700;text-transform:uppercase}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{border:1px solid #8886;padding:.3rem .5rem;text-align:left;vertical-align:top}
code,pre{font-family:ui-monospace,monospace;font-size:.9rem}
pre{overflow-x:auto;padding:.75rem;background:#8882}
`;
const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

/** `styleHash` goes into the page's Content-Security-Policy. */
export function referencePage(document: object): { readonly html: string; readonly styleHash: string } {
  const api = document as { info: Json; paths: Record<string, Record<string, Json>>; components: { schemas: Json } };
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => (operation.tags as string[])[0]!))];
  const body = [
    `<h1>${text(api.info.title)} <small>${text(api.info.version)}</small></h1>`,
    `<p>${text(api.info.summary)} ${text(api.info.description)}</p>`,
    `<p>The same as data: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>`,
    `<nav aria-label="Operations"><ul>${operations.map(link).join("")}</ul></nav>`,
    ...tags.flatMap((tag) => [
      `<section><h2>${text(tag)}</h2>`,
      ...operations.filter(({ operation }) => (operation.tags as string[])[0] === tag).map(article),
      "</section>",
    ]),
    "<section><h2>Schemas</h2>",
    ...Object.entries(api.components.schemas).map(
      ([name, schema]) => `<article id="schema-${text(name)}"><h3>${text(name)}</h3>${code(schema)}</article>`,
    ),
    "</section>",
  ];
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(api.info.title)}: API reference</title><style>${STYLE}</style></head>
<body><main>${body.join("\n")}</main></body></html>
`;
  return { html, styleHash: STYLE_HASH };
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const link = ({ path, method, operation }: Operation): string =>
  `<li><a href="#${text(operation.operationId)}"><code>${text(method.toUpperCase())} ${text(path)}</code></a></li>`;

function article({ path, method, operation }: Operation): string {
  const parameters = operation.parameters as Json[];
  const request = operation.requestBody as { content: Record<string, Json>; required: boolean } | undefined;
  const responses = Object.entries(operation.responses as Record<string, Json>);
  const paragraphs = String(operation.description).split("\n\n");
  return [
    `<article id="${text(operation.operationId)}">`,
    `<h3><span class="method">${text(method)}</span> <code>${text(path)}</code></h3>`,
    `<p><strong>${text(operation.summary)}</strong></p>`,
    ...paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`),
    table(
      "Parameters",
      parameters.map((p) => [
        `<code>${text(p.name)}</code>`,
        text(p.in),
        text(p.description ?? (p.schema as Json).description ?? ""),
      ]),
    ),
    request === undefined ? "" : table(request.required ? "Body" : "Body (optional)", contentRows(request.content)),
    table(
      "Answers",
      responses.map(([status, answer]) => [
        text(status),
        text(answer.description),
        contentRows((answer.content ?? {}) as Record<string, Json>)
          .map((row) => row.join(" "))
          .join("<br>"),
      ]),
    ),
    "</article>",
  ].join("\n");
}

const contentRows = (content: Readonly<Record<string, Json>>): string[][] =>
  Object.entries(content).map(([mediaType, { schema }]) => [`<code>${text(mediaType)}</code>`, schemaCell(schema)]);

function schemaCell(schema: unknown): string {
  const name = /\/([^/]+)$/.exec((schema as { $ref?: string } | undefined)?.$ref ?? "")?.[1];
  if (name !== undefined) return `<a href="#schema-${text(name)}">${text(name)}</a>`;
  return schema === undefined ? "" : code(schema);
}

function table(caption: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
  return `<table><caption>${text(caption)}</caption><tbody>${lines.join("")}</tbody></table>`;
}

/** A schema as JSON, with its references made into links. */
const code = (value: unknown): string =>
  `<pre>${text(JSON.stringify(value, null, 2)).replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">#/components/schemas/$1</a>',
  )}</pre>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const text = (value: unknown): string => String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
