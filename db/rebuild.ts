/**
 * Drops all that is derived from the log and makes it again, to the same rows, in one transaction: either all of it is new, or nothing
 * has changed. Readers see the old rows until it is done; writers wait, and give up after the database's own patience: run it while no
 * other process writes.
 *
 * Kept, because the log does not know them: documents, receipts, definitions and when they start by themselves, accounts, what outside workers have fetched, what applicants were told, and which
 * messages of the outbox have been delivered (`deliveries`): a rebuild must not send them a second time.
 */
import type { CaseEvent, RecordedEvent } from "../engine/core/events.ts";
import type { CaseState } from "../engine/core/state.ts";
import type { Connections, Transaction } from "./connections.ts";
import { loadHeads, loadStates } from "./event-store.ts";
import { GENESIS, follows, splitEvents } from "./hash-chain.ts";
import type { LogRow } from "./hash-chain.ts";
import { ReadModelBatch, writeLists } from "./read-model-batch.ts";
import { READ_MODELS } from "./tables.ts";

/** The fold of `engine/core`. */
export type Evolve = (state: CaseState | undefined, event: RecordedEvent) => CaseState;

export interface RebuildOptions {
  /** Commits read and written at a time; 1,000 unless given. */
  readonly chunk?: number;
  /** Called after each chunk, with the number of commits done. */
  readonly onProgress?: (commits: number) => void;
}

export interface Rebuilt {
  readonly commits: number;
  readonly events: number;
  readonly cases: number;
}

/** Also checks the hash chain of every case; throws `ChainBroken` at the first row that does not fit. */
export async function rebuild(
  connections: Connections,
  evolve: Evolve,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  return connections.write(async (transaction) => {
    await transaction.run("delete from cases");
    for (const { name } of Object.values(READ_MODELS)) await transaction.run(`delete from ${name}`);
    let position = 0;
    let commits = 0;
    let events = 0;
    for (;;) {
      const rows = await transaction.all<LogRow>("select * from log where position > ? order by position limit ?", [
        position,
        options.chunk ?? DEFAULT_CHUNK,
      ]);
      const last = rows.at(-1);
      if (last === undefined) break;
      await replay(transaction, rows, evolve);
      position = last.position;
      commits += rows.length;
      events += rows.reduce((sum, row) => sum + row.count, 0);
      options.onProgress?.(commits);
    }
    await transaction.run("delete from outbox where id in (select outbox_id from deliveries)");
    const [cases] = await transaction.all<{ count: number }>("select count(*) as count from cases");
    return { commits, events, cases: cases?.count ?? 0 };
  });
}

const DEFAULT_CHUNK = 1000;

/** The log does not hold together at this row. */
export class ChainBroken extends Error {
  readonly case: string;
  /** The first event of the row, as the chain counts. */
  readonly seq: number;
  readonly position: number;
  constructor(caseId: string, seq: number, position: number) {
    super(`The log is broken at position ${position}: case ${caseId}, event ${seq}.`);
    this.name = "ChainBroken";
    this.case = caseId;
    this.seq = seq;
    this.position = position;
  }
}

/** The same as committing the rows, without the log itself. */
async function replay(transaction: Transaction, rows: readonly LogRow[], evolve: Evolve): Promise<void> {
  const caseIds = [...new Set(rows.map((row) => row.case_id))];
  const heads = await loadHeads(transaction, caseIds);
  const states = new Map(await loadStates((sql, ids) => transaction.all(sql, ids), caseIds));
  const hashes = new Map<string, string>();
  const readModels = new ReadModelBatch();
  for (const row of rows) {
    const head = heads.get(row.case_id);
    const before = states.get(row.case_id);
    const end = { case: row.case_id, seq: before?.seq ?? 0, hash: hashes.get(row.case_id) ?? head?.hash ?? GENESIS };
    if (!follows(row, end)) throw new ChainBroken(row.case_id, end.seq + 1, row.position);
    const events = splitEvents(row.events).map((text) => JSON.parse(text) as CaseEvent);
    let state = before;
    for (const [index, event] of events.entries())
      state = evolve(state, { seq: end.seq + 1 + index, at: row.at, by: row.by_actor, event });
    if (state === undefined) throw new ChainBroken(row.case_id, end.seq + 1, row.position);
    states.set(row.case_id, state);
    hashes.set(row.case_id, row.hash);
    readModels.add(
      { case: row.case_id, expectedSeq: end.seq, at: row.at, by: row.by_actor, events, state, position: row.position },
      head,
      row.hash,
    );
  }
  await writeLists(transaction, readModels.statements().lists);
}
