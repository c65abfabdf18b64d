/** Our core alone: a case decided and folded in memory, its events serialised as the log has them. */
import { readFileSync } from "node:fs";
import { SYSTEM, type Command } from "../engine/core/commands.ts";
import { decide } from "../engine/core/decide.ts";
import type { DecisionContext } from "../engine/core/decision.ts";
import type { CaseEvent } from "../engine/core/events.ts";
import type { CaseState } from "../engine/core/state.ts";
import { compile } from "../engine/model/compile.ts";
import type { Graph } from "../engine/model/graph.ts";
import { PROCESS_FILE, type Save } from "./peer.ts";

export const benchGraph: Promise<Graph> = compile(readFileSync(PROCESS_FILE));

/** One case from its start to its end: the number of user tasks completed, and its log. */
export function runCaseInMemory(graph: Graph, keep?: (events: readonly CaseEvent[]) => void): number {
  let state = give(graph, undefined, START(graph), keep);
  let steps = 0;
  while (state.status === "active") {
    state = give(graph, state, completeFirst(state), keep);
    steps += 1;
  }
  return steps;
}

/** The same with the state written at each step, as the peers do it. */
export async function runCaseSaved(save: Save): Promise<number> {
  const graph = await benchGraph;
  let state = give(graph, undefined, START(graph));
  let steps = 0;
  while (state.status === "active") {
    state = give(graph, state, completeFirst(state));
    steps += 1;
    await save(JSON.stringify(state));
  }
  return steps;
}

/** Where the serialised events go, so that nothing can optimise the work away. */
export const written = { bytes: 0 };

function give(
  graph: Graph,
  state: CaseState | undefined,
  command: Command,
  keep?: (events: readonly CaseEvent[]) => void,
): CaseState {
  const decision = decide(state, command, contextOf(graph));
  if (!decision.accepted) throw new Error(decision.reason);
  for (const event of decision.events) written.bytes += JSON.stringify(event).length;
  keep?.(decision.events);
  return decision.state;
}

const contexts = new WeakMap<Graph, DecisionContext>();

function contextOf(graph: Graph): DecisionContext {
  let context = contexts.get(graph);
  if (context === undefined) {
    context = { now: "2012-05-14T04:00:00.000Z", actor: SYSTEM, graph: () => graph, called: () => undefined };
    contexts.set(graph, context);
  }
  return context;
}

const START = (graph: Graph): Command => ({
  type: "StartCase",
  case: "bench",
  definition: graph.digest,
  process: "bench",
  variables: { refused: false },
});

function completeFirst(state: CaseState): Command {
  const key = state.instances.find((instance) => instance.waits !== undefined)?.waits?.[0]?.key;
  if (key === undefined) throw new Error("the case waits for nothing");
  return { type: "CompleteUserTask", key };
}
