/** One check of a signature outside of any case, as the API asks for it before a task is done: it is not filed and decides nothing. */
import type { Json } from "../engine/core/events.ts";
import type { Clock } from "../engine/ports.ts";
import { OutsideRefused, OutsideUnavailable, type RevocationSource } from "./outside.ts";
import { checkSignature } from "./signature-check.ts";
import { SIGNATURE_WORDS } from "./signature-words.ts";

const PATIENCE_MS = 10_000;

export function createSignatureTrial({ source, clock }: { readonly source: RevocationSource; readonly clock: Clock }) {
  /** `unavailable`: the authority does not answer. */
  return async (question: { readonly document: Uint8Array; readonly signature: Json; readonly iin: string }) => {
    const call = { messageId: "signature-trial", signal: AbortSignal.timeout(PATIENCE_MS) };
    try {
      const { reason } = await checkSignature({
        ...question,
        purpose: "signing",
        signedAt: new Date(clock.now()),
        now: () => new Date(clock.now()),
        source,
        ask: (ask) => ask(call),
      });
      return { valid: reason === "valid", reason, words: SIGNATURE_WORDS[reason] };
    } catch (error) {
      if (error instanceof OutsideUnavailable || error instanceof OutsideRefused || call.signal.aborted)
        return "unavailable" as const;
      throw error;
    }
  };
}
