/** Where the time of cases goes: how long each element was stood at, from the events alone. */
import type { RecordedEvent } from "../engine/core/events.ts";

export interface ElementTime {
  readonly element: string;
  /** Each time that it was entered or passed. */
  readonly visits: number;
  /** Visits that are not over. */
  readonly open: number;
  /** By the clock on the wall, of the visits that are over. */
  readonly totalMs: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly longestMs: number;
}

interface Visits {
  passed: number;
  open: number;
  readonly durations: number[];
}

/** `digest`: only elements that ran on this deployment, called processes included. */
export function createElementTimes(digest: string): {
  add(history: readonly RecordedEvent[]): void;
  times(): readonly ElementTime[];
} {
  const found = new Map<string, Visits>();
  const of = (element: string): Visits => {
    const visits = found.get(element) ?? { passed: 0, open: 0, durations: [] };
    found.set(element, visits);
    return visits;
  };
  return {
    add(history) {
      const graphs = new Map<number, string>();
      // Called processes stay on their own version when the case is migrated.
      const called = new Set<number>();
      const entered = new Map<number, { readonly element: string; readonly at: number }>();
      for (const { at, event } of history)
        switch (event.type) {
          case "CaseStarted":
            graphs.set(1, event.definition);
            break;
          case "CaseMigrated":
            for (const key of graphs.keys()) if (!called.has(key)) graphs.set(key, event.to);
            break;
          case "ElementEntered": {
            const around = graphs.get(event.scope);
            const inside = event.graph ?? around;
            if (inside !== undefined) graphs.set(event.key, inside);
            if (event.graph !== undefined || called.has(event.scope)) called.add(event.key);
            if (around !== digest) break;
            of(event.element).open += 1;
            entered.set(event.key, { element: event.element, at: Date.parse(at) });
            break;
          }
          case "ElementPassed":
            if (graphs.get(event.scope) === digest) of(event.element).passed += 1;
            break;
          case "ElementCompleted":
          case "ElementTerminated": {
            const visit = entered.get(event.key);
            if (visit === undefined) break;
            entered.delete(event.key);
            const visits = of(visit.element);
            visits.open -= 1;
            visits.durations.push(Date.parse(at) - visit.at);
            break;
          }
          default: // moves no token in or out of an element
            break;
        }
    },
    times: () =>
      [...found]
        .map(([element, { passed, open, durations }]) => {
          const sorted = durations.toSorted((a, b) => a - b);
          const part = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
          return {
            element,
            visits: passed + open + durations.length,
            open,
            totalMs: sorted.reduce((sum, ms) => sum + ms, 0),
            medianMs: part(0.5),
            p90Ms: part(0.9),
            longestMs: sorted.at(-1) ?? 0,
          };
        })
        .sort((a, b) => b.totalMs - a.totalMs || (a.element < b.element ? -1 : 1)),
  };
}
