/** The log: commits of commands in groups, snapshots, histories and their hash chains. */
import type { CaseEvent } from "../engine/core/events.ts";
import type { CaseState } from "../engine/core/state.ts";
import type { ChainedEvent, Commit, CommitOutcome, EventStore, StoredCommit, StoredReceipt } from "../engine/ports.ts";
import { type BulkStatement, chunks, insertions } from "./bulk.ts";
import type { Connections, Transaction } from "./connections.ts";
import { contentRows, documentRows, erasures } from "./case-file.ts";
import { GENESIS, eventHash, follows, joinEvents, rowHashes, splitEvents } from "./hash-chain.ts";
import type { ChainEnd, LogRow } from "./hash-chain.ts";
import { HeadsChanged, ReadModelBatch, writeLists } from "./read-model-batch.ts";
import type { CaseHead } from "./read-model-batch.ts";
import { findReceipt } from "./receipts.ts";
import { CONTENTS, DOCUMENTS, LOG, RECEIPTS } from "./tables.ts";
import type { NewRow } from "./tables.ts";

/** Cases whose place in the log is remembered, so that the next commit need not ask for it. */
const REMEMBERED = 20_000;

export function createEventStore(connections: Connections): EventStore {
  // The reckoning: where everything stands once the groups handed over so far are written. The next group is prepared on it while they are.
  const remembered = new Map<string, CaseHead>();
  /** Of the log; undefined: the log has to be asked. */
  let nextPosition: number | undefined;
  /** Goes up when it was wrong: what was prepared on it has to be prepared again. */
  let reckoning = 0;
  let inFlight = 0;
  /** Groups in flight that the reckoning does not know: before their turn nothing can be prepared on it. */
  let unreckoned = 0;

  return {
    commit: async (group) => {
      for (const commit of group) assertWhole(commit);
      if (group.length === 0) return [];
      inFlight += 1;
      try {
        return await commitAsReckoned(group);
      } catch (error) {
        forgetReckoning();
        if (!isReckonedWrong(error)) throw error;
        // Another process has changed a case, used a key or appended to the log: what is read inside the transaction is true.
        return await commitAsFound(group);
      } finally {
        inFlight -= 1;
      }
    },
    load: async (caseId) => {
      const rows = await connections.query<{ state: string }>("select state from cases where id = ?", [caseId]);
      return rows[0] === undefined ? undefined : (JSON.parse(rows[0].state) as CaseState);
    },
    loadMany: (caseIds) => loadStates((sql, ids) => connections.query(sql, ids), caseIds),
    history: (caseId, page) => history(connections, caseId, page?.afterSeq ?? 0, page?.limit),
    commits: (caseId, page) => storedCommits(connections, caseId, page?.afterSeq ?? 0, page?.limit),
    verify: (caseId) => verify(connections, caseId),
    receipt: (account, key) => findReceipt(connections, account, key),
  };

  async function commitAsReckoned(group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    // At once, while the groups before it are written.
    const early = unreckoned === 0 ? prepare(group) : undefined;
    if (early === undefined) unreckoned += 1;
    const preparedOn = reckoning;
    return connections.write(async (transaction) => {
      let prepared = preparedOn === reckoning ? early : undefined;
      if (prepared === undefined) {
        // Its turn: all before it is written.
        prepared = prepare(group);
        if (prepared === undefined) return writeAsFound(transaction, group);
        unreckoned -= 1;
      }
      await writeLists(transaction, prepared.lists);
      return prepared.outcomes;
    });
  }

  async function commitAsFound(group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    unreckoned += 1;
    try {
      return await connections.write((transaction) => writeAsFound(transaction, group));
    } catch (error) {
      forgetReckoning();
      throw error;
    }
  }

  /**
   * The statements of a group whose cases are all where they are remembered, so that nothing need be read. Whether that is so the
   * statements find out: a case's row is changed only in the version it was decided on, a position and a key can be taken once.
   */
  function prepare(group: readonly Commit[]): Prepared | undefined {
    if (nextPosition === undefined) return undefined;
    const heads = new Map<string, CaseHead>();
    const fresh = new Set<string>();
    for (const { case: id, expectedSeq } of group) {
      if (heads.has(id) || fresh.has(id)) continue;
      const head = remembered.get(id);
      if (head?.seq === expectedSeq) heads.set(id, head);
      else if (head === undefined && expectedSeq === 0) fresh.add(id);
      else return undefined;
    }
    const outcomes = outcomesOf(group, heads, new Set());
    if (outcomes.includes("conflict")) return undefined;
    const prepared = { outcomes, ...statementsOf(group, heads, nextPosition) };
    reckon(prepared);
    return prepared;
  }

  /** The group as the database has it now. Until it is known where that ends, nothing can be prepared behind it. */
  async function writeAsFound(transaction: Transaction, group: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const heads = await loadHeads(transaction, [...new Set(group.map((commit) => commit.case))]);
    const taken = await takenReceipts(
      transaction,
      group.flatMap((commit) => commit.receipt ?? []),
    );
    const outcomes = outcomesOf(group, heads, taken);
    const accepted = group.filter((_, index) => outcomes[index] === "committed");
    // What is remembered of a case in conflict may be the reason.
    for (const [index, { case: id }] of group.entries()) if (outcomes[index] !== "committed") remembered.delete(id);
    if (accepted.length === 0) {
      unreckoned -= 1;
      return outcomes;
    }
    const found = statementsOf(accepted, heads, await transaction.positions(accepted.length));
    reckon(found);
    unreckoned -= 1;
    await writeLists(transaction, found.lists);
    return outcomes;
  }

  function reckon(written: GroupStatements): void {
    nextPosition = written.nextPosition;
    for (const [id, head] of written.heads) {
      remembered.delete(id);
      // A case that waits for nothing has ended: nothing is added to it any more, or so rarely that its head may be read.
      if (head.openKinds !== 0) remembered.set(id, head);
    }
    for (const id of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break;
      remembered.delete(id);
    }
  }

  /** Whatever else is in flight was prepared on it, or waits for its turn anyway. */
  function forgetReckoning(): void {
    reckoning += 1;
    remembered.clear();
    nextPosition = undefined;
    unreckoned = inFlight - 1;
  }
}

/** A key or position that somebody else has: of SQLite, and of PostgreSQL (unique_violation; appendix A of its manual). */
const TAKEN: ReadonlySet<unknown> = new Set(["SQLITE_CONSTRAINT", "23505"]);

/** Something was not where a prepared group took it to be. */
function isReckonedWrong(error: unknown): boolean {
  return error instanceof HeadsChanged || TAKEN.has((error as { code?: unknown }).code);
}

interface Prepared extends GroupStatements {
  readonly outcomes: readonly CommitOutcome[];
}

/** The snapshots of several cases; those that are not there are left out. */
export async function loadStates(
  query: (sql: string, ids: readonly string[]) => Promise<readonly { readonly id: string; readonly state: string }[]>,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, CaseState>> {
  const states = new Map<string, CaseState>();
  for (const ids of chunks(caseIds)) {
    const rows = await query(`select id, state from cases where id in (${marks(ids.length)})`, ids);
    for (const row of rows) states.set(row.id, JSON.parse(row.state) as CaseState);
  }
  return states;
}

/** Where the cases stand; those that are not there are left out. */
export async function loadHeads(
  transaction: Transaction,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, CaseHead>> {
  const heads = new Map<string, CaseHead>();
  for (const ids of chunks(caseIds)) {
    const rows = await transaction.all<{
      id: string;
      seq: number;
      last_position: number;
      last_hash: string;
      open_kinds: number;
    }>(`select id, seq, last_position, last_hash, open_kinds from cases where id in (${marks(ids.length)})`, ids);
    for (const row of rows)
      heads.set(row.id, {
        seq: row.seq,
        position: row.last_position,
        hash: row.last_hash,
        openKinds: row.open_kinds,
      });
  }
  return heads;
}

// ---------------------------------------------------------------- committing

/** A fault of ours, not a conflict: nothing of the group may be written. */
function assertWhole(commit: Commit): void {
  const events = commit.events.length;
  if (events === 0) throw new Error(`Case ${commit.case}: a commit without events`);
  if (commit.state.case !== commit.case || commit.state.seq !== commit.expectedSeq + events)
    throw new Error(`Case ${commit.case}: the state (seq ${commit.state.seq}) is not that after the events`);
}

interface GroupStatements {
  /** The statements of each list in their order; the lists in any. */
  readonly lists: readonly (readonly BulkStatement[])[];
  /** Where the cases stand then. */
  readonly heads: ReadonlyMap<string, CaseHead>;
  readonly nextPosition: number;
}

/** All that the commits write when their cases are at `heads` and the log's next row is `position`. */
function statementsOf(
  group: readonly Commit[],
  heads: ReadonlyMap<string, CaseHead>,
  position: number,
): GroupStatements {
  const ends = new Map<string, { position: number | null; hash: string }>();
  const rows: NewRow[] = [];
  const documents: NewRow[] = [];
  const contents: NewRow[] = [];
  const erased: BulkStatement[] = [];
  const receipts: NewRow[] = [];
  const readModels = new ReadModelBatch();
  for (const commit of group) {
    const head = heads.get(commit.case);
    const end = ends.get(commit.case) ?? { position: head?.position ?? null, hash: head?.hash ?? GENESIS };
    const texts = commit.events.map((event) => JSON.stringify(event));
    let hash = end.hash;
    for (const [index, text] of texts.entries())
      hash = eventHash(hash, commit.expectedSeq + 1 + index, commit.at, commit.by, commit.cause, text);
    rows.push({
      position,
      case_id: commit.case,
      seq: commit.expectedSeq + 1,
      count: texts.length,
      at: commit.at,
      by_actor: commit.by,
      cause: commit.cause,
      prev_position: end.position,
      prev_hash: end.hash,
      hash,
      events: joinEvents(texts),
    });
    ends.set(commit.case, { position, hash });
    readModels.add({ ...commit, position }, head, hash);
    documents.push(...documentRows(commit));
    contents.push(...contentRows(commit));
    erased.push(...erasures(commit));
    if (commit.receipt !== undefined) receipts.push({ ...commit.receipt });
    position += 1;
  }
  const derived = readModels.statements();
  const others = [
    insertions(LOG, rows),
    // In this order: what another case file of the group brings again is not erased, and what it brought before is.
    [...insertions(CONTENTS, contents), ...insertions(DOCUMENTS, documents), ...erased],
    insertions(RECEIPTS, receipts),
  ];
  return {
    lists: [...others.filter(({ length }) => length > 0), ...derived.lists].sort(fewValuesFirst),
    heads: derived.heads,
    nextPosition: position,
  };
}

/** The database has something to do all the sooner. */
const fewValuesFirst = (one: readonly BulkStatement[], other: readonly BulkStatement[]): number =>
  one[0]!.values.length - other[0]!.values.length;

/**
 * A commit goes through when its case is where it was decided, counted from the commits of the group before it, and its receipt is new.
 * After one that does not, the later ones of that case were decided on a state that never was: they conflict too.
 */
function outcomesOf(
  group: readonly Commit[],
  heads: ReadonlyMap<string, CaseHead>,
  receiptsTaken: Set<string>,
): readonly CommitOutcome[] {
  const seqs = new Map<string, number>();
  return group.map((commit) => {
    const seq = seqs.get(commit.case) ?? heads.get(commit.case)?.seq ?? 0;
    const receipt = commit.receipt === undefined ? undefined : receiptId(commit.receipt);
    if (seq !== commit.expectedSeq || (receipt !== undefined && receiptsTaken.has(receipt))) {
      seqs.set(commit.case, OUT_OF_STEP);
      return "conflict";
    }
    if (receipt !== undefined) receiptsTaken.add(receipt);
    seqs.set(commit.case, commit.state.seq);
    return "committed";
  });
}

const OUT_OF_STEP = -1;

async function takenReceipts(transaction: Transaction, receipts: readonly StoredReceipt[]): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const part of chunks(receipts)) {
    const rows = await transaction.all<{ account: string; key: string }>(
      `select account, key from receipts where (account, key) in (values ${part.map(() => "(?, ?)").join(", ")})`,
      part.flatMap((receipt) => [receipt.account, receipt.key]),
    );
    for (const row of rows) taken.add(receiptId(row));
  }
  return taken;
}

function receiptId(receipt: { readonly account: string; readonly key: string }): string {
  return JSON.stringify([receipt.account, receipt.key]);
}

function marks(count: number): string {
  return `${"?, ".repeat(count - 1)}?`;
}

// ---------------------------------------------------------------- reading the log

/**
 * The rows of a case that hold events after `afterSeq`, up to the event `untilSeq`, oldest first. The log has no index by case: the
 * walk goes back from the case's last row. `walk` carries positions only, so that events that are not asked for are not copied.
 */
async function logRows(
  connections: Connections,
  lastPosition: number,
  afterSeq: number,
  untilSeq: number,
): Promise<readonly LogRow[]> {
  return connections.query<LogRow>(
    "with recursive walk (position, seq, prev_position) as (" +
      "select position, seq, prev_position from log where position = ? " +
      "union all " +
      "select log.position, log.seq, log.prev_position from walk join log on log.position = walk.prev_position where walk.seq > ?" +
      // `cross join`: SQLite then looks up each position, never scans the log.
      ") select log.* from walk cross join log where log.position = walk.position and walk.seq <= ? order by log.position",
    [lastPosition, afterSeq + 1, untilSeq],
  );
}

async function lastRow(
  connections: Connections,
  caseId: string,
): Promise<{ readonly seq: number; readonly last_position: number; readonly last_hash: string } | undefined> {
  const rows = await connections.query<{ seq: number; last_position: number; last_hash: string }>(
    "select seq, last_position, last_hash from cases where id = ?",
    [caseId],
  );
  return rows[0];
}

async function history(
  connections: Connections,
  caseId: string,
  afterSeq: number,
  limit: number | undefined,
): Promise<readonly ChainedEvent[]> {
  const last = await lastRow(connections, caseId);
  if (last === undefined || last.seq <= afterSeq) return [];
  const untilSeq = limit === undefined ? Number.MAX_SAFE_INTEGER : afterSeq + limit;
  const events: ChainedEvent[] = [];
  for (const row of await logRows(connections, last.last_position, afterSeq, untilSeq)) {
    for (const [index, { prev, hash, text }] of rowHashes(row, row.prev_hash).entries()) {
      const seq = row.seq + index;
      if (seq <= afterSeq || seq > untilSeq) continue;
      events.push({
        seq,
        at: row.at,
        by: row.by_actor,
        event: JSON.parse(text) as CaseEvent,
        cause: row.cause as ChainedEvent["cause"],
        prev,
        hash,
      });
    }
  }
  return events;
}

async function storedCommits(
  connections: Connections,
  caseId: string,
  afterSeq: number,
  limit: number | undefined,
): Promise<readonly StoredCommit[]> {
  const last = await lastRow(connections, caseId);
  if (last === undefined || last.seq <= afterSeq) return [];
  const rows = await logRows(connections, last.last_position, afterSeq, Number.MAX_SAFE_INTEGER);
  return rows.slice(0, limit).map((row) => ({
    seq: row.seq,
    at: row.at,
    by: row.by_actor,
    cause: row.cause,
    prev: row.prev_hash,
    hash: row.hash,
    events: splitEvents(row.events),
  }));
}

async function verify(connections: Connections, caseId: string): ReturnType<EventStore["verify"]> {
  // The end first: commits that come meanwhile are beyond it.
  const last = await lastRow(connections, caseId);
  if (last === undefined) return { ok: true, events: 0 };
  let end: ChainEnd = { case: caseId, seq: 0, hash: GENESIS };
  for (const row of await logRows(connections, last.last_position, 0, Number.MAX_SAFE_INTEGER)) {
    if (!follows(row, end)) return { ok: false, events: end.seq, brokenAt: end.seq + 1 };
    end = { case: caseId, seq: end.seq + row.count, hash: row.hash };
  }
  // The snapshot must be that of the log's end.
  if (end.seq !== last.seq || end.hash !== last.last_hash) return { ok: false, events: end.seq, brokenAt: end.seq + 1 };
  return { ok: true, events: end.seq };
}
