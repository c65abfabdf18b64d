/**
 * `npm run bench [-- --json] [--rounds N] [--grown [--finished N]]`: the numbers that the README quotes, all in one run on the same
 * process (bench/process.bpmn: start, eight user tasks, two conditions, end). Every round runs each measurement once, so that a busy
 * minute of the machine meets all of them; what is printed is the median of the rounds. `--waiting N` takes another number than 100,000
 * for the waiting cases. docs/performance.md says what was found.
 */
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type LimitRound, measureLimit } from "./bare-limit.ts";
import { CALLERS, type DurableRound, measureDurable } from "./durable.ts";
import { measureFootprint } from "./footprint.ts";
import { measureGrowth, median } from "./growth.ts";
import { benchGraph, runCaseInMemory } from "./in-memory.ts";
import { measureHttp } from "./over-http.ts";
import { peerOptions, runPeerHot } from "./peer.ts";
import { measureReplay } from "./replay.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    grown: { type: "boolean", default: false },
    finished: { type: "string", default: "1000000" },
    waiting: { type: "string", default: "100000" },
  },
});
const rounds = Number(values.rounds);
const finished = Number(values.finished);
const waiting = Number(values.waiting);
if (!(rounds >= 1 && finished >= 1 && waiting >= 1))
  throw new Error("--rounds, --finished and --waiting are whole numbers from 1 up.");
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const graph = await benchGraph;
const peer = await peerOptions();
await runPeerHot(peer);
inMemory(2000);

const memory: { ours: number; peer: number }[] = [];
const durable: DurableRound[] = [];
const limit: LimitRound[] = [];
const http: Awaited<ReturnType<typeof measureHttp>>[] = [];
const replays: number[] = [];
for (let round = 1; round <= rounds; round++) {
  say(`round ${round} of ${rounds}`);
  memory.push({ ours: inMemory(10_000), peer: await peerInMemory(20) });
  durable.push(await measureDurable(peer));
  limit.push(await measureLimit());
  http.push(await measureHttp());
  replays.push(await measureReplay());
}
say(`${waiting} waiting cases`);
const state = await measureFootprint(waiting);
const grown = values.grown ? await measureGrowth(finished, waiting, say) : undefined;

const of = <T>(list: readonly T[], name: keyof T): number => median(list.map((each) => each[name] as number));
const report = {
  machine: {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    rounds,
  },
  memory: { ours: of(memory, "ours"), peer: of(memory, "peer"), ratio: of(memory, "ours") / of(memory, "peer") },
  durable: {
    ours: of(durable, "ours"),
    peer: of(durable, "peerCold"),
    ratio: of(durable, "ours") / of(durable, "peerCold"),
    peerHot: of(durable, "peerHot"),
    ratioHot: of(durable, "ours") / of(durable, "peerHot"),
    oneCaller: of(durable, "oneCaller"),
    oursOneRow: of(durable, "oursOneRow"),
    callers: CALLERS,
  },
  limit: {
    ours: of(limit, "ours"),
    bare: of(limit, "bare"),
    ratio: of(limit, "ours") / of(limit, "bare"),
    group: of(limit, "group"),
  },
  state,
  ...(grown === undefined ? {} : { grown }),
  http: { perSecond: of(http, "perSecond"), p50Ms: of(http, "p50Ms"), p99Ms: of(http, "p99Ms") },
  replay: { perSecond: median(replays) },
};

if (values.json) console.log(JSON.stringify(report, undefined, 2));
else print();

function inMemory(cases: number): number {
  const begun = performance.now();
  let steps = 0;
  for (let count = 0; count < cases; count++) steps += runCaseInMemory(graph);
  return (steps * 1000) / (performance.now() - begun);
}

async function peerInMemory(cases: number): Promise<number> {
  const begun = performance.now();
  let steps = 0;
  for (let count = 0; count < cases; count++) steps += await runPeerHot(peer);
  return (steps * 1000) / (performance.now() - begun);
}

function print(): void {
  const { machine, memory, durable, limit, state, http, replay } = report;
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  const times = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} times`;
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}; medians of ${rounds} rounds`,
  );
  console.table({
    "1 in memory, tasks/s": {
      ours: whole(memory.ours),
      against: `bpmn-engine ${whole(memory.peer)}`,
      ratio: times(memory.ratio),
    },
    [`2 durable, tasks/s, ${CALLERS} callers`]: {
      ours: whole(durable.ours),
      against: `bpmn-engine recovered and saved each step ${whole(durable.peer)}`,
      ratio: times(durable.ratio),
    },
    "  the same": {
      ours: whole(durable.ours),
      against: `bpmn-engine in memory, saved each step ${whole(durable.peerHot)}`,
      ratio: times(durable.ratioHot),
    },
    "  one caller": { ours: whole(durable.oneCaller) },
    "  one caller, one row a step, no events": { ours: whole(durable.oursOneRow) },
    [`3 the same rows, commits of ${limit.group.toFixed(0)}`]: {
      ours: whole(limit.ours),
      against: `bare driver ${whole(limit.bare)}`,
      ratio: times(limit.ratio),
    },
    "4 bytes of a waiting case": { ours: whole(state.bytes) },
    [`  MB more with ${whole(waiting)} waiting`]: { ours: state.memoryMb100k.toFixed(1) },
    "  ready after a restart with them, ms": { ours: whole(state.restartMs100k) },
    ...(grown === undefined
      ? {}
      : {
          [`5 with ${whole(finished)} finished, tasks/s`]: {
            ours: whole(grown.grown),
            against: `empty database ${whole(grown.empty)}`,
            ratio: times(grown.ratio),
          },
          "  inbox, first page, ms": { ours: grown.inboxMs.toFixed(1) },
        }),
    "6 HTTP complete-task requests/s": {
      ours: whole(http.perSecond),
      against: `p50 ${http.p50Ms} ms, p99 ${http.p99Ms} ms`,
    },
    "  replay, events/s": { ours: whole(replay.perSecond) },
  });
}
