/**
 * Many rows in few statements: `values` lists, which every database reads. A group of a hundred commits is then about a dozen
 * statements instead of hundreds.
 */
import type { SqlValue } from "./connections.ts";
import type { ColumnType, NewRow, Table } from "./tables.ts";

/** A power of two. With the widest table it stays far below the 32,766 parameters that SQLite takes (PostgreSQL: 65,535). */
const MAX_ROWS = 64;

/**
 * A statement with its values, made before its turn comes. `rows`: it must change so many, else a case is not where it was taken to be.
 * `overwrites`: what it takes away must be nowhere in the database's file any more.
 */
export interface BulkStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  readonly rows?: number;
  readonly overwrites?: true;
}

export function insertions(table: Table, rows: readonly NewRow[]): BulkStatement[] {
  // Columns that no row fills are left out: each parameter costs about as much as a small function call of the driver.
  const columns = Object.keys(table.columns).filter((column) => rows.some((row) => (row[column] ?? null) !== null));
  const once = table.onceBy === undefined ? "" : ` on conflict (${table.onceBy}) do nothing`;
  return Array.from(chunks(rows), (part) => ({
    sql: `insert into ${table.name} (${columns.join(", ")}) values ${tuples(part.length, columns.length)}${once}`,
    values: parameters(part, columns),
  }));
}

/**
 * Sets the columns `set` of the rows whose columns `match` have the given values, as far as `condition` holds (SQL, its columns
 * with the table's name). With `every` each row must be there.
 */
export function updates(
  table: Table,
  match: readonly string[],
  set: readonly string[],
  rows: readonly NewRow[],
  { condition, every = false }: { readonly condition?: string | undefined; readonly every?: boolean } = {},
): BulkStatement[] {
  // What becomes null in all of them is said once.
  const given = set.filter((column) => rows.some((row) => (row[column] ?? null) !== null));
  // A column may be both compared and set (a version): the compared value goes under `was_COLUMN`.
  const names = [...match.map((column) => `was_${column}`), ...given];
  const types = [...match, ...given].map((column) => typeOf(table, column));
  const where = match.map((column) => `${table.name}.${column} = v.was_${column}`);
  if (condition !== undefined) where.push(condition);
  const assignments = set.map((column) => `${column} = ${given.includes(column) ? `v.${column}` : "null"}`).join(", ");
  return Array.from(chunks(rows), (part) => ({
    sql:
      `with v (${names.join(", ")}) as (values ${tuples(part.length, names.length, types)}) ` +
      `update ${table.name} set ${assignments} from v where ${where.join(" and ")}`,
    values: parameters(part, names),
    ...(every ? { rows: part.length } : {}),
  }));
}

/** Deletes the rows whose columns `match` have the given values. */
export function deletions(table: Table, match: readonly string[], rows: readonly NewRow[]): BulkStatement[] {
  const types = match.map((column) => typeOf(table, column));
  return Array.from(chunks(rows), (part) => ({
    sql: `delete from ${table.name} where (${match.join(", ")}) in (values ${tuples(part.length, match.length, types)})`,
    values: parameters(part, match),
  }));
}

/**
 * The rows in parts, each for one statement. Their sizes are powers of two, so that a group of any size is made of the same few texts,
 * which the database has prepared before.
 */
export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  let at = 0;
  for (let size = MAX_ROWS; size > 0; size >>= 1)
    for (; rows.length - at >= size; at += size) yield rows.length === size ? rows : rows.slice(at, at + size);
}

/** `(?, ?), (?, ?)`; with types, the first tuple says them, because PostgreSQL takes parameters of a `values` list for text. */
function tuples(rows: number, columns: number, types?: readonly ColumnType[]): string {
  const tuple = `(${"?, ".repeat(columns - 1)}?)`;
  if (types === undefined) return `${tuple}${`, ${tuple}`.repeat(rows - 1)}`;
  return `(${types.map((type) => `cast(? as ${type})`).join(", ")})${`, ${tuple}`.repeat(rows - 1)}`;
}

/**
 * Whole numbers go as text, which the columns make numbers again (sqlite.org/datatype3.html#type_affinity; PostgreSQL reads parameters by
 * the column's type): the driver looks at a number three times as long as at a short text.
 */
function parameters(rows: readonly NewRow[], columns: readonly string[]): SqlValue[] {
  const values = new Array<SqlValue>(rows.length * columns.length);
  let at = 0;
  for (const row of rows)
    for (const column of columns) {
      const value = row[column] ?? null;
      values[at++] = typeof value === "number" ? String(value) : value;
    }
  return values;
}

function typeOf(table: Table, column: string): ColumnType {
  const type = table.columns[column];
  if (type === undefined) throw new Error(`${table.name} has no column ${column}`);
  return type;
}
