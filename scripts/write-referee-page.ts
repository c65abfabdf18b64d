/** `npm run referee-page` writes docs/referee.md with the list of known differences; test/oracle/page.test.ts holds them together. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { KNOWN_DIFFERENCES, type KnownDifference } from "../engine/scenario/referee/known-differences.ts";

const BEGIN = "<!-- the list: npm run referee-page -->";
const END = "<!-- end of the list -->";
const RIGHT = { ours: "ours", "bpmn-engine": "bpmn-engine", open: "both allowed" };

/** The page with the list in it; what stands around it is written by hand. */
export function refereePage(page: string, known: readonly KnownDifference[] = KNOWN_DIFFERENCES): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/referee.md has no place for the list: ${BEGIN} ... ${END}`);
  const entries = known.map(
    ({ id, where, referee, standard, clause, right }) =>
      `- **${id}**: ${where}. bpmn-engine: ${referee} The standard: ${standard} BPMN 2.0.2, ${clause}. Right: ${RIGHT[right]}.`,
  );
  return `${page.slice(0, begin) + BEGIN}\n\n${entries.join("\n")}\n\n${page.slice(end)}`;
}

if (import.meta.main) {
  const path = resolve(import.meta.dirname, "../docs/referee.md");
  writeFileSync(path, refereePage(readFileSync(path, "utf8")));
}
