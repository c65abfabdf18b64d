/**
 * Moves a token by hand: the step that it leaves is ended as `moved`, and the element named is entered as if a flow led there.
 *
 * A scope that has nothing left in it because its last token was taken out is ended too: it has not done its work, so it does not go on
 * by its own flows. What would break a count is refused: a single instance of a multi-instance activity, a compensation under way.
 */
import type { FlowNode, Graph, SequenceFlow } from "../model/graph.ts";
import type { Command } from "./commands.ts";
import type { EventOf } from "./events.ts";
import { Rejection } from "./rejection.ts";
import type { Instance } from "./state.ts";
import type { TokenRun } from "./token-run.ts";

type MoveToken = Extract<Command, { type: "MoveToken" }>;

/** Where the token is: at an element instance, or on a flow of a scope. */
interface Source {
  readonly instance?: Instance;
  readonly flow?: string;
  /** Key of the scope around it. */
  readonly scope: number;
}

interface Target {
  readonly to: string;
  /** Key of the scope instance in which the token goes on. */
  readonly scope: number;
  /** The flow that gets the token; absent when no flow leads to the element. */
  readonly flow?: SequenceFlow;
  readonly node?: FlowNode;
}

export function moveToken(run: TokenRun, command: MoveToken): void {
  const { reason, variables } = command;
  const source = findSource(run, command);
  const target = findTarget(run, command, source);
  if (source === undefined && target === undefined)
    throw new Rejection("MOVE_IMPOSSIBLE", "say what is moved (key or flow), where it goes (to), or both");
  if (source !== undefined) refuseHalves(run, source, target);

  const moved: { -readonly [K in keyof EventOf<"TokenMoved">]: EventOf<"TokenMoved">[K] } = {
    type: "TokenMoved",
    scope: target?.scope ?? (source?.scope as number),
    reason,
  };
  const from = source?.instance?.element ?? source?.flow;
  if (from !== undefined) moved.from = from;
  if (source?.instance !== undefined) moved.key = source.instance.key;
  if (target !== undefined) moved.to = target.to;
  if (target?.flow !== undefined) moved.take = target.flow.id;
  run.emit(moved);
  if (variables !== undefined && Object.keys(variables).length > 0) {
    run.emit({ type: "VariablesSet", scope: moved.scope, variables, reason });
    run.noticeChange();
  }
  if (source?.instance !== undefined) run.terminate(source.instance.key, "moved", true);
  else if (source?.flow !== undefined) run.emit({ type: "TokensDropped", scope: source.scope, flows: [source.flow] });
  if (target?.flow !== undefined) run.follow(target.scope, [target.flow.id]);
  else if (target?.node !== undefined) run.enterFromNowhere(target.node, target.scope);
  if (source !== undefined) endEmptied(run, source.scope, target?.scope);
  // What stood in line behind the token (a sequential ad-hoc sub-process) has its turn now.
  if (run.find(1)?.incident === undefined) run.resumeTokens();
}

function findSource(run: TokenRun, { key, flow, scope }: MoveToken): Source | undefined {
  if (key !== undefined && flow !== undefined)
    throw new Rejection("MOVE_IMPOSSIBLE", "a token is at an element (key) or on a flow (flow), not both");
  if (key !== undefined) {
    const instance = run.find(key);
    if (instance === undefined)
      throw new Rejection("ELEMENT_NOT_FOUND", `no element instance ${key} lives in the case`);
    return { instance, scope: instance.parent };
  }
  if (flow === undefined) return undefined;
  const around = run.draft.instances.filter(
    (each) => each.tokens?.includes(flow) === true && (scope === undefined || each.key === scope),
  );
  const [only] = around;
  if (only === undefined) throw new Rejection("ELEMENT_NOT_FOUND", `no token stands on the sequence flow ${flow}`);
  if (around.length > 1)
    throw new Rejection("MOVE_IMPOSSIBLE", `tokens stand on ${flow} in ${keysOf(around)}: name the scope`);
  return { flow, scope: only.key };
}

// -------------------------------------------------------------- the target

function findTarget(run: TokenRun, command: MoveToken, source: Source | undefined): Target | undefined {
  const { to } = command;
  if (to === undefined) return undefined;
  // Without a source the scope named says which process is meant, else it is the case's own.
  const home = source?.scope ?? command.scope ?? 1;
  if (home === 0) throw new Rejection("MOVE_IMPOSSIBLE", "the case itself is not moved; move a token in it");
  if (run.find(home) === undefined)
    throw new Rejection("ELEMENT_NOT_FOUND", `no element instance ${home} lives in the case`);
  const graph = run.graphOf(home);
  const named = graph.flows[graph.flowIndex[to] ?? -1];
  const node = graph.nodes[named?.target ?? graph.nodeIndex[to] ?? -1];
  if (node === undefined) throw new Rejection("ELEMENT_NOT_FOUND", `the diagram has no element or flow ${to}`);
  refuseUnreachable(node);
  const scope = liveScope(run, graph, node, home, command.scope, source);
  const flow = named ?? arrivingFlow(graph, node, run.find(scope) as Instance);
  return flow === undefined ? { to, scope, node } : { to, scope, node, flow };
}

/** Elements that no token is ever led to. */
function refuseUnreachable(node: FlowNode): void {
  const why =
    node.kind === "boundaryEvent"
      ? "sits on the border of an activity"
      : node.triggeredByEvent
        ? "begins by its own event"
        : node.isForCompensation
          ? "begins by compensation"
          : undefined;
  if (why !== undefined)
    throw new Rejection("MOVE_IMPOSSIBLE", `${node.id} ${why}: no token can be put there`, [
      { element: node.id, detail: why },
    ]);
}

/** At a join, the first flow that has no token yet: the token that was missing comes there. */
function arrivingFlow(graph: Graph, node: FlowNode, scope: Instance): SequenceFlow | undefined {
  const flows = node.incoming.map((index) => graph.flows[index] as SequenceFlow);
  return flows.find(({ id }) => scope.tokens?.includes(id) !== true) ?? flows[0];
}

/** The instance of the scope in which the target lives: the one around the source, or the only one of the process. */
function liveScope(
  run: TokenRun,
  graph: Graph,
  node: FlowNode,
  home: number,
  named: number | undefined,
  source: Source | undefined,
): number {
  const process = processOf(run, home);
  const leaving = source?.instance?.key;
  const isIt = (instance: Instance): boolean =>
    bodyOf(graph, instance) === node.scope && processOf(run, instance.key) === process;
  if (named !== undefined) {
    const instance = run.find(named);
    if (instance !== undefined && isIt(instance)) return checked(instance);
    // The scope named may be that of the flow that the token stands on.
    if (source?.flow === undefined) throw new Rejection("MOVE_IMPOSSIBLE", `${node.id} is not in the scope ${named}`);
  }
  for (let at = run.find(home); at !== undefined; at = at.graph === undefined ? run.find(at.parent) : undefined)
    if (isIt(at)) return checked(at);
  const live = run.draft.instances.filter((each) => isIt(each) && !isInside(run, each.key, leaving));
  const [only] = live;
  if (only === undefined) {
    const around = graph.nodes[(graph.scopes[node.scope] as { node: number }).node];
    const what = around === undefined ? "its process" : around.id;
    throw new Rejection("MOVE_IMPOSSIBLE", `${node.id} lives in ${what}, which is not running here`, [
      { element: node.id, detail: `${what} is not running` },
    ]);
  }
  if (live.length > 1)
    throw new Rejection("MOVE_IMPOSSIBLE", `${node.id} can be entered in ${keysOf(live)}: name the scope`);
  return checked(only);

  function checked(scope: Instance): number {
    if (isInside(run, scope.key, leaving))
      throw new Rejection("MOVE_IMPOSSIBLE", `${node.id} lives in what the token leaves`);
    for (let at: Instance | undefined = scope; at !== undefined; at = run.find(at.parent))
      if (at.cancelling === true)
        throw new Rejection("MOVE_IMPOSSIBLE", `the transaction ${at.element} is being cancelled`);
    return scope.key;
  }
}

// -------------------------------------------------------------- the source

/** What cannot be taken out without leaving a half behind. */
function refuseHalves(run: TokenRun, source: Source, target: Target | undefined): void {
  const { instance } = source;
  if (instance !== undefined) {
    if (instance.key === 1 || instance.graph !== undefined)
      throw new Rejection("MOVE_IMPOSSIBLE", `${instance.element} is a process; move the activity that called it`);
    if (instance.compensates !== undefined || instance.compensating !== undefined || instance.detached === true)
      throw new Rejection("MOVE_IMPOSSIBLE", `at ${instance.element} a compensation is under way`);
    if (instance.joined !== undefined)
      throw new Rejection("MOVE_IMPOSSIBLE", `${instance.element} has no token: it waits to be able to fire again`);
    if (isOneOfMany(run, instance)) throw oneOfMany(instance);
  }
  for (let at = run.find(source.scope); at !== undefined; at = run.find(at.parent))
    if (at.cancelling === true)
      throw new Rejection("MOVE_IMPOSSIBLE", `the transaction ${at.element} is being cancelled`);

  // What will be emptied: see endEmptied.
  let left = run.find(source.scope) as Instance;
  let gone = 1;
  while (!keeps(left, target) && occupied(left) - gone === 0) {
    if (left.key === 1)
      throw new Rejection("MOVE_IMPOSSIBLE", "it is the last token of the case; cancel the case instead");
    if (isOneOfMany(run, left)) throw oneOfMany(left);
    if (left.compensates !== undefined)
      throw new Rejection("MOVE_IMPOSSIBLE", `at ${left.element} a compensation is under way`);
    left = run.find(left.parent) as Instance;
    gone = 1;
  }

  function keeps(scope: Instance, to: Target | undefined): boolean {
    return to !== undefined && isInside(run, to.scope, scope.key);
  }
}

/** The scopes around a token taken out in which nothing is left: from the inside outwards, up to what the target lives in. */
function endEmptied(run: TokenRun, from: number, target: number | undefined): void {
  for (let key = from; key !== 1;) {
    const scope = run.find(key);
    if (scope === undefined || occupied(scope) > 0) return;
    if (target !== undefined && isInside(run, target, key)) return;
    run.terminate(key, "moved", true);
    key = scope.parent;
  }
}

const occupied = ({ live = 0, tokens = [], offered = [] }: Instance): number => live + tokens.length + offered.length;

function isOneOfMany(run: TokenRun, instance: Instance): boolean {
  const around = run.find(instance.parent);
  return around?.loop !== undefined && around.element === instance.element;
}

const oneOfMany = ({ element, parent }: Instance): Rejection =>
  new Rejection("MOVE_IMPOSSIBLE", `it is one of several instances of ${element}; move them together (key ${parent})`);

// -------------------------------------------------------------- scopes

/** Index of the scope whose tokens the instance holds; -1 when it holds none. */
function bodyOf(graph: Graph, instance: Instance): number {
  if (instance.loop !== undefined) return -1;
  if (instance.graph !== undefined)
    return graph.processes.find((process) => process.id === instance.element)?.scope ?? -1;
  return graph.nodes[graph.nodeIndex[instance.element] ?? -1]?.body ?? -1;
}

function processOf(run: TokenRun, key: number): number {
  let instance = run.find(key) as Instance;
  while (instance.graph === undefined) instance = run.find(instance.parent) as Instance;
  return instance.key;
}

/** Whether an instance is another one or lives in it. */
function isInside(run: TokenRun, key: number, around: number | undefined): boolean {
  if (around === undefined) return false;
  for (let at = run.find(key); at !== undefined; at = run.find(at.parent)) if (at.key === around) return true;
  return false;
}

const keysOf = (instances: readonly Instance[]): string => instances.map(({ key }) => key).join(", ");
