/**
 * Idempotency-Key for requests that change no case (a deployment, a new account): the answer is stored with the key and given again. Commands to a
 * case carry their key into the runtime, which stores it in the same transaction as the events.
 */
import { createHash } from "node:crypto";
import type { Clock, ReceiptStore, StoredReceipt } from "../engine/ports.ts";
import { HttpError } from "./problem.ts";
import type { Answer } from "./route.ts";

export interface IdempotentRequest {
  readonly account: string;
  readonly key: string;
  /** What makes it this request and no other: method, path, media type and body. */
  readonly parts: readonly (string | Uint8Array)[];
}

export interface AnswerKeeper {
  /** Runs `act` once for each key; throws `IDEMPOTENCY_KEY_REUSED` when the key came with another request. A "no" is not kept. */
  once(request: IdempotentRequest, act: () => Promise<Answer>): Promise<Answer>;
}

export function createAnswerKeeper(receipts: ReceiptStore, clock: Clock): AnswerKeeper {
  // Two requests with one key at the same time: the second waits for the first and then finds its answer.
  const underWay = new Map<string, Promise<unknown>>();

  return {
    async once(request, act) {
      const name = JSON.stringify([request.account, request.key]);
      const before = underWay.get(name) ?? Promise.resolve();
      const mine = before.then(() => answer(request, act));
      const settled = mine.catch(() => undefined);
      underWay.set(name, settled);
      try {
        return await mine;
      } finally {
        if (underWay.get(name) === settled) underWay.delete(name);
      }
    },
  };

  async function answer({ account, key, parts }: IdempotentRequest, act: () => Promise<Answer>): Promise<Answer> {
    const request = fingerprint(parts);
    const known = await receipts.find(account, key);
    if (known !== undefined) return repeat(known, request);
    const made = await act();
    const response = JSON.stringify({ status: made.status, body: made.body, headers: made.headers });
    await receipts.save({ account, key, request, response, at: clock.now() });
    return made;
  }
}

function repeat(known: StoredReceipt, request: string): Answer {
  if (known.request !== request)
    throw new HttpError("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was sent before with another request.", {
      problems: [{ pointer: "Idempotency-Key", detail: "Make a new key for each new request." }],
    });
  return JSON.parse(known.response) as Answer;
}

/** Each part with its length before it, so that no two lists of parts look alike. */
function fingerprint(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex");
}
