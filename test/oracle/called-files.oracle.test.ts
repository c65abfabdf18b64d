/** bpmn-engine knows one file only: what a case calls in another is put into it under other ids, conditions that ask a handler included. */
import { expect } from "chai";
import { askReferee } from "../../engine/scenario/referee/ask-referee.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";

const FILES: Readonly<Record<string, string>> = {
  "caller.bpmn": `<process id="p" isExecutable="true"><startEvent id="start" /><callActivity id="call" calledElement="q" /><endEvent id="end" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="call" /><sequenceFlow id="f2" sourceRef="call" targetRef="end" /></process>`,
  "called.bpmn": `<process id="q" isExecutable="true"><startEvent id="begin" /><userTask id="sign" /><exclusiveGateway id="valid" default="g3"><extensionElements>
    <reg:call handler="signature.verify"><reg:output variable="ok">=valid</reg:output></reg:call></extensionElements></exclusiveGateway><endEvent id="signed" />
    <sequenceFlow id="g1" sourceRef="begin" targetRef="sign" /><sequenceFlow id="g2" sourceRef="sign" targetRef="valid" /><sequenceFlow id="g3" sourceRef="valid" targetRef="sign" />
    <sequenceFlow id="g4" sourceRef="valid" targetRef="signed"><conditionExpression>ok = true</conditionExpression></sequenceFlow></process>`,
};

const read = (path: string): Promise<Uint8Array> =>
  Promise.resolve(
    new TextEncoder().encode(
      `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:test">${FILES[path]!}</definitions>`,
    ),
  );

describe("the referee of a case that calls a process of another file", () => {
  it("given a condition there that asks a handler, takes the way of the answer, as our engine does", async () => {
    const sign = { do: "complete", element: "sign" } as const;
    const scenario: ScenarioCase = {
      id: "signed-at-the-second-try",
      file: "caller.bpmn",
      with: ["called.bpmn"],
      clock: "2019-10-07T10:00:00+06:00",
      handlers: { "signature.verify": [{ valid: false }, { valid: true }] },
      script: [{ do: "start" }, sign, sign],
      expect: { state: "completed" },
    };
    // start, begin, sign, valid, sign, valid, signed, call, end
    expect(await askReferee([scenario], read)).to.deep.equal([{ id: scenario.id, agrees: true, compared: 9 }]);
  });
});
