/**
 * Whether size slows the engine down: the durable measurement with many finished and waiting cases in the database against
 * an empty one, and the first page of the inbox at that size. Takes long, so it has a flag of its own (`--grown`).
 */
import { CALLERS } from "./durable.ts";
import { fill } from "./footprint.ts";
import { type BenchHouse, finishCases, newDataDir, openBenchHouse, removeDataDir, startCases } from "./house.ts";

export interface Growth {
  /** Tasks a second in the grown database, as a part of those in an empty one. */
  readonly ratio: number;
  readonly grown: number;
  readonly empty: number;
  /** Milliseconds of the inbox's first page, the median. */
  readonly inboxMs: number;
}

export async function measureGrowth(finished: number, waiting: number, say: (line: string) => void): Promise<Growth> {
  const full = newDataDir();
  const none = newDataDir();
  try {
    const grown = await openBenchHouse(full);
    await fill(grown.runtime, waiting);
    say(`${waiting} cases wait`);
    for (let done = 0; done < finished; done += 5000) {
      await finishCases(grown.runtime, 512, await startCases(grown.runtime, Math.min(5000, finished - done)));
      if ((done / 5000) % 20 === 19) say(`${done + 5000} of ${finished} cases finished`);
    }
    const empty = await openBenchHouse(none);
    const rates: { grown: number[]; empty: number[] } = { grown: [], empty: [] };
    for (let round = 0; round < 5; round++) {
      rates.grown.push(await rate(grown));
      rates.empty.push(await rate(empty));
    }
    const pages: number[] = [];
    for (let count = 0; count < 101; count++) {
      const begun = performance.now();
      await grown.database.readModels.tasks({ state: "open", roles: ["clerk"] });
      pages.push(performance.now() - begun);
    }
    await grown.close();
    await empty.close();
    const result = { grown: median(rates.grown), empty: median(rates.empty), inboxMs: median(pages) };
    return { ...result, ratio: result.grown / result.empty };
  } finally {
    removeDataDir(full);
    removeDataDir(none);
  }
}

async function rate(house: BenchHouse): Promise<number> {
  const { steps, seconds } = await finishCases(house.runtime, CALLERS, await startCases(house.runtime, CALLERS * 20));
  return steps / seconds;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
