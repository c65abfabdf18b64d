/**
 * Plays a scenario in both engines, operation by operation, and answers with the first place where they differ. After each operation
 * are compared: whether it found somebody, what completed and how often, in what order where the order is forced, how each
 * instance stands, and which tasks are open. After the first difference the two stand in different places, so nothing more is compared.
 */
import type { FlowNode, Graph } from "../../model/graph.ts";
import { KAZAKHSTAN } from "../../terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../terms/calendar.ts";
import type { CaseFiles, DiagramFile } from "../case-files.ts";
import { stateOf } from "../expectations.ts";
import { CLOCK, perform, type World } from "../run-scenarios.ts";
import type { Operation, ScenarioCase } from "../scenario-file.ts";
import { ScenarioFailure, ScenarioWorld } from "../scenario-world.ts";
import { type Completion, completionsWithCauses } from "./forced-order.ts";

import { NotForReferee } from "./referee-diagram.ts";
import { RefereeWorld } from "./referee-world.ts";

/**
 * `refused`: bpmn-engine does not take the diagram at all. `found`: an operation found somebody in one engine only. `completed`: not the
 * same elements, or not as often. `order`: not in the forced order. `instances`: not as many. `state`, `open`: as they are called.
 */
export type DifferenceKind = "refused" | "found" | "completed" | "order" | "instances" | "state" | "open";

export interface Difference {
  readonly kind: DifferenceKind;
  /** The operation after which it shows, counted from 1; 0: before the first. */
  readonly step: number;
  readonly operation?: Operation;
  /** Ids of the elements that differ: those too many or too few, out of order, open in one engine only. */
  readonly elements: readonly string[];
  /** What each engine did, in words. */
  readonly ours: string;
  readonly referee: string;
}

export interface Comparison {
  readonly difference: Difference | undefined;
  /** How many completions were compared. */
  readonly compared: number;
}

/** The case's own `expect` is not looked at. Throws NotForReferee. */
export async function compareEngines(
  scenario: ScenarioCase,
  { diagrams: files, decisions }: CaseFiles,
): Promise<Comparison> {
  const worlds = {
    decisions,
    clock: scenario.clock ?? CLOCK,
    calendar: createCalendar(KAZAKHSTAN),
    handlers: scenario.handlers ?? {},
  };
  const ours = new ScenarioWorld({ ...worlds, graphs: files.map(({ graph }) => graph) });
  const referee = new RefereeWorld({ ...worlds, files });
  const match = new Match(ours, referee, files);
  for (const [index, operation] of scenario.script.entries()) {
    const difference = await match.play(operation, index);
    if (difference !== undefined) return { difference, compared: match.compared };
    if (match.over) break;
  }
  return { difference: undefined, compared: match.compared };
}

/** Two worlds at the same place of a script. */
export class Match {
  compared = 0;
  /** Both stand still for help that only our engine can be given, so that nothing more can be compared. */
  over = false;
  private readonly ours: ScenarioWorld;
  private readonly referee: RefereeWorld;
  private readonly graphs: readonly Graph[];
  /** Of each instance: how many completions were compared already, in our engine and in the referee. */
  private readonly seen: [ours: number, referee: number][] = [];

  constructor(ours: ScenarioWorld, referee: RefereeWorld, files: readonly DiagramFile[]) {
    this.ours = ours;
    this.referee = referee;
    this.graphs = files.map(({ graph }) => graph);
  }

  /** Gives both the same operation; `index` counts from 0. Throws NotForReferee for a diagram that cannot be handed over. */
  async play(operation: Operation, index: number): Promise<Difference | undefined> {
    const at = { step: index + 1, operation };
    const here = await attempt(this.ours, operation, index);
    let there: string | undefined;
    try {
      there = await attempt(this.referee, operation, index);
    } catch (error) {
      if (error instanceof NotForReferee) throw error;
      return { ...at, kind: "refused", elements: [], ours: "runs it", referee: (error as Error).message };
    }
    if ((here === undefined) !== (there === undefined)) {
      const elements = this.addressedBy(operation);
      return { ...at, kind: "found", elements, ours: here ?? "found somebody", referee: there ?? "found somebody" };
    }
    const found = this.compare();
    return found && { ...at, ...found };
  }

  private compare(): Omit<Difference, "step" | "operation"> | undefined {
    const counts = [this.ours.instances.length, this.referee.instances.length] as const;
    if (counts[0] !== counts[1])
      return { kind: "instances", elements: [], ours: `${counts[0]} instances`, referee: `${counts[1]} instances` };
    for (const [at, instance] of this.ours.instances.entries()) {
      const other = this.referee.instances[at] as (typeof this.referee.instances)[number];
      const seen = (this.seen[at] ??= [0, 0]);
      const all = completionsWithCauses(instance.events, (element) => this.isNode(element));
      const here = all.slice(seen[0]);
      const there = other.completed.slice(seen[1]);
      const forced = forcedPairs(all, seen[0]).filter(([before]) => this.kindOf(before) !== "eventBasedGateway");
      seen[0] = all.length;
      seen[1] = other.completed.length;
      this.compared += here.length;
      const elements = here.map(({ element }) => element);
      const different = notAsOften(elements, there);
      if (different.length > 0)
        return {
          kind: "completed",
          elements: different,
          ours: list(elements),
          referee: list(there) + failureOf(other),
        };
      const out = forced.find(([before, after]) => !keepsOrder(there, before, after));
      if (out !== undefined) return { kind: "order", elements: out, ours: list(elements), referee: list(there) };
      const state = stateOf(instance);
      if (state !== other.state)
        return { kind: "state", elements: [], ours: state, referee: other.state + failureOf(other) };
      this.over ||= state === "incident";
    }
    if (this.over) return undefined;
    const open = this.ours.openTasks().sort();
    const others = this.referee.openTasks().sort();
    const different = notAsOften(open, others);
    if (different.length > 0) return { kind: "open", elements: different, ours: list(open), referee: list(others) };
    return undefined;
  }

  private addressedBy(operation: Operation): string[] {
    if ("element" in operation) return [operation.element];
    const { do: kind } = operation;
    if (kind !== "message" && kind !== "signal") return [];
    const waits = ({ triggers }: FlowNode): boolean =>
      triggers.some((trigger) => trigger.type === kind && trigger.name === operation.name);
    return this.graphs.flatMap(({ nodes }) => nodes.filter(waits).map(({ id }) => id));
  }

  private isNode(element: string): boolean {
    return this.kindOf(element) !== undefined;
  }

  private kindOf(element: string): string | undefined {
    for (const graph of this.graphs) {
      const node = graph.nodes[graph.nodeIndex[element] ?? -1];
      if (node !== undefined) return node.kind;
    }
    return undefined;
  }
}

/** Why the operation found nobody; undefined when it did what it says. */
async function attempt(world: World, operation: Operation, index: number): Promise<string | undefined> {
  const before = world.notes.length;
  try {
    await perform(world, operation, index);
  } catch (error) {
    if (error instanceof ScenarioFailure) return error.message;
    throw error;
  }
  if (operation.do !== "message" && operation.do !== "signal") return undefined;
  return world.notes.slice(before).find((note) => note === `${operation.do} ${operation.name} found nobody`);
}

/**
 * Pairs of elements of which every completion since `first` of the one led to one of the other. Elements that complete more often than
 * that are left out: which of them belongs to which could not be said of the referee, who names no causes.
 */
function forcedPairs(completions: readonly Completion[], first: number): [string, string][] {
  const counts = new Map<string, number>();
  const links = new Map<string, number>();
  completions.slice(first).forEach(({ element, causes }) => {
    counts.set(element, (counts.get(element) ?? 0) + 1);
    for (const cause of causes) {
      if (cause < first) continue;
      const key = JSON.stringify([completions[cause]?.element, element]);
      links.set(key, (links.get(key) ?? 0) + 1);
    }
  });
  return [...links]
    .map(([key, count]) => [JSON.parse(key) as [string, string], count] as const)
    .filter(([[before, after], count]) => counts.get(before) === count && counts.get(after) === count)
    .map(([pair]) => pair);
}

/** At no moment has `after` completed more often than `before`. */
function keepsOrder(completed: readonly string[], before: string, after: string): boolean {
  let ahead = 0;
  for (const element of completed) {
    if (element === before) ahead += 1;
    else if (element === after && --ahead < 0) return false;
  }
  return true;
}

/** Each element that is not in both lists equally often, once. */
function notAsOften(one: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const element of one) counts.set(element, (counts.get(element) ?? 0) + 1);
  for (const element of other) counts.set(element, (counts.get(element) ?? 0) - 1);
  return [...counts].filter(([, count]) => count !== 0).map(([element]) => element);
}

const list = (elements: readonly string[]): string => (elements.length === 0 ? "nothing" : elements.join(", "));
const failureOf = ({ failure }: { readonly failure: string | undefined }): string =>
  failure === undefined ? "" : ` (${failure})`;
