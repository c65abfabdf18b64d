/**
 * Every scenario of the fixtures and of the regulations, through both engines. They agree, or the difference is in the one list
 * (engine/scenario/referee/known-differences.ts); and each entry of the list shows in at least one of them.
 */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { expect } from "chai";
import { caseFiles } from "../../engine/scenario/case-files.ts";
import { compareEngines, type Difference } from "../../engine/scenario/referee/compare.ts";
import { explain, KNOWN_DIFFERENCES } from "../../engine/scenario/referee/known-differences.ts";
import { scenarioFilesOf } from "./scenario-files.ts";

const root = resolve(import.meta.dirname, "../..");
const files = ["fixtures/elements", "test/oracle/examples"].flatMap((folder) => scenarioFilesOf(resolve(root, folder)));
const regulations = readdirSync(resolve(root, "processes")).flatMap((name) =>
  scenarioFilesOf(resolve(root, "processes", name, "scenarios"), ".json"),
);

describe("bpmn-engine, the referee", () => {
  const shown = new Set<string>();
  let agreed = 0;
  let compared = 0;

  for (const { name, folder, cases } of [...files, ...regulations]) {
    it(`agrees on ${basename(dirname(folder))}/${name}, or differs as is known`, async () => {
      const load = caseFiles((path) => readFile(resolve(folder, path)));
      for (const scenario of cases) {
        const loaded = await load(scenario);
        const comparison = await compareEngines(scenario, loaded);
        compared += comparison.compared;
        if (comparison.difference === undefined) {
          agreed += 1;
          continue;
        }
        const known = explain(
          comparison.difference,
          loaded.diagrams.map(({ graph }) => graph),
        );
        if (known === undefined) expect.fail(`"${scenario.id}": ${tell(comparison.difference)}`);
        shown.add(known.id);
      }
    }).timeout(30_000);
  }

  it("has been asked about what it understands, not only about what it does otherwise", () => {
    const all = files.reduce((sum, { cases }) => sum + cases.length, 0);
    expect(agreed).to.be.greaterThan(all / 2);
    expect(compared).to.be.greaterThan(all * 3);
  });

  it("differs in each way that the list says", () => {
    const notShown = KNOWN_DIFFERENCES.map(({ id }) => id).filter((id) => !shown.has(id));
    expect(notShown, "entries that show nowhere").to.deep.equal([]);
  });
});

function tell({ kind, step, operation, elements, ours, referee }: Difference): string {
  const at = `after step ${step} ${JSON.stringify(operation)}`;
  return `${kind} differ ${at} at [${elements.join(", ")}]\n  ours:        ${ours}\n  bpmn-engine: ${referee}`;
}
