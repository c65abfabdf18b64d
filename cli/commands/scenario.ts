/** `reglament scenario`: runs the cases of a scenario file in memory, without a server (design, section 10). */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

export function scenarioCommand(): Command {
  return new Command("scenario")
    .description("Run the cases of a scenario file in memory. Exits 1 if one fails.")
    .argument("<file>", "a JSON file with a list of cases")
    .option("--json", 'print {"passed", "failed", "cases": [{"id", "ok", "why"}]}', false)
    .action(runFile);
}

async function runFile(file: string, { json }: { json: boolean }): Promise<void> {
  const cases = await readCases(file);
  const { runScenarios } = await import("../../engine/scenario/run-scenarios.ts");
  const report = await runScenarios(cases, (path) => readFile(resolve(dirname(file), path)));
  if (json) console.log(JSON.stringify(report));
  else {
    for (const { id, ok, why, notes = [] } of report.cases) {
      console.log(`${ok ? "ok     " : "FAILED "} ${id}${ok ? "" : `: ${why}`}`);
      for (const note of notes) console.log(`         ${note}`);
    }
    console.log(`${report.passed} passed, ${report.failed} failed`);
  }
  if (report.failed > 0) throw new CommandFailed(`${report.failed} of ${report.cases.length} cases failed.`);
}

async function readCases(file: string): Promise<readonly ScenarioCase[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandFailed(`${file} is not JSON: ${(error as Error).message}`);
  }
  const isCase = (one: unknown): boolean =>
    typeof one === "object" && one !== null && "id" in one && "file" in one && "script" in one && "expect" in one;
  if (!Array.isArray(value) || !value.every(isCase))
    throw new CommandFailed(`${file} is not a scenario file: it must be a list of {id, file, script, expect}.`);
  return value as readonly ScenarioCase[];
}
