/** Asks the outside on behalf of a job, and turns its two kinds of no into the failures that the runtime knows. */
import { HandlerFailure } from "../engine/ports.ts";
import type { HandlerContext } from "../engine/ports.ts";
import { exchangesOf } from "./exchange-record.ts";
import { OutsideRefused, OutsideUnavailable } from "./outside.ts";
import type { OutsideCall } from "./outside.ts";

/**
 * `OutsideUnavailable` and an aborted call become `OUTSIDE_UNAVAILABLE` (retried); `OutsideRefused` becomes its own code (final).
 * Anything else is a fault of the adapter: `OUTSIDE_FAULT`, retried, with the fault as `cause` but without its words, in which a person
 * may stand. Runs of twelve digits are struck out of the other texts. All of them go to the log of the case.
 */
export async function askOutside<T>(context: HandlerContext, ask: (call: OutsideCall) => Promise<T>): Promise<T> {
  try {
    context.signal.throwIfAborted();
    return await ask({
      messageId: context.jobId,
      signal: context.signal,
      case: context.case,
      record: (exchange) => exchangesOf(context).push(exchange),
    });
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
    if (error instanceof HandlerFailure) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    const failure = new HandlerFailure("OUTSIDE_FAULT", `The adapter to the outside failed (${name}).`, "retry");
    failure.cause = error;
    throw failure;
  }
}

function withoutPersonalNumbers(text: string): string {
  return text.replace(/[0-9]{12,}/g, "[number]");
}
