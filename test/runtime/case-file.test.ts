import { expect } from "chai";
import { CodedError } from "../../engine/errors.ts";
import { HandlerFailure } from "../../engine/ports.ts";
import { ANALYST, CLERK, diagram, flow, handler, HEAD, openRuntime, type RuntimeHarness } from "./runtime-harness.ts";

const ISSUE = diagram(
  `<startEvent id="start"/>${flow("f1", "start", "issue")}<serviceTask id="issue"><extensionElements><reg:call handler="person.lookup"/></extensionElements></serviceTask>${flow("f2", "issue", "check")}<userTask id="check"/>${flow("f3", "check", "end")}<endEvent id="end"/>`,
);

const issued = (text: string) => ({
  facts: { found: true },
  documents: [
    { name: "paper", mediaType: "application/pdf", bytes: new TextEncoder().encode(text), number: "AAAA-BBBB-CCCC" },
  ],
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the case file over SQLite", () => {
  let harness: RuntimeHarness;
  afterEach(() => harness.close());

  async function startCase(run: Parameters<typeof handler>[1]): Promise<string> {
    harness = await openRuntime([handler("person.lookup", run)]);
    await harness.runtime.deploy({ resources: [{ kind: "bpmn", name: "service.bpmn", bytes: ISSUE }] }, ANALYST);
    const { case: id } = await harness.runtime.start({ process: "service" }, CLERK);
    await harness.runtime.settle();
    return id;
  }

  it("given a document with a number, the number stands in the event, and finds the document", async () => {
    const id = await startCase(() => Promise.resolve(issued("%PDF")));
    const history = await harness.database.events.history(id);
    const filed = history.map(({ event }) => event).find(({ type }) => type === "DocumentFiled");
    expect(filed).to.include({ name: "paper", number: "AAAA-BBBB-CCCC", element: "issue" });
    const found = await harness.database.caseFile.issued("AAAA-BBBB-CCCC");
    expect(found).to.include({ case: id, name: "paper" });
  });

  it("tells every attempt of a job when the job came into being", async () => {
    const begun: (string | undefined)[] = [];
    const at: string[] = [];
    const id = await startCase(async (_input, context) => {
      begun.push(await context.begunAt?.());
      at.push(context.at);
      if (begun.length < 2) throw new HandlerFailure("OUTAGE", "the register does not answer", "retry");
      return issued("%PDF");
    });
    harness.advance(10_000);
    await harness.runtime.settle();
    expect(at[1]).not.to.equal(at[0]);
    const [started] = await harness.database.events.history(id);
    expect(begun).to.deep.equal([started?.at, started?.at]);
  });

  it("given a case that runs, its file is not erased: its steps read it", async () => {
    const id = await startCase(() => Promise.resolve(issued("%PDF")));
    const erase = harness.runtime.eraseCaseFile(id, { ground: "law", reason: "order 7" }, HEAD);
    expect(await codeOf(erase)).to.equal("CASE_STILL_RUNS");
    expect((await harness.database.caseFile.list(id)).every(({ erasedAt }) => erasedAt === undefined)).to.equal(true);
  });

  it("given a case that has ended, erases its file with a reason, once, and the log still proves itself", async () => {
    const id = await startCase(() => Promise.resolve(issued("a person")));
    const { items } = await harness.database.readModels.tasks({ case: id, state: "open" });
    await harness.runtime.completeTask(items[0]?.id ?? "", {}, CLERK);
    const { eraseCaseFile } = harness.runtime;
    expect(await codeOf(eraseCaseFile(id, { ground: "law", reason: " " }, HEAD))).to.equal("REASON_REQUIRED");
    const before = await harness.database.events.history(id);
    const receipt = await eraseCaseFile(id, { ground: "law", reason: "order 7" }, HEAD);
    expect(receipt.erased).to.equal(1);
    const after = await harness.database.events.history(id);
    const [document] = await harness.database.caseFile.list(id);
    expect(after.slice(0, before.length), "what was there is as it was").to.deep.equal(before);
    expect(after.slice(before.length).map(({ by, event }) => ({ by, event }))).to.deep.equal([
      {
        by: HEAD.id,
        event: { type: "CaseFileErased", documents: [document?.id], ground: "law", reason: "order 7" },
      },
    ]);
    expect((await harness.database.events.load(id))?.documents).to.deep.equal({});
    expect(await harness.database.events.verify(id)).to.deep.equal({ ok: true, events: after.length });
    const again = await eraseCaseFile(id, { ground: "law", reason: "order 7" }, HEAD);
    expect(again.erased, "no document was left").to.equal(0);
    expect((await harness.database.events.history(id)).slice(after.length).map(({ event }) => event)).to.deep.equal([
      { type: "CaseFileErased", documents: [], ground: "law", reason: "order 7" },
    ]);
  });
});
