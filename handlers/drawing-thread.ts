/**
 * Documents are drawn on a thread of their own, for laying one out takes a tenth of a second and more, and everybody else would wait.
 * The thread starts with the first document and stays warm, keeps no process alive while it has nothing to draw, and is started anew when
 * it dies.
 */
import { Worker } from "node:worker_threads";
import { HandlerFailure } from "../engine/ports.ts";
import type { AboutDocument } from "./document-pdf.ts";
import type { FilledTemplate } from "./document-template.ts";

export interface DrawingTask {
  readonly filled: readonly FilledTemplate[];
  readonly about: AboutDocument;
}

export type DrawingAnswer =
  { readonly drawn: true; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly drawn: false; readonly why: string };

export interface DrawingThread {
  /**
   * Answers a PDF, the same bytes for the same input. Throws `HandlerFailure`: `DOCUMENT_NOT_DRAWN`, for good when the drawing itself failed,
   * to be tried again when the thread died or took too long over it; `DOCUMENTS_BUSY`, to be tried again, when too many wait.
   */
  draw(task: DrawingTask): Promise<Uint8Array>;
  /** Ends the thread once it has drawn what was asked for; a later document starts it again. */
  end(): Promise<void>;
}

interface Waiting {
  readonly task: DrawingTask;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (failure: HandlerFailure) => void;
}

/** Half a minute of work; who comes later tries again. */
const MOST_WAITING = 200;
/** The longest document of the tests takes two seconds. */
const PATIENCE_MS = 30_000;
/** A document of some thousand pages; without a limit, its memory would be the server's. */
const MEMORY_MB = 512;

export function createDrawingThread(
  options: {
    readonly worker?: URL;
    readonly mostWaiting?: number;
    readonly patienceMs?: number;
    readonly memoryMb?: number;
  } = {},
): DrawingThread {
  const { worker: place = new URL("./drawing-worker.ts", import.meta.url) } = options;
  const { mostWaiting = MOST_WAITING, patienceMs = PATIENCE_MS, memoryMb = MEMORY_MB } = options;
  const waiting: Waiting[] = [];
  let worker: Worker | undefined;
  let drawing: { readonly done: (settle: (waiting: Waiting) => void) => void } | undefined;
  let ending = false;
  const ended: (() => void)[] = [];

  function next(): void {
    if (drawing !== undefined) return;
    const first = waiting.shift();
    if (first === undefined) {
      if (ending) void letGo();
      else worker?.unref();
      return;
    }
    worker ??= start();
    worker.ref();
    const late = setTimeout(() => {
      lose(`it took longer than ${patienceMs / 1000} seconds`);
    }, patienceMs);
    drawing = {
      done(settle) {
        clearTimeout(late);
        drawing = undefined;
        settle(first);
        next();
      },
    };
    try {
      worker.postMessage(first.task);
    } catch (error) {
      // What cannot be handed over is no document.
      drawing.done(({ reject }) => {
        reject(new HandlerFailure("DOCUMENT_NOT_DRAWN", `The document cannot be drawn: ${String(error)}`, "final"));
      });
    }
  }

  function start(): Worker {
    // The flags of this process (`-e`, hooks of a test) are not for the thread.
    const started = new Worker(place, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const lost = (why: string): void => {
      if (worker === started) lose(why);
    };
    started.on("message", (answer: DrawingAnswer) => {
      if (worker !== started) return;
      drawing?.done(({ resolve, reject }) => {
        if (answer.drawn) resolve(answer.bytes);
        else reject(new HandlerFailure("DOCUMENT_NOT_DRAWN", `The document cannot be drawn: ${answer.why}`, "final"));
      });
    });
    started.on("error", (error: unknown) => lost(error instanceof Error ? error.message : String(error)));
    started.on("exit", () => lost("its thread ended"));
    return started;
  }

  /** The thread is of no more use: the document that it was at fails, those behind it get another thread. */
  function lose(why: string): void {
    const lost = worker;
    worker = undefined;
    void lost?.terminate();
    drawing?.done(({ reject }) => {
      reject(new HandlerFailure("DOCUMENT_NOT_DRAWN", `The document was not drawn: ${why}.`, "retry"));
    });
  }

  async function letGo(): Promise<void> {
    const last = worker;
    worker = undefined;
    ending = false;
    await last?.terminate();
    for (const resolve of ended.splice(0)) resolve();
  }

  return {
    draw: (task) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) {
          reject(new HandlerFailure("DOCUMENTS_BUSY", `${waiting.length} documents wait to be drawn.`, "retry"));
          return;
        }
        waiting.push({ task, resolve, reject });
        next();
      }),
    end: () =>
      new Promise((resolve) => {
        ended.push(resolve);
        ending = true;
        next();
      }),
  };
}

let thread: DrawingThread | undefined;

/** On the one thread of this process; as `DrawingThread.draw`. */
export function documentPdf(filled: readonly FilledTemplate[], about: AboutDocument): Promise<Uint8Array> {
  thread ??= createDrawingThread();
  return thread.draw({ filled, about });
}

export async function endDrawing(): Promise<void> {
  await thread?.end();
}
