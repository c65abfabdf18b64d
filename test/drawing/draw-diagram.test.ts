import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parseStringPromise } from "xml2js";
import { drawDiagram } from "../../engine/drawing/draw-diagram.ts";
import { eventSign, gatewaySign, taskSign } from "../../engine/drawing/signs.ts";
import { breakLines, fitText, widthInEms } from "../../engine/drawing/text-lines.ts";
import { allExtensionsOf, childOf, idOf, isA, textOf } from "../../engine/model/bpmn-element.ts";
import type { Language } from "../../engine/model/graph.ts";
import { parseDiagram } from "../../engine/model/parse-diagram.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

/** Id of the element -> the words drawn for it, without spaces: lines are broken anywhere. */
function wordsIn(svg: string): ReadonlyMap<string, string> {
  const groups = [...svg.matchAll(/<g data-element-id="([^"]*)">([\s\S]*?)\n<\/g>/g)];
  return new Map(
    groups.map(([, id, inner]) => {
      const spans = [...inner!.matchAll(/<tspan [^>]*>([^<]*)<\/tspan>/g)].map(([, text]) => text!);
      return [id!, unescape(spans.join("")).replaceAll(/\s/g, "")] as const;
    }),
  );
}

const unescape = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

describe("the picture of a diagram", () => {
  for (const path of globSync("processes/*/*.bpmn", { cwd: ROOT }).toSorted())
    it(`${path} shows each element with its whole label, in each language`, async () => {
      const { definitions, elementsById } = await parseDiagram(readFileSync(join(ROOT, path)));
      const elements = Object.values(elementsById);
      const drawn = elements.flatMap((element) =>
        isA(element, "bpmndi:BPMNShape") || isA(element, "bpmndi:BPMNEdge") ? [childOf(element, "bpmnElement")!] : [],
      );
      for (const language of LANGUAGES) {
        const svg = drawDiagram(definitions, { language })!;
        await parseStringPromise(svg);
        const words = wordsIn(svg);
        expect([...words.keys()].toSorted()).to.deep.equal(drawn.map((element) => idOf(element)).toSorted());
        for (const element of drawn) {
          const label = allExtensionsOf(element).find(
            (each) => each.$type === "reg:Label" && textOf(each, "lang") === language,
          );
          if (label !== undefined)
            expect(words.get(idOf(element)!), idOf(element)).to.equal(textOf(label, "text")!.replaceAll(/\s/g, ""));
        }
      }
    });

  const diagram = (name: string, more = ""): Promise<{ definitions: Parameters<typeof drawDiagram>[0] }> =>
    parseDiagram(
      Buffer.from(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
      xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:x">
      <process id="p"><task id="t" name="${name}">${more}</task></process>
      <di:BPMNDiagram id="g"><di:BPMNPlane id="l" bpmnElement="p"><di:BPMNShape id="s" bpmnElement="t">
      <dc:Bounds x="10" y="20" width="100" height="80"/></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram></definitions>`),
    );

  it("shows the name where there is no label in the language, and takes no word for markup", async () => {
    const label = '<extensionElements><reg:label lang="en">Check</reg:label></extensionElements>';
    const { definitions } = await diagram("&lt;script&gt; &amp; &quot;x&quot;", label);
    expect(wordsIn(drawDiagram(definitions, { language: "ru" })!).get("t")).to.equal('<script>&"x"');
    expect(wordsIn(drawDiagram(definitions, { language: "en" })!).get("t")).to.equal("Check");
    expect(drawDiagram(definitions, { language: "ru" })!).not.to.include("<script>");
  });

  it("is as large as what is drawn", async () => {
    const { definitions } = await diagram("x");
    expect(drawDiagram(definitions, { language: "ru" })).to.match(/ width="124" height="104" viewBox="-2 8 124 104"/);
  });

  it("is none where the file has no layout", async () => {
    const bare = await parseDiagram(readFileSync(join(ROOT, "fixtures/elements/user-task.bpmn")).subarray());
    expect(bare.definitions.get("diagrams") ?? []).to.deep.equal([]);
    expect(drawDiagram(bare.definitions, { language: "en" })).to.equal(undefined);
  });

  it("has a sign of its own for each kind of event, gateway and task", () => {
    const triggers =
      "message timer error signal escalation conditional link compensate cancel terminate multiple parallelMultiple".split(
        " ",
      );
    const gateways = "exclusive parallel inclusive complex eventBased".split(" ").map((kind) => `${kind}Gateway`);
    const tasks = "user service manual receive send script businessRule".split(" ").map((kind) => `${kind}Task`);
    const signs = [
      ...triggers.map((trigger) => eventSign(trigger, false)),
      ...gateways.map(gatewaySign),
      ...tasks.map(taskSign),
    ];
    expect(signs.filter((sign) => sign === "")).to.deep.equal([]);
    expect(new Set(signs).size).to.equal(signs.length);
    expect(eventSign("", false) + gatewaySign("task") + taskSign("task")).to.equal("");
    for (const trigger of ["message", "signal", "error"])
      expect(eventSign(trigger, true)).not.to.equal(eventSign(trigger, false));
  });
});

describe("words in lines", () => {
  it("are broken at spaces, and inside only where a word is longer than a line", () => {
    expect(breakLines("Проверка подлинности заявления", 8)).to.deep.equal(["Проверка", "подлинности", "заявления"]);
    expect(breakLines("электрондық-мемлекеттік", 8)).to.deep.equal(["электрондық-", "мемлекеттік"]);
    expect(breakLines("aaaaaaaaaa", 3)).to.deep.equal(["aaaaa", "aaaaa"]);
    expect(breakLines("один\nдва", 50)).to.deep.equal(["один", "два"]);
  });

  it("are made smaller until they fit, and never lost", () => {
    const text = "Тұтынушының өтініші мен құжаттарының дұрыстығын тексеру, деректерді енгізу";
    const { lines, fontSize } = fitText(text, 90, 60);
    expect(fontSize).to.be.within(7, 11.5);
    expect(lines.every((line) => widthInEms(line) * fontSize <= 90)).to.equal(true);
    expect(lines.join(" ")).to.equal(text);
    expect(fitText(text, 10, 5).lines.join("").replaceAll(" ", "")).to.equal(text.replaceAll(" ", ""));
  });
});
