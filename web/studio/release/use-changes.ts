/** What a bundle changes of the version in service: how many of each, for a summary before it is proposed. */
import { useMemo } from "react";
import { useOperation } from "../../connection/queries.ts";
import { diagramPath, filesOf, type Files } from "../bundle-files.ts";
import { compareFiles } from "../compare/compare-files.ts";
import { useComparison } from "../compare/use-comparison.ts";
import { codeOf } from "../../connection/problem-error.ts";

export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly redrawn: number;
  readonly files: number;
}

/** `first`: nothing is in service under that process yet. */
export function useChanges(process: string | undefined, files: Files): ChangeCounts | "first" | "failed" | undefined {
  const inService = useOperation(
    "getBundle",
    { params: { process: process ?? "", version: "latest" } },
    { enabled: process !== undefined },
  );
  const before = useMemo(
    () => (inService.data === undefined ? undefined : filesOf(inService.data.resources)),
    [inService.data],
  );
  const textOf = (all: Files | undefined): string | undefined => all?.[diagramPath(all) ?? ""];
  const compared = useComparison(textOf(before), textOf(files));
  return useMemo(() => {
    if (inService.error !== null) return codeOf(inService.error) === "DEFINITION_NOT_FOUND" ? "first" : "failed";
    if (compared === "failed") return "failed";
    if (before === undefined || compared === undefined) return undefined;
    const count = (kind: string): number => compared.changes.filter((each) => each.kind === kind).length;
    return {
      added: count("added"),
      removed: count("removed"),
      changed: count("changed"),
      redrawn: compared.redrawn.length,
      files: compareFiles(before, files).length,
    };
  }, [inService.error, compared, before, files]);
}
