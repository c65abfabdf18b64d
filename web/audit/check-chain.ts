/**
 * Computes the hash chain of a case from the texts of the log, in the browser, with WebCrypto: nobody's word is taken for it, the server's neither.
 * The hash of an event is SHA-256 of `prev`, `seq`, `at`, `by`, `cause` and its JSON text, with a line feed between (db/hash-chain.ts).
 */
import type { StoredCommit } from "../connection/api-types.ts";

/** `prev` of a case's first event. */
const GENESIS = "0".repeat(64);

export type ChainCheck =
  | { readonly proven: true; readonly events: number; readonly head: string }
  /** One of these events, in one command's row, is not what was hashed. */
  | { readonly proven: false; readonly from: number; readonly to: number }
  /** Pages of plain HTTP have no WebCrypto. */
  | { readonly proven: undefined };

/** `atLeast`: the case had that many events before its rows were read; fewer are a break, too. */
export async function checkChain(
  commits: readonly StoredCommit[],
  atLeast = 0,
  crypto = globalThis.crypto,
): Promise<ChainCheck> {
  // TypeScript believes that it is always there.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return { proven: undefined };
  const encoder = new TextEncoder();
  const hashOf = async (text: string): Promise<string> =>
    [...new Uint8Array(await subtle.digest("SHA-256", encoder.encode(text)))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
  let head = GENESIS;
  let seq = 0;
  for (const commit of commits) {
    const broken = { proven: false, from: seq + 1, to: commit.seq + commit.events.length - 1 } as const;
    if (commit.seq !== seq + 1 || commit.prev !== head) return broken;
    for (const text of commit.events)
      head = await hashOf([head, ++seq, commit.at, commit.by, commit.cause, text].join("\n"));
    if (commit.hash !== head) return broken;
  }
  if (seq < atLeast) return { proven: false, from: seq + 1, to: atLeast };
  return { proven: true, events: seq, head };
}
