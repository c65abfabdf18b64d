/** What the read models must show after each kind of event, whatever the database. */
import { expect } from "chai";
import fc from "fast-check";
import type { Database } from "../../db/open-database.ts";
import type { CaseEvent, Wait } from "../../engine/core/events.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { Commit, TaskRow } from "../../engine/ports.ts";
import { CaseScript, complete, derivation, enter, instant, job, limit, message, task, timer } from "./case-script.ts";
import { derivedRows } from "./sqlite-harness.ts";
import type { DatabaseHarness } from "./sqlite-harness.ts";

export function describeReadModels(makeHarness: () => Promise<DatabaseHarness>): void {
  let harness: DatabaseHarness;
  let database: Database;
  let script: CaseScript;

  beforeEach(async () => {
    harness = await makeHarness();
    database = await harness.open();
    script = new CaseScript("case-1");
  });
  afterEach(() => harness.discard());

  const commit = (...commits: readonly Commit[]) => database.events.commit(commits);
  /** Each as a group of its own. */
  const then = async (...events: readonly CaseEvent[]) => {
    expect(await commit(script.commit(events))).to.deep.equal(["committed"]);
  };

  describe("cases", () => {
    it("given a started case, shows what it was started with and its nearest due date", async () => {
      await commit(script.start([limit(2, instant(90)), limit(3, instant(30))]));
      expect(await database.readModels.case("case-1")).to.deep.equal({
        id: "case-1",
        seq: 3,
        status: "active",
        definition: "d".repeat(64),
        process: "preschool.office",
        regulation: "preschool",
        channel: "office",
        applicant: "applicant-1",
        unit: "office-1",
        businessKey: "key of case-1",
        startedAt: instant(1),
        dueAt: instant(30),
        incidents: 0,
      });
      expect(await database.readModels.case("case-2")).to.equal(undefined);
    });

    it("follow the public status, the status and the end", async () => {
      await commit(script.start([enter(2, "process_1", [], { status: "received" })]));
      expect(await database.readModels.case("case-1")).to.include({ publicStatus: "received", status: "active" });
      await then({ type: "CaseSuspended", at: instant(2), reason: "checked" });
      expect(await database.readModels.case("case-1")).to.include({ status: "suspended" });
      await then({ type: "CaseResumed", reason: "checked" });
      expect(await database.readModels.case("case-1")).to.include({ status: "active" });
      await then({ type: "CaseCompleted" });
      expect(await database.readModels.case("case-1")).to.include({
        status: "completed",
        publicStatus: "received",
        startedAt: instant(1),
        endedAt: instant(4),
        seq: 5,
      });
    });

    it("given a case that ends in the group that starts it, shows both instants", async () => {
      await commit(
        script.start([]),
        script.commit([{ type: "CaseTerminated", why: "cancelled", reason: "withdrawn" }]),
      );
      expect(await database.readModels.case("case-1")).to.include({
        status: "terminated",
        startedAt: instant(1),
        endedAt: instant(2),
      });
    });

    it("are filtered by each column and listed newest first", async () => {
      const other = new CaseScript("case-2");
      await commit(
        script.start([]),
        other.commit(
          [
            other.started({
              regulation: "guardianship",
              channel: "portal",
              process: "p",
              applicant: "applicant-2",
              unit: "office-2",
            }),
            { type: "CaseCompleted" },
          ],
          { minute: 9 },
        ),
      );
      const ids = async (filter: Parameters<Database["readModels"]["cases"]>[0]) =>
        (await database.readModels.cases(filter)).items.map(({ id }) => id);
      expect(await ids({})).to.deep.equal(["case-2", "case-1"]);
      expect(await ids({ status: "completed" })).to.deep.equal(["case-2"]);
      expect(await ids({ regulation: "preschool" })).to.deep.equal(["case-1"]);
      expect(await ids({ channel: "portal" })).to.deep.equal(["case-2"]);
      expect(await ids({ process: "p" })).to.deep.equal(["case-2"]);
      expect(await ids({ applicant: "applicant-1" })).to.deep.equal(["case-1"]);
      expect(await ids({ unit: "office-1", status: "active" })).to.deep.equal(["case-1"]);
      expect(await ids({ unit: "office-1", status: "completed" })).to.deep.equal([]);
    });

    it("given a unit of intake beside the provider's, are found by either, each once, page after page", async () => {
      const scripts = Array.from({ length: 9 }, (_, index) => new CaseScript(`case-${index}`));
      await commit(
        ...scripts.map((each, index) =>
          each.commit([each.started({ unit: "office-1", intakeUnit: index % 3 === 0 ? "office-1" : "centre-1" })], {
            minute: index % 4,
          }),
        ),
      );
      const all = async (unit: string) => {
        const seen: string[] = [];
        for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
          const page = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
          const { items, next } = await database.readModels.cases({ unit }, page);
          seen.push(...items.map(({ id }) => id));
          cursor = next;
        }
        return seen;
      };
      const newest = (await database.readModels.cases({})).items;
      expect(await all("office-1")).to.deep.equal(newest.map(({ id }) => id));
      expect(await all("centre-1")).to.deep.equal(
        newest.filter(({ intakeUnit }) => intakeUnit === "centre-1").map(({ id }) => id),
      );
      expect(await database.readModels.case("case-1")).to.include({ unit: "office-1", intakeUnit: "centre-1" });
    });
  });

  describe("tasks", () => {
    it("given a task wait, an open task with all that the case says of it", async () => {
      await commit(script.start([limit(9, instant(45)), enter(2, "process_1", [task(3, "process_1")])]));
      const open: TaskRow = {
        id: "case-1.3",
        case: "case-1",
        key: 3,
        element: "process_1",
        definition: "d".repeat(64),
        process: "preschool.office",
        regulation: "preschool",
        channel: "office",
        unit: "office-1",
        applicant: "applicant-1",
        role: "office.clerk",
        form: "documents-check",
        state: "open",
        openedAt: instant(1),
        dueAt: instant(45),
      };
      expect(await database.readModels.task("case-1.3")).to.deep.equal(open);
      expect((await database.readModels.tasks({})).items).to.deep.equal([open]);
    });

    it("finds no task under an id that is none", async () => {
      await commit(script.start());
      for (const id of ["case-1.4", "case-1", "case-1.", ".3", "case-1.03", "case-1.3.1", "case-1.x"])
        expect(await database.readModels.task(id), id).to.equal(undefined);
    });

    it("given a claim, shows the assignee until it is released", async () => {
      await commit(script.start());
      await then({ type: "TaskClaimed", key: 3, element: "process_1", assignee: "clerk-7" });
      expect((await database.readModels.task("case-1.3"))?.assignee).to.equal("clerk-7");
      expect((await database.readModels.tasks({ assignee: "clerk-7" })).items.length).to.equal(1);
      expect((await database.readModels.tasks({ unassigned: true })).items.length).to.equal(0);
      await then({ type: "TaskReleased", key: 3, element: "process_1" });
      expect(await database.readModels.task("case-1.3")).to.not.have.property("assignee");
      expect((await database.readModels.tasks({ unassigned: true })).items.length).to.equal(1);
    });

    it("given the completed element, keeps the task with who closed it", async () => {
      await commit(script.start([enter(2, "a", [task(3, "a")]), enter(4, "b", [task(5, "b")])]));
      await then(complete(2, "a", "clerk-9"));
      await then(complete(4, "b"));
      expect(await database.readModels.task("case-1.3")).to.include({
        state: "completed",
        closedAt: instant(2),
        closedBy: "clerk-9",
      });
      expect(await database.readModels.task("case-1.5")).to.include({
        state: "completed",
        closedAt: instant(3),
        closedBy: "clerk-1",
      });
    });

    it("given a terminated element, a closed wait or an ended case, the task is cancelled and nobody closed it", async () => {
      await commit(
        script.start([
          enter(2, "a", [task(3, "a")]),
          enter(4, "b", [task(5, "b"), task(6, "b")]),
          enter(7, "c", [task(8, "c")]),
        ]),
      );
      await then({ type: "ElementTerminated", key: 2, element: "a", why: "interrupted" });
      await then({ type: "WaitClosed", key: 4, wait: 5 });
      const states = async () => (await database.readModels.tasks({})).items.map(({ key, state }) => [key, state]);
      expect((await states()).sort()).to.deep.equal([
        [3, "cancelled"],
        [5, "cancelled"],
        [6, "open"],
        [8, "open"],
      ]);
      await then({ type: "CaseTerminated", why: "cancelled" });
      expect((await states()).sort()).to.deep.equal([
        [3, "cancelled"],
        [5, "cancelled"],
        [6, "cancelled"],
        [8, "cancelled"],
      ]);
      expect(await database.readModels.task("case-1.8")).to.not.have.property("closedBy");
    });

    it("given waits opened later, on the element or on the case itself, shows their tasks", async () => {
      await commit(script.commit([script.started({ waits: [task(2, "any-time")] }), enter(3, "a")]));
      await then({ type: "WaitsOpened", key: 3, waits: [task(4, "a")] });
      expect((await database.readModels.tasks({ state: "open" })).items.map(({ key }) => key)).to.deep.equal([2, 4]);
      await then(complete(3, "a"));
      expect((await database.readModels.tasks({ state: "open" })).items.map(({ key }) => key)).to.deep.equal([2]);
    });

    it("given a task in a called process, names the deployment that it runs on", async () => {
      await commit(
        script.start([
          enter(2, "call", [], { graph: "e".repeat(64), variables: {} }),
          enter(3, "sub", [], { scope: 2, variables: {} }),
          enter(4, "a", [task(5, "a")], { scope: 3 }),
        ]),
      );
      await then(enter(6, "b", [task(7, "b")], { scope: 3 }), enter(8, "c", [task(9, "c")]));
      const definition = async (id: string) => (await database.readModels.task(id))?.definition[0];
      expect([await definition("case-1.5"), await definition("case-1.7"), await definition("case-1.9")]).to.deep.equal([
        "e",
        "e",
        "d",
      ]);
    });

    it("given limits that start, end and move, every open task is due at the nearest of them", async () => {
      await commit(script.start());
      const dueAt = async () => (await database.readModels.task("case-1.3"))?.dueAt;
      expect(await dueAt()).to.equal(undefined);
      await then(limit(10, instant(80)));
      expect(await dueAt()).to.equal(instant(80));
      await then(limit(11, instant(40)));
      expect(await dueAt()).to.equal(instant(40));
      await then({
        type: "LimitMoved",
        key: 11,
        dueAt: instant(60),
        derivation: derivation(instant(60)),
        reason: "extended",
      });
      expect(await dueAt()).to.equal(instant(60));
      await then({ type: "LimitMet", key: 11, late: false });
      expect(await dueAt()).to.equal(instant(80));
      await then({ type: "LimitDropped", key: 10, why: "interrupted" });
      expect(await dueAt()).to.equal(undefined);
      expect(await database.readModels.case("case-1")).to.not.have.property("dueAt");
    });

    it("are filtered by role (or none), unit, applicant, element, regulation, case and due date", async () => {
      const second = new CaseScript("case-2");
      await commit(
        script.start([
          limit(20, instant(30)),
          enter(2, "a", [task(3, "a", "office.clerk")]),
          enter(4, "b", [task(5, "b", "office.head")]),
        ]),
        second.commit([
          second.started({ unit: "office-2", applicant: "applicant-2", regulation: "guardianship" }),
          limit(20, instant(50)),
          enter(2, "c", [{ kind: "task", key: 3, element: "c" }]),
        ]),
      );
      const ids = async (filter: Parameters<Database["readModels"]["tasks"]>[0]) =>
        (await database.readModels.tasks(filter)).items.map(({ id }) => id);
      expect(await ids({ roles: ["office.head"] })).to.deep.equal(["case-1.5", "case-2.3"]);
      expect(await ids({ roles: [] })).to.deep.equal(["case-2.3"]);
      expect(await ids({ unit: "office-2" })).to.deep.equal(["case-2.3"]);
      expect(await ids({ applicant: "applicant-1" })).to.deep.equal(["case-1.3", "case-1.5"]);
      expect(await ids({ applicant: "applicant-1", forApplicant: "applicant-1" })).to.deep.equal([]);
      expect(await ids({ unit: "office-2", assignee: "nobody" })).to.deep.equal([]);
      expect(await ids({ unit: "office-1", case: "case-1" })).to.deep.equal(["case-1.3", "case-1.5"]);
      expect(await ids({ unit: "office-1", case: "case-2" })).to.deep.equal([]);
      expect(await ids({ element: "b" })).to.deep.equal(["case-1.5"]);
      expect(await ids({ regulation: "guardianship" })).to.deep.equal(["case-2.3"]);
      expect(await ids({ case: "case-1", roles: ["office.clerk"] })).to.deep.equal(["case-1.3"]);
      expect(await ids({ dueBefore: instant(50) })).to.deep.equal(["case-1.3", "case-1.5"]);
      expect(await ids({ unassigned: false })).to.deep.equal([]);
    });
  });

  describe("tasks of two units", () => {
    const atCounter = (key: number): Wait =>
      ({ kind: "task", key, element: "take", role: "centre-operator", intake: true }) as const;

    it("given a task of intake, it is offered to the unit of intake, the others to the provider's; of an earlier case with one unit, all", async () => {
      const old = new CaseScript("case-2");
      await commit(
        script.commit([
          script.started({ unit: "office-1", intakeUnit: "centre-1" }),
          enter(2, "take", [atCounter(3)]),
          enter(4, "prepare", [task(5, "prepare")]),
        ]),
        old.commit([old.started({ unit: "office-1" }), enter(2, "take", [task(3, "take", "centre-operator")])]),
      );
      const ids = async (unit: string, roles?: readonly string[]) =>
        (await database.readModels.tasks({ state: "open", unit, ...(roles === undefined ? {} : { roles }) })).items.map(
          ({ id }) => id,
        );
      expect(await ids("centre-1")).to.deep.equal(["case-1.3"]);
      expect(await ids("office-1")).to.have.members(["case-1.5", "case-2.3"]);
      expect(await ids("office-1", ["office.clerk", "office.head"])).to.deep.equal(["case-1.5"]);
      expect(await ids("office-1", ["office.clerk", "centre-operator"])).to.have.members(["case-1.5", "case-2.3"]);
      const before = await derivedRows(harness);
      await database.rebuild(evolve);
      expect(await derivedRows(harness)).to.deep.equal(before);
    });

    it("given a migration that gives the task to another role, it is offered to that role's unit", async () => {
      await commit(
        script.commit([script.started({ intakeUnit: "centre-1" }), enter(2, "take", [atCounter(3)])]),
        script.commit([
          { type: "CaseMigrated", from: "d".repeat(64), to: "e".repeat(64), mapping: {}, reason: "x" },
          { type: "TaskChanged", key: 3, element: "take", role: "office.clerk" },
        ]),
      );
      expect(await database.readModels.task("case-1.3")).to.include({ unit: "office-1", role: "office.clerk" });
    });
  });

  describe("pages", () => {
    it("give every task once, nearest due date first and those without one last, though others come meanwhile", async () => {
      const scripts = Array.from({ length: 25 }, (_, index) => new CaseScript(`case-${index}`));
      await commit(
        ...scripts.map((each, index) =>
          each.start([...(index % 5 === 0 ? [] : [limit(9, instant(100 - index))]), enter(2, "a", [task(3, "a")])], {
            minute: index % 3,
          }),
        ),
      );
      const seen: TaskRow[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 99; page += 1) {
        const { items, next } = await database.readModels.tasks(
          { state: "open" },
          { limit: 4, ...(cursor === undefined ? {} : { cursor }) },
        );
        seen.push(...items);
        cursor = next;
        if (cursor === undefined) break;
        // It sorts before everything seen: it may not push others onto the next page twice.
        await commit(new CaseScript(`new-${page}`).start([limit(9, instant(1)), enter(2, "a", [task(3, "a")])]));
      }
      const old = seen.filter(({ case: id }) => id.startsWith("case-"));
      expect(new Set(old.map(({ id }) => id)).size).to.equal(25);
      expect(seen.length).to.equal(25);
      const order = seen.map((row) => `${row.dueAt ?? "never"} ${row.openedAt}`);
      expect(order).to.deep.equal([...order].sort());
    });

    it("are of 50 rows unless asked for, and never of more than 200", async () => {
      await commit(...Array.from({ length: 230 }, (_, index) => new CaseScript(`case-${index}`).start([])));
      const size = async (limit?: number) =>
        (await database.readModels.cases({}, limit === undefined ? {} : { limit })).items.length;
      expect([await size(), await size(3), await size(10_000), await size(0), await size(-5)]).to.deep.equal([
        50, 3, 200, 1, 1,
      ]);
    });

    it("given the last row of a list, have no next", async () => {
      await commit(...Array.from({ length: 4 }, (_, index) => new CaseScript(`case-${index}`).start([])));
      const first = await database.readModels.cases({}, { limit: 2 });
      const second = await database.readModels.cases({}, { limit: 2, cursor: first.next! });
      expect(second.items.length).to.equal(2);
      expect(second).to.not.have.property("next");
    });

    for (const cursor of [
      "",
      "x",
      "%%%",
      "W10",
      "WzEsMl0",
      "bnVsbA",
      Buffer.from('["a","b","c","d","e"]').toString("base64url"),
    ])
      it(`given the cursor "${cursor}", which is none of ours, refuse it`, async () => {
        for (const list of [database.readModels.tasks({}, { cursor }), database.readModels.cases({}, { cursor })]) {
          const refused = await list.then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(refused).to.include({ name: "CodedError", code: "CURSOR_INVALID" });
        }
      });
  });

  describe("jobs", () => {
    const lookup = [enter(2, "lookup", [job(3, "lookup")])];

    it("given a job wait, a job to be run at once", async () => {
      await commit(script.start(lookup));
      const row = {
        case: "case-1",
        key: 3,
        element: "lookup",
        handler: "person.lookup",
        input: { document: "application" },
        failures: 0,
        runAt: instant(1),
        stuck: false,
      };
      expect((await database.readModels.jobs({})).items).to.deep.equal([row]);
      expect(await database.readModels.dueJobs(instant(1), 10)).to.deep.equal([row]);
      expect(await database.readModels.dueJobs(instant(0), 10)).to.deep.equal([]);
      expect(await database.readModels.nextDueAt()).to.equal(instant(1));
    });

    it("given a failure, is due again at its retry; without one it is stuck until it is retried", async () => {
      await commit(script.start(lookup));
      const failed = { type: "JobFailed", key: 3, element: "lookup", code: "NO_ANSWER", message: "no answer" } as const;
      await then({ ...failed, failures: 1, retryAt: instant(30) });
      expect(await database.readModels.dueJobs(instant(29), 10)).to.deep.equal([]);
      expect((await database.readModels.dueJobs(instant(30), 10))[0]).to.include({
        failures: 1,
        runAt: instant(30),
        stuck: false,
      });
      await then(
        { ...failed, failures: 2 },
        { type: "IncidentRaised", key: 2, element: "lookup", code: "JOB_FAILED", message: "no", at: "working" },
      );
      expect(await database.readModels.dueJobs(instant(99), 10)).to.deep.equal([]);
      expect(await database.readModels.nextDueAt()).to.equal(undefined);
      expect((await database.readModels.jobs({ case: "case-1" })).items[0]).to.include({ failures: 2, stuck: true });
      await then({ type: "JobRetried", key: 3, element: "lookup", reason: "line is back" });
      expect((await database.readModels.dueJobs(instant(4), 10))[0]).to.include({
        failures: 0,
        runAt: instant(4),
        stuck: false,
      });
    });

    it("given an incident at its step, for whatever reason, is not run again until it is retried", async () => {
      await commit(script.start(lookup));
      await then({
        type: "IncidentRaised",
        key: 2,
        element: "lookup",
        code: "ERROR_NOT_CAUGHT",
        message: "no",
        at: "working",
      });
      expect(await database.readModels.dueJobs(instant(99), 10)).to.deep.equal([]);
      await then({ type: "JobRetried", key: 3, element: "lookup", reason: "drawn now" });
      expect(await database.readModels.dueJobs(instant(99), 10)).to.have.length(1);
    });

    it("given work of people and of outside workers, is nothing that falls due", async () => {
      const of = (key: number, handler: string) => ({ ...job(key, `e${key}`), handler });
      await commit(script.start([enter(2, "a", [of(3, ""), of(4, "external:pay")])]));
      expect((await database.readModels.jobs({})).items).to.have.length(2);
      expect(await database.readModels.dueJobs(instant(99), 10)).to.deep.equal([]);
      expect(await database.readModels.nextDueAt()).to.equal(undefined);
    });

    for (const [what, event] of [
      ["completed", complete(2, "lookup")],
      ["terminated", { type: "ElementTerminated", key: 2, element: "lookup", why: "interrupted" }],
      ["closed", { type: "WaitClosed", key: 2, wait: 3 }],
      ["gone with its case", { type: "CaseCompleted" }],
    ] as const)
      it(`given the element ${what}, is gone`, async () => {
        await commit(script.start(lookup));
        await then(event);
        expect((await database.readModels.jobs({})).items).to.deep.equal([]);
      });
  });

  describe("timers", () => {
    it("fall due oldest first, fire once, or are armed again", async () => {
      await commit(script.start([enter(2, "wait", [timer(3, "late", instant(60)), timer(4, "early", instant(20))])]));
      expect((await database.readModels.timers({})).items.map(({ key }) => key)).to.deep.equal([4, 3]);
      expect(await database.readModels.nextDueAt()).to.equal(instant(20));
      expect(await database.readModels.dueTimers(instant(19), 10)).to.deep.equal([]);
      expect((await database.readModels.dueTimers(instant(60), 10)).map(({ key }) => key)).to.deep.equal([4, 3]);
      expect((await database.readModels.dueTimers(instant(60), 1)).map(({ key }) => key)).to.deep.equal([4]);
      await then({ type: "TimerFired", key: 4, element: "early", dueAt: instant(20), nextDueAt: instant(40), left: 1 });
      expect((await database.readModels.timers({})).items[0]).to.deep.equal({
        case: "case-1",
        key: 4,
        element: "early",
        dueAt: instant(40),
      });
      await then({ type: "TimerFired", key: 4, element: "early", dueAt: instant(40) });
      expect((await database.readModels.timers({})).items.map(({ key }) => key)).to.deep.equal([3]);
      await then(complete(2, "wait"));
      expect((await database.readModels.timers({})).items).to.deep.equal([]);
      expect(await database.readModels.nextDueAt()).to.equal(undefined);
    });
  });

  describe("a suspended case", () => {
    it("has nothing due until it goes on", async () => {
      await commit(
        script.start([enter(2, "a", [timer(3, "a", instant(5)), job(4, "a")]), limit(5, instant(6))]),
        new CaseScript("case-2").start([enter(2, "a", [timer(3, "a", instant(50))])]),
      );
      const due = async () => [
        (await database.readModels.dueTimers(instant(10), 9)).length,
        (await database.readModels.dueJobs(instant(10), 9)).length,
        (await database.readModels.dueLimits(instant(10), 9)).length,
        await database.readModels.nextDueAt(),
      ];
      expect(await due()).to.deep.equal([1, 1, 1, instant(1)]);
      await then({ type: "CaseSuspended", at: instant(2), reason: "checked" });
      expect(await due()).to.deep.equal([0, 0, 0, instant(50)]);
      await then({ type: "CaseResumed", reason: "checked" });
      expect(await due()).to.deep.equal([1, 1, 1, instant(1)]);
    });
  });

  describe("limits", () => {
    it("show each one with its derivation, and how it ended", async () => {
      await commit(
        script.start([limit(2, instant(30)), limit(3, instant(40)), limit(4, instant(50)), limit(5, instant(60))]),
      );
      const [first] = await database.readModels.limits("case-1");
      expect(first).to.deep.equal({
        case: "case-1",
        key: 2,
        kind: "action",
        of: "1",
        element: "process_1",
        duration: "PT30M",
        unit: "minute",
        startedAt: instant(0),
        dueAt: instant(30),
        state: "running",
        derivation: { ...derivation(instant(30)) },
      });
      await then({ type: "LimitMet", key: 2, late: false }, { type: "LimitDropped", key: 3, why: "interrupted" });
      await then({ type: "LimitBreached", key: 4, of: "1", dueAt: instant(50) });
      await then({ type: "LimitMet", key: 4, late: true });
      await then({ type: "CaseCompleted" });
      expect(
        (await database.readModels.limits("case-1")).map(({ state, endedAt, breachedAt }) => [
          state,
          endedAt,
          breachedAt,
        ]),
      ).to.deep.equal([
        ["met", instant(2), undefined],
        ["dropped", instant(2), undefined],
        ["late", instant(4), instant(3)],
        ["dropped", instant(5), undefined],
      ]);
    });

    it("are due while they run and are not breached; a moved one may be breached again", async () => {
      await commit(script.start([limit(2, instant(30)), limit(3, instant(20))]));
      const due = async (minute: number) =>
        (await database.readModels.dueLimits(instant(minute), 9)).map(({ key, dueAt }) => [key, dueAt]);
      expect(await due(19)).to.deep.equal([]);
      expect(await due(30)).to.deep.equal([
        [3, instant(20)],
        [2, instant(30)],
      ]);
      expect(await database.readModels.nextDueAt()).to.equal(instant(20));
      await then({ type: "LimitBreached", key: 3, of: "1", dueAt: instant(20) });
      expect(await due(30)).to.deep.equal([[2, instant(30)]]);
      await then({
        type: "LimitMoved",
        key: 3,
        dueAt: instant(25),
        derivation: derivation(instant(25)),
        reason: "extended",
      });
      expect(await due(30)).to.deep.equal([
        [3, instant(25)],
        [2, instant(30)],
      ]);
      await then({ type: "LimitMet", key: 3, late: false });
      expect(await due(30)).to.deep.equal([[2, instant(30)]]);
    });
  });

  describe("incidents", () => {
    const raised = (key: number, code = "NO_FLOW_TAKEN") =>
      ({ type: "IncidentRaised", key, element: "condition_1", code, message: "no flow", at: "leaving" }) as const;

    it("are open until they are resolved, and counted on the case", async () => {
      await commit(script.start([enter(2, "condition_1"), raised(2)]));
      expect((await database.readModels.incidents({ open: true })).items).to.deep.equal([
        {
          case: "case-1",
          key: 2,
          element: "condition_1",
          code: "NO_FLOW_TAKEN",
          message: "no flow",
          raisedAt: instant(1),
        },
      ]);
      expect((await database.readModels.case("case-1"))?.incidents).to.equal(1);
      await then({ type: "IncidentResolved", key: 2, element: "condition_1", resolution: "retried", reason: "mended" });
      expect((await database.readModels.incidents({ open: true })).items).to.deep.equal([]);
      expect((await database.readModels.incidents({ open: false, case: "case-1" })).items[0]).to.include({
        resolvedAt: instant(2),
        resolution: "retried",
        reason: "mended",
      });
      expect((await database.readModels.case("case-1"))?.incidents).to.equal(0);
    });

    it("given the same element stuck twice, are two, newest first", async () => {
      await commit(script.start([enter(2, "condition_1"), raised(2)]));
      await then(
        { type: "IncidentResolved", key: 2, element: "condition_1", resolution: "retried", reason: "mended" },
        raised(2, "EXPRESSION_FAILED"),
      );
      expect(
        (await database.readModels.incidents({})).items.map(({ code, resolution }) => [code, resolution]),
      ).to.deep.equal([
        ["EXPRESSION_FAILED", undefined],
        ["NO_FLOW_TAKEN", "retried"],
      ]);
    });

    it("end with their element or their case", async () => {
      await commit(script.start([enter(2, "condition_1"), raised(2), enter(3, "condition_1"), raised(3)]));
      await then({ type: "ElementTerminated", key: 2, element: "condition_1", why: "interrupted" });
      expect((await database.readModels.incidents({ open: true })).items.map(({ key }) => key)).to.deep.equal([3]);
      await then({ type: "CaseTerminated", why: "cancelled" });
      expect(
        (await database.readModels.incidents({})).items.map(({ key, resolution }) => [key, resolution]),
      ).to.deep.equal([
        [3, "case-ended"],
        [2, "left"],
      ]);
    });
  });

  describe("messages and signals", () => {
    it("that were sent wait in the outbox until they are delivered", async () => {
      await commit(
        script.start([
          {
            type: "MessageSent",
            element: "tell",
            name: "status",
            correlation: { case: "case-1" },
            payload: { status: "received" },
          },
          { type: "SignalSent", element: "all", name: "closed" },
        ]),
      );
      const [first, second] = await database.readModels.outbox(10);
      expect(first).to.deep.include({
        case: "case-1",
        seq: 2,
        kind: "message",
        name: "status",
        correlation: { case: "case-1" },
        payload: { status: "received" },
      });
      expect(second).to.include({ seq: 3, kind: "signal", name: "closed" });
      expect(second).to.not.have.property("correlation");
      expect((await database.readModels.outbox(1)).length).to.equal(1);
      await database.readModels.delivered([first!.id]);
      await database.readModels.delivered([first!.id]);
      await database.readModels.delivered([]);
      expect((await database.readModels.outbox(10)).map(({ id }) => id)).to.deep.equal([second!.id]);
    });

    it("that are waited for are found by kind and name, oldest first, until they come", async () => {
      const second = new CaseScript("b-case");
      await commit(
        script.start([
          enter(2, "catch", [
            message(3, "catch", "answer", "case-1"),
            { kind: "signal", key: 4, element: "catch", name: "answer" },
          ]),
        ]),
      );
      await commit(second.start([enter(2, "catch", [message(3, "catch", "answer")])]));
      const waits = async (kind: "message" | "signal") =>
        (await database.readModels.messageWaits(kind, "answer")).map(
          (row) => `${row.case} ${row.key} ${JSON.stringify(row.correlation)}`,
        );
      expect(await waits("message")).to.deep.equal(['case-1 3 "case-1"', "b-case 3 undefined"]);
      expect(await waits("signal")).to.deep.equal(["case-1 4 undefined"]);
      expect(await database.readModels.messageWaits("message", "other")).to.deep.equal([]);
      await then({ type: "MessageReceived", key: 3, element: "catch", name: "answer", keep: true });
      expect((await waits("message")).length).to.equal(2);
      await then({ type: "MessageReceived", key: 3, element: "catch", name: "answer" });
      expect(await waits("message")).to.deep.equal(["b-case 3 undefined"]);
      await then({ type: "SignalReceived", key: 4, element: "catch", name: "answer" });
      expect(await waits("signal")).to.deep.equal([]);
    });
  });

  describe("whatever happens in whatever groups", () => {
    it("the open rows are those that the states wait for, and a rebuild gives the same rows", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ case: fc.nat(2), what: fc.nat(99), pick: fc.nat(99), alone: fc.boolean() }), {
            minLength: 5,
            maxLength: 60,
          }),
          async (steps) => {
            const fresh = await makeHarness();
            try {
              const store = await fresh.open();
              const scripts = [0, 1, 2].map((index) => new CaseScript(`case-${index}`));
              let group: Commit[] = [];
              for (const step of steps) {
                const each = scripts[step.case]!;
                const events =
                  each.state === undefined
                    ? [each.started(), enter(2, "first", waitsOf(step.pick, 3))]
                    : somethingIn(each, step);
                if (events === undefined) continue;
                group.push(each.commit(events));
                if (!step.alone) continue;
                expect(new Set(await store.events.commit(group))).to.deep.equal(new Set(["committed"]));
                group = [];
              }
              await store.events.commit(group);
              for (const each of scripts) if (each.state !== undefined) await expectRowsOf(store, each);
              const rows = await derivedRows(fresh);
              await store.rebuild(evolve, { chunk: 7 });
              expect(await derivedRows(fresh)).to.deep.equal(rows);
            } finally {
              await fresh.discard();
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}

/** Some waits with keys from `key` on. */
function waitsOf(pick: number, key: number): readonly Wait[] {
  const all = [
    task(key, "first"),
    job(key + 1, "first"),
    timer(key + 2, "first", instant(pick)),
    message(key + 3, "first", "answer"),
  ];
  return all.filter((_, index) => (pick & (1 << index)) !== 0);
}

/** Events that may come in the case's state, chosen by numbers; nothing when the choice finds nothing to happen to. */
function somethingIn(
  script: CaseScript,
  { what, pick }: { what: number; pick: number },
): readonly CaseEvent[] | undefined {
  const state = script.state!;
  if (state.status === "completed" || state.status === "terminated") return undefined;
  const next = state.nextKey;
  const instances = state.instances.filter(({ key }) => key !== 1);
  const instance = instances[pick % Math.max(instances.length, 1)];
  const waits = instances.flatMap((each) => each.waits ?? []);
  const wait = <K extends Wait["kind"]>(kind: K): Extract<Wait, { kind: K }> | undefined => {
    const some = waits.filter((each): each is Extract<Wait, { kind: K }> => each.kind === kind);
    return some[pick % Math.max(some.length, 1)];
  };
  const element = "first";
  const running = state.limits[pick % Math.max(state.limits.length, 1)];
  switch (what % 23) {
    case 0:
    case 1:
    case 2:
      return [enter(next, element, waitsOf(pick, next + 1))];
    case 3:
    case 4:
      return instance && [complete(instance.key, element), enter(next, element, waitsOf(pick, next + 1))];
    case 5:
      return instance && [{ type: "ElementTerminated", key: instance.key, element, why: "interrupted" }];
    case 6:
      return instance && [{ type: "WaitsOpened", key: instance.key, waits: waitsOf(pick, next) }];
    case 7: {
      const closed = instance?.waits?.[0];
      return instance && closed && [{ type: "WaitClosed", key: instance.key, wait: closed.key }];
    }
    case 8: {
      const found = wait("task");
      return found && [{ type: "TaskClaimed", key: found.key, element, assignee: `clerk-${pick}` }];
    }
    case 9: {
      const found = wait("task");
      return found && [{ type: "TaskReleased", key: found.key, element }];
    }
    case 10: {
      const found = wait("timer");
      const again = pick % 2 === 0 ? { nextDueAt: instant(pick) } : {};
      return found && [{ type: "TimerFired", key: found.key, element, dueAt: found.dueAt, ...again }];
    }
    case 11: {
      const found = wait("message");
      return (
        found && [
          {
            type: "MessageReceived",
            key: found.key,
            element,
            name: found.name,
            ...(pick % 2 === 0 ? { keep: true as const } : {}),
          },
        ]
      );
    }
    case 12: {
      const found = wait("job");
      const again = pick % 2 === 0 ? { retryAt: instant(pick) } : {};
      return (
        found && [
          {
            type: "JobFailed",
            key: found.key,
            element,
            failures: (found.failures ?? 0) + 1,
            code: "X",
            message: "x",
            ...again,
          },
        ]
      );
    }
    case 13: {
      const found = wait("job");
      return found && [{ type: "JobRetried", key: found.key, element, reason: "again" }];
    }
    case 14:
      if (instance === undefined) return undefined;
      return instance.incident === undefined
        ? [{ type: "IncidentRaised", key: instance.key, element, code: "NO_FLOW_TAKEN", message: "x", at: "leaving" }]
        : [{ type: "IncidentResolved", key: instance.key, element, resolution: "retried", reason: "mended" }];
    case 15:
      return [limit(next, instant(pick))];
    case 16:
      return running && [{ type: "LimitMet", key: running.key, late: pick % 2 === 0 }];
    case 17:
      if (running === undefined) return undefined;
      return pick % 2 === 0
        ? [{ type: "LimitBreached", key: running.key, of: running.of, dueAt: running.dueAt }]
        : [
            {
              type: "LimitMoved",
              key: running.key,
              dueAt: instant(pick),
              derivation: derivation(instant(pick)),
              reason: "x",
            },
          ];
    case 18:
      return state.status === "active"
        ? [{ type: "CaseSuspended", at: instant(pick), reason: "x" }]
        : [{ type: "CaseResumed", reason: "x" }];
    case 19:
    case 20:
      return state.termsStoppedAt === undefined
        ? [{ type: "TermsStopped", at: instant(pick), reason: "x" }]
        : [{ type: "TermsContinued", reason: "x" }];
    case 21: {
      const to = (pick % 2 === 0 ? "a" : "b").repeat(64);
      const found = wait("task");
      return [
        { type: "CaseMigrated", from: state.definition, to, mapping: {}, reason: "x" },
        ...(found === undefined
          ? []
          : [{ type: "TaskChanged" as const, key: found.key, element, role: `role-${pick}` }]),
      ];
    }
    default:
      return pick % 4 === 0
        ? [{ type: "CaseCompleted" }]
        : [{ type: "MessageSent", element, name: "m", payload: { pick } }];
  }
}

async function expectRowsOf(database: Database, { id, state }: CaseScript): Promise<void> {
  const waits = state!.instances.flatMap((instance) => instance.waits ?? []);
  const keys = (kind: Wait["kind"]) =>
    waits
      .filter((wait) => wait.kind === kind)
      .map(({ key }) => key)
      .sort((a, b) => a - b);
  const sorted = (rows: readonly { readonly key: number }[]) => rows.map(({ key }) => key).sort((a, b) => a - b);
  const open = (await database.readModels.tasks({ case: id, state: "open" }, { limit: 200 })).items;
  expect(sorted(open), "open tasks").to.deep.equal(keys("task"));
  // What was not over when the clock was stopped stands still with it.
  const standing = (dueAt: string) => state!.termsStoppedAt !== undefined && dueAt >= state!.termsStoppedAt;
  const nearest = state!.limits
    .map(({ dueAt }) => dueAt)
    .filter((dueAt) => !standing(dueAt))
    .sort()[0];
  for (const row of open) {
    expect(row.dueAt).to.equal(nearest);
    expect(row.definition).to.equal(state!.definition);
    expect(row.role).to.equal(
      waits.flatMap((wait) => (wait.kind === "task" && wait.key === row.key ? [wait.role] : []))[0],
    );
    expect(row.assignee).to.equal(
      waits.flatMap((wait) => (wait.kind === "task" && wait.key === row.key ? [wait.assignee] : []))[0],
    );
  }
  const jobs = (await database.readModels.jobs({ case: id }, { limit: 200 })).items;
  expect(sorted(jobs), "jobs").to.deep.equal(keys("job"));
  const timers = (await database.readModels.timers({ case: id }, { limit: 200 })).items;
  expect(timers.map(({ key, dueAt }) => `${key} ${dueAt}`).sort()).to.deep.equal(
    waits.flatMap((wait) => (wait.kind === "timer" ? [`${wait.key} ${wait.dueAt}`] : [])).sort(),
  );
  const messages = (await database.readModels.messageWaits("message", "answer")).filter((row) => row.case === id);
  expect(sorted(messages), "message waits").to.deep.equal(keys("message"));
  const limits = (await database.readModels.limits(id)).filter((row) => ["running", "stopped"].includes(row.state));
  expect(limits.map((row) => [row.key, row.dueAt, row.state, row.breachedAt !== undefined])).to.deep.equal(
    [...state!.limits]
      .sort((a, b) => a.key - b.key)
      .map(({ key, dueAt, breached }) => [key, dueAt, standing(dueAt) ? "stopped" : "running", breached === true]),
  );
  const stuck = state!.instances.filter((instance) => instance.incident !== undefined);
  expect(sorted((await database.readModels.incidents({ case: id, open: true })).items), "incidents").to.deep.equal(
    sorted(stuck),
  );
  const row = await database.readModels.case(id);
  expect(row).to.include({
    seq: state!.seq,
    status: state!.status,
    definition: state!.definition,
    incidents: stuck.length,
  });
  expect(row?.dueAt).to.equal(nearest);
}
