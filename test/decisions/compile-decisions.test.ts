import { expect } from "chai";
import { compileDecisions } from "../../engine/decisions/compile-decisions.ts";
import { evaluateDecision } from "../../engine/decisions/evaluate-decision.ts";
import { CodedError } from "../../engine/errors.ts";
import { dmn, literal, MODEL_1_3, NOW, table, type TableText } from "./dmn-text.ts";

async function refusal(bytes: Uint8Array): Promise<CodedError> {
  try {
    await compileDecisions(bytes);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

/** `CODE element` of each problem. */
async function problems(...parts: readonly string[]): Promise<string[]> {
  const { code, problems: found } = await refusal(dmn(parts.join("")));
  expect(code).to.equal("DECISION_BROKEN");
  return found.map((each) => `${each.code} ${each.element}`);
}

const ONE: TableText = { inputs: ["x"], outputs: ["y"], rules: [["1", "2"]] };

const decision = (logic: string, requirements = ""): string =>
  `<decision id="answer" name="answer">${requirements}${logic}</decision>`;

describe("compiling decisions", () => {
  it("reads DMN 1.1 to 1.5 alike, with any prefix, with its drawing", async () => {
    for (const namespace of [
      "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
      "http://www.omg.org/spec/DMN/20180521/MODEL/",
      MODEL_1_3,
      "https://www.omg.org/spec/DMN/20211108/MODEL/",
      "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ]) {
      const decisions = await compileDecisions(dmn(table(ONE), namespace));
      expect(evaluateDecision(decisions, "answer", { x: 1 }, NOW), namespace).to.equal(2);
    }
    const drawn = `<semantic:definitions xmlns:semantic="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="d" name="d" namespace="urn:test">
<semantic:decision id="answer" name="answer"><semantic:literalExpression id="l"><semantic:text>x + 1</semantic:text></semantic:literalExpression></semantic:decision>
<dmndi:DMNDI><dmndi:DMNDiagram id="g"><dmndi:DMNShape id="s" dmnElementRef="answer"><dc:Bounds height="80" width="180" x="160" y="100"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI></semantic:definitions>`;
    const decisions = await compileDecisions(new TextEncoder().encode(drawn));
    expect(evaluateDecision(decisions, "answer", { x: 1 }, NOW)).to.equal(2);
  });

  describe("refuses the file", () => {
    const code = async (text: string): Promise<string> => (await refusal(new TextEncoder().encode(text))).code;

    it("given what is not XML, or XML with a DOCTYPE, then before anything reads it", async () => {
      expect(await code("rules")).to.equal("DIAGRAM_NOT_XML");
      expect(await code("<definitions><decision></definitions>")).to.equal("DIAGRAM_NOT_XML");
      expect(await code(`<!DOCTYPE d [<!ENTITY e "x">]><definitions xmlns="${MODEL_1_3}"/>`)).to.equal(
        "DIAGRAM_HAS_DOCTYPE",
      );
    });

    it("given other XML, or a file without decisions, then it says so", async () => {
      expect((await refusal(dmn("", "http://www.omg.org/spec/BPMN/20100524/MODEL"))).problems[0]?.code).to.equal(
        "NOT_DMN",
      );
      expect(await problems("")).to.deep.equal(["NO_DECISION definitions"]);
    });

    it("given an id used twice or content that DMN does not know, then it says where", async () => {
      expect(await problems(literal("a", "1"), literal("a", "2"))).to.include("DUPLICATE_ID a");
      expect((await refusal(dmn(literal("a", "1") + "<surprise/>"))).problems[0]?.code).to.equal("UNKNOWN_CONTENT");
    });
  });

  describe("refuses what is not evaluated, by the id of its decision or its own", () => {
    const boxed: Readonly<Record<string, string>> = {
      context: `<context id="box"><contextEntry><literalExpression><text>1</text></literalExpression></contextEntry></context>`,
      invocation: `<invocation id="box"><literalExpression><text>f</text></literalExpression></invocation>`,
      "function definition": `<functionDefinition id="box"><literalExpression><text>1</text></literalExpression></functionDefinition>`,
      list: `<list id="box"><literalExpression><text>1</text></literalExpression></list>`,
      relation: `<relation id="box"/>`,
      conditional: `<conditional id="box"/>`,
      filter: `<filter id="box"/>`,
      iterator: `<for id="box"/>`,
    };
    for (const [name, xml] of Object.entries(boxed))
      it(`given a boxed ${name}`, async () => {
        expect(await problems(decision(xml))).to.deep.equal(["NOT_EVALUATED box"]);
      });

    it("given a boxed expression without an id, then its decision is named", async () => {
      expect(await problems(decision("<relation/>"))).to.deep.equal(["NOT_EVALUATED answer"]);
    });

    it("given a business knowledge model and a decision that requires it, then both are named", async () => {
      const requirement = `<knowledgeRequirement id="r"><requiredKnowledge href="#model"/></knowledgeRequirement>`;
      const model = `<businessKnowledgeModel id="model" name="m"><encapsulatedLogic><literalExpression><text>1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>`;
      const logic = `<literalExpression><text>m()</text></literalExpression>`;
      expect(await problems(decision(logic, requirement), model)).to.deep.equal([
        "NOT_EVALUATED r",
        "NOT_EVALUATED model",
      ]);
    });

    it("given an import, another language, or no logic at all", async () => {
      expect(
        await problems(`<import id="i" name="i" namespace="urn:x" importType="x"/>`, literal("a", "1")),
      ).to.deep.equal(["NOT_EVALUATED i"]);
      const java = `<literalExpression id="l" expressionLanguage="javascript"><text>1</text></literalExpression>`;
      expect(await problems(decision(java))).to.include("EXPRESSION_LANGUAGE l");
      expect(await problems(decision(""))).to.deep.equal(["NO_LOGIC answer"]);
      expect(await problems(literal("a", " "))).to.deep.equal(["NO_LOGIC a"]);
    });

    it("given two kinds of logic in one decision, then it is refused instead of one of them dropped", async () => {
      const logic = `<literalExpression><text>1</text></literalExpression>`;
      expect(await problems(decision(logic + logic))).to.deep.equal(["LOGIC_TWICE answer"]);
    });
  });

  describe("refuses FEEL that cannot be read", () => {
    it("given a cell, then its rule is named, with its row and line", async () => {
      const bytes = dmn(
        table({
          ...ONE,
          rules: [
            ["1", "2"],
            ["> 5 <", "3"],
            ["1", "2 +"],
          ],
        }),
      );
      const { problems: found } = await refusal(bytes);
      expect(found).to.deep.equal([
        {
          code: "EXPRESSION_SYNTAX",
          element: "rule_2",
          detail: 'row 2: "> 5 <" is not FEEL (see character 6)',
          line: 2,
        },
        { code: "EXPRESSION_SYNTAX", element: "rule_3", detail: 'row 3: "2 +" is not FEEL (see character 4)', line: 2 },
      ]);
    });

    it("given a rule without an id, then its table is named, with the row", async () => {
      const xml = table({ ...ONE, rules: [["1", "2 +"]] }).replace(' id="rule_1"', "");
      const { problems: found } = await refusal(dmn(xml));
      expect(found[0]).to.include({ element: "answer_table", detail: 'row 1: "2 +" is not FEEL (see character 4)' });
    });

    it("given an input, its values, an output's values or default, or a literal expression, then it is named", async () => {
      const wrong = "1 +";
      expect(await problems(table({ ...ONE, inputs: [wrong] }))).to.deep.equal(["EXPRESSION_SYNTAX answer_input_1"]);
      expect(await problems(table({ ...ONE, inputs: [{ name: "x", values: wrong }] }))).to.deep.equal([
        "EXPRESSION_SYNTAX answer_input_1",
      ]);
      expect(await problems(table({ ...ONE, outputs: [{ name: "y", values: wrong }] }))).to.deep.equal([
        "EXPRESSION_SYNTAX answer_output_1",
      ]);
      expect(await problems(table({ ...ONE, outputs: [{ name: "y", byDefault: wrong }] }))).to.deep.equal([
        "EXPRESSION_SYNTAX answer_output_1",
      ]);
      expect(await problems(literal("a", "${x}"))).to.deep.equal(["EXPRESSION_SYNTAX a_expression"]);
    });
  });

  describe("refuses tables that have no meaning", () => {
    const of = (more: Partial<TableText>): Promise<string[]> => problems(table({ ...ONE, ...more }));

    it("given an unknown hit policy or aggregation, or an aggregation of another policy", async () => {
      expect(await of({ hitPolicy: "BEST" })).to.deep.equal(["HIT_POLICY answer_table"]);
      expect(await of({ hitPolicy: "COLLECT", aggregation: "MEAN" })).to.deep.equal(["AGGREGATION answer_table"]);
      expect(await of({ hitPolicy: "UNIQUE", aggregation: "SUM" })).to.deep.equal(["AGGREGATION answer_table"]);
    });

    it("given an aggregation of several outputs", async () => {
      const text = { outputs: ["y", "z"], rules: [["1", "2", "3"]] };
      expect(await of({ ...text, hitPolicy: "COLLECT", aggregation: "SUM" })).to.deep.equal([
        "AGGREGATION answer_table",
      ]);
    });

    it("given PRIORITY or OUTPUT ORDER without an order of output values", async () => {
      expect(await of({ hitPolicy: "PRIORITY" })).to.deep.equal(["OUTPUT_VALUES answer_table"]);
      expect(await of({ hitPolicy: "OUTPUT ORDER", outputs: [{ name: "y", values: "> 5" }] })).to.include(
        "OUTPUT_VALUES answer_output_1",
      );
    });

    it("given a rule with too few or too many cells", async () => {
      expect(await of({ rules: [["1"]] })).to.deep.equal(["RULE_ENTRIES rule_1"]);
      expect(await of({ rules: [["1", "2", "3"]] })).to.deep.equal(["RULE_ENTRIES rule_1"]);
    });

    it("given an input without an expression, or outputs that cannot be told apart", async () => {
      expect(await of({ inputs: [""] })).to.deep.equal(["INPUT_EXPRESSION answer_input_1"]);
      expect(await of({ outputs: ["y", "y"], rules: [["1", "2", "3"]] })).to.deep.equal(["OUTPUT_NAME answer_table"]);
      const unnamed = table({ ...ONE, outputs: ["y", "z"], rules: [["1", "2", "3"]] }).replace(' name="z"', "");
      expect(await problems(unnamed)).to.deep.equal(["OUTPUT_NAME answer_output_2"]);
    });

    it("given more cells than people keep in order", async () => {
      const rules = Array.from({ length: 10_001 }, () => ["1", "2"]);
      expect(await of({ rules })).to.deep.equal(["TOO_MANY_CELLS answer_table"]);
    });
  });

  describe("refuses requirements that lead nowhere", () => {
    it("given a required decision or input that is not in the file, or is no such thing", async () => {
      expect(await problems(literal("a", "1", { requires: ["b"] }))).to.deep.equal(["DANGLING_REFERENCE a_b"]);
      expect(await problems(literal("a", "1", { inputData: ["b"] }), literal("b", "1"))).to.deep.equal([
        "DANGLING_REFERENCE a_b",
      ]);
    });

    it("given a circle, then its way round is shown once", async () => {
      const { problems: found } = await refusal(
        dmn(
          literal("a", "b", { requires: ["b"] }) +
            literal("b", "c", { requires: ["c"] }) +
            literal("c", "a", { requires: ["a"] }),
        ),
      );
      expect(found).to.deep.equal([
        { code: "REQUIREMENT_CIRCLE", element: "a", detail: "it requires itself: a -> b -> c -> a" },
      ]);
    });
  });
});
