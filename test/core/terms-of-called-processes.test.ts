import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { driveCase } from "../processes/drive-case.ts";

const FILE = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:x">
  <process id="corporation" isExecutable="true">
    <extensionElements><reg:service regulation="r" channel="corporation"><reg:term duration="P15D" unit="working-day" clause="5" until="ready" /></reg:service></extensionElements>
    <startEvent id="start" /><callActivity id="hand_over" calledElement="office" /><userTask id="courier" /><userTask id="ready" /><endEvent id="end" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="hand_over" /><sequenceFlow id="f2" sourceRef="hand_over" targetRef="courier" />
    <sequenceFlow id="f3" sourceRef="courier" targetRef="ready" /><sequenceFlow id="f4" sourceRef="ready" targetRef="end" />
  </process>
  <process id="office" isExecutable="true">
    <extensionElements><reg:service regulation="r" channel="office"><reg:term duration="P15D" unit="working-day" clause="5" until="given" /></reg:service></extensionElements>
    <startEvent id="begin" /><userTask id="work" /><userTask id="given" /><endEvent id="done" />
    <sequenceFlow id="g1" sourceRef="begin" targetRef="work" /><sequenceFlow id="g2" sourceRef="work" targetRef="given" /><sequenceFlow id="g3" sourceRef="given" targetRef="done" />
  </process>
</definitions>`;

describe("the term of a case that calls a process with a term of the same clause", () => {
  const upTo = async (...elements: string[]): Promise<readonly (string | undefined)[]> => {
    const graph = await compile(Buffer.from(FILE));
    const script = [{ do: "start" } as const, ...elements.map((element) => ({ do: "complete", element }) as const)];
    return driveCase(graph, { clock: "2016-10-03T10:00:00+06:00", handlers: {}, script }).limits.map(({ met }) => met);
  };

  it("given the element that ends the called process's own term, runs on", async () => {
    expect(await upTo("work", "given")).to.deep.equal([undefined]);
  });

  it("given the caller's element, ends there", async () => {
    expect(await upTo("work", "given", "courier")).to.deep.equal(["in time"]);
  });
});
