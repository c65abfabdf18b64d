/**
 * Which runs `reglament demo --all` makes: for each channel of each regulation and each end of its diagram, the shortest scenario of the folder that comes to
 * that end; or every scenario. What a scenario comes to is found by playing it in memory first.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { caseFiles } from "../../engine/scenario/case-files.ts";
import { CLOCK, perform } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";
import type { Graph } from "../../engine/model/graph.ts";
import { compile } from "../../engine/model/compile.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { readCases } from "../scenario-cases.ts";

export interface PlannedRun {
  readonly regulation: string;
  readonly channel: string;
  readonly process: string;
  /** Id of the end event; absent: the scenario leaves the case waiting. */
  readonly end?: string;
  /** Where it waits then: the tasks that are open, sorted. */
  readonly waitsAt?: readonly string[];
  /** Absent: no scenario comes to this end, `why` says more. */
  readonly scenario?: ScenarioCase;
  readonly why?: string;
  /** The diagram first, then those that it calls. */
  readonly graphs: readonly Graph[];
}

/** The runs of one regulation's folder, by channel: one for each end in the order of the diagram, or one for each scenario. */
export async function planRuns(folder: string, every = false): Promise<readonly PlannedRun[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".bpmn"))
    .sort();
  const graphs = new Map<string, Graph>();
  for (const name of files) {
    const path = resolve(folder, name);
    graphs.set(path, await compile(readFileSync(path)));
  }
  const scenarios = await readScenarios(join(folder, "scenarios"));
  const load = caseFiles((path) => Promise.resolve(readFileSync(resolve(folder, "scenarios", path))));
  const runs: PlannedRun[] = [];
  for (const [path, graph] of graphs) {
    const process = graph.processes.find(({ service }) => service !== undefined);
    if (process?.service === undefined) continue;
    const played: Played[] = [];
    const broken: string[] = [];
    for (const scenario of scenarios)
      if (resolve(folder, "scenarios", scenario.file) === path)
        try {
          played.push(await play(scenario, load));
        } catch (error) {
          broken.push(`${scenario.id}: ${(error as Error).message}`);
        }
    const { regulation, channel } = process.service;
    const called = [graph, ...[...graphs.values()].filter((each) => each !== graph && callsInto(graph, each))];
    const head = { regulation, channel, process: process.id, graphs: called };
    const ends = endsOf(graph, process.scope);
    if (every) {
      for (const { scenario, reached, waitsAt } of played) {
        const end = ends.findLast((id) => reached.has(id));
        runs.push({ ...head, scenario, ...(end === undefined ? { waitsAt } : { end }) });
      }
      for (const why of broken) runs.push({ ...head, why });
      continue;
    }
    for (const end of ends) {
      const [best] = played.filter(({ reached }) => reached.has(end)).sort(byEase);
      runs.push({
        ...head,
        end,
        ...(best === undefined
          ? { why: ["no scenario comes to this end", ...broken].join("; ") }
          : { scenario: best.scenario }),
      });
    }
  }
  return runs;
}

interface Played {
  readonly scenario: ScenarioCase;
  /** End events of the process itself. */
  readonly reached: ReadonlySet<string>;
  readonly ended: boolean;
  readonly waitsAt: readonly string[];
}

async function readScenarios(folder: string): Promise<readonly ScenarioCase[]> {
  const scenarios: ScenarioCase[] = [];
  for (const name of readdirSync(folder).sort())
    if (name.endsWith(".json")) scenarios.push(...(await readCases(join(folder, name))));
  return scenarios;
}

async function play(scenario: ScenarioCase, load: ReturnType<typeof caseFiles>): Promise<Played> {
  const { diagrams, decisions } = await load(scenario);
  const world = new ScenarioWorld({
    graphs: diagrams.map(({ graph }) => graph),
    decisions,
    clock: scenario.clock ?? CLOCK,
    calendar: createCalendar(KAZAKHSTAN),
    handlers: scenario.handlers ?? {},
  });
  for (const [index, operation] of scenario.script.entries()) await perform(world, operation, index);
  const [first] = world.instances;
  // The case's own scope has the key 1; what a called process comes to is told by its own channel.
  const inside = new Map<number, number>();
  const reached = new Set<string>();
  for (const event of first?.events ?? []) {
    if (event.type === "ElementEntered") inside.set(event.key, event.scope);
    if (event.type === "ElementPassed" && event.scope === 1) reached.add(event.element);
    if (event.type === "ElementCompleted" && inside.get(event.key) === 1) reached.add(event.element);
  }
  return { scenario, reached, ended: first?.state.status !== "active", waitsAt: world.openTasks().sort() };
}

/** Those that end the case first, then those whose handlers always answer alike, then the shortest. */
function byEase(a: Played, b: Played): number {
  const weight = ({ scenario, ended }: Played): number =>
    (ended ? 0 : 10_000) +
    (Object.values(scenario.handlers ?? {}).some(Array.isArray) ? 1_000 : 0) +
    scenario.script.length;
  return weight(a) - weight(b);
}

function endsOf(graph: Graph, scope: number): readonly string[] {
  return (graph.scopes[scope]?.nodes ?? [])
    .map((index) => graph.nodes[index]!)
    .filter(({ kind }) => kind === "endEvent")
    .map(({ id }) => id);
}

const callsInto = (graph: Graph, other: Graph): boolean =>
  graph.nodes.some(({ calledProcess }) => other.processes.some(({ id }) => id === calledProcess?.process));
