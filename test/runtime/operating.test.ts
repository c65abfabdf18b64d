import { expect } from "chai";
import { evolve } from "../../engine/core/evolve.ts";
import { CodedError } from "../../engine/errors.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import { derivedRows, sqlOf } from "../db/sqlite-harness.ts";
import {
  ANALYST,
  CLERK,
  diagram,
  flow,
  handler,
  HEAD,
  openRuntime,
  type RuntimeHarness,
  timerOf,
} from "./runtime-harness.ts";

const MINUTE = 60_000;
const reason = "the act was amended";

const bundle = (bytes: Uint8Array): Bundle => ({ resources: [{ kind: "bpmn", name: "service.bpmn", bytes }] });
const extension = (inside: string): string => `<extensionElements>${inside}</extensionElements>`;
const lane = (role: string, ...nodes: readonly string[]): string =>
  `<laneSet id="lanes"><lane id="lane">${extension(`<reg:performer role="${role}" />`)}${nodes
    .map((node) => `<flowNodeRef>${node}</flowNodeRef>`)
    .join("")}</lane></laneSet>`;

const LIMITED = diagram(
  `<startEvent id="start"/>${flow("f1", "start", "check")}
   <userTask id="check">${extension('<reg:limit duration="PT30M" unit="minute" />')}</userTask>
   <boundaryEvent id="late" attachedToRef="check" cancelActivity="false">${timerOf("PT1H")}</boundaryEvent>
   ${flow("f3", "late", "remind")}<userTask id="remind"/>
   ${flow("f2", "check", "ask")}<serviceTask id="ask">${extension('<reg:call handler="person.lookup" />')}</serviceTask>
   ${flow("f4", "ask", "end")}<endEvent id="end"/>`,
);

/** Two steps of the office; the second version hands the first to the akimat, under another id, with a reminder. */
const FIRST = diagram(
  `${lane("office-clerk", "start", "check", "end")}<startEvent id="start"/>${flow("f1", "start", "check")}
   <userTask id="check">${extension('<reg:limit duration="PT30M" unit="minute" />')}</userTask>
   ${flow("f2", "check", "decide")}<userTask id="decide"/>${flow("f3", "decide", "end")}<endEvent id="end"/>`,
);
const SECOND = diagram(
  `${lane("akimat-clerk", "start", "verify", "end")}<startEvent id="start"/>${flow("f1", "start", "verify")}
   <userTask id="verify">${extension('<reg:limit duration="PT2H" unit="hour" />')}</userTask>
   <boundaryEvent id="late" attachedToRef="verify" cancelActivity="false">${timerOf("PT1H")}</boundaryEvent>
   ${flow("f4", "late", "end")}${flow("f2", "verify", "end")}<endEvent id="end"/>`,
);

describe("operating cases over SQLite", () => {
  let harness: RuntimeHarness;
  afterEach(() => harness.close());

  const openTasks = async (id: string) =>
    (await harness.database.readModels.tasks({ case: id, state: "open" })).items.map(({ element }) => element);
  const taskAt = async (id: string, element: string): Promise<string> =>
    (await harness.database.readModels.tasks({ case: id, element, state: "open" })).items[0]?.id ?? "none";
  const limits = async (id: string) =>
    (await harness.database.readModels.limits(id)).map(({ state, dueAt, breachedAt }) => [state, dueAt, breachedAt]);

  /** What the read models hold must be what a rebuild makes of the log. */
  async function expectRebuilt(): Promise<void> {
    const sql = sqlOf(harness.dataDir);
    const rows = await derivedRows({ sql });
    await harness.database.rebuild(evolve);
    expect(await derivedRows({ sql })).to.deep.equal(rows);
  }

  it("given a suspended case, then its job and its timer wait, its limit is not broken, and all of it goes on when it is resumed", async () => {
    let calls = 0;
    harness = await openRuntime([handler("person.lookup", () => Promise.resolve({ facts: { calls: ++calls } }))]);
    const { runtime } = harness;
    await runtime.deploy(bundle(LIMITED), ANALYST);
    const { case: waiting } = await runtime.start({ process: "service" }, CLERK);
    harness.advance(10 * MINUTE);
    await runtime.execute(waiting, { type: "SuspendCase", reason }, HEAD);
    harness.advance(120 * MINUTE);
    await runtime.settle();
    expect(await openTasks(waiting)).to.deep.equal(["check"]);
    expect(await limits(waiting)).to.deep.equal([["running", "2012-05-14T04:30:00.000Z", undefined]]);
    await runtime.execute(waiting, { type: "ResumeCase", reason }, HEAD);
    await runtime.settle();
    expect((await openTasks(waiting)).sort()).to.deep.equal(["check", "remind"]);
    expect(await limits(waiting)).to.deep.equal([["running", "2012-05-14T06:30:00.000Z", undefined]]);

    expect(calls).to.equal(0);
    expect(harness.faults).to.deep.equal([]);
    await expectRebuilt();
  });

  it("given a job in line behind others, when its case is suspended, then it is not begun before the case is resumed", async () => {
    const begun: string[] = [];
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    harness = await openRuntime([
      handler("person.lookup", async (_, context) => {
        begun.push(context.case);
        await gate;
        return { facts: {} };
      }),
    ]);
    const { runtime } = harness;
    await runtime.deploy(bundle(LIMITED), ANALYST);
    const started = await Promise.all(Array.from({ length: 33 }, () => runtime.start({ process: "service" }, CLERK)));
    const ids = started.map((receipt) => receipt.case);
    for (const id of ids) await runtime.completeTask(await taskAt(id, "check"), {}, CLERK);
    const [last] = ids.filter((id) => !begun.includes(id));
    expect(begun).to.have.length(32);
    await runtime.execute(last ?? "", { type: "SuspendCase", reason }, HEAD);
    open();
    await runtime.settle();
    expect(begun).to.have.length(32);
    await runtime.execute(last ?? "", { type: "ResumeCase", reason }, HEAD);
    await runtime.settle();
    expect(begun.at(-1)).to.equal(last);
    expect((await harness.database.readModels.cases({ status: "completed" })).items).to.have.length(33);
  });

  it("given stopped terms, then nothing is overdue and nothing due is shown, until the clock goes on", async () => {
    harness = await openRuntime([handler("person.lookup", () => Promise.resolve({ facts: {} }))]);
    const { runtime, database } = harness;
    await runtime.deploy(bundle(LIMITED), ANALYST);
    const { case: id } = await runtime.start({ process: "service" }, CLERK);
    harness.advance(10 * MINUTE);
    await runtime.execute(id, { type: "StopTerms", reason: "the applicant was asked for a paper" }, HEAD);
    expect(await limits(id)).to.deep.equal([["stopped", "2012-05-14T04:30:00.000Z", undefined]]);
    expect(await database.readModels.case(id)).to.not.have.property("dueAt");
    expect((await database.readModels.task(await taskAt(id, "check")))?.dueAt).to.equal(undefined);
    harness.advance(30 * MINUTE);
    await runtime.settle();
    expect(await limits(id)).to.deep.equal([["stopped", "2012-05-14T04:30:00.000Z", undefined]]);
    await expectRebuilt();
    await harness.restart();
    await harness.runtime.execute(id, { type: "ContinueTerms", reason: "the paper came" }, HEAD);
    await harness.runtime.settle();
    expect(await limits(id)).to.deep.equal([["running", "2012-05-14T05:00:00.000Z", undefined]]);
    expect((await harness.database.readModels.case(id))?.dueAt).to.equal("2012-05-14T05:00:00.000Z");
    harness.advance(21 * MINUTE);
    await harness.runtime.settle();
    expect(await limits(id)).to.deep.equal([["running", "2012-05-14T05:00:00.000Z", harness.now]]);
    const [limit] = await harness.database.readModels.limits(id);
    const extend = { type: "ExtendTerm", key: limit?.key ?? 0, duration: "PT1H", unit: "hour", reason } as const;
    await harness.runtime.execute(id, extend, HEAD);
    expect(await limits(id)).to.deep.equal([["running", "2012-05-14T06:00:00.000Z", undefined]]);
    expect(harness.faults).to.deep.equal([]);
    await expectRebuilt();
  });

  it("given a moved token, then the task left is cancelled, the timer gone, and the task entered open", async () => {
    harness = await openRuntime([handler("person.lookup", () => Promise.resolve({ facts: {} }))]);
    const { runtime, database } = harness;
    await runtime.deploy(bundle(LIMITED), ANALYST);
    const { case: id, state } = await runtime.start({ process: "service" }, CLERK);
    const left = await taskAt(id, "check");
    const { key } = state.instances.find(({ element }) => element === "check") ?? { key: 0 };
    await runtime.execute(id, { type: "MoveToken", key, to: "remind", reason: "nothing to check" }, HEAD);
    expect(await openTasks(id)).to.deep.equal(["remind"]);
    expect((await database.readModels.task(left))?.state).to.equal("cancelled");
    expect((await database.readModels.timers({ case: id })).items).to.deep.equal([]);
    expect((await limits(id))[0]?.[0]).to.equal("dropped");
    expect((await database.events.history(id)).map(({ cause }) => cause)).to.include("MoveToken");
    await expectRebuilt();
  });

  describe("migrating", () => {
    const mapping = { check: "verify" };
    const request = { process: "service", from: 1, to: 2, mapping };

    async function twoVersions(): Promise<{ atCheck: string; suspended: string; atDecide: string; ended: string }> {
      harness = await openRuntime();
      const { runtime } = harness;
      await runtime.deploy(bundle(FIRST), ANALYST);
      const start = async (): Promise<string> => (await runtime.start({ process: "service" }, CLERK)).case;
      const [atCheck, suspended, atDecide, ended] = [await start(), await start(), await start(), await start()];
      await runtime.execute(suspended, { type: "SuspendCase", reason }, HEAD);
      await runtime.completeTask(await taskAt(atDecide, "check"), {}, CLERK);
      await runtime.execute(ended, { type: "CancelCase", reason }, HEAD);
      await runtime.deploy(bundle(SECOND), ANALYST);
      return { atCheck, suspended, atDecide, ended };
    }

    it("given cases at several steps, then the plan counts where they go, names what has no home, and changes nothing", async () => {
      const { atCheck, suspended, atDecide } = await twoVersions();
      const seqs = async () => (await harness.database.readModels.cases({})).items.map(({ seq }) => seq);
      const before = await seqs();
      const report = await harness.runtime.planMigration(request);
      const [one, two] = [...(await harness.database.definitions.list({ process: "service" })).items]
        .sort((a, b) => a.version - b.version)
        .map(({ digest }) => digest);
      const { cases, ...sums } = report;
      expect(sums).to.deep.equal({
        from: one,
        to: two,
        total: 3,
        ready: 2,
        mapped: [{ from: "check", to: "verify", cases: 2 }],
        homeless: [{ element: "decide", why: "the other version has no element decide", cases: 1 }],
        changedWaits: [{ element: "late", change: "opened", kind: "timer", cases: 2 }],
        changedTasks: [{ element: "verify", role: "akimat-clerk", cases: 2 }],
      });
      expect(cases.filter(({ ready }) => ready).map((each) => each.case)).to.have.members([atCheck, suspended]);
      expect(cases.find(({ ready }) => !ready)).to.deep.include({ case: atDecide });
      expect(await seqs()).to.deep.equal(before);
    });

    it("given that plan carried out, then each case that has a home goes on in the new version, with its tasks, and the others are listed", async () => {
      const { atCheck, suspended, atDecide, ended } = await twoVersions();
      const task = await taskAt(atCheck, "check");
      await harness.runtime.execute(atCheck, { type: "ClaimTask", key: Number(task.split(".")[1]) }, CLERK);
      harness.advance(5 * MINUTE);
      const outcome = await harness.runtime.migrate({ ...request, recomputeTerms: true, reason }, HEAD);
      expect(outcome.migrated).to.have.members([atCheck, suspended]);
      expect(outcome.failed).to.deep.equal([
        {
          case: atDecide,
          code: "MIGRATION_HOMELESS",
          detail: "the case stands at decide, which the other version has no place for",
          problems: [{ element: "decide", detail: "the other version has no element decide" }],
        },
      ]);
      const { readModels } = harness.database;
      const shown = await readModels.task(task);
      expect(shown).to.include({ element: "verify", role: "akimat-clerk", definition: outcome.to, state: "open" });
      expect(shown).to.not.have.property("assignee");
      expect(await readModels.case(atCheck)).to.include({ definition: outcome.to });
      expect(await readModels.case(atDecide)).to.include({ definition: outcome.from });
      expect(await readModels.case(ended)).to.include({ definition: outcome.from });
      expect((await readModels.cases({ definition: outcome.to })).items.map((row) => row.id)).to.have.members([
        atCheck,
        suspended,
      ]);
      expect((await readModels.timers({ case: atCheck })).items[0]).to.include({
        element: "late",
        dueAt: "2012-05-14T05:05:00.000Z",
      });
      expect((await readModels.limits(atCheck))[0]).to.include({
        element: "verify",
        of: "verify",
        duration: "PT2H",
        dueAt: "2012-05-14T06:00:00.000Z",
      });
      expect(await harness.database.events.verify(atCheck)).to.include({ ok: true });
      await expectRebuilt();

      await harness.restart();
      const akimat = { id: "zhanar", roles: ["akimat-clerk"] };
      const done = await harness.runtime.completeTask(task, {}, akimat);
      expect(done.state.status).to.equal("completed");
    });

    it("given the case that has no home, when its step is mapped too, or its token moved first, then it goes on; named alone, the others stay", async () => {
      const { atCheck, atDecide } = await twoVersions();
      const outcome = await harness.runtime.migrate(
        { process: "service", from: 1, to: 2, cases: [atDecide], mapping: { decide: "verify" }, reason },
        HEAD,
      );
      expect(outcome).to.deep.include({ migrated: [atDecide], failed: [] });
      expect((await harness.database.readModels.case(atCheck))?.definition).to.equal(outcome.from);
      const back = await harness.runtime.migrate(
        { process: "service", from: 2, to: 1, mapping: { verify: "decide" }, reason: "taken back" },
        HEAD,
      );
      expect(back.migrated).to.deep.equal([atDecide]);
      expect(await openTasks(atDecide)).to.deep.equal(["decide"]);
    });

    it("given versions, ids or cases that are not there, then it is refused before anything is done", async () => {
      const { atCheck, ended } = await twoVersions();
      const refusal = async (more: object): Promise<CodedError> => {
        try {
          await harness.runtime.migrate({ ...request, reason, ...more }, HEAD);
        } catch (error) {
          if (error instanceof CodedError) return error;
          throw error;
        }
        throw new Error("it was accepted");
      };
      expect((await refusal({ to: 3 })).code).to.equal("DEFINITION_NOT_FOUND");
      expect((await refusal({ mapping: { chek: "verify", check: "verfy" } })).problems).to.deep.equal([
        { pointer: "/mapping/chek", detail: "version 1 has no chek" },
        { pointer: "/mapping/check", detail: "version 2 has no verfy" },
      ]);
      expect((await refusal({ cases: [atCheck, "nobody"] })).code).to.equal("CASE_NOT_FOUND");
      expect((await harness.runtime.migrate({ ...request, reason, cases: [ended] }, HEAD)).failed[0]?.code).to.equal(
        "CASE_NOT_ACTIVE",
      );
      expect((await harness.database.readModels.case(atCheck))?.definition).to.equal(
        (await harness.database.readModels.case(ended))?.definition,
      );
    });
  });
});
