/**
 * User tasks completed a second, each acknowledged only after its commit on SQLite with synchronous=FULL: ours, and bpmn-engine with
 * its state saved in the same database at each step.
 */
import type { BpmnEngineOptions } from "bpmn-engine";
import type { Connections } from "../db/connections.ts";
import { openSqlite } from "../db/sqlite.ts";
import { join } from "node:path";
import { finishCases, newDataDir, openBenchHouse, removeDataDir, startCases } from "./house.ts";
import { runCaseSaved } from "./in-memory.ts";
import { runPeerCold, runPeerHot, type Save } from "./peer.ts";

/** Tasks a second. */
export interface DurableRound {
  readonly ours: number;
  readonly oneCaller: number;
  /** One row a step and no events, as the peers write: the state alone, in groups. */
  readonly oursOneRow: number;
  readonly peerCold: number;
  readonly peerHot: number;
}

export const CALLERS = 64;

export async function measureDurable(peer: BpmnEngineOptions): Promise<DurableRound> {
  const dataDir = newDataDir();
  try {
    const house = await openBenchHouse(dataDir);
    // By the time it counts everything is compiled, and the write-ahead log has its full length.
    await finishCases(house.runtime, CALLERS, await startCases(house.runtime, CALLERS * 30));
    const many = await finishCases(house.runtime, CALLERS, await startCases(house.runtime, CALLERS * 30));
    const one = await finishCases(house.runtime, 1, await startCases(house.runtime, 40));
    await house.close();
    const connections = await openSqlite({ file: join(dataDir, "peer.db") });
    await connections.write((transaction) =>
      transaction.run("create table saved (id integer primary key, state text not null)"),
    );
    const oneRow = await oursWithOneRow(connections);
    const runCold = () => {
      const { save, load } = savedCase(connections, 1);
      return runPeerCold(peer, save, load);
    };
    const runHot = () => runPeerHot(peer, savedCase(connections, 2).save);
    // The peer is warm when it counts, as ours is.
    await timed(runCold, 3);
    const cold = await timed(runCold, 10);
    await timed(runHot, 10);
    const hot = await timed(runHot, 30);
    await connections.close();
    return {
      ours: many.steps / many.seconds,
      oneCaller: one.steps / one.seconds,
      oursOneRow: oneRow,
      peerCold: cold,
      peerHot: hot,
    };
  } finally {
    removeDataDir(dataDir);
  }
}

async function timed(run: () => Promise<number>, times: number): Promise<number> {
  const begun = performance.now();
  let steps = 0;
  for (let count = 0; count < times; count++) steps += await run();
  return (steps * 1000) / (performance.now() - begun);
}

function savedCase(connections: Connections, id: number): { save: Save; load: () => Promise<string> } {
  return {
    async save(state) {
      await connections.write((transaction) => transaction.run(UPSERT, [id, state]));
    },
    async load() {
      const rows = await connections.query<{ state: string }>("select state from saved where id = ?", [id]);
      return rows[0]?.state ?? "";
    },
  };
}

const UPSERT = "insert into saved (id, state) values (?, ?) on conflict (id) do update set state = excluded.state";

/** Our engine with the peers' work: one caller, the state in one row a step, a commit for each. */
async function oursWithOneRow(connections: Connections): Promise<number> {
  return timed(() => runCaseSaved(savedCase(connections, 3).save), 50);
}
