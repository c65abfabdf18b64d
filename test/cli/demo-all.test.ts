import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { regulationFolders } from "../../api/server.ts";
import { planRuns } from "../../cli/demo/planned-runs.ts";
import type { AllReport } from "../../cli/demo/run-all.ts";
import { compile } from "../../engine/model/compile.ts";
import { chain, diagram, end, start, userTask } from "../api/diagrams.ts";
import { runCli } from "./command-line.ts";

describe("the demo of everything", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-all-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A regulation with two ends, one of which no scenario comes to. */
  function regulation(script: readonly object[]): string {
    const path = join(folder, "two-ends");
    mkdirSync(join(path, "scenarios"), { recursive: true });
    const lane = `<laneSet id="lanes"><lane id="lane"><extensionElements><reg:performer role="office-clerk" /></extensionElements><flowNodeRef>check</flowNodeRef></lane></laneSet>`;
    const body =
      `<extensionElements><reg:service regulation="two-ends" channel="office" clause="1" /></extensionElements>${lane}` +
      chain(start, userTask("check"), ["choice", `<exclusiveGateway id="choice" default="f3" />`], end) +
      `<endEvent id="refused" /><sequenceFlow id="f9" sourceRef="choice" targetRef="refused"><conditionExpression xsi:type="tFormalExpression">refused = true</conditionExpression></sequenceFlow>`;
    writeFileSync(join(path, "office.bpmn"), diagram("two-ends.office", body));
    writeFileSync(join(path, "regulation.json"), "{}");
    const scenario = { id: "accepted", file: "../office.bpmn", script, expect: { state: "completed" } };
    writeFileSync(join(path, "scenarios", "office.json"), JSON.stringify([scenario]));
    return path;
  }

  it("given an end that no scenario comes to, it is told, the others are reached, and the command fails", async () => {
    const path = regulation([{ do: "start" }, { do: "complete", element: "check", variables: { refused: false } }]);
    const { code, stdout, stderr } = await runCli(["demo", "--all", "--regulation", path]);
    expect(stdout).to.match(/two-ends +office +end +1 steps, 0 documents, no term/);
    expect(stdout).to.match(/two-ends +office +refused +FAILED: no scenario comes to this end/);
    expect([code, stderr]).to.deep.equal([1, "1 of 2 ends were not reached.\n"]);
  });

  it("given a scenario that the server refuses, the line says why", async () => {
    const path = regulation([{ do: "start" }, { do: "complete", element: "check", variables: { refused: false } }]);
    // In memory no form is asked for; the server has one that knows no such field.
    mkdirSync(join(path, "forms"));
    const schema = { type: "object", properties: { note: { type: "string" } }, additionalProperties: false };
    writeFileSync(join(path, "forms", "check.json"), JSON.stringify(schema));
    const drawn = readFileSync(join(path, "office.bpmn"), "utf8");
    const withForm = drawn.replace(
      '<userTask id="check" name="check">',
      '<userTask id="check" name="check"><extensionElements><reg:form name="check" /></extensionElements>',
    );
    expect(withForm).not.to.equal(drawn);
    writeFileSync(join(path, "office.bpmn"), withForm);
    const { code, stdout } = await runCli(["demo", "--all", "--regulation", path, "--json"]);
    const report = JSON.parse(stdout) as AllReport;
    expect(report.runs[0]).to.deep.include({ end: "end", ok: false, steps: 0 });
    expect(report.runs[0]?.why).to.equal("the form check has no field for refused, which the scenario gives");
    expect(code).to.equal(1);
  });

  it("given every scenario is asked for, those that leave the case waiting are held against where they should wait", async () => {
    const path = regulation([{ do: "start" }]);
    const { code, stdout } = await runCli(["demo", "--all", "--regulation", path, "--scenarios"]);
    expect(stdout).to.match(
      /two-ends +office +\(waits\) +0 steps, 0 documents, no term, accepted\n1 as planned, 0 not/,
    );
    expect(code).to.equal(0);
  });

  it("given no such regulation, it was called in a wrong way", async () => {
    expect((await runCli(["demo", "--all", "--regulation", "nowhere"])).code).to.equal(2);
  });

  it("given a folder to keep, the demo of before goes on in it", async () => {
    const keep = join(folder, "kept");
    for (const run of [1, 2]) {
      const { code, stdout, stderr } = await runCli([
        "demo",
        "--all",
        "--regulation",
        "unemployment-certificate-mamlyut-2012",
        "--keep",
        keep,
      ]);
      expect(code, `run ${run}: ${stdout}${stderr}`).to.equal(0);
    }
  });

  it("plans a run for every end of every diagram of processes/", async () => {
    for (const path of regulationFolders()) {
      const runs = await planRuns(path);
      for (const { channel, end: planned, scenario, why } of runs)
        expect(scenario, `${path} ${channel} ${planned ?? ""}: ${why ?? ""}`).not.to.equal(undefined);
      for (const channel of new Set(runs.map((run) => run.channel))) {
        const graph = await compile(readFileSync(join(path, `${channel}.bpmn`)));
        const scope = graph.processes.find(({ service }) => service !== undefined)?.scope;
        const ends = graph.nodes.filter((node) => node.kind === "endEvent" && node.scope === scope).map(({ id }) => id);
        expect(runs.filter((run) => run.channel === channel).map((run) => run.end)).to.have.members(ends);
      }
    }
  });

  it("brings every regulation to each of its ends in every channel, through the API", async () => {
    const { code, stdout, stderr } = await runCli(["demo", "--all", "--json"]);
    const { runs } = JSON.parse(stdout) as AllReport;
    const failed = runs
      .filter(({ ok }) => !ok)
      .map(({ regulation, channel, end: at, why }) => [regulation, channel, at, why]);
    expect(failed).to.deep.equal([]);
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(new Set(runs.map((run) => run.regulation)).size).to.equal(regulationFolders().length);
    for (const { steps, channel, end: at } of runs) expect(steps, `${channel} ${at ?? ""}`).to.be.above(0);
  });
});
