/**
 * Brings messages and signals to those who wait for them (design, section 10): a message to one catcher, the oldest first, else to a
 * process that begins with it; a signal to every catcher and every process that begins with it. Neither is kept, unless the sender of
 * a message wants it.
 */
import { createHash } from "node:crypto";
import { DateTime, Duration } from "luxon";
import { SYSTEM, type Actor } from "../core/commands.ts";
import type { Json, Variables } from "../core/events.ts";
import { keysOpened } from "../core/keys-opened.ts";
import { CodedError } from "../errors.ts";
import type { Clock, EventStore, MessageKeeper, OutboxRow, ReadModels } from "../ports.ts";
import type { CommandQueue, Order } from "./command-queue.ts";
import type { Definitions } from "./definitions.ts";
import type { UnitsOfStart } from "./process-starts.ts";
import type { Receipt } from "./runtime.ts";

export interface Message {
  readonly name: string;
  readonly correlation?: Json;
  readonly variables?: Variables;
  /** Only to this case. */
  readonly case?: string;
}

export interface MessageDelivery {
  /** For a message that nobody waits for: kept until then. Answers until when. */
  keep(message: Message, keepFor: string, id: string): Promise<string>;
  /** A case may wait now for what is kept: looks at the waits that its events opened. */
  noticed(receipt: Receipt): void;
  /** Begins to offer everything that is kept once more, and to forget what is over. */
  offerKept(): void;
  publish(message: Message, actor: Actor, idempotency?: Order["idempotency"]): Promise<Receipt>;
  /** Delivers what cases have sent and is not delivered yet, in order; safe to repeat. */
  deliverOutbox(): Promise<void>;
  /** Until no delivery is under way; begins none. */
  idle(): Promise<void>;
}

export function createMessageDelivery(parts: {
  readonly queue: CommandQueue;
  readonly reads: ReadModels;
  readonly events: EventStore;
  readonly definitions: Definitions;
  readonly kept: MessageKeeper;
  readonly clock: Clock;
  readonly newCaseId: () => string;
  readonly unitsOfStart: UnitsOfStart;
  readonly onFault: (error: unknown) => void;
}): MessageDelivery {
  const { queue, reads, events, definitions, kept, clock } = parts;
  /** Names of what is kept, as far as this node knows: the others are found by `offerKept`. */
  const keptNames = new Set<string>();
  const offers = new Set<Promise<void>>();
  let underWay: Promise<void> | undefined;
  let asked = false;

  return {
    publish,
    async keep(message, keepFor, id) {
      const now = clock.now();
      const length = Duration.fromISO(keepFor);
      const until = length.isValid ? DateTime.fromISO(now, { zone: "utc" }).plus(length) : undefined;
      if (until === undefined || !until.isValid || until.toMillis() <= Date.parse(now))
        throw new CodedError("DATA_INVALID", `${keepFor} is no time to keep a message`, [
          { pointer: "/keepFor", detail: "an ISO 8601 duration above zero, such as P1D" },
        ]);
      const keepUntil = until.toISO();
      const { correlation, case: only, name, variables = {} } = message;
      await kept.keep({
        id,
        name,
        variables,
        ...(correlation === undefined ? {} : { correlation }),
        ...(only === undefined ? {} : { case: only }),
        keptAt: now,
        keepUntil,
      });
      keptNames.add(name);
      // Somebody may have begun to wait between the look and the keeping.
      await offer(name);
      return keepUntil;
    },
    noticed({ events }) {
      if (keptNames.size === 0) return;
      for (const { event } of events) {
        if (event.type !== "ElementEntered" && event.type !== "WaitsOpened" && event.type !== "CaseStarted") continue;
        for (const wait of event.waits ?? [])
          if (wait.kind === "message" && keptNames.has(wait.name)) begin(offer(wait.name));
      }
    },
    offerKept() {
      begin(offerAll());
    },
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
      await Promise.all(offers);
    },
  };

  /** Offers go on beside everything else; `idle` waits for them. */
  function begin(offering: Promise<void>): void {
    const done = offering.catch(parts.onFault).finally(() => offers.delete(done));
    offers.add(done);
  }

  async function offerAll(): Promise<void> {
    await kept.forgetExpired(clock.now());
    keptNames.clear();
    for (const name of await kept.names()) {
      keptNames.add(name);
      await offer(name);
    }
  }

  /** `sent`: by whom, when a case sent it. */
  async function publish(
    message: Message,
    actor: Actor,
    idempotency?: Order["idempotency"],
    sent?: Pick<OutboxRow, "case" | "seq">,
  ): Promise<Receipt> {
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
      if (sent?.case === wait.case && (await openedAfter(sent)).has(wait.key)) continue;
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
        ...(await parts.unitsOfStart(start.digest, start.process, sent?.case)),
        ...content,
      },
    });
  }

  async function offer(name: string): Promise<void> {
    for (const { id, keptAt: _, keepUntil: __, ...message } of await kept.ofName(name, clock.now())) {
      try {
        await publish(message, SYSTEM, keyOf(`kept:${id}`));
      } catch (error) {
        if (error instanceof CodedError && error.code === "MESSAGE_NOT_EXPECTED") continue;
        throw error;
      }
      await kept.forget(id);
    }
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
      await publish({ name: row.name, variables: row.payload, ...correlation }, SYSTEM, keyOf(outboxKey(row, "")), row);
    } catch (error) {
      // A message to a black-box pool, or one that nobody waits for yet: it is not kept.
      if (!(error instanceof CodedError) || error.code !== "MESSAGE_NOT_EXPECTED") throw error;
    }
  }

  /** A message is not kept: what its sender waits for only since then cannot have heard it. */
  async function openedAfter({ case: id, seq }: Pick<OutboxRow, "case" | "seq">): Promise<ReadonlySet<number>> {
    return keysOpened((await events.history(id, { afterSeq: seq })).map(({ event }) => event));
  }

  async function broadcast(row: OutboxRow): Promise<void> {
    const cases = new Set((await reads.messageWaits("signal", row.name)).map((wait) => wait.case));
    // The case itself has heard its signal already, when it threw it.
    cases.delete(row.case);
    for (const id of cases) {
      try {
        await queue.submit({
          case: id,
          actor: SYSTEM,
          by: SYSTEM.id,
          command: { type: "DeliverSignal", name: row.name, variables: row.payload },
          idempotency: keyOf(outboxKey(row, id)),
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
          ...(await parts.unitsOfStart(start.digest, start.process, row.case)),
          variables: row.payload,
        },
        idempotency: keyOf(outboxKey(row, `${start.process} ${start.startEvent}`)),
      });
    }
  }
}

const LEFT: ReadonlySet<string> = new Set(["MESSAGE_NOT_EXPECTED", "CASE_NOT_FOUND", "CASE_NOT_ACTIVE"]);

const outboxKey = (row: OutboxRow, to: string): string => `outbox:${row.case}:${row.seq}:${to}`;

/** A delivery that was committed but not yet marked when the process was killed is recognised when it is repeated. */
function keyOf(key: string): NonNullable<Order["idempotency"]> {
  return { account: SYSTEM.id, key, request: createHash("sha256").update(key).digest("hex") };
}
