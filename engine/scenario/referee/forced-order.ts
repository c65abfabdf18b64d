/**
 * What completed in a case, and which completion brought which about: `completionsWithCauses(events, isNode)`.
 *
 * Of two completions the order is forced when a token went from the one to the other (BPMN 2.0.2, 7.1.1): along a sequence flow, into a
 * sub-process or out of it. Everything else happens side by side, and two engines may do it in any order.
 */
import type { CaseEvent } from "../../core/events.ts";

export interface Completion {
  readonly element: string;
  /** Indexes, in the same list, of the completions whose tokens led here. */
  readonly causes: readonly number[];
}

export function completionsWithCauses(
  events: readonly CaseEvent[],
  isNode: (element: string) => boolean,
): Completion[] {
  const completions: Completion[] = [];
  /** The tokens on a flow of a scope, the oldest first: each is the completions that made it. */
  const tokens = new Map<string, (readonly number[])[]>();
  const entered = new Map<number, readonly number[]>();
  const inside = new Map<number, number[]>();
  const bodies = new Set<number>();
  const scopes = new Map<number, number>();

  const taken = (scope: number, from: readonly string[]): readonly number[] =>
    from.length === 0
      ? (entered.get(scope) ?? [])
      : from.flatMap((flow) => tokens.get(`${scope} ${flow}`)?.shift() ?? []);
  const put = (scope: number, take: readonly string[], by: readonly number[]): void => {
    for (const flow of take) {
      const key = `${scope} ${flow}`;
      tokens.set(key, [...(tokens.get(key) ?? []), by]);
    }
  };
  const complete = (element: string, scope: number, causes: readonly number[]): number => {
    completions.push({ element, causes: [...new Set(causes)] });
    const index = completions.length - 1;
    inside.set(scope, [...(inside.get(scope) ?? []), index]);
    return index;
  };

  /** A called process or the whole of a loop: no completion of its own, but a link in the chain. */
  const pass = (scope: number, take: readonly string[], causes: readonly number[]): void => {
    inside.set(scope, [...(inside.get(scope) ?? []), ...causes]);
    put(scope, take, causes);
  };

  for (const event of events) {
    switch (event.type) {
      case "ElementEntered":
        entered.set(event.key, taken(event.scope, event.from));
        scopes.set(event.key, event.scope);
        if (event.loop !== undefined) bodies.add(event.key);
        break;
      case "LoopAdvanced":
        bodies.add(event.key);
        break;
      case "ElementPassed": {
        const index = complete(event.element, event.scope, taken(event.scope, event.from));
        put(event.scope, event.take, [index]);
        break;
      }
      case "ElementCompleted": {
        const scope = scopes.get(event.key) ?? 1;
        const causes = [...(entered.get(event.key) ?? []), ...(inside.get(event.key) ?? [])];
        if (bodies.has(event.key) || !isNode(event.element)) pass(scope, event.take, causes);
        else put(scope, event.take, [complete(event.element, scope, causes)]);
        break;
      }
      case "TokensDropped":
        for (const flow of event.flows) tokens.get(`${event.scope} ${flow}`)?.shift();
        break;
      default:
    }
  }
  return completions;
}
