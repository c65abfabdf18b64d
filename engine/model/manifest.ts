/** The identity of a deployment: one digest over all that was deployed together, so that a case can be pinned to exactly that. */
import { createHash } from "node:crypto";
import type { ResourceKind } from "../ports.ts";

export interface ManifestEntry {
  readonly kind: ResourceKind;
  readonly name: string;
  /** SHA-256 (hex) of the bytes. */
  readonly digest: string;
}

/**
 * `kind name digest`, one a line, each line ended by a line feed, sorted by UTF-16 code unit: what auditors hash again. Throws
 * RangeError for a name that would make a line ambiguous and for two entries of one kind and name.
 */
export function manifestText(entries: readonly ManifestEntry[]): string {
  const names = new Set<string>();
  for (const { kind, name } of entries) {
    // eslint-disable-next-line no-control-regex -- a line feed in a name would forge a second line
    if (name === "" || /[\u0000-\u001f\u007f]/.test(name)) throw new RangeError(`"${name}" cannot name a resource`);
    if (names.has(`${kind} ${name}`)) throw new RangeError(`two resources are ${kind} ${name}`);
    names.add(`${kind} ${name}`);
  }
  return entries
    .map(({ kind, name, digest }) => `${kind} ${name} ${digest}\n`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join("");
}

/** SHA-256 (hex) of the manifest's text in UTF-8. */
export function manifestDigest(entries: readonly ManifestEntry[]): string {
  return createHash("sha256").update(manifestText(entries), "utf8").digest("hex");
}

export function resourceDigest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
