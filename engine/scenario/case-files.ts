/** Reads and compiles the files that a case names, each once however many cases name it. */
import { compileDecisions } from "../decisions/compile-decisions.ts";
import type { Decisions } from "../decisions/decisions.ts";
import { compile } from "../model/compile.ts";
import type { Graph } from "../model/graph.ts";
import type { ScenarioCase } from "./scenario-file.ts";

export interface DiagramFile {
  readonly bytes: Uint8Array;
  /** Compiled from these bytes. */
  readonly graph: Graph;
}

export interface CaseFiles {
  /** The diagram of the case first; the others only for call activities. */
  readonly diagrams: readonly DiagramFile[];
  readonly decisions: readonly Decisions[];
}

/**
 * `read` gives the bytes of a file by its path as the case writes it, and throws when there is none. The loader throws what it throws, and
 * CodedError for a file that cannot be deployed.
 */
export function caseFiles(
  read: (path: string) => Promise<Uint8Array>,
): (scenario: Pick<ScenarioCase, "file" | "with">) => Promise<CaseFiles> {
  const diagram = once(async (path) => {
    const bytes = await read(path);
    return { bytes, graph: await compile(bytes) };
  });
  const decisions = once(async (path) => compileDecisions(await read(path)));
  return async ({ file, with: others = [] }) => ({
    diagrams: await Promise.all([file, ...others.filter((path) => !isDecisions(path))].map(diagram)),
    decisions: await Promise.all(others.filter(isDecisions).map(decisions)),
  });
}

const isDecisions = (path: string): boolean => /\.dmn$/i.test(path);

function once<T>(load: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    let result = known.get(path);
    if (result === undefined) known.set(path, (result = load(path)));
    return result;
  };
}
