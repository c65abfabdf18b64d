import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { regulationFolders } from "../../api/server.ts";
import { runAll, type AllReport } from "../../cli/demo/run-all.ts";
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
      const { failed, runs } = await runAll({ regulation: "unemployment-certificate-mamlyut-2012", keep });
      expect(failed, `run ${run}: ${JSON.stringify(runs)}`).to.equal(0);
    }
    expect(existsSync(join(keep, "reglament.db"))).to.equal(true);
  });

  it("with the gateway failing in the middle of each run, brings everything to the same end, by the same steps", async () => {
    const regulation = "preschool-almaty-2012";
    const told = ({ runs }: AllReport) =>
      runs.map(({ channel, end: at, ok, steps, documents, why }) => [channel, at, ok, steps, documents, why]);
    const calm = await runAll({ regulation });
    const stormy = await runAll({ regulation, outage: true });
    expect(told(stormy)).to.deep.equal(told(calm));
    expect(stormy.failed).to.equal(0);
    expect(stormy.runs.filter(({ failedCalls = 0 }) => failedCalls > 0).length).to.be.above(stormy.runs.length / 2);
  });

  for (const path of regulationFolders())
    it(`brings ${basename(path)} in every channel to each end of its diagram, through the API`, async () => {
      const { runs } = await runAll({ regulation: basename(path) });
      const failed = runs.filter(({ ok }) => !ok).map(({ channel, end: at, why }) => [channel, at, why]);
      expect(failed).to.deep.equal([]);
      // A sign-in that is not confirmed ends the case before anybody does a step.
      for (const run of runs) expect(run.case, `${run.channel} ${run.end ?? ""}`).to.be.a("string");
      for (const name of readdirSync(path).filter((file) => file.endsWith(".bpmn"))) {
        const graph = await compile(readFileSync(join(path, name)));
        const { service, scope } = graph.processes.find((process) => process.service !== undefined)!;
        const ends = graph.nodes.filter((node) => node.kind === "endEvent" && node.scope === scope).map(({ id }) => id);
        const reached = runs.filter(({ channel }) => channel === service?.channel).map((run) => run.end);
        expect(reached, name).to.have.members(ends);
      }
    });
});
