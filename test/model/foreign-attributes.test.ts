import { expect } from "chai";
import type { FlowNode } from "../../engine/model/graph.ts";
import { compileText, definitions, extensions, nodeOf, path, process, refusalOf } from "./diagram-text.ts";

const compiled = async (element: string, roots = ""): Promise<FlowNode> =>
  nodeOf(await compileText(process(path(element), roots)), "t");
const codes = async (element: string): Promise<readonly (string | undefined)[] | undefined> =>
  (await refusalOf(process(path(element))))?.problems.map(({ code }) => code);

describe("attributes of other engines' editors", () => {
  for (const vendor of ["camunda", "flowable"]) {
    it(`${vendor}: group, form and due date of a user task`, async () => {
      const task = await compiled(
        `<userTask id="t" ${vendor}:candidateGroups="clerk" ${vendor}:formKey="intake" ${vendor}:dueDate="PT15M"/>`,
      );
      expect([task.role, task.form, task.limit]).to.deep.equal([
        "clerk",
        "intake",
        { duration: "PT15M", unit: "minute" },
      ]);
    });

    it(`${vendor}: collection of a multi-instance activity`, async () => {
      const loop = `<multiInstanceLoopCharacteristics ${vendor}:collection="offers" ${vendor}:elementVariable="offer"/>`;
      expect((await compiled(`<userTask id="t">${loop}</userTask>`)).loop).to.include({
        collection: "offers",
        item: "offer",
      });
    });
  }

  it("zeebe: group, form and due date of a user task", async () => {
    const task = await compiled(
      `<userTask id="t">${extensions(
        '<zeebe:assignmentDefinition candidateGroups="=[&quot;clerk&quot;]"/><zeebe:formDefinition formId="intake"/><zeebe:taskSchedule dueDate="P3D"/>',
      )}</userTask>`,
    );
    expect([task.role, task.form, task.limit]).to.deep.equal([
      "clerk",
      "intake",
      { duration: "P3D", unit: "calendar-day" },
    ]);
  });

  it("ours are taken before theirs", async () => {
    const task = await compiled(
      `<userTask id="t" camunda:candidateGroups="a" camunda:formKey="b">${extensions(
        '<reg:performer role="clerk"/><reg:form name="intake"/>',
      )}</userTask>`,
    );
    expect([task.role, task.form]).to.deep.equal(["clerk", "intake"]);
  });

  it("whatever prefix the file gives to their namespace", async () => {
    const text = definitions(
      `<process id="p">${path('<userTask id="t" c7:formKey="intake"/>')}</process>`,
      'xmlns:c7="http://camunda.org/schema/1.0/bpmn"',
    ).replace('xmlns:camunda="http://camunda.org/schema/1.0/bpmn" ', "");
    expect(nodeOf(await compileText(text), "t").form).to.equal("intake");
  });

  it("zeebe: mappings, where a source without = is a text", async () => {
    const { inputMappings, outputMappings } = await compiled(
      `<serviceTask id="t">${extensions(
        '<zeebe:ioMapping><zeebe:input source="=a + 1" target="b"/><zeebe:input source="plain" target="c"/><zeebe:output source="=d" target="e"/></zeebe:ioMapping>',
      )}</serviceTask>`,
    );
    expect(inputMappings).to.deep.equal([
      { target: "b", feel: "a + 1" },
      { target: "c", feel: '"plain"' },
    ]);
    expect(outputMappings).to.deep.equal([{ target: "e", feel: "d" }]);
  });

  it("camunda: literal parameters as mappings", async () => {
    const { inputMappings } = await compiled(
      `<serviceTask id="t">${extensions(
        '<camunda:inputOutput><camunda:inputParameter name="kind">preschool</camunda:inputParameter></camunda:inputOutput>',
      )}</serviceTask>`,
    );
    expect(inputMappings).to.deep.equal([{ target: "kind", feel: '"preschool"' }]);
  });

  it("zeebe: called process, with what is passed on", async () => {
    const { calledProcess } = await compiled(
      `<callActivity id="t">${extensions(
        '<zeebe:calledElement processId="other" bindingType="deployment" propagateAllChildVariables="false"/>',
      )}</callActivity>`,
    );
    expect(calledProcess).to.deep.equal({
      process: "other",
      binding: "deployment",
      inputs: [],
      outputs: [],
      propagateAll: false,
    });
  });

  it("camunda: called process, with its version and variables", async () => {
    const { calledProcess } = await compiled(
      `<callActivity id="t" calledElement="other" camunda:calledElementBinding="version" camunda:calledElementVersion="2">${extensions(
        '<camunda:in source="a" target="b"/><camunda:in businessKey="#{execution.businessKey}"/><camunda:out variables="all"/>',
      )}</callActivity>`,
    );
    expect(calledProcess).to.deep.equal({
      process: "other",
      binding: "version",
      version: 2,
      inputs: [{ target: "b", feel: "a" }],
      outputs: [],
      propagateAll: true,
    });
  });

  it("zeebe: loop, script, decision and correlation key", async () => {
    const loop = extensions(
      '<zeebe:loopCharacteristics inputCollection="=offers" inputElement="offer" outputCollection="answers" outputElement="=answer"/>',
    );
    expect(
      (
        await compiled(
          `<userTask id="t"><multiInstanceLoopCharacteristics>${loop}</multiInstanceLoopCharacteristics></userTask>`,
        )
      ).loop,
    ).to.include({ collection: "offers", item: "offer", outputCollection: "answers", outputItem: "answer" });
    const script = extensions('<zeebe:script expression="=a + 1" resultVariable="b"/>');
    expect((await compiled(`<scriptTask id="t">${script}</scriptTask>`)).script).to.deep.equal({
      feel: "a + 1",
      resultVariable: "b",
    });
    const decision = extensions('<zeebe:calledDecision decisionId="queue" resultVariable="place"/>');
    expect((await compiled(`<businessRuleTask id="t">${decision}</businessRuleTask>`)).decision).to.deep.equal({
      id: "queue",
      resultVariable: "place",
    });
    const subscription = `<message id="m" name="answer">${extensions('<zeebe:subscription correlationKey="=caseNumber"/>')}</message>`;
    expect((await compiled('<receiveTask id="t" messageRef="m"/>', subscription)).triggers).to.deep.equal([
      { type: "message", name: "answer", correlation: "caseNumber" },
    ]);
  });

  it("camunda: an external task is work for an outside worker of its topic, who gets the input parameters", async () => {
    const inputs =
      '<camunda:inputOutput><camunda:inputParameter name="kind">preschool</camunda:inputParameter></camunda:inputOutput>';
    const external = `<serviceTask id="t" camunda:type="external" camunda:topic="pay.fee">${extensions(inputs)}</serviceTask>`;
    expect((await compiled(external)).call).to.deep.equal({
      handler: "external:pay.fee",
      inputs: [{ name: "kind", feel: '"preschool"' }],
      outputs: [],
    });
  });

  it("zeebe: a task type is a topic", async () => {
    const task = extensions(
      '<zeebe:taskDefinition type="io.camunda:http-json:1"/><zeebe:ioMapping><zeebe:input source="=sum" target="amount"/></zeebe:ioMapping>',
    );
    expect((await compiled(`<serviceTask id="t">${task}</serviceTask>`)).call).to.deep.equal({
      handler: "external:io.camunda:http-json:1",
      inputs: [{ name: "amount", feel: "sum" }],
      outputs: [],
    });
  });

  it("a task type of our element templates is a handler of ours", async () => {
    const task = extensions(
      '<zeebe:taskDefinition type="handler:person.lookup"/><zeebe:ioMapping><zeebe:input source="application" target="document"/><zeebe:output source="=found" target="known"/></zeebe:ioMapping>',
    );
    const { call, outputMappings } = await compiled(`<serviceTask id="t">${task}</serviceTask>`);
    expect(call).to.deep.equal({
      handler: "person.lookup",
      inputs: [{ name: "document", feel: '"application"' }],
      outputs: [],
    });
    expect(outputMappings).to.deep.equal([{ target: "known", feel: "found" }]);
  });

  it("what binds a task to foreign code is not taken for a handler", async () => {
    for (const attribute of ['camunda:class="org.example.Pay"', 'camunda:type="connector" camunda:topic="pay"'])
      expect((await compiled(`<serviceTask id="t" ${attribute}/>`)).call).to.equal(undefined);
  });

  const refused: readonly (readonly [string, string, string])[] = [
    [
      "a computed topic",
      '<serviceTask id="t" camunda:type="external" camunda:topic="${topic}"/>',
      "IMPORT_UNSUPPORTED",
    ],
    [
      "a topic of other letters",
      `<serviceTask id="t">${extensions('<zeebe:taskDefinition type="төлем"/>')}</serviceTask>`,
      "IMPORT_UNSUPPORTED",
    ],
    ["a computed form", '<userTask id="t" camunda:formKey="${form}"/>', "IMPORT_UNSUPPORTED"],
    ["computed groups", '<userTask id="t" camunda:candidateGroups="${groups}"/>', "IMPORT_UNSUPPORTED"],
    [
      "a collection of another language",
      '<task id="t"><multiInstanceLoopCharacteristics camunda:collection="${list}"/></task>',
      "EXPRESSION_LANGUAGE",
    ],
    [
      "a parameter that is a script",
      `<task id="t">${extensions('<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script>1</camunda:script></camunda:inputParameter></camunda:inputOutput>')}</task>`,
      "IMPORT_UNSUPPORTED",
    ],
    [
      "a parameter of another language",
      `<task id="t">${extensions('<camunda:inputOutput><camunda:inputParameter name="a">${b}</camunda:inputParameter></camunda:inputOutput>')}</task>`,
      "EXPRESSION_LANGUAGE",
    ],
    [
      "a decision that is computed",
      '<businessRuleTask id="t" camunda:decisionRef="${d}" camunda:resultVariable="v"/>',
      "IMPORT_UNSUPPORTED",
    ],
    [
      "a version that is a tag",
      '<callActivity id="t" calledElement="x" camunda:calledElementBinding="versionTag"/>',
      "IMPORT_UNSUPPORTED",
    ],
  ];
  for (const [says, element, code] of refused) {
    it(`refuses ${says}`, async () => {
      expect(await codes(element)).to.include(code);
    });
  }
});
