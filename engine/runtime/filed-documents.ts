/** Makes documents of the case file: a random salt and the salted hash that stands in the log (decision record 3). */
import { createHash } from "node:crypto";
import type { FiledDocument } from "../core/commands.ts";
import type { Chance, NewDocument } from "../ports.ts";

export function makeDocument(
  given: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array; readonly number?: string },
  chance: Chance,
): NewDocument {
  const salt = chance.hex(16);
  const hash = createHash("sha256").update(Buffer.from(salt, "hex")).update(given.bytes).digest("hex");
  const { name, mediaType, bytes, number } = given;
  return { id: chance.hex(16), name, mediaType, bytes, salt, hash, ...(number === undefined ? {} : { number }) };
}

/** What the event names of a document. */
export function namedInEvent({ id, name, mediaType, hash, number }: NewDocument): FiledDocument {
  return { id, name, mediaType, hash, ...(number === undefined ? {} : { number }) };
}
