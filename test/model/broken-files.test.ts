import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { MAX_XML_BYTES } from "../../engine/model/decode-xml.ts";
import { bytesOf, definitions, process, refusalOf } from "./diagram-text.ts";

const folder = new URL("../../fixtures/broken/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as readonly {
  readonly file: string;
  readonly code: string;
  readonly problem: string;
  readonly element?: string;
  readonly line: number;
}[];

describe("broken files are refused, and the refusal names the place", () => {
  for (const { file, code, problem, element, line } of expected) {
    it(`${file}: ${problem}${element === undefined ? "" : ` at ${element}`}, line ${line}`, async () => {
      const refusal = await refusalOf(readFileSync(new URL(file, folder)));
      expect(refusal?.code).to.equal(code);
      const found = refusal?.problems.map((each) => [each.code, each.element, each.line]);
      expect(found).to.deep.include([problem, element, line]);
    });
  }

  it("has an expectation for every file of fixtures/broken", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".bpmn"));
    expect(expected.map(({ file }) => file)).to.have.members(files);
  });

  it("given 50 MB, it refuses by the size alone", async () => {
    const refusal = await refusalOf(new Uint8Array(50 * 1024 * 1024).fill(0x20));
    expect(refusal?.code).to.equal("DIAGRAM_TOO_LARGE");
    expect(refusal?.problems[0]?.detail).to.contain(String(MAX_XML_BYTES));
  });

  it("given more flow nodes than anybody draws, it refuses", async () => {
    const tasks = Array.from({ length: 5_001 }, (_, index) => `<task id="t${index}"/>`).join("");
    const refusal = await refusalOf(process(tasks));
    expect(refusal?.code).to.equal("DIAGRAM_TOO_LARGE");
    expect(refusal?.problems.map(({ code }) => code)).to.deep.equal(["TOO_MANY_NODES"]);
  });

  it("given thousands of mistakes, it names two hundred", async () => {
    const tasks = Array.from({ length: 3_000 }, (_, index) => `<task id="t${index}" startQuantity="2"/>`).join("");
    expect((await refusalOf(process(tasks)))?.problems).to.have.length(200);
    const attributes = Array.from({ length: 3_000 }, (_, index) => `<task id="t${index}" isForCompensation="?"/>`).join(
      "",
    );
    expect((await refusalOf(process(attributes)))?.problems).to.have.length(200);
  });

  it("given sub-processes nested without end, it refuses by the depth", async () => {
    const deep = Array.from({ length: 200 }, (_, index) => `<subProcess id="s${index}">`).join("");
    const refusal = await refusalOf(definitions(`<process id="p">${deep}${"</subProcess>".repeat(200)}</process>`));
    expect(refusal?.code).to.equal("DIAGRAM_NOT_XML");
    expect(refusal?.problems.map(({ code }) => code)).to.deep.equal(["XML_TOO_DEEP"]);
  });

  it("given no bytes, it says that there is no element", async () => {
    expect((await refusalOf(bytesOf("")))?.code).to.equal("DIAGRAM_NOT_XML");
  });
});
