import { expect } from "chai";
import { compile } from "../../../engine/model/compile.ts";
import type { Graph } from "../../../engine/model/graph.ts";
import { OperatedCase } from "./operated-case.ts";

const shared = (service: string) =>
  compileFile(
    "shared",
    `<process id="shared" isExecutable="true"><extensionElements>${service}</extensionElements>
       <startEvent id="s"/><userTask id="decide"/><endEvent id="e"/>
       <sequenceFlow id="f1" sourceRef="s" targetRef="decide"/><sequenceFlow id="f2" sourceRef="decide" targetRef="e"/></process>`,
  );
const caller = () =>
  compileFile(
    "caller",
    `<process id="service" isExecutable="true"><startEvent id="start"/><callActivity id="call" calledElement="shared"/><endEvent id="end"/>
       <sequenceFlow id="f1" sourceRef="start" targetRef="call"/><sequenceFlow id="f2" sourceRef="call" targetRef="end"/></process>`,
  );
const compileFile = (digest: string, content: string): Promise<Graph> =>
  compile(
    new TextEncoder().encode(
      `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" targetNamespace="urn:t">${content}</definitions>`,
    ),
    { digest },
  );

describe("a process that other diagrams call", () => {
  const only = '<reg:service regulation="r" channel="actions" calledOnly="true" />';

  it("given calledOnly, is not started by itself", async () => {
    const graph = await shared(only);
    expect(() => OperatedCase.start([graph], {}, "shared")).to.throw(/PROCESS_CALLED_ONLY/);
  });

  it("given calledOnly, runs where it is called", async () => {
    const one = OperatedCase.start([await caller(), await shared(only)]);
    expect(one.wait("decide", "task").element).to.equal("decide");
  });

  it("without it, can be started too", async () => {
    const graph = await shared('<reg:service regulation="r" channel="actions" />');
    expect(OperatedCase.start([graph], {}, "shared").wait("decide", "task").element).to.equal("decide");
  });
});
