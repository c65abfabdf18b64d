/** What a scenario's expectations do not say of a case: its flows, its clocks, its public status. Runs in the scenario runner's world. */
import type { CaseEvent } from "../../engine/core/events.ts";
import type { CaseState } from "../../engine/core/state.ts";
import type { Graph } from "../../engine/model/graph.ts";
import type { Operation, ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";

export interface DrivenCase {
  readonly state: CaseState;
  /** Elements of the open tasks. */
  readonly open: readonly string[];
  /** Ids of the sequence flows that got a token. */
  readonly flows: ReadonlySet<string>;
  /** Elements that completed, in order, with repeats. */
  readonly completed: readonly string[];
  /** Terms and limits in the order in which they started; `met` is absent while one runs. */
  readonly limits: readonly { of: string; dueAt: string; met?: "in time" | "late" }[];
}

const calendar = createCalendar(KAZAKHSTAN);

/** `called`: diagrams of processes that this one calls. Throws when a step finds nobody, or when the case gets an incident. */
export function driveCase(
  graph: Graph,
  { clock, handlers, script }: Pick<ScenarioCase, "clock" | "handlers" | "script">,
  called: readonly Graph[] = [],
): DrivenCase {
  const world = new ScenarioWorld({ graphs: [graph, ...called], clock: clock!, calendar, handlers: handlers ?? {} });
  for (const operation of script) perform(world, operation);
  const [{ state, events }] = world.instances as [ScenarioWorld["instances"][number]];
  for (const event of events)
    if (event.type === "IncidentRaised") throw new Error(`${event.element}: ${event.message}`);
  return {
    state,
    open: world.openTasks(),
    flows: new Set(events.flatMap((event) => ("take" in event ? (event.take ?? []) : []))),
    completed: events.flatMap((event) =>
      event.type === "ElementCompleted" || event.type === "ElementPassed" ? [event.element] : [],
    ),
    limits: limitsOf(events),
  };
}

function perform(world: ScenarioWorld, operation: Operation): void {
  if (operation.do === "start") world.start(undefined, {}, undefined);
  else if (operation.do === "advance") world.advance(operation.duration);
  else if (operation.do !== "complete") throw new Error(`these cases know no ${operation.do}`);
  else if (!world.complete(operation.element, operation.variables ?? {}, undefined))
    throw new Error(`nobody waits at ${operation.element}, but at ${world.openTasks().join(", ")}`);
}

function limitsOf(events: readonly CaseEvent[]): DrivenCase["limits"] {
  const limits = new Map<number, { of: string; dueAt: string; met?: "in time" | "late" }>();
  for (const event of events) {
    if (event.type === "LimitStarted") limits.set(event.key, { of: event.of, dueAt: event.dueAt });
    if (event.type === "LimitMet") limits.get(event.key)!.met = event.late ? "late" : "in time";
  }
  return [...limits.values()];
}
