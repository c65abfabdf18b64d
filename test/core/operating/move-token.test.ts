import { expect } from "chai";
import type { Graph } from "../../../engine/model/graph.ts";
import { boundary, END, extension, flows, OperatedCase, service, START, task, timer } from "./operated-case.ts";

const reason = "drawn wrongly";

describe("moving a token", () => {
  let chain: Graph;
  let split: Graph;
  let nested: Graph;
  before(async () => {
    chain = await service(
      "chain",
      START +
        END +
        task("check", extension(`<reg:limit duration="PT15M" unit="minute" />`)) +
        boundary("late", "check", timer("PT1H")) +
        task("decide") +
        flows("start > check > decide > end", "late > decide"),
    );
    split = await service(
      "split",
      `${START}${END}<parallelGateway id="fork" /><parallelGateway id="join" />${task("left")}${task("right")}${task("after")}` +
        flows("start > fork > left > join > after > end", "fork > right > join"),
    );
    nested = await service(
      "nested",
      `${START}${END}${task("before")}${task("after")}
      <subProcess id="sub"><startEvent id="sub_start" />${task("inner")}${task("inner2")}<endEvent id="sub_end" />
        ${flows("sub_start > inner > inner2 > sub_end")}</subProcess>
      <subProcess id="other"><startEvent id="other_start" />${task("deep")}<endEvent id="other_end" />
        ${flows("other_start > deep > other_end")}</subProcess>
      <subProcess id="many"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>
        <startEvent id="many_start" />${task("each")}${task("each2")}<endEvent id="many_end" />${flows("many_start > each > each2 > many_end")}</subProcess>
      ${flows("start > before > sub > other > many > after > end")}`,
    );
  });

  it("given a waiting task, when its token is moved on, then the step is left as moved, with all that it waited for, and the target is entered", () => {
    const one = OperatedCase.start([chain]);
    const { key } = one.at("check");
    const events = one.accept({ type: "MoveToken", key, to: "decide", variables: { known: true }, reason });
    expect(events).to.deep.equal([
      { type: "TokenMoved", scope: 1, reason, from: "check", key, to: "decide", take: "check_decide" },
      { type: "VariablesSet", scope: 1, variables: { known: true }, reason },
      { type: "ElementTerminated", key, element: "check", why: "moved" },
      { type: "LimitDropped", key: one.events("LimitStarted")[0]?.key, why: "interrupted" },
      ...events.slice(4),
    ]);
    expect(one.standsAt()).to.deep.equal(["decide"]);
    expect(one.state.limits).to.deep.equal([]);
    expect(one.state.instances[0]?.variables).to.deep.equal({ known: true });
    expect(JSON.stringify(one.state)).not.to.contain('"late"');
    one.complete("decide");
    expect(one.state.status).to.equal("completed");
  });

  it("given a step already done, when the token is moved back, then it is done again, with its limit begun anew", () => {
    const one = OperatedCase.start([chain]);
    one.complete("check");
    one.accept({ type: "MoveToken", key: one.at("decide").key, to: "check", reason });
    expect(one.standsAt()).to.deep.equal(["check"]);
    expect(one.events("LimitStarted")).to.have.length(2);
    expect(one.wait("late", "timer").dueAt).to.equal("2012-05-14T05:00:00.000Z");
  });

  it("given an element without incoming flow, when a token is moved there, then it is entered all the same", () => {
    const one = OperatedCase.start([chain]);
    one.complete("check");
    one.accept({ type: "MoveToken", key: one.at("decide").key, to: "start", reason });
    expect(one.standsAt()).to.deep.equal(["check"]);
  });

  it("given a blank reason, it is refused", () => {
    const one = OperatedCase.start([chain]);
    const command = { type: "MoveToken", key: one.at("check").key, to: "decide", reason: " " } as const;
    expect(one.refuse(command).code).to.equal("REASON_REQUIRED");
  });

  it("given a suspended case, it is refused: nothing moves until the case is resumed", () => {
    const one = OperatedCase.start([chain]);
    one.accept({ type: "SuspendCase", reason });
    expect(one.refuse({ type: "MoveToken", key: one.at("check").key, to: "decide", reason }).code).to.equal(
      "CASE_NOT_ACTIVE",
    );
  });

  it("given keys, flows or elements that are not there, it is refused with ELEMENT_NOT_FOUND", () => {
    const one = OperatedCase.start([chain]);
    const { key } = one.at("check");
    for (const command of [
      { key: 99, to: "decide" },
      { key, to: "nowhere" },
      { flow: "check_decide", to: "decide" },
      { scope: 99, to: "decide" },
    ])
      expect(one.refuse({ type: "MoveToken", ...command, reason }).code, JSON.stringify(command)).to.equal(
        "ELEMENT_NOT_FOUND",
      );
  });

  it("given a target that no token is led to, or no target and no source, it is refused", () => {
    const one = OperatedCase.start([chain]);
    const { key } = one.at("check");
    for (const command of [
      { key, to: "late" },
      {},
      { key, flow: "check_decide", to: "decide" },
      { key: 1, to: "decide" },
    ])
      expect(one.refuse({ type: "MoveToken", ...command, reason }).code, JSON.stringify(command)).to.equal(
        "MOVE_IMPOSSIBLE",
      );
  });

  describe("at joins", () => {
    it("given one branch of two, when its token is moved to the join, then it waits there for the other branch", () => {
      const one = OperatedCase.start([split]);
      one.accept({ type: "MoveToken", key: one.at("left").key, to: "join", reason });
      expect(one.standsAt()).to.deep.equal(["left_join", "right"]);
      one.complete("right");
      expect(one.standsAt()).to.deep.equal(["after"]);
    });

    it("given a token that waits at the join, when the other is moved to the join too, then the join is passed", () => {
      const one = OperatedCase.start([split]);
      one.complete("left");
      one.accept({ type: "MoveToken", key: one.at("right").key, to: "join", reason });
      expect(one.standsAt()).to.deep.equal(["after"]);
    });

    it("given a token on a flow, when it is moved, then it leaves the flow", () => {
      const one = OperatedCase.start([split]);
      one.complete("left");
      const events = one.accept({ type: "MoveToken", flow: "left_join", to: "left", reason });
      expect(events.slice(0, 2)).to.deep.equal([
        { type: "TokenMoved", scope: 1, reason, from: "left_join", to: "left", take: "fork_left" },
        { type: "TokensDropped", scope: 1, flows: ["left_join"] },
      ]);
      expect(one.standsAt()).to.deep.equal(["left", "right"]);
    });

    it("given a sequence flow as the target, when a token is moved there, then it stands on that flow", () => {
      const one = OperatedCase.start([split]);
      one.accept({ type: "MoveToken", key: one.at("left").key, to: "right_join", reason });
      expect(one.standsAt()).to.deep.equal(["right", "right_join"]);
    });

    it("given one branch of two, when its token is taken away, then the join waits on, and the last token cannot be taken", () => {
      const one = OperatedCase.start([split]);
      one.accept({ type: "MoveToken", key: one.at("left").key, reason });
      expect(one.standsAt()).to.deep.equal(["right"]);
      expect(one.refuse({ type: "MoveToken", key: one.at("right").key, reason }).code).to.equal("MOVE_IMPOSSIBLE");
      one.complete("right");
      expect(one.standsAt()).to.deep.equal(["right_join"]);
      expect(one.refuse({ type: "MoveToken", flow: "right_join", reason }).code).to.equal("MOVE_IMPOSSIBLE");
      one.accept({ type: "MoveToken", to: "join", reason });
      expect(one.standsAt()).to.deep.equal(["after"]);
    });

    it("given no source, when an element is named, then it gets one more token", () => {
      const one = OperatedCase.start([split]);
      const [moved] = one.accept({ type: "MoveToken", to: "after", reason });
      expect(moved).to.deep.equal({ type: "TokenMoved", scope: 1, reason, to: "after", take: "join_after" });
      expect(one.standsAt()).to.deep.equal(["after", "left", "right"]);
    });
  });

  describe("between scopes", () => {
    const inSub = (): OperatedCase => {
      const one = OperatedCase.start([nested]);
      one.complete("before");
      expect(one.standsAt()).to.deep.equal(["inner", "sub"]);
      return one;
    };

    it("given a token in a sub-process, when it is moved on inside, then the sub-process lives on and ends as drawn", () => {
      const one = inSub();
      one.accept({ type: "MoveToken", key: one.at("inner").key, to: "inner2", reason });
      expect(one.standsAt()).to.deep.equal(["inner2", "sub"]);
      one.complete("inner2");
      expect(one.standsAt()).to.deep.equal(["deep", "other"]);
    });

    it("given the last token in a sub-process, when it is moved out, then the sub-process ends as moved and does not go on by its own flows", () => {
      const one = inSub();
      const { key } = one.at("sub");
      const events = one.accept({ type: "MoveToken", key: one.at("inner").key, to: "after", reason });
      expect(events).to.deep.include({ type: "ElementTerminated", key, element: "sub", why: "moved" });
      expect(one.standsAt()).to.deep.equal(["after"]);
    });

    it("given the last token in a sub-process, when it is moved to the sub-process's end, then it ends as drawn", () => {
      const one = inSub();
      one.accept({ type: "MoveToken", key: one.at("inner").key, to: "sub_end", reason });
      expect(one.standsAt()).to.deep.equal(["deep", "other"]);
    });

    it("given a sub-process that does not run, when a token is moved into it, then it is refused with what is missing", () => {
      const one = inSub();
      const refused = one.refuse({ type: "MoveToken", key: one.at("inner").key, to: "deep", reason });
      expect(refused).to.deep.include({
        code: "MOVE_IMPOSSIBLE",
        problems: [{ element: "deep", detail: "other is not running" }],
      });
    });

    it("given two sub-processes that run, when a token is moved from one into the other, then it goes on there", () => {
      const one = inSub();
      one.accept({ type: "MoveToken", to: "other", reason });
      one.accept({ type: "MoveToken", key: one.at("inner").key, to: "deep", reason });
      expect(one.standsAt()).to.deep.equal(["deep", "deep", "other"]);
    });

    it("given what the token leaves, when it is to be moved into it, then it is refused", () => {
      const one = inSub();
      expect(one.refuse({ type: "MoveToken", key: one.at("sub").key, to: "inner2", reason }).code).to.equal(
        "MOVE_IMPOSSIBLE",
      );
    });

    it("given several instances of a sub-process, then one alone is not taken out, all together are, and a target inside needs its scope", () => {
      const one = OperatedCase.start([nested]);
      one.accept({ type: "MoveToken", key: one.at("before").key, to: "many", reason });
      expect(one.standsAt()).to.deep.equal(["each", "each", "many", "many", "many"]);
      const [loop, first, second] = one.state.instances.filter(({ element }) => element === "many");
      expect(one.refuse({ type: "MoveToken", key: one.at("each").key, to: "after", reason }).code).to.equal(
        "MOVE_IMPOSSIBLE",
      );
      expect(one.refuse({ type: "MoveToken", key: first?.key ?? 0, to: "after", reason }).code).to.equal(
        "MOVE_IMPOSSIBLE",
      );
      one.accept({ type: "MoveToken", key: one.at("each").key, to: "each2", reason });
      expect(one.at("each2").parent).to.equal(first?.key);
      expect(one.refuse({ type: "MoveToken", to: "each2", reason }).code).to.equal("MOVE_IMPOSSIBLE");
      one.accept({ type: "MoveToken", to: "each2", scope: second?.key ?? 0, reason });
      one.accept({ type: "MoveToken", key: loop?.key ?? 0, to: "after", reason });
      expect(one.standsAt()).to.deep.equal(["after"]);
    });
  });

  it("given an element with an incident, when its token is moved on, then the incident goes with it", async () => {
    const stuck = await service(
      "stuck",
      `${START}${END}<exclusiveGateway id="which" />${task("a")}
      <sequenceFlow id="which_a" sourceRef="which" targetRef="a"><conditionExpression xsi:type="tFormalExpression">ready</conditionExpression></sequenceFlow>
      <sequenceFlow id="which_end" sourceRef="which" targetRef="end"><conditionExpression xsi:type="tFormalExpression">not(ready)</conditionExpression></sequenceFlow>
      ${flows("start > which", "a > end")}`,
    );
    const one = OperatedCase.start([stuck]);
    expect(one.at("which").incident?.code).to.equal("EXPRESSION_FAILED");
    one.accept({ type: "MoveToken", key: one.at("which").key, to: "a", reason });
    expect(one.state.instances.some(({ incident }) => incident !== undefined)).to.equal(false);
    expect(one.standsAt()).to.deep.equal(["a"]);
  });
});
