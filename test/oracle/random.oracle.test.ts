/**
 * Random processes, walked at random in both engines at once. ORACLE_RUNS sets how many (2,000). They are the same in every run, so that what
 * somebody else changed is not what fails; ORACLE_SEED takes others (a number, or `random`). A failure prints its seed, and the smallest
 * process with a script that shows it.
 */
import { expect } from "chai";
import fc from "fast-check";
import { compile } from "../../engine/model/compile.ts";
import { type Difference, Match } from "../../engine/scenario/referee/compare.ts";
import { explain } from "../../engine/scenario/referee/known-differences.ts";
import { RefereeWorld } from "../../engine/scenario/referee/referee-world.ts";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { ScenarioWorld } from "../../engine/scenario/scenario-world.ts";
import { KAZAKHSTAN } from "../../engine/terms/calendar-kazakhstan.ts";
import { createCalendar } from "../../engine/terms/calendar.ts";
import { type Block, blocks, writeBlockProcess } from "../helpers/block-process.ts";
import { agreedBlocks } from "./random-process.ts";
import { nextOperation } from "./random-script.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 2000);
const SEED = process.env.ORACLE_SEED ?? "2012";
const CALENDAR = createCalendar(KAZAKHSTAN);
/** A walk that is longer than this is cut off; none of these processes needs so many operations. */
const MAXIMUM = 80;

describe("bpmn-engine, the referee, on random processes", () => {
  it("agrees with our engine on all that both understand", async () => {
    let compared = 0;
    let ended = 0;
    await check(agreedBlocks(), RUNS, async (block, dice) => {
      const walk = await walkBoth(block, dice, new Set());
      compared += walk.compared;
      if (walk.ended) ended += 1;
      if (walk.difference !== undefined) fail(walk);
    });
    // Many of them go through to their end, with many steps on the way: it is not that nothing was asked.
    expect(compared).to.be.greaterThan(RUNS * 5);
    expect(ended).to.be.greaterThan(RUNS * 0.9);
  }).timeout(RUNS * 500 + 10_000);

  it("differs only as is known where choices meet parallel paths", async () => {
    const runs = Math.ceil(RUNS / 10);
    let agreed = 0;
    await check(blocks(2), runs, async (block, dice) => {
      const walk = await walkBoth(block, dice);
      if (walk.difference === undefined) agreed += 1;
      else if (explain(walk.difference, [walk.graph]) === undefined) fail(walk);
    });
    expect(agreed).to.be.greaterThan(runs * 0.6);
  }).timeout(RUNS * 100 + 10_000);
});

type Dice = (n: number) => number;

async function check(
  processes: fc.Arbitrary<Block>,
  runs: number,
  walk: (block: Block, dice: Dice) => Promise<void>,
): Promise<void> {
  // Few and small numbers, so that shrinking ends with the first choice at each step.
  const chances = fc.array(fc.nat(12), { maxLength: MAXIMUM });
  await fc.assert(
    fc.asyncProperty(processes, chances, async (block, chance) => {
      let at = 0;
      await walk(block, (n) => (chance[at++] ?? 0) % n);
    }),
    { numRuns: runs, ...(SEED === "random" ? {} : { seed: Number(SEED) }) },
  );
}

interface Walk {
  readonly xml: string;
  readonly graph: Awaited<ReturnType<typeof compile>>;
  readonly script: readonly Operation[];
  readonly difference: Difference | undefined;
  readonly compared: number;
  readonly ended: boolean;
}

async function walkBoth(block: Block, dice: Dice, used?: Set<string>): Promise<Walk> {
  const xml = writeBlockProcess(block);
  const bytes = new TextEncoder().encode(xml);
  const graph = await compile(bytes);
  const files = [{ bytes, graph }];
  const options = { clock: "2026-01-05T09:00:00+05:00", calendar: CALENDAR, handlers: {} };
  const ours = new ScenarioWorld({ ...options, graphs: [graph] });
  const match = new Match(ours, new RefereeWorld({ ...options, files }), files);
  const script: Operation[] = [];
  let difference: Difference | undefined;
  let operation: Operation | undefined = { do: "start" };
  while (operation !== undefined && script.length < MAXIMUM && difference === undefined) {
    script.push(operation);
    difference = await match.play(operation, script.length - 1);
    operation = nextOperation(ours, graph, dice, used);
  }
  const ended = ours.instances.every(({ state }) => state.status !== "active");
  return { xml, graph, script, difference, compared: match.compared, ended };
}

function fail({ difference, script, xml }: Walk): never {
  const text = JSON.stringify(difference, undefined, 2);
  throw new Error(`the engines differ: ${text}\nscript: ${JSON.stringify(script)}\n${xml}`);
}
