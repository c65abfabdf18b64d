/**
 * What an analyst is told before a diagram is deployed: `askReferee(cases, read)` plays each scenario in both engines and says where they
 * part, with the clause that decides it where that is known. Whether a case passes is not its question (`run-scenarios.ts`).
 */
import { caseFiles } from "../case-files.ts";
import type { ScenarioCase } from "../scenario-file.ts";
import { compareEngines, type Difference } from "./compare.ts";
import { explain, type KnownDifference } from "./known-differences.ts";

export interface RefereeOpinion {
  readonly id: string;
  /** Absent: the two could not be compared, and `why` says so. */
  readonly agrees?: boolean;
  readonly why?: string;
  /** How many completions were compared before the two parted, or until the end. */
  readonly compared?: number;
  /** The first difference; what comes after it follows from it. */
  readonly difference?: Difference;
  /** Its entry in the list; absent: nobody has explained it yet. */
  readonly known?: Pick<KnownDifference, "id" | "where" | "referee" | "standard" | "clause" | "right">;
}

/** `read` gives the bytes of a diagram by its path as the case writes it, and throws when there is none. */
export async function askReferee(
  cases: readonly ScenarioCase[],
  read: (path: string) => Promise<Uint8Array>,
): Promise<readonly RefereeOpinion[]> {
  const load = caseFiles(read);
  const opinions: RefereeOpinion[] = [];
  for (const scenario of cases) opinions.push(await askOne(scenario, load));
  return opinions;
}

async function askOne(scenario: ScenarioCase, load: ReturnType<typeof caseFiles>): Promise<RefereeOpinion> {
  const { id } = scenario;
  try {
    const files = await load(scenario);
    const { difference, compared } = await compareEngines(scenario, files);
    if (difference === undefined) return { id, agrees: true, compared };
    const entry = explain(
      difference,
      files.diagrams.map(({ graph }) => graph),
    );
    if (entry === undefined) return { id, agrees: false, compared, difference };
    const { id: known, where, referee, standard, clause, right } = entry;
    return { id, agrees: false, compared, difference, known: { id: known, where, referee, standard, clause, right } };
  } catch (error) {
    return { id, why: error instanceof Error ? error.message : String(error) };
  }
}
