/** What every part of the panel needs: the ways to change the diagram, and what its fields may name. */
import { createContext, use } from "react";
import type { Edits } from "../edit-diagram.ts";
import type { Modeler } from "../modeler.ts";

export interface HandlerOffer {
  readonly name: string;
  readonly description: string;
  readonly input: object;
  readonly output: object;
}

export interface PanelTools {
  readonly modeler: Modeler;
  readonly edits: Edits;
  readonly handlers: readonly HandlerOffer[];
  /** Names of the forms of the copy, of its document templates, of its decisions. */
  readonly forms: readonly string[];
  readonly documents: readonly string[];
}

const PanelContext = createContext<PanelTools | undefined>(undefined);
export const PanelProvider = PanelContext.Provider;

export function usePanel(): PanelTools {
  const tools = use(PanelContext);
  if (tools === undefined) throw new Error("usePanel is for parts of the panel");
  return tools;
}
