/** Walks every process of fixtures/elements at random: whatever comes in whatever order, the core stays sound. */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { SYSTEM, type Command } from "../../engine/core/commands.ts";
import { decide } from "../../engine/core/decide.ts";
import type { DecisionContext } from "../../engine/core/decision.ts";
import { evolve } from "../../engine/core/evolve.ts";
import type { CaseEvent, Variables } from "../../engine/core/events.ts";
import type { CaseState } from "../../engine/core/state.ts";
import { compile } from "../../engine/model/compile.ts";
import type { Graph } from "../../engine/model/graph.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { freeze } from "../core/random-walk.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/elements");
/** Walks of each diagram. */
const RUNS = Number(process.env.WALKS ?? 10);
const STEPS = 40;

type Dice = (sides: number) => number;

describe("any walk through any of the elements' diagrams", () => {
  for (const file of readdirSync(FOLDER).filter((each) => each.endsWith(".bpmn"))) {
    const name = file.slice(0, -".bpmn".length);
    it(`${name}: never fails inside, folds to the decided state, and keeps its instances in order`, async () => {
      const graph = await compile(await readFile(join(FOLDER, file)));
      const cases = JSON.parse(await readFile(join(FOLDER, `${name}.scenario.json`), "utf8")) as ScenarioCase[];
      const facts = factsIn(cases);
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat(1_000_000)), (chance) => {
          walk(graph, facts, (sides) => (chance.next().value as number) % sides);
        }),
        { numRuns: RUNS },
      );
    });
  }
});

function walk(graph: Graph, facts: readonly Variables[], dice: Dice): void {
  let now = Date.parse("2012-05-14T04:00:00.000Z");
  let state: CaseState | undefined;
  let folded: CaseState | undefined;
  let seq = 0;
  for (let step = 0; step < STEPS; step++) {
    const commands = state === undefined ? starts(graph, facts, dice) : choices(graph, state, facts, dice);
    const command = commands[dice(commands.length)];
    if (command === undefined) return;
    now += 3_600_000 * dice(30);
    const context: DecisionContext = {
      now: new Date(now).toISOString(),
      actor: SYSTEM,
      graph: () => graph,
      called: ({ process }) => (graph.processes.some((each) => each.id === process) ? graph.digest : undefined),
    };
    const decision = decide(state, command, context);
    if (dice(10) === 0) expect(decide(state, command, context)).to.deep.equal(decision);
    if (!decision.accepted) continue;
    // What is folded went through the text of the log, and lies frozen: nobody may write to it.
    for (const event of decision.events) {
      const read = freeze(JSON.parse(JSON.stringify(event)) as CaseEvent);
      folded = evolve(folded, { seq: ++seq, at: "", by: "", event: read });
    }
    state = freeze(decision.state);
    expect(JSON.parse(JSON.stringify(freeze(folded)))).to.deep.equal(JSON.parse(JSON.stringify(state)));
    expectSound(state);
    if (state.status === "completed" || state.status === "terminated") return;
    // Diagrams that turn without end are asked once, not again and again.
    if (decision.events.length > 1_000) return;
  }
}

/** Every instance lives in one that lives, scopes know how many live in them, and keys ascend. */
function expectSound(state: CaseState): void {
  const live = new Map<number, number>();
  const keys = new Set([0]);
  for (const { key, parent, element } of state.instances) {
    expect(keys.has(parent), `${element} lives in ${parent}`).to.equal(true);
    expect(key, element).to.be.greaterThan(Math.max(...keys));
    keys.add(key);
    if (parent > 0) live.set(parent, (live.get(parent) ?? 0) + 1);
  }
  for (const { key, element, live: counted } of state.instances) expect(counted, element).to.equal(live.get(key));
  const waits = state.instances.flatMap((each) => each.waits ?? []).map((wait) => wait.key);
  expect(new Set(waits).size).to.equal(waits.length);
}

function starts(graph: Graph, facts: readonly Variables[], dice: Dice): Command[] {
  return graph.processes.flatMap((process) => {
    const start = { type: "StartCase", case: "walk", definition: graph.digest, process: process.id } as const;
    const variables = pick(facts, dice);
    const triggered = (graph.scopes[process.scope]?.starts ?? []).flatMap((index): Command[] => {
      const node = graph.nodes[index];
      if (node?.kind === "eventBasedGateway")
        return node.outgoing.map((flow) => ({
          ...start,
          variables,
          startEvent: graph.nodes[graph.flows[flow]?.target ?? -1]?.id ?? "",
        }));
      const named = { ...start, variables, startEvent: node?.id ?? "" };
      return node?.parallelMultiple === true ? [named, { ...named, startTrigger: 0 }] : [named];
    });
    return [{ ...start, variables }, ...triggered];
  });
}

function choices(graph: Graph, state: CaseState, facts: readonly Variables[], dice: Dice): Command[] {
  const reason = "because";
  const commands: Command[] = [{ type: "SetVariables", variables: pick(facts, dice), reason }];
  if (state.status === "suspended") commands.push({ type: "ResumeCase", reason });
  else if (dice(20) === 0) commands.push({ type: "SuspendCase", reason });
  for (const instance of state.instances) {
    if (instance.incident !== undefined) {
      const { key } = instance;
      commands.push({ type: "ResolveIncident", key, resolution: "retry", reason, variables: pick(facts, dice) });
      commands.push({ type: "ResolveIncident", key, resolution: "skip", reason });
    }
    for (const { key, ...wait } of instance.waits ?? []) {
      const variables = pick(facts, dice);
      if (wait.kind === "task") commands.push({ type: "CompleteUserTask", key, variables });
      else if (wait.kind === "job") commands.push({ type: "CompleteJob", key, facts: variables });
      else if (wait.kind === "timer") commands.push({ type: "FireTimer", key });
      else if (wait.kind === "message") commands.push({ type: "DeliverMessage", name: wait.name, key, variables });
      else if (wait.kind === "signal") commands.push({ type: "DeliverSignal", name: wait.name, variables });
      if (wait.kind === "task" || wait.kind === "job") {
        const codes = graph.nodes.flatMap((node) =>
          node.triggers.flatMap((trigger) => (trigger.type === "error" ? [trigger.code ?? "OTHER"] : [])),
        );
        const code = codes[dice(codes.length * 3 + 1)];
        if (code !== undefined) commands.push({ type: "ThrowError", key, code });
      }
    }
  }
  return commands;
}

/** The variables that the cases of a diagram start with, fill in and send: so conditions find what they ask for. */
function factsIn(cases: readonly ScenarioCase[]): readonly Variables[] {
  const facts = cases.flatMap(({ script }) =>
    script.flatMap((each) => ("variables" in each && each.variables !== undefined ? [each.variables] : [])),
  );
  return [{}, ...facts];
}

function pick(facts: readonly Variables[], dice: Dice): Variables {
  return { ...facts[dice(facts.length)], ...facts[dice(facts.length)] };
}
