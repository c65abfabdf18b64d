import { expect } from "chai";
import type { Command } from "../../../engine/core/commands.ts";
import type { Graph } from "../../../engine/model/graph.ts";
import {
  boundary,
  DAY,
  END,
  extension,
  flows,
  HOUR,
  MINUTE,
  OperatedCase,
  service,
  START,
  task,
  timer,
} from "./operated-case.ts";

const reason = "the applicant was asked for a paper";

/** 2012-05-14 is a Monday; the term of three working days ends with Thursday the 17th in Almaty (UTC+6). */
const THURSDAY = "2012-05-17T17:59:59.999Z";

describe("operating a case", () => {
  let graph: Graph;
  before(async () => {
    graph = await service(
      "terms",
      extension(`<reg:service regulation="r" channel="office" clause="6">
        <reg:term duration="P3D" unit="working-day" clause="6" /></reg:service>`) +
        START +
        END +
        task("check", extension(`<reg:limit duration="PT2H" unit="hour" />`)) +
        boundary("late", "check", timer("PT1H"), false) +
        task("remind") +
        `<serviceTask id="ask">${extension('<reg:call handler="person.lookup" />')}</serviceTask>` +
        `<endEvent id="reminded" />` +
        flows("start > check > ask > end", "late > remind > reminded"),
    );
  });

  const open = (): OperatedCase => OperatedCase.start([graph]);
  const limit = (one: OperatedCase, kind: string) => {
    const found = one.state.limits.find((each) => each.kind === kind);
    if (found === undefined) throw new Error(`no ${kind} runs`);
    return found;
  };

  describe("suspending", () => {
    it("given a suspended case, then whatever would move it is refused, and it can still be cancelled", () => {
      const one = open();
      const task = one.wait("check", "task").key;
      one.accept({ type: "SuspendCase", reason });
      expect(one.state).to.include({ status: "suspended", suspendedAt: one.now });
      one.advance(DAY);
      const refused: Command[] = [
        { type: "CompleteUserTask", key: task },
        { type: "ClaimTask", key: task },
        { type: "FireTimer", key: one.wait("late", "timer").key },
        { type: "SuspendCase", reason },
        { type: "StopTerms", reason },
      ];
      for (const command of refused) expect(one.refuse(command).code, command.type).to.equal("CASE_NOT_ACTIVE");
      one.accept({ type: "CancelCase", reason: "withdrawn" });
      expect(one.state.status).to.equal("terminated");
      expect(one.state.suspendedAt).to.equal(undefined);
      expect(one.events("LimitDropped").map(({ why }) => why)).to.deep.equal(["interrupted", "case-ended"]);
    });

    it("given three hours of suspension, when the case is resumed, then the limit by the clock has what was left of it", () => {
      const one = open();
      one.advance(HOUR);
      one.accept({ type: "SuspendCase", reason });
      one.advance(3 * HOUR);
      one.accept({ type: "ResumeCase", reason: "the paper came" });
      expect(limit(one, "step").dueAt).to.equal("2012-05-14T09:00:00.000Z");
      expect(limit(one, "term").dueAt).to.equal(THURSDAY);
      const moved = one.events("LimitMoved").find(({ key }) => key === limit(one, "step").key);
      expect(moved?.reason).to.equal("the paper came");
      expect(moved?.derivation.stops).to.deep.equal([
        { from: "2012-05-14T05:00:00.000Z", to: "2012-05-14T08:00:00.000Z", days: 0, elapsedMs: 3 * HOUR },
      ]);
    });

    it("given two days of suspension, when the case is resumed, then the term in days ends two working days later", () => {
      const one = open();
      one.advance(DAY);
      one.accept({ type: "SuspendCase", reason });
      one.advance(2 * DAY);
      one.accept({ type: "ResumeCase", reason });
      expect(limit(one, "term").dueAt).to.equal("2012-05-21T17:59:59.999Z");
    });

    it("given a limit that would have passed while suspended, then no breach is accepted; one that had passed before is", () => {
      const one = open();
      const { key } = limit(one, "step");
      one.accept({ type: "SuspendCase", reason });
      one.advance(DAY);
      expect(one.refuse({ type: "BreachLimit", key }).code).to.equal("LIMIT_NOT_FOUND");
      one.accept({ type: "ResumeCase", reason });
      one.advance(3 * HOUR);
      one.accept({ type: "SuspendCase", reason });
      one.accept({ type: "BreachLimit", key });
      expect(limit(one, "step").breached).to.equal(true);
      one.advance(HOUR);
      one.accept({ type: "ResumeCase", reason });
      expect(limit(one, "step").breached, "a stop after the end makes nothing good").to.equal(true);
      expect(one.refuse({ type: "BreachLimit", key }).code).to.equal("LIMIT_NOT_FOUND");
    });

    it("given a timer that fell due while suspended, when the case is resumed, then it fires; its instant has not moved", () => {
      const one = open();
      const { key, dueAt } = one.wait("late", "timer");
      one.accept({ type: "SuspendCase", reason });
      one.advance(DAY);
      one.accept({ type: "ResumeCase", reason });
      expect(one.wait("late", "timer").dueAt).to.equal(dueAt);
      one.accept({ type: "FireTimer", key });
      expect(one.standsAt()).to.deep.equal(["check", "remind"]);
    });

    it("given a job that waits, when the case is suspended, then its answer is refused, and taken after the case is resumed", () => {
      const one = open();
      one.complete("check");
      const { key } = one.wait("ask", "job");
      one.accept({ type: "SuspendCase", reason });
      expect(one.refuse({ type: "CompleteJob", key }).code).to.equal("CASE_NOT_ACTIVE");
      one.accept({ type: "ResumeCase", reason });
      one.accept({ type: "CompleteJob", key });
      expect(one.state.status).to.equal("completed");
    });

    it("given a case that is not suspended, it cannot be resumed; and every operation needs a reason", () => {
      const one = open();
      expect(one.refuse({ type: "ResumeCase", reason }).code).to.equal("CASE_NOT_ACTIVE");
      const { key } = limit(one, "step");
      const commands: Command[] = [
        { type: "SuspendCase", reason: "" },
        { type: "CancelCase", reason: " " },
        { type: "SetVariables", variables: {}, reason: "\n" },
        { type: "StopTerms", reason: "" },
        { type: "ContinueTerms", reason: "" },
        { type: "ExtendTerm", key, duration: "PT1H", unit: "hour", reason: "" },
        { type: "MigrateCase", definition: "terms", reason: "" },
      ];
      for (const command of commands) expect(one.refuse(command).code, command.type).to.equal("REASON_REQUIRED");
    });
  });

  describe("correcting facts", () => {
    it("given new facts with a reason, then they are set, and what waits for them fires, or when the case is resumed", async () => {
      const waiting = await service(
        "conditional",
        `${START}${END}${task("check")}<boundaryEvent id="known" attachedToRef="check"><conditionalEventDefinition><condition xsi:type="tFormalExpression">paid</condition></conditionalEventDefinition></boundaryEvent>${task("after")}<endEvent id="done" />` +
          flows("start > check > end", "known > after > done"),
      );
      const one = OperatedCase.start([waiting], { paid: false });
      one.accept({ type: "SetVariables", variables: { note: "seen" }, reason });
      expect(one.events("VariablesSet").at(-1)).to.deep.include({ variables: { note: "seen" }, reason });
      expect(one.standsAt()).to.deep.equal(["check"]);
      one.accept({ type: "SuspendCase", reason });
      one.accept({ type: "SetVariables", variables: { paid: true }, reason });
      expect(one.standsAt(), "nothing moves while suspended").to.deep.equal(["check"]);
      one.accept({ type: "ResumeCase", reason });
      expect(one.standsAt()).to.deep.equal(["after"]);
      expect(one.refuse({ type: "SetVariables", variables: {}, scope: 99, reason }).code).to.equal("ELEMENT_NOT_FOUND");
    });
  });

  describe("stopping the clock of the terms", () => {
    it("given a stopped clock, then the case goes on, and what ends meanwhile is measured by the clock that stands", () => {
      const one = open();
      one.advance(HOUR);
      expect(one.accept({ type: "StopTerms", reason })).to.deep.equal([{ type: "TermsStopped", at: one.now, reason }]);
      one.advance(5 * HOUR);
      one.complete("check");
      expect(one.events("LimitMet")).to.deep.include({
        type: "LimitMet",
        key: one.events("LimitStarted")[1]?.key,
        late: false,
      });
      expect(one.standsAt()).to.deep.equal(["ask"]);
    });

    it("given a clock stopped for two days, when it goes on, then both ends move by what really stood, with the derivation", () => {
      const one = open();
      one.advance(HOUR);
      one.accept({ type: "StopTerms", reason });
      one.advance(2 * DAY);
      const { key } = limit(one, "step");
      expect(one.refuse({ type: "BreachLimit", key }).code).to.equal("LIMIT_NOT_FOUND");
      one.accept({ type: "ContinueTerms", reason: "the paper came" });
      expect(limit(one, "step").dueAt).to.equal("2012-05-16T06:00:00.000Z");
      expect(limit(one, "term").dueAt).to.equal("2012-05-21T17:59:59.999Z");
      const moved = one.events("LimitMoved").find((each) => each.key === limit(one, "term").key);
      expect(moved).to.deep.include({ reason: "the paper came" });
      expect(moved?.derivation.skipped.filter((each) => each.reason === "clock-stopped")).to.deep.equal([
        { date: "2012-05-15", reason: "clock-stopped" },
        { date: "2012-05-16", reason: "clock-stopped" },
      ]);
    });

    it("given a limit that begins while the clock stands, when it goes on, then only what stood of its own time is added", () => {
      const one = open();
      one.accept({ type: "StopTerms", reason });
      one.advance(3 * HOUR);
      one.accept({ type: "MoveToken", key: one.at("check").key, to: "check", reason });
      one.advance(HOUR);
      one.accept({ type: "ContinueTerms", reason });
      expect(limit(one, "step").startedAt).to.equal("2012-05-14T07:00:00.000Z");
      expect(limit(one, "step").dueAt).to.equal("2012-05-14T10:00:00.000Z");
    });

    it("given a clock that stands when the case is suspended, then the overlap counts once, until the clock goes on", () => {
      const one = open();
      one.accept({ type: "StopTerms", reason });
      one.advance(HOUR);
      one.accept({ type: "SuspendCase", reason });
      one.advance(HOUR);
      expect(one.refuse({ type: "ContinueTerms", reason }).code).to.equal("CASE_NOT_ACTIVE");
      one.accept({ type: "ResumeCase", reason });
      expect(one.events("LimitMoved")).to.deep.equal([]);
      one.advance(HOUR);
      one.accept({ type: "ContinueTerms", reason });
      expect(limit(one, "step").dueAt).to.equal("2012-05-14T09:00:00.000Z");
      expect(limit(one, "step").stops).to.deep.equal([
        { from: "2012-05-14T04:00:00.000Z", to: "2012-05-14T07:00:00.000Z" },
      ]);
    });

    it("is refused twice, and going on without a stop, too", () => {
      const one = open();
      expect(one.refuse({ type: "ContinueTerms", reason }).code).to.equal("TERMS_NOT_STOPPED");
      one.accept({ type: "StopTerms", reason });
      expect(one.refuse({ type: "StopTerms", reason }).code).to.equal("TERMS_STOPPED");
      one.accept({ type: "ContinueTerms", reason });
      one.accept({ type: "StopTerms", reason });
      one.complete("check");
      one.accept({ type: "CompleteJob", key: one.wait("ask", "job").key });
      expect(one.state.termsStoppedAt, "an ended case has no clock").to.equal(undefined);
    });
  });

  describe("a term whose result is owed earlier at the place of issue", () => {
    const served = (attributes: string) =>
      service(
        "owed",
        extension(`<reg:service regulation="r" channel="corporation">
          <reg:term duration="P3D" unit="working-day" ${attributes} /></reg:service>`) +
          START +
          END +
          task("check") +
          flows("start > check > end"),
      );

    it("given a term of three working days owed one earlier, then it ends on Wednesday and says so, and a stop of two days moves it by two", async () => {
      const one = OperatedCase.start([await served('owedEarlierDays="1"')]);
      const { dueAt, derivation } = one.events("LimitStarted")[0]!;
      expect(dueAt).to.equal("2012-05-16T17:59:59.999Z");
      expect(derivation).to.deep.include({ owedEarlierDays: 1, endsOn: "2012-05-17" });
      one.accept({ type: "StopTerms", reason });
      one.advance(2 * DAY);
      one.accept({ type: "ContinueTerms", reason });
      expect(limit(one, "term").dueAt).to.equal("2012-05-18T17:59:59.999Z");
    });

    it("given an act that counts the day of the event, then the term ends a day before that of the others", async () => {
      const one = OperatedCase.start([await served('countFrom="same-day"')]);
      expect(one.events("LimitStarted")[0]!.dueAt).to.equal("2012-05-16T17:59:59.999Z");
    });
  });

  describe("extending a term", () => {
    it("given an extension by two working days, then the term ends two working days later, and both stand in its derivation", () => {
      const one = open();
      const { key } = limit(one, "term");
      const [moved] = one.accept({ type: "ExtendTerm", key, duration: "P2D", unit: "working-day", reason });
      expect(moved).to.deep.include({ type: "LimitMoved", key, dueAt: "2012-05-21T17:59:59.999Z", reason });
      one.advance(DAY);
      one.accept({ type: "StopTerms", reason });
      one.advance(DAY);
      one.accept({ type: "ContinueTerms", reason });
      one.accept({ type: "ExtendTerm", key, duration: "P1D", unit: "working-day", reason: "once more" });
      expect(limit(one, "term").dueAt).to.equal("2012-05-23T17:59:59.999Z");
      const last = one.events("LimitMoved").at(-1);
      expect(last?.derivation.extensions).to.deep.equal([
        { duration: "P2D", unit: "working-day", reason },
        { duration: "P1D", unit: "working-day", reason: "once more" },
      ]);
      expect(last?.derivation.stops).to.have.length(1);
    });

    it("given a breached limit, when it is extended past now, then it runs again and can be breached at its new end", () => {
      const one = open();
      const { key } = limit(one, "step");
      one.advance(2 * HOUR + MINUTE);
      one.accept({ type: "BreachLimit", key });
      one.accept({ type: "ExtendTerm", key, duration: "PT30M", unit: "minute", reason });
      expect(limit(one, "step").breached).to.equal(undefined);
      expect(one.refuse({ type: "BreachLimit", key }).code).to.equal("LIMIT_NOT_FOUND");
      one.advance(HOUR);
      one.accept({ type: "BreachLimit", key });
    });

    it("given a suspended case, then a term is extended all the same", () => {
      const one = open();
      one.accept({ type: "SuspendCase", reason });
      one.accept({ type: "ExtendTerm", key: limit(one, "step").key, duration: "PT1H", unit: "hour", reason });
      one.advance(HOUR);
      one.accept({ type: "ResumeCase", reason });
      expect(limit(one, "step").dueAt).to.equal("2012-05-14T08:00:00.000Z");
    });

    it("given a term that does not run, or an extension of another kind or of nothing, it is refused", () => {
      const one = open();
      const extend = (key: number, duration: string, unit: "hour" | "working-day") =>
        one.refuse({ type: "ExtendTerm", key, duration, unit, reason }).code;
      expect(extend(99, "PT1H", "hour")).to.equal("LIMIT_NOT_FOUND");
      expect(extend(limit(one, "term").key, "PT1H", "hour")).to.equal("TERM_INVALID");
      expect(extend(limit(one, "term").key, "P0D", "working-day")).to.equal("TERM_INVALID");
      expect(extend(limit(one, "step").key, "tomorrow", "hour")).to.equal("TERM_INVALID");
    });
  });
});
