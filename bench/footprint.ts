/** What a waiting case costs: bytes of its stored state, memory while many wait, and the time until the engine is ready again after a restart. */
import { spawnSync } from "node:child_process";
import { newDataDir, openBenchHouse, removeDataDir, startCases } from "./house.ts";

export interface Footprint {
  /** Bytes of the stored state of a case at its first task. */
  readonly bytes: number;
  /** Megabytes of memory that the engine takes with all cases waiting, more than with none: measured in processes of their own. */
  readonly memoryMb100k: number;
  /** Milliseconds from opening the database to the first task completed, with all cases waiting. */
  readonly restartMs100k: number;
}

/** `waiting`: how many cases wait; the names of the figures say what the README's run takes. */
export async function measureFootprint(waiting: number): Promise<Footprint> {
  const empty = newDataDir();
  const full = newDataDir();
  try {
    const house = await openBenchHouse(full);
    const [first] = await startCases(house.runtime, 1);
    const bytes = Buffer.byteLength(JSON.stringify(first?.state));
    await fill(house.runtime, waiting);
    await house.close();
    await (await openBenchHouse(empty)).close();
    const none = ready(empty);
    const all = ready(full);
    return { bytes, memoryMb100k: all.memoryMb - none.memoryMb, restartMs100k: all.readyMs };
  } finally {
    removeDataDir(empty);
    removeDataDir(full);
  }
}

/** Starts so many cases, a few thousand at a time. */
export async function fill(runtime: Parameters<typeof startCases>[0], count: number): Promise<void> {
  for (let left = count; left > 0; left -= 2000) await startCases(runtime, Math.min(left, 2000));
}

/** Opens the data folder in a process of its own, as after a restart. */
function ready(dataDir: string): { memoryMb: number; readyMs: number } {
  const script = new URL("restart.ts", import.meta.url).pathname;
  const child = spawnSync(process.execPath, ["--expose-gc", script, dataDir], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as { memoryMb: number; readyMs: number };
}
