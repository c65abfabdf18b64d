/** Makes documents of the case file: a random salt and the salted hash that stands in the log (decision record 3). */
import { createHash } from "node:crypto";
import type { FiledDocument } from "../core/commands.ts";
import type { ExchangeNote } from "../core/events.ts";
import type { Chance, HandlerDocument, NewDocument } from "../ports.ts";

export function makeDocument(given: HandlerDocument, chance: Chance): NewDocument {
  const salt = chance.hex(16);
  const hash = createHash("sha256").update(Buffer.from(salt, "hex")).update(given.bytes).digest("hex");
  const { name, mediaType, bytes, number, exchange } = given;
  return { id: chance.hex(16), name, mediaType, bytes, salt, hash, ...optional(number, exchange) };
}

/** What the event names of a document. */
export function namedInEvent({ id, name, mediaType, hash, number, exchange }: NewDocument): FiledDocument {
  return { id, name, mediaType, hash, ...optional(number, exchange) };
}

const optional = (number: string | undefined, exchange: ExchangeNote | undefined) => ({
  ...(number === undefined ? {} : { number }),
  ...(exchange === undefined ? {} : { exchange }),
});
