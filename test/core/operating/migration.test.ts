import { expect } from "chai";
import { inverseMapping, planMigration } from "../../../engine/core/migration.ts";
import type { Graph } from "../../../engine/model/graph.ts";
import {
  boundary,
  DAY,
  diagram,
  END,
  extension,
  flows,
  HOUR,
  OperatedCase,
  plain,
  service,
  START,
  task,
  timer,
} from "./operated-case.ts";

const reason = "the act was amended";
const message = (name: string): string => `<message id="${name}" name="${name}" />`;
const onMessage = (name: string): string => `<messageEventDefinition messageRef="${name}" />`;
const role = (name: string, ...nodes: string[]): string =>
  `<laneSet id="lanes"><lane id="lane">${extension(`<reg:performer role="${name}" />`)}${nodes
    .map((node) => `<flowNodeRef>${node}</flowNodeRef>`)
    .join("")}</lane></laneSet>`;

/** A case at `check` of the first version, and what a plan to the second says. */
async function versions(before: string, after: string, around = ""): Promise<{ one: Graph; two: Graph }> {
  return { one: await service("one", before, around), two: await service("two", after, around) };
}

const CHAIN = START + END + task("check") + flows("start > check > end");

describe("migrating a running case", () => {
  it("given a version with one more step, then the case goes on where it stands, and by the new version's flows", async () => {
    const { one, two } = await versions(
      CHAIN,
      START + END + task("check") + task("approve") + flows("start > check > approve > end"),
    );
    const running = OperatedCase.start([one, two]);
    const { key } = running.at("check");
    expect(planMigration(one, two, running.state)).to.deep.equal({
      from: "one",
      to: "two",
      mapped: [{ key, from: "check", to: "check" }],
      homeless: [],
      changedWaits: [],
      changedTasks: [],
    });
    const before = running.state;
    expect(running.accept({ type: "MigrateCase", definition: "two", reason })).to.deep.equal([
      { type: "CaseMigrated", from: "one", to: "two", mapping: {}, reason },
    ]);
    expect(running.state.definition).to.equal("two");
    running.accept({ type: "MigrateCase", definition: "one", reason: "it was too early" });
    expect(plain({ ...running.state, seq: 0 })).to.deep.equal(plain({ ...before, seq: 0 }));
    running.accept({ type: "MigrateCase", definition: "two", reason });
    running.complete("check");
    expect(running.standsAt()).to.deep.equal(["approve"]);
  });

  it("given the version it runs on already, nothing is left to do", async () => {
    const running = OperatedCase.start([await service("one", CHAIN)]);
    expect(running.accept({ type: "MigrateCase", definition: "one", reason })).to.deep.equal([]);
  });

  it("given ids that have changed, then they are mapped, and the inverse mapping brings the case back", async () => {
    const { one, two } = await versions(
      `${START}${END}<parallelGateway id="fork" /><parallelGateway id="join" />${task("left")}${task("right")}
       ${flows("start > fork > left > join > end", "fork > right > join")}`,
      `${START}${END}<parallelGateway id="fork" /><parallelGateway id="gather" />${task("links")}${task("right")}
       ${flows("start > fork > links > gather > end", "fork > right > gather")}`,
    );
    const running = OperatedCase.start([one, two]);
    running.complete("right");
    expect(running.standsAt()).to.deep.equal(["left", "right_join"]);
    const before = running.state;
    expect(planMigration(one, two, before).homeless.map(({ element }) => element)).to.deep.equal([
      "right_join",
      "left",
    ]);
    const mapping = { left: "links", join: "gather", right_join: "right_gather" };
    expect(planMigration(one, two, before, mapping).mapped).to.deep.equal([
      { key: 1, from: "right_join", to: "right_gather" },
      { key: running.at("left").key, from: "left", to: "links" },
    ]);
    running.accept({ type: "MigrateCase", definition: "two", mapping, reason });
    expect(running.standsAt()).to.deep.equal(["links", "right_gather"]);
    expect(running.wait("links", "task").key).to.equal(before.instances[1]?.key);
    running.accept({ type: "MigrateCase", definition: "one", mapping: inverseMapping(mapping), reason });
    expect(plain({ ...running.state, seq: 0 })).to.deep.equal(plain({ ...before, seq: 0 }));
  });

  describe("when something has no home", () => {
    const homeless = async (before: string, after: string, reach = "check", mapping = {}): Promise<unknown> => {
      const { one, two } = await versions(before, after);
      const running = OperatedCase.start([one, two]);
      running.at(reach);
      const plan = planMigration(one, two, running.state, mapping);
      const refused = running.refuse({ type: "MigrateCase", definition: "two", mapping, reason });
      expect(refused.code).to.equal("MIGRATION_HOMELESS");
      expect(refused.problems).to.deep.equal(plan.homeless.map(({ element, why: detail }) => ({ element, detail })));
      return plan.homeless.map(({ element, why }) => `${element}: ${why}`);
    };

    it("an element that is gone is named, and the case stays", async () => {
      expect(await homeless(CHAIN, START + END + flows("start > end"))).to.deep.equal([
        "check: the other version has no element check",
      ]);
    });

    it("an element of another kind", async () => {
      expect(
        await homeless(CHAIN, `${START}${END}<serviceTask id="check" />${flows("start > check > end")}`),
      ).to.deep.equal(["check: check is a serviceTask there, not a userTask"]);
    });

    it("an element that stands in a sub-process now", async () => {
      expect(
        await homeless(
          CHAIN,
          `${START}${END}<subProcess id="sub"><startEvent id="s" /><endEvent id="e" />${task("check")}${flows("s > check > e")}</subProcess>${flows("start > sub > end")}`,
        ),
      ).to.deep.equal(["check: check stands in another sub-process there"]);
    });

    it("a step that is repeated now", async () => {
      const many = `<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>`;
      expect(await homeless(CHAIN, START + END + task("check", many) + flows("start > check > end"))).to.deep.equal([
        "check: check is repeated there",
      ]);
    });

    it("what lives in a sub-process that is gone, and the sub-process", async () => {
      const sub = `${START}${END}<subProcess id="sub"><startEvent id="s" /><endEvent id="e" />${task("check")}${flows("s > check > e")}</subProcess>${flows("start > sub > end")}`;
      expect(await homeless(sub, CHAIN)).to.deep.equal([
        "sub: the other version has no element sub",
        "check: what is around it has no home",
      ]);
    });

    it("two steps that would become one", async () => {
      const two = `${START}${END}<parallelGateway id="fork" />${task("check")}${task("other")}${flows("start > fork > check > end", "fork > other > end")}`;
      expect(await homeless(two, CHAIN, "check", { other: "check" })).to.deep.equal([
        "other: goes to check, and so does check",
      ]);
    });

    it("a token on a flow that leads elsewhere, or is gone", async () => {
      const forked = (join: string, end: string): string =>
        `${START}${END}<parallelGateway id="fork" /><parallelGateway id="${join}" />${task("check")}<task id="quick" />
         ${flows(`start > fork > check > ${join} > end`, `fork > quick > ${end}`)}`;
      expect(await homeless(forked("join", "join"), forked("join", "end"))).to.deep.equal([
        "quick_join: the other version has no sequence flow quick_join",
      ]);
    });

    it("a completed step whose compensation handler is gone", async () => {
      const booked = (undo: boolean): string =>
        `${START}${END}<scriptTask id="book"><script>1</script></scriptTask>${task("check")}
        ${undo ? `<boundaryEvent id="b" attachedToRef="book"><compensateEventDefinition /></boundaryEvent><userTask id="undo" isForCompensation="true" /><association id="a" sourceRef="b" targetRef="undo" />` : ""}
        ${flows("start > book > check > end")}`;
      expect(await homeless(booked(true), booked(false))).to.deep.equal([
        "undo: it would compensate book, and the other version does not have it",
      ]);
    });

    it("a case of another regulation", async () => {
      const of = (regulation: string): string =>
        extension(`<reg:service regulation="${regulation}" channel="office" />`) + CHAIN;
      const [why] = (await homeless(of("one"), of("two"))) as string[];
      expect(why).to.equal("service: the other version is of another regulation or channel");
    });
  });

  describe("what the case waits for", () => {
    it("given a boundary timer only in the new version, then it is opened from now, and closed again on the way back", async () => {
      const { one, two } = await versions(
        CHAIN,
        CHAIN + boundary("late", "check", timer("PT1H")) + `<endEvent id="over" />` + flows("late > over"),
      );
      const running = OperatedCase.start([one, two]);
      const before = running.state;
      const { key } = running.at("check");
      running.advance(DAY);
      expect(planMigration(one, two, running.state).changedWaits).to.deep.equal([
        { key, element: "late", change: "opened", kind: "timer" },
      ]);
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(running.wait("late", "timer").dueAt).to.equal("2012-05-15T05:00:00.000Z");
      running.accept({ type: "MigrateCase", definition: "one", reason });
      expect(plain({ ...running.state, seq: 0, nextKey: 0 })).to.deep.equal(plain({ ...before, seq: 0, nextKey: 0 }));
      running.accept({ type: "MigrateCase", definition: "two", reason });
      running.advance(HOUR);
      running.accept({ type: "FireTimer", key: running.wait("late", "timer").key });
      expect(running.state.status).to.equal("completed");
    });

    it("given the same boundary timer in both, then it keeps its key and its instant, even when its id has changed", async () => {
      const late = (id: string): string =>
        CHAIN + boundary(id, "check", timer("PT1H")) + `<endEvent id="over" />` + flows(`${id} > over`);
      const { one, two } = await versions(late("late"), late("overdue"));
      const running = OperatedCase.start([one, two]);
      const { key, dueAt } = running.wait("late", "timer");
      running.advance(HOUR / 2);
      running.accept({ type: "MigrateCase", definition: "two", mapping: { late: "overdue" }, reason });
      expect(running.wait("overdue", "timer")).to.include({ key, dueAt });
    });

    it("given a timer with another duration and a message with another name, then the old waits are closed and new ones opened", async () => {
      const waiting = (duration: string, name: string): string =>
        `${START}${END}<eventBasedGateway id="race" />
        <intermediateCatchEvent id="time">${timer(duration)}</intermediateCatchEvent>
        <intermediateCatchEvent id="answer">${onMessage(name)}</intermediateCatchEvent>
        ${flows("start > race > time > end", "race > answer > end")}`;
      const { one, two } = await versions(
        waiting("PT1H", "yes"),
        waiting("PT2H", "no"),
        message("yes") + message("no"),
      );
      const running = OperatedCase.start([one, two]);
      const { key } = running.at("race");
      expect(planMigration(one, two, running.state).changedWaits).to.deep.equal([
        { key, element: "time", change: "closed", kind: "timer" },
        { key, element: "answer", change: "closed", kind: "message", name: "yes" },
        { key, element: "time", change: "opened", kind: "timer" },
        { key, element: "answer", change: "opened", kind: "message", name: "no" },
      ]);
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(running.refuse({ type: "DeliverMessage", name: "yes" }).code).to.equal("MESSAGE_NOT_EXPECTED");
      running.accept({ type: "DeliverMessage", name: "no" });
      expect(running.state.status).to.equal("completed");
    });

    it("given a task of another role and form, then it goes on under them, and who had claimed it has it no more", async () => {
      const { one, two } = await versions(
        role("office-clerk", "check") + CHAIN,
        role("akimat-clerk", "check") +
          START +
          END +
          task("check", extension('<reg:form name="second" />')) +
          flows("start > check > end"),
      );
      const running = OperatedCase.start([one, two]);
      const { key } = running.wait("check", "task");
      running.accept({ type: "ClaimTask", key, assignee: "system" });
      expect(planMigration(one, two, running.state).changedTasks).to.deep.equal([
        { key: running.at("check").key, element: "check", role: "akimat-clerk", form: "second" },
      ]);
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(plain(running.wait("check", "task"))).to.deep.equal({
        kind: "task",
        key,
        element: "check",
        role: "akimat-clerk",
        form: "second",
      });
    });

    it("given a job whose input was drawn wrongly, when the mended version gives it another, then it is asked for anew and its incident is resolved", async () => {
      const asking = (document: string): string =>
        `${START}${END}<serviceTask id="ask">${extension(
          `<reg:call handler="person.lookup"><reg:input name="document">${document}</reg:input></reg:call>`,
        )}</serviceTask>${flows("start > ask > end")}`;
      const { one, two } = await versions(asking("wrong"), asking("right"));
      const running = OperatedCase.start([one, two]);
      running.accept({ type: "FailJob", key: running.wait("ask", "job").key, code: "NONE", message: "no document" });
      expect(running.at("ask").incident?.code).to.equal("JOB_FAILED");
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(running.at("ask").incident).to.equal(undefined);
      expect(running.wait("ask", "job").input).to.deep.equal({ document: "right" });
      running.accept({ type: "CompleteJob", key: running.wait("ask", "job").key });
      expect(running.state.status).to.equal("completed");
    });

    it("given an event sub-process only in the new version, then it waits from now on, and not while another has interrupted", async () => {
      const handler = (id: string, name: string): string =>
        `<subProcess id="${id}" triggeredByEvent="true"><startEvent id="${id}_start">${onMessage(name)}</startEvent>${task(`${id}_task`)}<endEvent id="${id}_end" />${flows(`${id}_start > ${id}_task > ${id}_end`)}</subProcess>`;
      const { one, two } = await versions(
        CHAIN + handler("a", "first"),
        CHAIN + handler("a", "first") + handler("b", "second"),
        message("first") + message("second"),
      );
      const running = OperatedCase.start([one, two]);
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(running.wait("b_start", "message").name).to.equal("second");
      const interrupted = OperatedCase.start([one, two]);
      interrupted.accept({ type: "DeliverMessage", name: "first" });
      expect(interrupted.standsAt()).to.deep.equal(["a", "a_task"]);
      expect(planMigration(one, two, interrupted.state).changedWaits).to.deep.equal([]);
    });

    it("given an expression of the new version that fails, then the migration is refused and nothing has changed", async () => {
      const { one, two } = await versions(
        CHAIN,
        CHAIN + boundary("late", "check", timer("= deadline")) + `<endEvent id="over" />` + flows("late > over"),
      );
      const running = OperatedCase.start([one, two]);
      const refused = running.refuse({ type: "MigrateCase", definition: "two", reason });
      expect(refused.code).to.equal("EXPRESSION_FAILED");
      expect(refused.problems?.[0]?.element).to.equal("late");
      expect(running.state.definition).to.equal("one");
    });
  });

  it("given a join that has one flow less in the new version, when its tokens are all there, then it is passed at once", async () => {
    const joined = (third: boolean): string =>
      `${START}${END}<parallelGateway id="fork" /><parallelGateway id="join" />${task("after")}<task id="a" />${task("b")}
       ${flows("start > fork > a > join > after > end", third ? "fork > b > join" : "fork > b > end")}<task id="c" />${flows("fork > c > join")}`;
    const { one, two } = await versions(joined(true), joined(false));
    const running = OperatedCase.start([one, two]);
    expect(running.standsAt()).to.deep.equal(["a_join", "b", "c_join"]);
    running.accept({ type: "MigrateCase", definition: "two", reason });
    expect(running.standsAt()).to.deep.equal(["after", "b"]);
    const suspended = OperatedCase.start([one, two]);
    suspended.accept({ type: "SuspendCase", reason });
    suspended.accept({ type: "MigrateCase", definition: "two", reason });
    expect(suspended.standsAt(), "nothing moves while suspended").to.deep.equal(["a_join", "b", "c_join"]);
    suspended.accept({ type: "ResumeCase", reason });
    expect(suspended.standsAt()).to.deep.equal(["after", "b"]);
  });

  it("given a called process that runs, then the caller changes its version and the called one stays on its own", async () => {
    const calling = (more: string): string =>
      `<process id="service" isExecutable="true">${START}${END}<callActivity id="call" calledElement="called" />${more}</process>`;
    const called = `<process id="called" isExecutable="true">${CHAIN}</process>`;
    const [one, two, other] = await Promise.all([
      diagram("one", calling(flows("start > call > end"))),
      diagram("two", calling(task("after") + flows("start > call > after > end"))),
      diagram("called", called),
    ]);
    const running = OperatedCase.start([one, two, other] as Graph[]);
    const mapping = { check: "elsewhere" };
    expect(planMigration(one as Graph, two as Graph, running.state, mapping).homeless).to.deep.equal([]);
    running.accept({ type: "MigrateCase", definition: "two", mapping, reason });
    expect(running.at("called").graph).to.equal("called");
    running.complete("check");
    expect(running.standsAt()).to.deep.equal(["after"]);
  });

  describe("terms", () => {
    const timed = (term: string, step: string): string =>
      extension(`<reg:service regulation="r" channel="office" clause="6">${term}</reg:service>`) +
      START +
      END +
      task("check", step === "" ? "" : extension(`<reg:limit duration="${step}" unit="hour" />`)) +
      flows("start > check > end");
    const term = (days: number): string => `<reg:term duration="P${days}D" unit="working-day" clause="6" />`;

    it("stay as they are unless it is asked", async () => {
      const { one, two } = await versions(timed(term(3), "PT2H"), timed(term(5), "PT4H"));
      const running = OperatedCase.start([one, two]);
      const before = running.state.limits;
      running.accept({ type: "MigrateCase", definition: "two", reason });
      expect(plain(running.state.limits)).to.deep.equal(plain(before));
    });

    it("are counted by the new rules when asked, from when they began and with their stops, and back again", async () => {
      const { one, two } = await versions(timed(term(3), "PT2H"), timed(term(5), "PT4H"));
      const running = OperatedCase.start([one, two]);
      running.accept({ type: "StopTerms", reason });
      running.advance(HOUR);
      running.accept({ type: "ContinueTerms", reason });
      const before = running.state.limits;
      running.accept({ type: "MigrateCase", definition: "two", recomputeTerms: true, reason });
      expect(running.state.limits.map(({ kind, duration, dueAt }) => [kind, duration, dueAt])).to.deep.equal([
        ["term", "P5D", "2012-05-21T17:59:59.999Z"],
        ["step", "PT4H", "2012-05-14T09:00:00.000Z"],
      ]);
      running.accept({ type: "MigrateCase", definition: "one", recomputeTerms: true, reason });
      expect(plain(running.state.limits)).to.deep.equal(plain(before));
    });

    it("that the new version does not have are dropped when asked", async () => {
      const { one, two } = await versions(timed(term(3), "PT2H"), timed("", ""));
      const running = OperatedCase.start([one, two]);
      running.accept({ type: "MigrateCase", definition: "two", recomputeTerms: true, reason });
      expect(running.state.limits).to.deep.equal([]);
      expect(running.events("LimitDropped").map(({ why }) => why)).to.deep.equal(["migrated", "migrated"]);
    });
  });
});
