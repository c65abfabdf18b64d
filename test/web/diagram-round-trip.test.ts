import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { createModdle } from "../../engine/model/parse-diagram.ts";

const root = resolve(import.meta.dirname, "../..");
const diagrams = globSync("processes/*/*.bpmn", { cwd: root });

/** What the editor does when a diagram is opened and saved: bpmn-js reads and writes with the same bpmn-moddle. */
async function openedAndSaved(xml: string): Promise<string> {
  const moddle = createModdle();
  const { rootElement } = await moddle.fromXML(xml);
  return (await moddle.toXML(rootElement, { format: true })).xml;
}

async function meaningOf(xml: string): Promise<object> {
  const { digest: _, ...graph } = await compile(Buffer.from(xml));
  return JSON.parse(JSON.stringify(graph, (key, value: unknown) => (key === "line" ? undefined : value))) as object;
}

describe("a diagram that is opened and saved without a change", () => {
  it("is one of all channels", () => {
    expect(diagrams).to.have.length(27);
  });

  for (const path of diagrams)
    it(`means the same: ${path}`, async () => {
      const xml = readFileSync(resolve(root, path), "utf8");
      expect(await meaningOf(await openedAndSaved(xml))).to.deep.equal(await meaningOf(xml));
    });

  it("keeps what other tools have written into it", async () => {
    const xml = readFileSync(resolve(root, diagrams[0]!), "utf8")
      .replace("<bpmn:definitions ", '<bpmn:definitions xmlns:other="urn:other:tool" other:version="7" ')
      .replace("<bpmn:extensionElements>", '<bpmn:extensionElements><other:note colour="red">keep me</other:note>');
    const saved = await openedAndSaved(xml);
    expect(saved).to.include('other:version="7"');
    expect(saved).to.match(/<other:note colour="red">keep me<\/other:note>/);
  });
});
