/**
 * The compiled diagram: what `compile` makes of a BPMN file, and all that the core reads of it.
 *
 * Everything is an array or a plain object, deep-frozen, and refers to its neighbours by index into `nodes`, `flows` and
 * `scopes`, so that one graph is shared by every case that runs on it. Identifiers (`id`) are those of the BPMN file.
 */

/** The languages in which every label is kept. */
export type Language = "kk" | "ru" | "en";

export type NodeKind =
  | "startEvent"
  | "intermediateCatchEvent"
  | "intermediateThrowEvent"
  | "boundaryEvent"
  | "endEvent"
  | "task"
  | "userTask"
  | "manualTask"
  | "serviceTask"
  | "sendTask"
  | "receiveTask"
  | "scriptTask"
  | "businessRuleTask"
  | "callActivity"
  | "subProcess"
  | "transaction"
  | "adHocSubProcess"
  | "exclusiveGateway"
  | "parallelGateway"
  | "inclusiveGateway"
  | "complexGateway"
  | "eventBasedGateway";

/** A FEEL expression as written, without its optional leading `=`. */
export type Feel = string;

/**
 * What starts, catches or throws at an event (BPMN 2.0.2, 10.5.5). A none event has no trigger. `target` of a link is the catching
 * event's index, at both ends.
 */
export type Trigger =
  | { readonly type: "message"; readonly name: string; readonly correlation?: Feel; readonly payload?: Feel }
  | { readonly type: "signal"; readonly name: string; readonly payload?: Feel }
  | { readonly type: "timer"; readonly timer: TimerKind; readonly expression: Feel; readonly unit?: LimitUnit }
  | { readonly type: "error"; readonly code?: string }
  | { readonly type: "escalation"; readonly code?: string }
  | { readonly type: "conditional"; readonly condition: Feel }
  | { readonly type: "compensate"; readonly activity?: number; readonly waitForCompletion: boolean }
  | { readonly type: "link"; readonly name: string; readonly target: number }
  | { readonly type: "cancel" }
  | { readonly type: "terminate" };

/** `date` is an ISO 8601 instant, `duration` an ISO 8601 duration, `cycle` an ISO 8601 repetition; each may be FEEL with a leading `=`. */
export type TimerKind = "date" | "duration" | "cycle";

/** Minutes, hours, working days and calendar days are four different things (design, section 5). */
export type LimitUnit = "minute" | "hour" | "working-day" | "calendar-day";

/** `reg:trace`: the item of the text of the act that an element stands for. */
export interface Trace {
  readonly clause: string;
  /** Exactly `process N`, `condition N` or `action N`, as the text numbers it. */
  readonly step?: string;
  /** The number of the row of the annex table that the element belongs to; `none`: outside the table, which stops the clocks of its rows. */
  readonly action?: string;
}

/** `reg:limit` on an element: the time that the text gives this very step. */
export interface Limit {
  /** ISO 8601; absent when the text leaves the cell empty (`note` says so). */
  readonly duration?: string;
  readonly unit: LimitUnit;
  readonly clause?: string;
  readonly note?: string;
}

/** `reg:term` on a process: the time that the act gives the whole service. */
export interface Term {
  readonly duration: string;
  readonly unit: LimitUnit;
  /** The days not counted: `intake` (the day of the application) and `issue` (the day of the result). */
  readonly excludes: readonly ("intake" | "issue")[];
  /** Working days by which the result is owed earlier, at the place that issues it; absent: on the last day itself. */
  readonly owedEarlierDays?: number;
  /** `same-day`: the day of the event is the first one counted; absent: the day after it is. */
  readonly countFrom?: "same-day";
  readonly clause?: string;
  /** Element whose first entry starts the term; absent: the case's start. */
  readonly from?: string;
  /** Element whose first entry ends (meets) the term, or several with a blank between, whichever comes first; absent: the end of the case. */
  readonly until?: string;
}

/** `reg:action`: one row of the annex table of actions, as printed. */
export interface Action {
  readonly number: string;
  /** The performer's id; `performerName` is what the cell says. */
  readonly performer: string;
  readonly performerName?: string;
  readonly name?: string;
  readonly result?: string;
  readonly duration?: string;
  readonly unit?: LimitUnit;
  /** The words of the cell of time limits. */
  readonly limitText?: string;
  /** The numbers of the next actions; empty for the last row. */
  readonly next: readonly string[];
  /** The words of the cell of next actions, where it says more than the numbers. */
  readonly nextText?: string;
  readonly note?: string;
}

/** The columns of the annex table (in the acts they are its rows). */
export type ActionColumn = "number" | "performer" | "name" | "result" | "limit" | "next";

export type ActionHeadings = Readonly<Partial<Record<ActionColumn, string>>>;

/** `reg:table`: the words around the rows of the annex table, as printed. */
export interface ActionTableHead {
  readonly language?: Language;
  readonly title?: string;
  readonly headings: ActionHeadings;
  /** The parts into which the act cuts the table, each from the action with number `first`. */
  readonly parts: readonly { readonly first: string; readonly title?: string; readonly headings: ActionHeadings }[];
}

/** `reg:call`: the handler that does a service task or answers a condition. */
export interface Call {
  readonly handler: string;
  /** A value is a literal string unless it begins with `=`; then it is FEEL over the case's variables. */
  readonly inputs: readonly { readonly name: string; readonly literal?: string; readonly feel?: Feel }[];
  /** `feel` is evaluated over the handler's facts; absent, the variable takes all the facts as one context. */
  readonly outputs: readonly { readonly variable: string; readonly feel?: Feel }[];
}

/** Multi-instance or standard loop (BPMN 2.0.2, 10.3.8). */
export type Loop =
  | {
      readonly type: "multi";
      readonly sequential: boolean;
      readonly cardinality?: Feel;
      readonly collection?: Feel;
      readonly item?: string;
      readonly outputCollection?: string;
      readonly outputItem?: Feel;
      readonly completion?: Feel;
      /** Which inner completions throw the behaviour event (BPMN `behavior`). */
      readonly behavior: "All" | "None" | "One" | "Complex";
      /**
       * What it throws, to be caught at the activity's border: with None at each completion, with One at the first, with Complex
       * each whose condition is true; empty with All.
       */
      readonly behaviorEvents: readonly { readonly condition?: Feel; readonly trigger: Trigger }[];
    }
  | { readonly type: "standard"; readonly testBefore: boolean; readonly condition?: Feel; readonly maximum?: number };

export interface Mapping {
  readonly target: string;
  readonly feel: Feel;
  /** Drawn as a data association, `feel` is a name: without such a variable it says nothing, and it never keeps others back. */
  readonly drawn?: true;
}

export interface FlowNode {
  readonly index: number;
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** Labels by language; `name` is that of the diagram. */
  readonly labels: Readonly<Partial<Record<Language, string>>>;
  readonly scope: number;
  /** Indexes of flows. Built from `sourceRef` and `targetRef`, in document order. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
  /** The default flow's index, or -1. */
  readonly defaultFlow: number;
  /** Events: what they wait for or throw; empty for a none event. Receive and send tasks: their message, when it is named. */
  readonly triggers: readonly Trigger[];
  /** All of several triggers are needed (`parallelMultiple`), not any one of them; also an event-based gateway of type Parallel. */
  readonly parallelMultiple: boolean;
  /** Boundary events: the node they sit on, else -1. Also true of nothing else. */
  readonly attachedTo: number;
  /** Boundary events and start events of event sub-processes: whether they interrupt. */
  readonly interrupting: boolean;
  /** Activities: the boundary events that sit on them. */
  readonly boundaries: readonly number[];
  /** Sub-processes: the scope of their body, else -1. */
  readonly body: number;
  /** A sub-process that a trigger starts, not a flow. */
  readonly triggeredByEvent: boolean;
  readonly isForCompensation: boolean;
  /** The compensation handler of this activity (through its compensation boundary event), or -1. */
  readonly compensationHandler: number;
  /** Event-based gateways and receive tasks: `instantiate`. */
  readonly instantiate: boolean;
  readonly loop?: Loop;
  /** `reg:call`, or a business rule task's decision as handler `dmn` (inputs: literal `decision`, then the input mappings). */
  readonly call?: Call;
  /** Script tasks: FEEL, and the variable that takes the result. */
  readonly script?: { readonly feel: Feel; readonly resultVariable?: string };
  /** Business rule tasks: the decision's id in a DMN file of the same deployment. */
  readonly decision?: { readonly id: string; readonly resultVariable: string };
  /** Call activities: the process id called; `binding` is `latest` unless said. */
  readonly calledProcess?: {
    readonly process: string;
    readonly binding: "latest" | "deployment" | "version";
    readonly version?: number;
    readonly inputs: readonly Mapping[];
    readonly outputs: readonly Mapping[];
    readonly propagateAll: boolean;
  };
  /** Input and output mappings of other activities and events. */
  readonly inputMappings: readonly Mapping[];
  readonly outputMappings: readonly Mapping[];
  /** Complex gateways: FEEL over `activationCount` and the variables. */
  readonly activationCondition?: Feel;
  /** Ad-hoc sub-processes. */
  readonly adHoc?: {
    readonly ordering: "Parallel" | "Sequential";
    readonly completion?: Feel;
    readonly cancelRemaining: boolean;
  };
  /** The role that performs it: `reg:performer` of the lane, `applicant` for the case's own applicant; absent: anybody on the staff. */
  readonly role?: string;
  readonly laneId?: string;
  readonly form?: string;
  readonly status?: string;
  readonly documents: readonly string[];
  readonly traces: readonly Trace[];
  readonly limit?: Limit;
  /** `reg:note` texts. */
  readonly notes: readonly string[];
}

export interface SequenceFlow {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly source: number;
  readonly target: number;
  readonly scope: number;
  readonly condition?: Feel;
}

/** The body of a process or of a sub-process: the room in which tokens move. */
export interface Scope {
  readonly index: number;
  /** Id of the process or sub-process. */
  readonly id: string;
  /** The enclosing scope's index, or -1 for a process. */
  readonly parent: number;
  /** The sub-process node whose body this is, or -1 for a process. */
  readonly node: number;
  readonly nodes: readonly number[];
  /**
   * Start events and what else starts by a trigger (instantiating gateways and receive tasks); without any of these, the activities
   * and gateways without incoming flow (BPMN 2.0.2, 13.2.1).
   */
  readonly starts: readonly number[];
  /** Event sub-processes of this scope. */
  readonly eventSubProcesses: readonly number[];
}

export interface ProcessGraph {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Partial<Record<Language, string>>>;
  readonly isExecutable: boolean;
  readonly scope: number;
  /** `reg:service`: absent in diagrams that stand for no act. */
  readonly service?: {
    readonly regulation: string;
    readonly channel: string;
    readonly clause?: string;
    /** What several channels share: nobody starts it by itself. */
    readonly calledOnly?: true;
    readonly terms: readonly Term[];
    readonly actions: readonly Action[];
    readonly table?: ActionTableHead;
  };
  readonly lanes: readonly {
    readonly id: string;
    readonly name: string;
    readonly labels: Readonly<Partial<Record<Language, string>>>;
    readonly role?: string;
    readonly nodes: readonly number[];
  }[];
}

export interface Pool {
  readonly id: string;
  readonly name: string;
  /** The process drawn in the pool; absent: a black box. */
  readonly process?: string;
}

export interface MessageFlow {
  readonly id: string;
  readonly name: string;
  /** Ids of flow nodes or pools. */
  readonly source: string;
  readonly target: string;
  readonly message?: string;
}

export interface Graph {
  /** SHA-256 (hex) of the deployment's manifest; what a case is pinned to. Of the file, when it was compiled by itself. */
  readonly digest: string;
  readonly id: string;
  readonly processes: readonly ProcessGraph[];
  readonly scopes: readonly Scope[];
  readonly nodes: readonly FlowNode[];
  readonly flows: readonly SequenceFlow[];
  readonly pools: readonly Pool[];
  readonly messageFlows: readonly MessageFlow[];
  /** Element id to index in `nodes`; an object without prototype. */
  readonly nodeIndex: Readonly<Record<string, number>>;
  /** Sequence flow id to index in `flows`; an object without prototype. */
  readonly flowIndex: Readonly<Record<string, number>>;
}
