/** Compares what happened in a scenario with what its case expects. */
import type { CaseEvent, Json, Variables } from "../core/events.ts";
import type { Expectation, ScenarioFault, ScenarioState } from "./scenario-file.ts";
import type { ScenarioInstance, ScenarioWorld } from "./scenario-world.ts";

/** A fault, with the sentence that says it. */
export interface SaidFault {
  readonly said: string;
  readonly fault: ScenarioFault;
}

/** One for each expectation that does not hold; empty when all do. */
export function whyNot(expected: Expectation, world: ScenarioWorld): readonly SaidFault[] {
  const first = world.instances[0];
  const faults = compare(expected, world.instances, first, world);
  const { instanceCount } = expected;
  if (instanceCount !== undefined && world.instances.length !== instanceCount)
    faults.push({
      said: `${world.instances.length} instances were started, not ${instanceCount}`,
      fault: { code: "instance-count", expected: instanceCount, seen: world.instances.length },
    });
  for (const [name, inner] of Object.entries(expected.instances ?? {})) {
    const instance =
      world.instances.find((each) => each.name === name) ?? world.instances.find((each) => each.process === name);
    if (instance === undefined)
      faults.push({ said: `no instance ${name} was started`, fault: { code: "no-instance", name } });
    else
      for (const { said, fault } of compare(inner, [instance], instance, world))
        faults.push({ said: `${name}: ${said}`, fault: { ...fault, instance: name } });
  }
  return faults;
}

function compare(
  expected: Expectation,
  instances: readonly ScenarioInstance[],
  first: ScenarioInstance | undefined,
  world: ScenarioWorld,
): SaidFault[] {
  const completions = completionsIn(instances, world);
  return [
    ...compareState(expected, first),
    ...compareCompletions(expected, completions),
    ...compareOrder(expected, completions),
    ...compareOpen(expected, world.openTasks(instances)),
    ...compareVariables(expected, first),
  ];
}

function compareState(expected: Expectation, first: ScenarioInstance | undefined): SaidFault[] {
  const allowed = expected.stateOneOf ?? (expected.state === undefined ? undefined : [expected.state]);
  const state = first === undefined ? undefined : stateOf(first);
  if (allowed === undefined || (state !== undefined && allowed.includes(state))) return [];
  const element = first?.state.instances.find((each) => each.incident !== undefined)?.element;
  return [
    {
      said: `the state is ${state === undefined ? "not there: nothing was started" : describe(first as ScenarioInstance, state)}, not ${allowed.join(" or ")}`,
      fault: {
        code: "state",
        expected: allowed,
        ...(state === undefined ? {} : { seen: state }),
        ...(element === undefined ? {} : { element }),
      },
    },
  ];
}

function compareCompletions(expected: Expectation, completions: readonly string[]): SaidFault[] {
  const counted = new Map<string, number>();
  for (const element of completions) counted.set(element, (counted.get(element) ?? 0) + 1);
  const faults: SaidFault[] = [];
  for (const element of expected.completed ?? [])
    if (!counted.has(element))
      faults.push({ said: `${element} did not complete`, fault: { code: "not-completed", element } });
  for (const element of expected.notCompleted ?? [])
    if (counted.has(element)) faults.push({ said: `${element} completed`, fault: { code: "completed", element } });
  for (const [element, count] of Object.entries(expected.counts ?? {})) {
    const seen = counted.get(element) ?? 0;
    if (seen !== count)
      faults.push({
        said: `${element} completed ${seen} times, not ${count}`,
        fault: { code: "count", element, expected: count, seen },
      });
  }
  return faults;
}

function compareOrder(expected: Expectation, completions: readonly string[]): SaidFault[] {
  const faults: SaidFault[] = [];
  for (const chain of expected.order ?? [])
    for (const [index, after] of chain.entries()) {
      const before = chain[index - 1];
      if (before === undefined) continue;
      const one = completions.indexOf(before);
      const other = completions.indexOf(after);
      if (one < 0 || other < 0 || one > other)
        faults.push({
          said: `${before} did not complete before ${after}`,
          fault: { code: "order", element: after, name: before },
        });
    }
  return faults;
}

function compareOpen(expected: Expectation, tasks: readonly string[]): SaidFault[] {
  if (expected.open === undefined) return [];
  const open = [...tasks].sort();
  const wanted = [...expected.open].sort();
  if (JSON.stringify(open) === JSON.stringify(wanted)) return [];
  const element = open.find((each) => !wanted.includes(each)) ?? wanted.find((each) => !open.includes(each));
  return [
    {
      said: `open are [${open.join(", ")}], not [${wanted.join(", ")}]`,
      fault: { code: "open", expected: wanted, seen: open, ...(element === undefined ? {} : { element }) },
    },
  ];
}

function compareVariables(expected: Expectation, first: ScenarioInstance | undefined): SaidFault[] {
  const variables = first === undefined ? {} : variablesOf(first);
  return Object.entries(expected.variables ?? {}).flatMap(([name, value]): SaidFault[] => {
    const seen = variables[name];
    if (equal(seen, value)) return [];
    const shown = seen === undefined ? "not set" : JSON.stringify(seen);
    return [
      {
        said: `variable ${name} is ${shown}, not ${JSON.stringify(value)}`,
        fault: { code: "variable", name, expected: value, ...(seen === undefined ? {} : { seen }) },
      },
    ];
  });
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
