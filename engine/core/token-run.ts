/**
 * Moves the tokens of one case until every path waits (BPMN 2.0.2, chapter 13).
 *
 * A run belongs to one `decide`: it emits events, applies each at once to its draft (the same applier as on replay), and drains the
 * follow-up steps. Sequence flows taken become tokens on the flow; entering an element consumes them. So a token that cannot move
 * yet (at a join) is simply state, and a run that was stopped by its bound can be gone on with from the state alone.
 *
 * Evaluate first, emit then: an expression that fails leaves the element entered and an incident on it, never half a step.
 */
import type { ErrorCode } from "../errors.ts";
import type { FlowNode, Graph, Scope, SequenceFlow, Trigger } from "../model/graph.ts";
import { addAdHocWaits, afterAdHoc, isAdHoc, mustWaitItsTurn, offer, offersMore } from "./ad-hoc.ts";
import { beginAtRest, beginParallel, fire, passCaught } from "./catching.ts";
import { compensableOf, goOnCompensating, leaveThroughCancel } from "./compensation.ts";
import type { CalledProcess, DecisionContext } from "./decision.ts";
import type { CaseEvent, Compensable, EventOf, Incident, Json, LoopState, Variables, Wait } from "./events.ts";
import { apply, type Draft, type Work, findInstance, indexOfInstance } from "./evolve.ts";
import { evaluate, evaluateCondition } from "./feel.ts";
import { flowById, handlerOf, hasPlainStart, nodeById, scopeOfProcess, sends, waitsFor } from "./graph-lookup.ts";
import { CannotEnter, incidentCode } from "./incident-cause.ts";
import { goOnFromJoins, passComplex } from "./joins.ts";
import { limitsOnEntry, limitsOnExit } from "./limits.ts";
import { advanceLoop, enterInner, enterLoop, innerLeft, outputOf } from "./loops.ts";
import { isEmpty, isThere } from "./mappings.ts";
import { isOfIntake } from "./offering.ts";
import { type Entry, type Mutable, NONE, PLAIN, type Run } from "./run.ts";
import type { Instance } from "./state.ts";
import { messagesOf, onlyHandlersLive, throwAfterWork, throwTriggers } from "./throwing.ts";
import { planTimer } from "./timers.ts";

/** Steps without a wait after which a run stops with the incident `TOO_MANY_STEPS`. */
const MAXIMUM_STEPS = 10_000;

/** A token on a flow, or (without one) a sequential loop or a compensation that goes on with its next part. */
interface Move {
  readonly flow: SequenceFlow | undefined;
  /** Key of the scope, or of the loop or throw event. */
  readonly scope: number;
}

export class TokenRun implements Run {
  readonly events: CaseEvent[] = [];
  readonly draft: Draft;
  private readonly work: Work;
  readonly context: DecisionContext;
  private nextKey: number;
  private readonly moves: Move[] = [];
  private head = 0;
  /** Tokens before events that send something: they go when nothing else can, so that whoever is on the way there hears it. */
  private readonly senders: Move[] = [];
  private steps = 0;
  /** Scopes in which something ended: they may be finished now. */
  private readonly touched = new Set<number>();
  private variablesChanged = false;

  constructor(work: Work, context: DecisionContext) {
    this.work = work;
    this.draft = work.draft;
    this.context = context;
    this.nextKey = work.draft.nextKey;
  }

  // -------------------------------------------------------------- what commands call

  emit(event: CaseEvent): void {
    this.events.push(event);
    apply(this.work, event);
  }

  newKey(): number {
    return this.nextKey++;
  }

  find(key: number): Instance | undefined {
    return findInstance(this.draft, key);
  }

  graphOf(key: number): Graph {
    let instance = this.find(key) as Instance;
    while (instance.graph === undefined) instance = this.find(instance.parent) as Instance;
    return this.context.graph(instance.graph);
  }

  nodeOf(instance: Instance): FlowNode {
    return nodeById(this.graphOf(instance.key), instance.element);
  }

  /** What an expression in the scope sees: its own variables over those of the scopes around it, up to the process. */
  variablesAt(key: number): Variables {
    let instance = this.find(key) as Instance;
    if (instance.graph !== undefined) return instance.variables ?? {};
    const layers: Variables[] = [];
    for (;;) {
      if (instance.variables !== undefined) layers.push(instance.variables);
      if (instance.graph !== undefined) break;
      instance = this.find(instance.parent) as Instance;
    }
    return layers.length === 1 ? (layers[0] as Variables) : (Object.assign({}, ...layers.reverse()) as Variables);
  }

  setVariables(scope: number, variables: Variables | undefined, local = false): void {
    if (variables === undefined || isEmpty(variables)) return;
    this.emit(local ? { type: "VariablesSet", scope, variables, local } : { type: "VariablesSet", scope, variables });
    this.variablesChanged = true;
  }

  /** Waits of the event sub-processes of a scope, for the event that opens the scope. */
  scopeWaits(graph: Graph, scope: Scope, variables: Variables): Wait[] {
    const waits: Wait[] = [];
    for (const index of scope.eventSubProcesses) {
      const body = graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope;
      for (const start of body.starts) this.addTriggerWaits(waits, graph.nodes[start] as FlowNode, variables);
    }
    return waits;
  }

  /** Lets a token begin in a scope: at the start event named, or at all its plain starts. */
  begin(graph: Graph, scope: Scope, key: number, startEvent?: string, startTrigger?: number): void {
    if (startEvent !== undefined) {
      this.beginAt(graph, nodeById(graph, startEvent), key, startTrigger);
      return;
    }
    if (scope.node >= 0 && graph.nodes[scope.node]?.adHoc !== undefined) {
      offer(this, graph, scope, key);
      return;
    }
    let begun = false;
    for (const index of scope.starts) {
      const node = graph.nodes[index] as FlowNode;
      if (node.kind === "startEvent" && node.triggers.length > 0 && scope.node < 0) continue;
      begun = true;
      this.enter(node, key, NONE, PLAIN);
    }
    if (!begun) this.touched.add(key);
  }

  private beginAt(graph: Graph, node: FlowNode, key: number, startTrigger: number | undefined): void {
    const source = node.incoming[0] === undefined ? undefined : graph.flows[node.incoming[0]];
    const gateway = source === undefined ? undefined : (graph.nodes[source.source] as FlowNode);
    if (gateway?.kind === "eventBasedGateway" && gateway.instantiate) {
      if (gateway.parallelMultiple) beginParallel(this, graph, gateway, node, key);
      else {
        const flow = (source as SequenceFlow).id;
        this.pass(gateway, key, NONE, [flow], PLAIN, undefined, false);
        passCaught(this, graph, node, key, [flow], undefined);
      }
    } else if (node.kind === "receiveTask" && node.instantiate) {
      // Its message is what started the process.
      passCaught(this, graph, node, key, NONE, undefined);
    } else if (node.parallelMultiple && startTrigger !== undefined && node.triggers.length > 1) {
      beginAtRest(this, node, key, startTrigger);
    } else this.enter(node, key, NONE, PLAIN);
  }

  /** Enters an element to which no flow leads. */
  enterFromNowhere(node: FlowNode, scope: number): void {
    this.enter(node, scope, NONE, PLAIN);
  }

  /** Variables may have changed in a way that conditional events look at. */
  noticeChange(): void {
    this.variablesChanged = true;
  }

  touch(scope: number): void {
    this.touched.add(scope);
  }

  goOnLater(key: number): void {
    this.moves.push({ flow: undefined, scope: key });
  }

  moveAgain(flow: SequenceFlow, scope: number): void {
    this.moves.push({ flow, scope });
  }

  /** Ends an end event whose throw nobody caught: its token is gone and the scope goes on without it. */
  endQuietly(instance: Instance): void {
    this.emit({ type: "ElementCompleted", key: instance.key, element: instance.element, take: NONE });
    this.touched.add(instance.parent);
  }

  /** Moves on until every path waits. */
  drain(): void {
    for (;;) {
      while (this.head < this.moves.length) {
        const move = this.moves[this.head++] as Move;
        if (this.isTooFar(move.flow?.id ?? this.find(move.scope)?.element)) return;
        if (move.flow === undefined) this.goOn(move.scope);
        else this.arrive(move.flow, move.scope);
      }
      this.moves.length = 0;
      this.head = 0;
      if (this.draft.status !== "active" && this.draft.status !== "suspended") return;
      if (goOnFromJoins(this)) continue;
      if (this.variablesChanged && this.lookAtConditions()) continue;
      if (this.touched.size > 0 && this.finishScopes()) continue;
      const sender = this.senders.shift();
      if (sender === undefined) return;
      this.arrive(sender.flow as SequenceFlow, sender.scope, true);
    }
  }

  /** Counts a step. True when there were too many: the incident is raised, and the run stops where it is. */
  isTooFar(at: string | undefined): boolean {
    if (++this.steps <= MAXIMUM_STEPS) return false;
    const where = at === undefined ? "" : `, last at ${at}`;
    this.raise(1, "TOO_MANY_STEPS", `more than ${MAXIMUM_STEPS} steps without a wait${where}`, "working");
    return true;
  }

  /** Everything that was about to move tries to move again (after a run that was stopped), but for what waits for staff. */
  resumeTokens(): void {
    for (const instance of this.draft.instances.slice()) {
      if (instance.incident !== undefined) continue;
      for (const id of new Set(instance.tokens)) {
        const graph = this.graphOf(instance.key);
        this.moves.push({ flow: flowById(graph, id), scope: instance.key });
      }
      const { loop, compensating, live } = instance;
      const loops = loop?.sequential === true && live === undefined;
      const compensates =
        compensating !== undefined && !this.draft.instances.some((each) => each.compensates === instance.key);
      if (loops || compensates) this.moves.push({ flow: undefined, scope: instance.key });
      this.touched.add(instance.key);
    }
  }

  private goOn(key: number): void {
    const instance = this.find(key);
    if (instance?.loop !== undefined)
      enterInner(this, this.nodeOf(instance), key, instance.loop, instance.loop.started - 1);
    else if (instance?.compensating !== undefined) goOnCompensating(this, key);
  }

  // -------------------------------------------------------------- arriving and entering

  private arrive(flow: SequenceFlow, scope: number, last = false): void {
    const instance = this.find(scope);
    // The scope may have been interrupted, or the token taken along by a join, while the move waited.
    if (!instance?.tokens?.includes(flow.id)) return;
    const graph = this.graphOf(scope);
    const node = graph.nodes[flow.target] as FlowNode;
    if ((graph.scopes[node.scope] as Scope).node >= 0 && mustWaitItsTurn(graph, node, instance)) return;
    if (node.kind === "complexGateway" && node.activationCondition !== undefined) return;
    if (node.incoming.length > 1) {
      if (node.kind === "parallelGateway") {
        const from: string[] = [];
        for (const index of node.incoming) {
          const id = (graph.flows[index] as SequenceFlow).id;
          if (!instance.tokens.includes(id)) return;
          from.push(id);
        }
        this.enter(node, scope, from, PLAIN);
        return;
      }
      if (node.kind === "inclusiveGateway" || node.kind === "complexGateway") {
        return; // Looked at when nothing else moves: see goOnFromJoins.
      }
    }
    if (!last && node.triggers.length > 0 && sends(node)) {
      this.senders.push({ flow, scope });
      return;
    }
    this.enter(node, scope, [flow.id], PLAIN);
  }

  enter(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    try {
      if (node.loop !== undefined && entry.inner === undefined) enterLoop(this, node, scope, from, entry);
      else this.enterPlain(node, scope, from, entry);
    } catch (error) {
      this.stickAt(node, scope, from, entry, error, "entering");
    }
  }

  /** The element could not be entered: it is, all the same, with an incident. Whatever is no incident is thrown on. */
  stickAt(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    error: unknown,
    at: Incident["at"],
  ): void {
    const code = incidentCode(error);
    if (code === undefined) throw error;
    let key = entry.existing?.key;
    if (key === undefined) {
      key = this.newKey();
      const event: Mutable<EventOf<"ElementEntered">> = { type: "ElementEntered", key, element: node.id, scope, from };
      const variables = entry.inner ?? entry.snapshot;
      if (variables !== undefined) event.variables = variables;
      if (entry.compensates !== undefined) event.compensates = entry.compensates;
      if (node.kind === "complexGateway") event.joined = from;
      this.emit(event);
    }
    this.raise(key, code, (error as Error).message, at);
  }

  private enterPlain(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const graph = this.graphOf(scope);
    switch (node.kind) {
      case "startEvent":
      case "boundaryEvent":
      case "task":
        if (node.call !== undefined) this.stayWithJob(node, scope, from, entry);
        else this.passActivity(graph, node, scope, from, entry);
        return;
      case "parallelGateway":
        this.pass(node, scope, from, this.allFlows(graph, node), entry);
        return;
      case "complexGateway":
        passComplex(this, graph, node, scope, from, entry);
        return;
      case "exclusiveGateway":
      case "inclusiveGateway":
        if (node.call !== undefined) this.stayWithJob(node, scope, from, entry);
        else
          this.pass(
            node,
            scope,
            from,
            this.choose(graph, node, () => this.variablesAt(scope)),
            entry,
          );
        return;
      case "eventBasedGateway":
        this.enterEventGateway(graph, node, scope, from, entry);
        return;
      case "intermediateThrowEvent":
      case "endEvent":
        if (node.call !== undefined) this.stayWithJob(node, scope, from, entry);
        else throwTriggers(this, graph, node, scope, from, entry, this.variablesAt(scope));
        return;
      case "intermediateCatchEvent": {
        if (node.triggers.length === 0 || node.triggers[0]?.type === "link") {
          this.passActivity(graph, node, scope, from, entry);
          return;
        }
        const waits: Wait[] = [];
        const key = entry.existing?.key ?? this.newKey();
        this.addTriggerWaits(waits, node, this.variablesAt(scope), key);
        this.stay(node, scope, from, entry, key, waits);
        return;
      }
      case "receiveTask": {
        const variables = this.localVariables(node, scope, entry);
        const key = entry.existing?.key ?? this.newKey();
        const waits: Wait[] = [];
        this.addTriggerWaits(waits, node, this.seen(scope, variables), key);
        this.addBoundaryWaits(waits, graph, node, scope, entry);
        this.stay(node, scope, from, entry, key, waits, variables);
        return;
      }
      case "userTask":
      case "manualTask": {
        const variables = this.localVariables(node, scope, entry);
        const key = entry.existing?.key ?? this.newKey();
        const task: Mutable<Extract<Wait, { kind: "task" }>> = { kind: "task", key, element: node.id };
        if (node.role !== undefined) task.role = node.role;
        if (node.form !== undefined) task.form = node.form;
        if (isOfIntake(node.role, this.draft)) task.intake = true;
        const waits: Wait[] = [task];
        this.addBoundaryWaits(waits, graph, node, scope, entry);
        this.stay(node, scope, from, entry, key, waits, variables);
        return;
      }
      case "serviceTask":
      case "sendTask":
      case "businessRuleTask":
        this.stayWithJob(node, scope, from, entry);
        return;
      case "scriptTask": {
        if (node.script === undefined) {
          this.passActivity(graph, node, scope, from, entry);
          return;
        }
        const seen = this.seen(scope, this.localVariables(node, scope, entry));
        const value = evaluate(node.script.feel, seen, this.context.now);
        const result = node.script.resultVariable === undefined ? {} : { [node.script.resultVariable]: value };
        this.passActivity(graph, node, scope, from, entry, result);
        return;
      }
      case "callActivity":
        this.enterCall(graph, node, scope, from, entry);
        return;
      case "subProcess":
      case "transaction":
      case "adHocSubProcess": {
        const variables = this.localVariables(node, scope, entry) ?? {};
        const body = graph.scopes[node.body] as Scope;
        const waits = this.scopeWaits(graph, body, this.seen(scope, variables));
        if (node.adHoc !== undefined) addAdHocWaits(this, waits, graph, body, this.seen(scope, variables));
        this.addBoundaryWaits(waits, graph, node, scope, entry);
        const key = entry.existing?.key ?? this.newKey();
        this.stay(node, scope, from, entry, key, waits, variables);
        this.begin(graph, body, key);
        return;
      }
    }
  }

  private enterEventGateway(graph: Graph, node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const waits: Wait[] = [];
    const variables = this.variablesAt(scope);
    for (const index of node.outgoing) {
      const target = graph.nodes[(graph.flows[index] as SequenceFlow).target] as FlowNode;
      this.addTriggerWaits(waits, target, variables);
    }
    this.stay(node, scope, from, entry, entry.existing?.key ?? this.newKey(), waits);
  }

  private enterCall(graph: Graph, node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const called = node.calledProcess as NonNullable<FlowNode["calledProcess"]>;
    const digest = this.context.called(called as CalledProcess, graph.digest);
    if (digest === undefined) throw new CannotEnter("PROCESS_NOT_FOUND", `process ${called.process} is not deployed`);
    const target = this.context.graph(digest);
    const process = target.processes.find((each) => each.id === called.process);
    if (process === undefined) throw new CannotEnter("PROCESS_NOT_FOUND", `process ${called.process} is not deployed`);
    const body = target.scopes[process.scope] as Scope;
    if (!hasPlainStart(target, body))
      throw new CannotEnter("START_EVENT_NOT_FOUND", `process ${process.id} has no start event without a trigger`);
    const local = this.localVariables(node, scope, entry);
    const seen = this.seen(scope, local);
    const variables: Record<string, Json> = called.propagateAll ? { ...seen } : { ...local };
    for (const mapping of called.inputs) variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    const waits: Wait[] = [];
    this.addBoundaryWaits(waits, graph, node, scope, entry);
    const innerWaits = this.scopeWaits(target, body, variables);
    const key = entry.existing?.key ?? this.newKey();
    this.stay(node, scope, from, entry, key, waits, local);
    const inner = this.newKey();
    this.emit({
      type: "ElementEntered",
      key: inner,
      element: process.id,
      scope: key,
      from: NONE,
      variables,
      graph: digest,
      ...(innerWaits.length > 0 ? { waits: innerWaits } : {}),
    });
    this.begin(target, body, inner);
  }

  /** The handler's work: service tasks, and conditions and events that carry `reg:call`. */
  private stayWithJob(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const graph = this.graphOf(scope);
    const variables = this.localVariables(node, scope, entry);
    const input = this.inputOf(node, () => this.seen(scope, variables));
    const key = entry.existing?.key ?? this.newKey();
    const waits: Wait[] = [{ kind: "job", key, element: node.id, handler: handlerOf(node), input }];
    this.addBoundaryWaits(waits, graph, node, scope, entry);
    this.stay(node, scope, from, entry, key, waits, variables);
  }

  /** What the handler of an element is given. Throws `ExpressionError`. */
  inputOf(node: FlowNode, seen: () => Variables): Variables {
    const input: Record<string, Json> = {};
    for (const each of node.call?.inputs ?? [])
      input[each.name] = each.feel === undefined ? (each.literal ?? "") : evaluate(each.feel, seen(), this.context.now);
    return input;
  }

  /** The element stays. On a second try its waits are opened on the instance that is there. */
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
  ): void {
    if (entry.existing !== undefined) {
      const event: Mutable<EventOf<"WaitsOpened">> = { type: "WaitsOpened", key, waits };
      if (variables !== undefined) event.variables = variables;
      this.emit(event);
      if (loop !== undefined) this.emit({ type: "LoopAdvanced", key, loop });
    } else {
      const event: Mutable<EventOf<"ElementEntered">> = { type: "ElementEntered", key, element: node.id, scope, from };
      if (waits.length > 0) event.waits = waits;
      if (variables !== undefined) event.variables = variables;
      if (loop !== undefined) event.loop = loop;
      if (compensating !== undefined) event.compensating = compensating;
      if (entry.compensates !== undefined) event.compensates = entry.compensates;
      if (node.status !== undefined) event.status = node.status;
      this.emit(event);
      limitsOnEntry(this, node, scope, key);
    }
    if (waits.some((wait) => wait.kind === "condition")) this.variablesChanged = true;
  }

  /** The element does not stay: it is entered and left in one event. */
  pass(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    take: readonly string[],
    entry: Entry,
    variables?: Variables,
    follow = true,
  ): void {
    if (entry.existing !== undefined) {
      const event: Mutable<EventOf<"ElementCompleted">> = {
        type: "ElementCompleted",
        key: entry.existing.key,
        element: node.id,
        take,
      };
      if (variables !== undefined && !isEmpty(variables)) event.variables = variables;
      this.emit(event);
      limitsOnExit(this, entry.existing.key);
    } else {
      const event: Mutable<EventOf<"ElementPassed">> = { type: "ElementPassed", element: node.id, scope, from, take };
      if (variables !== undefined && !isEmpty(variables)) event.variables = variables;
      if (node.status !== undefined) event.status = node.status;
      this.emit(event);
      limitsOnEntry(this, node, scope, undefined);
    }
    if (variables !== undefined) this.variablesChanged = true;
    if (follow) this.follow(scope, take);
    else this.touched.add(scope);
  }

  /** An activity that is done the moment it is entered; inner instances of loops and compensation handlers still need their life. */
  private passActivity(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    result?: Variables,
  ): void {
    if (entry.inner !== undefined || entry.compensates !== undefined) {
      const own = this.localVariables(node, scope, entry);
      const key = entry.existing?.key ?? this.newKey();
      this.stay(node, scope, from, entry, key, [], own);
      this.leave(this.find(key) as Instance, result);
      return;
    }
    const local = this.localVariables(node, scope, entry);
    const variables = this.mapOutputs(node, this.seen(scope, { ...local, ...result }), result);
    const take = this.choose(graph, node, () => this.seen(scope, variables));
    if (node.compensationHandler < 0) {
      this.pass(node, scope, from, take, entry, variables);
      const around = (graph.scopes[node.scope] as Scope).node;
      if (around >= 0 && graph.nodes[around]?.adHoc !== undefined) afterAdHoc(this, scope);
      return;
    }
    const key = entry.existing?.key ?? this.newKey();
    if (entry.existing === undefined) this.stay(node, scope, from, entry, key, []);
    this.leave(this.find(key) as Instance, result);
  }

  /** Tokens were put on flows of the scope: they move on. Without any, the scope may be finished. */
  follow(scope: number, take: readonly string[]): void {
    if (take.length === 0) {
      this.touched.add(scope);
      return;
    }
    const graph = this.graphOf(scope);
    for (const id of take) this.moves.push({ flow: flowById(graph, id), scope });
  }

  // -------------------------------------------------------------- leaving

  /** An instance has done its work: its outputs are mapped, its flows chosen, its scope gone on with. */
  leave(instance: Instance, result?: Variables, by?: string, onBehalfOf?: string): void {
    const graph = this.graphOf(instance.key);
    const node = nodeById(graph, instance.element);
    const parent = this.find(instance.parent) as Instance;
    const inner = parent.loop !== undefined && parent.element === instance.element;
    const handler = instance.compensates !== undefined;
    let variables: Variables | undefined;
    let take: readonly string[];
    let sent: readonly CaseEvent[] = [];
    let output: Json | undefined;
    try {
      if (node.kind === "sendTask") sent = messagesOf(this, node, { ...this.variablesAt(instance.key), ...result });
      variables = this.leavingVariables(node, instance, result);
      if (inner) output = outputOf(this, node, instance, variables);
      take =
        inner || handler
          ? NONE
          : this.choose(graph, node, () => ({ ...this.variablesAt(instance.parent), ...variables }));
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      // The work is done and must not be lost: what it gave is kept, and only the way on waits for help.
      this.setVariables(instance.parent, result);
      for (const wait of instance.waits ?? []) this.emit({ type: "WaitClosed", key: instance.key, wait: wait.key });
      this.raise(instance.key, code, (error as Error).message, "leaving");
      return;
    }
    if (instance.incident !== undefined)
      this.emit({
        type: "IncidentResolved",
        key: instance.key,
        element: node.id,
        resolution: "retried",
        reason: "done after all",
      });
    const event: Mutable<EventOf<"ElementCompleted">> = {
      type: "ElementCompleted",
      key: instance.key,
      element: node.id,
      take,
    };
    if (variables !== undefined && !isEmpty(variables)) event.variables = variables;
    if (by !== undefined) event.by = by;
    if (onBehalfOf !== undefined) event.onBehalfOf = onBehalfOf;
    if (!handler) {
      const compensable = compensableOf(graph, node, instance.key, instance);
      if (compensable !== undefined) event.compensable = compensable;
    }
    const loopEnv = inner ? this.seen(instance.key, variables) : undefined;
    // A send task has sent its message when its work is done (BPMN 2.0.2, 13.3.3).
    if (node.kind === "sendTask") for (const message of sent) this.emit(message);
    this.emit(event);
    if (variables !== undefined) this.variablesChanged = true;
    limitsOnExit(this, instance.key);
    if (handler) goOnCompensating(this, instance.compensates as number);
    else if (inner) innerLeft(this, parent.key, loopEnv as Variables, output);
    else {
      this.follow(instance.parent, take);
      if (parent.element !== "" && isAdHoc(this, parent)) afterAdHoc(this, parent.key);
    }
  }

  private leavingVariables(node: FlowNode, instance: Instance, result: Variables | undefined): Variables | undefined {
    if (node.outputMappings.length === 0) return result;
    return this.mapOutputs(node, { ...this.variablesAt(instance.key), ...result }, result);
  }

  mapOutputs(node: FlowNode, seen: Variables, result: Variables | undefined): Variables | undefined {
    if (node.outputMappings.length === 0) return result;
    // Only a mapping that somebody wrote keeps the rest back; what is drawn as data comes on top.
    const isWritten = node.outputMappings.some((mapping) => mapping.drawn !== true);
    const variables: Record<string, Json> = isWritten ? {} : { ...result };
    for (const mapping of node.outputMappings)
      if (isThere(mapping, seen)) variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    return variables;
  }

  private allFlows(graph: Graph, node: FlowNode): readonly string[] {
    return node.outgoing.map((index) => (graph.flows[index] as SequenceFlow).id);
  }

  /** The flows that get a token (BPMN 2.0.2, 13.3.1 for activities, 13.4 for gateways). */
  choose(graph: Graph, node: FlowNode, variables: () => Variables): readonly string[] {
    const [first, ...rest] = node.outgoing;
    if (first === undefined) return NONE;
    const only = graph.flows[first] as SequenceFlow;
    if (rest.length === 0 && (only.condition === undefined || node.defaultFlow === first)) return [only.id];
    const exclusive = node.kind === "exclusiveGateway";
    const seen = variables();
    const take: string[] = [];
    let conditional = 0;
    for (const index of node.outgoing) {
      if (index === node.defaultFlow) continue;
      const flow = graph.flows[index] as SequenceFlow;
      if (flow.condition === undefined || evaluateCondition(flow.condition, seen, this.context.now)) {
        take.push(flow.id);
        if (exclusive) return take;
        if (flow.condition !== undefined) conditional += 1;
      }
    }
    const isGateway = exclusive || node.kind === "inclusiveGateway" || node.kind === "complexGateway";
    if (node.defaultFlow >= 0 && (isGateway ? take.length === 0 : conditional === 0))
      take.push((graph.flows[node.defaultFlow] as SequenceFlow).id);
    if (take.length === 0) throw new CannotEnter("NO_FLOW_TAKEN", `no way on from ${node.id}`);
    return take;
  }

  seen(scope: number, more: Variables | undefined): Variables {
    return more === undefined ? this.variablesAt(scope) : { ...this.variablesAt(scope), ...more };
  }

  /** The variables of the element's own scope: of the loop it is an inner instance of, and of its input mappings. */
  private localVariables(node: FlowNode, scope: number, entry: Entry): Variables | undefined {
    const given = entry.inner ?? entry.snapshot;
    if (node.inputMappings.length === 0) return given;
    const seen = this.seen(scope, given);
    const variables: Record<string, Json> = { ...given };
    for (const mapping of node.inputMappings)
      if (isThere(mapping, seen)) variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    return variables;
  }

  // -------------------------------------------------------------- waiting and triggers

  addTriggerWaits(waits: Wait[], node: FlowNode, variables: Variables, firstKey?: number): void {
    let given = firstKey;
    for (const trigger of node.triggers) {
      if (!waitsFor(trigger)) continue;
      const key = given ?? this.newKey();
      given = undefined;
      waits.push(this.triggerWait(trigger, node, variables, key));
    }
  }

  /** Throws `ExpressionError` or `TimerError`. */
  triggerWait(trigger: Trigger, node: FlowNode, variables: Variables, key: number): Wait {
    const element = node.id;
    switch (trigger.type) {
      case "message": {
        if (trigger.correlation === undefined) return { kind: "message", key, element, name: trigger.name };
        const correlation = evaluate(trigger.correlation, variables, this.context.now);
        return { kind: "message", key, element, name: trigger.name, correlation };
      }
      case "signal":
        return { kind: "signal", key, element, name: trigger.name };
      case "timer":
        return {
          kind: "timer",
          key,
          element,
          ...planTimer(trigger, variables, this.context.now, this.context.calendar),
        };
      case "conditional":
        return { kind: "condition", key, element, condition: trigger.condition };
      default:
        throw new Error(`${element}: nothing waits for a ${trigger.type}`);
    }
  }

  /** Boundary events sit on the activity, or on the body of its loop, not on each inner instance. */
  addBoundaryWaits(waits: Wait[], graph: Graph, node: FlowNode, scope: number, entry: Entry): void {
    if (entry.inner !== undefined || node.boundaries.length === 0) return;
    const variables = this.variablesAt(scope);
    for (const index of node.boundaries) this.addTriggerWaits(waits, graph.nodes[index] as FlowNode, variables);
  }

  /** Conditional events fire when their condition becomes true (BPMN 2.0.2, 10.5.1). True when one fired. */
  private lookAtConditions(): boolean {
    this.variablesChanged = false;
    for (const instance of this.draft.instances.slice()) {
      for (const wait of instance.waits ?? []) {
        if (wait.kind !== "condition") continue;
        let now: boolean;
        try {
          now = evaluateCondition(
            wait.condition,
            this.variablesAt(instance.parent === 0 ? instance.key : this.scopeSeenBy(instance, wait)),
            this.context.now,
          );
        } catch {
          // A condition over variables that are not there yet is not true yet.
          now = false;
        }
        if (now === (wait.was ?? false)) continue;
        const changed = { type: "ConditionChanged", key: wait.key, element: wait.element, now } as const;
        if (!now) {
          this.emit(changed);
          continue;
        }
        this.variablesChanged = true;
        fire(this, instance, wait, undefined, (keep) =>
          keep ? { ...changed, fired: true, keep } : { ...changed, fired: true },
        );
        return true;
      }
    }
    return false;
  }

  private scopeSeenBy(instance: Instance, wait: Wait): number {
    return wait.element === instance.element ? instance.parent : instance.key;
  }

  // -------------------------------------------------------------- ending

  /** Ends everything that lives in an instance, the youngest first, and the instance itself if `self`. */
  terminate(key: number, why: EventOf<"ElementTerminated">["why"], self: boolean): void {
    const inside = new Set([key]);
    const doomed: Instance[] = [];
    for (let at = indexOfInstance(this.draft.instances, key) + 1; at < this.draft.instances.length; at++) {
      const instance = this.draft.instances[at] as Instance;
      if (!inside.has(instance.parent)) continue;
      inside.add(instance.key);
      doomed.push(instance);
    }
    doomed.reverse();
    if (self) doomed.push(this.find(key) as Instance);
    for (const instance of doomed) {
      this.emit({ type: "ElementTerminated", key: instance.key, element: instance.element, why });
      limitsOnExit(this, instance.key, "interrupted");
    }
    if (self) this.touched.add((doomed[doomed.length - 1] as Instance).parent);
  }

  clearScope(scope: number, why: EventOf<"ElementTerminated">["why"]): void {
    this.terminate(scope, why, false);
    const tokens = (this.find(scope) as Instance).tokens;
    if (tokens !== undefined) this.emit({ type: "TokensDropped", scope, flows: tokens });
  }

  terminateScope(scope: number): void {
    this.clearScope(scope, "scope-ended");
    if (scope === 1) {
      this.endCase({ type: "CaseTerminated", why: "terminate-end", variables: this.variablesAt(1) });
      return;
    }
    this.touched.add(scope);
  }

  endCase(event: EventOf<"CaseCompleted"> | EventOf<"CaseTerminated">): void {
    limitsOnExit(this, 1, event.type === "CaseTerminated" && event.why === "cancelled" ? "case-ended" : undefined);
    this.emit(event);
    this.moves.length = 0;
    this.head = 0;
    this.touched.clear();
  }

  /** Ends the scopes in which nothing lives and no token stands. True when something moved. */
  private finishScopes(): boolean {
    const scopes = [...this.touched].sort((one, other) => other - one);
    this.touched.clear();
    for (const key of scopes) {
      const instance = this.find(key);
      if (instance !== undefined) this.finish(instance);
      if (this.draft.status === "completed" || this.draft.status === "terminated") return false;
    }
    return this.moves.length > 0 || this.touched.size > 0;
  }

  private finish(instance: Instance): void {
    if (instance.tokens !== undefined || instance.incident !== undefined || instance.loop !== undefined) return;
    if (instance.live !== undefined) {
      if (instance.waits !== undefined) this.closeHandlers(instance);
      return;
    }
    if (instance.key === 1) {
      this.endCase({ type: "CaseCompleted", variables: instance.variables ?? {} });
      return;
    }
    if (instance.graph !== undefined) {
      this.finishCalled(instance);
      return;
    }
    const graph = this.graphOf(instance.key);
    const node = nodeById(graph, instance.element);
    if (node.body < 0) return;
    if (instance.cancelling === true) {
      if (instance.compensating === undefined || instance.compensating.length === 0)
        leaveThroughCancel(this, graph, node, instance);
      return;
    }
    if (node.triggeredByEvent) {
      this.emit({ type: "ElementCompleted", key: instance.key, element: node.id, take: NONE });
      if (instance.compensates === undefined) this.touched.add(instance.parent);
      else goOnCompensating(this, instance.compensates);
      return;
    }
    if (node.adHoc !== undefined && offersMore(this, graph, node, instance)) return;
    this.leave(instance);
  }

  /** The scope's own flow is done and only event sub-processes still run: no new one starts (BPMN 2.0.2, 13.5.4). */
  private closeHandlers(instance: Instance): void {
    const graph = this.graphOf(instance.key);
    const scope =
      instance.graph === undefined
        ? graph.scopes[nodeById(graph, instance.element).body]
        : scopeOfProcess(graph, instance.element);
    if (scope === undefined || scope.eventSubProcesses.length === 0 || !onlyHandlersLive(this, graph, instance)) return;
    for (const wait of instance.waits ?? [])
      if (nodeById(graph, wait.element).kind === "startEvent")
        this.emit({ type: "WaitClosed", key: instance.key, wait: wait.key });
  }

  private finishCalled(instance: Instance): void {
    const call = this.find(instance.parent) as Instance;
    const graph = this.graphOf(call.key);
    const node = nodeById(graph, call.element);
    const called = node.calledProcess as NonNullable<FlowNode["calledProcess"]>;
    const inner = instance.variables ?? {};
    let result: Variables;
    try {
      const mapped: Record<string, Json> = {};
      // What the call activity has of its own (its loop's item, for one) stays in it.
      if (called.propagateAll && called.outputs.length === 0)
        for (const [name, value] of Object.entries(inner))
          if (call.variables === undefined || !Object.hasOwn(call.variables, name)) mapped[name] = value;
      for (const mapping of called.outputs) mapped[mapping.target] = evaluate(mapping.feel, inner, this.context.now);
      result = mapped;
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(instance.key, code, (error as Error).message, "leaving");
      return;
    }
    this.emit({ type: "ElementCompleted", key: instance.key, element: instance.element, take: NONE });
    this.leave(this.find(call.key) as Instance, result);
  }

  /** Goes on with an instance whose incident was "leaving": its work is done, only the way on failed. */
  leaveAgain(instance: Instance): void {
    if (instance.graph !== undefined && instance.key !== 1) this.finishCalled(instance);
    else if (instance.loop !== undefined)
      advanceLoop(this, instance.key, instance.loop, this.variablesAt(instance.key));
    else if (isAdHoc(this, instance)) afterAdHoc(this, instance.key);
    // A complex gateway that waits to be reset is looked at again by itself.
    else if (instance.joined !== undefined) return;
    else if (this.nodeOf(instance).kind === "intermediateThrowEvent" || this.nodeOf(instance).kind === "endEvent")
      throwAfterWork(this, instance, undefined);
    else this.leave(instance);
  }

  /** Enters an element again whose incident was "entering". */
  enterAgain(instance: Instance): void {
    const parent = this.find(instance.parent) as Instance;
    const inner = parent.loop !== undefined && parent.element === instance.element;
    const entry: Mutable<Entry> = { existing: instance };
    if (inner) entry.inner = instance.variables ?? {};
    if (instance.compensates !== undefined) {
      entry.compensates = instance.compensates;
      if (instance.variables !== undefined) entry.snapshot = instance.variables;
    }
    const node = this.nodeOf(instance);
    if (node.kind === "complexGateway" && instance.joined === undefined) {
      // It could not say whether it starts; its tokens still stand before it.
      this.emit({ type: "ElementTerminated", key: instance.key, element: instance.element, why: "done" });
      this.touched.add(instance.parent);
      return;
    }
    this.enter(node, instance.parent, NONE, entry);
  }

  raise(key: number, code: ErrorCode, message: string, at: Incident["at"]): void {
    const { element } = this.find(key) as Instance;
    this.emit({ type: "IncidentRaised", key, element, code, message, at });
  }
}
