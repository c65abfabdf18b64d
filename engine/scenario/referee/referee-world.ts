/**
 * A scenario played by bpmn-engine: the same operations as in our own world (`scenario-world.ts`), the same virtual clock, the same
 * answers of handlers. What goes between instances is carried in the same way, so that only what happens inside them is compared.
 */
import { DateTime, Duration } from "luxon";
import type { Json, Variables } from "../../core/events.ts";
import { DecisionError, type Decisions } from "../../decisions/decisions.ts";
import { evaluateDecision } from "../../decisions/evaluate-decision.ts";
import type { Graph } from "../../model/graph.ts";
import type { Calendar } from "../../terms/calendar.ts";
import type { DiagramFile } from "../case-files.ts";
import {
  defaultProcess,
  goOnAfter,
  startEventOf,
  startsWith,
  startTimers,
  type StartTimer,
} from "../process-starts.ts";
import type { World } from "../run-scenarios.ts";
import { ScenarioFailure } from "../scenario-world.ts";
import { nodeOf, refereeDiagram } from "./referee-diagram.ts";
import { RefereeInstance, type RefereeWait, type Sent } from "./referee-instance.ts";

export interface RefereeOptions {
  /** The diagram of the case first; the others only for call activities. */
  readonly files: readonly DiagramFile[];
  readonly decisions?: readonly Decisions[];
  readonly clock: string;
  readonly calendar: Calendar;
  readonly handlers: Readonly<Record<string, Variables | readonly Variables[]>>;
}

export class RefereeWorld implements World {
  readonly instances: RefereeInstance[] = [];
  readonly notes: string[] = [];
  private readonly options: RefereeOptions;
  private readonly main: Graph;
  private now: number;
  /** The oldest first, over all instances. */
  private readonly waits: RefereeWait[] = [];
  private readonly outbox: Sent[] = [];
  private readonly answered = new Map<string, number>();
  private readonly startTimers: StartTimer[];

  constructor(options: RefereeOptions) {
    this.options = options;
    this.main = options.files[0]?.graph as Graph;
    this.now = DateTime.fromISO(options.clock, { zone: "Asia/Almaty" }).toMillis();
    this.startTimers = startTimers(this.main, this.instant(), options.calendar);
  }

  async start(process: string | undefined, variables: Variables, as: string | undefined): Promise<void> {
    const chosen = process ?? defaultProcess(this.main);
    if (chosen === undefined) throw new ScenarioFailure("there is no process that can be started");
    await this.begin(chosen, variables, startEventOf(this.main, chosen), as);
    await this.settle();
  }

  async complete(element: string, variables: Variables, instance: string | undefined): Promise<boolean> {
    return this.onOldest(
      (wait) => isWork(wait) && isAt(wait, element, instance),
      (wait) => wait.complete(variables),
    );
  }

  async error(
    element: string,
    code: string,
    _variables: Variables | undefined,
    instance: string | undefined,
  ): Promise<boolean> {
    return this.onOldest(
      (wait) => isWork(wait) && isAt(wait, element, instance),
      (wait) => wait.fail(code),
    );
  }

  async message(
    name: string,
    variables: Variables,
    correlation: Json | undefined,
    instance: string | undefined,
  ): Promise<boolean> {
    const done = await this.deliver({ name, payload: variables, correlation }, instance);
    await this.settle();
    return done;
  }

  async signal(name: string, variables: Variables, instance: string | undefined): Promise<boolean> {
    const done = await this.broadcast(name, variables, instance, undefined);
    await this.settle();
    return done;
  }

  async advance(duration: string): Promise<void> {
    const until = DateTime.fromMillis(this.now, { zone: "Asia/Almaty" }).plus(Duration.fromISO(duration)).toMillis();
    for (let count = 0; ; count++) {
      if (count > 100_000) throw new ScenarioFailure(`more than 100,000 timers fire within ${duration}`);
      const next = this.nextDue();
      if (next === undefined || next.at > until) break;
      this.now = Math.max(this.now, next.at);
      await next.fire();
      await this.settle();
    }
    this.now = until;
  }

  openTasks(): string[] {
    return this.waits.filter((wait) => isWork(wait) && wait.node?.kind.endsWith("Task")).map(elementOf);
  }

  private instant(): string {
    return new Date(this.now).toISOString();
  }

  private async begin(
    process: string,
    variables: Variables,
    startEvent: string | undefined,
    as: string | undefined,
    trigger?: { readonly kind: "message" | "signal"; readonly name: string },
  ): Promise<void> {
    const instance = new RefereeInstance({
      name: as ?? process,
      process,
      diagram: await refereeDiagram(this.options.files, process, startEvent),
      variables,
      calendar: this.options.calendar,
      now: () => this.instant(),
      node: (id) => nodeOf(this.options.files, id),
      waits: this.waits,
      outbox: this.outbox,
    });
    this.instances.push(instance);
    await instance.run();
    // What started the instance has happened already.
    const waiting = this.waits.filter((wait) => wait.instance === instance && wait.element === startEvent);
    (waiting.find(({ kind, name }) => kind === trigger?.kind && name === trigger.name) ?? waiting[0])?.complete(
      variables,
    );
  }

  private async onOldest(fits: (wait: RefereeWait) => boolean, act: (wait: RefereeWait) => void): Promise<boolean> {
    const found = this.waits.find(fits);
    if (found === undefined) return false;
    act(found);
    await this.settle();
    return true;
  }

  /** Named handlers answer, what was sent is delivered, conditions are looked at, until nothing moves. */
  private async settle(): Promise<void> {
    for (let count = 0; ; count++) {
      if (count > 10_000) throw new ScenarioFailure("the instances answer each other without end");
      const sent = this.outbox.shift();
      if (sent !== undefined) {
        await this.carry(sent);
        continue;
      }
      const job = this.waits.find((wait) => wait.kind === "job" && this.options.handlers[wait.name] !== undefined);
      if (job !== undefined) {
        job.complete(job.instance.outputsOf(job.node, this.answerOf(job.name)));
        continue;
      }
      if (this.decideNext()) continue;
      const conditions = this.waits.filter(({ kind }) => kind === "condition");
      for (const wait of conditions) wait.complete({});
      if (conditions.every((wait) => this.waits.includes(wait)) && this.outbox.length === 0) break;
    }
    for (const instance of this.instances) instance.consumed.clear();
  }

  /** Evaluates the decision of one business rule task; false when there is none to evaluate. */
  private decideNext(): boolean {
    for (const wait of this.waits) {
      const id = wait.kind === "job" ? wait.node?.decision?.id : undefined;
      const file = this.options.decisions?.find(({ decisions }) => decisions.some((each) => each.id === id));
      if (id === undefined || file === undefined) continue;
      try {
        const result = evaluateDecision(file, id, wait.seen(), this.instant());
        wait.complete(wait.instance.outputsOf(wait.node, { result }));
      } catch (error) {
        if (!(error instanceof DecisionError)) throw error;
        wait.fail(error.code);
      }
      return true;
    }
    return false;
  }

  /** What was caught in the instance that sent it has arrived; the rest goes to the others. */
  private async carry(sent: Sent): Promise<void> {
    if (sent.kind === "signal") {
      await this.broadcast(sent.name, sent.payload, undefined, sent.from);
      return;
    }
    const caught = sent.from.consumed.get(sent.id ?? "") ?? 0;
    if (caught > 0) sent.from.consumed.set(sent.id ?? "", caught - 1);
    else if (!(await this.deliver(sent, undefined)))
      this.notes.push(`message ${sent.name} of ${sent.element} found nobody`);
  }

  private async deliver(
    { name, payload: variables, correlation }: Pick<Sent, "name" | "payload"> & { correlation?: Json | undefined },
    only: string | undefined,
  ): Promise<boolean> {
    const found = this.waits.find(
      (wait) =>
        wait.kind === "message" &&
        wait.name === name &&
        (only === undefined || wait.instance.name === only) &&
        (wait.correlation === undefined ||
          correlation === undefined ||
          JSON.stringify(wait.correlation) === JSON.stringify(correlation)),
    );
    if (found !== undefined) {
      found.complete(variables);
      return true;
    }
    const start = only === undefined ? startsWith(this.main, "message", name)[0] : undefined;
    if (start === undefined) return false;
    await this.begin(start.process, variables, start.startEvent, undefined, { kind: "message", name });
    return true;
  }

  private async broadcast(
    name: string,
    variables: Variables,
    only: string | undefined,
    not: RefereeInstance | undefined,
  ): Promise<boolean> {
    const catching = this.waits.filter(
      (wait) =>
        wait.kind === "signal" &&
        wait.name === name &&
        wait.instance !== not &&
        (only === undefined || wait.instance.name === only),
    );
    for (const wait of catching) if (this.waits.includes(wait)) wait.complete(variables);
    const starts = only === undefined ? startsWith(this.main, "signal", name) : [];
    for (const start of starts)
      await this.begin(start.process, variables, start.startEvent, undefined, { kind: "signal", name });
    return catching.length + starts.length > 0;
  }

  private answerOf(handler: string): Variables {
    const answer = this.options.handlers[handler] as Variables | readonly Variables[];
    if (!Array.isArray(answer)) return answer as Variables;
    const at = this.answered.get(handler) ?? 0;
    this.answered.set(handler, at + 1);
    return (answer[Math.min(at, answer.length - 1)] ?? {}) as Variables;
  }

  private nextDue(): { at: number; fire: () => void | Promise<void> } | undefined {
    let best: { at: number; fire: () => void | Promise<void> } | undefined;
    for (const timer of this.startTimers) {
      const at = Date.parse(timer.dueAt);
      if (best === undefined || at < best.at) best = { at, fire: () => this.fireStart(timer) };
    }
    for (const wait of this.waits) {
      if (wait.dueAt === undefined) continue;
      const at = Date.parse(wait.dueAt);
      if (best === undefined || at < best.at) best = { at, fire: () => wait.complete({}) };
    }
    return best;
  }

  private async fireStart(timer: StartTimer): Promise<void> {
    goOnAfter(timer, this.startTimers);
    await this.begin(timer.process, {}, timer.startEvent, undefined);
  }
}

const elementOf = ({ element }: RefereeWait): string => element;
const isWork = ({ kind }: RefereeWait): boolean => kind === "task" || kind === "job";

function isAt(wait: RefereeWait, element: string, instance: string | undefined): boolean {
  return wait.element === element && (instance === undefined || wait.instance.name === instance);
}
