import { expect } from "chai";
import { DIAGRAM_PROBLEMS } from "../../engine/model/diagram-problems.ts";
import { bytesOf, compileText, definitions, flow, path, process, refusalOf } from "./diagram-text.ts";
import { PAIRS } from "./problem-pairs.ts";

describe("compile refuses what the engine cannot run as drawn", () => {
  for (const { says, code, at, wrong, right } of PAIRS) {
    it(`given ${says}, it says ${code}${at === undefined ? "" : ` at ${at}`}; mended, it compiles`, async () => {
      const refusal = await refusalOf(wrong);
      const expected = code === "UNSUPPORTED_ELEMENT" ? "DIAGRAM_UNSUPPORTED" : "DIAGRAM_BROKEN";
      expect(refusal?.code, "the wrong diagram").to.equal(expected);
      const problem = refusal?.problems.find((each) => each.code === code && each.element === at);
      expect(problem, JSON.stringify(refusal?.problems)).not.to.equal(undefined);
      expect(problem?.detail).to.match(/\S/);
      expect((await refusalOf(right))?.problems, "the mended diagram").to.equal(undefined);
    });
  }

  it("has a diagram here for every code about a diagram", () => {
    const tested = new Set<string>(PAIRS.map(({ code }) => code));
    // The codes about the file as a whole are in broken-files.test.ts and decode-xml.test.ts.
    for (const code of Object.keys(DIAGRAM_PROBLEMS)) if (/^(XML_|TOO_MANY_)/.test(code)) tested.add(code);
    const untested = Object.keys(DIAGRAM_PROBLEMS).filter((code) => !tested.has(code));
    expect(untested).to.deep.equal([]);
  });

  it("names every place that is wrong at once, each with its line", async () => {
    const text = process(`${path('<task id="t" startQuantity="2"/>')}\n<task id="adrift"/>`);
    const lines = text.split("\n");
    const lineOf = (id: string): number => lines.findIndex((line) => line.includes(`id="${id}"`)) + 1;
    const refusal = await refusalOf(text);
    expect(refusal?.problems.map(({ code, element, line }) => ({ code, element, line }))).to.have.deep.members([
      { code: "QUANTITY_UNSUPPORTED", element: "t", line: lineOf("t") },
      { code: "NO_INCOMING_FLOW", element: "adrift", line: lineOf("adrift") },
    ]);
  });

  it("calls a diagram unsupported only when nothing else is wrong with it", async () => {
    const both = definitions('<process id="p"/><choreography id="ch"/>');
    expect((await refusalOf(both))?.code).to.equal("DIAGRAM_BROKEN");
  });

  describe("given a process that is only drawn, beside one that is executable", () => {
    const beside = (drawn: string): string =>
      definitions(
        `<process id="p" isExecutable="true">${path('<task id="t"/>')}</process>
         <process id="drawn" isExecutable="false">${drawn}</process>`,
      );

    it("lets it leave open what only matters when it runs", async () => {
      const drawn = `<startEvent id="s"/><startEvent id="s2"/>
        <intermediateCatchEvent id="c"><messageEventDefinition/></intermediateCatchEvent>${flow("s", "c")}`;
      const graph = await compileText(beside(drawn));
      expect(graph.processes.map(({ id, isExecutable }) => [id, isExecutable])).to.deep.equal([
        ["p", true],
        ["drawn", false],
      ]);
    });

    it("still wants its flows to lead from node to node", async () => {
      const refusal = await refusalOf(beside('<startEvent id="s"/><sequenceFlow id="f" sourceRef="s"/>'));
      expect(refusal?.problems.map(({ code }) => code)).to.deep.equal(["FLOW_WITHOUT_TARGET"]);
    });
  });

  it("takes a process without a mark as executable only where no other is marked with true", async () => {
    const graph = await compileText(
      definitions(
        `<process id="p">${path('<task id="t"/>')}</process><process id="q" isExecutable="true"><task id="u"/></process>`,
      ),
    );
    expect(graph.processes.map(({ isExecutable }) => isExecutable)).to.deep.equal([false, true]);
  });

  it("lets data types of imported schemas be", async () => {
    const text = process(path('<task id="t"/>') + '<dataObject id="d" itemSubjectRef="xsi:string"/>');
    expect(await refusalOf(bytesOf(text))).to.equal(undefined);
  });
});
