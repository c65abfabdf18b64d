/** Compares what happened in a scenario with what its case expects. */
import type { CaseEvent, Json, Variables } from "../core/events.ts";
import type { Expectation, ScenarioState } from "./scenario-file.ts";
import type { ScenarioInstance, ScenarioWorld } from "./scenario-world.ts";

/** One sentence for each expectation that does not hold; empty when all do. */
export function whyNot(expected: Expectation, world: ScenarioWorld): string[] {
  const first = world.instances[0];
  const reasons = compare(expected, world.instances, first, world);
  if (expected.instanceCount !== undefined && world.instances.length !== expected.instanceCount)
    reasons.push(`${world.instances.length} instances were started, not ${expected.instanceCount}`);
  for (const [name, inner] of Object.entries(expected.instances ?? {})) {
    const instance =
      world.instances.find((each) => each.name === name) ?? world.instances.find((each) => each.process === name);
    if (instance === undefined) reasons.push(`no instance ${name} was started`);
    else reasons.push(...compare(inner, [instance], instance, world).map((reason) => `${name}: ${reason}`));
  }
  return reasons;
}

function compare(
  expected: Expectation,
  instances: readonly ScenarioInstance[],
  first: ScenarioInstance | undefined,
  world: ScenarioWorld,
): string[] {
  const reasons: string[] = [];
  const allowed = expected.stateOneOf ?? (expected.state === undefined ? undefined : [expected.state]);
  if (allowed !== undefined) {
    const state = first === undefined ? undefined : stateOf(first);
    if (state === undefined || !allowed.includes(state))
      reasons.push(
        `the state is ${state === undefined ? "not there: nothing was started" : describe(first as ScenarioInstance, state)}, not ${allowed.join(" or ")}`,
      );
  }
  const completions = completionsIn(instances, world);
  const counted = new Map<string, number>();
  for (const element of completions) counted.set(element, (counted.get(element) ?? 0) + 1);
  for (const element of expected.completed ?? [])
    if (!counted.has(element)) reasons.push(`${element} did not complete`);
  for (const element of expected.notCompleted ?? []) if (counted.has(element)) reasons.push(`${element} completed`);
  for (const [element, count] of Object.entries(expected.counts ?? {})) {
    const really = counted.get(element) ?? 0;
    if (really !== count) reasons.push(`${element} completed ${really} times, not ${count}`);
  }
  for (const chain of expected.order ?? [])
    for (const [index, after] of chain.entries()) {
      const before = chain[index - 1];
      if (before === undefined) continue;
      const one = completions.indexOf(before);
      const other = completions.indexOf(after);
      if (one < 0 || other < 0 || one > other) reasons.push(`${before} did not complete before ${after}`);
    }
  if (expected.open !== undefined) {
    const open = world.openTasks(instances).sort();
    const wanted = [...expected.open].sort();
    if (JSON.stringify(open) !== JSON.stringify(wanted))
      reasons.push(`open are [${open.join(", ")}], not [${wanted.join(", ")}]`);
  }
  if (expected.variables !== undefined) {
    const variables = first === undefined ? {} : variablesOf(first);
    for (const [name, value] of Object.entries(expected.variables)) {
      const really = variables[name];
      if (equal(really, value)) continue;
      const shown = really === undefined ? "not set" : JSON.stringify(really);
      reasons.push(`variable ${name} is ${shown}, not ${JSON.stringify(value)}`);
    }
  }
  return reasons;
}

export function stateOf({ state }: ScenarioInstance): ScenarioState {
  if (state.status === "completed" || state.status === "terminated") return state.status;
  return state.instances.some((each) => each.incident !== undefined) ? "incident" : "active";
}

function describe({ state }: ScenarioInstance, name: ScenarioState): string {
  const incident = state.instances.find((each) => each.incident !== undefined);
  return incident?.incident === undefined ? name : `${name} (${incident.element}: ${incident.incident.message})`;
}

function variablesOf({ state }: ScenarioInstance): Variables {
  return state.ended ?? state.instances.find((each) => each.key === 1)?.variables ?? {};
}

/** Of several instances: in the order in which it happened, whichever it happened in. */
function completionsIn(instances: readonly ScenarioInstance[], world: ScenarioWorld): string[] {
  const bodies = new Map(instances.map((instance) => [instance, loopBodies(instance.events)]));
  return world.history.flatMap(({ instance, event }) => {
    const known = bodies.get(instance);
    return known === undefined ? [] : (completionOf(event, known) ?? []);
  });
}

/** A loop's body is not counted beside its instances. */
function loopBodies(events: readonly CaseEvent[]): ReadonlySet<number> {
  const bodies = new Set<number>();
  for (const event of events)
    if (event.type === "LoopAdvanced" || (event.type === "ElementEntered" && event.loop !== undefined))
      bodies.add(event.key);
  return bodies;
}

function completionOf(event: CaseEvent, bodies: ReadonlySet<number>): string | undefined {
  if (event.type === "ElementPassed") return event.element;
  return event.type === "ElementCompleted" && !bodies.has(event.key) ? event.element : undefined;
}

function equal(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && equal((one as Variables)[name], (other as Variables)[name]))
  );
}
