/** The diagram of a bundle, with what its elements are called in the reader's language. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { labelsOfDiagram, type ElementLabel } from "../diagram/labels-of-diagram.ts";
import { diagramPath, type Files } from "./bundle-files.ts";
import { factsOfDiagram, type DiagramFacts } from "./diagram-facts.ts";

export interface BundleDiagram {
  readonly path: string;
  readonly xml: string;
  readonly labels: readonly ElementLabel[];
  readonly facts: DiagramFacts;
  /** Its label, else its id. */
  readonly nameOf: (id: string) => string;
}

/** Undefined for a bundle without a diagram. */
export function useDiagram(files: Files): BundleDiagram | undefined {
  const { i18n } = useTranslation();
  const path = diagramPath(files);
  const xml = path === undefined ? undefined : files[path];
  return useMemo(() => {
    if (path === undefined || xml === undefined) return undefined;
    const labels = labelsOfDiagram(xml, i18n.language);
    const names = new Map(labels.map(({ id, name }) => [id, name]));
    return { path, xml, labels, facts: factsOfDiagram(xml), nameOf: (id) => names.get(id) ?? id };
  }, [path, xml, i18n.language]);
}
