/** Reads the body of a request: its size, its media type and its JSON are checked before anything else looks at it. */
import type { IncomingMessage } from "node:http";
import type { RequestBody } from "./route.ts";
import { HttpError } from "./problem.ts";

/** JSON nested deeper than this is nobody's form. */
const DEEPEST = 64;

export interface ReadBody {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Parsed JSON, or the bytes of any other media type; `undefined` when the body is empty. */
  readonly value: unknown;
}

/** Throws `BODY_TOO_LARGE`, `MEDIA_TYPE_NOT_SUPPORTED`, `JSON_MALFORMED` or `REQUEST_INVALID` (no body where one is required). */
export async function readBody(request: IncomingMessage, expected: RequestBody): Promise<ReadBody> {
  const bytes = await readBytes(request, expected.limitBytes);
  if (bytes.length === 0) {
    if (!expected.required) return { mediaType: "", bytes, value: undefined };
    const detail = "The request has no body.";
    throw new HttpError("REQUEST_INVALID", detail, { problems: [{ pointer: "", detail }] });
  }
  const mediaType = (request.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (contentFor(expected, mediaType) === undefined) {
    const accepted = Object.keys(expected.content).join(", ");
    throw new HttpError(
      "MEDIA_TYPE_NOT_SUPPORTED",
      `The Content-Type is ${mediaType === "" ? "missing" : JSON.stringify(mediaType)}; this address takes ${accepted}.`,
      { headers: { "Accept-Post": accepted } },
    );
  }
  return { mediaType, bytes, value: mediaType === "application/json" ? parseJson(bytes) : bytes };
}

/** The schema of that media type, looking through ranges such as `image/*`. */
export function contentFor(expected: RequestBody, mediaType: string): RequestBody["content"][string] | undefined {
  return expected.content[mediaType] ?? expected.content[`${mediaType.split("/")[0]}/*`];
}

/** A body somewhat above the limit is read to its end but not kept, so that its sender gets to see the answer; a flood is cut off. */
const MOST_DRAINED = 128 * 1024 * 1024;

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (size > limit + MOST_DRAINED) break;
  }
  if (size > limit)
    throw new HttpError("BODY_TOO_LARGE", `The body is larger than the ${limit} bytes that are taken here.`);
  return Buffer.concat(chunks, size);
}

function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("The body is not UTF-8 (RFC 8259, 8.1).", 1);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position));
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    // The parser's own message quotes the body, which may hold personal data: only the place is told.
    throw malformed(`The JSON ends or breaks at line ${line}, column ${column}.`, line);
  }
  refuseDepth(value);
  return value;
}

const malformed = (detail: string, line: number): HttpError =>
  new HttpError("JSON_MALFORMED", detail, { problems: [{ line, detail }] });

function refuseDepth(root: unknown): void {
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw malformed(`The JSON is nested more than ${DEEPEST} levels deep.`, 1);
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? (Object.values(value as object) as unknown[]) : [],
    );
  }
}
