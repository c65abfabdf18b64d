/** Which scenarios are about a diagram, and what comes of them in both engines. */
import { askReferee } from "../referee/ask-referee.ts";
import { runScenarios } from "../run-scenarios.ts";
import type { ScenarioCase } from "../scenario-file.ts";
import type { Trial, TrialFile, TrialFiles } from "./try-out.ts";

export async function playTrial({ diagram, others, scenarios }: TrialFiles): Promise<Trial> {
  const remarks: string[] = [];
  const cases: ScenarioCase[] = [];
  for (const file of scenarios) {
    const read = readCases(file);
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

/** What is wrong with the file, if it is no list of cases. */
function readCases({ name: resource, bytes }: TrialFile): readonly ScenarioCase[] | string {
  const name = resource.endsWith(".json") ? resource : `${resource}.json`;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return `${name} is not JSON: ${(error as Error).message}`;
  }
  return Array.isArray(value) && value.every(isCase)
    ? (value as readonly ScenarioCase[])
    : `${name} is not a scenario file: it must be a list of {id, file, script, expect}.`;
}

const isCase = (one: unknown): boolean =>
  typeof one === "object" && one !== null && "id" in one && "file" in one && "script" in one && "expect" in one;

const lastPart = (path: string): string => path.split("/").at(-1)!;
