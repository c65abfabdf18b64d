import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CodedError, type Problem } from "../../engine/errors.ts";
import { createRuntime } from "../../engine/runtime/create-runtime.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { dmn, literal, table } from "../decisions/dmn-text.ts";
import { ANALYST, CLERK, diagram, flow, HEAD, openRuntime, type RuntimeHarness } from "./runtime-harness.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures/decisions");

const bundle = (bytes: Uint8Array, ...files: readonly Uint8Array[]): Bundle => ({
  resources: [
    { kind: "bpmn", name: "service.bpmn", bytes },
    ...files.map((file, index) => ({ kind: "decision" as const, name: `rules-${index + 1}.dmn`, bytes: file })),
  ],
});

/** Start, the decision `id` into `answer`, a user task, end. */
const deciding = (id: string, extension = `<reg:decision id="${id}" variable="answer"/>`): Uint8Array =>
  diagram(
    `<startEvent id="start"/>${flow("f1", "start", "assess")}<businessRuleTask id="assess"><extensionElements>${extension}</extensionElements></businessRuleTask>${flow("f2", "assess", "check")}<userTask id="check"/>${flow("f3", "check", "end")}<endEvent id="end"/>`,
  );

const DAYS = dmn(
  table({
    id: "days",
    inputs: ["missing"],
    outputs: ["days"],
    rules: [
      ["0", "3"],
      ["> 0", "missing + 3"],
      ["13", "null"],
    ],
  }),
);

async function problems(promise: Promise<unknown>): Promise<{ code: string; problems: readonly Problem[] }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("business rule tasks in the runtime over SQLite", () => {
  let harness: RuntimeHarness;
  beforeEach(async () => {
    harness = await openRuntime();
  });
  afterEach(() => harness.close());

  const start = async (variables: Record<string, number | string>): Promise<string> => {
    const { case: id } = await harness.runtime.start({ process: "service", variables }, CLERK);
    await harness.runtime.settle();
    return id;
  };
  const answerOf = async (id: string): Promise<unknown> =>
    (await harness.database.events.load(id))?.instances[0]?.variables?.answer;
  const openTasks = async (): Promise<string[]> =>
    (await harness.database.readModels.tasks({ state: "open" })).items.map(({ element }) => element);

  it("given a table beside the diagram, when a case comes to its task, then the answer is a variable and the case goes on", async () => {
    await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
    const id = await start({ missing: 2 });
    expect(await answerOf(id)).to.equal(5);
    expect(await openTasks()).to.deep.equal(["check"]);
    const history = await harness.database.events.history(id);
    expect(history.find(({ event }) => event.type === "ElementCompleted")?.by).to.equal("handler:dmn");
    expect(harness.faults).to.deep.equal([]);
  });

  it("given the review of the fixtures, then mapped inputs and required decisions make the way", async () => {
    const read = (name: string): Uint8Array => readFileSync(join(FIXTURES, name));
    await harness.runtime.deploy(bundle(read("review.bpmn"), read("review.dmn")), ANALYST);
    const variables = { application: { kind: "first", missing: 4 } };
    await harness.runtime.start({ process: "review", variables }, CLERK);
    await harness.runtime.settle();
    expect(await openTasks()).to.deep.equal(["commission"]);
  });

  it("given no rule that matches, then the variable is null, not left out", async () => {
    await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
    const id = await start({ missing: -1 });
    expect(await answerOf(id)).to.equal(null);
  });

  it("given camunda's and zeebe's ways to name a decision, then they are read, too", async () => {
    const zeebe = `<z:calledDecision xmlns:z="http://camunda.org/schema/zeebe/1.0" decisionId="days" resultVariable="answer"/>`;
    await harness.runtime.deploy(bundle(deciding("days", zeebe), DAYS), ANALYST);
    expect(await answerOf(await start({ missing: 1 }))).to.equal(4);
    const camunda = new TextDecoder()
      .decode(deciding("days", ""))
      .replace(
        '<businessRuleTask id="assess">',
        '<businessRuleTask id="assess" xmlns:c="http://camunda.org/schema/1.0/bpmn" c:decisionRef="days" c:resultVariable="answer">',
      );
    await harness.runtime.deploy(bundle(new TextEncoder().encode(camunda), DAYS), ANALYST);
    expect(await answerOf(await start({ missing: 0 }))).to.equal(3);
  });

  it("given a decision in a process that is called, then it is that deployment's", async () => {
    await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
    const caller = new TextDecoder()
      .decode(
        diagram(
          `<startEvent id="start"/>${flow("f1", "start", "call")}<callActivity id="call" calledElement="service"/>${flow("f2", "call", "end")}<endEvent id="end"/>`,
        ),
      )
      .replace('<process id="service"', '<process id="caller"');
    await harness.runtime.deploy(bundle(new TextEncoder().encode(caller)), ANALYST);
    const { case: id } = await harness.runtime.start({ process: "caller", variables: { missing: 4 } }, CLERK);
    await harness.runtime.settle();
    const state = await harness.database.events.load(id);
    expect(state?.instances.some(({ variables }) => variables?.answer === 7)).to.equal(true);
  });

  describe("a decision without an answer", () => {
    it("given two rules of a unique table that match, then the incident names them, and a retry with mended variables goes on", async () => {
      await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
      const id = await start({ missing: 13 });
      const [incident] = (await harness.database.readModels.incidents({ case: id, open: true })).items;
      expect(incident).to.include({ element: "assess", code: "DECISION_FAILED" });
      expect(incident?.message).to.equal(
        "decision days: rules days_rule_2 (row 2), days_rule_3 (row 3) match, but one may",
      );
      await harness.runtime.execute(
        id,
        {
          type: "ResolveIncident",
          key: incident?.key ?? 0,
          resolution: "retry",
          reason: "miscounted",
          variables: { missing: 12 },
        },
        HEAD,
      );
      await harness.runtime.settle();
      expect(await answerOf(id)).to.equal(15);
      expect(await openTasks()).to.deep.equal(["check"]);
    });

    it("given a variable that is not there, then it is an expression's incident; skipped with an answer by hand, the case goes on", async () => {
      await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
      const id = await start({});
      const [incident] = (await harness.database.readModels.incidents({ case: id, open: true })).items;
      expect(incident).to.include({ element: "assess", code: "EXPRESSION_FAILED" });
      expect(incident?.message).to.equal("decision days: input missing: missing: Variable 'missing' not found");
      await harness.runtime.execute(
        id,
        {
          type: "ResolveIncident",
          key: incident?.key ?? 0,
          resolution: "skip",
          reason: "decided by the head",
          variables: { answer: 1 },
        },
        HEAD,
      );
      await harness.runtime.settle();
      expect(await answerOf(id)).to.equal(1);
    });
  });

  it("given a job that the engine left undone when it stopped, when it is up again, then the decision is made", async () => {
    await harness.runtime.deploy(bundle(deciding("days"), DAYS), ANALYST);
    const { events, readModels, definitions, caseFile, keptMessages } = harness.database;
    const withoutPump = createRuntime({
      events,
      reads: readModels,
      definitions,
      caseFiles: caseFile,
      keptMessages,
      handlers: { get: () => undefined, list: () => [] },
      clock: { now: () => harness.now },
      chance: { hex: (n) => randomBytes(n).toString("hex") },
      calendar: () => createCalendar(KAZAKHSTAN),
    });
    const { case: id } = await withoutPump.start({ process: "service", variables: { missing: 2 } }, CLERK);
    expect((await readModels.jobs({ case: id })).items.map(({ handler }) => handler)).to.deep.equal(["dmn"]);
    await harness.restart();
    await harness.runtime.settle();
    expect(await answerOf(id)).to.equal(5);
  });

  describe("at deployment", () => {
    const refused = (...parts: Parameters<typeof bundle>): ReturnType<typeof problems> =>
      problems(harness.runtime.deploy(bundle(...parts), ANALYST));

    it("given a task whose decision is in no file, then it is refused with the element and the decisions that are there", async () => {
      const { code, problems: found } = await refused(deciding("weeks"), DAYS, dmn(literal("hours", "24 * days")));
      expect(code).to.equal("DIAGRAM_BROKEN");
      expect(found).to.deep.equal([
        {
          element: "assess",
          detail: "decision weeks is not in the deployment: its files have days, hours",
          code: "decision-missing",
        },
      ]);
      expect((await refused(deciding("weeks"))).problems[0]?.detail).to.include("it has none");
    });

    it("given a DMN file that cannot be evaluated, then its file, element and line are named, and nothing is stored", async () => {
      const { code, problems: found } = await refused(deciding("days"), dmn(literal("days", "3 +")));
      expect(code).to.equal("DECISION_BROKEN");
      expect(found[0]).to.include({ pointer: "/resources/rules-1.dmn", element: "days_expression", line: 2 });
      expect((await harness.database.definitions.list()).items).to.deep.equal([]);
    });

    it("given a DMN file with a DOCTYPE, then it is refused before it is read", async () => {
      const bytes = new TextEncoder().encode(`<!DOCTYPE d [<!ENTITY e "x">]><definitions/>`);
      expect((await refused(deciding("days"), bytes)).code).to.equal("DIAGRAM_HAS_DOCTYPE");
    });

    it("given the same decision in two files, then it is refused", async () => {
      const twin = dmn(literal("days", "3"));
      expect((await refused(deciding("days"), DAYS, twin)).problems.map(({ code }) => code)).to.deep.equal([
        "decision-twice",
      ]);
    });
  });
});
