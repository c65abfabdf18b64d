/** Asks the outside on behalf of a job, and turns its two kinds of no into the failures that the runtime knows. */
import { HandlerFailure } from "../engine/ports.ts";
import type { HandlerContext } from "../engine/ports.ts";
import { OutsideRefused, OutsideUnavailable } from "./outside.ts";
import type { OutsideCall } from "./outside.ts";

/**
 * `OutsideUnavailable` and an aborted call become `OUTSIDE_UNAVAILABLE` (retried); `OutsideRefused` becomes its own code (final).
 * Anything else is a fault of the adapter and passes as it is. Runs of twelve digits are struck out of the texts: they go to the log.
 */
export async function askOutside<T>(context: HandlerContext, ask: (call: OutsideCall) => Promise<T>): Promise<T> {
  try {
    context.signal.throwIfAborted();
    return await ask({ messageId: context.jobId, signal: context.signal });
  } catch (error) {
    if (error instanceof OutsideUnavailable) {
      throw new HandlerFailure("OUTSIDE_UNAVAILABLE", withoutPersonalNumbers(error.message), "retry");
    }
    if (error instanceof OutsideRefused) {
      throw new HandlerFailure(error.code, withoutPersonalNumbers(`${error.system}: ${error.reason}`), "final");
    }
    if (context.signal.aborted) {
      throw new HandlerFailure("OUTSIDE_UNAVAILABLE", "The call was given up before an answer came.", "retry");
    }
    throw error;
  }
}

function withoutPersonalNumbers(text: string): string {
  return text.replace(/[0-9]{12,}/g, "[number]");
}
