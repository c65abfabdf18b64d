import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { runScenarios } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/decisions");
const read = (path: string): Promise<Uint8Array> => readFile(join(FOLDER, path));

describe("decisions in scenarios", () => {
  const cases = JSON.parse(readFileSync(join(FOLDER, "review.scenario.json"), "utf8")) as ScenarioCase[];
  for (const each of cases)
    it(each.id, async () => {
      const report = await runScenarios([each], read);
      expect(report.cases[0]?.why).to.equal("");
    });

  const given = (id: string): ScenarioCase => cases.find((each) => each.id.includes(id)) as ScenarioCase;

  it("given a decision that fails, then the reason names the decision and its rules", async () => {
    const stuck = { ...given("a long appeal"), expect: { state: "completed" as const } };
    const { cases: outcomes } = await runScenarios([stuck], read);
    expect(outcomes[0]?.why).to.include("decision review: rules long (row 2), appeal (row 3) match");
  });

  it("given a handler's answer for `dmn` in the case, then that is the answer", async () => {
    const answered: ScenarioCase = {
      ...given("a complete first"),
      handlers: { dmn: { result: { by: "commission" } } },
      expect: { open: ["commission"] },
    };
    expect((await runScenarios([answered], read)).cases[0]?.why).to.equal("");
  });

  it("given a DMN file that is broken, then its case fails and the others run", async () => {
    const broken = { ...given("a complete first"), id: "broken", with: ["broken.dmn"] };
    const files = (path: string): Promise<Uint8Array> =>
      path === "broken.dmn" ? Promise.resolve(new TextEncoder().encode("<definitions/>")) : read(path);
    const report = await runScenarios([broken, given("an appeal")], files);
    expect([report.passed, report.failed]).to.deep.equal([1, 1]);
    expect(report.cases[0]?.why).to.match(/^DECISION_BROKEN: /);
  });
});
