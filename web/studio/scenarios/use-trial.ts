/** Plays cases on the server, and keeps what came of each together with what was played, so that a later change of the files shows. */
import { useCallback, useState } from "react";
import { call, type AnswerOf } from "../../connection/client.ts";
import { diagramPath, type Files } from "../bundle-files.ts";
import { bundleToTry, type ListedCase } from "./bundle-scenarios.ts";

type Trial = AnswerOf<"tryDefinition">;
export type Outcome = Trial["cases"][number];
export type Fault = NonNullable<Outcome["faults"]>[number];
export type Opinion = Trial["opinions"][number];

export interface Played {
  readonly outcome: Outcome;
  readonly opinion?: Opinion;
  /** The text of the case and of the diagram that it was played on. */
  readonly of: string;
}

export interface TrialState {
  readonly busy: boolean;
  readonly error: unknown;
  /** What has no case: the trial was not over in time. */
  readonly remarks: readonly string[];
  /** Absent: not played yet. */
  readonly resultOf: (listed: ListedCase) => (Played & { readonly isStale: boolean }) | undefined;
  readonly play: (cases: readonly ListedCase[]) => Promise<void>;
}

export function useTrial(files: Files): TrialState {
  const [results, setResults] = useState<ReadonlyMap<string, Played>>(new Map());
  const [state, setState] = useState<Pick<TrialState, "busy" | "error" | "remarks">>({
    busy: false,
    error: undefined,
    remarks: [],
  });
  const play = useCallback(
    async (cases: readonly ListedCase[]): Promise<void> => {
      setState({ busy: true, error: undefined, remarks: [] });
      try {
        const trial = await call("tryDefinition", { body: bundleToTry(files, cases) });
        setResults((known) => {
          const next = new Map(known);
          for (const [index, listed] of cases.entries()) {
            const outcome = trial.cases[index];
            const opinion = trial.opinions[index];
            if (outcome !== undefined)
              next.set(keyOf(listed), {
                outcome,
                of: playedText(files, listed),
                ...(opinion === undefined ? {} : { opinion }),
              });
          }
          return next;
        });
        setState({ busy: false, error: undefined, remarks: trial.remarks });
      } catch (error) {
        setState({ busy: false, error, remarks: [] });
      }
    },
    [files],
  );
  const resultOf = (listed: ListedCase): ReturnType<TrialState["resultOf"]> => {
    const played = results.get(keyOf(listed));
    return played === undefined ? undefined : { ...played, isStale: played.of !== playedText(files, listed) };
  };
  return { ...state, resultOf, play };
}

const keyOf = ({ path, id }: ListedCase): string => `${path} ${id}`;
const playedText = (files: Files, listed: ListedCase): string =>
  `${JSON.stringify(listed.case)}\n${files[diagramPath(files) ?? ""] ?? ""}`;
