/**
 * Pages by cursor: the sort key of the last row shown, so that rows which come or go meanwhile neither repeat nor hide others.
 */
import type { Knex } from "knex";
import { CodedError } from "../engine/errors.ts";
import type { Page, PageRequest } from "../engine/ports.ts";
import type { Row } from "./connections.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export interface Order {
  /** Columns that together are unique; with `direction` all ascending or all descending. */
  readonly columns: readonly string[];
  readonly direction: "asc" | "desc";
  /** Which of the columns are numbers; the others are text. */
  readonly numbers?: readonly string[];
}

/**
 * One page of a query over `order`; `limit` is 50 unless asked for, at most 200. Throws `CURSOR_INVALID` for a cursor that is not
 * one of this list.
 */
export function readPage<T>(
  query: Knex.QueryBuilder,
  order: Order,
  request: PageRequest | undefined,
  toItem: (row: Row) => T,
): Promise<Page<T>> {
  return readPageOfAny([query], order, request, toItem);
}

/**
 * The same over what any of the queries finds, each row once. An `or` over two columns can follow no index in order, so a page of it
 * would sort all that is found; each of these goes along an index of its own and reads one page at most.
 */
export async function readPageOfAny<T>(
  queries: readonly Knex.QueryBuilder[],
  order: Order,
  request: PageRequest | undefined,
  toItem: (row: Row) => T,
): Promise<Page<T>> {
  const limit = Math.min(Math.max(Math.trunc(request?.limit ?? DEFAULT_LIMIT) || 1, 1), MAX_LIMIT);
  const values = request?.cursor === undefined ? undefined : decodeCursor(request.cursor, order);
  const found = await Promise.all(
    queries.map(async (query) => {
      if (values !== undefined) {
        const marks = values.map(() => "?").join(", ");
        void query.whereRaw(
          `(${order.columns.join(", ")}) ${order.direction === "asc" ? ">" : "<"} (${marks})`,
          values,
        );
      }
      void query.orderBy(order.columns.map((column) => ({ column, order: order.direction }))).limit(limit + 1);
      return (await query) as Row[];
    }),
  );
  const rows = found.length === 1 ? (found[0] as Row[]) : merge(found.flat(), order);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items: shown.map(toItem) };
  return { items: shown.map(toItem), next: encodeCursor(last, order) };
}

function merge(rows: readonly Row[], order: Order): Row[] {
  const one = new Map(rows.map((row) => [encodeCursor(row, order), row]));
  const sign = order.direction === "asc" ? 1 : -1;
  return [...one.values()].sort((a, b) => {
    for (const column of order.columns) {
      const [x, y] = [a[column], b[column]] as [string, string];
      if (x !== y) return x < y ? -sign : sign;
    }
    return 0;
  });
}

function encodeCursor(row: Row, order: Order): string {
  const values = order.columns.map((column) => row[column.slice(column.indexOf(".") + 1)]);
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

function decodeCursor(cursor: string, order: Order): (string | number)[] {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    values = undefined;
  }
  if (!Array.isArray(values) || values.length !== order.columns.length) throw invalid(cursor);
  return values.map((value: unknown, index) => {
    const isNumber = order.numbers?.includes(order.columns[index] as string) ?? false;
    if (isNumber ? !Number.isSafeInteger(value) : typeof value !== "string") throw invalid(cursor);
    return value as string | number;
  });
}

function invalid(cursor: string): CodedError {
  return new CodedError("CURSOR_INVALID", `"${cursor.slice(0, 80)}" is not a cursor of this list.`);
}
