/** Asks the queue of preschool places where an application stands. The same question within half a minute is answered from memory. */
import { randomUUID } from "node:crypto";
import type { ApiContext } from "./context.ts";

type Place = Awaited<ReturnType<ApiContext["queuePlace"]>>;
type Found = Exclude<Place, string>;

const KEPT_MS = 30_000;
const MOST_KEPT = 1_000;

export interface QueueDesk {
  /** Throws what the queue throws. */
  readonly ask: (application: string, messageId: string, signal: AbortSignal) => Promise<Found>;
  /** The queue said that the application has no place there. */
  readonly saysNone: (error: unknown) => boolean;
  /** Milliseconds that only go on. */
  readonly clockMs?: () => number;
}

export function createQueuePlace({ ask, saysNone, clockMs = () => performance.now() }: QueueDesk) {
  const kept = new Map<string, { readonly at: number; readonly place: Place }>();
  return async (caseId: string, signal: AbortSignal): Promise<Place> => {
    const known = kept.get(caseId);
    if (known !== undefined && clockMs() - known.at < KEPT_MS) return known.place;
    let place: Place;
    try {
      place = await ask(caseId, `${caseId} ${randomUUID()}`, signal);
    } catch (error) {
      if (!saysNone(error)) return "unavailable";
      place = "none";
    }
    kept.delete(caseId);
    kept.set(caseId, { at: clockMs(), place });
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return place;
  };
}
