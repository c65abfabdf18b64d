import { globSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../../web");
const LANGUAGES = ["kk", "ru", "en"] as const;
const areas = globSync("words/en/*.json", { cwd: root }).map((path) => basename(path, ".json"));

const words = (language: string, area: string): unknown =>
  JSON.parse(readFileSync(join(root, "words", language, `${area}.json`), "utf8"));

const PLURAL = /_(zero|one|two|few|many|other)$/;

describe("the words of the pages", () => {
  for (const area of areas) {
    it(`of ${area} say the same things in each language, with the plurals of that language`, () => {
      const [kk, ru, en] = LANGUAGES.map((language) => sayings(words(language, area)));
      expect([...kk!.keys()]).to.have.members([...en!.keys()]);
      expect([...ru!.keys()]).to.have.members([...en!.keys()]);
      for (const language of LANGUAGES)
        for (const [key, forms] of sayings(words(language, area)))
          if (forms.length > 0)
            expect(forms, `${language} ${area} ${key}`).to.have.members(
              new Intl.PluralRules(language).resolvedOptions().pluralCategories,
            );
    });

    it(`of ${area} have no empty text, and the same values to fill in`, () => {
      const english = new Map(texts(words("en", area)));
      for (const language of LANGUAGES)
        for (const [key, text] of texts(words(language, area))) {
          expect(text, `${language} ${area} ${key}`).to.match(/\S/);
          const same = english.get(key) ?? english.get(key.replace(PLURAL, "_other"));
          if (!PLURAL.test(key)) expect(gaps(text), `${language} ${area} ${key}`).to.have.members(gaps(same!));
        }
    });
  }

  it("stand in no page", () => {
    const found = globSync("**/*.tsx", { cwd: root, exclude: ["dist/**"] }).flatMap((path) =>
      textsOfPage(path, readFileSync(join(root, path), "utf8")),
    );
    expect(found).to.deep.equal([]);
  });

  it("would be found in a page", () => {
    const page = 'const A = () => <a title="Open"><b>Words</b>{"more"}{t("key")} 12 </a>;';
    expect(textsOfPage("a.tsx", page)).to.deep.equal(['a.tsx: title="Open"', "a.tsx: Words", "a.tsx: more"]);
  });
});

/** Key without its plural form -> the forms that it has. */
function sayings(value: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key] of texts(value)) {
    const form = PLURAL.exec(key)?.[1];
    const name = key.replace(PLURAL, "");
    found.set(name, [...(found.get(name) ?? []), ...(form === undefined ? [] : [form])]);
  }
  return found;
}

function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => texts(part, path === "" ? key : `${path}.${key}`));
}

const gaps = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name!))];

/** Text between tags, and in attributes that people read. */
function textsOfPage(path: string, text: string): string[] {
  const READ = new Set(["title", "label", "placeholder", "alt", "description", "aria-label", "aria-description"]);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${path}: ${node.text.trim()}`);
    if (
      ts.isJsxExpression(node) &&
      node.expression &&
      ts.isStringLiteral(node.expression) &&
      !ts.isJsxAttribute(node.parent)
    )
      if (/\p{L}/u.test(node.expression.text)) found.push(`${path}: ${node.expression.text}`);
    if (
      ts.isJsxAttribute(node) &&
      READ.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    )
      if (/\p{L}/u.test(node.initializer.text)) found.push(`${path}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}
