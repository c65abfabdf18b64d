/**
 * Hands work to outside workers: who asks for it and finds none may wait, and is answered when some comes, when a lock of somebody else runs out, or
 * when the waiting is over. What is fetched is locked in the database, so several nodes may hand out work side by side.
 */
import { randomBytes } from "node:crypto";
import type { CaseEvent } from "../engine/core/events.ts";
import { EXTERNAL, type Clock, type FetchedJob, type JobLocks, type JobTopic } from "../engine/ports.ts";
import type { Runtime } from "../engine/runtime/runtime.ts";

export interface WorkRequest {
  readonly worker: string;
  readonly account: string;
  readonly topics: readonly JobTopic[];
  readonly limit: number;
  /** How long to wait for work; 0: not at all. */
  readonly waitMs: number;
  /** The worker does not listen any more. */
  readonly signal: AbortSignal;
}

export interface OutsideWork {
  fetch(request: WorkRequest): Promise<readonly FetchedJob[]>;
  /** Work of that topic has come free otherwise than through an event. */
  freed(topic: string | undefined): void;
  /** Answers everybody who waits. */
  close(): void;
}

/** Another node's work, and clocks that are set, are seen at least this often. */
const LOOK_EVERY_MS = 5_000;
/** Locks of jobs that are gone answer a repeated request this long. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export function createOutsideWork(parts: {
  readonly runtime: Pick<Runtime, "subscribe">;
  readonly locks: JobLocks;
  readonly clock: Clock;
}): OutsideWork {
  const { locks, clock } = parts;
  const waiting = new Set<{ readonly topics: ReadonlySet<string>; readonly wake: () => void }>();
  const closing = new AbortController();
  let tidiedAt = 0;
  const unsubscribe = parts.runtime.subscribe(({ events }) => {
    for (const { event } of events) for (const topic of topicsOf(event)) freed(topic);
  });

  function freed(topic: string | undefined): void {
    for (const each of waiting) if (topic === undefined || each.topics.has(topic)) each.wake();
  }

  async function tidy(): Promise<void> {
    const now = Date.parse(clock.now());
    if (Math.abs(now - tidiedAt) < KEPT_MS / 24) return;
    tidiedAt = now;
    await locks.forgetBefore(new Date(now - KEPT_MS).toISOString());
  }

  return {
    freed,
    close() {
      unsubscribe();
      closing.abort();
    },
    async fetch({ worker, account, topics, limit, waitMs, signal }) {
      await tidy();
      const names = topics.map(({ topic }) => topic);
      const until = performance.now() + waitMs;
      const over = AbortSignal.any([signal, closing.signal]);
      for (;;) {
        // Listens before it looks: what comes between the two is not missed.
        const sleeper = sleepUntilWoken(names, over);
        try {
          const request = { topics, worker, account, now: clock.now(), limit };
          const fetched = await locks.fetch({ ...request, grant: () => randomBytes(12).toString("base64url") });
          if (signal.aborted) {
            await Promise.all(fetched.map((job) => locks.end(job, "unlock")));
            return [];
          }
          const leftMs = until - performance.now();
          if (fetched.length > 0 || closing.signal.aborted || leftMs <= 0) return fetched;
          const now = clock.now();
          const next = await locks.nextFree(names, now);
          const nextMs = next === undefined ? LOOK_EVERY_MS : Math.max(Date.parse(next) - Date.parse(now), 10);
          await sleeper.sleep(Math.min(leftMs, nextMs, LOOK_EVERY_MS));
        } finally {
          sleeper.done();
        }
      }
    },
  };

  function sleepUntilWoken(topics: readonly string[], over: AbortSignal) {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const entry = { topics: new Set(topics), wake };
    waiting.add(entry);
    over.addEventListener("abort", wake, { once: true });
    if (over.aborted) wake();
    let timer: NodeJS.Timeout | undefined;
    return {
      async sleep(ms: number): Promise<void> {
        timer = setTimeout(wake, ms);
        await woken;
      },
      done(): void {
        clearTimeout(timer);
        waiting.delete(entry);
        over.removeEventListener("abort", wake);
      },
    };
  }
}

/** The topics of which work may have come with the event; `undefined` stands for any. */
function topicsOf(event: CaseEvent): readonly (string | undefined)[] {
  switch (event.type) {
    case "ElementEntered":
    case "WaitsOpened":
      return (event.waits ?? []).flatMap((wait) =>
        wait.kind === "job" && wait.handler.startsWith(EXTERNAL) ? [wait.handler.slice(EXTERNAL.length)] : [],
      );
    case "JobRetried":
    case "CaseResumed":
      return [undefined];
    default:
      return [];
  }
}
