/**
 * The in-memory shell of a scenario: the pure core, a virtual clock, and nobody but the script. No handler is called unless the case
 * names its answer; messages and signals go between the instances as the runtime brings them.
 */
import { DateTime, Duration } from "luxon";
import { SYSTEM, type Command } from "../core/commands.ts";
import { decide } from "../core/decide.ts";
import type { CaseEvent, EventOf, Json, Variables, Wait } from "../core/events.ts";
import { keysOpened } from "../core/keys-opened.ts";
import type { CaseState, Instance } from "../core/state.ts";
import type { Decisions } from "../decisions/decisions.ts";
import type { Graph } from "../model/graph.ts";
import { answerDecisionJob, DECISION_HANDLER, decisionJob } from "../runtime/decision-jobs.ts";
import type { Calendar } from "../terms/calendar.ts";
import { defaultProcess, goOnAfter, startEventOf, startsWith, startTimers, type StartTimer } from "./process-starts.ts";

/** An operation that cannot be done; its message is the `why` of the case. */
export class ScenarioFailure extends Error {
  /** The operation of the script that found nobody, from 1, and where it looked. */
  readonly at: { readonly step: number; readonly element: string } | undefined;
  constructor(message: string, at?: { readonly step: number; readonly element: string }) {
    super(message);
    this.at = at;
  }
}

export interface ScenarioInstance {
  /** The name given with `as`, else the process id. */
  readonly name: string;
  readonly process: string;
  readonly events: CaseEvent[];
  state: CaseState;
}

interface Where {
  readonly instance: ScenarioInstance;
  readonly wait: Wait;
}

/** A message or signal on its way, and the number of events of its sender up to it. */
interface Sent {
  readonly from: ScenarioInstance;
  readonly event: EventOf<"MessageSent" | "SignalSent">;
  readonly at: number;
}

export interface WorldOptions {
  /** The diagram of the case first; the others only for call activities. */
  readonly graphs: readonly Graph[];
  /** DMN files: business rule tasks whose decision they have are not done by hand. */
  readonly decisions?: readonly Decisions[];
  readonly clock: string;
  readonly calendar: Calendar;
  readonly handlers: Readonly<Record<string, Variables | readonly Variables[]>>;
}

export class ScenarioWorld {
  readonly instances: ScenarioInstance[] = [];
  readonly notes: string[] = [];
  /** What happened in all instances, in the order in which it happened. */
  readonly history: { readonly instance: ScenarioInstance; readonly event: CaseEvent }[] = [];
  private now: number;
  private readonly options: WorldOptions;
  private readonly main: Graph;
  private readonly answered = new Map<string, number>();
  /** When each wait was opened, over all instances: `CASE.KEY` to a running number. */
  private readonly age = new Map<string, number>();
  private readonly outbox: Sent[] = [];
  private readonly startTimers: StartTimer[];

  constructor(options: WorldOptions) {
    this.options = options;
    this.main = options.graphs[0] as Graph;
    const clock = DateTime.fromISO(options.clock, { zone: "Asia/Almaty" });
    if (!clock.isValid) throw new ScenarioFailure(`clock ${options.clock} is not an ISO 8601 instant`);
    this.now = clock.toMillis();
    this.startTimers = startTimers(this.main, new Date(this.now).toISOString(), options.calendar);
  }

  start(process: string | undefined, variables: Variables, as: string | undefined): void {
    const chosen =
      process === undefined ? defaultProcess(this.main) : this.main.processes.find((each) => each.id === process)?.id;
    if (chosen === undefined) throw new ScenarioFailure(`there is no process ${process ?? "that can be started"}`);
    const startEvent = startEventOf(this.main, chosen);
    this.begin({ process: chosen, ...(startEvent === undefined ? {} : { startEvent }) }, variables, as);
    this.settle();
  }

  /** False when nobody is there. */
  complete(element: string, variables: Variables, name: string | undefined): boolean {
    const found = this.oldest(
      name,
      (wait) => wait.element === element && (wait.kind === "task" || wait.kind === "job"),
    );
    if (found === undefined) return false;
    const { instance, wait } = found;
    if (wait.kind === "task") this.give(instance, { type: "CompleteUserTask", key: wait.key, variables });
    else this.give(instance, { type: "CompleteJob", key: wait.key, variables });
    this.settle();
    return true;
  }

  error(element: string, code: string, variables: Variables | undefined, name: string | undefined): boolean {
    const found = this.oldest(
      name,
      (wait) => wait.element === element && (wait.kind === "task" || wait.kind === "job"),
    );
    if (found === undefined) return false;
    const { instance, wait } = found;
    const thrown: Command = { type: "ThrowError", key: wait.key, code };
    this.give(instance, variables === undefined ? thrown : { ...thrown, variables });
    this.settle();
    return true;
  }

  message(name: string, variables: Variables, correlation: Json | undefined, instance: string | undefined): boolean {
    const done = this.deliverMessage(name, variables, correlation, instance);
    this.settle();
    return done;
  }

  signal(name: string, variables: Variables, instance: string | undefined): boolean {
    const done = this.broadcast(name, variables, instance);
    this.settle();
    return done;
  }

  /** Moves the clock and fires what falls due on the way, in order; whatever that starts may fall due on the way too. */
  advance(duration: string): void {
    const length = Duration.fromISO(duration);
    if (!length.isValid) throw new ScenarioFailure(`${duration} is not an ISO 8601 duration`);
    const until = DateTime.fromMillis(this.now, { zone: "Asia/Almaty" }).plus(length).toMillis();
    for (let count = 0; ; count++) {
      if (count > 100_000) throw new ScenarioFailure(`more than 100,000 timers fire within ${duration}`);
      const next = this.nextDue();
      if (next === undefined || next.at > until) break;
      this.now = Math.max(this.now, next.at);
      next.fire();
      this.settle();
    }
    this.now = until;
  }

  openTasks(instances: readonly ScenarioInstance[] = this.instances): string[] {
    const open: string[] = [];
    for (const { state } of instances)
      for (const instance of state.instances)
        for (const wait of instance.waits ?? [])
          // What is stuck waits for help, not for its performer.
          if (
            instance.incident === undefined &&
            (wait.kind === "task" || (wait.kind === "job" && this.isTask(state, instance, wait)))
          )
            open.push(wait.element);
    return open;
  }

  // -------------------------------------------------------------- one instance

  private begin(
    { process, startEvent, startTrigger }: { process: string; startEvent?: string; startTrigger?: number },
    variables: Variables,
    as: string | undefined,
  ): void {
    const id = `scenario-${this.instances.length + 1}`;
    const command: Command = {
      type: "StartCase",
      case: id,
      definition: this.main.digest,
      process,
      variables,
      ...(startEvent === undefined ? {} : { startEvent }),
      ...(startTrigger === undefined ? {} : { startTrigger }),
    };
    const decision = decide(undefined, command, this.context());
    if (!decision.accepted) throw new ScenarioFailure(`${process} cannot be started: ${decision.reason}`);
    const instance: ScenarioInstance = { name: as ?? process, process, events: [], state: decision.state };
    this.instances.push(instance);
    this.record(instance, decision.events);
  }

  private give(instance: ScenarioInstance, command: Command): void {
    const decision = decide(instance.state, command, this.context());
    if (!decision.accepted) throw new ScenarioFailure(`${command.type}: ${decision.reason}`);
    instance.state = decision.state;
    this.record(instance, decision.events);
  }

  private record(instance: ScenarioInstance, events: readonly CaseEvent[]): void {
    for (const event of events) {
      instance.events.push(event);
      this.history.push({ instance, event });
      if (event.type === "MessageSent" || event.type === "SignalSent")
        this.outbox.push({ from: instance, event, at: instance.events.length });
      if (event.type === "ElementEntered" || event.type === "WaitsOpened" || event.type === "CaseStarted")
        for (const wait of event.waits ?? []) this.age.set(`${instance.state.case}.${wait.key}`, this.age.size);
    }
  }

  private context(): Parameters<typeof decide>[2] {
    const { graphs, calendar } = this.options;
    return {
      now: new Date(this.now).toISOString(),
      actor: SYSTEM,
      calendar,
      graph: (digest) => graphs.find((each) => each.digest === digest) as Graph,
      called: ({ process }, from) => {
        const own = graphs.find((each) => each.digest === from);
        const holder = [own, ...graphs].find((graph) => graph?.processes.some((each) => each.id === process) === true);
        return holder?.digest;
      },
    };
  }

  private oldest(
    name: string | undefined,
    fits: (wait: Wait, instance: ScenarioInstance) => boolean,
  ): Where | undefined {
    let best: Where | undefined;
    let bestAge = Infinity;
    for (const instance of this.instances) {
      if (name !== undefined && instance.name !== name) continue;
      for (const element of instance.state.instances) {
        for (const wait of element.waits ?? []) {
          const age = this.age.get(`${instance.state.case}.${wait.key}`) ?? Infinity;
          if (age >= bestAge || !fits(wait, instance)) continue;
          best = { instance, wait };
          bestAge = age;
        }
      }
    }
    return best;
  }

  private isTask(state: CaseState, instance: Instance, wait: Wait): boolean {
    let around: Instance | undefined = instance;
    while (around !== undefined && around.graph === undefined) {
      const parent: number = around.parent;
      around = state.instances.find((each) => each.key === parent);
    }
    const graph = this.options.graphs.find((each) => each.digest === around?.graph);
    return graph?.nodes[graph.nodeIndex[wait.element] ?? -1]?.kind.endsWith("Task") === true;
  }

  // -------------------------------------------------------------- what moves by itself

  /** Named handlers answer, and what was sent is delivered, until nothing moves. */
  private settle(): void {
    for (let count = 0; ; count++) {
      if (count > 10_000) throw new ScenarioFailure("the instances answer each other without end");
      const sent = this.outbox.shift();
      if (sent !== undefined) {
        const { name, element, payload = {} } = sent.event;
        // Within its own instance a signal has been heard already, when it was thrown.
        if (sent.event.type === "SignalSent") this.broadcast(name, payload, undefined, sent.from);
        else if (!this.deliverMessage(name, payload, sent.event.correlation, undefined, sent))
          this.notes.push(`message ${name} of ${element} found nobody`);
        continue;
      }
      const job = this.oldest(
        undefined,
        (wait) => wait.kind === "job" && this.options.handlers[wait.handler] !== undefined && !this.stuck(wait),
      );
      if (job !== undefined) {
        const { instance, wait } = job as { instance: ScenarioInstance; wait: Extract<Wait, { kind: "job" }> };
        this.give(instance, { type: "CompleteJob", key: wait.key, facts: this.answerOf(wait.handler) });
      } else if (!this.decideNext()) return;
    }
  }

  /** Evaluates the decision of one business rule task; false when there is none to evaluate. */
  private decideNext(): boolean {
    const { graphs, decisions = [] } = this.options;
    if (decisions.length === 0) return false;
    for (const instance of this.instances) {
      for (const { incident, waits } of instance.state.instances) {
        const wait = waits?.find((each) => each.kind === "job" && each.handler === DECISION_HANDLER);
        const job = incident !== undefined || wait === undefined ? undefined : decisionJob(instance.state, wait.key);
        const graph = graphs.find((each) => each.digest === job?.digest);
        if (job === undefined || graph === undefined) continue;
        const command = answerDecisionJob(job, graph, decisions, new Date(this.now).toISOString());
        if (command === undefined) continue;
        this.give(instance, command);
        return true;
      }
    }
    return false;
  }

  private stuck(wait: Wait): boolean {
    return this.instances.some(({ state }) =>
      state.instances.some((each) => each.incident !== undefined && each.waits?.includes(wait) === true),
    );
  }

  private answerOf(handler: string): Variables {
    const answer = this.options.handlers[handler] as Variables | readonly Variables[];
    if (!Array.isArray(answer)) return answer as Variables;
    const at = this.answered.get(handler) ?? 0;
    this.answered.set(handler, at + 1);
    return (answer[Math.min(at, answer.length - 1)] ?? {}) as Variables;
  }

  private deliverMessage(
    name: string,
    variables: Variables,
    correlation: Json | undefined,
    only: string | undefined,
    sent?: Sent,
  ): boolean {
    const later = sent === undefined ? undefined : keysOpened(sent.from.events.slice(sent.at));
    const agrees = (wait: Wait, instance: ScenarioInstance): boolean =>
      !(instance === sent?.from && later?.has(wait.key) === true) &&
      wait.kind === "message" &&
      wait.name === name &&
      (wait.correlation === undefined ||
        correlation === undefined ||
        JSON.stringify(wait.correlation) === JSON.stringify(correlation));
    const found = this.oldest(only, agrees);
    if (found !== undefined) {
      const expected = (found.wait as Extract<Wait, { kind: "message" }>).correlation;
      const command: Command = { type: "DeliverMessage", name, key: found.wait.key, variables };
      this.give(found.instance, expected === undefined ? command : { ...command, correlation: expected });
      return true;
    }
    const start = only === undefined ? startsWith(this.main, "message", name)[0] : undefined;
    if (start === undefined) return false;
    this.begin(start, variables, undefined);
    return true;
  }

  private broadcast(name: string, variables: Variables, only: string | undefined, from?: ScenarioInstance): boolean {
    let found = false;
    // A parallel start of an instance that has begun: the signal is for that instance, not the start of another (BPMN 2.0.2, 13.2).
    const begun = new Set<string>();
    for (const instance of this.instances.slice()) {
      if (only !== undefined && instance.name !== only) continue;
      const waits = instance.state.instances.flatMap((each) =>
        (each.waits ?? []).filter((wait) => wait.kind === "signal" && wait.name === name),
      );
      if (waits.length === 0 || instance === from) continue;
      found = true;
      for (const wait of waits) begun.add(wait.element);
      this.give(instance, { type: "DeliverSignal", name, variables });
    }
    if (only !== undefined) return found;
    for (const start of startsWith(this.main, "signal", name)) {
      if (begun.has(start.startEvent)) continue;
      found = true;
      this.begin(start, variables, undefined);
    }
    return found;
  }

  private nextDue(): { at: number; fire: () => void } | undefined {
    let best: { at: number; fire: () => void } | undefined;
    for (const timer of this.startTimers) {
      const at = Date.parse(timer.dueAt);
      if (best === undefined || at < best.at) best = { at, fire: () => this.fireStart(timer) };
    }
    for (const instance of this.instances) {
      if (instance.state.status !== "active") continue;
      for (const element of instance.state.instances) {
        for (const wait of element.waits ?? []) {
          if (wait.kind !== "timer") continue;
          const at = Date.parse(wait.dueAt);
          const key = wait.key;
          if (best === undefined || at < best.at)
            best = { at, fire: () => this.give(instance, { type: "FireTimer", key }) };
        }
      }
      for (const limit of instance.state.limits) {
        // A limit is breached the instant after it was due.
        const at = Date.parse(limit.dueAt) + 1;
        if (limit.breached !== true && (best === undefined || at < best.at))
          best = { at, fire: () => this.give(instance, { type: "BreachLimit", key: limit.key }) };
      }
    }
    return best;
  }

  private fireStart(timer: StartTimer): void {
    goOnAfter(timer, this.startTimers);
    this.begin(timer, {}, undefined);
  }
}
