/** What diagrams give to the processes that they call: a called process cannot know its callers. */
import { CodedError } from "../errors.ts";
import { compile } from "../model/compile.ts";
import type { Graph } from "../model/graph.ts";

/** For `LintOptions.given`. Diagrams that cannot be deployed call nobody. */
export const givenVariables = async (
  diagrams: readonly Uint8Array[],
): Promise<(process: string) => readonly string[]> => givenBy(await deployable(diagrams));

/** What diagrams give, once they are compiled. */
export function givenBy(graphs: readonly Graph[]): (process: string) => readonly string[] {
  const given = new Map<string, Set<string>>();
  for (const { nodes } of graphs) {
    for (const { calledProcess } of nodes) {
      if (calledProcess === undefined) continue;
      const names = given.get(calledProcess.process) ?? new Set<string>();
      for (const { target } of calledProcess.inputs) names.add(target);
      given.set(calledProcess.process, names);
    }
  }
  return (process) => [...(given.get(process) ?? [])];
}

/** Those that can be deployed, compiled: also what `LintOptions.others` takes. */
export async function deployable(diagrams: readonly Uint8Array[]): Promise<readonly Graph[]> {
  const graphs: Graph[] = [];
  for (const bytes of diagrams)
    try {
      graphs.push(await compile(bytes));
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
    }
  return graphs;
}
