/**
 * One instance of one process, run by bpmn-engine: what completed, what waits, how it ended. The instance never waits for the wall clock:
 * whatever waits is put on a list, and the world (`referee-world.ts`) completes it.
 */
import { Engine } from "bpmn-engine";
import type { BpmnEngineOptions } from "bpmn-engine";
import type { Json, Variables } from "../../core/events.ts";
import { evaluate, ExpressionError } from "../../core/feel.ts";
import { planTimer, type TimerPlan } from "../../core/timers.ts";
import type { FlowNode, Trigger } from "../../model/graph.ts";
import type { Calendar } from "../../terms/calendar.ts";
import { FEEL_MARK, isCallId, type RefereeDiagram } from "./referee-diagram.ts";
import { type Content, isIteration, type RefereeContext, RefereeVariables } from "./referee-variables.ts";

/** Something that waits, at the element named. `complete` lets it go on; a job or a task can be made to `fail` with a BPMN error. */
export interface RefereeWait {
  readonly kind: "task" | "job" | "message" | "signal" | "timer" | "condition";
  readonly instance: RefereeInstance;
  readonly element: string;
  /** Of messages and signals; of jobs the handler. */
  readonly name: string;
  /** Of messages: the value of the correlation key. */
  readonly correlation?: Json;
  /** Of timers: a UTC instant. */
  readonly dueAt?: string;
  readonly node: FlowNode | undefined;
  readonly activity: object;
  readonly executionId: string;
  /** What an expression at the element sees. */
  seen(): Variables;
  complete(variables: Variables): void;
  fail(code: string): void;
}

export interface Sent {
  readonly kind: "message" | "signal";
  readonly name: string;
  /** Id of the message or signal, by which bpmn-engine knows it. */
  readonly id: string | undefined;
  readonly element: string;
  readonly payload: Variables;
  readonly correlation?: Json;
  readonly from: RefereeInstance;
}

export interface InstanceOptions {
  readonly name: string;
  readonly process: string;
  readonly diagram: RefereeDiagram;
  readonly variables: Variables;
  readonly calendar: Calendar;
  readonly now: () => string;
  /** By an id of the referee's diagram. */
  readonly node: (id: string) => FlowNode | undefined;
  /** All waits of the world, the oldest first. */
  readonly waits: RefereeWait[];
  readonly outbox: Sent[];
}

export class RefereeInstance {
  readonly name: string;
  readonly process: string;
  /** Flow nodes in the order of their completion; a turn of a loop counts, the loop around it does not. */
  readonly completed: string[] = [];
  state: "active" | "completed" | "terminated" | "incident" = "active";
  /** What bpmn-engine says of its failure. */
  failure: string | undefined;
  /** How often each message or signal (by id) was caught in this instance itself, since the list was cleared. */
  readonly consumed = new Map<string, number>();
  private readonly options: InstanceOptions;
  private readonly variables: RefereeVariables;
  /** Turns that completed, by the execution id of the loop. */
  private readonly turns = new Map<string, number>();
  private dueAt: TimerPlan | undefined;

  constructor(options: InstanceOptions) {
    this.options = options;
    this.name = options.name;
    this.process = options.process;
    this.variables = new RefereeVariables({ start: options.variables, now: options.now, node: options.node });
  }

  async run(): Promise<void> {
    const quiet = (): void => undefined;
    const engine = new Engine({
      name: this.process,
      moddleContext: this.options.diagram,
      Logger: () => ({ debug: quiet, error: quiet, warn: quiet }),
      // Turns of a parallel loop begin together, not in batches of 50.
      settings: { disableTrackState: true, batchSize: 1000 },
      expressions: {
        resolveExpression: (text: unknown, from: { environment: object; content?: Content }) =>
          this.resolve(text, from),
      },
      scripts: {
        register: quiet,
        getScript: (_language: string, { id }: { id: string }) => this.scriptOf(id),
      },
      timers: this.timers(),
      extensions: {
        referee: (activity: Activity, context: RefereeContext) => this.meet(activity, context),
      },
    } as unknown as BpmnEngineOptions);
    const [definition] = (await engine.getDefinitions()) as unknown as readonly [Definition];
    definition.broker.subscribeTmp("event", "#", (key, message) => this.follow(key, message), {
      noAck: true,
      consumerTag: "_referee",
    });
    this.push(() => definition.run());
  }

  /** Nothing may escape: what bpmn-engine throws is how this instance ended. */
  push(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.state = "incident";
    this.failure ??= error instanceof Error ? error.message : String(error);
    this.dropWaits(() => true);
  }

  private follow(key: string, { content }: Message): void {
    switch (key) {
      case "definition.error":
        this.fail(content.error);
        return;
      case "definition.leave":
        if (this.state === "active") this.state = "completed";
        this.dropWaits(() => true);
        return;
      case "process.terminate":
        // A terminate end inside a sub-process ends only that (BPMN 2.0.2, 13.5.6).
        if (content.parent?.id === this.process) this.state = "terminated";
    }
  }

  // -------------------------------------------------------------- activities

  private meet(activity: Activity, context: RefereeContext): undefined {
    if (activity.type === "bpmn:Process" || activity.broker === undefined) return undefined;
    this.variables.meet(activity, context);
    const id = activity.id;
    const node = this.options.node(id);
    if (node === undefined) return undefined;
    const options = { noAck: true, priority: 1000, consumerTag: "_referee" };
    activity.broker.subscribeTmp(
      "event",
      "activity.#",
      (key, message) => {
        if (message.content.id === id) this.note(key, message.content, activity, context, node);
      },
      options,
    );
    if (node.loop !== undefined)
      activity.broker.subscribeTmp(
        "execution",
        "execute.completed",
        (_, { content }) => {
          if (content.id !== id || !isIteration(content)) return;
          const loop = loopOf(content);
          this.turns.set(loop, (this.turns.get(loop) ?? 0) + 1);
          this.dropWaits((wait) => wait.activity === activity && wait.executionId === content.executionId);
          this.completed.push(node.id);
        },
        { ...options, consumerTag: "_referee-turns" },
      );
    if (SERVICES.has(activity.type)) activity.behaviour.Service = this.serviceOf(activity, context, node);
    let at = 0;
    for (const definition of activity.eventDefinitions ?? []) {
      const trigger = node.triggers[at++];
      if (trigger?.type === "timer") definition.parse = () => this.plan(trigger, context);
    }
    return undefined;
  }

  private note(key: string, content: Content, activity: Activity, context: RefereeContext, node: FlowNode): void {
    switch (key) {
      case "activity.wait":
        this.open(content, activity, context, node);
        return;
      case "activity.call":
        this.variables.calling(content.executionId ?? "", context, node);
        return;
      case "activity.message":
      case "activity.signal":
        this.send(key === "activity.message" ? "message" : "signal", content, context, node);
        return;
      case "activity.consumed": {
        const id = content.message?.id ?? "";
        this.consumed.set(id, (this.consumed.get(id) ?? 0) + 1);
        return;
      }
      case "activity.execution.completed":
        // The body of a sub-process or a called process is done: what it gives must be there before the flows are chosen.
        if (node.kind === "callActivity")
          this.variables.give(context, node, content, this.variables.comesBack(content.executionId ?? ""));
        else if (node.body >= 0) this.variables.give(context, node, content, undefined);
        return;
      case "activity.throw":
      case "activity.escalate":
      case "activity.cancel":
        // What an event throws can interrupt the event itself, so that it is never said to have ended.
        if (throwsOutwards(node)) this.completed.push(node.id);
        return;
      case "activity.end":
        if (isCallId(activity.id) || throwsOutwards(node)) return;
        // That there is something to compensate is no step of the way (BPMN 2.0.2, 10.7.1): its handler is.
        if (node.kind === "boundaryEvent" && node.triggers.some(({ type }) => type === "compensate")) return;
        if (node.loop === undefined || !this.turns.has(content.executionId ?? "")) this.completed.push(node.id);
        return;
      case "activity.leave":
      case "activity.stop":
        this.dropWaits((wait) => wait.activity === activity);
    }
  }

  private dropWaits(which: (wait: RefereeWait) => boolean): void {
    const { waits } = this.options;
    for (let at = waits.length - 1; at >= 0; at--) {
      const wait = waits[at] as RefereeWait;
      if (wait.instance === this && which(wait)) waits.splice(at, 1);
    }
  }

  // -------------------------------------------------------------- waiting

  private open(content: Content, activity: Activity, context: RefereeContext, node: FlowNode): void {
    const trigger = node.triggers[node.kind === "receiveTask" ? 0 : (content.index ?? 0)];
    const kind = node.kind === "userTask" || node.kind === "manualTask" ? "task" : trigger?.type;
    if (kind !== "task" && kind !== "message" && kind !== "signal" && kind !== "conditional") return;
    const name = trigger !== undefined && "name" in trigger ? trigger.name : "";
    // Event definitions say that they wait in the name of their event; each listens under an execution id of its own.
    const executionId =
      kind === "task" || node.kind === "receiveTask"
        ? (content.executionId ?? "")
        : `${content.executionId ?? ""}_${content.index ?? 0}`;
    const call = (type: string, more: object): void =>
      this.push(() =>
        activity.broker?.publish(
          "api",
          `activity.${type}.${executionId}`,
          { ...content, executionId, ...more },
          { type },
        ),
      );
    const correlation = this.correlationOf(trigger, context, content);
    const wait: RefereeWait = {
      kind: kind === "conditional" ? "condition" : kind,
      instance: this,
      element: node.id,
      name,
      ...(correlation === undefined ? {} : { correlation }),
      node,
      activity,
      executionId,
      seen: () => this.variables.seenIn(context, node, content),
      complete: (variables) => {
        if (kind !== "conditional") {
          this.dropWaits((each) => each === wait);
          this.push(() => this.variables.give(context, node, content, variables));
        }
        // Not as a message: bpmn-elements would also keep it for the next time that the element waits.
        call("signal", { message: undefined });
      },
      fail: (code) => {
        this.dropWaits((each) => each === wait);
        call("error", { message: code, code });
      },
    };
    this.options.waits.push(wait);
  }

  private serviceOf(activity: Activity, context: RefereeContext, node: FlowNode): () => object {
    const handler = node.call?.handler ?? (node.decision === undefined ? "" : "dmn");
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- bpmn-elements calls it with `new`
    const instance = this;
    return function Service() {
      return {
        execute({ content }: Message, callback: (error?: object | null, output?: unknown) => void): void {
          const wait: RefereeWait = {
            kind: "job",
            instance,
            element: node.id,
            name: handler,
            node,
            activity,
            executionId: content.executionId ?? "",
            seen: () => instance.variables.seenIn(context, node, content),
            complete: (variables) => {
              instance.dropWaits((each) => each === wait);
              instance.push(() => {
                instance.variables.give(context, node, content, variables);
                callback(null);
              });
            },
            fail: (code) => {
              instance.dropWaits((each) => each === wait);
              instance.push(() => callback({ message: code, code }));
            },
          };
          instance.options.waits.push(wait);
        },
      };
    };
  }

  /** What a handler's facts become (`engine/core/decide.ts`). */
  outputsOf(node: FlowNode | undefined, facts: Variables): Variables {
    if (node?.decision !== undefined) return { [node.decision.resultVariable]: facts.result ?? (facts as Json) };
    const outputs = node?.call?.outputs ?? [];
    if (outputs.length === 0) return facts;
    const variables: Record<string, Json> = {};
    for (const { variable, feel } of outputs)
      variables[variable] = feel === undefined ? (facts as Json) : evaluate(feel, facts, this.options.now());
    return variables;
  }

  // -------------------------------------------------------------- time

  private plan(trigger: Extract<Trigger, { type: "timer" }>, context: RefereeContext): object {
    const plan = planTimer(trigger, this.variables.seen(context, undefined), this.options.now(), this.options.calendar);
    this.dueAt = plan;
    return {
      // bpmn-elements counts from the wall clock, which means nothing here: any time to come will do.
      expireAt: new Date(Date.now() + 1_000_000_000),
      ...(plan.every === undefined ? {} : { repeat: plan.left === undefined ? -1 : plan.left + 1 }),
    };
  }

  private timers(): object {
    const setTimeout = (owner: Content, callback: () => void): object => {
      const wait: RefereeWait = {
        kind: "timer",
        instance: this,
        element: this.options.node(owner.id ?? "")?.id ?? "",
        name: "",
        dueAt: this.dueAt?.dueAt ?? this.options.now(),
        node: this.options.node(owner.id ?? ""),
        activity: owner,
        executionId: owner.executionId ?? "",
        seen: () => ({}),
        complete: () => {
          this.dropWaits((each) => each === wait);
          this.push(callback);
        },
        fail: () => undefined,
      };
      this.options.waits.push(wait);
      return wait;
    };
    const clearTimeout = (wait: object | undefined): void => {
      this.dropWaits((each) => each === wait);
    };
    return {
      executing: [],
      register: (owner: Content) => ({
        setTimeout: (callback: () => void) => setTimeout(owner, callback),
        clearTimeout,
      }),
      setTimeout: (callback: () => void) => setTimeout({}, callback),
      clearTimeout,
    };
  }

  // -------------------------------------------------------------- expressions and messages

  private correlationOf(trigger: Trigger | undefined, context: RefereeContext, content: Content): Json | undefined {
    return trigger?.type === "message" && trigger.correlation !== undefined
      ? evaluate(trigger.correlation, this.variables.seen(context, content), this.options.now())
      : undefined;
  }

  private resolve(text: unknown, from: { environment: object; content?: Content }): unknown {
    if (typeof text !== "string" || !text.startsWith(FEEL_MARK)) return text;
    const content = from.content;
    const seen = { ...this.variables.seenFrom(from.environment, content), ...this.countsOf(content) };
    try {
      return evaluate(text.slice(FEEL_MARK.length), seen, this.options.now());
    } catch (error) {
      // The condition of an event over variables that are not there yet is not true yet.
      if (error instanceof ExpressionError && this.isOfConditionalEvent(content)) return false;
      throw error;
    }
  }

  private isOfConditionalEvent(content: Content | undefined): boolean {
    const triggers = this.options.node(content?.id ?? "")?.triggers ?? [];
    return content?.isDefinitionScope === true && triggers[content.index ?? 0]?.type === "conditional";
  }

  /** What the conditions of a loop see beside the variables (BPMN 2.0.2, table 10.31). */
  private countsOf(content: Content | undefined): Record<string, Json> {
    const node = content?.id === undefined ? undefined : this.options.node(content.id);
    if (content === undefined || node?.loop === undefined || typeof content.index !== "number") return {};
    const completed = this.turns.get(loopOf(content)) ?? 0;
    if (node.loop.type === "standard") return { loopCounter: completed };
    const total = Number(content.loopCardinality ?? 0);
    return {
      numberOfInstances: total,
      numberOfActiveInstances: node.loop.sequential ? 0 : total - completed,
      numberOfCompletedInstances: completed,
      numberOfTerminatedInstances: 0,
    };
  }

  private scriptOf(id: string): object | undefined {
    const node = this.options.node(id);
    const script = node?.script;
    if (node === undefined || script === undefined) return undefined;
    return {
      execute: (scope: { environment: object; content: Content }, callback: (error?: unknown) => void): void => {
        const context = this.variables.contextOf(scope.environment);
        if (context !== undefined) {
          const seen = this.variables.seenIn(context, node, scope.content);
          const value = evaluate(script.feel, seen, this.options.now());
          const result = script.resultVariable === undefined ? {} : { [script.resultVariable]: value };
          this.variables.give(context, node, scope.content, result);
        }
        callback();
      },
    };
  }

  private send(kind: Sent["kind"], content: Content, context: RefereeContext, node: FlowNode): void {
    const trigger = node.triggers[content.index ?? 0];
    if (trigger?.type !== kind) return;
    const seen = this.variables.seen(context, content);
    const value = trigger.payload === undefined ? undefined : evaluate(trigger.payload, seen, this.options.now());
    const payload =
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Variables)
        : this.variables.mapped(node.inputMappings, seen);
    const correlation = this.correlationOf(trigger, context, content);
    this.options.outbox.push({
      kind,
      name: trigger.name,
      id: content.message?.id,
      element: node.id,
      payload,
      ...(correlation === undefined ? {} : { correlation }),
      from: this,
    });
  }
}

/** A turn's execution id is that of its loop with the turn's index behind it. */
const loopOf = ({ executionId = "" }: Content): string => executionId.slice(0, executionId.lastIndexOf("_"));

const throwsOutwards = ({ kind, triggers }: FlowNode): boolean =>
  (kind === "endEvent" || kind === "intermediateThrowEvent") &&
  triggers.some(({ type }) => type === "error" || type === "escalation" || type === "cancel");

const SERVICES = new Set(["bpmn:ServiceTask", "bpmn:SendTask", "bpmn:BusinessRuleTask"]);

// What of bpmn-elements is used here. Its own types know neither the brokers' messages nor the event definitions.

interface Message {
  readonly content: Content;
}
interface Broker {
  subscribeTmp(
    exchange: string,
    pattern: string,
    onMessage: (routingKey: string, message: Message) => void,
    options: object,
  ): unknown;
  publish(exchange: string, routingKey: string, content: object, options: object): unknown;
}
interface Definition {
  readonly broker: Broker;
  run(): void;
}
interface Activity {
  readonly id: string;
  readonly type: string;
  readonly broker?: Broker;
  readonly behaviour: { Service?: unknown };
  readonly eventDefinitions?: readonly { parse?: (type: string, value: string) => object }[];
}
