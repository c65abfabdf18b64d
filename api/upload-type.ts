/**
 * Whether an upload is what its request says it is. The first bytes decide (`file-type`), never the name; text must be text. What is not in
 * the list is not taken, office documents among it: they can hold programs.
 */
import type { CodedError } from "../engine/errors.ts";
import { HttpError } from "./problem.ts";

/** Media types that are taken everywhere; an installation may add to them. */
const UPLOAD_TYPES: readonly string[] = [
  "application/json",
  "application/pdf",
  "application/xml",
  "image/jpeg",
  "image/png",
  "text/plain",
  "text/xml",
];

/** Throws `MEDIA_TYPE_NOT_SUPPORTED` or `DOCUMENT_NOT_AS_SAID`. */
export async function refuseOtherUploads(bytes: Uint8Array, said: string, more: readonly string[]): Promise<void> {
  const taken = [...UPLOAD_TYPES, ...more];
  if (!taken.includes(said))
    throw new HttpError(
      "MEDIA_TYPE_NOT_SUPPORTED",
      `The document is said to be ${said}; taken are ${taken.join(", ")}.`,
      {
        problems: [{ pointer: "/mediaType", detail: `one of ${taken.join(", ")}` }],
      },
    );
  if (bytes.byteLength === 0) throw notAsSaid(said, "empty");
  const found = await typeOf(bytes);
  const readable = TEXTS[said];
  if (readable === undefined) {
    if (found !== said) throw notAsSaid(said, found ?? "of no type that is known here");
    return;
  }
  // An XML declaration is all that a text may be taken for.
  if (found !== undefined && !/[/+]xml$/.test(found)) throw notAsSaid(said, found);
  const text = textOf(bytes);
  if (text === undefined) throw notAsSaid(said, "no text in UTF-8");
  if (!readable(text)) throw notAsSaid(said, "other text");
}

async function typeOf(bytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import("file-type");
  try {
    return (await fileTypeFromBuffer(bytes))?.mime;
  } catch {
    // A container that breaks off is of no type that is known here.
    return undefined;
  }
}

const TEXTS: Readonly<Record<string, (text: string) => boolean>> = {
  "text/plain": () => true,
  "application/json": isJson,
  "application/xml": isXml,
  "text/xml": isXml,
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** It begins with an element, or with what may stand before one; nobody here reads further. */
function isXml(text: string): boolean {
  return /^\s*<[?!A-Za-z_]/.test(text) && text.trimEnd().endsWith(">");
}

/** `undefined`: it is none, or holds control characters that no text has. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function notAsSaid(said: string, found: string): CodedError {
  const detail = `The document is said to be ${said}, but it is ${found}.`;
  return new HttpError("DOCUMENT_NOT_AS_SAID", detail, {
    status: 422,
    problems: [{ pointer: "/content", detail: `not ${said}` }],
  });
}
