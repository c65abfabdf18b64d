import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { runCli } from "./command-line.ts";

const ALMATY = resolve(import.meta.dirname, "../../processes/preschool-almaty-2012");
const OFFICE = join(ALMATY, "office.bpmn");

describe("reglament table and reglament draft", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "reglament-tables-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("given a diagram of an act, print its table as Markdown, CSV and Word", async () => {
    const md = await runCli(["table", OFFICE]);
    expect([md.code, md.stderr]).to.deep.equal([0, ""]);
    expect(md.stdout).to.match(/^\*\*Таблица 1\./);
    const csv = await runCli(["table", OFFICE, "--format", "csv"]);
    expect(csv.stdout).to.equal(readFileSync(join(ALMATY, "tables/office.csv"), "utf8"));
    const docx = join(folder, "table.docx");
    expect((await runCli(["table", OFFICE, "--format", "docx", "-o", docx])).code).to.equal(0);
    expect(readFileSync(docx).subarray(0, 2).toString()).to.equal("PK");
    expect((await runCli(["table", OFFICE, "--format", "docx"])).code).to.equal(2);
  });

  it("given another language, says headings, performers and limits in it", async () => {
    const { stdout } = await runCli(["table", OFFICE, "--lang", "kk", "--layout", "list"]);
    expect(stdout).to.include("| 5 | ЖАО | Исполнение запроса. ").and.include("| 3 күнтізбелік күн | 6 |");
  });

  it("given a table, draw a diagram that compiles, and print the same table from it", async () => {
    const drawn = join(folder, "draft.bpmn");
    const { code, stdout } = await runCli(["draft", join(ALMATY, "tables/office.csv"), "-o", drawn]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/written\.\nNot in the diagram:\n.*same performer/);
    expect(stdout).to.match(/Missing before cases can run:\n.*reg:form/);
    const graph = await compile(readFileSync(drawn));
    expect(graph.processes[0]!.id).to.equal("draft.office");
    const table = await runCli(["table", drawn, "--format", "csv"]);
    expect(table.stdout).to.equal(readFileSync(join(ALMATY, "tables/office.csv"), "utf8"));
  });

  it("given no file to write, prints the diagram alone and reports beside it", async () => {
    const { stdout, stderr } = await runCli(["draft", join(ALMATY, "tables/office.csv")]);
    expect(stdout).to.match(/^<\?xml[\s\S]+<\/bpmn:definitions>\s*$/);
    expect(stderr).to.match(/^Not in the diagram:/);
  });

  it("given what is no table, or a diagram without one, fail with a sentence", async () => {
    const wrong = join(folder, "wrong.csv");
    writeFileSync(wrong, "a,b\n1,2\n");
    const none = await runCli(["draft", wrong]);
    expect([none.code, none.stdout]).to.deep.equal([1, ""]);
    expect(none.stderr)
      .to.match(/no annex table was found/)
      .and.not.match(/\n\s+at /);
    const empty = await runCli(["table", resolve(ALMATY, "../externat-permission-eko-2016/office.bpmn")]);
    expect([empty.code, empty.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && text.includes("has no annex table"),
    );
    expect((await runCli(["draft", wrong, "--channel", "a b"])).code).to.equal(2);
  });
});

describe("reglament render", () => {
  it("given a diagram and a language, draws it; without a layout, says so", async () => {
    const { code, stdout } = await runCli(["render", OFFICE, "--lang", "kk"]);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^<svg [\s\S]*<\/svg>\n$/)
      .and.include("Тұтынушы");
    const bare = await runCli(["render", resolve(ALMATY, "../../fixtures/elements/user-task.bpmn"), "--lang", "kk"]);
    expect([bare.code, bare.stderr]).to.satisfy(
      ([exit, text]: [number, string]) => exit === 1 && text.includes("has no layout"),
    );
    expect((await runCli(["render", OFFICE])).code).to.equal(2);
  });
});
