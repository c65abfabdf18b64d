/** The scenario files of a folder. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";

export interface FileOfCases {
  readonly name: string;
  readonly folder: string;
  readonly cases: readonly ScenarioCase[];
}

/** The scenario files of a folder, by name; none when there is no such folder. */
export function scenarioFilesOf(folder: string, ending = ".scenario.json"): readonly FileOfCases[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({
      name,
      folder,
      cases: JSON.parse(readFileSync(resolve(folder, name), "utf8")) as readonly ScenarioCase[],
    }));
}
