/**
 * Writes down who of the staff looked at what. A read is answered at once and written with others a moment later, so that looking costs no commit;
 * the same look within a minute (a page that keeps itself fresh) is written once. What a crash of the process loses is that moment.
 */
import type { AccountRow, Clock, ReadLog, ReadRow } from "../engine/ports.ts";
import type { Logger } from "./log.ts";
import type { Route } from "./route.ts";

export interface ReadRecorder {
  record(read: Omit<ReadRow, "id" | "at">): void;
  /** Until all that was recorded is written, or could not be. */
  flush(): Promise<void>;
}

const BATCH_MS = 250;
const SAME_LOOK_MS = 60_000;
/** Looks remembered, so that they are not written again. */
const MOST_REMEMBERED = 10_000;

export function createReadRecorder(readLog: ReadLog, clock: Clock, log: Pick<Logger, "error">): ReadRecorder {
  let waiting: Omit<ReadRow, "id">[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const seen = new Map<string, number>();

  function isNew(read: Omit<ReadRow, "id">): boolean {
    const look = JSON.stringify([read.account, read.case, read.what, read.of]);
    const now = Date.parse(read.at);
    if (now - (seen.get(look) ?? -Infinity) < SAME_LOOK_MS) return false;
    // The oldest first again: it has been written anew.
    seen.delete(look);
    seen.set(look, now);
    if (seen.size > MOST_REMEMBERED) seen.delete(seen.keys().next().value!);
    return true;
  }

  async function write(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      await readLog.append(batch);
    } catch (err) {
      log.error({ err, reads: batch.length }, "what was looked at could not be written; it is tried again");
      waiting = [...batch, ...waiting];
      later();
    }
  }

  function later(): void {
    timer ??= setTimeout(() => void flush(), BATCH_MS).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  return {
    record(read) {
      const row = { ...read, at: clock.now() };
      if (!isNew(row)) return;
      waiting.push(row);
      later();
    },
    flush,
  };
}

/** The route, recorded when somebody of the staff was answered; a route without `reads` as it is. */
export function withReadRecord(route: Route, recorder: () => ReadRecorder | undefined): Route {
  const { reads } = route;
  if (reads === undefined || route.action === "public") return route;
  return {
    ...route,
    async handle(request, account, token) {
      const answer = await route.handle(request, account, token);
      const { case: caseId, task, document } = request.params as Readonly<Record<string, string>>;
      const id = caseId ?? task?.slice(0, task.lastIndexOf("."));
      const of = document ?? task;
      if (id !== undefined && answer.status < 300 && isStaff(account))
        recorder()?.record({ account: account.id, case: id, what: reads, ...(of === undefined ? {} : { of }) });
      return answer;
    },
  };
}

const isStaff = ({ roles }: AccountRow): boolean => roles.some((role) => role !== "applicant");
