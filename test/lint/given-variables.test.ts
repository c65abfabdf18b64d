import { expect } from "chai";
import { givenVariables } from "../../engine/lint/given-variables.ts";

const caller = (target: string) =>
  new TextEncoder()
    .encode(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="t">
  <process id="centre" isExecutable="true"><callActivity id="call" calledElement="office"><extensionElements>
  <reg:mapping direction="input" target="${target}">=true</reg:mapping></extensionElements></callActivity></process></definitions>`);

describe("the variables that diagrams give to the processes they call", () => {
  it("are those of every caller", async () => {
    const given = await givenVariables([caller("urgent"), caller("checked")]);
    expect(given("office")).to.have.members(["urgent", "checked"]);
    expect(given("centre")).to.deep.equal([]);
  });

  it("are none where the diagram cannot be deployed", async () => {
    const given = await givenVariables([new TextEncoder().encode("not XML")]);
    expect(given("office")).to.deep.equal([]);
  });
});
