/** What lint says of the files, asked again when somebody has rested from typing. */
import { useEffect, useState } from "react";
import type { Operations } from "../../connection/api-types.ts";
import { call } from "../../connection/client.ts";
import { resourcesOf, type Files } from "../bundle-files.ts";

export type Findings = Operations["lintDefinition"]["answer"];
export type Finding = Findings["findings"][number];

export interface Lint {
  /** Of an earlier state of the files while `checking`. */
  readonly found: Findings | undefined;
  readonly checking: boolean;
  readonly error: unknown;
}

const REST_MS = 500;

export function useLint(files: Files): Lint {
  const [lint, setLint] = useState<Lint>({ found: undefined, checking: true, error: undefined });
  useEffect(() => {
    const stop = new AbortController();
    setLint((before) => ({ ...before, checking: true }));
    const timer = setTimeout(() => {
      call("lintDefinition", { body: { resources: resourcesOf(files) }, signal: stop.signal }).then(
        (found) => setLint({ found, checking: false, error: undefined }),
        (error: unknown) => {
          if (!stop.signal.aborted) setLint((before) => ({ ...before, checking: false, error }));
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [files]);
  return lint;
}
