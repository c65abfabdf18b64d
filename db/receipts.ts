/** Answers kept for their Idempotency-Key; those of commands are written with the command's own transaction (event-store.ts). */
import type { ReceiptStore, StoredReceipt } from "../engine/ports.ts";
import type { Connections } from "./connections.ts";

export function createReceiptStore(connections: Connections): ReceiptStore {
  return {
    find: (account, key) => findReceipt(connections, account, key),
    save: async ({ account, key, request, response, at }) => {
      const written = await connections.write((transaction) =>
        transaction.run(
          "insert into receipts (account, key, request, response, at) values (?, ?, ?, ?, ?) on conflict do nothing",
          [account, key, request, response, at],
        ),
      );
      return written === 1 ? "saved" : "taken";
    },
  };
}

export async function findReceipt(
  connections: Connections,
  account: string,
  key: string,
): Promise<StoredReceipt | undefined> {
  const rows = await connections.query<{ account: string; key: string; request: string; response: string; at: string }>(
    "select account, key, request, response, at from receipts where account = ? and key = ?",
    [account, key],
  );
  return rows[0];
}
