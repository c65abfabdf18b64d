/** `npm run api-types` writes web/connection/api-types.ts from the route table and its schemas; test/web/api-types.test.ts holds the two together. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { format } from "prettier";
import { fullPath, querySchema } from "../api/address.ts";
import type { ApiContext } from "../api/context.ts";
import type { Route } from "../api/route.ts";
import { routeTable } from "../api/routes/table.ts";
import { NAMED } from "../api/schemas.ts";
import type { Schema } from "../api/validation.ts";

const FILE = resolve(import.meta.dirname, "../web/connection/api-types.ts");
const NAMES = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

/** The text of the file, laid out as prettier does. */
export function apiTypes(): Promise<string> {
  // No handler is called: the table needs only to know that there is a demo.
  const routes = routeTable({ demo: {} } as unknown as ApiContext);
  return format(
    [
      "/** Written by `npm run api-types` from the route table of the API: what can be asked, and what is answered. Not edited by hand. */",
      ...Object.entries(NAMED).map(([name, schema]) => `export type ${name} = ${typeOf(schema, name)};`),
      "/** Operation -> what it takes and what it answers. */",
      `export interface Operations {${routes.map(operation).join("\n")}}`,
      "/** Operation -> method and address. */",
      `export const ADDRESSES: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {${routes
        .map((route) => `${route.id}: ["${route.method.toUpperCase()}", "${fullPath(route)}"],`)
        .join("\n")}};`,
    ].join("\n\n"),
    { parser: "typescript", printWidth: 120 },
  );
}

function operation(route: Route): string {
  const params = Object.entries(route.params ?? {}).map(([name, schema]) => `readonly ${name}: ${typeOf(schema)};`);
  const { properties } = querySchema(route) as { properties: Readonly<Record<string, Schema>> };
  const query = Object.entries(properties).map(([name, schema]) => `readonly ${name}?: ${typeOf(schema)};`);
  return [
    `readonly ${route.id}: {`,
    ...(params.length > 0 ? [`readonly params: {${params.join("")}};`] : []),
    ...(query.length > 0 ? [`readonly query: {${query.join("")}};`] : []),
    ...(route.body === undefined
      ? []
      : [`readonly body${route.body.required ? "" : "?"}: ${contents(route.body.content)};`]),
    `readonly answer: ${answer(route)};`,
    "};",
  ].join("");
}

function answer(route: Route): string {
  const found = Object.entries(route.answers)
    // Answers that lead elsewhere have no content, and 304 is none.
    .filter(([status]) => status.startsWith("2") || status === "303")
    .map(([, { content }]) => (content === undefined ? "undefined" : contents(content)));
  return [...new Set(found)].join(" | ");
}

const contents = (content: Readonly<Record<string, Schema | "bytes">>): string =>
  [
    ...new Set(
      // The table beside a list is not what `call` asks for.
      Object.entries(content)
        .filter(([mediaType]) => mediaType !== "text/csv")
        .map(([mediaType, schema]) =>
          mediaType === "application/json" && schema !== "bytes" ? typeOf(schema) : "Blob",
        ),
    ),
  ].join(" | ");

interface Plain {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
}

/** The TypeScript type of a schema; `own` is the name that it is being declared under. */
function typeOf(schema: Schema, own?: string): string {
  const name = NAMES.get(schema);
  if (name !== undefined && name !== own) return name;
  const { type, properties, required = [], additionalProperties, items, ...rest } = schema as Plain;
  if (rest.enum !== undefined) return rest.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (type) {
    case "string":
    case "boolean":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${items === undefined ? "unknown" : typeOf(items)})[]`;
    case "object":
      if (properties !== undefined)
        return `{${Object.entries(properties)
          .map(([key, value]) => `readonly ${key}${required.includes(key) ? "" : "?"}: ${typeOf(value)};`)
          .join("")}}`;
      return `Readonly<Record<string, ${additionalProperties ? typeOf(additionalProperties) : "unknown"}>>`;
    default:
      return "unknown";
  }
}

if (import.meta.main) writeFileSync(FILE, await apiTypes());
