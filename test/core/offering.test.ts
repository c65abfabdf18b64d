import { expect } from "chai";
import type { Actor } from "../../engine/core/commands.ts";
import { decide } from "../../engine/core/decide.ts";
import type { DecisionContext } from "../../engine/core/decision.ts";
import type { CaseEvent } from "../../engine/core/events.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { CaseState } from "../../engine/core/state.ts";
import { compile } from "../../engine/model/compile.ts";
import type { Graph } from "../../engine/model/graph.ts";

const DIAGRAM = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:test">
<process id="p" isExecutable="true"><laneSet id="lanes">
<lane id="l1"><extensionElements><reg:performer role="centre-operator" /></extensionElements><flowNodeRef>take</flowNodeRef></lane>
<lane id="l2"><extensionElements><reg:performer role="office-clerk" /></extensionElements><flowNodeRef>prepare</flowNodeRef></lane></laneSet>
<startEvent id="start" /><userTask id="take" /><userTask id="prepare" /><endEvent id="end" />
<sequenceFlow id="f1" sourceRef="start" targetRef="take" /><sequenceFlow id="f2" sourceRef="take" targetRef="prepare" />
<sequenceFlow id="f3" sourceRef="prepare" targetRef="end" /></process></definitions>`;

const at = "2012-05-14T04:00:00.000Z";
const operator = (unit: string): Actor => ({ id: "o", roles: ["centre-operator"], unit });
const clerk = (unit: string): Actor => ({ id: "c", roles: ["office-clerk"], unit });

describe("to whom a task is offered", () => {
  let graph: Graph;
  /** The same with the roles changed over. */
  let other: Graph;
  before(async () => {
    graph = await compile(Buffer.from(DIAGRAM));
    const roles: Readonly<Record<string, string>> = {
      "centre-operator": "office-clerk",
      "office-clerk": "centre-operator",
    };
    other = await compile(
      Buffer.from(DIAGRAM.replaceAll(/role="([^"]+)"/g, (_, role: string) => `role="${roles[role]}"`)),
    );
  });
  const context = (actor: Actor): DecisionContext =>
    ({
      now: at,
      actor,
      graph: (digest: string) => (digest === "d" ? graph : other),
      called: () => "d",
    }) as unknown as DecisionContext;

  function start(units: { unit?: string; intakeUnit?: string }): { state: CaseState; events: readonly CaseEvent[] } {
    const command = { type: "StartCase", case: "c", definition: "d", process: "p", ...units } as const;
    const decision = decide(undefined, command, context({ id: "system", roles: ["system"] }));
    if (!decision.accepted) throw new Error(decision.reason);
    return decision;
  }
  const taskOf = ({ instances }: CaseState) => {
    const wait = instances.flatMap(({ waits = [] }) => waits).find(({ kind }) => kind === "task");
    if (wait?.kind !== "task") throw new Error("no task is open");
    return wait;
  };
  const mayComplete = (state: CaseState, actor: Actor): boolean =>
    decide(state, { type: "CompleteUserTask", key: taskOf(state).key }, context(actor)).accepted;

  it("given a unit of intake, the counter's task is for its operators, and the next for the provider's clerks", () => {
    const { state } = start({ unit: "department", intakeUnit: "centre" });
    expect([mayComplete(state, operator("centre")), mayComplete(state, operator("department"))]).to.deep.equal([
      true,
      false,
    ]);
    const next = decide(state, { type: "CompleteUserTask", key: taskOf(state).key }, context(operator("centre")));
    if (!next.accepted) throw new Error(next.reason);
    expect([mayComplete(next.state, clerk("department")), mayComplete(next.state, clerk("centre"))]).to.deep.equal([
      true,
      false,
    ]);
  });

  it("given a case with one unit, as they were before, every task is for that unit, and the events are as they were", () => {
    const { state, events } = start({ unit: "department" });
    expect(mayComplete(state, operator("department"))).to.equal(true);
    expect(JSON.stringify(events)).to.not.match(/intake/);
  });

  it("given a version that gives the task to the other's role, when the case is migrated there and back, it is offered to that role's unit each time", () => {
    let { state } = start({ unit: "department", intakeUnit: "centre" });
    const migrate = (definition: string): void => {
      const decision = decide(state, { type: "MigrateCase", definition, reason: "r" }, context(operator("centre")));
      if (!decision.accepted) throw new Error(decision.reason);
      state = decision.state;
    };
    migrate("other");
    expect([mayComplete(state, operator("centre")), mayComplete(state, clerk("centre"))]).to.deep.equal([false, false]);
    expect(mayComplete(state, clerk("department"))).to.equal(true);
    migrate("d");
    expect([mayComplete(state, operator("centre")), mayComplete(state, operator("department"))]).to.deep.equal([
      true,
      false,
    ]);
  });

  it("given the history of a case with both, folding it gives the same state", () => {
    const { state, events } = start({ unit: "department", intakeUnit: "centre" });
    let folded: CaseState | undefined;
    for (const [index, event] of events.entries())
      folded = evolve(folded, {
        seq: index + 1,
        at,
        by: "system",
        event: JSON.parse(JSON.stringify(event)) as CaseEvent,
      });
    expect(JSON.parse(JSON.stringify(folded))).to.deep.equal(JSON.parse(JSON.stringify(state)));
    expect(folded).to.include({ unit: "department", intakeUnit: "centre" });
  });
});
