/** What diagrams give to the processes that they call: a called process cannot know its callers. */
import { CodedError } from "../errors.ts";
import { compile } from "../model/compile.ts";

/** For `LintOptions.given`. Diagrams that cannot be deployed call nobody. */
export async function givenVariables(diagrams: readonly Uint8Array[]): Promise<(process: string) => readonly string[]> {
  const given = new Map<string, Set<string>>();
  for (const bytes of diagrams) {
    for (const { calledProcess } of await nodesOf(bytes)) {
      if (calledProcess === undefined) continue;
      const names = given.get(calledProcess.process) ?? new Set<string>();
      for (const { target } of calledProcess.inputs) names.add(target);
      given.set(calledProcess.process, names);
    }
  }
  return (process) => [...(given.get(process) ?? [])];
}

async function nodesOf(bytes: Uint8Array): Promise<Awaited<ReturnType<typeof compile>>["nodes"]> {
  try {
    return (await compile(bytes)).nodes;
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}
