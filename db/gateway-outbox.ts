/** The outbox of the gateway's asynchronous channel: what was sent, what became of it, and the answers that came. */
import type { GatewayMessageRow, GatewayMessageState, GatewayOutbox } from "../engine/ports.ts";
import type { Connections, Row, Transaction } from "./connections.ts";

export function createGatewayOutbox(connections: Connections): GatewayOutbox {
  return {
    find: async (id) => {
      const rows = await connections.query<StoredGatewayMessage>("select * from gateway_messages where id = ?", [id]);
      return rows[0] === undefined ? undefined : gatewayMessage(rows[0]);
    },
    queue: async ({ id, case: caseId, system, service }, at) => {
      await connections.write(async (transaction) => {
        const written = await transaction.run(
          "insert into gateway_messages (id, case_id, system, service, state, attempts, queued_at, changed_at) " +
            "values (?, ?, ?, ?, 'queued', 0, ?, ?) on conflict do nothing",
          [id, caseId, system, service, at, at],
        );
        if (written === 1) await addStep(transaction, id, at, "queued");
      });
    },
    note: async (id, { at, step }, { state, attempt = false } = {}) => {
      await connections.write(async (transaction) => {
        const written = await transaction.run(
          "update gateway_messages set changed_at = ?, attempts = attempts + ?, " +
            "state = case when state = 'answered' then state else coalesce(?, state) end where id = ?",
          [at, attempt ? 1 : 0, state ?? null, id],
        );
        // What is said of a message that was never sent from here has no place.
        if (written === 1) await addStep(transaction, id, at, step);
      });
    },
    answered: (id, answer) =>
      connections.write(async (transaction) => {
        const written = await transaction.run(
          "update gateway_messages set state = 'answered', changed_at = ?, answer = ?, answer_id = ? " +
            // An answer that was erased is not taken again.
            "where id = ? and state <> 'answered'",
          [answer.at, answer.json, answer.id, id],
        );
        if (written === 1) {
          await addStep(transaction, id, answer.at, "answered");
          return "kept";
        }
        const rows = await transaction.all<{ id: string }>("select id from gateway_messages where id = ?", [id]);
        return rows.length === 1 ? "repeated" : "unknown";
      }),
    steps: (id) =>
      connections.query<{ at: string; step: string }>(
        "select at, step from gateway_message_steps where message_id = ? order by number",
        [id],
      ),
    ofCase: async (caseId) => {
      const rows = await connections.query<StoredGatewayMessage>(
        "select * from gateway_messages where case_id = ? order by queued_at, id",
        [caseId],
      );
      return rows.map(gatewayMessage);
    },
  };
}

async function addStep(transaction: Transaction, id: string, at: string, step: string): Promise<void> {
  await transaction.run(
    "insert into gateway_message_steps (message_id, number, at, step) " +
      "select ?, coalesce(max(number), 0) + 1, ?, ? from gateway_message_steps where message_id = ?",
    [id, at, step, id],
  );
}

interface StoredGatewayMessage extends Row {
  readonly id: string;
  readonly case_id: string;
  readonly system: string;
  readonly service: string;
  readonly state: GatewayMessageState;
  readonly attempts: number;
  readonly queued_at: string;
  readonly changed_at: string;
  readonly answer: string | null;
  readonly answer_id: string | null;
}

const gatewayMessage = (row: StoredGatewayMessage): GatewayMessageRow => ({
  id: row.id,
  case: row.case_id,
  system: row.system,
  service: row.service,
  state: row.state,
  attempts: row.attempts,
  queuedAt: row.queued_at,
  changedAt: row.changed_at,
  ...(row.answer === null ? {} : { answer: row.answer }),
  ...(row.answer_id === null ? {} : { answerId: row.answer_id }),
});
