import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readPdf } from "../helpers/read-pdf.ts";
import { runCli } from "./command-line.ts";

describe("reglament preview", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-preview-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("prints a template of a regulation with sample values, under its provider's name", async () => {
    const output = join(folder, "referral.pdf");
    const template = "processes/preschool-almaty-2012/documents/referral.json";
    const { code, stderr } = await runCli(["preview", template, "--lang", "kk", "-o", output]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { text, language } = await readPdf(readFileSync(output));
    expect(language).to.equal("kk");
    expect(text).to.include("Ауданның (облыстық маңызы бар қаланың) білім бөлімі").and.include("ҮЛГІ");
  });

  it("given a template with a mistake, says what it is and writes nothing", async () => {
    const template = join(folder, "broken.json");
    writeFileSync(template, JSON.stringify({ title: { kk: "{{nobody}}", ru: "a", en: "b" } }));
    const output = join(folder, "broken.pdf");
    const { code, stderr } = await runCli(["preview", template, "--lang", "all", "-o", output]);
    expect(code).to.equal(1);
    expect(stderr).to.include("broken.json").and.include('{{nobody}} in "kk" is no field');
    expect(() => readFileSync(output)).to.throw();
  });
});
