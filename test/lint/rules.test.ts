import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { OUR_RULES } from "../../engine/lint/our-rules.ts";
import { RECOMMENDED_CONFIG, RECOMMENDED_RULES, WEIGHED } from "../../engine/lint/recommended.ts";
import { EXPECTED } from "./expected-findings.ts";
import { FOLDER, lintFile } from "./lint-file.ts";

const PAGES = resolve(FOLDER, "../../docs/lint");
const RULES = resolve(FOLDER, "../../engine/lint/rules");
const page = (name: string) => readFileSync(resolve(PAGES, `${name}.md`), "utf8");
const names = OUR_RULES.map(({ name }) => name);
const listed = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .toSorted();

describe("the lint rules", () => {
  for (const name of names) {
    describe(name, () => {
      it("finds nothing in its valid diagram", async () => {
        const { messages } = await lintFile(`${name}/valid.bpmn`);
        expect(messages.filter(({ rule }) => rule === name)).to.deep.equal([]);
      });

      for (const [file, findings] of Object.entries(EXPECTED[name] ?? {})) {
        it(`finds what is wrong in ${file}, and nothing more`, async () => {
          const { messages } = await lintFile(`${name}/${file}`);
          const found = messages.filter(({ rule }) => rule === name);
          expect(found.map(({ element, category }) => ({ element, category }))).to.deep.equal(
            findings.map(({ element, category = "error" }) => ({ element, category })),
          );
          for (const [index, { says }] of findings.entries()) expect(found[index]?.message).to.include(says);
          for (const message of found) {
            expect(message.page).to.equal(`docs/lint/${name}.md`);
            if (message.element !== undefined) expect(message.line, message.message).to.be.greaterThan(1);
          }
        });
      }

      it("has a page that says what, why and how to mend, with a valid and an invalid example", () => {
        const headings = [...page(name).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
        expect(headings).to.include.members([name, "What it finds", "Why", "How to mend it", "Invalid", "Valid"]);
      });
    });
  }

  it("are one file each, with diagrams and expectations and a page that the table of docs/lint/README.md links", () => {
    expect(listed(RULES, ".ts")).to.deep.equal(names.toSorted());
    expect(Object.keys(EXPECTED).toSorted()).to.deep.equal(names.toSorted());
    for (const name of names) {
      const files = readdirSync(resolve(FOLDER, name)).filter((file) => file !== "valid.bpmn");
      expect(Object.keys(EXPECTED[name] ?? {}).toSorted(), name).to.deep.equal(files.toSorted());
      expect(files).to.include("invalid.bpmn");
    }
    expect(listed(PAGES, ".md").filter((name) => name !== "README")).to.deep.equal(names.toSorted());
    const rows = [...page("README").matchAll(/^\| \[([\w-]+)\]\(([\w-]+)\.md\) +\| (\w+) +\| (\w+) +\|/gm)];
    expect(rows.map(([, name, file, engine, regulation]) => ({ name, file, engine, regulation }))).to.deep.equal(
      OUR_RULES.map(({ name, categories }) => ({ name, file: name, ...categories })),
    );
  });

  it("run beside every recommended rule of bpmnlint", () => {
    expect(Object.keys(RECOMMENDED_RULES).toSorted()).to.deep.equal(
      Object.keys(RECOMMENDED_CONFIG.rules ?? {}).toSorted(),
    );
    expect(RECOMMENDED_RULES).to.include.all.keys(Object.values(WEIGHED).flatMap(Object.keys));
    const refined = OUR_RULES.flatMap(({ refines = [] }) => refines);
    expect(RECOMMENDED_RULES).to.include.all.keys(refined);
  });

  it("need nothing of Node, so that the studio can run them", () => {
    const seen = new Set<string>();
    const visit = (path: string): readonly string[] => {
      if (seen.has(path)) return [];
      seen.add(path);
      const text = readFileSync(path, "utf8");
      return [...text.matchAll(/^import (type )?[^;]*?from "([^"]+)";/gms)].flatMap(([, type, from = ""]) => {
        if (type !== undefined) return [];
        return from.startsWith(".") ? visit(resolve(path, "..", from)) : [from];
      });
    };
    const packages = new Set(visit(resolve(RULES, "../lint-definitions.ts")).map((from) => from.split("/")[0]));
    expect(seen.size).to.be.greaterThan(names.length);
    expect([...packages].toSorted()).to.deep.equal(["bpmnlint", "feelin"]);
  });
});
