/** Messages kept until somebody waits for them, or their time is over. */
import type { Json, Variables } from "../engine/core/events.ts";
import type { KeptMessage, MessageKeeper } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";

export function createMessageKeeper(connections: Connections): MessageKeeper {
  return {
    keep: async ({ id, name, correlation, variables, case: caseId, keptAt, keepUntil }) => {
      await connections.write((transaction) =>
        transaction.run(
          "insert into kept_messages (id, name, correlation, variables, case_id, kept_at, keep_until) " +
            "values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
          [
            id,
            name,
            correlation === undefined ? null : JSON.stringify(correlation),
            JSON.stringify(variables),
            caseId ?? null,
            keptAt,
            keepUntil,
          ],
        ),
      );
    },
    names: async () => {
      const rows = await connections.query<{ name: string }>("select distinct name from kept_messages");
      return rows.map((row) => row.name);
    },
    ofName: async (name, now) => {
      const rows = await connections.query<StoredMessage>(
        "select * from kept_messages where name = ? and keep_until > ? order by kept_at, id",
        [name, now],
      );
      return rows.map(keptMessage);
    },
    forget: async (id) => {
      await connections.write((transaction) => transaction.run("delete from kept_messages where id = ?", [id]));
    },
    forgetExpired: async (now) => {
      await connections.write((transaction) =>
        transaction.run("delete from kept_messages where keep_until <= ?", [now]),
      );
    },
  };
}

interface StoredMessage extends Row {
  readonly id: string;
  readonly name: string;
  readonly correlation: string | null;
  readonly variables: string;
  readonly case_id: string | null;
  readonly kept_at: string;
  readonly keep_until: string;
}

function keptMessage(row: StoredMessage): KeptMessage {
  return {
    id: row.id,
    name: row.name,
    ...(row.correlation === null ? {} : { correlation: JSON.parse(row.correlation) as Json }),
    variables: JSON.parse(row.variables) as Variables,
    ...(row.case_id === null ? {} : { case: row.case_id }),
    keptAt: row.kept_at,
    keepUntil: row.keep_until,
  };
}
