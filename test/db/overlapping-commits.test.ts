/**
 * Groups that are with the store at once: the next is prepared on the reckoning of the one before, before that is written. Whatever
 * fails, and whoever else writes to the file, the log must be whole and say what the callers were told.
 */
import { expect } from "chai";
import fc from "fast-check";
import type { Commit, CommitOutcome } from "../../engine/ports.ts";
import { rebuild } from "../../db/rebuild.ts";
import { openSqlite } from "../../db/sqlite.ts";
import { evolve } from "../../engine/core/evolve.ts";
import { CaseScript } from "./case-script.ts";
import { derivedRows, sqliteHarness } from "./sqlite-harness.ts";

const CASES = ["a", "b", "c", "d", "e", "f"];

/** Groups that the two openings of the file are given at once; a case is in one group of an opening only. */
const wave = fc.array(
  fc.record({ opening: fc.nat({ max: 1 }), cases: fc.subarray(CASES, { minLength: 1 }), twice: fc.boolean() }),
  { minLength: 1, maxLength: 4 },
);

describe("groups committed at once", () => {
  it("given faults at any statement and another process that writes, the log is whole and holds exactly what was acknowledged", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(wave, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat({ max: 120 }), { maxLength: 4 }),
        async (waves, faults) => {
          const harness = await sqliteHarness();
          try {
            let statements = 0;
            let faulty = true;
            const spoil = () => {
              if (faulty && faults.includes(statements++)) throw new Error("spoiled");
            };
            const openings = [await harness.open(spoil), await harness.open(spoil)];
            const acknowledged: string[] = [];
            const denied: string[] = [];
            let marker = 0;
            for (const groups of waves) {
              const used = [new Set<string>(), new Set<string>()];
              await Promise.all(
                groups.map(async ({ opening, cases, twice }) => {
                  const own = cases.filter((id) => !used[opening]!.has(id));
                  for (const id of own) used[opening]!.add(id);
                  if (own.length === 0) return;
                  const group: { commit: Commit; mark: string }[] = [];
                  // Read one after the other before anything of the wave is handed over by this opening.
                  for (const id of own) {
                    const script = new CaseScript(id);
                    script.state = await openings[opening]!.events.load(id);
                    for (let times = twice ? 2 : 1; times > 0; times--) {
                      const mark = `mark-${++marker}`;
                      const claim = { type: "TaskClaimed", key: 3, element: "process_1", assignee: mark } as const;
                      group.push({
                        mark,
                        commit:
                          script.state === undefined
                            ? script.start([...startOf(), claim])
                            : script.commit([claim], { minute: marker }),
                      });
                    }
                  }
                  const outcomes = await openings[opening]!.events.commit(group.map(({ commit }) => commit)).catch(
                    (error: unknown): CommitOutcome[] => {
                      expect((error as Error).message).to.equal("spoiled");
                      return group.map(() => "conflict" as const);
                    },
                  );
                  for (const [index, { mark }] of group.entries())
                    (outcomes[index] === "committed" ? acknowledged : denied).push(mark);
                }),
              );
            }
            faulty = false;

            const written: string[] = [];
            for (const id of CASES) {
              const history = await openings[0]!.events.history(id);
              for (const { event } of history) if (event.type === "TaskClaimed") written.push(event.assignee);
              expect(await openings[0]!.events.verify(id)).to.deep.equal({ ok: true, events: history.length });
            }
            expect(written.sort()).to.deep.equal(acknowledged.sort());
            expect(written.filter((mark) => denied.includes(mark))).to.deep.equal([]);

            const positions = (await harness.sql("select position from log order by position")) as {
              position: number;
            }[];
            expect(positions.map(({ position }) => position)).to.deep.equal(positions.map((_, index) => index + 1));

            const before = await derivedRows(harness);
            const connections = await openSqlite({ file: harness.file });
            await rebuild(connections, evolve);
            await connections.close();
            expect(await derivedRows(harness)).to.deep.equal(before);
          } finally {
            await harness.discard();
          }
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
    );
  });

  it("given nobody else who writes, what was reckoned is right: nothing is rolled back, with cases remembered or not", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.subarray(CASES, { minLength: 1 }), { minLength: 2, maxLength: 12 }),
        async (groups) => {
          const harness = await sqliteHarness();
          try {
            const first = await harness.open();
            // Half of the cases are there before, and not remembered by the opening that goes on with them.
            const scripts = new Map(CASES.map((id) => [id, new CaseScript(id)]));
            for (const id of CASES.slice(0, 3)) await first.events.commit([scripts.get(id)!.start()]);
            await first.close();
            let rolledBack = 0;
            const database = await harness.open((sql) => {
              if (sql === "rollback") rolledBack += 1;
            });
            // From now on it knows where the log ends.
            await database.events.commit([new CaseScript("first").start()]);
            let marker = 0;
            const busy = new Set<string>();
            await Promise.all(
              groups.map(async (cases, turn) => {
                // Handed over one a tick, so that they meet the ones before them at every stage.
                for (let tick = 0; tick < turn * 8; tick++) await new Promise(setImmediate);
                const own = cases.filter((id) => !busy.has(id));
                for (const id of own) busy.add(id);
                const commits = own.map((id) => {
                  const script = scripts.get(id)!;
                  const claim = {
                    type: "TaskClaimed",
                    key: 3,
                    element: "process_1",
                    assignee: `m${++marker}`,
                  } as const;
                  return script.state === undefined ? script.start() : script.commit([claim]);
                });
                expect(new Set(await database.events.commit(commits))).to.deep.equal(
                  new Set(commits.length === 0 ? [] : ["committed"]),
                );
                for (const id of own) busy.delete(id);
              }),
            );
            expect(rolledBack).to.equal(0);
          } finally {
            await harness.discard();
          }
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
    );
  });
});

const startOf = () => new CaseScript("shape").start().events.slice(1);
