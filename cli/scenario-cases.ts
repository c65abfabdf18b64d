/** Reading scenario files, and saying what came of a trial and what the referee says. */
import { readFile } from "node:fs/promises";
import type { RefereeOpinion } from "../engine/scenario/referee/ask-referee.ts";
import { parseCases } from "../engine/scenario/parse-cases.ts";
import type { Trial } from "../engine/scenario/trial/try-out.ts";
import type { ScenarioCase } from "../engine/scenario/scenario-file.ts";
import { CommandFailed, WrongUsage } from "./outcome.ts";

/** Throws CommandFailed or WrongUsage with what is wrong. */
export async function readCases(file: string): Promise<readonly ScenarioCase[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
  const cases = parseCases(file, text);
  if (typeof cases === "string") throw new CommandFailed(cases);
  return cases;
}

/** What there is to say, and the count at the end. */
export function opinionLines(opinions: readonly RefereeOpinion[]): string[] {
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

/** What the analyst should see before the diagram is deployed (design, section 9). Whether it is deployed is not decided here. */
export function trialLines(diagram: string, { passed, failed, cases, opinions, remarks }: Trial): string[] {
  if (cases.length === 0) return [...remarks];
  return [
    ...remarks,
    ...cases.filter(({ ok }) => !ok).map(({ id, why }) => `FAILED   ${id}: ${why}`),
    `${diagram}: ${passed} of ${passed + failed} scenarios pass`,
    ...opinionLines(opinions),
  ];
}
