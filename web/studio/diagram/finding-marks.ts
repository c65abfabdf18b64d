/** Findings on the sheet: an element with an error is outlined in red, one with a warning in orange, and each carries their number. */
import { useEffect } from "react";
import type { Drawn, Modeler } from "./modeler.ts";
import type { Finding } from "./use-lint.ts";

/** The drawn element of an id; for a process, which is not drawn itself, its pool or the sheet. */
export function drawnOf(modeler: Modeler, id: string): Drawn | undefined {
  const registry = modeler.get("elementRegistry");
  return (
    registry.get(id) ??
    registry.getAll().find(({ businessObject }) => {
      const process =
        businessObject.$type === "bpmn:Participant"
          ? (businessObject.get("processRef") as { id?: string } | undefined)
          : undefined;
      return process?.id === id;
    })
  );
}

export function useFindingMarks(modeler: Modeler | undefined, findings: readonly Finding[], shown: boolean): void {
  useEffect(() => {
    if (modeler === undefined || !shown) return undefined;
    const canvas = modeler.get("canvas");
    const overlays = modeler.get("overlays");
    const byElement = new Map<string, Finding[]>();
    for (const finding of findings) {
      const drawn = finding.element === undefined ? undefined : drawnOf(modeler, finding.element);
      if (drawn !== undefined) byElement.set(drawn.id, [...(byElement.get(drawn.id) ?? []), finding]);
    }
    for (const [id, found] of byElement) {
      const kind = found.some(({ category }) => category === "error") ? "error" : "warn";
      canvas.addMarker(id, `lint-${kind}`);
      const html = document.createElement("span");
      html.className = `lint-badge lint-badge-${kind}`;
      html.textContent = String(found.length);
      overlays.add(id, "lint", { position: { top: -10, left: -10 }, html });
    }
    return () => {
      // Elements may have been removed meanwhile.
      for (const id of byElement.keys())
        if (modeler.get("elementRegistry").get(id) !== undefined) {
          canvas.removeMarker(id, "lint-error");
          canvas.removeMarker(id, "lint-warn");
        }
      overlays.remove({ type: "lint" });
    };
  }, [modeler, findings, shown]);
}
