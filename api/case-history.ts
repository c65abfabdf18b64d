/** All events of a case, page after page. */
import type { ChainedEvent, EventStore } from "../engine/ports.ts";

export async function wholeHistory(events: EventStore, id: string): Promise<readonly ChainedEvent[]> {
  const all: ChainedEvent[] = [];
  for (;;) {
    const page = await events.history(id, { afterSeq: all.at(-1)?.seq ?? 0, limit: 500 });
    all.push(...page);
    if (page.length < 500) return all;
  }
}
