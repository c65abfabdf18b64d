import { execFileSync } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import type { HandlerFailure } from "../../engine/ports.ts";
import { drawPdf } from "../../handlers/document-pdf.ts";
import { createDrawingThread } from "../../handlers/drawing-thread.ts";
import type { DrawingTask, DrawingThread } from "../../handlers/drawing-thread.ts";
import { failureOf } from "./job.ts";

const ODD = new URL("./odd-drawing-worker.ts", import.meta.url);

const task = (title: string, paragraphs: readonly string[] = [], madeAt = "2026-05-14T04:00:00.000Z"): DrawingTask => ({
  filled: [
    {
      language: "kk",
      title,
      paragraphs,
      rows: [],
      letterhead: [],
      signatures: [],
      numberAndDate: false,
      numbered: false,
      verification: false,
    },
  ],
  about: { number: "1", date: "14.05.2026", madeAt, author: "", subject: "", keywords: [] },
});

describe("the thread that draws documents", () => {
  const open: DrawingThread[] = [];
  const thread = (options: Parameters<typeof createDrawingThread>[0] = {}): DrawingThread => {
    const made = createDrawingThread(options);
    open.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.end()));
  });
  const text = async (bytes: Promise<Uint8Array>): Promise<string> => Buffer.from(await bytes).toString("utf8");

  it("leaves the others their turns while it draws, where drawing in their midst would not", async () => {
    const long = task(
      "Ұзақ",
      Array.from({ length: 150 }, (_, index) => `Тармақ ${index}. ${"сөз ".repeat(60)}`),
    );
    const drawing = thread();
    await drawing.draw(task("first, so that everything is loaded"));
    await drawPdf(task("and here").filled, long.about);
    const turnsDuring = async (work: Promise<unknown>): Promise<number> => {
      const over = work.then(() => "over");
      for (let turns = 0; ; turns += 1) if ((await Promise.race([over, turn("turn")])) === "over") return turns;
    };
    const amongOthers = await turnsDuring(drawPdf(long.filled, long.about));
    const aside = await turnsDuring(drawing.draw(long));
    expect(aside).to.be.greaterThan(10 * amongOthers);
  });

  it("draws in the order in which it was asked", async () => {
    const drawing = thread({ worker: ODD });
    const order: string[] = [];
    await Promise.all(["a", "b", "c", "d"].map(async (title) => order.push(await text(drawing.draw(task(title))))));
    expect(order).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("says of what cannot be drawn why not, for good, and draws the next", async () => {
    const drawing = thread();
    const failure = await failureOf(drawing.draw(task("no instant", [], "not an instant")));
    expect(failure).to.deep.include({ code: "DOCUMENT_NOT_DRAWN", retry: false });
    expect(await text(drawing.draw(task("sound")))).to.match(/^%PDF-1\.7/);
  });

  for (const [fault, says] of [
    ["die", "its thread ended"],
    ["throw", "out of its mind"],
    ["hungry", "memory"],
  ] as const) {
    it(`that is lost over a document (${fault}): this one may be tried again, those behind it are drawn by another`, async () => {
      const drawing = thread({ worker: ODD, memoryMb: 64 });
      const [failed, ...others] = [fault, "b", "c"].map((title) => drawing.draw(task(title)));
      const failure = await failureOf(failed!);
      expect(failure).to.deep.include({ code: "DOCUMENT_NOT_DRAWN", retry: true });
      expect(failure.message).to.include(says);
      expect(await Promise.all(others.map(text))).to.deep.equal(["b", "c"]);
    });
  }

  it("that never answers is given up, and those behind it are drawn by another", async () => {
    const drawing = thread({ worker: ODD, patienceMs: 3_000 });
    const endless = failureOf(drawing.draw(task("endless")));
    const behind = text(drawing.draw(task("behind")));
    expect(await endless).to.deep.include({ code: "DOCUMENT_NOT_DRAWN", retry: true });
    expect(await behind).to.equal("behind");
  });

  it("takes no more than it can hold: the rest are told to come again", async () => {
    const drawing = thread({ worker: ODD, mostWaiting: 2 });
    // One is being drawn, two wait.
    const results = await Promise.allSettled(["a", "b", "c", "d"].map((title) => drawing.draw(task(title))));
    expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
    const failure = (results[3] as PromiseRejectedResult).reason as HandlerFailure;
    expect(failure).to.deep.include({ code: "DOCUMENTS_BUSY", retry: true });
    expect(await text(drawing.draw(task("later")))).to.equal("later");
  });

  it("draws what was asked for before it ends, and starts again when it is needed", async () => {
    const drawing = thread({ worker: ODD });
    const asked = ["a", "b"].map((title) => text(drawing.draw(task(title))));
    await drawing.end();
    expect(await Promise.all(asked)).to.deep.equal(["a", "b"]);
    expect(await text(drawing.draw(task("again")))).to.equal("again");
  });

  it("keeps no process alive when it has nothing to draw, and does while it draws", () => {
    const script = `
      const { createDrawingThread } = await import("./handlers/drawing-thread.ts");
      const drawing = createDrawingThread({ worker: new URL("./test/handlers/odd-drawing-worker.ts", "file://${process.cwd()}/") });
      const bytes = await drawing.draw({ filled: [{ title: "drawn" }], about: {} });
      console.log(Buffer.from(bytes).toString());`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(output).to.equal("drawn\n");
  });
});
