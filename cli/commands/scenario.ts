/** `reglament scenario`: runs the cases of a scenario file in memory, without a server (design, section 10). */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import type { RefereeOpinion } from "../../engine/scenario/referee/ask-referee.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

export function scenarioCommand(): Command {
  return new Command("scenario")
    .description("Run the cases of a scenario file in memory. Exits 1 if one fails.")
    .argument("<file>", "a JSON file with a list of cases")
    .option("--json", 'print {"passed", "failed", "cases": [{"id", "ok", "why"}]}', false)
    .option("--referee", "play them in bpmn-engine, too, and say where it differs (docs/referee.md)", false)
    .action(runFile);
}

async function runFile(file: string, { json, referee }: { json: boolean; referee: boolean }): Promise<void> {
  const cases = await readCases(file);
  const { runScenarios } = await import("../../engine/scenario/run-scenarios.ts");
  const read = (path: string): Promise<Uint8Array> => readFile(resolve(dirname(file), path));
  const report = await runScenarios(cases, read);
  const opinions = referee ? await askReferee(cases, read) : undefined;
  if (json) console.log(JSON.stringify(opinions === undefined ? report : { ...report, referee: opinions }));
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

async function askReferee(
  cases: readonly ScenarioCase[],
  read: (path: string) => Promise<Uint8Array>,
): Promise<readonly RefereeOpinion[]> {
  const room = await import("../../engine/scenario/referee/ask-referee.ts");
  return room.askReferee(cases, read);
}

function opinionLines(opinions: readonly RefereeOpinion[]): string[] {
  const lines = opinions.flatMap(({ id, agrees, why, difference, known }) => {
    if (agrees === true) return [];
    if (difference === undefined) return [`not compared  ${id}: ${why ?? ""}`];
    const { step, operation, ours, referee } = difference;
    return [
      `differs  ${id}: after step ${step}, ${JSON.stringify(operation)}`,
      `         ours:        ${ours}`,
      `         bpmn-engine: ${referee}`,
      known === undefined
        ? "         not explained yet: one of the two engines is wrong here, or the standard leaves it open"
        : `         known as ${known.id} (${known.where}). ${known.standard} BPMN 2.0.2, ${known.clause}.`,
    ];
  });
  const agreed = opinions.filter(({ agrees }) => agrees === true).length;
  return [...lines, `bpmn-engine agrees on ${agreed} of ${opinions.length}`];
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
