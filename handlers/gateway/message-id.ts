/** Names of messages: UUIDs made of the job, so that each attempt of a job sends the same one and the other side recognises it. */
import { createHash } from "node:crypto";

/** Reglament's own name space (RFC 9562, 5.5), made once by chance. */
const NAMESPACE = Buffer.from("6f0a3f6b9d0e4c58a1c4b7f2d9e35a17", "hex");

/** Version 5 of RFC 9562: the same for the same parts. */
export function messageIdOf(...parts: readonly string[]): string {
  const hash = createHash("sha1").update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The UUID in a text, lower case: some systems write it in braces, or behind `urn:uuid:`. */
export function uuidIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : UUID.exec(text)?.[0].toLowerCase();
}
