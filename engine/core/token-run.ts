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
import type { CalledProcess, DecisionContext } from "./decision.ts";
import type { CaseEvent, Compensable, EventOf, Incident, Json, LoopState, Variables, Wait } from "./events.ts";
import { apply, type Draft, findInstance, indexOfInstance } from "./evolve.ts";
import { evaluate, evaluateCondition, ExpressionError } from "./feel.ts";
import { inclusiveJoinIsReady } from "./gateway-paths.ts";
import { limitsOnEntry, limitsOnExit } from "./limits.ts";
import type { Instance } from "./state.ts";
import { planTimer, TimerError } from "./timers.ts";

/** Steps without a wait after which a run stops with the incident `TOO_MANY_STEPS`. */
export const MAXIMUM_STEPS = 10_000;

/** What is special about an entry, beside the flow that leads there. */
interface Entry {
  /** A second try after an incident: the instance is there already. */
  readonly existing?: Instance;
  /** An inner instance of a loop: its own variables. */
  readonly inner?: Variables;
  /** The key of the throw event that a compensation handler works for. */
  readonly compensates?: number;
}

const PLAIN: Entry = {};
const NONE: readonly string[] = [];

export class TokenRun {
  readonly events: CaseEvent[] = [];
  readonly draft: Draft;
  readonly context: DecisionContext;
  private nextKey: number;
  private readonly moves: { flow: SequenceFlow; scope: number }[] = [];
  private head = 0;
  private steps = 0;
  /** Scopes in which something ended: they may be finished now. */
  private readonly touched = new Set<number>();
  private variablesChanged = false;

  constructor(draft: Draft, context: DecisionContext) {
    this.draft = draft;
    this.context = context;
    this.nextKey = draft.nextKey;
  }

  // -------------------------------------------------------------- what commands call

  emit(event: CaseEvent): void {
    this.events.push(event);
    apply(this.draft, event);
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
    return layers.length === 1 ? (layers[0] as Variables) : Object.assign({}, ...layers.reverse());
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
  begin(graph: Graph, scope: Scope, key: number, startEvent?: string): void {
    if (startEvent !== undefined) {
      this.beginAt(graph, nodeById(graph, startEvent), key);
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

  private beginAt(graph: Graph, node: FlowNode, key: number): void {
    if (node.kind === "eventBasedGateway" || node.kind === "receiveTask") {
      // An instantiating receive task or gateway: its message is what started the process.
      this.pass(node, key, NONE, this.allFlows(graph, node), PLAIN);
      return;
    }
    const source = node.incoming[0] === undefined ? undefined : graph.flows[node.incoming[0]];
    const gateway = source === undefined ? undefined : (graph.nodes[source.source] as FlowNode);
    if (gateway?.kind === "eventBasedGateway" && gateway.instantiate) {
      this.pass(gateway, key, NONE, [(source as SequenceFlow).id], PLAIN, undefined, false);
      this.pass(node, key, [(source as SequenceFlow).id], this.allFlows(graph, node), PLAIN);
      return;
    }
    this.enter(node, key, NONE, PLAIN);
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
        const move = this.moves[this.head++] as { flow: SequenceFlow; scope: number };
        if (++this.steps > MAXIMUM_STEPS) {
          this.raise(
            1,
            "TOO_MANY_STEPS",
            `more than ${MAXIMUM_STEPS} steps without a wait, last at ${move.flow.id}`,
            "working",
          );
          return;
        }
        this.arrive(move.flow, move.scope);
      }
      this.moves.length = 0;
      this.head = 0;
      if (this.draft.status !== "active" && this.draft.status !== "suspended") return;
      if (this.goOnFromJoins()) continue;
      if (this.variablesChanged && this.lookAtConditions()) continue;
      if (this.touched.size > 0 && this.finishScopes()) continue;
      return;
    }
  }

  /** Every token that stands on a flow tries to move again (after a run that was stopped). */
  resumeTokens(): void {
    for (const instance of this.draft.instances.slice()) {
      for (const id of new Set(instance.tokens)) {
        const graph = this.graphOf(instance.key);
        this.moves.push({ flow: flowById(graph, id), scope: instance.key });
      }
      this.touched.add(instance.key);
    }
  }

  // -------------------------------------------------------------- arriving and entering

  private arrive(flow: SequenceFlow, scope: number): void {
    const instance = this.find(scope);
    // The scope may have been interrupted, or the token taken along by a join, while the move waited.
    if (instance?.tokens === undefined || !instance.tokens.includes(flow.id)) return;
    const graph = this.graphOf(scope);
    const node = graph.nodes[flow.target] as FlowNode;
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
    this.enter(node, scope, [flow.id], PLAIN);
  }

  private enter(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    try {
      if (node.loop !== undefined && entry.inner === undefined) this.enterLoop(node, scope, from, entry);
      else this.enterPlain(node, scope, from, entry);
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      let key = entry.existing?.key;
      if (key === undefined) {
        key = this.newKey();
        const event: Mutable<EventOf<"ElementEntered">> = {
          type: "ElementEntered",
          key,
          element: node.id,
          scope,
          from,
        };
        if (entry.inner !== undefined) event.variables = entry.inner;
        if (entry.compensates !== undefined) event.compensates = entry.compensates;
        this.emit(event);
      }
      this.raise(key, code, (error as Error).message, "entering");
    }
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
      case "exclusiveGateway":
      case "inclusiveGateway":
      case "complexGateway":
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
    const local = this.localVariables(node, scope, entry);
    const seen = this.seen(scope, local);
    const variables: Record<string, Json> = called.propagateAll ? { ...seen } : { ...local };
    for (const mapping of called.inputs) variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    const body = target.scopes[process.scope] as Scope;
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
    const input: Record<string, Json> = {};
    for (const each of node.call?.inputs ?? []) {
      input[each.name] =
        each.feel === undefined
          ? (each.literal ?? "")
          : evaluate(each.feel, this.seen(scope, variables), this.context.now);
    }
    const key = entry.existing?.key ?? this.newKey();
    const handler = node.call?.handler ?? (node.decision === undefined ? "" : "dmn");
    const waits: Wait[] = [{ kind: "job", key, element: node.id, handler, input }];
    this.addBoundaryWaits(waits, graph, node, scope, entry);
    this.stay(node, scope, from, entry, key, waits, variables);
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
      const key = entry.existing?.key ?? this.newKey();
      this.stay(node, scope, from, entry, key, [], entry.inner);
      this.leave(this.find(key) as Instance, result);
      return;
    }
    const local = this.localVariables(node, scope, entry);
    const variables = this.mapOutputs(node, this.seen(scope, { ...local, ...result }), result);
    const take = this.choose(graph, node, () => this.seen(scope, variables));
    if (node.compensationHandler < 0) {
      this.pass(node, scope, from, take, entry, variables);
      return;
    }
    const key = entry.existing?.key ?? this.newKey();
    if (entry.existing === undefined) this.stay(node, scope, from, entry, key, []);
    this.leave(this.find(key) as Instance, result);
  }

  private follow(scope: number, take: readonly string[]): void {
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
    try {
      if (node.kind === "sendTask") sent = this.messagesOf(node, { ...this.variablesAt(instance.key), ...result });
      variables = this.leavingVariables(node, instance, result);
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
    if (!inner && !handler) {
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
    else if (inner) this.innerLeft(parent.key, loopEnv as Variables);
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
    const variables: Record<string, Json> = {};
    for (const mapping of node.outputMappings)
      variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
    return variables;
  }

  private compensable(
    graph: Graph,
    node: FlowNode,
    key: number,
    instance: Instance | undefined,
  ): Compensable | undefined {
    const handler = node.compensationHandler < 0 ? undefined : (graph.nodes[node.compensationHandler] as FlowNode).id;
    const inner = instance?.compensable;
    if (handler === undefined && inner === undefined) return undefined;
    const compensable: Mutable<Compensable> = { element: node.id, key };
    if (handler !== undefined) compensable.handler = handler;
    else if (inner !== undefined) compensable.inner = inner;
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
    if (node.inputMappings.length === 0) return entry.inner;
    const seen = this.seen(scope, entry.inner);
    const variables: Record<string, Json> = { ...entry.inner };
    for (const mapping of node.inputMappings)
      variables[mapping.target] = evaluate(mapping.feel, seen, this.context.now);
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

  private triggerWait(trigger: Trigger, node: FlowNode, variables: Variables, key: number): Wait {
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
      const flow = host.outgoing.find((index) => (graph.flows[index] as SequenceFlow).target === node.index) as number;
      const id = (graph.flows[flow] as SequenceFlow).id;
      this.emit(received(false));
      this.emit({ type: "ElementCompleted", key: instance.key, element: host.id, take: [id] });
      limitsOnExit(this, instance.key);
      this.passTriggered(graph, node, instance.parent, [id], variables);
      return;
    }
    const interrupting = node.interrupting;
    this.emit(received(!interrupting));
    if (node.kind === "boundaryEvent") {
      if (interrupting) this.terminate(instance.key, "interrupted", true);
      this.passTriggered(graph, node, instance.parent, NONE, variables);
      return;
    }
    this.startEventSubProcess(graph, instance.key, node, variables);
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
      const key = this.newKey();
      this.emit({ type: "ElementEntered", key, element: node.id, scope, from });
      this.setVariables(scope, result);
      this.raise(key, code, (error as Error).message, "leaving");
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
    const key = this.newKey();
    const own = variables ?? {};
    const waits = this.scopeWaits(graph, body, this.seen(scope, own));
    this.stay(node, scope, NONE, PLAIN, key, waits, own);
    this.passTriggered(graph, start, key, NONE, undefined);
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
    const special = node.triggers.find((each) => each.type !== "message" && each.type !== "signal");
    switch (special?.type) {
      case undefined:
        for (const message of messages) this.emit(message);
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
      case "escalation": {
        this.pass(node, scope, from, take, entry, undefined, true);
        this.throwEscalation(scope, node, special.code);
        return;
      }
      case "compensate":
        this.throwCompensation(graph, node, scope, from, entry, special);
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

  private throwEscalation(scope: number, node: FlowNode, code: string | undefined): void {
    const catcher = this.findCatcher(scope, "escalation", code);
    this.emitError("EscalationThrown", node, code, catcher?.node.id);
    if (catcher !== undefined) this.catchBy(catcher, undefined);
  }

  private findErrorCatcher(from: number, code: string | undefined): Catcher | undefined {
    return this.findCatcher(from, "error", code);
  }

  /** From the inside outwards: the event sub-processes of each scope, then the boundary events of its activity (BPMN 2.0.2, 10.5.6). */
  private findCatcher(from: number, type: "error" | "escalation", code: string | undefined): Catcher | undefined {
    let instance = this.find(from) as Instance | undefined;
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
      if (body !== undefined && instance.loop === undefined) {
        const starts = body.eventSubProcesses.flatMap((index) =>
          (graph.scopes[(graph.nodes[index] as FlowNode).body] as Scope).starts.map(
            (start) => graph.nodes[start] as FlowNode,
          ),
        );
        const start = bestCatcher(starts, type, code);
        if (start !== undefined) return { host: instance.key, node: start, graph };
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
      instance = parent;
    }
    return undefined;
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
    if (instance.live !== undefined || instance.tokens !== undefined || instance.incident !== undefined) return;
    if (instance.loop !== undefined) return;
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
      this.touched.add(instance.parent);
      return;
    }
    this.leave(instance);
  }

  private finishCalled(instance: Instance): void {
    const call = this.find(instance.parent) as Instance;
    const graph = this.graphOf(call.key);
    const node = nodeById(graph, call.element);
    const called = node.calledProcess as NonNullable<FlowNode["calledProcess"]>;
    const inner = instance.variables ?? {};
    let result: Variables;
    try {
      const mapped: Record<string, Json> = called.propagateAll && called.outputs.length === 0 ? { ...inner } : {};
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
    if (instance.compensates !== undefined) entry.compensates = instance.compensates;
    this.enter(this.nodeOf(instance), instance.parent, NONE, entry);
  }

  raise(key: number, code: ErrorCode, message: string, at: Incident["at"]): void {
    const { element } = this.find(key) as Instance;
    this.emit({ type: "IncidentRaised", key, element, code, message, at });
  }

  // -------------------------------------------------------------- joins

  /** Tokens that still stand when nothing moves wait at joins; the first join that may go on does. */
  private goOnFromJoins(): boolean {
    for (const instance of this.draft.instances) {
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
    for (const instance of this.draft.instances)
      if (instance.parent === scope) nodes.push(graph.nodeIndex[instance.element] ?? -1);
    const others = [...waiting].filter((flow) => !filled.has(flow));
    if (gateway.activationCondition !== undefined) {
      const tokens = (this.find(scope) as Instance).tokens ?? [];
      const arrived = tokens.filter((id) => flowById(graph, id).target === gateway.index).length;
      const seen = { ...this.variablesAt(scope), activationCount: arrived };
      let ready: boolean;
      try {
        ready = evaluateCondition(gateway.activationCondition, seen, this.context.now);
      } catch (error) {
        const code = incidentCode(error);
        if (code === undefined) throw error;
        const key = this.newKey();
        this.emit({ type: "ElementEntered", key, element: gateway.id, scope, from });
        this.raise(key, code, (error as Error).message, "entering");
        return true;
      }
      if (!ready) return false;
    } else if (!inclusiveJoinIsReady(graph, gateway, filled, nodes, others)) return false;
    this.enter(gateway, scope, from, PLAIN);
    return true;
  }

  // -------------------------------------------------------------- loops

  private enterLoop(node: FlowNode, scope: number, from: readonly string[], entry: Entry): void {
    const graph = this.graphOf(scope);
    const loop = node.loop as NonNullable<FlowNode["loop"]>;
    const seen = this.variablesAt(scope);
    if (loop.type === "standard") {
      const goes =
        !loop.testBefore ||
        loop.condition === undefined ||
        evaluateCondition(loop.condition, { ...seen, loopCounter: 0 }, this.context.now);
      if (!goes || loop.maximum === 0) {
        this.pass(
          node,
          scope,
          from,
          this.choose(graph, node, () => seen),
          entry,
        );
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
    if (total === 0) {
      const result = loop.outputCollection === undefined ? undefined : { [loop.outputCollection]: [] };
      this.pass(
        node,
        scope,
        from,
        this.choose(graph, node, () => this.seen(scope, result)),
        entry,
        result,
      );
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
    this.stay(node, scope, from, entry, key, waits, undefined, loop);
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

  /** An inner instance is done; `seen` is what it saw and gave. */
  private innerLeft(bodyKey: number, seen: Variables): void {
    const body = this.find(bodyKey);
    // A completion condition may have ended the body while its last instances were being entered.
    if (body?.loop === undefined) return;
    const node = this.nodeOf(body);
    const loop = node.loop as NonNullable<FlowNode["loop"]>;
    const before = body.loop;
    const next: Mutable<LoopState> = { ...before, completed: before.completed + 1 };
    try {
      let done: boolean;
      if (loop.type === "standard") {
        const counted = { ...this.variablesAt(body.parent), loopCounter: next.completed };
        done =
          (loop.maximum !== undefined && next.completed >= loop.maximum) ||
          (loop.condition !== undefined && !evaluateCondition(loop.condition, counted, this.context.now)) ||
          (loop.condition === undefined && loop.maximum === undefined);
      } else {
        if (next.outputs !== undefined && loop.outputItem !== undefined) {
          const outputs = next.outputs.slice();
          outputs[Number(seen.loopCounter) - 1] = evaluate(loop.outputItem, seen, this.context.now);
          next.outputs = outputs;
        }
        done = next.completed >= next.total;
        if (!done && loop.completion !== undefined)
          done = evaluateCondition(
            loop.completion,
            {
              ...seen,
              numberOfInstances: next.total,
              numberOfActiveInstances: next.started - next.completed,
              numberOfCompletedInstances: next.completed,
              numberOfTerminatedInstances: 0,
            },
            this.context.now,
          );
      }
      if (!done && next.sequential) next.started += 1;
      this.emit({ type: "LoopAdvanced", key: bodyKey, loop: next });
      if (done) {
        this.terminate(bodyKey, "scope-ended", false);
        const result =
          loop.type === "multi" && loop.outputCollection !== undefined && next.outputs !== undefined
            ? { [loop.outputCollection]: next.outputs }
            : undefined;
        this.leaveLoop(this.find(bodyKey) as Instance, result);
      } else if (next.sequential) this.enterInner(node, bodyKey, next, next.started - 1);
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(bodyKey, code, (error as Error).message, "leaving");
    }
  }

  /** The body itself leaves: its mappings were the inner instances', so only the flows are chosen here. */
  private leaveLoop(body: Instance, result: Variables | undefined): void {
    const graph = this.graphOf(body.key);
    const node = nodeById(graph, body.element);
    const take = this.choose(graph, node, () => this.seen(body.parent, result));
    const event: Mutable<EventOf<"ElementCompleted">> = {
      type: "ElementCompleted",
      key: body.key,
      element: node.id,
      take,
    };
    if (result !== undefined) event.variables = result;
    const compensable = this.compensable(graph, node, body.key, body);
    if (compensable !== undefined) event.compensable = compensable;
    this.emit(event);
    if (result !== undefined) this.variablesChanged = true;
    limitsOnExit(this, body.key);
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
    entry: Entry,
    trigger: Extract<Trigger, { type: "compensate" }>,
  ): void {
    const target = trigger.activity === undefined ? undefined : (graph.nodes[trigger.activity] as FlowNode).id;
    // An event sub-process for compensation throws for the scope around it.
    const home = this.compensationScope(graph, scope);
    const completed = (this.find(home) as Instance).compensable ?? [];
    const chosen = completed.filter((each) => target === undefined || each.element === target).reverse();
    if (entry.existing !== undefined)
      this.emit({ type: "ElementCompleted", key: entry.existing.key, element: node.id, take: NONE });
    const key = this.newKey();
    this.stay(node, scope, from, PLAIN, key, [], undefined, undefined, flatten(chosen));
    this.goOnCompensating(key);
  }

  private compensationScope(graph: Graph, scope: number): number {
    const instance = this.find(scope) as Instance;
    if (instance.graph !== undefined) return scope;
    const node = graph.nodes[graph.nodeIndex[instance.element] ?? -1];
    return node?.triggeredByEvent === true ? instance.parent : scope;
  }

  /** Runs the next compensation handler of a throw event, in reverse order of completion; when none is left the event goes on. */
  private goOnCompensating(key: number): void {
    const thrower = this.find(key);
    if (thrower === undefined) return;
    const [next] = thrower.compensating ?? [];
    const graph = this.graphOf(key);
    if (next === undefined) {
      if (thrower.cancelling === true) {
        this.touched.add(key);
        return;
      }
      const node = nodeById(graph, thrower.element);
      const take = node.kind === "endEvent" ? NONE : this.choose(graph, node, () => this.variablesAt(thrower.parent));
      this.emit({ type: "ElementCompleted", key, element: node.id, take });
      limitsOnExit(this, key);
      this.follow(thrower.parent, take);
      return;
    }
    this.emit({ type: "CompensationAdvanced", key });
    const scope = thrower.cancelling === true ? key : thrower.parent;
    const handler = nodeById(graph, next.handler as string);
    const entry: Mutable<Entry> = { compensates: key };
    if (next.variables !== undefined) entry.inner = next.variables;
    this.enter(handler, scope, NONE, entry);
  }

  private cancelTransaction(scope: number, node: FlowNode): void {
    let key = scope;
    for (;;) {
      const instance = this.find(key) as Instance;
      if (instance.graph !== undefined) throw new Error(`${node.id}: no transaction around`);
      if (this.nodeOf(instance).kind === "transaction" && instance.loop === undefined) break;
      key = instance.parent;
    }
    this.clearScope(key, "cancelled");
    const transaction = this.find(key) as Instance;
    const compensating = flatten((transaction.compensable ?? []).slice().reverse());
    this.emit({ type: "TransactionCancelled", key, element: transaction.element, compensating });
    this.goOnCompensating(key);
  }

  private leaveThroughCancel(graph: Graph, node: FlowNode, instance: Instance): void {
    const boundary = node.boundaries
      .map((index) => graph.nodes[index] as FlowNode)
      .find((each) => each.triggers.some((trigger) => trigger.type === "cancel"));
    this.terminate(instance.key, "cancelled", true);
    if (boundary !== undefined) this.passTriggered(graph, boundary, instance.parent, NONE, undefined);
  }

  // -------------------------------------------------------------- ad-hoc sub-processes

  private isAdHoc(instance: Instance): boolean {
    if (instance.graph !== undefined || instance.loop !== undefined) return false;
    const graph = this.graphOf(instance.key);
    return graph.nodes[graph.nodeIndex[instance.element] ?? -1]?.kind === "adHocSubProcess";
  }

  /** After each activity inside: the completion condition decides whether the rest is still needed (BPMN 2.0.2, 13.3.5). */
  private afterAdHoc(key: number): void {
    const instance = this.find(key);
    if (instance === undefined) return;
    const node = this.nodeOf(instance);
    if (node.adHoc?.completion === undefined) return;
    try {
      if (!evaluateCondition(node.adHoc.completion, this.variablesAt(key), this.context.now)) return;
    } catch (error) {
      const code = incidentCode(error);
      if (code === undefined) throw error;
      this.raise(key, code, (error as Error).message, "working");
      return;
    }
    if (node.adHoc.cancelRemaining) this.clearScope(key, "scope-ended");
    this.touched.add(key);
  }
}

interface Catcher {
  readonly host: number;
  readonly node: FlowNode;
  readonly graph: Graph;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An element cannot be entered or left for a reason that is an incident, not a fault of ours. */
export class CannotEnter extends Error {
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

export function nodeById(graph: Graph, id: string): FlowNode {
  const node = graph.nodes[graph.nodeIndex[id] ?? -1];
  if (node === undefined) throw new Error(`No element ${id} in ${graph.id}`);
  return node;
}

function flowById(graph: Graph, id: string): SequenceFlow {
  const flow = graph.flows[graph.flowIndex[id] ?? -1];
  if (flow === undefined) throw new Error(`No sequence flow ${id} in ${graph.id}`);
  return flow;
}

export function scopeOfProcess(graph: Graph, process: string): Scope {
  const found = graph.processes.find((each) => each.id === process);
  if (found === undefined) throw new Error(`No process ${process} in ${graph.id}`);
  return graph.scopes[found.scope] as Scope;
}

/** Triggers that something waits for; errors, escalations, compensation and cancel are looked for when they are thrown. */
function waitsFor(trigger: Trigger): boolean {
  return (
    trigger.type === "message" ||
    trigger.type === "signal" ||
    trigger.type === "timer" ||
    trigger.type === "conditional"
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

function flatten(compensables: readonly Compensable[]): Compensable[] {
  return compensables.flatMap((each) =>
    each.handler === undefined
      ? flatten(
          (each.inner ?? [])
            .map((inside) => ({ ...inside, variables: { ...each.variables, ...inside.variables } }))
            .reverse(),
        )
      : [each],
  );
}

function mappedOnly(node: FlowNode, seen: Variables, now: string): Variables | undefined {
  if (node.inputMappings.length === 0) return undefined;
  const payload: Record<string, Json> = {};
  for (const mapping of node.inputMappings) payload[mapping.target] = evaluate(mapping.feel, seen, now);
  return payload;
}

function isContext(value: Json | undefined): value is Variables {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
