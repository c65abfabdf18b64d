/** Staff who do anything at any time: whatever they do is in the log, and a migration can be taken back. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { SYSTEM, type Command } from "../../../engine/core/commands.ts";
import { decide } from "../../../engine/core/decide.ts";
import type { CaseEvent } from "../../../engine/core/events.ts";
import { evolve } from "../../../engine/core/evolve.ts";
import { inverseMapping, planMigration } from "../../../engine/core/migration.ts";
import type { CaseState } from "../../../engine/core/state.ts";
import { hasPlainStart } from "../../../engine/core/graph-lookup.ts";
import { compile } from "../../../engine/model/compile.ts";
import type { Graph, Scope } from "../../../engine/model/graph.ts";
import { createCalendar } from "../../../engine/terms/calendar.ts";
import { KAZAKHSTAN } from "../../../engine/terms/calendar-kazakhstan.ts";
import { blocks, writeBlockProcess } from "../../helpers/block-process.ts";
import { freeze, walk, type Step } from "../random-walk.ts";
import { plain } from "./operated-case.ts";

const ELEMENTS = join(import.meta.dirname, "../../../fixtures/elements");
/** Sets the number of processes. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);
const calendar = createCalendar(KAZAKHSTAN);
const reason = "because";

type Dice = (sides: number) => number;

/** Holds the state after each accepted command against the fold of the log. */
function foldCheck(): (step: Step) => void {
  let folded: CaseState | undefined;
  let seq = 0;
  return ({ decision, again }) => {
    expect(again).to.deep.equal(decision);
    if (!decision.accepted) return;
    for (const event of decision.events) {
      seq += 1;
      const recorded = { seq, at: "", by: "", event: freeze(JSON.parse(JSON.stringify(event)) as CaseEvent) };
      folded = freeze(evolve(folded, recorded));
    }
    expect(plain(folded)).to.deep.equal(plain(decision.state));
  };
}

const compiled = (xml: string, digest: string): Promise<Graph> => compile(new TextEncoder().encode(xml), { digest });

/** The same process under other ids, with one more boundary timer on each user task. */
function secondVersion(xml: string): { xml: string; mapping: Record<string, string> } {
  const mapping: Record<string, string> = {};
  const renamed = xml.replaceAll(
    /\b(id|sourceRef|targetRef|attachedToRef|default)="([^"]+)"/g,
    (whole, attribute: string, id: string) => {
      if (/^(blocks|definitions|message_|error_|called)/.test(id)) return whole;
      mapping[id] = `v2_${id}`;
      return `${attribute}="v2_${id}"`;
    },
  );
  const more = renamed.replaceAll(
    /<userTask id="(\w+)"[^>]*\/>/g,
    (whole, id: string) =>
      `${whole}<boundaryEvent id="${id}_late" attachedToRef="${id}" cancelActivity="false"><timerEventDefinition><timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="${id}_over" /><sequenceFlow id="${id}_gone" sourceRef="${id}_late" targetRef="${id}_over" />`,
  );
  return { xml: more, mapping };
}

describe("operations at random", () => {
  it("are all in the log, whoever suspends, moves, stops, extends, sets or cancels what at any time", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(blocks(2), fc.infiniteStream(fc.nat(1_000_000)), async (block, chance) => {
        const graph = await compiled(
          writeBlockProcess(block).replace(
            `<process id="blocks" isExecutable="true">`,
            `$&<extensionElements><reg:service regulation="r" channel="office"><reg:term duration="P3D" unit="working-day" clause="6" /></reg:service></extensionElements>`,
          ),
          "one",
        );
        const check = foldCheck();
        walk(
          graph,
          "blocks",
          (sides) => (chance.next().value as number) % sides,
          (step) => {
            check(step);
            if (step.decision.accepted) seen.add(step.command.type);
          },
          { calendar, maximum: 60, operations: (state, dice) => operations(graph, state, dice) },
        );
      }),
      { numRuns: RUNS },
    );
    // Otherwise the property would be about nothing.
    for (const type of [
      "SuspendCase",
      "ResumeCase",
      "MoveToken",
      "StopTerms",
      "ContinueTerms",
      "ExtendTerm",
      "SetVariables",
    ])
      expect([...seen]).to.include(type);
  }).timeout(240_000);

  it("given any point of any walk, when the case is migrated and back, then it stands as before; and it ends in either version", async () => {
    let migrated = 0;
    await fc.assert(
      fc.asyncProperty(blocks(2), fc.infiniteStream(fc.nat(1_000_000)), async (block, chance) => {
        const first = writeBlockProcess(block);
        const second = secondVersion(first);
        const [one, two] = await Promise.all([compiled(first, "one"), compiled(second.xml, "two")]);
        const check = foldCheck();
        const end = walk(
          one,
          "blocks",
          (sides) => (chance.next().value as number) % sides,
          (step) => {
            check(step);
            if (!step.decision.accepted) return;
            if (step.command.type === "MigrateCase") migrated += 1;
            thereAndBack(step.decision.state, one, two, second.mapping);
          },
          {
            versions: [one, two],
            operations: (state) =>
              state.definition === "one"
                ? [{ type: "MigrateCase", definition: "two", mapping: second.mapping, reason }]
                : [{ type: "MigrateCase", definition: "one", mapping: inverseMapping(second.mapping), reason }],
          },
        );
        expect(end.status, JSON.stringify(end)).to.equal("completed");
      }),
      { numRuns: RUNS },
    );
    expect(migrated).to.be.greaterThan(RUNS / 4);
  }).timeout(240_000);

  for (const file of readdirSync(ELEMENTS).filter((each) => each.endsWith(".bpmn")))
    it(`${file}: given the same diagram as a new version, the case is at home in it whatever staff did, and nothing changes`, async () => {
      const xml = readFileSync(join(ELEMENTS, file), "utf8");
      const [one, two] = await Promise.all([compiled(xml, "one"), compiled(xml, "two")]);
      const startable = one.processes.filter(
        ({ isExecutable, scope }) => isExecutable && hasPlainStart(one, one.scopes[scope] as Scope),
      );
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat(1_000_000)), (chance) => {
          for (const { id } of startable) {
            const check = foldCheck();
            walk(
              one,
              id,
              (sides) => (chance.next().value as number) % sides,
              (step) => {
                check(step);
                if (step.decision.accepted) thereAndBack(step.decision.state, one, two, {});
              },
              {
                maximum: 20,
                calendar,
                operations: (state, dice) => (dice(3) === 0 ? operations(one, state, dice) : []),
              },
            );
          }
        }),
        { numRuns: RUNS / 100 },
      );
    });
});

function operations(graph: Graph, state: CaseState, dice: Dice): Command[] {
  if (state.status === "suspended") return [{ type: "ResumeCase", reason }];
  const any = graph.nodes[dice(graph.nodes.length)]?.id ?? "";
  const flow = graph.flows[dice(graph.flows.length)]?.id ?? "";
  const { key } = state.instances[dice(state.instances.length)] ?? { key: 1 };
  const [limit] = state.limits;
  const commands: Command[] = [
    { type: "SuspendCase", reason },
    { type: "SetVariables", variables: { asked: dice(2) === 0 }, reason },
    state.termsStoppedAt === undefined ? { type: "StopTerms", reason } : { type: "ContinueTerms", reason },
    { type: "MoveToken", key, to: any, reason },
    { type: "MoveToken", key, reason },
    { type: "MoveToken", to: flow, variables: { moved: true }, reason },
    { type: "MoveToken", flow, to: any, scope: key, reason },
    { type: "MoveToken", to: any, scope: key, reason },
  ];
  if (limit !== undefined)
    commands.push({ type: "ExtendTerm", key: limit.key, duration: "P1D", unit: "working-day", reason });
  return [commands[dice(commands.length)] as Command];
}

function thereAndBack(state: CaseState, one: Graph, two: Graph, mapping: Record<string, string>): void {
  if (state.status !== "active") return;
  const there = state.definition === "one";
  const [from, to, way] = there ? [one, two, mapping] : [two, one, inverseMapping(mapping)];
  expect(planMigration(from, to, state, way).homeless).to.deep.equal([]);
  const gone = migrate(state, to.digest, way);
  expect(gone.definition).to.equal(to.digest);
  const back = migrate(gone, from.digest, inverseMapping(way));
  expect(comparable(back)).to.deep.equal(comparable(state));

  function migrate(before: CaseState, definition: string, ids: Record<string, string>): CaseState {
    const decision = decide(
      before,
      { type: "MigrateCase", definition, mapping: ids, reason },
      {
        now: "2012-06-01T04:00:00.000Z",
        actor: SYSTEM,
        graph: (digest) => (digest === "one" ? one : two),
        called: () => "one",
      },
    );
    if (!decision.accepted) throw new Error(`${decision.code}: ${decision.reason}`);
    return decision.state;
  }
}

/**
 * Without what going there and back may change: the version, the next key, and the timers that only the second version has, which are
 * closed and opened again (also when they had fired: the first version knows nothing of them).
 */
function comparable(state: CaseState): unknown {
  return plain({
    ...state,
    seq: 0,
    nextKey: 0,
    instances: state.instances.map(({ waits = [], ...instance }) => ({
      ...instance,
      waits: waits.filter(({ element }) => !element.endsWith("_late")),
    })),
  });
}
