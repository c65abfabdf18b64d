/**
 * What the parts of the engine need of a run (`token-run.ts`): each part (loops, joins, compensation...) is a file of functions over it.
 */
import type { ErrorCode } from "../errors.ts";
import type { FlowNode, Graph, Scope, SequenceFlow } from "../model/graph.ts";
import type { DecisionContext } from "./decision.ts";
import type { CaseEvent, Compensable, EventOf, Incident, LoopState, Variables, Wait } from "./events.ts";
import type { Draft } from "./evolve.ts";
import type { Instance } from "./state.ts";

export const PLAIN: Entry = {};
export const NONE: readonly string[] = [];

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is special about an entry, beside the flow that leads there. */
export interface Entry {
  /** A second try after an incident: the instance is there already. */
  readonly existing?: Instance;
  /** An inner instance of a loop: its own variables. */
  readonly inner?: Variables;
  /** The key of the throw event that a compensation handler works for. */
  readonly compensates?: number;
  /** A compensation handler: the variables of what it compensates, as they were when that completed. */
  readonly snapshot?: Variables;
}

/** Who catches an error or an escalation: an event at the border of `host`, or an event sub-process in it. */
export interface Catcher {
  readonly host: number;
  readonly node: FlowNode;
  readonly graph: Graph;
}

export interface Run {
  readonly draft: Draft;
  readonly context: DecisionContext;
  emit(event: CaseEvent): void;
  newKey(): number;
  find(key: number): Instance | undefined;
  graphOf(key: number): Graph;
  nodeOf(instance: Instance): FlowNode;
  variablesAt(key: number): Variables;
  /** The variables at the scope, with more over them. */
  seen(scope: number, more: Variables | undefined): Variables;
  setVariables(scope: number, variables: Variables | undefined, local?: boolean): void;
  /** Variables may have changed in a way that conditional events look at. */
  noticeChange(): void;
  /** Something ended in the scope: it may be finished now. */
  touch(scope: number): void;
  /** A sequential loop or a compensation goes on with its next part when what moves now has moved. */
  goOnLater(key: number): void;
  /** A token that was held back tries to move again. */
  moveAgain(flow: SequenceFlow, scope: number): void;
  /** Counts a step; true when there were too many and the run stops. */
  isTooFar(at: string | undefined): boolean;

  enter(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void;
  /** The element stays: it waits, or has a body. */
  stay(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    key: number,
    waits: readonly Wait[],
    variables?: Variables,
    loop?: LoopState,
    compensating?: readonly Compensable[],
  ): void;
  /** The element is entered and left in one event. */
  pass(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    take: readonly string[],
    entry: Entry,
    variables?: Variables,
  ): void;
  leave(instance: Instance, result?: Variables): void;
  follow(scope: number, take: readonly string[]): void;
  choose(graph: Graph, node: FlowNode, variables: () => Variables): readonly string[];
  /** What the element gives to the scope around it; `result` is what its work or its trigger brought. */
  mapOutputs(node: FlowNode, seen: Variables, result: Variables | undefined): Variables | undefined;

  addTriggerWaits(waits: Wait[], node: FlowNode, variables: Variables): void;
  addBoundaryWaits(waits: Wait[], graph: Graph, node: FlowNode, scope: number, entry: Entry): void;
  scopeWaits(graph: Graph, scope: Scope, variables: Variables): Wait[];
  /** Ends everything that lives in an instance, and the instance itself if `self`. */
  terminate(key: number, why: EventOf<"ElementTerminated">["why"], self: boolean): void;
  /** The same, and the tokens of the scope; it stays itself. */
  clearScope(scope: number, why: EventOf<"ElementTerminated">["why"]): void;
  /** A terminate end event was reached in the scope. */
  terminateScope(scope: number): void;
  raise(key: number, code: ErrorCode, message: string, at: Incident["at"]): void;
  /** The element could not be entered: it is, all the same, with an incident. Whatever is no incident is thrown on. */
  stickAt(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    error: unknown,
    at: Incident["at"],
  ): void;
}
