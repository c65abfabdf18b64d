import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { runCli } from "./command-line.ts";

const ROOT = resolve(import.meta.dirname, "../..");

describe("reglament scenario --referee", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-referee-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("given a regulation on which both engines agree, it says so", async () => {
    const { code, stdout } = await runCli([
      "scenario",
      join(ROOT, "processes/preschool-almaty-2012/scenarios/refusals.json"),
      "--referee",
    ]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/(\d+) passed, 0 failed\nbpmn-engine agrees on \1 of \1\n$/);
  }).timeout(20_000);

  it("given a known difference, it shows both and the clause, and the case passes all the same", async () => {
    const { code, stdout } = await runCli(["scenario", inclusiveJoin(), "--referee"]);
    expect(code).to.equal(0);
    expect(stdout).to.match(/ok +both\n1 passed, 0 failed\ndiffers +both: after step 2/);
    expect(stdout).to.match(/ours: +a\n +bpmn-engine: a, join, end\n +known as inclusive-join/);
    expect(stdout).to.include("BPMN 2.0.2, 13.4.3");
    expect(stdout).to.include("bpmn-engine agrees on 0 of 1");
  }).timeout(20_000);

  it("given --json, it adds the referee's opinions; without the flag there are none", async () => {
    const file = inclusiveJoin();
    const asked = JSON.parse((await runCli(["scenario", file, "--referee", "--json"])).stdout) as Answer;
    expect(asked.referee?.[0]).to.deep.include({ id: "both", agrees: false });
    expect(asked.referee?.[0]?.known?.id).to.equal("inclusive-join");
    const plain = JSON.parse((await runCli(["scenario", file, "--json"])).stdout) as Answer;
    expect(Object.keys(plain).sort()).to.deep.equal(["cases", "failed", "passed"]);
  }).timeout(20_000);

  it("given a diagram that cannot be deployed, it says that nothing was compared", async () => {
    const file = join(folder, "cases.json");
    writeFileSync(file, JSON.stringify([{ id: "none", file: "missing.bpmn", script: [], expect: {} }]));
    const { code, stdout } = await runCli(["scenario", file, "--referee"]);
    expect(code).to.equal(1);
    expect(stdout).to.match(/not compared +none: .*missing\.bpmn/);
  }).timeout(20_000);

  describe("and reglament deploy", () => {
    it("given scenarios beside the diagram, plays them first and shows where the engines differ; the deployment goes on", async () => {
      const { diagram, env } = withScenarios();
      const { code, stdout, stderr } = await runCli(["deploy", "--local", diagram], env);
      expect([code, stdout]).to.deep.equal([0, `${diagram}: p version 1\n`]);
      expect(stderr).to.match(/join\.bpmn: 1 of 1 scenarios pass\ndiffers +both/);
      expect(stderr).to.include("known as inclusive-join");
    }).timeout(30_000);

    it("given --no-trial, plays none", async () => {
      const { diagram, env } = withScenarios();
      const { code, stderr } = await runCli(["deploy", "--local", "--no-trial", diagram], env);
      expect([code, stderr]).to.deep.equal([0, ""]);
    }).timeout(30_000);

    it("given a scenario that fails and a file that holds none, says so before it deploys", async () => {
      const { diagram, env } = withScenarios({ state: "active" });
      writeFileSync(join(folder, "scenarios/broken.json"), "{");
      const { code, stderr } = await runCli(["deploy", "--local", diagram], env);
      expect(code).to.equal(0);
      expect(stderr).to.match(/broken\.json is not JSON.*\nFAILED +both: the state is completed, not active\n/);
      expect(stderr).to.include("0 of 1 scenarios pass");
    }).timeout(30_000);

    function withScenarios(expected?: object): { diagram: string; env: NodeJS.ProcessEnv } {
      const [scenario] = JSON.parse(readFileSync(inclusiveJoin(), "utf8")) as [object & { readonly expect: object }];
      mkdirSync(join(folder, "scenarios"));
      const cases = [{ ...scenario, file: "../join.bpmn", expect: expected ?? scenario.expect }];
      writeFileSync(join(folder, "scenarios/both.json"), JSON.stringify(cases));
      return { diagram: join(folder, "join.bpmn"), env: { DATA_DIR: join(folder, "data") } };
    }
  });

  interface Answer {
    readonly referee?: readonly {
      readonly id: string;
      readonly agrees?: boolean;
      readonly known?: { readonly id: string };
    }[];
  }

  function inclusiveJoin(): string {
    const flow = (from: string, to: string): string =>
      `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" />`;
    const flows = [
      flow("start", "split"),
      flow("split", "a"),
      flow("split", "b"),
      flow("a", "join"),
      flow("b", "join"),
      flow("join", "end"),
    ];
    writeFileSync(
      join(folder, "join.bpmn"),
      `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:test"><process id="p" isExecutable="true"><startEvent id="start" /><parallelGateway id="split" /><userTask id="a" /><userTask id="b" /><inclusiveGateway id="join" /><endEvent id="end" />${flows.join("")}</process></definitions>`,
    );
    const file = join(folder, "cases.json");
    const script = [{ do: "start" }, { do: "complete", element: "a" }, { do: "complete", element: "b" }];
    writeFileSync(
      file,
      JSON.stringify([{ id: "both", file: "join.bpmn", script, expect: { state: "completed", counts: { join: 1 } } }]),
    );
    return file;
  }
});
