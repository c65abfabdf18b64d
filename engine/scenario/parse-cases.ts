/** The text of a scenario file -> its cases, or a sentence that says what is wrong with the file of that name. */
import type { ScenarioCase } from "./scenario-file.ts";

export function parseCases(name: string, text: string): readonly ScenarioCase[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `${name} is not JSON: ${(error as Error).message}`;
  }
  return Array.isArray(value) && value.every(isCase)
    ? (value as readonly ScenarioCase[])
    : `${name} is not a scenario file: it must be a list of {id, file, script, expect}.`;
}

const isCase = (one: unknown): boolean =>
  typeof one === "object" && one !== null && "id" in one && "file" in one && "script" in one && "expect" in one;
