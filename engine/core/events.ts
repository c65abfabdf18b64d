/**
 * What can happen in a case. Events are facts in the past tense; they are the only truth, and everything else is folded from them.
 *
 * An event carries all that its application needs: the flows consumed and taken, the outcomes evaluated, the instants computed.
 * So `evolve` needs no model, no expression language and no clock. A type is never changed in a way that old logs could not be
 * read: a new meaning gets a new type or an optional field.
 */
import type { LimitUnit } from "../model/graph.ts";
import type { Derivation } from "../terms/derivation.ts";

/** A JSON value; process variables are facts that decide the way, never persons (decision record 3). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Variables = Readonly<Record<string, Json>>;

/** Something an element instance waits for. `key` is unique in the case; it names the task, job or timer towards the outside. */
export type Wait =
  | {
      readonly kind: "task";
      readonly key: number;
      readonly element: string;
      readonly role?: string;
      readonly form?: string;
      readonly assignee?: string;
      /** The absent colleague whom the assignee does it for. */
      readonly onBehalfOf?: string;
      /** It is offered to the unit of intake; otherwise to the provider's. */
      readonly intake?: true;
    }
  | {
      readonly kind: "job";
      readonly key: number;
      readonly element: string;
      readonly handler: string;
      readonly input: Variables;
      /** Attempts that failed so far; absent = none. */
      readonly failures?: number;
    }
  | {
      readonly kind: "timer";
      readonly key: number;
      readonly element: string;
      /** UTC instant, ISO 8601 with milliseconds and `Z`. */
      readonly dueAt: string;
      /** ISO 8601 duration between repetitions, and how many are left after the next (absent = without end). */
      readonly every?: string;
      readonly left?: number;
    }
  | {
      readonly kind: "message";
      readonly key: number;
      readonly element: string;
      readonly name: string;
      readonly correlation?: Json;
    }
  | { readonly kind: "signal"; readonly key: number; readonly element: string; readonly name: string }
  | {
      readonly kind: "condition";
      readonly key: number;
      readonly element: string;
      readonly condition: string;
      /** The condition was true when last looked at: it fires only when it becomes true. */
      readonly was?: boolean;
    };

export type LoopState = {
  readonly type: "multi" | "standard";
  /** Sequential loops start one inner instance after the other. */
  readonly sequential: boolean;
  /** Inner instances to make in all; standard loops: -1. */
  readonly total: number;
  readonly started: number;
  readonly completed: number;
  readonly items?: readonly Json[];
  readonly outputs?: readonly Json[];
};

/** A completed activity that can be compensated, in its scope's order of completion. */
export interface Compensable {
  readonly element: string;
  /** Key of the instance that completed. */
  readonly key: number;
  /** The compensation handler's element; absent for a sub-process that is compensated through what completed inside it. */
  readonly handler?: string;
  readonly inner?: readonly Compensable[];
  /** The variables of the activity's own scope as they were when it completed. */
  readonly variables?: Variables;
}

export interface Incident {
  /** A code of `engine/errors.ts`. */
  readonly code: string;
  readonly message: string;
  /** Whether the element could not begin, or had done its work and could not go on. */
  readonly at: "entering" | "leaving" | "working";
}

/**
 * What the history tells of a message that went out to another system, or came from one. Codes, ids and instants only: what the message said
 * stands in the document.
 */
export interface ExchangeNote {
  /** UUID of the message that was sent; the same for every attempt, and for what came back. */
  readonly message: string;
  /** `person-register` */
  readonly system: string;
  /** The service's name at the gateway. */
  readonly service: string;
  readonly channel: "sync" | "async";
  readonly part: "request" | "response" | "notification";
  /** UTC instant of that part. */
  readonly at: string;
  /** `answered`, `accepted`, `no-answer`, or the code of the error. */
  readonly outcome: string;
  /** Of the Body: `made` by us, `valid`, or why it was refused. */
  readonly signature: string;
  /** Serial number (hex) of the certificate that made it, where it is known. */
  readonly certificate?: string;
}

export type LimitKind = "term" | "action" | "step";

export type CaseEvent =
  | {
      readonly type: "CaseStarted";
      readonly case: string;
      /** Digest of the deployment; the case is pinned to it. */
      readonly definition: string;
      readonly process: string;
      /** Version of the calendar table the case is pinned to. */
      readonly calendar?: string;
      readonly regulation?: string;
      readonly channel?: string;
      /** Account id of the applicant; never a name or an IIN. */
      readonly applicant?: string;
      /** The provider's unit: who decides. */
      readonly unit?: string;
      /** The centre, corporation branch or akimat where the application was taken; absent: the provider took it itself, or the portal. */
      readonly intakeUnit?: string;
      readonly businessKey?: string;
      readonly variables: Variables;
      /** What started it, when not a plain command: the message or timer of the start event. */
      readonly trigger?: string;
      /** Waits of the case's own scope (event sub-processes). */
      readonly waits?: readonly Wait[];
    }
  | {
      /** A token (or a trigger) entered an element that stays: it waits, or has a body. */
      readonly type: "ElementEntered";
      readonly key: number;
      readonly element: string;
      /** Key of the scope instance it lives in. */
      readonly scope: number;
      /** Ids of the sequence flows whose tokens were consumed. */
      readonly from: readonly string[];
      readonly waits?: readonly Wait[];
      /** Variables of its own scope; present exactly when the element has one. */
      readonly variables?: Variables;
      readonly loop?: LoopState;
      /** The instance of a called process: the deployment's digest it runs on. */
      readonly graph?: string;
      readonly status?: string;
      /** A compensation throw event: what it will compensate, next first; it leaves the scope's list. */
      readonly compensating?: readonly Compensable[];
      /** A compensation handler: the key of the throw event. */
      readonly compensates?: number;
      /** A compensation event sub-process: what had completed in the sub-process that it compensates. */
      readonly compensable?: readonly Compensable[];
      /** What a complex gateway that has fired leaves behind until it resets: the flows it fired with (BPMN 2.0.2, 13.4.5). */
      readonly joined?: readonly string[];
      /** What a compensation event leaves behind that does not wait for its handlers. */
      readonly detached?: true;
    }
  | {
      readonly type: "ElementCompleted";
      readonly key: number;
      readonly element: string;
      /** Ids of the sequence flows that got a token. */
      readonly take: readonly string[];
      readonly variables?: Variables;
      readonly compensable?: Compensable;
      /** The account or handler that did the work, when there was one. */
      readonly by?: string;
      /** The absent colleague whose deputy did it. */
      readonly onBehalfOf?: string;
    }
  | {
      /** An element that does not stay was passed: gateways, none events, throwing events, caught boundary events. */
      readonly type: "ElementPassed";
      readonly element: string;
      readonly scope: number;
      readonly from: readonly string[];
      readonly take: readonly string[];
      readonly variables?: Variables;
      readonly status?: string;
    }
  | {
      readonly type: "ElementTerminated";
      readonly key: number;
      readonly element: string;
      /** `done`: nothing was interrupted; what the element had left behind (`joined`, `detached`) is not needed any more. */
      readonly why: "interrupted" | "scope-ended" | "cancelled" | "moved" | "done";
    }
  | {
      readonly type: "WaitsOpened";
      readonly key: number;
      readonly waits: readonly Wait[];
      readonly variables?: Variables;
    }
  | { readonly type: "WaitClosed"; readonly key: number; readonly wait: number }
  | { readonly type: "LoopAdvanced"; readonly key: number; readonly loop: LoopState }
  /** An ad-hoc sub-process offers its activities; each leaves the list when it begins. Empty: no more begin. */
  | { readonly type: "ActivitiesOffered"; readonly key: number; readonly elements: readonly string[] }
  | { readonly type: "TokensDropped"; readonly scope: number; readonly flows: readonly string[] }
  | {
      readonly type: "VariablesSet";
      readonly scope: number;
      readonly variables: Variables;
      /** Into this very scope, not into the nearest that has them. */
      readonly local?: true;
      readonly reason?: string;
    }
  /** A transaction's cancel end event was reached: it compensates, then leaves through its cancel event. */
  | {
      readonly type: "TransactionCancelled";
      readonly key: number;
      readonly element: string;
      readonly compensating: readonly Compensable[];
    }
  /** The next activity of a compensation begins. */
  | { readonly type: "CompensationAdvanced"; readonly key: number }
  // people
  | {
      readonly type: "TaskClaimed";
      readonly key: number;
      readonly element: string;
      readonly assignee: string;
      /** The absent colleague whose deputy the assignee is. */
      readonly onBehalfOf?: string;
    }
  | { readonly type: "TaskReleased"; readonly key: number; readonly element: string; readonly reason?: string }
  // triggers
  | {
      readonly type: "TimerFired";
      readonly key: number;
      readonly element: string;
      readonly dueAt: string;
      /** A repeating timer goes on at this instant. */
      readonly nextDueAt?: string;
      readonly left?: number;
    }
  | {
      readonly type: "MessageReceived";
      readonly key: number;
      readonly element: string;
      readonly name: string;
      readonly keep?: true;
    }
  | {
      readonly type: "SignalReceived";
      readonly key: number;
      readonly element: string;
      readonly name: string;
      readonly keep?: true;
    }
  | {
      readonly type: "ConditionChanged";
      readonly key: number;
      readonly element: string;
      readonly now: boolean;
      readonly fired?: true;
      readonly keep?: true;
    }
  | {
      readonly type: "MessageSent";
      readonly element: string;
      readonly name: string;
      readonly correlation?: Json;
      readonly payload?: Variables;
    }
  | { readonly type: "SignalSent"; readonly element: string; readonly name: string; readonly payload?: Variables }
  | { readonly type: "ErrorThrown"; readonly element: string; readonly code?: string; readonly caughtBy?: string }
  | { readonly type: "EscalationThrown"; readonly element: string; readonly code?: string; readonly caughtBy?: string }
  // work by handlers
  | {
      readonly type: "JobFailed";
      readonly key: number;
      readonly element: string;
      readonly failures: number;
      readonly code: string;
      readonly message: string;
      /** When it is tried again; absent when the attempts are used up. */
      readonly retryAt?: string;
    }
  | { readonly type: "JobRetried"; readonly key: number; readonly element: string; readonly reason: string }
  // incidents and the operation of a case
  | {
      readonly type: "IncidentRaised";
      /** Key of the element instance that is stuck. */
      readonly key: number;
      readonly element: string;
      readonly code: string;
      readonly message: string;
      readonly at: Incident["at"];
    }
  | {
      readonly type: "IncidentResolved";
      readonly key: number;
      readonly element: string;
      readonly resolution: "retried" | "skipped";
      readonly reason: string;
    }
  | { readonly type: "CaseSuspended"; readonly at: string; readonly reason: string }
  | { readonly type: "CaseResumed"; readonly reason: string }
  | {
      /** Somebody moved, removed or added a token by hand. What follows from it (the step left, the step entered) has its own events. */
      readonly type: "TokenMoved";
      /** The element left, or the sequence flow on which the token stood; absent: one more token. */
      readonly from?: string;
      /** Key of the element instance left. */
      readonly key?: number;
      /** The element or sequence flow where it goes on; absent: the token is gone. */
      readonly to?: string;
      /** Key of the scope instance in which it goes on (or, gone, in which it was). */
      readonly scope: number;
      /** The sequence flow that got the token; absent when no flow leads to `to`. */
      readonly take?: string;
      readonly reason: string;
    }
  | {
      /** The case goes on with another version of its process; called processes stay on theirs. */
      readonly type: "CaseMigrated";
      /** Digests of the deployments. */
      readonly from: string;
      readonly to: string;
      /** Ids of elements and sequence flows that are others in the new version, old to new. */
      readonly mapping: Readonly<Record<string, string>>;
      readonly reason: string;
    }
  | {
      /** The task goes on under the role and form that the new version gives it. */
      readonly type: "TaskChanged";
      readonly key: number;
      readonly element: string;
      readonly role?: string;
      readonly form?: string;
      /** As in the wait. */
      readonly intake?: true;
      /** It is offered to others now: whoever had claimed it has it no more. */
      readonly released?: true;
    }
  // terms and limits
  | {
      readonly type: "LimitStarted";
      readonly key: number;
      readonly kind: LimitKind;
      /** Element or number of the action; for a term the clause. */
      readonly of: string;
      readonly element: string;
      /** The element instance whose end meets a step's limit. */
      readonly host?: number;
      readonly startedAt: string;
      readonly duration: string;
      readonly unit: LimitUnit;
      readonly dueAt: string;
      readonly derivation: Derivation;
    }
  | { readonly type: "LimitMet"; readonly key: number; readonly late: boolean }
  | { readonly type: "LimitDropped"; readonly key: number; readonly why: "case-ended" | "interrupted" | "migrated" }
  | { readonly type: "LimitBreached"; readonly key: number; readonly of: string; readonly dueAt: string }
  | {
      readonly type: "LimitMoved";
      readonly key: number;
      readonly dueAt: string;
      /** Also says the rule by which it is counted now. */
      readonly derivation: Derivation;
      readonly reason: string;
    }
  /** The clock of the terms stands still (waiting for the applicant), while the case goes on. `at` is a UTC instant. */
  | { readonly type: "TermsStopped"; readonly at: string; readonly reason: string }
  | { readonly type: "TermsContinued"; readonly reason: string }
  // the case file
  | {
      readonly type: "DocumentFiled";
      readonly document: string;
      /** The name under which handlers and forms find it, for example `application`. */
      readonly name: string;
      readonly mediaType: string;
      /** Salted SHA-256 (hex) of the bytes; the salt stays with the document (decision record 3). */
      readonly hash: string;
      /** The number printed on it, when it was issued here: by it anybody may ask whether it was. */
      readonly number?: string;
      readonly element?: string;
      /** The document is a message to or from the outside. */
      readonly exchange?: ExchangeNote;
    }
  | {
      /** The content of these documents is gone, with its salts and digests; the log keeps that they were filed. */
      readonly type: "CaseFileErased";
      /** Ids, in the order of filing. */
      readonly documents: readonly string[];
      readonly ground: "retention" | "law";
      readonly reason: string;
    }
  | { readonly type: "CaseCompleted"; readonly variables?: Variables }
  | {
      readonly type: "CaseTerminated";
      readonly why: "terminate-end" | "cancelled";
      readonly reason?: string;
      readonly variables?: Variables;
    };

export type EventType = CaseEvent["type"];
export type EventOf<T extends EventType> = Extract<CaseEvent, { type: T }>;

/** An event as it stands in the log. `seq` counts from 1 in each case; `at` is a UTC instant; `by` an account id, `handler:NAME` or `system`. */
export interface RecordedEvent {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly event: CaseEvent;
}
