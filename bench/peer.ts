/**
 * bpmn-engine in its best fair use: the parsed source shared between engines, a logger that does nothing, no tracking of state
 * between the steps, the source (repeated in every state) left out of what is saved.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Engine } from "bpmn-engine";
import type { BpmnEngineExecutionState, BpmnEngineOptions, Execution } from "bpmn-engine";

/** Diagram and options of the process that everything in bench/ measures. */
export const PROCESS_FILE = resolve(import.meta.dirname, "process.bpmn");
export const STEPS_OF_A_CASE = 8;

/** Called after each step with the state to be kept; the next step waits for it. */
export type Save = (state: string) => Promise<void>;

export async function peerOptions(): Promise<BpmnEngineOptions> {
  const xml = readFileSync(PROCESS_FILE, "utf8");
  const [definition] = await new Engine({ name: "parse", source: xml }).getDefinitions();
  const quiet = () => undefined;
  return {
    name: "bench",
    sourceContext: (definition as unknown as { environment: { options: { source: object } } }).environment.options
      .source,
    Logger: () => ({ debug: quiet, error: quiet, warn: quiet }),
    settings: { disableTrackState: true },
    variables: { refused: false },
    // The two conditions are the name of a variable: the cheapest expression language there is.
    expressions: {
      resolveExpression: (name: string, scope: { environment: { variables: Record<string, unknown> } }) =>
        scope.environment.variables[name],
    },
  } as unknown as BpmnEngineOptions;
}

/** One case that stays in memory; with `save`, its state is written at each step. Answers the number of steps. */
export async function runPeerHot(options: BpmnEngineOptions, save?: Save): Promise<number> {
  const execution = await new Engine(options).execute();
  let steps = 0;
  for (let task = waitingTask(execution); task !== undefined; task = waitingTask(execution)) {
    task.signal();
    steps += 1;
    if (save !== undefined) await save(stateOf(execution));
  }
  return steps;
}

/** One case that is made again from its saved state at each step. */
export async function runPeerCold(
  options: BpmnEngineOptions,
  save: Save,
  load: () => Promise<string>,
): Promise<number> {
  let execution = await new Engine(options).execute();
  await save(stateOf(execution));
  await execution.stop();
  for (let steps = 1; ; steps++) {
    const state = JSON.parse(await load()) as BpmnEngineExecutionState;
    execution = await new Engine(options).recover(state).resume();
    waitingTask(execution)?.signal();
    await save(stateOf(execution));
    if (waitingTask(execution) === undefined) return steps;
    await execution.stop();
  }
}

function waitingTask(execution: Execution): { signal(): void } | undefined {
  return execution.getPostponed().find((element) => element.type === "bpmn:UserTask");
}

/** What `getState` answers, without the source that it repeats in every state (it is shared). */
function stateOf(execution: Execution): string {
  return JSON.stringify({
    name: execution.name,
    state: execution.state,
    stopped: execution.stopped,
    environment: execution.environment.getState(),
    definitions: execution.definitions.map((definition) => definition.getState()),
  });
}
