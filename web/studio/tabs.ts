/** The tabs of a working copy, in the order of work. Each is loaded when somebody opens it, and is given the copy. */
import type { ComponentType } from "react";
import type { StudioPanelProps } from "./working-copy.ts";

export interface StudioTab {
  /** Last part of the address. */
  readonly id: string;
  /** In the words of `studio`, or with `workshop:` before it in those of `workshop`. */
  readonly label: "tabs.diagram" | `workshop:${string}`;
  readonly load: () => Promise<{ readonly default: ComponentType<StudioPanelProps> }>;
}

export const TABS: readonly StudioTab[] = [
  {
    id: "diagram",
    label: "tabs.diagram",
    load: async () => ({ default: (await import("./diagram/diagram-tab.tsx")).DiagramTab }),
  },
  {
    id: "forms",
    label: "workshop:tab.forms",
    load: async () => ({ default: (await import("./forms/forms-tab.tsx")).FormsTab }),
  },
  {
    id: "documents",
    label: "workshop:tab.documents",
    load: async () => ({ default: (await import("./documents/documents-tab.tsx")).DocumentsTab }),
  },
  {
    id: "scenarios",
    label: "workshop:tab.scenarios",
    load: async () => ({ default: (await import("./scenarios/scenarios-tab.tsx")).ScenariosTab }),
  },
  {
    id: "compare",
    label: "workshop:tab.compare",
    load: async () => ({ default: (await import("./compare/compare-tab.tsx")).CompareTab }),
  },
  {
    id: "release",
    label: "workshop:tab.release",
    load: async () => ({ default: (await import("./release/release-tab.tsx")).ReleaseTab }),
  },
];
