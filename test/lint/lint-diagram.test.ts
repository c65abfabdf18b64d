import { expect } from "chai";
import type { LintReport } from "../../engine/lint/lint-diagram.ts";
import { PAIRS } from "../model/problem-pairs.ts";
import { lintFile, lintText } from "./lint-file.ts";

const rulesOf = ({ messages }: LintReport) => messages.map(({ rule }) => rule);
const diagram = (process: string) =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="t">
  <process id="p" isExecutable="true">${process}</process>
</definitions>`;
const flow = (id: string, from: string, to: string, inside = "") =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${inside}</sequenceFlow>`;
const condition = (feel: string) => `<conditionExpression>${feel}</conditionExpression>`;

describe("lintDiagram", () => {
  it("given a task without a name, says so with bpmnlint's rule, its page and the line", async () => {
    const text = diagram(
      `<startEvent id="s" name="In"/>\n<task id="t"/>\n<endEvent id="e" name="Out"/>` +
        flow("f", "s", "t") +
        flow("g", "t", "e"),
    );
    const found = (report: LintReport) => report.messages.find(({ rule }) => rule === "bpmnlint/label-required");
    expect(found(await lintText(text))).to.deep.include({
      category: "error",
      element: "t",
      line: 3,
      page: "https://github.com/bpmn-io/bpmnlint/blob/main/docs/rules/label-required.md",
    });
    expect(found(await lintText(text, { profile: "engine" }))).to.deep.include({ category: "warn" });
  });

  it("given no profile, holds a diagram that names its act to the regulation's", async () => {
    expect(await lintFile("step-limit/invalid.bpmn", { profile: undefined })).to.deep.include({
      profile: "regulation",
    });
    expect(await lintFile("dead-end/valid.bpmn", { profile: undefined })).to.deep.include({ profile: "engine" });
  });

  it("shows the sum of the longest way also where it fits the term", async () => {
    const { terms } = await lintFile("term-fits/valid.bpmn");
    expect(terms).to.have.lengthOf(1);
    expect(terms[0]).to.deep.include({
      process: "p",
      fits: true,
      counted: 3,
      allowed: 3,
      countedIn: "day",
      path: ["start", "check", "condition", "long", "end_long"],
      sum: "row 1 30 min + row 3 3 working days = 3 days (30 minutes fall on the day of intake, which is not counted)",
    });
  });

  it("given a way that stops, says it once: our rule says more than bpmnlint's", async () => {
    const rules = rulesOf(await lintFile("dead-end/invalid.bpmn"));
    expect(rules).to.include("dead-end");
    expect(rules).not.to.include("bpmnlint/no-implicit-end");
  });

  it("given a diagram without incoming and outgoing children, which are optional, finds its nodes connected", async () => {
    const rules = rulesOf(await lintFile("dead-end/valid.bpmn"));
    expect(rules).not.to.include.members(["unreachable"]);
    expect(rules.filter((rule) => /no-(disconnected|implicit)/.test(rule))).to.deep.equal([]);
  });

  it("given a diagram that is not for an act, asks for no traces, limits or labels", async () => {
    const rules = rulesOf(await lintFile("traced-to-text/invalid.bpmn", { profile: "engine" }));
    expect(rules).not.to.include("traced-to-text");
    expect(rules).not.to.include("labels-in-languages");
    expect(rulesOf(await lintFile("traced-to-text/invalid.bpmn"))).to.include("labels-in-languages");
  });

  it("given a channel that calls the provider's actions, misses no number that may stand there; given one that calls nobody, does", async () => {
    const gaps = async (kind: string): Promise<string[]> => {
      const { messages } =
        await lintText(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:x">
  <process id="p" isExecutable="true">
    <startEvent id="start"/><${kind} id="actions" calledElement="office"><extensionElements><reg:trace clause="9 3)" step="process 3"/></extensionElements></${kind}><endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="actions"/><sequenceFlow id="f2" sourceRef="actions" targetRef="end"/>
  </process>
</definitions>`);
      return messages.filter(({ rule }) => rule === "traced-to-text").map(({ message }) => message);
    };
    expect((await gaps("callActivity")).join()).not.to.include("process 1");
    expect((await gaps("userTask")).join()).to.include("no element is process 1 or process 2 of the text");
  });

  it("puts errors before warnings", async () => {
    const { messages } = await lintFile("labels-in-languages/invalid.bpmn");
    const categories = messages.map(({ category }) => category);
    expect(categories).to.include("warn");
    expect(categories.toSorted()).to.deep.equal(categories);
  });

  describe("given a diagram that cannot be deployed", () => {
    it("says why, and lints what can be read", async () => {
      const report = await lintFile("message-flow-ends/invalid.bpmn");
      expect(report.compiles).to.equal(false);
      expect(report.problems.map(({ code }) => code)).to.include("DANGLING_REFERENCE");
      expect(rulesOf(report)).to.include("message-flow-ends");
    });

    it("that is no XML or no BPMN, says only why", async () => {
      for (const text of ["", "not XML", "<html/>", "<!DOCTYPE x><x/>"]) {
        const report = await lintText(text);
        expect(report).to.deep.include({ compiles: false, messages: [], terms: [] });
        expect(report.problems, text).to.have.lengthOf(1);
      }
    });

    it("copes with every kind of it", async () => {
      for (const { wrong, right, code } of PAIRS) {
        for (const text of [wrong, right]) {
          const report = await lintText(text);
          expect(report.compiles, code).to.equal(text === right);
          const failed = report.messages.filter(({ message }) => message.startsWith("the rule could not read"));
          expect(failed, `${code}: ${text}`).to.deep.equal([]);
        }
      }
    });
  });

  describe("given the forms and handlers or not", () => {
    const call = `<serviceTask id="s1" name="Ask"><extensionElements><reg:call handler="no.such"/></extensionElements></serviceTask>`;
    const text = diagram(
      `<startEvent id="s" name="In"/>${call}<endEvent id="e" name="Out"/>` +
        flow("f", "s", "s1") +
        flow("g", "s1", "e"),
    );
    it("says that a handler is missing only when it knows which there are", async () => {
      expect(rulesOf(await lintText(text))).to.include("handler-exists");
      expect(rulesOf(await lintText(text, { handlers: undefined }))).not.to.include("handler-exists");
    });
  });

  describe("given a variable that comes from outside", () => {
    const text = (start: string) =>
      diagram(
        `${start}<exclusiveGateway id="g" name="Which?" default="h"/><endEvent id="e" name="Out"/><endEvent id="e2" name="Out too"/>` +
          flow("f", "s", "g") +
          flow("h", "g", "e") +
          flow("i", "g", "e2", condition("priority > 3")),
      );
    const form = `<startEvent id="s" name="In"><extensionElements><reg:form name="application"/></extensionElements></startEvent>`;
    const bare = `<startEvent id="s" name="In"/>`;
    const found = async (start: string, options = {}) =>
      (await lintText(text(start), options)).messages.filter(({ rule }) => rule === "feel-variables");

    it("given with the call of another diagram, it is known", async () => {
      expect(await found(form)).to.have.nested.property("[0].category", "error");
      expect(await found(form, { given: (process: string) => (process === "p" ? ["priority"] : []) })).to.deep.equal(
        [],
      );
    });

    it("that may be given at a start without form, it is doubtful in a regulation and no matter elsewhere", async () => {
      expect(await found(bare)).to.have.nested.property("[0].category", "warn");
      expect(await found(bare, { profile: "engine" })).to.deep.equal([]);
    });
  });
});
