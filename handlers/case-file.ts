/** Reading JSON documents of the case file. Failures name documents and fields, never what stands in them. */
import type { Json } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { HandlerContext, HandlerDocument } from "../engine/ports.ts";

/** Final failures: `DOCUMENT_MISSING` (the diagram names a document nobody filed), `DOCUMENT_UNREADABLE` (not JSON). */
export async function readJsonDocument(context: HandlerContext, name: string): Promise<Json> {
  const document = await context.readDocument(name);
  if (document === undefined) throw documentMissing(name);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(document.bytes)) as Json;
  } catch {
    throw new HandlerFailure("DOCUMENT_UNREADABLE", `The document "${name}" is not JSON.`, "final");
  }
}

export function documentMissing(name: string): HandlerFailure {
  return new HandlerFailure("DOCUMENT_MISSING", `The case file has no document "${name}".`, "final");
}

/** `field` is a property name, or a JSON Pointer (RFC 6901) that begins with `/`. Own properties only. */
export function fieldOf(json: Json, field: string): Json | undefined {
  const path = field.startsWith("/")
    ? field
        .slice(1)
        .split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    : [field];
  let value: Json | undefined = json;
  for (const part of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, Json>>)[part];
  }
  return value;
}

/** A text of a JSON document of the case file; `FIELD_MISSING` (final) when there is none. */
export async function readTextField(context: HandlerContext, document: string, field: string): Promise<string> {
  const value = fieldOf(await readJsonDocument(context, document), field);
  if (typeof value !== "string") {
    throw new HandlerFailure(
      "FIELD_MISSING",
      `The document "${document}" has no text in its field "${field}".`,
      "final",
    );
  }
  return value.trim();
}

export function jsonDocument(name: string, value: object): HandlerDocument {
  return { name, mediaType: "application/json", bytes: new TextEncoder().encode(JSON.stringify(value, null, 2)) };
}
