import { resolve } from "node:path";
import { expect } from "chai";
import type { LintReport } from "../../engine/lint/lint-diagram.ts";
import { runCli } from "../cli/command-line.ts";
import { FOLDER } from "./lint-file.ts";

const diagram = (path: string) => resolve(FOLDER, path);

describe("reglament lint", () => {
  it("given an error exits 1, and prints rule, element and line as JSON", async () => {
    const { code, stdout } = await runCli(["lint", "--json", diagram("dead-end/invalid.bpmn")]);
    expect(code).to.equal(1);
    const [report] = JSON.parse(stdout) as (LintReport & { file: string })[];
    expect(report).to.deep.include({ file: diagram("dead-end/invalid.bpmn"), profile: "engine", compiles: true });
    expect(report?.messages[0]).to.deep.include({ rule: "dead-end", category: "error", element: "check", line: 7 });
  });

  it("given only warnings exits 0, and prints them", async () => {
    const { code, stdout } = await runCli(["lint", diagram("dead-end/valid.bpmn")]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/valid\.bpmn: warn: .*\[layout\]/);
  });

  it("given a diagram of an act shows the sum of its longest way, and knows the handlers", async () => {
    const { stdout } = await runCli(["lint", diagram("term-fits/valid.bpmn"), diagram("handler-exists/invalid.bpmn")]);
    expect(stdout).to.match(/p: fits P3D working-day: row 1 30 min \+ row 3 3 working days = 3 days/);
    expect(stdout).to.match(/element misspelt: there is no handler "person\.look-up"/);
  });

  it("given a profile that is none exits 2", async () => {
    const { code, stderr } = await runCli(["lint", "--profile", "law", diagram("dead-end/valid.bpmn")]);
    expect(code).to.equal(2);
    expect(stderr).to.include("engine, regulation");
  });
});
