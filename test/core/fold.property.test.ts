import { expect } from "chai";
import fc from "fast-check";
import { evolve } from "../../engine/core/evolve.ts";
import type { CaseEvent } from "../../engine/core/events.ts";
import type { CaseState } from "../../engine/core/state.ts";
import { compile } from "../../engine/model/compile.ts";
import { blocks, writeBlockProcess } from "../helpers/block-process.ts";
import { freeze, walk } from "./random-walk.ts";

/** Sets the number of processes; 1,000 in every run of the suite. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);

describe("any block-structured process, walked at random", () => {
  it("has after every command the state that its log folds to, decides the same twice, never writes to a state, and can end", async () => {
    await fc.assert(
      fc.asyncProperty(blocks(), fc.infiniteStream(fc.nat(1_000_000)), async (block, chance) => {
        const graph = await compile(new TextEncoder().encode(writeBlockProcess(block)), { digest: "test" });
        const log: string[] = [];
        let folded: CaseState | undefined;
        const end = walk(
          graph,
          "blocks",
          (n) => (chance.next().value as number) % n,
          ({ decision, again }) => {
            expect(again).to.deep.equal(decision);
            if (!decision.accepted) return;
            for (const event of decision.events) {
              // What is folded went through the text of the log, and lies frozen: evolve may not write to it.
              const text = JSON.stringify(event);
              log.push(text);
              folded = freeze(
                evolve(folded, { seq: log.length, at: "", by: "", event: freeze(JSON.parse(text) as CaseEvent) }),
              );
            }
            // As it is stored: JSON knows no difference between a field that is undefined and one that is not there.
            expect(JSON.parse(JSON.stringify(folded))).to.deep.equal(JSON.parse(JSON.stringify(decision.state)));
            expect(decision.state.seq).to.equal(log.length);
          },
        );
        expect(end.status, JSON.stringify(end)).to.equal("completed");
      }),
      { numRuns: RUNS },
    );
  }).timeout(240_000);
});
