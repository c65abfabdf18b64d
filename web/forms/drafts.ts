/** What somebody has typed and not sent yet, kept in this browser under a key (`task:CASE.KEY`), until it is sent or a week has passed. */
import { useCallback, useEffect, useState } from "react";
import type { Values } from "./form-schema.ts";

const PREFIX = "reglament.draft:";
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

interface Kept {
  readonly at: number;
  readonly values: Values;
}

/** Of an account: two people at one machine do not see each other's. */
export const draftKey = (account: string, of: string): string => `${account}:${of}`;

export function readDraft(key: string): Values | undefined {
  const text = localStorage.getItem(PREFIX + key);
  if (text === null) return undefined;
  try {
    const { at, values } = JSON.parse(text) as Kept;
    if (Date.now() - at < KEPT_MS) return values;
  } catch {
    // written by an older version: worth nothing
  }
  localStorage.removeItem(PREFIX + key);
  return undefined;
}

export function forgetDraft(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

export interface Draft {
  readonly values: Values;
  readonly change: (values: Values) => void;
  readonly forget: () => void;
  /** What is shown was typed earlier. */
  readonly restored: boolean;
}

/** The values of a form, begun with the draft, else with `initial`. Without a key nothing is kept. */
export function useDraft(key: string | undefined, initial: Values): Draft {
  const [kept] = useState(() => (key === undefined ? undefined : readDraft(key)));
  const [values, setValues] = useState<Values>(kept ?? initial);
  const [restored, setRestored] = useState(kept !== undefined);
  const change = useCallback(
    (next: Values) => {
      setValues(next);
      if (key !== undefined)
        localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values: next } satisfies Kept));
    },
    [key],
  );
  const forget = useCallback(() => {
    if (key !== undefined) forgetDraft(key);
    setRestored(false);
    setValues(initial);
  }, [key, initial]);
  return { values, change, forget, restored };
}

/** Once after the start: drafts of long ago go. */
export function useOldDraftsGone(): void {
  useEffect(() => {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) readDraft(name.slice(PREFIX.length));
  }, []);
}
