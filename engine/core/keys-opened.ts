/** What a case began to wait for only after it had sent something: messages are not kept, so that cannot have heard it. */
import type { CaseEvent } from "./events.ts";

/** `after`: the events since. The keys of waits opened by them; none of them may receive what was sent before. */
export function keysOpened(after: readonly CaseEvent[]): ReadonlySet<number> {
  const keys = new Set<number>();
  for (const event of after)
    if (event.type === "ElementEntered" || event.type === "WaitsOpened")
      for (const wait of event.waits ?? []) keys.add(wait.key);
  return keys;
}
