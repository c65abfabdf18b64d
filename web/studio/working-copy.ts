/**
 * One working copy as a page holds it: `useWorkingCopy(id)` gives its files, and ways to change them. What is changed is shown at once and written to the
 * browser at once, one write after the other. Another tab that writes the same copy shows here too, and is told of.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSession } from "../app/session.tsx";
import type { Files } from "./bundle-files.ts";
import { THIS_TAB, readCopy, updateCopy, watchCopies, type StoredCopy, type WorkingCopy } from "./copy-store.ts";

type Named = Partial<Pick<WorkingCopy, "name" | "regulation" | "basedOn">>;

export interface OpenCopy extends WorkingCopy {
  /** Writes a file anew; a path that is not there yet is made. */
  readonly change: (path: string, text: string) => void;
  readonly add: (path: string, text: string) => void;
  /** Answers the way back. */
  readonly remove: (path: string) => () => void;
  /** Its name, or what it is based on from now on (after it has been put into service). */
  readonly rename: (named: Named) => void;
  /** Resolves when all that was changed is kept. */
  readonly kept: () => Promise<void>;
}

/** What every tab of a copy is given. */
export interface StudioPanelProps {
  readonly copy: OpenCopy;
}

export type CopyState =
  | { readonly state: "loading" }
  | { readonly state: "missing" }
  | {
      readonly state: "open";
      readonly copy: OpenCopy;
      readonly saving: "kept" | "writing" | "failed";
      /** Another tab has written: `shown` here now, or `overwritten` where both changed the same file. */
      readonly elsewhere: "shown" | "overwritten" | undefined;
      readonly seen: () => void;
    };

/** What has been changed here and not been written yet; `null`: removed. */
interface Pending {
  readonly files: Record<string, string | null>;
  readonly named: Named;
}
const nothing = (): Pending => ({ files: {}, named: {} });
const isNothing = ({ files, named }: Pending): boolean => Object.keys(files).length + Object.keys(named).length === 0;

export function useWorkingCopy(id: string): CopyState {
  const { account } = useSession();
  const [copy, setCopy] = useState<WorkingCopy | null>();
  const [saving, setSaving] = useState<"kept" | "writing" | "failed">("kept");
  const [elsewhere, setElsewhere] = useState<"shown" | "overwritten">();
  const pending = useRef(nothing());
  const known = useRef<StoredCopy>(undefined);
  const writing = useRef(Promise.resolve());

  const write = useCallback(async (): Promise<void> => {
    const now = pending.current;
    if (isNothing(now)) return;
    pending.current = nothing();
    try {
      const seen = known.current;
      const written = await updateCopy(account.id, id, (stored) => changed(stored, now));
      if (written === undefined) {
        setCopy(null);
        return;
      }
      const { stored, before } = written;
      if (seen !== undefined && before !== seen.revision) setElsewhere("overwritten");
      known.current = stored;
      setCopy(changed(stored, pending.current));
      setSaving(isNothing(pending.current) ? "kept" : "writing");
    } catch {
      // Still shown; the next change tries again.
      pending.current = {
        files: { ...now.files, ...pending.current.files },
        named: { ...now.named, ...pending.current.named },
      };
      setSaving("failed");
    }
  }, [account.id, id]);

  const enter = useCallback(
    ({ files, named }: Partial<Pending>): void => {
      pending.current = {
        files: { ...pending.current.files, ...files },
        named: { ...pending.current.named, ...named },
      };
      setCopy((shown) =>
        shown === undefined || shown === null ? shown : changed(shown, { files: files ?? {}, named: named ?? {} }),
      );
      setSaving("writing");
      writing.current = writing.current.then(write);
    },
    [write],
  );

  useEffect(() => {
    let gone = false;
    const read = async (): Promise<StoredCopy | undefined> => {
      const stored = await readCopy(account.id, id).catch(() => undefined);
      if (gone) return undefined;
      known.current = stored;
      setCopy(stored === undefined ? null : changed(stored, pending.current));
      return stored;
    };
    void read();
    const stop = watchCopies((written) => {
      if (written.tab === THIS_TAB || written.account !== account.id || written.id !== id) return;
      void read().then((stored) => {
        if (stored !== undefined) setElsewhere((told) => told ?? "shown");
      });
    });
    return () => {
      gone = true;
      stop();
    };
  }, [account.id, id]);

  const open = useMemo<OpenCopy | undefined>(() => {
    if (copy === undefined || copy === null) return undefined;
    const change = (path: string, text: string): void => enter({ files: { [path]: text } });
    return {
      ...copy,
      change,
      add: change,
      remove(path) {
        const text = copy.files[path];
        enter({ files: { [path]: null } });
        return () => {
          if (text !== undefined) change(path, text);
        };
      },
      rename: (named) => enter({ named }),
      kept: () => writing.current,
    };
  }, [copy, enter]);
  const seen = useCallback(() => setElsewhere(undefined), []);
  if (copy === undefined) return { state: "loading" };
  if (open === undefined) return { state: "missing" };
  return { state: "open", copy: open, saving, elsewhere, seen };
}

function changed<T extends WorkingCopy>(copy: T, { files, named }: Pending): T {
  const all: Record<string, string | null> = { ...copy.files, ...files };
  const left: Files = Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return { ...copy, ...named, files: left };
}
