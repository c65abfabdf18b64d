/** What somebody has set for the own work: kept on the server, so that it is the same on another machine. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Preferences } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { useOperation } from "../connection/queries.ts";
import { keyOf, keysOf, type KeyAction, type Keys } from "./key-choice.ts";

const NOTHING: Preferences = {};

export interface Settings {
  readonly preferences: Preferences;
  /** Shown at once; throws when the server does not keep it, and shows again what was before. */
  readonly change: (part: Preferences) => Promise<void>;
}

export function useSettings(): Settings {
  const client = useQueryClient();
  const { data = NOTHING } = useOperation("getPreferences", {}, { staleMs: Infinity });
  const change = useCallback(
    async (part: Preferences) => {
      const next = { ...data, ...part };
      const keep = (preferences: Preferences): void =>
        void client.setQueriesData({ queryKey: ["getPreferences"] }, preferences);
      keep(next);
      try {
        await call("putPreferences", { body: next });
      } catch (error) {
        keep(data);
        throw error;
      }
    },
    [client, data],
  );
  return useMemo(() => ({ preferences: data, change }), [data, change]);
}

export interface Shortcuts {
  /** Keys that do something without Ctrl can be turned off (WCAG 2.2, 2.1.4): speech input presses them by mistake. */
  readonly on: boolean;
  readonly keys: Keys;
}

export function shortcutsOf({ shortcuts }: Preferences): Shortcuts {
  return { on: shortcuts?.on ?? true, keys: keysOf(shortcuts?.keys) };
}

/** While they are on: what happens at each action, and at the figures (1 is the first). */
export function useShortcuts(
  { on, keys }: Shortcuts,
  run: Readonly<Partial<Record<KeyAction, () => void>>>,
  figure?: (figure: number) => void,
): void {
  useEffect(() => {
    if (!on) return undefined;
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyped(event)) return;
      const key = keyOf(event);
      const action = (Object.keys(run) as KeyAction[]).find((each) => keys[each] === key);
      if (action !== undefined) {
        event.preventDefault();
        run[action]?.();
      } else if (figure !== undefined && /^[1-9]$/.test(key)) figure(Number(key));
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}

/** In a field, or in a window over the page. */
function isTyped({ target }: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
