/**
 * `npm run bench [-- --json --rounds 5 --instances 20]`: user tasks completed per second, for each engine and mode, on this machine.
 *
 * The process is bench/process.bpmn: eight user tasks, two conditions, the default flow taken. A step is one user task completed, up
 * to the next wait. Every round runs each measurement once, so that a busy minute of the machine meets all of them; the table shows the
 * median of the rounds, with the slowest and the fastest. Decision record 1 says what the numbers are for.
 *
 * To add an engine or a mode: one function that runs one case and counts its steps, and one line in MEASUREMENTS.
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Engine } from "bpmn-engine";
import type { BpmnEngineExecutionState, BpmnEngineOptions, Execution } from "bpmn-engine";

/** Runs one case from its start to its end; answers the state's bytes after each user task (0 where none is written). */
type RunCase = () => Promise<readonly number[]>;

interface Measurement {
  readonly engine: string;
  /** `memory`: nothing is saved. `saved`: the case stays in memory, its state is serialised at each step. `recovered`: at each step it is made again from that text. */
  readonly mode: "memory" | "saved" | "recovered";
  /** Parses the diagram, which is not measured. */
  prepare(xml: string): Promise<RunCase>;
}

interface Result {
  readonly engine: string;
  readonly mode: Measurement["mode"];
  readonly stepsPerSecond: { readonly median: number; readonly slowest: number; readonly fastest: number };
  /** Mean bytes of the state text at a step. */
  readonly stateBytes: number;
}

const STEPS_OF_A_CASE = 8;

const MEASUREMENTS: readonly Measurement[] = [
  { engine: "bpmn-engine", mode: "memory", prepare: refereeInMemory },
  { engine: "bpmn-engine", mode: "saved", prepare: refereeSaved },
  { engine: "bpmn-engine", mode: "recovered", prepare: refereeRecovered },
];

// ---------------------------------------------------------------- bpmn-engine, in its best fair use

async function refereeInMemory(xml: string): Promise<RunCase> {
  const options = await refereeOptions(xml);
  return async () => {
    const execution = await new Engine(options).execute();
    const sizes: number[] = [];
    for (let task = waitingTask(execution); task; task = waitingTask(execution)) {
      task.signal();
      sizes.push(0);
    }
    return sizes;
  };
}

async function refereeSaved(xml: string): Promise<RunCase> {
  const options = await refereeOptions(xml);
  return async () => {
    const execution = await new Engine(options).execute();
    const sizes: number[] = [];
    for (let task = waitingTask(execution); task; task = waitingTask(execution)) {
      task.signal();
      sizes.push(Buffer.byteLength(refereeState(execution)));
    }
    return sizes;
  };
}

async function refereeRecovered(xml: string): Promise<RunCase> {
  const options = await refereeOptions(xml);
  return async () => {
    let execution = await new Engine(options).execute();
    let state = refereeState(execution);
    await execution.stop();
    const sizes: number[] = [];
    for (;;) {
      execution = await new Engine(options).recover(JSON.parse(state) as BpmnEngineExecutionState).resume();
      waitingTask(execution)?.signal();
      state = refereeState(execution);
      sizes.push(Buffer.byteLength(state));
      if (!waitingTask(execution)) return sizes;
      await execution.stop();
    }
  };
}

/** Shared parsed source, a logger that does nothing, no tracking of state between the steps. */
async function refereeOptions(xml: string): Promise<BpmnEngineOptions> {
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

function waitingTask(execution: Execution): { signal(): void } | undefined {
  return execution.getPostponed().find((element) => element.type === "bpmn:UserTask");
}

/** What `getState` answers, without the source that it repeats in every state (it is shared). */
function refereeState(execution: Execution): string {
  return JSON.stringify({
    name: execution.name,
    state: execution.state,
    stopped: execution.stopped,
    environment: execution.environment.getState(),
    definitions: execution.definitions.map((definition) => definition.getState()),
  });
}

// ---------------------------------------------------------------- the measurement

async function measure(measurements: readonly Measurement[], rounds: number, instances: number): Promise<Result[]> {
  const xml = readFileSync(resolve(import.meta.dirname, "process.bpmn"), "utf8");
  const prepared = await Promise.all(
    measurements.map(async (one) => ({ ...one, run: await one.prepare(xml), rates: [] as number[], bytes: 0 })),
  );
  for (const one of prepared) await one.run(); // compiled by the time it counts
  for (let round = 0; round < rounds; round += 1) {
    for (const one of prepared) {
      let steps = 0;
      const begun = performance.now();
      for (let instance = 0; instance < instances; instance += 1) {
        const sizes = await one.run();
        if (sizes.length !== STEPS_OF_A_CASE)
          throw new Error(`${one.engine}, ${one.mode}: ${sizes.length} steps instead of ${STEPS_OF_A_CASE}.`);
        steps += sizes.length;
        one.bytes = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      }
      one.rates.push((steps * 1000) / (performance.now() - begun));
    }
  }
  return prepared.map(({ engine, mode, rates, bytes }) => {
    const sorted = rates.toSorted((a, b) => a - b).map(Math.round);
    return {
      engine,
      mode,
      stepsPerSecond: { median: sorted[sorted.length >> 1]!, slowest: sorted[0]!, fastest: sorted.at(-1)! },
      stateBytes: Math.round(bytes),
    };
  });
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    instances: { type: "string", default: "20" },
  },
});
const rounds = Number(values.rounds);
const instances = Number(values.instances);
if (!(rounds >= 1 && instances >= 1)) throw new Error("--rounds and --instances are whole numbers from 1 up.");

const results = await measure(MEASUREMENTS, rounds, instances);
if (values.json) {
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  console.log(JSON.stringify({ machine, rounds, instances, stepsOfACase: STEPS_OF_A_CASE, results }, undefined, 2));
} else {
  console.log(
    `User tasks completed per second; median of ${rounds} rounds of ${instances} cases. Node ${process.version}.`,
  );
  console.table(
    results.map(({ engine, mode, stepsPerSecond: { median, slowest, fastest }, stateBytes }) => ({
      engine,
      mode,
      "steps/s": median,
      range: `${slowest}-${fastest}`,
      "state bytes": stateBytes === 0 ? "-" : stateBytes,
    })),
  );
}
