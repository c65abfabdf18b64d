/** What can be asked of a case. Commands are imperative; `decide` accepts one with events, or rejects it with a code. */
import type { LimitUnit } from "../model/graph.ts";
import type { ExchangeNote, Variables } from "./events.ts";

/** Who asks. `roles` are those of the account; handlers and timers act as `{id: "system", roles: ["system"]}`. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[];
  readonly unit?: string;
  /** The absent colleagues whose deputy they are now: their tasks may be done on their behalf. Of the same unit. */
  readonly standsInFor?: readonly { readonly id: string; readonly roles: readonly string[] }[];
}

export const SYSTEM: Actor = Object.freeze({ id: "system", roles: Object.freeze(["system"]) as readonly string[] });

/** A document to be filed with the case together with the command; its bytes go to the case file, its salted hash into the event. */
export interface FiledDocument {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly hash: string;
  /** The number printed on a document that a handler issued. */
  readonly number?: string;
  readonly exchange?: ExchangeNote;
}

export type Command =
  | {
      readonly type: "StartCase";
      readonly case: string;
      /** Digest of the deployment. */
      readonly definition: string;
      readonly process: string;
      readonly variables?: Variables;
      readonly documents?: readonly FiledDocument[];
      readonly applicant?: string;
      /** The provider's unit. */
      readonly unit?: string;
      /** Where the application was taken, when that is another. */
      readonly intakeUnit?: string;
      readonly businessKey?: string;
      readonly calendar?: string;
      /** Id of the start event when a message, signal or timer starts the case. */
      readonly startEvent?: string;
      /** Of a parallel multiple start event: which of its triggers has come (index); the case waits for the others. */
      readonly startTrigger?: number;
    }
  | {
      readonly type: "CompleteUserTask";
      readonly key: number;
      readonly variables?: Variables;
      readonly documents?: readonly FiledDocument[];
    }
  | { readonly type: "ClaimTask"; readonly key: number; readonly assignee?: string }
  | { readonly type: "ReleaseTask"; readonly key: number; readonly reason?: string }
  | {
      readonly type: "CompleteJob";
      readonly key: number;
      /** The handler's facts; the element's output mappings choose the variables. */
      readonly facts?: Variables;
      /** Taken as variables as they are, past the output mappings (a person did the work by hand). */
      readonly variables?: Variables;
      readonly documents?: readonly FiledDocument[];
    }
  | {
      readonly type: "FailJob";
      readonly key: number;
      readonly code: string;
      readonly message: string;
      /** When to try again; absent: the attempts are used up and an incident is raised. */
      readonly retryAt?: string;
      readonly documents?: readonly FiledDocument[];
    }
  | {
      readonly type: "ThrowError";
      readonly key: number;
      readonly code: string;
      readonly variables?: Variables;
      readonly documents?: readonly FiledDocument[];
    }
  | { readonly type: "FireTimer"; readonly key: number }
  | { readonly type: "BreachLimit"; readonly key: number }
  | {
      readonly type: "DeliverMessage";
      readonly name: string;
      /** The wait to deliver to; absent: the oldest of that name whose correlation agrees. */
      readonly key?: number;
      readonly correlation?: Variables[string];
      readonly variables?: Variables;
    }
  | { readonly type: "DeliverSignal"; readonly name: string; readonly variables?: Variables }
  | { readonly type: "FileDocument"; readonly document: FiledDocument }
  /** Of a case that has ended. `documents`: ids of all that the case file still holds. */
  | {
      readonly type: "EraseCaseFile";
      readonly documents: readonly string[];
      readonly ground: "retention" | "law";
      readonly reason: string;
    }
  | { readonly type: "SetVariables"; readonly variables: Variables; readonly scope?: number; readonly reason: string }
  | {
      readonly type: "ResolveIncident";
      readonly key: number;
      readonly resolution: "retry" | "skip";
      readonly reason: string;
      readonly variables?: Variables;
    }
  | { readonly type: "CancelCase"; readonly reason: string }
  | { readonly type: "SuspendCase"; readonly reason: string }
  | { readonly type: "ResumeCase"; readonly reason: string }
  | {
      /** With `key` or `flow` and `to` it moves a token, without `to` it takes it away, with `to` alone it adds one. */
      readonly type: "MoveToken";
      /** The element instance to leave. */
      readonly key?: number;
      /** The sequence flow on which the token stands. */
      readonly flow?: string;
      /** Key of the scope instance meant, where there is more than one. */
      readonly scope?: number;
      /** The element to enter as if a flow led there, or the sequence flow to stand on. */
      readonly to?: string;
      /** Set before the target is entered. */
      readonly variables?: Variables;
      readonly reason: string;
    }
  /** The clock of all terms and limits stands still until `ContinueTerms`; the case goes on. */
  | { readonly type: "StopTerms"; readonly reason: string }
  | { readonly type: "ContinueTerms"; readonly reason: string }
  | {
      readonly type: "ExtendTerm";
      /** Key of the running term or limit. */
      readonly key: number;
      /** ISO 8601, of the same kind as the term: by the clock, or in days. */
      readonly duration: string;
      readonly unit: LimitUnit;
      readonly reason: string;
    }
  | {
      readonly type: "MigrateCase";
      /** Digest of the deployment to go on with. */
      readonly definition: string;
      /** Ids of elements and sequence flows that are others in that version, old to new. */
      readonly mapping?: Readonly<Record<string, string>>;
      /** Terms and limits that run are computed again by the rules of that version; otherwise they stay as they are. */
      readonly recomputeTerms?: boolean;
      readonly reason: string;
    };

export type CommandType = Command["type"];
