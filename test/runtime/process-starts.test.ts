import { expect } from "chai";
import { evolve } from "../../engine/core/evolve.ts";
import { CodedError, type Problem } from "../../engine/errors.ts";
import type { CaseRow } from "../../engine/ports.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import { ANALYST, CLERK, diagram, flow, openRuntime, type RuntimeHarness, timerOf } from "./runtime-harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const expression = (kind: string, text: string): string =>
  `<timerEventDefinition><${kind} xsi:type="tFormalExpression">${text}</${kind}></timerEventDefinition>`;
const date = (text: string): string => expression("timeDate", text);
const cycle = (text: string): string => expression("timeCycle", text);

/** Begins at `start`, waits at the task `check`. `tag` makes it another version. */
const starting = (triggers: string, tag = ""): Uint8Array =>
  diagram(
    `<startEvent id="start">${triggers}</startEvent>${flow("f1", "start", "check")}<userTask id="check" name="${tag}"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
  );

const bundle = (bytes: Uint8Array): Bundle => ({ resources: [{ kind: "bpmn", name: "service.bpmn", bytes }] });

describe("processes that start by themselves, over SQLite", () => {
  let harness: RuntimeHarness;
  beforeEach(async () => {
    harness = await openRuntime();
  });
  afterEach(() => harness.close());

  const deploy = (bytes: Uint8Array): ReturnType<RuntimeHarness["runtime"]["deploy"]> =>
    harness.runtime.deploy(bundle(bytes), ANALYST);
  /** The cases started so far, oldest first. */
  const cases = async (): Promise<readonly CaseRow[]> =>
    [...(await harness.database.readModels.cases({}, { limit: 200 })).items].reverse();
  const after = async (ms: number): Promise<number> => {
    harness.advance(ms);
    await harness.runtime.settle();
    return (await cases()).length;
  };
  const nextDue = (): Promise<string | undefined> => harness.database.readModels.nextDueAt();

  it("given a date, when it comes, then one case starts there, at the start event, in the engine's name", async () => {
    await deploy(starting(date("2012-05-14T12:00:00+06:00")));
    expect(await nextDue()).to.equal("2012-05-14T06:00:00.000Z");
    expect(await after(HOUR)).to.equal(0);
    expect(await after(HOUR)).to.equal(1);
    const [started] = await cases();
    expect(started).to.include({ process: "service", status: "active", startedAt: "2012-05-14T06:00:00.000Z" });
    const [first] = await harness.database.events.history(started?.id ?? "");
    expect(first?.event).to.include({ type: "CaseStarted", trigger: "start" });
    expect(first?.by).to.equal("system");
    expect(await after(365 * DAY)).to.equal(1);
    expect(await nextDue()).to.equal(undefined);
    expect(harness.faults).to.deep.equal([]);
  });

  it("given a duration, then one case starts that long after the deployment", async () => {
    await deploy(starting(timerOf("PT30M")));
    expect(await after(29 * MINUTE)).to.equal(0);
    expect(await after(MINUTE)).to.equal(1);
    expect(await after(DAY)).to.equal(1);
  });

  it("given a duration in working days, then the calendar counts them", async () => {
    // Deployed on a Monday: the third working day ends with Thursday.
    const triggers = timerOf("P3D").replace(
      "<timerEventDefinition>",
      `<timerEventDefinition><extensionElements><reg:timer unit="working-day"/></extensionElements>`,
    );
    await deploy(starting(triggers));
    expect(await nextDue()).to.equal("2012-05-17T17:59:59.999Z");
    expect(await after(3 * DAY)).to.equal(0);
    expect(await after(DAY)).to.equal(1);
  });

  it("given a counted cycle, then it starts so many cases and ends", async () => {
    await deploy(starting(cycle("R3/PT10M")));
    const counts = [];
    for (let index = 0; index < 5; index++) counts.push(await after(10 * MINUTE));
    expect(counts).to.deep.equal([1, 2, 3, 3, 3]);
    expect(await nextDue()).to.equal(undefined);
  });

  it("given a cycle without end, then it goes on at its own instants, however late each start was", async () => {
    await deploy(starting(cycle("R/2012-05-14T12:00:00+06:00/P1D")));
    await after(2 * HOUR + 7 * MINUTE);
    expect(await after(DAY)).to.equal(2);
    expect(await nextDue()).to.equal("2012-05-16T06:00:00.000Z");
    expect(await after(5 * DAY)).to.equal(7);
  });

  describe("each due instant starts one case", () => {
    it("given a restart before the time, then it is still armed; given one after it, then it is not started again", async () => {
      await deploy(starting(cycle("R2/PT10M")));
      await harness.restart();
      expect(await after(10 * MINUTE)).to.equal(1);
      await harness.restart();
      expect(await after(0)).to.equal(1);
      expect(await after(10 * MINUTE)).to.equal(2);
      await harness.restart();
      expect(await after(DAY)).to.equal(2);
    });

    it("given an engine that was down, when it is up again, then each instant that passed starts its case", async () => {
      await deploy(starting(cycle("R/PT1H")));
      await after(HOUR);
      harness.advance(3 * HOUR + 5 * MINUTE);
      await harness.restart();
      expect(await after(0)).to.equal(4);
      expect(await nextDue()).to.equal("2012-05-14T09:00:00.000Z");
    });

    it("given a kill after the case was committed and before the timer was set on, when it is due again, then there is one case", async () => {
      await deploy(starting(cycle("R2/PT10M")));
      const { definitions } = harness.database;
      harness.advance(10 * MINUTE);
      const [due] = await definitions.dueStarts(harness.now, 10);
      await harness.runtime.settle();
      expect(await cases()).to.have.length(1);
      // As the kill would have left it: the timer stands at the instant whose case is there.
      const [next] = await definitions.dueStarts("2012-05-14T04:20:00.000Z", 10);
      expect(await definitions.startFired(next as never, due as never)).to.equal(true);
      await harness.restart();
      expect(await after(0)).to.equal(1);
      expect(await after(10 * MINUTE)).to.equal(2);
      expect(await after(DAY)).to.equal(2);
    });

    it("given two nodes on one database, when both find it due, then one case starts", async () => {
      await deploy(starting(cycle("R5/PT10M")));
      const other = await harness.secondNode();
      for (let index = 1; index <= 5; index++) {
        harness.advance(10 * MINUTE);
        await Promise.all([harness.runtime.settle(), other.settle()]);
        expect(await cases()).to.have.length(index);
      }
      expect(harness.faults).to.deep.equal([]);
    });
  });

  describe("a new version", () => {
    it("given another time, then the old version's timers start nothing any more, and the new ones start the new version", async () => {
      await deploy(starting(cycle("R/PT10M")));
      await after(10 * MINUTE);
      const second = await deploy(starting(cycle("R/PT1H")));
      expect(await after(59 * MINUTE)).to.equal(1);
      expect(await after(MINUTE)).to.equal(2);
      expect((await cases())[1]?.definition).to.equal(second.digest);
    });

    it("given no timer, then it starts nothing; given the first bundle once more, then it is counted from then", async () => {
      const timed = starting(cycle("R/PT10M"));
      await deploy(timed);
      await deploy(starting(""));
      expect(await nextDue()).to.equal(undefined);
      expect(await after(DAY)).to.equal(0);
      await deploy(timed);
      expect(await after(9 * MINUTE)).to.equal(0);
      expect(await after(MINUTE)).to.equal(1);
    });

    it("given the same bundle again, then the timer goes on as it was", async () => {
      const timed = starting(cycle("R2/PT10M"));
      await deploy(timed);
      await after(10 * MINUTE);
      harness.advance(5 * MINUTE);
      expect((await deploy(timed)).created).to.equal(false);
      expect(await after(5 * MINUTE)).to.equal(2);
      expect(await after(DAY)).to.equal(2);
    });

    it("given a date or instants of a cycle that passed before the deployment, then they are not owed", async () => {
      await deploy(starting(date("2012-05-01T12:00:00+06:00")));
      expect(await after(DAY)).to.equal(0);
      await deploy(starting(cycle("R4/2012-05-14T12:00:00+06:00/P1D")));
      expect(await nextDue()).to.equal("2012-05-15T06:00:00.000Z");
      expect(await after(DAY)).to.equal(1);
      expect(await after(30 * DAY)).to.equal(3);
    });
  });

  describe("one file", () => {
    it("given several executable processes and several timers, then each starts its own cases", async () => {
      const two = new TextDecoder()
        .decode(
          diagram(
            `<startEvent id="daily">${cycle("R/P1D")}</startEvent>${flow("f1", "daily", "check")}<startEvent id="once">${timerOf("PT1H")}</startEvent>${flow("f2", "once", "check")}<userTask id="check"/>${flow("f3", "check", "end")}<endEvent id="end"/>`,
          ),
        )
        .replace(
          "</definitions>",
          `<process id="report" isExecutable="true"><startEvent id="weekly">${cycle("R/P7D")}</startEvent>${flow("f4", "weekly", "write")}<userTask id="write"/>${flow("f5", "write", "written")}<endEvent id="written"/></process></definitions>`,
        );
      await deploy(new TextEncoder().encode(two));
      await after(7 * DAY);
      const started = (await cases()).map(({ process }) => process);
      expect(started.filter((process) => process === "service")).to.have.length(8);
      expect(started.filter((process) => process === "report")).to.have.length(1);
    });

    it("given a start event that needs a timer and a message, when the timer has come, then the case waits for the message", async () => {
      const around = `<message id="m" name="papers"/>`;
      const bytes = diagram(
        `<startEvent id="start" parallelMultiple="true">${timerOf("PT1H")}<messageEventDefinition messageRef="m"/></startEvent>${flow("f1", "start", "check")}<userTask id="check"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
        around,
      );
      await deploy(bytes);
      expect(await after(HOUR)).to.equal(1);
      const openTasks = async (): Promise<number> =>
        (await harness.database.readModels.tasks({ state: "open" })).items.length;
      expect(await openTasks()).to.equal(0);
      await harness.runtime.publishMessage({ name: "papers" }, CLERK);
      expect([await openTasks(), (await cases()).length]).to.deep.equal([1, 1]);
    });
  });

  it("given a process that cannot be started, then whoever watches the log is told, and its next start is tried in its time", async () => {
    const bytes = diagram(
      `<startEvent id="start">${cycle("R2/PT10M")}</startEvent>${flow("f1", "start", "end")}<endEvent id="end"/><subProcess id="late" triggeredByEvent="true"><startEvent id="late-start">${timerOf("= waiting")}</startEvent>${flow("f2", "late-start", "late-end")}<endEvent id="late-end"/></subProcess>`,
    );
    await deploy(bytes);
    expect(await after(10 * MINUTE)).to.equal(0);
    const [fault] = harness.faults as CodedError[];
    expect(fault?.code).to.equal("EXPRESSION_FAILED");
    expect(fault?.message).to.include("process service could not be started by start, due at 2012-05-14T04:10:00.000Z");
    expect(await nextDue()).to.equal("2012-05-14T04:20:00.000Z");
    await after(10 * MINUTE);
    expect([harness.faults.length, await nextDue()]).to.deep.equal([2, undefined]);
  });

  it("given a calendar that does not reach the day, then the start stays due until it does", async () => {
    const bytes = diagram(
      `<extensionElements><reg:service regulation="r" channel="office"><reg:term duration="P3D" unit="working-day" clause="1"/></reg:service></extensionElements><startEvent id="start">${date("2031-05-14T12:00:00+06:00")}</startEvent>${flow("f1", "start", "check")}<userTask id="check"/>${flow("f2", "check", "end")}<endEvent id="end"/>`,
    );
    await deploy(bytes);
    harness.now = "2031-05-14T07:00:00.000Z";
    expect(await after(0)).to.equal(0);
    expect((harness.faults[0] as CodedError).code).to.equal("CALENDAR_MISSING");
    expect(await nextDue()).to.equal("2031-05-14T06:00:00.000Z");
  });

  it("given a rebuild of the read models, then the starts that are armed stay armed", async () => {
    await deploy(starting(cycle("R/PT10M")));
    await after(10 * MINUTE);
    await harness.database.rebuild(evolve);
    expect(await after(0)).to.equal(1);
    expect(await after(10 * MINUTE)).to.equal(2);
  });

  describe("at deployment", () => {
    const problems = async (bytes: Uint8Array): Promise<readonly Problem[]> => {
      try {
        await deploy(bytes);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        expect(error.code).to.equal("DIAGRAM_BROKEN");
        expect((await harness.database.definitions.list()).items).to.deep.equal([]);
        return error.problems;
      }
      throw new Error("it was accepted");
    };

    it("given a time that rests on a variable, then it is refused with the start event: there is none yet", async () => {
      const [problem] = await problems(starting(timerOf("= waiting")));
      expect(problem).to.include({ element: "start", code: "start-timer" });
      expect(problem?.detail).to.include("Variable 'waiting' not found");
    });

    it("given a cycle that does not lead forward, then it is refused", async () => {
      const [problem] = await problems(starting(cycle("R/PT0S")));
      expect(problem).to.include({ element: "start", code: "start-timer" });
      expect(problem?.detail).to.include("does not lead forward");
    });

    it("given a condition beside a plain start, then it is refused: nothing would look at it", async () => {
      const condition = `<conditionalEventDefinition><condition xsi:type="tFormalExpression">late</condition></conditionalEventDefinition>`;
      const bytes = diagram(
        `<startEvent id="start"/>${flow("f1", "start", "check")}<startEvent id="when-late">${condition}</startEvent>${flow("f2", "when-late", "check")}<userTask id="check"/>${flow("f3", "check", "end")}<endEvent id="end"/>`,
      );
      expect(await problems(bytes)).to.deep.equal([
        {
          element: "when-late",
          detail: "nothing looks at its condition: process service is always started at start",
          code: "start-condition",
        },
      ]);
    });
  });
});
