/**
 * The read models and snapshots of a group of commits, gathered in memory and written in few statements: several commits of one case
 * write its last state once, and what was opened and closed within the group is written closed or not at all.
 */
import { type BulkStatement, deletions, insertions, updates } from "./bulk.ts";
import type { Transaction } from "./connections.ts";
import { OPEN_KINDS, caseColumns, project } from "./projection.ts";
import type { PlacedCommit, Projection, RowChange, Selector } from "./projection.ts";
import { CASES, READ_MODELS } from "./tables.ts";
import type { NewRow, ReadModelName } from "./tables.ts";

/** Where a case stood in the database before the group. */
export interface CaseHead {
  readonly seq: number;
  readonly position: number;
  readonly hash: string;
  readonly openKinds: number;
}

/**
 * The lists do not wait for each other, the statements of one list do: while the database works on one statement, the values of the
 * next are bound. All are waited for, also when one fails, because the transaction may not be ended under them.
 */
export async function writeLists(
  transaction: Transaction,
  lists: readonly (readonly BulkStatement[])[],
): Promise<void> {
  const overwrites = lists.some((statements) => statements.some((statement) => statement.overwrites === true));
  if (overwrites) await transaction.overwriteDeleted(true);
  const written = lists.map(async (statements) => {
    for (const { sql, values, rows } of statements) {
      const changed = await transaction.run(sql, values);
      if (rows !== undefined && changed !== rows) throw new HeadsChanged(rows - changed);
    }
  });
  const results = await Promise.allSettled(written);
  if (overwrites) await transaction.overwriteDeleted(false);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** A case is not where it was taken to be: read its head and try again. */
export class HeadsChanged extends Error {
  constructor(count: number) {
    super(`${count} cases were changed outside the writer's turn`);
    this.name = "HeadsChanged";
  }
}

export class ReadModelBatch {
  readonly #cases = new Map<string, PendingCase>();
  /** Changes of rows that are in the database already: first these, then the inserts. */
  readonly #sets = new Map<ReadModelName, Record<Selector["by"], Map<string, NewRow>>>();
  readonly #removes = new Map<ReadModelName, Record<Selector["by"], NewRow[]>>();

  /** Commits of one case are added in their order; `head` is that of the database, absent for a new case; `hash` that of the last event. */
  add(commit: PlacedCommit, head: CaseHead | undefined, hash: string): void {
    const projection = project(commit);
    let pending = this.#cases.get(commit.case);
    if (pending === undefined) {
      pending = { head, inserted: new Map(), entered: new Set(), statusChanged: false, endedAt: null, commit, hash };
      this.#cases.set(commit.case, pending);
    }
    pending.commit = commit;
    pending.hash = hash;
    if (projection.started !== undefined) pending.started = projection.started;
    if (projection.definitionChanged) pending.statusChanged = true;
    if (projection.statusChanged) {
      pending.statusChanged = true;
      if (commit.state.status === "completed" || commit.state.status === "terminated") pending.endedAt ??= commit.at;
    }
    for (const key of projection.entered) pending.entered.add(key);
    for (const change of projection.changes) this.#apply(pending, commit.case, change);
  }

  /**
   * The statements in lists that do not depend on each other, and where the cases stand once they are written. A statement with `rows` finds fewer when
   * a case was changed by somebody else since its head was read; then the transaction must not be committed.
   */
  statements(): { readonly lists: readonly (readonly BulkStatement[])[]; readonly heads: Map<string, CaseHead> } {
    const heads = new Map<string, CaseHead>();
    const lists = [
      this.#caseStatements(heads),
      ...Object.values(READ_MODELS).flatMap((table) => {
        const { before, fresh } = this.#tableStatements(table);
        return IN_ORDER.has(table.name) ? [[...before, ...fresh]] : [before, fresh];
      }),
    ];
    return { lists: lists.filter(({ length }) => length > 0), heads };
  }

  /** For the rows that were there before, and for new ones. */
  #tableStatements(table: (typeof READ_MODELS)[ReadModelName]): Record<"before" | "fresh", readonly BulkStatement[]> {
    const statements: BulkStatement[] = [];
    const sets = this.#sets.get(table.name);
    if (sets !== undefined)
      for (const by of SELECTORS)
        for (const [columns, rows] of groupByColumns(sets[by].values(), MATCH[by]))
          statements.push(...updates(table, MATCH[by], columns, rows, { condition: table.open?.sql }));
    const removes = this.#removes.get(table.name);
    if (removes !== undefined) for (const by of SELECTORS) statements.push(...deletions(table, MATCH[by], removes[by]));
    const rows: NewRow[] = [];
    for (const { inserted } of this.#cases.values()) {
      const ofCase = inserted.get(table.name);
      if (ofCase !== undefined) rows.push(...ofCase);
    }
    return { before: statements, fresh: insertions(table, rows) };
  }

  #caseStatements(heads: Map<string, CaseHead>): BulkStatement[] {
    const fresh: NewRow[] = [];
    const known: NewRow[] = [];
    const changedStatus: NewRow[] = [];
    for (const { head, started, statusChanged, endedAt, commit, hash } of this.#cases.values()) {
      const row = caseColumns(commit.state);
      row.last_position = commit.position;
      row.last_hash = hash;
      heads.set(commit.case, {
        seq: commit.state.seq,
        position: commit.position,
        hash,
        openKinds: row.open_kinds as number,
      });
      if (head === undefined) {
        if (started === undefined) throw new Error(`Case ${commit.case}: its first event is not CaseStarted`);
        row.business_key = started.businessKey;
        row.started_at = started.at;
        row.ended_at = endedAt;
        fresh.push(row);
      } else {
        row.was_id = commit.case;
        row.was_seq = head.seq;
        known.push(row);
        const { status, definition } = commit.state;
        if (statusChanged) changedStatus.push({ was_id: commit.case, status, definition, ended_at: endedAt });
      }
    }
    return [
      ...insertions(CASES, fresh),
      ...updates(CASES, ["id", "seq"], CHANGING_COLUMNS, known, { every: true }),
      // Apart from the others, because `status` stands in an index: most commits touch none of these.
      ...updates(CASES, ["id"], ["status", "definition", "ended_at"], changedStatus),
    ];
  }

  #apply(pending: PendingCase, caseId: string, change: RowChange): void {
    if (change.type === "insert") {
      const rows = pending.inserted.get(change.table);
      if (rows === undefined) pending.inserted.set(change.table, [change.row]);
      else rows.push(change.row);
      return;
    }
    const { table, where } = change;
    const rows = pending.inserted.get(table) ?? [];
    const isOpen = READ_MODELS[table].open?.is ?? (() => true);
    let found = false;
    if (change.type === "set") {
      for (const row of rows)
        if (selects(where, row) && isOpen(row)) {
          Object.assign(row, change.set);
          found = true;
        }
    } else {
      const left = rows.filter((row) => !selects(where, row));
      found = left.length < rows.length;
      if (found) pending.inserted.set(table, left);
    }
    if (!this.#mayBeInDatabase(pending, table, where, found)) return;

    const row: NewRow = where.by === "case" ? { case_id: caseId } : { case_id: caseId, [where.by]: where.value };
    if (change.type === "remove") {
      const removes = this.#removes.get(table) ?? { key: [], host: [], case: [] };
      this.#removes.set(table, removes);
      removes[where.by].push(row);
      return;
    }
    const sets = this.#sets.get(table) ?? noSets();
    this.#sets.set(table, sets);
    const id = where.by === "case" ? caseId : `${where.value} ${caseId}`;
    const before =
      sets[where.by].get(id) ??
      Object.fromEntries(Object.entries(row).map(([column, value]) => [`was_${column}`, value]));
    sets[where.by].set(id, { ...before, ...change.set });
  }

  /** Whether rows from before the group can be meant: it spares statements that would find nothing. */
  #mayBeInDatabase(pending: PendingCase, table: ReadModelName, where: Selector, found: boolean): boolean {
    if (pending.head === undefined) return false;
    if (where.by === "case") return true;
    if (where.by === "key" && found && table !== "incidents") return false;
    if (where.by === "host" && pending.entered.has(where.value)) return false;
    const bit = OPEN_KINDS[table];
    return bit === undefined || (pending.head.openKinds & bit) !== 0;
  }
}

interface PendingCase {
  readonly head: CaseHead | undefined;
  readonly inserted: Map<ReadModelName, NewRow[]>;
  /** Element instances entered within the group: nothing of theirs is in the database. */
  readonly entered: Set<number>;
  started?: NonNullable<Projection["started"]>;
  /** The status or the definition, or the end. */
  statusChanged: boolean;
  endedAt: string | null;
  /** The last of the case. */
  commit: PlacedCommit;
  hash: string;
}

function noSets(): Record<Selector["by"], Map<string, NewRow>> {
  return { key: new Map(), host: new Map(), case: new Map() };
}

/**
 * Where a new row may have the key of one from before: an instance that was stuck can be stuck again. What waits and what runs out has
 * a key of its own, and keys are never used twice (`evolve`), so its new rows need not wait for what is done to the old ones.
 */
const IN_ORDER: ReadonlySet<ReadModelName> = new Set(["incidents"]);

const SELECTORS = ["key", "host", "case"] as const;

const MATCH: Readonly<Record<Selector["by"], readonly string[]>> = {
  key: ["case_id", "key"],
  host: ["case_id", "host"],
  case: ["case_id"],
};

/** What a step changes in the row of its case; nothing of it stands in an index. */
const CHANGING_COLUMNS = [
  "seq",
  "public_status",
  "due_at",
  "incidents",
  "open_kinds",
  "last_position",
  "last_hash",
  "state",
];

function selects(where: Selector, row: NewRow): boolean {
  return where.by === "case" || row[where.by] === where.value;
}

/** One statement sets the same columns of all its rows. */
function groupByColumns(
  rows: Iterable<NewRow>,
  match: readonly string[],
): Iterable<readonly [readonly string[], readonly NewRow[]]> {
  const groups = new Map<string, [readonly string[], NewRow[]]>();
  for (const row of rows) {
    const columns = Object.keys(row).filter((column) => !match.includes(column.replace(/^was_/, "")));
    const name = columns.join();
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [columns, [row]]);
    else group[1].push(row);
  }
  return groups.values();
}
