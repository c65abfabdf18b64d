/** Which scenarios are about a diagram, and what comes of them in both engines. */
import { askReferee } from "../referee/ask-referee.ts";
import { runScenarios } from "../run-scenarios.ts";
import { parseCases } from "../parse-cases.ts";
import type { ScenarioCase } from "../scenario-file.ts";
import type { Trial, TrialFile, TrialFiles } from "./try-out.ts";

export async function playTrial({ diagram, others, scenarios }: TrialFiles): Promise<Trial> {
  const remarks: string[] = [];
  const cases: ScenarioCase[] = [];
  for (const file of scenarios) {
    const read = parseCases(nameOf(file), new TextDecoder().decode(file.bytes));
    if (typeof read === "string") remarks.push(read);
    else cases.push(...read.filter((scenario) => lastPart(scenario.file) === diagram.name));
  }
  const files = [diagram, ...others];
  const read = (path: string): Promise<Uint8Array> => {
    const file = files.find(({ name }) => name === lastPart(path));
    return file === undefined
      ? Promise.reject(new Error(`there is no ${lastPart(path)} to play with`))
      : Promise.resolve(file.bytes);
  };
  const report = await runScenarios(cases, read);
  return { ...report, opinions: await askReferee(cases, read), remarks };
}

const nameOf = ({ name }: TrialFile): string => (name.endsWith(".json") ? name : `${name}.json`);
const lastPart = (path: string): string => path.split("/").at(-1)!;
