import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DOMParser } from "@xmldom/xmldom";
import { expect } from "chai";
import { labelOf, labelsOf, nameOf } from "../../web/diagram/labels-of-diagram.ts";

const root = resolve(import.meta.dirname, "../../processes");
const LANGUAGES = ["kk", "ru", "en"] as const;
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const DRAWN = "http://www.omg.org/spec/BPMN/20100524/DI";

// xmldom's types say less than the browser's of the same documents.
const parsed = (xml: string) => new DOMParser().parseFromString(xml, "application/xml") as unknown as Document;

describe("the labels of the diagrams", () => {
  const diagrams = globSync("*/*.bpmn", { cwd: root }).sort();

  it("are looked at in every channel", () => {
    expect(diagrams).to.have.length.of.at.least(27);
  });

  for (const path of diagrams)
    it(`of ${path} stand in each language at all that is drawn with a name`, () => {
      const document = parsed(readFileSync(join(root, path), "utf8"));
      const drawn = new Set(
        Array.from(document.getElementsByTagNameNS(DRAWN, "*"), (shape) => shape.getAttribute("bpmnElement")),
      );
      const missing = Array.from(document.getElementsByTagNameNS(BPMN, "*"))
        .filter((element) => drawn.has(element.getAttribute("id")) && /\p{L}/u.test(nameOf(element)))
        .flatMap((element) =>
          LANGUAGES.filter((language) => labelOf(element, language) === undefined).map(
            (language) => `${language} ${element.localName} ${element.getAttribute("id")}: ${nameOf(element)}`,
          ),
        );
      expect(missing).to.deep.equal([]);
    });

  it("are those of the language, else the name, of an annotation its text", () => {
    const document = parsed(`<definitions xmlns="${BPMN}" xmlns:reg="urn:reglament:bpmn:1"><process id="p">
      <task id="a" name="Имя"><extensionElements><reg:label lang="kk">Аты</reg:label></extensionElements></task>
      <textAnnotation id="b"><text>Текст</text></textAnnotation></process></definitions>`);
    expect(labelsOf(document, "kk")).to.deep.equal([
      { id: "a", name: "Аты" },
      { id: "b", name: "Текст" },
    ]);
    expect(labelsOf(document, "en")[0]).to.deep.equal({ id: "a", name: "Имя" });
  });
});
