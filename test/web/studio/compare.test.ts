import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { compareDiagrams, type DiagramComparison } from "../../../web/studio/compare/compare-diagrams.ts";
import { compareFiles } from "../../../web/studio/compare/compare-files.ts";
import { readTree } from "../../../web/studio/compare/read-tree.ts";

const OFFICE = readFileSync(
  resolve(import.meta.dirname, "../../../processes/preschool-almaty-2012/office.bpmn"),
  "utf8",
);

async function compare(change: (xml: string) => string): Promise<DiagramComparison> {
  const changed = change(OFFICE);
  expect(changed).not.to.equal(OFFICE);
  return compareDiagrams(await readTree(OFFICE), await readTree(changed));
}
const first = (pattern: RegExp): RegExpExecArray => {
  const found = pattern.exec(OFFICE);
  if (found === null) throw new Error(`the diagram has no ${pattern.source}`);
  return found;
};

describe("comparing two diagrams", () => {
  it("given the same diagram, finds nothing", async () => {
    const tree = await readTree(OFFICE);
    expect(compareDiagrams(tree, await readTree(OFFICE))).to.deep.equal({ changes: [], redrawn: [] });
  });

  it("given another limit of a step, says old and new", async () => {
    const [, task] = first(/<(?:\w+:)?userTask id="(\w+)"/);
    const { changes } = await compare((xml) =>
      xml.replace(
        /(<(?:\w+:)?userTask id="\w+"[^>]*>\s*<(?:\w+:)?extensionElements>)/,
        '$1<reg:limit duration="PT5M" unit="minute" />',
      ),
    );
    expect(changes).to.have.length(1);
    expect(changes[0]).to.deep.include({ id: task, kind: "changed" });
    expect(changes[0]!.facts).to.have.length(1);
    expect(changes[0]!.facts[0]!.aspect).to.equal("limit");
    expect(changes[0]!.facts[0]!.after).to.contain("PT5M");
  });

  it("given another label, names the language", async () => {
    const { changes } = await compare((xml) =>
      xml.replace(/<reg:label lang="en">[^<]*/, '<reg:label lang="en">Otherwise'),
    );
    expect(changes[0]!.facts).to.have.length(1);
    expect(changes[0]!.facts[0]).to.include({ aspect: "label", of: "en", after: "Otherwise" });
  });

  it("given a condition that says something else, says both", async () => {
    const { changes } = await compare((xml) => xml.replace(/(<(?:\w+:)?conditionExpression[^>]*>)[^<]*/, "$1 1 = 2"));
    expect(changes.map(({ type, kind }) => [type, kind])).to.deep.equal([["bpmn:SequenceFlow", "changed"]]);
    expect(changes[0]!.facts[0]).to.include({ aspect: "condition" });
    expect(changes[0]!.facts[0]!.after).to.contain("1 = 2");
  });

  it("given a step that is drawn elsewhere, keeps it apart from meaning", async () => {
    const [, element] = first(/<bpmndi:BPMNShape[^>]*bpmnElement="(process_\w+)"[^>]*>\s*<(?:omg)?dc:Bounds x="/);
    const { changes, redrawn } = await compare((xml) =>
      xml.replace(
        new RegExp(`(<bpmndi:BPMNShape[^>]*bpmnElement="${element}"[^>]*>\\s*<(?:omg)?dc:Bounds x=")\\d+`),
        "$1999",
      ),
    );
    expect(changes).to.deep.equal([]);
    expect(redrawn.map(({ id }) => id)).to.deep.equal([element]);
  });

  it("given a step more and one less, says so", async () => {
    const more = '<bpmn:userTask id="one_more" name="One more" />';
    const added = await compare((xml) =>
      xml.replace(/<\/((?:\w+:)?)process>/, (end, prefix: string) => more.replace("bpmn:", prefix) + end),
    );
    expect(added.changes.map(({ id, kind }) => [id, kind])).to.deep.equal([["one_more", "added"]]);
    expect(added.changes[0]!.facts).to.deep.include({ aspect: "name", after: "One more", areElements: false });
    const tree = await readTree(OFFICE);
    const other = await readTree(
      OFFICE.replace(/<\/((?:\w+:)?)process>/, (end, prefix: string) => more.replace("bpmn:", prefix) + end),
    );
    expect(compareDiagrams(other, tree).changes).to.deep.equal([
      { id: "one_more", type: "bpmn:UserTask", kind: "removed", facts: [] },
    ]);
  });
});

describe("comparing the files of two bundles", () => {
  it("given forms that came, went and changed, says where; a new layout alone is nothing", () => {
    const before = {
      "forms/a.json": '{"title":"A","type":"object"}',
      "forms/b.json": "{}",
      "forms/c.json": '{"x":[1,2]}',
    };
    const after = {
      "forms/a.json": '{\n "type": "object", "title": "B"}',
      "forms/d.json": "{}",
      "forms/c.json": '{ "x": [1, 2] }',
    };
    expect(compareFiles(before, after)).to.deep.equal([
      { path: "forms/a.json", kind: "changed", places: [{ pointer: "/title", before: "A", after: "B" }] },
      { path: "forms/b.json", kind: "removed" },
      { path: "forms/d.json", kind: "added" },
    ]);
  });
});
