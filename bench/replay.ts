/** Events folded a second: what an auditor's replay and `reglament rebuild` spend in the core. */
import type { CaseEvent } from "../engine/core/events.ts";
import { evolve } from "../engine/core/evolve.ts";
import type { CaseState } from "../engine/core/state.ts";
import { benchGraph, runCaseInMemory } from "./in-memory.ts";

export async function measureReplay(): Promise<number> {
  const events: CaseEvent[] = [];
  runCaseInMemory(await benchGraph, (more) => events.push(...more));
  const fold = (): void => {
    let state: CaseState | undefined;
    events.forEach((event, index) => {
      state = evolve(state, { seq: index + 1, at: "", by: "", event });
    });
  };
  for (let count = 0; count < 1000; count++) fold();
  const begun = performance.now();
  const cases = 10_000;
  for (let count = 0; count < cases; count++) fold();
  return (cases * events.length * 1000) / (performance.now() - begun);
}
