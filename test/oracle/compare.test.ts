/** The comparison itself must notice: each of these gives the two engines diagrams that differ in one point. */
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { type Difference, Match } from "../../engine/scenario/referee/compare.ts";
import { RefereeWorld } from "../../engine/scenario/referee/referee-world.ts";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";

const START: Operation = { do: "start" };

describe("the comparison of two engines", () => {
  it("finds nothing where both do the same", async () => {
    const diagram = `<task id="a" /><task id="b" />${flows("start a b end")}`;
    expect(await differenceOf(diagram, diagram, [START])).to.equal(undefined);
  });

  it("notices that one more element completed", async () => {
    const found = await differenceOf(
      `<task id="a" />${flows("start a end")}`,
      `<task id="a" /><task id="b" />${flows("start a b end")}`,
      [START],
    );
    expect(found).to.include({ kind: "completed", step: 1 });
    expect(found?.elements).to.deep.equal(["b"]);
  });

  it("notices that an element completed once more", async () => {
    const loop = (times: number): string =>
      `<task id="a"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>${times}</loopCardinality></multiInstanceLoopCharacteristics></task>${flows("start a end")}`;
    const found = await differenceOf(loop(2), loop(3), [START]);
    expect(found?.kind).to.equal("completed");
    expect(found?.elements).to.deep.equal(["a"]);
  });

  it("notices another order on the same path", async () => {
    const found = await differenceOf(
      `<task id="a" /><task id="b" />${flows("start a b end")}`,
      `<task id="a" /><task id="b" />${flows("start b a end")}`,
      [START],
    );
    expect(found?.kind).to.equal("order");
    expect(found?.ours).to.equal("start, a, b, end");
    expect(found?.referee).to.equal("start, b, a, end");
  });

  it("does not mind another order of paths side by side", async () => {
    const paths = (first: string, second: string): string =>
      `<parallelGateway id="split" /><task id="a" /><task id="b" />${flows("start split")}${flows(`split ${first} end`)}${flows(`split ${second} end`)}`;
    expect(await differenceOf(paths("a", "b"), paths("b", "a"), [START])).to.equal(undefined);
  });

  it("notices that a task is open in one engine only", async () => {
    const found = await differenceOf(
      `<userTask id="a" />${flows("start a end")}`,
      `<receiveTask id="a" messageRef="m" />${flows("start a end")}`,
      [START],
    );
    expect(found?.kind).to.equal("open");
    expect(found?.elements).to.deep.equal(["a"]);
  });

  it("notices that an operation finds nobody", async () => {
    const found = await differenceOf(
      `<receiveTask id="a" messageRef="m" />${flows("start a end")}`,
      `<receiveTask id="a" messageRef="n" />${flows("start a end")}`,
      [START, { do: "message", name: "m" }],
    );
    expect(found).to.include({ kind: "found", step: 2, referee: "message m found nobody" });
  });

  it("notices another end", async () => {
    const stop = `<endEvent id="stop"><terminateEventDefinition /></endEvent>`;
    const none = `<endEvent id="stop" />`;
    const found = await differenceOf(`${stop}${flows("start stop")}`, `${none}${flows("start stop")}`, [START]);
    expect(found).to.include({ kind: "state", ours: "terminated", referee: "completed" });
  });

  it("says that bpmn-engine does not take a diagram", async () => {
    const complex = `<complexGateway id="g" />${flows("start g end")}`;
    expect(await differenceOf(complex, complex, [START])).to.include({ kind: "refused", step: 1 });
  });
});

/** `"a b c"`: a flow from each to the next. */
function flows(path: string): string {
  const ids = path.split(" ");
  return ids
    .slice(1)
    .map((id, at) => `<sequenceFlow id="${ids[at] ?? ""}-${id}" sourceRef="${ids[at] ?? ""}" targetRef="${id}" />`)
    .join("");
}

async function differenceOf(
  ours: string,
  referee: string,
  script: readonly Operation[],
): Promise<Difference | undefined> {
  const [here, there] = await Promise.all([fileOf(ours), fileOf(referee)]);
  const options = { clock: "2026-01-05T09:00:00+05:00", calendar: createCalendar(KAZAKHSTAN), handlers: {} };
  const match = new Match(
    new ScenarioWorld({ ...options, graphs: [here.graph] }),
    new RefereeWorld({ ...options, files: [there] }),
    [here],
  );
  for (const [index, operation] of script.entries()) {
    const difference = await match.play(operation, index);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function fileOf(body: string): Promise<{ bytes: Uint8Array; graph: Awaited<ReturnType<typeof compile>> }> {
  const bytes = new TextEncoder().encode(
    `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:test"><message id="m" name="m" /><message id="n" name="n" /><process id="p" isExecutable="true"><startEvent id="start" />${body.includes('targetRef="end"') ? '<endEvent id="end" />' : ""}${body}</process></definitions>`,
  );
  return { bytes, graph: await compile(bytes) };
}
