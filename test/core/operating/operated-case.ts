/**
 * A case in memory that a test operates command by command. After each, the state is held against the fold of its log, so that no
 * operation can be forgotten by `evolve`.
 */
import { expect } from "chai";
import { SYSTEM, type Command } from "../../../engine/core/commands.ts";
import { decide } from "../../../engine/core/decide.ts";
import type { Decision } from "../../../engine/core/decision.ts";
import type { CaseEvent, EventOf, EventType, Variables, Wait } from "../../../engine/core/events.ts";
import { evolve } from "../../../engine/core/evolve.ts";
import type { CaseState, Instance } from "../../../engine/core/state.ts";
import { compile } from "../../../engine/model/compile.ts";
import type { Graph } from "../../../engine/model/graph.ts";
import { createCalendar } from "../../../engine/terms/calendar.ts";
import { KAZAKHSTAN } from "../../../engine/terms/calendar-kazakhstan.ts";

const CALENDAR = createCalendar(KAZAKHSTAN);

export class OperatedCase {
  /** UTC instant; tests move it. */
  now = "2012-05-14T04:00:00.000Z";
  readonly log: CaseEvent[] = [];
  #state: CaseState | undefined;
  readonly #graphs: ReadonlyMap<string, Graph>;

  private constructor(graphs: readonly Graph[]) {
    this.#graphs = new Map(graphs.map((graph) => [graph.digest, graph]));
  }

  /** Starts the process of the first graph; the others can be migrated to and called. */
  static start(graphs: readonly Graph[], variables: Variables = {}, process = "service"): OperatedCase {
    const started = new OperatedCase(graphs);
    started.accept({
      type: "StartCase",
      case: "case",
      definition: (graphs[0] as Graph).digest,
      process,
      variables,
    });
    return started;
  }

  get state(): CaseState {
    return this.#state as CaseState;
  }

  give(command: Command): Decision {
    const context = {
      now: this.now,
      actor: SYSTEM,
      calendar: CALENDAR,
      graph: (digest: string) => {
        const graph = this.#graphs.get(digest);
        if (graph === undefined) throw new Error(`no graph ${digest}`);
        return graph;
      },
      called: ({ process }: { readonly process: string }) =>
        [...this.#graphs.values()].find((graph) => graph.processes.some(({ id }) => id === process))?.digest,
    };
    const decision = decide(this.#state, command, context);
    if (!decision.accepted) return decision;
    let folded = this.#state;
    for (const event of decision.events) {
      this.log.push(event);
      folded = evolve(folded, { seq: this.log.length, at: this.now, by: "", event });
    }
    if (folded !== undefined) expect(plain(folded)).to.deep.equal(plain(decision.state));
    this.#state = decision.state;
    return decision;
  }

  /** The events of a command that must be accepted. */
  accept(command: Command): readonly CaseEvent[] {
    const decision = this.give(command);
    if (!decision.accepted) throw new Error(`${command.type} was refused: ${decision.code} ${decision.reason}`);
    return decision.events;
  }

  /** Why a command was refused that must be. */
  refuse(command: Command): Extract<Decision, { accepted: false }> {
    const before = this.#state;
    const decision = this.give(command);
    if (decision.accepted) throw new Error(`${command.type} was accepted`);
    expect(this.#state).to.equal(before);
    return decision;
  }

  advance(ms: number): void {
    this.now = new Date(Date.parse(this.now) + ms).toISOString();
  }

  complete(element: string, variables?: Variables): readonly CaseEvent[] {
    const { key } = this.wait(element, "task");
    return this.accept({ type: "CompleteUserTask", key, ...(variables === undefined ? {} : { variables }) });
  }

  /** The oldest live instance of the element. */
  at(element: string): Instance {
    const found = this.state.instances.find((instance) => instance.element === element);
    if (found === undefined) throw new Error(`the case does not stand at ${element}: ${this.standsAt().join(", ")}`);
    return found;
  }

  wait<K extends Wait["kind"]>(element: string, kind: K): Extract<Wait, { kind: K }> {
    for (const { waits = [] } of this.state.instances)
      for (const wait of waits)
        if (wait.kind === kind && wait.element === element) return wait as Extract<Wait, { kind: K }>;
    throw new Error(`no ${kind} waits at ${element}`);
  }

  /** Elements of the live instances but the case itself, and the flows on which tokens stand, sorted. */
  standsAt(): string[] {
    return this.state.instances
      .flatMap(({ key, element, tokens = [] }) => [...(key === 1 ? [] : [element]), ...tokens])
      .sort();
  }

  events<T extends EventType>(type: T): EventOf<T>[] {
    return this.log.filter((event): event is EventOf<T> => event.type === type);
  }
}

/** What the state is as JSON. */
export const plain = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/** A compiled diagram of one process `service` with that body. */
export function service(digest: string, body: string, around = ""): Promise<Graph> {
  return diagram(digest, `${around}<process id="service" isExecutable="true">${body}</process>`);
}

export function diagram(digest: string, roots: string): Promise<Graph> {
  return compile(
    new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:reg="urn:reglament:bpmn:1" id="definitions" targetNamespace="urn:test">
${roots}</definitions>`),
    { digest },
  );
}

/** `flows("start > check > end")`: sequence flows `start_check` and `check_end`. */
export function flows(...chains: readonly string[]): string {
  return chains
    .flatMap((chain) => {
      const ids = chain.split(">").map((id) => id.trim());
      return ids.slice(1).map((to, index) => {
        const from = ids[index] as string;
        return `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}" />`;
      });
    })
    .join("");
}

export const START = `<startEvent id="start" />`;
export const END = `<endEvent id="end" />`;
export const task = (id: string, inside = ""): string => `<userTask id="${id}">${inside}</userTask>`;
export const timer = (duration: string): string =>
  `<timerEventDefinition><timeDuration xsi:type="tFormalExpression">${duration}</timeDuration></timerEventDefinition>`;
export const boundary = (id: string, on: string, inside: string, interrupting = true): string =>
  `<boundaryEvent id="${id}" attachedToRef="${on}" cancelActivity="${String(interrupting)}">${inside}</boundaryEvent>`;
export const extension = (inside: string): string => `<extensionElements>${inside}</extensionElements>`;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
