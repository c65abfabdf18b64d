/**
 * Brings messages and signals to those who wait for them (design, section 10): a message to one catcher, the oldest first, else to a
 * process that begins with it; a signal to every catcher and every process that begins with it. Neither is kept.
 */
import { createHash } from "node:crypto";
import { SYSTEM, type Actor } from "../core/commands.ts";
import type { Json, Variables } from "../core/events.ts";
import { CodedError } from "../errors.ts";
import type { OutboxRow, ReadModels } from "../ports.ts";
import type { CommandQueue, Order } from "./command-queue.ts";
import type { Definitions } from "./definitions.ts";
import type { Receipt } from "./runtime.ts";

export interface Message {
  readonly name: string;
  readonly correlation?: Json;
  readonly variables?: Variables;
  /** Only to this case. */
  readonly case?: string;
}

export interface MessageDelivery {
  publish(message: Message, actor: Actor, idempotency?: Order["idempotency"]): Promise<Receipt>;
  /** Delivers what cases have sent and is not delivered yet, in order; safe to repeat. */
  deliverOutbox(): Promise<void>;
  /** Until no delivery is under way; begins none. */
  idle(): Promise<void>;
}

export function createMessageDelivery(parts: {
  readonly queue: CommandQueue;
  readonly reads: ReadModels;
  readonly definitions: Definitions;
  readonly newCaseId: () => string;
}): MessageDelivery {
  const { queue, reads, definitions } = parts;
  let underWay: Promise<void> | undefined;
  let asked = false;

  return {
    publish,
    async deliverOutbox() {
      asked = true;
      underWay ??= deliverAll().finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
    idle: async () => {
      // Whoever asked for the delivery hears of its fault.
      await underWay?.catch(() => undefined);
    },
  };

  async function publish(message: Message, actor: Actor, idempotency?: Order["idempotency"]): Promise<Receipt> {
    const common = {
      actor,
      by: actor.id,
      ...(idempotency === undefined ? {} : { idempotency }),
    };
    const content = message.variables === undefined ? {} : { variables: message.variables };
    for (const wait of await reads.messageWaits("message", message.name)) {
      if (message.case !== undefined && wait.case !== message.case) continue;
      if (wait.correlation !== undefined && JSON.stringify(wait.correlation) !== JSON.stringify(message.correlation))
        continue;
      try {
        return await queue.submit({
          ...common,
          case: wait.case,
          command: {
            type: "DeliverMessage",
            name: message.name,
            key: wait.key,
            ...(message.correlation === undefined ? {} : { correlation: message.correlation }),
            ...content,
          },
        });
      } catch (error) {
        // Another message or an ending was faster there: the next catcher may still wait.
        if (!(error instanceof CodedError) || !LEFT.has(error.code)) throw error;
      }
    }
    const start = message.case === undefined ? (await definitions.startsWith("message", message.name))[0] : undefined;
    if (start === undefined) throw new CodedError("MESSAGE_NOT_EXPECTED", `nobody waits for message ${message.name}`);
    const id = parts.newCaseId();
    return queue.submit({
      ...common,
      case: id,
      command: {
        type: "StartCase",
        case: id,
        definition: start.digest,
        process: start.process,
        startEvent: start.startEvent,
        ...(start.startTrigger === undefined ? {} : { startTrigger: start.startTrigger }),
        ...content,
      },
    });
  }

  async function deliverAll(): Promise<void> {
    while (asked) {
      asked = false;
      for (;;) {
        const rows = await reads.outbox(100);
        if (rows.length === 0) break;
        for (const row of rows) await deliver(row);
        await reads.delivered(rows.map((row) => row.id));
      }
    }
  }

  async function deliver(row: OutboxRow): Promise<void> {
    if (row.kind === "signal") {
      await broadcast(row);
      return;
    }
    try {
      const correlation = row.correlation === undefined ? {} : { correlation: row.correlation };
      await publish({ name: row.name, variables: row.payload, ...correlation }, SYSTEM, keyOf(row, ""));
    } catch (error) {
      // A message to a black-box pool, or one that nobody waits for yet: it is not kept.
      if (!(error instanceof CodedError) || error.code !== "MESSAGE_NOT_EXPECTED") throw error;
    }
  }

  async function broadcast(row: OutboxRow): Promise<void> {
    const cases = new Set((await reads.messageWaits("signal", row.name)).map((wait) => wait.case));
    for (const id of cases) {
      try {
        await queue.submit({
          case: id,
          actor: SYSTEM,
          by: SYSTEM.id,
          command: { type: "DeliverSignal", name: row.name, variables: row.payload },
          idempotency: keyOf(row, id),
        });
      } catch (error) {
        if (!(error instanceof CodedError) || !LEFT.has(error.code)) throw error;
      }
    }
    for (const start of await definitions.startsWith("signal", row.name)) {
      const id = parts.newCaseId();
      await queue.submit({
        case: id,
        actor: SYSTEM,
        by: SYSTEM.id,
        command: {
          type: "StartCase",
          case: id,
          definition: start.digest,
          process: start.process,
          startEvent: start.startEvent,
          ...(start.startTrigger === undefined ? {} : { startTrigger: start.startTrigger }),
          variables: row.payload,
        },
        idempotency: keyOf(row, `${start.process} ${start.startEvent}`),
      });
    }
  }
}

const LEFT: ReadonlySet<string> = new Set(["MESSAGE_NOT_EXPECTED", "CASE_NOT_FOUND", "CASE_NOT_ACTIVE"]);

/** A delivery that was committed but not yet marked when the process was killed is recognised when it is repeated. */
function keyOf(row: OutboxRow, to: string): NonNullable<Order["idempotency"]> {
  const key = `outbox:${row.case}:${row.seq}:${to}`;
  return { account: SYSTEM.id, key, request: createHash("sha256").update(key).digest("hex") };
}
