import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Language } from "../../engine/model/graph.ts";
import { previewDocument } from "../../handlers/document-preview.ts";
import { readPdf } from "../helpers/read-pdf.ts";

const PROCESSES = resolve(import.meta.dirname, "../../processes");
const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

interface Template {
  readonly title: Readonly<Record<Language, string>>;
  readonly fields?: readonly {
    readonly label: Readonly<Record<Language, string>>;
    readonly hidden?: boolean;
    readonly format?: string;
  }[];
  readonly signatures?: readonly { readonly label: Readonly<Record<Language, string>> }[];
}

const plain = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

describe("printed documents of the regulations", () => {
  for (const regulation of readdirSync(PROCESSES)) {
    const folder = join(PROCESSES, regulation, "documents");
    for (const file of readdirSync(folder)) {
      it(`${regulation}: ${file} prints in three languages, with its title and every label, on few pages`, async () => {
        const bytes = readFileSync(join(folder, file));
        const template = JSON.parse(bytes.toString("utf8")) as Template;
        const about = readFileSync(join(PROCESSES, regulation, "regulation.json"));
        const read = await readPdf(await previewDocument({ template: bytes, language: "all", regulation: about }));
        expect(read.language).to.equal("kk");
        expect(read.marked).to.equal(true);
        expect(read.author).not.to.equal("");
        // Each language begins on a page of its own, and none of them needs more than two.
        expect(read.pages.length).to.be.within(LANGUAGES.length, 2 * LANGUAGES.length);
        expect(read.text, "a sign that the font does not have").not.to.include("[U+");
        expect(read.text, "a placeholder that nobody filled").not.to.match(/\{\{|\}\}/);
        const shown = (template.fields ?? []).filter(({ hidden }) => hidden !== true);
        for (const language of LANGUAGES) {
          const [beginning = ""] = plain(template.title[language]).split("{{");
          expect(read.text).to.include(beginning.trim());
          for (const { label } of [...shown, ...(template.signatures ?? [])])
            expect(read.text, `${language}: ${label[language]}`).to.include(plain(label[language]));
        }
        const bars = shown.filter(({ format }) => format === "bar-code").length;
        expect(read.structure.join("").split("TD(Figure)").length - 1).to.equal(bars * LANGUAGES.length);
      });
    }
  }
});
