/**
 * Processes that start by themselves: the timer start events of the latest version of each process. They are armed with the deployment,
 * in its transaction, and stand in the store, so a restart goes on where the last run ended.
 *
 * Each due instant starts one case, in order, also those that passed while the engine was down; what was due before the deployment is not
 * owed. The case is started under a key of process, version, start event and instant, so whoever starts it again (after a kill, or on
 * another node) gets the first case's receipt.
 */
import { createHash } from "node:crypto";
import { SYSTEM, type Command } from "../core/commands.ts";
import { timerStarts } from "../core/timer-starts.ts";
import { repeatTimer } from "../core/timers.ts";
import { CodedError } from "../errors.ts";
import type { DefinitionStore, StartTimerRow } from "../ports.ts";
import type { CommandQueue, Order } from "./command-queue.ts";
import type { Definitions } from "./definitions.ts";

/** The units of a case that nobody of the staff starts; `sender`: the case whose message starts it. */
export type UnitsOfStart = (
  digest: string,
  process: string,
  sender?: string,
) => Promise<{ readonly unit?: string; readonly intakeUnit?: string }>;

export interface ProcessStarts {
  /** Starts the cases that are due at `now`, at most `limit`; true when there was something due. */
  fireDue(now: string, limit: number): Promise<boolean>;
}

export function createProcessStarts(parts: {
  readonly queue: CommandQueue;
  readonly store: DefinitionStore;
  readonly definitions: Definitions;
  readonly newCaseId: () => string;
  readonly unitsOfStart: UnitsOfStart;
  readonly onFault: (error: unknown) => void;
}): ProcessStarts {
  const { queue, store, definitions } = parts;
  return {
    async fireDue(now, limit) {
      let fired = 0;
      for (const row of await store.dueStarts(now, limit)) {
        let due: StartTimerRow | undefined = row;
        while (due !== undefined && due.dueAt <= now && fired < limit) {
          if (!(await start(due))) break;
          fired += 1;
          const next = nextOf(due);
          due = (await store.startFired(due, next)) ? next : undefined;
        }
      }
      return fired > 0;
    },
  };

  /** False: it stays due, and is tried at the next look. */
  async function start(row: StartTimerRow): Promise<boolean> {
    const { process, startEvent, definition } = row;
    try {
      const { graph } = await definitions.load(definition);
      const isPart = timerStarts(graph).some(
        (each) => each.process === process && each.startEvent === startEvent && each.isPart,
      );
      const id = parts.newCaseId();
      const trigger = isPart ? { startTrigger: row.trigger } : {};
      const units = await parts.unitsOfStart(definition, process);
      const command: Command = { type: "StartCase", case: id, definition, process, startEvent, ...trigger, ...units };
      await queue.submit({ case: id, command, actor: SYSTEM, by: SYSTEM.id, idempotency: keyOf(row) });
      return true;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // There is no case yet that could have an incident: whoever watches the log is told.
      const reason = `process ${process} could not be started by ${startEvent}, due at ${row.dueAt}: ${error.message}`;
      parts.onFault(new CodedError(error.code, reason, error.problems));
      // The year is still to be added by an administrator; anything else would only be said again at the next try.
      return error.code !== "CALENDAR_MISSING";
    }
  }
}

function nextOf(row: StartTimerRow): StartTimerRow | undefined {
  if (row.every === undefined || row.left === 0) return undefined;
  const dueAt = repeatTimer(row.dueAt, row.every);
  return { ...row, dueAt, ...(row.left === undefined ? {} : { left: row.left - 1 }) };
}

function keyOf({ process, version, startEvent, trigger, dueAt }: StartTimerRow): NonNullable<Order["idempotency"]> {
  const key = `start:${process}:${version}:${startEvent}:${trigger}:${dueAt}`;
  return { account: SYSTEM.id, key, request: createHash("sha256").update(key).digest("hex") };
}
