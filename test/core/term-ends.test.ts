import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { driveCase } from "../processes/drive-case.ts";

const FILE = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:x">
  <process id="corporation" isExecutable="true">
    <extensionElements><reg:service regulation="r" channel="corporation"><reg:term duration="P5D" unit="working-day" clause="5" until="result_here  papers_back" /></reg:service></extensionElements>
    <startEvent id="start" /><userTask id="work" /><exclusiveGateway id="taken_in" default="no" />
    <userTask id="papers_back" /><userTask id="courier" /><userTask id="result_here" /><endEvent id="returned" /><endEvent id="given" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="work" /><sequenceFlow id="f2" sourceRef="work" targetRef="taken_in" />
    <sequenceFlow id="no" sourceRef="taken_in" targetRef="papers_back" /><sequenceFlow id="f3" sourceRef="papers_back" targetRef="returned" />
    <sequenceFlow id="yes" sourceRef="taken_in" targetRef="courier"><conditionExpression>intake = "complete"</conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="courier" targetRef="result_here" /><sequenceFlow id="f5" sourceRef="result_here" targetRef="given" />
  </process>
</definitions>`;

describe("a term that ends at one of two elements", () => {
  const upTo = async (intake: string, ...more: string[]): Promise<readonly (string | undefined)[]> => {
    const graph = await compile(Buffer.from(FILE));
    const script = [
      { do: "start" } as const,
      { do: "complete", element: "work", variables: { intake } } as const,
      ...more.map((element) => ({ do: "complete", element }) as const),
    ];
    return driveCase(graph, { clock: "2019-10-03T10:00:00+06:00", handlers: {}, script }).limits.map(({ met }) => met);
  };

  it("given neither of them, runs", async () => {
    expect(await upTo("complete")).to.deep.equal([undefined]);
  });

  it("given the first, ends there", async () => {
    expect(await upTo("complete", "courier")).to.deep.equal(["in time"]);
  });

  it("given the other, ends there, though somebody's work goes on", async () => {
    expect(await upTo("refused")).to.deep.equal(["in time"]);
  });
});
