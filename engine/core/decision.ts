/** What `decide` is told beside the command, and what it answers. */
import type { ErrorCode, Problem } from "../errors.ts";
import type { FlowNode, Graph } from "../model/graph.ts";
import type { Calendar } from "../terms/calendar.ts";
import type { Actor } from "./commands.ts";
import type { CaseEvent } from "./events.ts";
import type { CaseState } from "./state.ts";

export type CalledProcess = Pick<NonNullable<FlowNode["calledProcess"]>, "process" | "binding" | "version">;

/** Facts looked up before deciding. The same facts give the same decision. */
export interface DecisionContext {
  /** UTC instant, ISO 8601 with milliseconds and `Z`. */
  readonly now: string;
  readonly actor: Actor;
  /** The compiled diagram of a deployment; throws when it is not loaded, which is a fault of the caller. */
  graph(digest: string): Graph;
  /** The deployment that a call activity of deployment `from` calls; undefined when there is none. */
  called(process: CalledProcess, from: string): string | undefined;
  /** The calendar that the case is pinned to; without one the case has no terms. */
  readonly calendar?: Calendar;
}

export type Decision =
  | { readonly accepted: true; readonly events: readonly CaseEvent[]; readonly state: CaseState }
  | {
      readonly accepted: false;
      readonly code: ErrorCode;
      readonly reason: string;
      /** Each place that is wrong, when there are several. */
      readonly problems?: readonly Problem[];
    };
