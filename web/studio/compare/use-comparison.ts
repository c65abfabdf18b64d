/** Compares two diagrams as their texts change. `failed`: one of them is no BPMN. */
import { useEffect, useState } from "react";
import { compareDiagrams, type DiagramComparison } from "./compare-diagrams.ts";
import { readTree } from "./read-tree.ts";

export function useComparison(
  before: string | undefined,
  after: string | undefined,
): DiagramComparison | "failed" | undefined {
  const [compared, setCompared] = useState<DiagramComparison | "failed">();
  useEffect(() => {
    let gone = false;
    setCompared(undefined);
    if (before === undefined || after === undefined) return undefined;
    Promise.all([readTree(before), readTree(after)]).then(
      ([one, other]) => {
        if (!gone) setCompared(compareDiagrams(one, other));
      },
      () => {
        if (!gone) setCompared("failed");
      },
    );
    return () => {
      gone = true;
    };
  }, [before, after]);
  return compared;
}
