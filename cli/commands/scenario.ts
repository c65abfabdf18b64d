/** `reglament scenario`: runs the cases of a scenario file in memory, without a server (design, section 10). */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { CommandFailed } from "../outcome.ts";
import { opinionLines, readCases } from "../scenario-cases.ts";

export function scenarioCommand(): Command {
  return new Command("scenario")
    .description("Run the cases of a scenario file in memory. Exits 1 if one fails.")
    .argument("<file>", "a JSON file with a list of cases")
    .option("--json", 'print {"passed", "failed", "cases": [{"id", "ok", "why"}]}', false)
    .option("--referee", "play them in bpmn-engine, too, and say where it differs (docs/referee.md)", false)
    .action(runFile);
}

async function runFile(file: string, { json, referee: asked }: { json: boolean; referee: boolean }): Promise<void> {
  const cases = await readCases(file);
  const { runScenarios } = await import("../../engine/scenario/run-scenarios.ts");
  // bpmn-engine is loaded only when it is asked.
  const referee = asked ? await import("../../engine/scenario/referee/ask-referee.ts") : undefined;
  const read = (path: string): Promise<Uint8Array> => readFile(resolve(dirname(file), path));
  const report = await runScenarios(cases, read);
  const opinions = await referee?.askReferee(cases, read);
  // What people outside rely on: `why` says all that the faults say one by one.
  const printed = { ...report, cases: report.cases.map(({ faults: _, ...outcome }) => outcome) };
  if (json) console.log(JSON.stringify(opinions === undefined ? printed : { ...printed, referee: opinions }));
  else {
    for (const { id, ok, why, notes = [] } of report.cases) {
      console.log(`${ok ? "ok     " : "FAILED "} ${id}${ok ? "" : `: ${why}`}`);
      for (const note of notes) console.log(`         ${note}`);
    }
    console.log(`${report.passed} passed, ${report.failed} failed`);
    if (opinions !== undefined) console.log(opinionLines(opinions).join("\n"));
  }
  if (report.failed > 0) throw new CommandFailed(`${report.failed} of ${report.cases.length} cases failed.`);
}
