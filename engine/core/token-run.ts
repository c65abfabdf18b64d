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
import type { FlowNode, Graph, Mapping, Scope, SequenceFlow, Trigger } from "../model/graph.ts";
import { compensationOrder } from "./compensation-order.ts";
import type { CalledProcess, DecisionContext } from "./decision.ts";
import type { CaseEvent, Compensable, EventOf, Incident, Json, LoopState, Variables, Wait } from "./events.ts";
import { apply, type Draft, type Work, findInstance, indexOfInstance, instanceOfWait } from "./evolve.ts";
import { evaluate, evaluateCondition, ExpressionError } from "./feel.ts";
import { inclusiveJoinIsReady } from "./gateway-paths.ts";
import { limitsOnEntry, limitsOnExit } from "./limits.ts";
import type { Instance } from "./state.ts";
import { planTimer, TimerError } from "./timers.ts";

/** Steps without a wait after which a run stops with the incident `TOO_MANY_STEPS`. */
const MAXIMUM_STEPS = 10_000;

/** More instances than this are taken for a fault of the data, not for work. */
const MAXIMUM_INSTANCES = 10_000;

/** What is special about an entry, beside the flow that leads there. */
interface Entry {
  /** A second try after an incident: the instance is there already. */
  readonly existing?: Instance;
  /** An inner instance of a loop: its own variables. */
  readonly inner?: Variables;
  /** The key of the throw event that a compensation handler works for. */
  readonly compensates?: number;
  /** A compensation handler: the variables of what it compensates, as they were when that completed. */
  readonly snapshot?: Variables;
}

/** A token on a flow, or (without one) a sequential loop or a compensation that goes on with its next part. */
interface Move {
  readonly flow: SequenceFlow | undefined;
  /** Key of the scope, or of the loop or throw event. */
  readonly scope: number;
}

const PLAIN: Entry = {};
const NONE: readonly string[] = [];

export class TokenRun {
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
      this.offer(graph, scope, key);
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
      if (gateway.parallelMultiple) this.beginParallel(graph, gateway, node, key);
      else {
        const flow = (source as SequenceFlow).id;
        this.pass(gateway, key, NONE, [flow], PLAIN, undefined, false);
        this.passCaught(graph, node, key, [flow], undefined);
      }
    } else if (node.kind === "receiveTask" && node.instantiate) {
      // Its message is what started the process.
      this.passCaught(graph, node, key, NONE, undefined);
    } else if (node.parallelMultiple && startTrigger !== undefined && node.triggers.length > 1) {
      this.beginAtRest(node, key, startTrigger);
    } else this.enter(node, key, NONE, PLAIN);
  }

  /** A parallel event-based gateway: the first event begins the process, which then waits for all the others (BPMN 2.0.2, 13.2). */
  private beginParallel(graph: Graph, gateway: FlowNode, first: FlowNode, scope: number): void {
    try {
      const waits: Wait[] = [];
      const variables = this.variablesAt(scope);
      for (const index of gateway.outgoing) {
        const target = graph.nodes[(graph.flows[index] as SequenceFlow).target] as FlowNode;
        if (target !== first) this.addTriggerWaits(waits, target, variables);
      }
      if (waits.length === 0) this.pass(gateway, scope, NONE, NONE, PLAIN);
      else this.stay(gateway, scope, NONE, PLAIN, this.newKey(), waits);
      this.passCaught(graph, first, scope, NONE, undefined);
    } catch (error) {
      this.stickAt(gateway, scope, NONE, PLAIN, error, "entering");
    }
  }

  /** A parallel multiple start event of which one trigger has come. */
  private beginAtRest(node: FlowNode, scope: number, startTrigger: number): void {
    try {
      const waits: Wait[] = [];
      const rest = node.triggers.filter((_, index) => index !== startTrigger);
      this.addTriggerWaits(waits, { ...node, triggers: rest }, this.variablesAt(scope));
      this.stay(node, scope, NONE, PLAIN, this.newKey(), waits);
    } catch (error) {
      this.stickAt(node, scope, NONE, PLAIN, error, "entering");
    }
  }

  /** Enters an element to which no flow leads. */
  enterFromNowhere(node: FlowNode, scope: number): void {
    this.enter(node, scope, NONE, PLAIN);
  }

  /** Variables may have changed in a way that conditional events look at. */
  noticeChange(): void {
    this.variablesChanged = true;
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
      if (this.goOnFromJoins()) continue;
      if (this.variablesChanged && this.lookAtConditions()) continue;
      if (this.touched.size > 0 && this.finishScopes()) continue;
      const sender = this.senders.shift();
      if (sender === undefined) return;
      this.arrive(sender.flow as SequenceFlow, sender.scope, true);
    }
  }

  /** Counts a step. True when there were too many: the incident is raised, and the run stops where it is. */
  private isTooFar(at: string | undefined): boolean {
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
      this.enterInner(this.nodeOf(instance), key, instance.loop, instance.loop.started - 1);
    else if (instance?.compensating !== undefined) this.goOnCompensating(key);
  }

  // -------------------------------------------------------------- arriving and entering

  private arrive(flow: SequenceFlow, scope: number, last = false): void {
    const instance = this.find(scope);
    // The scope may have been interrupted, or the token taken along by a join, while the move waited.
    if (!instance?.tokens?.includes(flow.id)) return;
    const graph = this.graphOf(scope);
    const node = graph.nodes[flow.target] as FlowNode;
    if ((graph.scopes[node.scope] as Scope).node >= 0 && this.mustWaitItsTurn(graph, node, instance)) return;
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

  private enter(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    try {
      if (node.loop !== undefined && entry.inner === undefined) this.enterLoop(node, scope, from, entry);
      else this.enterPlain(node, scope, from, entry);
    } catch (error) {
      this.stickAt(node, scope, from, entry, error, "entering");
    }
  }

  /** The element could not be entered: it is, all the same, with an incident. Whatever is no incident is thrown on. */
  private stickAt(
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
        this.passComplex(graph, node, scope, from, entry);
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
        else this.throwTriggers(graph, node, scope, from, entry, this.variablesAt(scope));
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
        if (node.adHoc !== undefined) this.addAdHocWaits(waits, graph, body, this.seen(scope, variables));
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
  private stay(
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
  private pass(
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
      if (around >= 0 && graph.nodes[around]?.adHoc !== undefined) this.afterAdHoc(scope);
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
  leave(instance: Instance, result?: Variables, by?: string): void {
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
      if (node.kind === "sendTask") sent = this.messagesOf(node, { ...this.variablesAt(instance.key), ...result });
      variables = this.leavingVariables(node, instance, result);
      if (inner) output = this.outputOf(node, instance, variables);
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
    if (!handler) {
      const compensable = this.compensable(graph, node, instance.key, instance);
      if (compensable !== undefined) event.compensable = compensable;
    }
    const loopEnv = inner ? this.seen(instance.key, variables) : undefined;
    // A send task has sent its message when its work is done (BPMN 2.0.2, 13.3.3).
    if (node.kind === "sendTask") for (const message of sent) this.emit(message);
    this.emit(event);
    if (variables !== undefined) this.variablesChanged = true;
    limitsOnExit(this, instance.key);
    if (handler) this.goOnCompensating(instance.compensates as number);
    else if (inner) this.innerLeft(parent.key, loopEnv as Variables, output);
    else {
      this.follow(instance.parent, take);
      if (parent.element !== "" && this.isAdHoc(parent)) this.afterAdHoc(parent.key);
    }
  }

  private leavingVariables(node: FlowNode, instance: Instance, result: Variables | undefined): Variables | undefined {
    if (node.outputMappings.length === 0) return result;
    return this.mapOutputs(node, { ...this.variablesAt(instance.key), ...result }, result);
  }

  private mapOutputs(node: FlowNode, seen: Variables, result: Variables | undefined): Variables | undefined {
    if (node.outputMappings.length === 0) return result;
    // Only a mapping that somebody wrote keeps the rest back; what is drawn as data comes on top.
    const isWritten = node.outputMappings.some((mapping) => mapping.drawn !== true);
    const variables: Record<string, Json> = isWritten ? {} : { ...result };
    for (const mapping of node.outputMappings)
      if (isThere(mapping, seen)) variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    return variables;
  }

  private compensable(
    graph: Graph,
    node: FlowNode,
    key: number,
    instance: Instance | undefined,
  ): Compensable | undefined {
    const inner = instance?.compensable;
    const isLoop = instance?.loop !== undefined;
    const handler =
      node.compensationHandler >= 0
        ? (graph.nodes[node.compensationHandler] as FlowNode)
        : node.body >= 0
          ? compensationSubProcess(graph, node)
          : undefined;
    // Each instance of a loop has had its own handler noted: the loop itself only holds them together (BPMN 2.0.2, 13.5.5).
    if (inner === undefined && (handler === undefined || isLoop)) return undefined;
    const compensable: Mutable<Compensable> = { element: node.id, key };
    if (handler !== undefined && !isLoop) compensable.handler = handler.id;
    // A handler at the border is all there is to an activity; a compensation event sub-process may compensate what is inside.
    if (inner !== undefined && (isLoop || handler === undefined || handler.triggeredByEvent)) compensable.inner = inner;
    if (instance?.variables !== undefined && !isEmpty(instance.variables)) compensable.variables = instance.variables;
    return compensable;
  }

  private allFlows(graph: Graph, node: FlowNode): readonly string[] {
    return node.outgoing.map((index) => (graph.flows[index] as SequenceFlow).id);
  }

  /** The flows that get a token (BPMN 2.0.2, 13.3.1 for activities, 13.4 for gateways). */
  private choose(graph: Graph, node: FlowNode, variables: () => Variables): readonly string[] {
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

  private seen(scope: number, more: Variables | undefined): Variables {
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

  private addTriggerWaits(waits: Wait[], node: FlowNode, variables: Variables, firstKey?: number): void {
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
  private addBoundaryWaits(waits: Wait[], graph: Graph, node: FlowNode, scope: number, entry: Entry): void {
    if (entry.inner !== undefined || node.boundaries.length === 0) return;
    const variables = this.variablesAt(scope);
    for (const index of node.boundaries) this.addTriggerWaits(waits, graph.nodes[index] as FlowNode, variables);
  }

  /** What an instance waited for has come. `received` makes the event that says so; `keep`: the wait stays open. */
  fire(instance: Instance, wait: Wait, variables: Variables | undefined, received: (keep: boolean) => CaseEvent): void {
    const graph = this.graphOf(instance.key);
    const node = nodeById(graph, wait.element);
    const host = graph.nodes[graph.nodeIndex[instance.element] ?? -1];
    if (
      node.parallelMultiple &&
      (instance.waits ?? []).some((other) => other.key !== wait.key && other.element === wait.element)
    ) {
      this.emit(received(false));
      this.setVariables(instance.key, variables);
      return;
    }
    if (instance.element === wait.element) {
      this.emit(received(false));
      this.leave(this.find(instance.key) as Instance, variables);
      return;
    }
    if (host?.kind === "eventBasedGateway") {
      this.emit(received(false));
      if (host.parallelMultiple) {
        this.takeParallel(graph, host, instance.key, node, variables);
        return;
      }
      const flow = host.outgoing.find((index) => (graph.flows[index] as SequenceFlow).target === node.index) as number;
      const id = (graph.flows[flow] as SequenceFlow).id;
      this.emit({ type: "ElementCompleted", key: instance.key, element: host.id, take: [id] });
      limitsOnExit(this, instance.key);
      this.passCaught(graph, node, instance.parent, [id], variables);
      return;
    }
    if (node.kind === "intermediateCatchEvent") {
      // One that no flow leads to, in an ad-hoc sub-process: it may happen again and again (BPMN 2.0.2, 13.3.5).
      this.emit(received(!node.parallelMultiple));
      if (node.parallelMultiple) this.waitAgain(node, instance.key, instance.key);
      this.passTriggered(graph, node, instance.key, NONE, variables);
      return;
    }
    const interrupting = node.interrupting;
    const waitsAgain = !interrupting && node.parallelMultiple;
    this.emit(received(!interrupting && !waitsAgain));
    if (waitsAgain) this.waitAgain(node, instance.key, node.kind === "boundaryEvent" ? instance.parent : instance.key);
    if (node.kind === "boundaryEvent") {
      if (interrupting) this.terminate(instance.key, "interrupted", true);
      this.passTriggered(graph, node, instance.parent, NONE, variables);
      return;
    }
    this.startEventSubProcess(graph, instance.key, node, variables);
  }

  /** One more event of a parallel event-based gateway: its path begins, and the gateway waits for the others. */
  private takeParallel(
    graph: Graph,
    gateway: FlowNode,
    key: number,
    node: FlowNode,
    variables: Variables | undefined,
  ): void {
    const { parent, waits = [] } = this.find(key) as Instance;
    for (const wait of waits) if (wait.element === node.id) this.emit({ type: "WaitClosed", key, wait: wait.key });
    if (this.find(key)?.waits === undefined) {
      this.emit({ type: "ElementCompleted", key, element: gateway.id, take: NONE });
      limitsOnExit(this, key);
    }
    this.passCaught(graph, node, parent, NONE, variables);
  }

  /** A non-interrupting event of several triggers that are all needed waits for all of them anew. */
  private waitAgain(node: FlowNode, key: number, scope: number): void {
    try {
      const waits: Wait[] = [];
      this.addTriggerWaits(waits, node, this.variablesAt(scope));
      this.emit({ type: "WaitsOpened", key, waits });
      if (waits.some((wait) => wait.kind === "condition")) this.variablesChanged = true;
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(key, code, (error as Error).message, "working");
    }
  }

  /** What an event-based gateway leads to has caught: an event is passed, a receive task has its whole life at once. */
  private passCaught(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    result: Variables | undefined,
  ): void {
    if (node.kind !== "receiveTask" || node.compensationHandler < 0) {
      this.passTriggered(graph, node, scope, from, result);
      return;
    }
    const key = this.newKey();
    this.stay(node, scope, from, PLAIN, key, []);
    this.leave(this.find(key) as Instance, result);
  }

  private passTriggered(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    result: Variables | undefined,
  ): void {
    try {
      const variables = this.mapOutputs(node, this.seen(scope, result), result);
      const take = this.choose(graph, node, () => this.seen(scope, variables));
      this.pass(node, scope, from, take, PLAIN, variables);
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.setVariables(scope, result);
      this.stickAt(node, scope, from, PLAIN, error, "leaving");
    }
  }

  private startEventSubProcess(graph: Graph, scope: number, start: FlowNode, variables: Variables | undefined): void {
    const body = graph.scopes[start.scope] as Scope;
    const node = graph.nodes[body.node] as FlowNode;
    if (start.interrupting) {
      this.clearScope(scope, "interrupted");
      const instance = this.find(scope) as Instance;
      const around = graph.scopes[node.scope] as Scope;
      const starts = new Set<string>();
      for (const index of around.eventSubProcesses)
        for (const each of (graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope).starts)
          starts.add((graph.nodes[each] as FlowNode).id);
      for (const wait of instance.waits ?? [])
        if (starts.has(wait.element)) this.emit({ type: "WaitClosed", key: scope, wait: wait.key });
    }
    let waits: readonly Wait[];
    try {
      waits = this.scopeWaits(graph, body, this.seen(scope, variables));
    } catch (error) {
      this.setVariables(scope, variables);
      this.stickAt(node, scope, NONE, PLAIN, error, "entering");
      return;
    }
    const key = this.newKey();
    this.stay(node, scope, NONE, PLAIN, key, waits, {});
    // What the trigger brings goes where it would go at any other catching event: to the scope around.
    this.passTriggered(graph, start, key, NONE, variables);
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
        this.fire(instance, wait, undefined, (keep) =>
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

  // -------------------------------------------------------------- throwing

  private throwTriggers(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    seen: Variables,
  ): void {
    const isEnd = node.kind === "endEvent";
    const take = isEnd ? NONE : this.choose(graph, node, () => seen);
    const messages = this.messagesOf(node, seen);
    // Signals are not kept: only who waits now hears them. Other cases hear of them after the commit.
    const heard = messages.flatMap((sent) =>
      sent.type === "SignalSent" ? [{ ...sent, keys: this.signalWaits(sent.name) }] : [],
    );
    for (const message of messages) this.emit(message);
    this.throwOther(graph, node, scope, from, entry, take);
    for (const { name, keys, payload } of heard) this.signal(name, keys, payload);
  }

  private throwOther(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    take: readonly string[],
  ): void {
    // Beside messages and signals there are either escalations or one trigger of another kind: event-triggers.ts sees to that.
    const special = node.triggers.find((each) => each.type !== "message" && each.type !== "signal");
    switch (special?.type) {
      case undefined:
        this.pass(node, scope, from, take, entry);
        return;
      case "link": {
        this.pass(node, scope, from, NONE, entry);
        this.enter(graph.nodes[special.target] as FlowNode, scope, NONE, PLAIN);
        return;
      }
      case "terminate":
        this.pass(node, scope, from, NONE, entry);
        this.terminateScope(scope);
        return;
      case "error":
        this.throwAtEnd(node, scope, from, entry, special.code);
        return;
      case "escalation":
        this.throwEscalations(node, scope, from, take, entry);
        return;
      case "compensate":
        this.throwCompensation(graph, node, scope, from, take, entry, special);
        return;
      case "cancel":
        this.pass(node, scope, from, NONE, entry);
        this.cancelTransaction(scope, node);
        return;
      default:
        throw new Error(`${node.id}: a ${special?.type ?? ""} cannot be thrown`);
    }
  }

  /** The messages and signals that an element sends, with what they carry: `reg:payload`, or the input mappings. */
  private messagesOf(node: FlowNode, seen: Variables): CaseEvent[] {
    const messages: CaseEvent[] = [];
    for (const trigger of node.triggers) {
      if (trigger.type !== "message" && trigger.type !== "signal") continue;
      const value = trigger.payload === undefined ? undefined : evaluate(trigger.payload, seen, this.context.now);
      const payload = isContext(value) ? value : mappedOnly(node, seen, this.context.now);
      const carried = payload === undefined ? {} : { payload };
      if (trigger.type === "signal") {
        messages.push({ type: "SignalSent", element: node.id, name: trigger.name, ...carried });
        continue;
      }
      const correlated =
        trigger.correlation === undefined ? {} : { correlation: evaluate(trigger.correlation, seen, this.context.now) };
      messages.push({ type: "MessageSent", element: node.id, name: trigger.name, ...correlated, ...carried });
    }
    return messages;
  }

  /** Keys of the waits for a signal, the oldest first. */
  signalWaits(name: string): number[] {
    return this.draft.instances.flatMap((instance) =>
      (instance.waits ?? []).flatMap((wait) => (wait.kind === "signal" && wait.name === name ? [wait.key] : [])),
    );
  }

  /** Everybody who waits under one of the keys hears the signal. */
  signal(name: string, keys: readonly number[], variables: Variables | undefined): void {
    for (const key of keys) {
      // An earlier catcher may have ended the scope of this one.
      const instance = instanceOfWait(this.draft, key);
      const wait = instance?.waits?.find((each) => each.key === key);
      if (instance === undefined || wait === undefined) continue;
      const received = { type: "SignalReceived", key, element: wait.element, name } as const;
      this.fire(instance, wait, variables, (keep) => (keep ? { ...received, keep } : received));
    }
  }

  /** The work of a throwing event's handler is done: now it throws. */
  throwAfterWork(instance: Instance, result: Variables | undefined): void {
    this.setVariables(instance.parent, result);
    for (const wait of instance.waits ?? []) this.emit({ type: "WaitClosed", key: instance.key, wait: wait.key });
    const graph = this.graphOf(instance.key);
    const node = nodeById(graph, instance.element);
    const existing = this.find(instance.key) as Instance;
    try {
      this.throwTriggers(graph, node, instance.parent, NONE, { existing }, this.variablesAt(instance.parent));
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(instance.key, code, (error as Error).message, "leaving");
    }
  }

  private throwAtEnd(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    code: string | undefined,
  ): void {
    const catcher = this.findErrorCatcher(scope, code);
    if (catcher === undefined) {
      let key = entry.existing?.key;
      if (key === undefined) {
        key = this.newKey();
        this.stay(node, scope, from, entry, key, []);
      }
      this.emitError("ErrorThrown", node, code, undefined);
      this.raise(key, "ERROR_NOT_CAUGHT", `error ${code ?? "(without code)"} of ${node.id} is not caught`, "working");
      return;
    }
    this.pass(node, scope, from, NONE, entry);
    this.emitError("ErrorThrown", node, code, catcher.node.id);
    this.catchBy(catcher, undefined);
  }

  /** An error thrown by the work of an activity (a handler). False: nothing catches it. */
  throwFromActivity(instance: Instance, code: string, variables: Variables | undefined): boolean {
    const node = this.nodeOf(instance);
    const catcher = this.findErrorCatcher(instance.key, code);
    this.emitError("ErrorThrown", node, code, catcher?.node.id);
    if (catcher === undefined) return false;
    this.catchBy(catcher, variables);
    return true;
  }

  private emitError(
    type: "ErrorThrown" | "EscalationThrown",
    node: FlowNode,
    code: string | undefined,
    caughtBy: string | undefined,
  ): void {
    const event: Mutable<EventOf<"ErrorThrown">> | Mutable<EventOf<"EscalationThrown">> = { type, element: node.id };
    if (code !== undefined) event.code = code;
    if (caughtBy !== undefined) event.caughtBy = caughtBy;
    this.emit(event);
  }

  /** The catchers are looked for while the token is still there; what interrupts it keeps it from throwing the rest. */
  private throwEscalations(
    node: FlowNode,
    scope: number,
    from: readonly string[],
    take: readonly string[],
    entry: Entry,
  ): void {
    const thrown = node.triggers.flatMap((trigger) =>
      trigger.type === "escalation"
        ? [{ code: trigger.code, catcher: this.findCatcher(scope, "escalation", trigger.code) }]
        : [],
    );
    this.pass(node, scope, from, take, entry);
    for (const { code, catcher } of thrown) {
      this.emitError("EscalationThrown", node, code, catcher?.node.id);
      if (catcher === undefined) continue;
      this.catchBy(catcher, undefined);
      if (catcher.node.interrupting) return;
    }
  }

  private findErrorCatcher(from: number, code: string | undefined): Catcher | undefined {
    return this.findCatcher(from, "error", code);
  }

  /** From the inside outwards: the event sub-processes of each scope, then the boundary events of its activity (BPMN 2.0.2, 10.5.6). */
  private findCatcher(from: number, type: "error" | "escalation", code: string | undefined): Catcher | undefined {
    let instance = this.find(from) as Instance | undefined;
    // The event sub-process that it comes out of does not catch what it throws itself.
    let left = -1;
    while (instance !== undefined) {
      const graph = this.graphOf(instance.key);
      const isProcess = instance.graph !== undefined;
      const node = isProcess ? undefined : graph.nodes[graph.nodeIndex[instance.element] ?? -1];
      const parent: Instance | undefined = instance.parent === 0 ? undefined : this.find(instance.parent);
      const body = isProcess
        ? scopeOfProcess(graph, instance.element)
        : node !== undefined && node.body >= 0
          ? (graph.scopes[node.body] as Scope)
          : undefined;
      if (body !== undefined && body.eventSubProcesses.length > 0 && instance.loop === undefined) {
        const starts = body.eventSubProcesses.flatMap((index) =>
          index === left
            ? []
            : (graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope).starts.map(
                (start) => graph.nodes[start] as FlowNode,
              ),
        );
        const start = bestCatcher(starts, type, code);
        if (start !== undefined && !this.onlyHandlersLive(graph, instance))
          return { host: instance.key, node: start, graph };
      }
      const isInner = parent?.loop !== undefined && parent.element === instance.element;
      if (node !== undefined && !isInner) {
        const boundary = bestCatcher(
          node.boundaries.map((index) => graph.nodes[index] as FlowNode),
          type,
          code,
        );
        if (boundary !== undefined) return { host: instance.key, node: boundary, graph };
      }
      left = node?.triggeredByEvent === true ? node.index : -1;
      instance = parent;
    }
    return undefined;
  }

  /**
   * Nothing of the scope's own flow is left, only event sub-processes (because one of them interrupted it, or because the rest is
   * done): then no further one may start (BPMN 2.0.2, 13.5.4).
   */
  private onlyHandlersLive(graph: Graph, scope: Instance): boolean {
    if (scope.tokens !== undefined || scope.offered !== undefined) return false;
    return this.draft.instances.every(
      (each) =>
        each.parent !== scope.key || graph.nodes[graph.nodeIndex[each.element] ?? -1]?.triggeredByEvent === true,
    );
  }

  private catchBy(catcher: Catcher, variables: Variables | undefined): void {
    const { host, node, graph } = catcher;
    if (node.kind === "boundaryEvent") {
      const scope = (this.find(host) as Instance).parent;
      if (node.interrupting) this.terminate(host, "interrupted", true);
      this.passTriggered(graph, node, scope, NONE, variables);
    } else this.startEventSubProcess(graph, host, node, variables);
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

  private clearScope(scope: number, why: EventOf<"ElementTerminated">["why"]): void {
    this.terminate(scope, why, false);
    const tokens = (this.find(scope) as Instance).tokens;
    if (tokens !== undefined) this.emit({ type: "TokensDropped", scope, flows: tokens });
  }

  private terminateScope(scope: number): void {
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
        this.leaveThroughCancel(graph, node, instance);
      return;
    }
    if (node.triggeredByEvent) {
      this.emit({ type: "ElementCompleted", key: instance.key, element: node.id, take: NONE });
      if (instance.compensates === undefined) this.touched.add(instance.parent);
      else this.goOnCompensating(instance.compensates);
      return;
    }
    if (node.adHoc !== undefined && this.offersMore(graph, node, instance)) return;
    this.leave(instance);
  }

  /** The scope's own flow is done and only event sub-processes still run: no new one starts (BPMN 2.0.2, 13.5.4). */
  private closeHandlers(instance: Instance): void {
    const graph = this.graphOf(instance.key);
    const scope =
      instance.graph === undefined
        ? graph.scopes[nodeById(graph, instance.element).body]
        : scopeOfProcess(graph, instance.element);
    if (scope === undefined || scope.eventSubProcesses.length === 0 || !this.onlyHandlersLive(graph, instance)) return;
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
    else if (instance.loop !== undefined) this.advanceLoop(instance.key, instance.loop, this.variablesAt(instance.key));
    else if (this.isAdHoc(instance)) this.afterAdHoc(instance.key);
    // A complex gateway that waits to be reset is looked at again by itself.
    else if (instance.joined !== undefined) return;
    else if (this.nodeOf(instance).kind === "intermediateThrowEvent" || this.nodeOf(instance).kind === "endEvent")
      this.throwAfterWork(instance, undefined);
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

  // -------------------------------------------------------------- joins

  /** Tokens that still stand when nothing moves wait at joins; the first join that may go on does. */
  private goOnFromJoins(): boolean {
    for (const instance of this.draft.instances) {
      if (instance.joined !== undefined && instance.incident === undefined && this.resetComplex(instance)) return true;
      if (instance.tokens === undefined) continue;
      const graph = this.graphOf(instance.key);
      const waiting = new Set(instance.tokens.map((id) => flowById(graph, id).index));
      const gateways = new Set([...waiting].map((flow) => (graph.flows[flow] as SequenceFlow).target));
      for (const index of [...gateways].sort((one, other) => one - other)) {
        const gateway = graph.nodes[index] as FlowNode;
        const joins = gateway.kind === "inclusiveGateway" || gateway.kind === "complexGateway";
        if (joins && this.goOnFromJoin(graph, gateway, instance.key, waiting)) return true;
      }
    }
    return false;
  }

  private goOnFromJoin(graph: Graph, gateway: FlowNode, scope: number, waiting: ReadonlySet<number>): boolean {
    const filled = new Set(gateway.incoming.filter((flow) => waiting.has(flow)));
    const from = gateway.incoming
      .filter((flow) => filled.has(flow))
      .map((flow) => (graph.flows[flow] as SequenceFlow).id);
    const nodes: number[] = [];
    for (const instance of this.draft.instances) {
      if (instance.parent !== scope) continue;
      // A complex gateway waits for its reset, or for help.
      if (gateway.kind === "complexGateway" && instance.element === gateway.id) return false;
      nodes.push(graph.nodeIndex[instance.element] ?? -1);
    }
    const others = [...waiting].filter((flow) => !filled.has(flow));
    if (gateway.activationCondition !== undefined) {
      const seen = { ...this.variablesAt(scope), ...this.gatewayState(graph, gateway, scope, true) };
      let ready: boolean;
      try {
        ready = evaluateCondition(gateway.activationCondition, seen, this.context.now);
      } catch (error) {
        const code = incidentCode(error);
        if (code === undefined) throw error;
        const key = this.newKey();
        this.emit({ type: "ElementEntered", key, element: gateway.id, scope, from: NONE });
        this.raise(key, code, (error as Error).message, "entering");
        return true;
      }
      if (!ready) return false;
    } else if (!inclusiveJoinIsReady(graph, gateway, filled, nodes, others)) return false;
    this.enter(gateway, scope, from, PLAIN);
    return true;
  }

  /** What the expressions of a complex gateway may ask of it (BPMN 2.0.2, table 10.64): the tokens before it, and its state. */
  private gatewayState(graph: Graph, gateway: FlowNode, scope: number, waitingForStart: boolean): Variables {
    const tokens = this.find(scope)?.tokens ?? NONE;
    const activationCount = tokens.filter((id) => flowById(graph, id).target === gateway.index).length;
    return { activationCount, waitingForStart };
  }

  /**
   * A complex gateway fires and then waits for its reset, so that late tokens do not fire it again (BPMN 2.0.2, table 13.5). Without
   * an activation condition it joins as an inclusive gateway does, and has no second phase.
   */
  private passComplex(graph: Graph, node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const joined = entry.existing?.joined ?? from;
    const take = this.choose(graph, node, () => ({
      ...this.variablesAt(scope),
      ...this.gatewayState(graph, node, scope, true),
    }));
    this.pass(node, scope, from, take, entry);
    const resets = joined.length < node.incoming.length || this.takenAtReset(graph, node).length > 0;
    if (node.activationCondition === undefined || !resets) return;
    this.emit({ type: "ElementEntered", key: this.newKey(), element: node.id, scope, from: NONE, joined });
  }

  /** Flows that ask for the gateway's state; the others had their answer when it fired. */
  private takenAtReset(graph: Graph, node: FlowNode): readonly SequenceFlow[] {
    return node.outgoing.flatMap((index) => {
      const flow = graph.flows[index] as SequenceFlow;
      return flow.condition !== undefined && /\bwaitingForStart\b/.test(flow.condition) ? [flow] : [];
    });
  }

  /** A fired complex gateway starts anew when no more token can come to a flow that it has not had one from. True when it did. */
  private resetComplex(marker: Instance): boolean {
    const { key, parent: scope, joined = NONE } = marker;
    const graph = this.graphOf(scope);
    const gateway = nodeById(graph, marker.element);
    const waiting = new Set((this.find(scope)?.tokens ?? NONE).map((id) => flowById(graph, id).index));
    const had = new Set(joined.map((id) => flowById(graph, id).index));
    const late = gateway.incoming.filter((flow) => waiting.has(flow) && !had.has(flow));
    const nodes = this.draft.instances.flatMap((each) =>
      each.parent === scope ? [graph.nodeIndex[each.element] ?? -1] : [],
    );
    if (!inclusiveJoinIsReady(graph, gateway, new Set([...had, ...late]), nodes, [...waiting])) return false;
    const seen = { ...this.variablesAt(scope), ...this.gatewayState(graph, gateway, scope, false) };
    let take: string[];
    try {
      take = this.takenAtReset(graph, gateway).flatMap(({ id, condition }) =>
        evaluateCondition(condition as string, seen, this.context.now) ? [id] : [],
      );
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(key, code, (error as Error).message, "leaving");
      return true;
    }
    if (late.length > 0)
      this.emit({ type: "TokensDropped", scope, flows: late.map((flow) => (graph.flows[flow] as SequenceFlow).id) });
    if (take.length > 0) this.emit({ type: "ElementCompleted", key, element: gateway.id, take });
    else this.emit({ type: "ElementTerminated", key, element: gateway.id, why: "done" });
    this.follow(scope, take);
    return true;
  }

  // -------------------------------------------------------------- loops

  private enterLoop(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const graph = this.graphOf(scope);
    const loop = node.loop as NonNullable<FlowNode["loop"]>;
    const seen = this.seen(scope, entry.snapshot);
    if (loop.type === "standard") {
      const goes =
        !loop.testBefore ||
        loop.condition === undefined ||
        evaluateCondition(loop.condition, { ...seen, loopCounter: 0 }, this.context.now);
      if (!goes || loop.maximum === 0) {
        this.passLoop(graph, node, scope, from, entry, undefined);
        return;
      }
      this.stayLoop(graph, node, scope, from, entry, {
        type: "standard",
        sequential: true,
        total: -1,
        started: 1,
        completed: 0,
      });
      return;
    }
    let items: readonly Json[] | undefined;
    let total: number;
    if (loop.collection !== undefined) {
      const value = evaluate(loop.collection, seen, this.context.now);
      if (!Array.isArray(value)) throw new ExpressionError(loop.collection, "is not a list");
      items = value as readonly Json[];
      total = items.length;
    } else {
      const value = evaluate(loop.cardinality ?? "null", seen, this.context.now);
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
        throw new ExpressionError(loop.cardinality ?? "", "is not a whole number of instances");
      total = value;
    }
    if (total > MAXIMUM_INSTANCES)
      throw new ExpressionError(
        loop.collection ?? loop.cardinality ?? "",
        `gives ${total} instances; at most ${MAXIMUM_INSTANCES} are made`,
      );
    if (total === 0) {
      const result = loop.outputCollection === undefined ? undefined : { [loop.outputCollection]: [] };
      this.passLoop(graph, node, scope, from, entry, result);
      return;
    }
    const state: Mutable<LoopState> = {
      type: "multi",
      sequential: loop.sequential,
      total,
      started: loop.sequential ? 1 : total,
      completed: 0,
    };
    if (items !== undefined) state.items = items;
    if (loop.outputCollection !== undefined) state.outputs = new Array<Json>(total).fill(null);
    this.stayLoop(graph, node, scope, from, entry, state);
  }

  /** Nothing to do: the activity is done without any instance. */
  private passLoop(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    result: Variables | undefined,
  ): void {
    if (entry.compensates !== undefined) {
      const key = entry.existing?.key ?? this.newKey();
      this.stay(node, scope, from, entry, key, []);
      this.leave(this.find(key) as Instance, result);
      return;
    }
    const take = this.choose(graph, node, () => this.seen(scope, result));
    this.pass(node, scope, from, take, entry, result);
    const around = (graph.scopes[node.scope] as Scope).node;
    if (around >= 0 && graph.nodes[around]?.adHoc !== undefined) this.afterAdHoc(scope);
  }

  private stayLoop(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    entry: Entry,
    loop: LoopState,
  ): void {
    const waits: Wait[] = [];
    this.addBoundaryWaits(waits, graph, node, scope, entry);
    const key = entry.existing?.key ?? this.newKey();
    this.stay(node, scope, from, entry, key, waits, entry.snapshot, loop);
    for (let at = 0; at < loop.started; at++) this.enterInner(node, key, loop, at);
  }

  private enterInner(node: FlowNode, body: number, state: LoopState, at: number): void {
    if (this.find(body) === undefined) return;
    const inner: Record<string, Json> = { loopCounter: at + 1 };
    const loop = node.loop;
    if (loop?.type === "multi" && loop.item !== undefined && state.items !== undefined)
      inner[loop.item] = state.items[at] ?? null;
    this.enter(node, body, NONE, { inner });
  }

  /** What an inner instance adds to the output collection; undefined: nothing is collected. */
  private outputOf(node: FlowNode, instance: Instance, variables: Variables | undefined): Json | undefined {
    const loop = node.loop;
    if (loop?.type !== "multi" || loop.outputCollection === undefined || loop.outputItem === undefined)
      return undefined;
    return evaluate(loop.outputItem, this.seen(instance.key, variables), this.context.now);
  }

  /** An inner instance is done; `seen` is what it saw and gave, `output` what it adds to the output collection. */
  private innerLeft(bodyKey: number, seen: Variables, output: Json | undefined): void {
    const body = this.find(bodyKey);
    // A completion condition may have ended the body while its last instances were being entered.
    if (body?.loop === undefined) return;
    const next: Mutable<LoopState> = { ...body.loop, completed: body.loop.completed + 1 };
    if (next.outputs !== undefined && output !== undefined)
      next.outputs = next.outputs.with(Number(seen.loopCounter) - 1, output);
    this.advanceLoop(bodyKey, next, seen);
  }

  /** One more instance is done: the loop is done too, or begins its next instance, or waits for the others. */
  private advanceLoop(bodyKey: number, state: LoopState, seen: Variables): void {
    const body = this.find(bodyKey) as Instance;
    const node = this.nodeOf(body);
    const loop = node.loop as NonNullable<FlowNode["loop"]>;
    let done: boolean;
    let thrown: readonly Trigger[] = [];
    try {
      if (loop.type === "standard") {
        const counted = { ...this.variablesAt(bodyKey), loopCounter: state.completed };
        done =
          (loop.maximum !== undefined && state.completed >= loop.maximum) ||
          (loop.condition !== undefined && !evaluateCondition(loop.condition, counted, this.context.now)) ||
          (loop.condition === undefined && loop.maximum === undefined);
      } else {
        const counted = {
          ...seen,
          numberOfInstances: state.total,
          numberOfActiveInstances: state.started - state.completed,
          numberOfCompletedInstances: state.completed,
          numberOfTerminatedInstances: 0,
        };
        done =
          state.completed >= state.total ||
          (loop.completion !== undefined && evaluateCondition(loop.completion, counted, this.context.now));
        if (loop.behavior !== "All") thrown = this.behaviorOf(loop, state, counted);
      }
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.emit({ type: "LoopAdvanced", key: bodyKey, loop: state });
      if (body.incident === undefined) this.raise(bodyKey, code, (error as Error).message, "leaving");
      return;
    }
    const again = !done && state.sequential;
    this.emit({ type: "LoopAdvanced", key: bodyKey, loop: again ? { ...state, started: state.started + 1 } : state });
    for (const trigger of thrown) this.throwAtBorder(bodyKey, trigger);
    if (this.find(bodyKey) === undefined) return;
    if (done) {
      this.terminate(bodyKey, "scope-ended", false);
      const outputs = state.outputs;
      const result =
        loop.type === "multi" && loop.outputCollection !== undefined && outputs !== undefined
          ? { [loop.outputCollection]: outputs }
          : undefined;
      this.leaveLoop(this.find(bodyKey) as Instance, result);
    } else if (again) {
      // Not at once: a long loop of work without waits would pile up calls.
      this.moves.push({ flow: undefined, scope: bodyKey });
    }
  }

  /** What a multi-instance activity throws when an instance completes (BPMN 2.0.2, table 10.29, `behavior`). */
  private behaviorOf(
    loop: Extract<NonNullable<FlowNode["loop"]>, { type: "multi" }>,
    state: LoopState,
    counted: Variables,
  ): readonly Trigger[] {
    if (loop.behavior === "One" && state.completed > 1) return [];
    return loop.behaviorEvents.flatMap(({ condition, trigger }) =>
      condition === undefined || evaluateCondition(condition, counted, this.context.now) ? [trigger] : [],
    );
  }

  /** Thrown by a multi-instance activity, to be caught by an event on its own border. */
  private throwAtBorder(bodyKey: number, trigger: Trigger): void {
    const body = this.find(bodyKey);
    if (body === undefined) return;
    const graph = this.graphOf(bodyKey);
    const node = this.nodeOf(body);
    if (trigger.type === "message" || trigger.type === "signal") {
      const { type, name } = trigger;
      const wait = body.waits?.find((each) => each.kind === type && each.name === name);
      if (wait === undefined) return;
      const received = { type: type === "message" ? "MessageReceived" : "SignalReceived" } as const;
      const about = { key: wait.key, element: wait.element, name };
      this.fire(body, wait, undefined, (keep) => ({ ...received, ...about, ...(keep ? { keep } : {}) }));
    } else if (trigger.type === "error" || trigger.type === "escalation") {
      const borders = node.boundaries.map((index) => graph.nodes[index] as FlowNode);
      const catcher = bestCatcher(borders, trigger.type, trigger.code);
      this.emitError(trigger.type === "error" ? "ErrorThrown" : "EscalationThrown", node, trigger.code, catcher?.id);
      if (catcher !== undefined) this.catchBy({ host: bodyKey, node: catcher, graph }, undefined);
    } else throw new Error(`${node.id}: an instance cannot throw a ${trigger.type}`);
  }

  /** The body itself leaves: its mappings were the inner instances', so only the flows are chosen here. */
  private leaveLoop(body: Instance, result: Variables | undefined): void {
    const graph = this.graphOf(body.key);
    const node = nodeById(graph, body.element);
    const handler = body.compensates !== undefined;
    let take: readonly string[];
    try {
      take = handler ? NONE : this.choose(graph, node, () => this.seen(body.parent, result));
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      if (body.incident === undefined) this.raise(body.key, code, (error as Error).message, "leaving");
      return;
    }
    const event: Mutable<EventOf<"ElementCompleted">> = {
      type: "ElementCompleted",
      key: body.key,
      element: node.id,
      take,
    };
    if (result !== undefined) event.variables = result;
    const compensable = handler ? undefined : this.compensable(graph, node, body.key, body);
    if (compensable !== undefined) event.compensable = compensable;
    this.emit(event);
    if (result !== undefined) this.variablesChanged = true;
    limitsOnExit(this, body.key);
    if (handler) {
      this.goOnCompensating(body.compensates as number);
      return;
    }
    this.follow(body.parent, take);
    const parent = this.find(body.parent);
    if (parent !== undefined && this.isAdHoc(parent)) this.afterAdHoc(parent.key);
  }

  // -------------------------------------------------------------- compensation and transactions

  private throwCompensation(
    graph: Graph,
    node: FlowNode,
    scope: number,
    from: readonly string[],
    take: readonly string[],
    entry: Entry,
    trigger: Extract<Trigger, { type: "compensate" }>,
  ): void {
    const target = trigger.activity === undefined ? undefined : (graph.nodes[trigger.activity] as FlowNode).id;
    const completed = (this.find(this.compensationScope(graph, scope)) as Instance).compensable ?? [];
    const chosen = compensationOrder(
      graph,
      completed.filter((each) => target === undefined || each.element === target),
    );
    if (trigger.waitForCompletion) {
      if (entry.existing !== undefined)
        this.emit({ type: "ElementTerminated", key: entry.existing.key, element: node.id, why: "done" });
      const key = this.newKey();
      this.stay(node, scope, from, PLAIN, key, [], undefined, undefined, chosen);
      this.moves.push({ flow: undefined, scope: key });
      return;
    }
    this.pass(node, scope, from, take, entry);
    if (chosen.length === 0) return;
    const key = this.newKey();
    const left = { type: "ElementEntered", key, element: node.id, scope, from: NONE, compensating: chosen } as const;
    this.emit({ ...left, detached: true });
    this.moves.push({ flow: undefined, scope: key });
  }

  /** What a compensation event may compensate stands in its own scope, or in that around the event sub-process it is in. */
  private compensationScope(graph: Graph, scope: number): number {
    const instance = this.find(scope) as Instance;
    if (instance.graph !== undefined) return scope;
    const node = graph.nodes[graph.nodeIndex[instance.element] ?? -1];
    // A compensation event sub-process was given what had completed around it: that scope is no more.
    return node?.triggeredByEvent === true && instance.compensates === undefined ? instance.parent : scope;
  }

  /** Runs the next compensation handler of a throw event, in reverse order of completion; when none is left the event goes on. */
  private goOnCompensating(key: number): void {
    const thrower = this.find(key);
    if (thrower === undefined) return;
    const [next] = thrower.compensating ?? [];
    const graph = this.graphOf(key);
    if (next === undefined) {
      this.endCompensation(graph, thrower);
      return;
    }
    this.emit({ type: "CompensationAdvanced", key });
    const scope = thrower.cancelling === true ? key : thrower.parent;
    const handler = nodeById(graph, next.handler as string);
    if (handler.triggeredByEvent) {
      this.startCompensationSubProcess(graph, handler, scope, key, next);
      return;
    }
    const entry: Mutable<Entry> = { compensates: key };
    if (next.variables !== undefined) entry.snapshot = next.variables;
    this.enter(handler, scope, NONE, entry);
  }

  private endCompensation(graph: Graph, thrower: Instance): void {
    const { key, parent: scope, element } = thrower;
    if (thrower.cancelling === true) {
      this.touched.add(key);
      return;
    }
    if (thrower.detached === true) {
      this.emit({ type: "ElementTerminated", key, element, why: "done" });
      this.touched.add(scope);
      return;
    }
    const node = nodeById(graph, element);
    const take = node.kind === "endEvent" ? NONE : this.choose(graph, node, () => this.variablesAt(scope));
    this.emit({ type: "ElementCompleted", key, element, take });
    limitsOnExit(this, key);
    this.follow(scope, take);
  }

  /** It sees the data of the sub-process as they were when that completed, and can compensate what had completed inside. */
  private startCompensationSubProcess(
    graph: Graph,
    node: FlowNode,
    scope: number,
    thrower: number,
    of: Compensable,
  ): void {
    const body = graph.scopes[node.body] as Scope;
    const variables = of.variables ?? {};
    let waits: readonly Wait[];
    try {
      waits = this.scopeWaits(graph, body, this.seen(scope, variables));
    } catch (error) {
      this.stickAt(node, scope, NONE, { compensates: thrower, snapshot: variables }, error, "entering");
      return;
    }
    const key = this.newKey();
    this.emit({
      type: "ElementEntered",
      key,
      element: node.id,
      scope,
      from: NONE,
      variables,
      compensates: thrower,
      ...(waits.length > 0 ? { waits } : {}),
      ...(of.inner === undefined ? {} : { compensable: of.inner }),
    });
    limitsOnEntry(this, node, scope, key);
    this.passTriggered(graph, graph.nodes[body.starts[0] as number] as FlowNode, key, NONE, undefined);
  }

  private cancelTransaction(scope: number, node: FlowNode): void {
    let key = scope;
    for (;;) {
      const instance = this.find(key) as Instance;
      if (instance.graph !== undefined) throw new Error(`${node.id}: no transaction around`);
      if (this.nodeOf(instance).kind === "transaction" && instance.loop === undefined) break;
      key = instance.parent;
    }
    const body = this.loopAround(key);
    const completed = [...(this.find(key)?.compensable ?? [])];
    if (body !== undefined) {
      // Of a multi-instance transaction all instances are cancelled: what the others have done is undone, too.
      const others = this.draft.instances.filter((each) => each.parent === body.key && each.key !== key);
      for (const other of others) {
        completed.unshift(...(other.compensable ?? []));
        this.terminate(other.key, "cancelled", true);
      }
      completed.unshift(...(body.compensable ?? []));
    }
    this.clearScope(key, "cancelled");
    const { element } = this.find(key) as Instance;
    const compensating = compensationOrder(this.graphOf(key), completed);
    this.emit({ type: "TransactionCancelled", key, element, compensating });
    this.moves.push({ flow: undefined, scope: key });
  }

  private loopAround(key: number): Instance | undefined {
    const instance = this.find(key) as Instance;
    const parent = this.find(instance.parent);
    return parent?.loop !== undefined && parent.element === instance.element ? parent : undefined;
  }

  private leaveThroughCancel(graph: Graph, node: FlowNode, instance: Instance): void {
    const boundary = node.boundaries
      .map((index) => graph.nodes[index] as FlowNode)
      .find((each) => each.triggers.some((trigger) => trigger.type === "cancel"));
    const whole = this.loopAround(instance.key) ?? instance;
    this.terminate(whole.key, "cancelled", true);
    if (boundary !== undefined) this.passTriggered(graph, boundary, whole.parent, NONE, undefined);
  }

  // -------------------------------------------------------------- ad-hoc sub-processes

  private isAdHoc(instance: Instance): boolean {
    if (instance.graph !== undefined || instance.loop !== undefined) return false;
    const graph = this.graphOf(instance.key);
    return graph.nodes[graph.nodeIndex[instance.element] ?? -1]?.kind === "adHocSubProcess";
  }

  /** Intermediate events that no flow leads to wait as long as the ad-hoc sub-process lives. */
  private addAdHocWaits(waits: Wait[], graph: Graph, body: Scope, variables: Variables): void {
    for (const index of body.nodes) {
      const node = graph.nodes[index] as FlowNode;
      if (node.kind === "intermediateCatchEvent" && node.incoming.length === 0)
        this.addTriggerWaits(waits, node, variables);
    }
  }

  /**
   * All activities without incoming flow are enabled. Nobody selects here, so all of them begin: side by side, or with sequential
   * ordering one after the other as the file has them (BPMN 2.0.2, 13.3.5).
   */
  private offer(graph: Graph, body: Scope, key: number): void {
    const elements = body.starts.map((index) => (graph.nodes[index] as FlowNode).id);
    if (elements.length > 0) this.emit({ type: "ActivitiesOffered", key, elements });
    this.touched.add(key);
    this.beginOffered(graph, key);
  }

  private beginOffered(graph: Graph, key: number): void {
    for (;;) {
      const instance = this.find(key);
      const next = instance?.offered?.[0];
      if (instance === undefined || next === undefined || this.isTakenUp(graph, instance)) return;
      this.enter(nodeById(graph, next), key, NONE, PLAIN);
    }
  }

  /** With sequential ordering only one activity is performed at a time. */
  private isTakenUp(graph: Graph, instance: Instance): boolean {
    if (nodeById(graph, instance.element).adHoc?.ordering !== "Sequential") return false;
    return instance.tokens !== undefined || instance.live !== undefined;
  }

  /** A token before an activity of a sequential ad-hoc sub-process in which another activity is under way. */
  private mustWaitItsTurn(graph: Graph, node: FlowNode, scope: Instance): boolean {
    const around = graph.nodes[(graph.scopes[node.scope] as Scope).node];
    return (
      around?.adHoc?.ordering === "Sequential" &&
      scope.live !== undefined &&
      !node.kind.endsWith("Gateway") &&
      !node.kind.endsWith("Event")
    );
  }

  /** After each activity inside: the completion condition decides whether the rest is still needed (BPMN 2.0.2, 13.3.5). */
  private afterAdHoc(key: number): void {
    const instance = this.find(key);
    if (instance === undefined) return;
    const graph = this.graphOf(key);
    const node = nodeById(graph, instance.element);
    const done = this.isAdHocDone(node, instance);
    if (done === undefined) return;
    this.touched.add(key);
    if (!done) {
      if (node.adHoc?.ordering === "Sequential")
        for (const id of instance.tokens ?? NONE) this.moves.push({ flow: flowById(graph, id), scope: key });
      return;
    }
    if (instance.offered !== undefined) this.emit({ type: "ActivitiesOffered", key, elements: [] });
    if (node.adHoc?.cancelRemaining === true) this.clearScope(key, "scope-ended");
    else if (instance.tokens !== undefined) this.emit({ type: "TokensDropped", scope: key, flows: instance.tokens });
  }

  /** Without a completion condition, never before all is done. Undefined: it could not be said, and the incident is raised. */
  private isAdHocDone(node: FlowNode, instance: Instance): boolean | undefined {
    if (node.adHoc?.completion === undefined) return false;
    try {
      return evaluateCondition(node.adHoc.completion, this.variablesAt(instance.key), this.context.now);
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      if (instance.incident === undefined) this.raise(instance.key, code, (error as Error).message, "leaving");
      return undefined;
    }
  }

  /** Nothing runs in an ad-hoc sub-process: the next activity begins, or all are enabled again until the condition is true. */
  private offersMore(graph: Graph, node: FlowNode, instance: Instance): boolean {
    if (instance.offered !== undefined) {
      if (!this.isTooFar(node.id)) this.beginOffered(graph, instance.key);
      return true;
    }
    if (node.adHoc?.completion === undefined) return false;
    const done = this.isAdHocDone(node, instance);
    if (done !== false) return done === undefined;
    const body = graph.scopes[node.body] as Scope;
    // With nothing but events inside, it is they that it waits for.
    if (body.starts.length > 0 && !this.isTooFar(node.id)) this.offer(graph, body, instance.key);
    return true;
  }
}

interface Catcher {
  readonly host: number;
  readonly node: FlowNode;
  readonly graph: Graph;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An element cannot be entered or left for a reason that is an incident, not a fault of ours. */
class CannotEnter extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "CannotEnter";
    this.code = code;
  }
}

function incidentCode(error: unknown): ErrorCode | undefined {
  if (error instanceof ExpressionError) return "EXPRESSION_FAILED";
  if (error instanceof TimerError) return "TIMER_INVALID";
  if (error instanceof CannotEnter) return error.code;
  return undefined;
}

function nodeById(graph: Graph, id: string): FlowNode {
  const node = graph.nodes[graph.nodeIndex[id] ?? -1];
  if (node === undefined) throw new Error(`No element ${id} in ${graph.id}`);
  return node;
}

function flowById(graph: Graph, id: string): SequenceFlow {
  const flow = graph.flows[graph.flowIndex[id] ?? -1];
  if (flow === undefined) throw new Error(`No sequence flow ${id} in ${graph.id}`);
  return flow;
}

/** The name of the handler that an element calls; empty: the work is done by hand. */
export const handlerOf = (node: FlowNode): string => node.call?.handler ?? (node.decision === undefined ? "" : "dmn");

/** Whether a process can begin without a trigger: what calls it, or starts it by hand, needs that. */
export function hasPlainStart(graph: Graph, scope: Scope): boolean {
  return scope.starts.some((index) => {
    const node = graph.nodes[index] as FlowNode;
    return node.kind !== "startEvent" || node.triggers.length === 0;
  });
}

/** The event sub-process that compensates a sub-process from inside (BPMN 2.0.2, 10.7.1). */
function compensationSubProcess(graph: Graph, node: FlowNode): FlowNode | undefined {
  for (const index of (graph.scopes[node.body] as Scope).eventSubProcesses) {
    const handler = graph.nodes[index] as FlowNode;
    const [start] = (graph.scopes[handler.body] as Scope).starts;
    if (start !== undefined && graph.nodes[start]?.triggers[0]?.type === "compensate") return handler;
  }
  return undefined;
}

export function scopeOfProcess(graph: Graph, process: string): Scope {
  const found = graph.processes.find((each) => each.id === process);
  if (found === undefined) throw new Error(`No process ${process} in ${graph.id}`);
  return graph.scopes[found.scope] as Scope;
}

/** Triggers that something waits for; errors, escalations, compensation and cancel are looked for when they are thrown. */
export function waitsFor(trigger: Trigger): boolean {
  return (
    trigger.type === "message" ||
    trigger.type === "signal" ||
    trigger.type === "timer" ||
    trigger.type === "conditional"
  );
}

function sends(node: FlowNode): boolean {
  return (
    (node.kind === "intermediateThrowEvent" || node.kind === "endEvent") &&
    node.triggers.some((trigger) => trigger.type === "message" || trigger.type === "signal")
  );
}

/** A catcher of the very code before one of any code. */
function bestCatcher(
  nodes: readonly FlowNode[],
  type: "error" | "escalation",
  code: string | undefined,
): FlowNode | undefined {
  let any: FlowNode | undefined;
  for (const node of nodes) {
    for (const trigger of node.triggers) {
      if (trigger.type !== type) continue;
      if (trigger.code === undefined) any ??= node;
      else if (trigger.code === code) return node;
    }
  }
  return any;
}

function mappedOnly(node: FlowNode, seen: Variables, now: string): Variables | undefined {
  if (node.inputMappings.length === 0) return undefined;
  const payload: Record<string, Json> = {};
  for (const mapping of node.inputMappings)
    if (isThere(mapping, seen)) payload[mapping.target] = evaluate(mapping.feel, seen, now);
  return payload;
}

const isThere = (mapping: Mapping, seen: Variables): boolean =>
  mapping.drawn !== true || Object.hasOwn(seen, mapping.feel);

function isContext(value: Json | undefined): value is Variables {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
