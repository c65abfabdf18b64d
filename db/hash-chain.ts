/**
 * The hash chain of a case: each event carries the hash of the one before it, so that no event can be changed, left out or put in
 * without breaking every later one. A row of the log holds the events of one command and the hash of the last; the hashes between are
 * computed again from the stored bytes.
 */
import { hash } from "node:crypto";
import type { Row } from "./connections.ts";

/** `prev` of a case's first event. */
export const GENESIS = "0".repeat(64);

/** SHA-256 (hex) of the UTF-8 text `prev \n seq \n at \n by \n cause \n event`; `text` is the event's JSON as stored. */
export function eventHash(prev: string, seq: number, at: string, by: string, cause: string, text: string): string {
  return hash("sha256", `${prev}\n${seq}\n${at}\n${by}\n${cause}\n${text}`, "hex");
}

/** A row of the log as it is read. */
export interface LogRow extends Row {
  readonly position: number;
  readonly case_id: string;
  readonly seq: number;
  readonly count: number;
  readonly at: string;
  readonly by_actor: string;
  readonly cause: string;
  readonly prev_position: number | null;
  readonly prev_hash: string;
  readonly hash: string;
  readonly events: string;
}

/** JSON text holds no line feed of its own: `JSON.stringify` escapes them. */
export function joinEvents(texts: readonly string[]): string {
  return texts.join("\n");
}

export function splitEvents(events: string): readonly string[] {
  return events.split("\n");
}

/** The hashes of a row's events, computed from its bytes and the hash before it. */
export function rowHashes(
  row: LogRow,
  prev: string,
): readonly { readonly prev: string; readonly hash: string; readonly text: string }[] {
  let last = prev;
  return splitEvents(row.events).map((text, index) => {
    const before = last;
    last = eventHash(before, row.seq + index, row.at, row.by_actor, row.cause, text);
    return { prev: before, hash: last, text };
  });
}

/** What a row must follow on. */
export interface ChainEnd {
  readonly case: string;
  /** 0 before the first event. */
  readonly seq: number;
  readonly hash: string;
}

/** Whether the row is the next of its case and its bytes are those that were hashed. */
export function follows(row: LogRow, end: ChainEnd): boolean {
  if (row.case_id !== end.case || row.seq !== end.seq + 1 || row.prev_hash !== end.hash) return false;
  const hashes = rowHashes(row, end.hash);
  return hashes.length === row.count && hashes.at(-1)?.hash === row.hash;
}
