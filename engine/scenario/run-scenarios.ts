/**
 * Runs a scenario file in memory: `runScenarios(cases, files)` answers with what passed and why the rest did not. A diagram that
 * cannot be deployed fails its cases, not the run. The format is that of design section 10, and people outside rely on it.
 */
import { CodedError } from "../errors.ts";
import type { Json, Variables } from "../core/events.ts";
import { KAZAKHSTAN } from "../terms/calendar-kazakhstan.ts";
import { createCalendar } from "../terms/calendar.ts";
import { caseFiles } from "./case-files.ts";
import { whyNot, type SaidFault } from "./expectations.ts";
import type { Operation, ScenarioCase, ScenarioFault, ScenarioOutcome, ScenarioReport } from "./scenario-file.ts";
import { ScenarioFailure, ScenarioWorld } from "./scenario-world.ts";

/** The virtual clock of a case that names none. */
export const CLOCK = "2026-01-05T09:00:00+05:00";

/** `read` gives the bytes of a diagram by its path as the case writes it, and throws when there is none. */
export async function runScenarios(
  cases: readonly ScenarioCase[],
  read: (path: string) => Promise<Uint8Array>,
): Promise<ScenarioReport> {
  const load = caseFiles(read);
  const outcomes: ScenarioOutcome[] = [];
  for (const each of cases) outcomes.push(await runCase(each, load));
  const passed = outcomes.filter((outcome) => outcome.ok).length;
  return { passed, failed: outcomes.length - passed, cases: outcomes };
}

async function runCase(scenario: ScenarioCase, load: ReturnType<typeof caseFiles>): Promise<ScenarioOutcome> {
  const id = scenario.id;
  let world: ScenarioWorld | undefined;
  try {
    const { diagrams, decisions } = await load(scenario);
    world = new ScenarioWorld({
      graphs: diagrams.map(({ graph }) => graph),
      decisions,
      clock: scenario.clock ?? CLOCK,
      calendar: createCalendar(KAZAKHSTAN),
      handlers: scenario.handlers ?? {},
    });
    for (const [index, operation] of scenario.script.entries()) await perform(world, operation, index);
    return outcome(id, whyNot(scenario.expect, world), world.notes);
  } catch (error) {
    const said = explain(error);
    return outcome(id, [{ said, fault: faultOf(error, said) }], world?.notes ?? []);
  }
}

function outcome(id: string, why: readonly SaidFault[], notes: readonly string[]): ScenarioOutcome {
  return {
    id,
    ok: why.length === 0,
    why: why.map(({ said }) => said).join("; "),
    ...(why.length > 0 ? { faults: why.map(({ fault }) => fault) } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function faultOf(error: unknown, detail: string): ScenarioFault {
  if (error instanceof ScenarioFailure && error.at !== undefined) return { code: "step", ...error.at, detail };
  const element = error instanceof CodedError ? error.problems.find((each) => each.element !== undefined) : undefined;
  return { code: "diagram", ...(element?.element === undefined ? {} : { element: element.element }), detail };
}

/** Where a script is played: our engine's world, or the referee's. False, and no start: nobody was there. */
export interface World {
  readonly notes: string[];
  start(process: string | undefined, variables: Variables, as: string | undefined): void | Promise<void>;
  complete(element: string, variables: Variables, instance: string | undefined): boolean | Promise<boolean>;
  error(
    element: string,
    code: string,
    variables: Variables | undefined,
    instance: string | undefined,
  ): boolean | Promise<boolean>;
  message(
    name: string,
    variables: Variables,
    correlation: Json | undefined,
    instance: string | undefined,
  ): boolean | Promise<boolean>;
  signal(name: string, variables: Variables, instance: string | undefined): boolean | Promise<boolean>;
  advance(duration: string): void | Promise<void>;
}

/** `index` counts from 0. Throws ScenarioFailure for an operation that found nobody and had to. */
export async function perform(world: World, operation: Operation, index: number): Promise<void> {
  const found = await apply(world, operation);
  if (found === undefined || found) return;
  const what = "element" in operation ? operation.element : (operation as { name: string }).name;
  // A message or signal that nobody waits for is lost, as the standard has it: worth a note, but no failure.
  if (operation.do === "message" || operation.do === "signal") world.notes.push(`${operation.do} ${what} found nobody`);
  else if (!("ifOpen" in operation) || operation.ifOpen !== true)
    throw new ScenarioFailure(`step ${index + 1}, ${operation.do} ${what}: nothing is open there`, {
      step: index + 1,
      element: what,
    });
}

/** Undefined: the operation has no addressee; else whether it found one. */
async function apply(world: World, operation: Operation): Promise<boolean | undefined> {
  switch (operation.do) {
    case "start":
      await world.start(operation.process, operation.variables ?? {}, operation.as);
      return undefined;
    case "complete":
      return world.complete(operation.element, operation.variables ?? {}, operation.in);
    case "error":
      return world.error(operation.element, operation.code, operation.variables, operation.in);
    case "message":
      return world.message(operation.name, operation.variables ?? {}, operation.correlation, operation.in);
    case "signal":
      return world.signal(operation.name, operation.variables ?? {}, operation.in);
    case "advance":
      await world.advance(operation.duration);
      return undefined;
    default:
      throw new ScenarioFailure(`there is no operation ${JSON.stringify((operation as { do: unknown }).do)}`);
  }
}

function explain(error: unknown): string {
  if (error instanceof CodedError) {
    const places = error.problems.map(
      (problem) => `${problem.element === undefined ? "" : `${problem.element}: `}${problem.detail}`,
    );
    return `${error.code}: ${[error.message, ...places].join("; ")}`;
  }
  return error instanceof Error ? error.message : String(error);
}
