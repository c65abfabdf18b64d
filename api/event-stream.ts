/** Server-sent events (HTML standard, 9.2): a connection that stays open and tells the browser what has changed. */
import type { Request, Response } from "express";
import type { Answer, ServerEvent } from "./route.ts";

const HEARTBEAT_MS = 20_000;
/** How long the browser waits before it connects again. */
const RETRY_MS = 3_000;

/** The connections that are open; the server ends them before it stops. */
export interface OpenStreams {
  add(end: () => void): () => void;
  endAll(): void;
}

export function createOpenStreams(): OpenStreams {
  const ends = new Set<() => void>();
  return {
    add(end) {
      ends.add(end);
      return () => ends.delete(end);
    },
    endAll() {
      for (const end of [...ends]) end();
    },
  };
}

/** A stream ends with its session: `isLive` is asked at every heartbeat. */
export function streamEvents(
  streams: OpenStreams,
  request: Request,
  response: Response,
  subscribe: NonNullable<Answer["events"]>,
  isLive: () => Promise<boolean>,
): void {
  response.status(200).set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    // A proxy that gathers answers would hold the events back.
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
  const emit = ({ name, data }: ServerEvent): void => {
    response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const unsubscribe = subscribe(emit);
  const heartbeat = setInterval(() => {
    isLive().then(
      (live) => (live ? response.write(": still here\n\n") : end()),
      () => end(),
    );
  }, HEARTBEAT_MS);
  const forget = streams.add(end);
  request.on("close", stop);
  response.on("close", stop);

  function end(): void {
    stop();
    response.end();
  }
  function stop(): void {
    clearInterval(heartbeat);
    unsubscribe();
    forget();
  }
}
