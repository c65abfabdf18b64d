/** Runs every scenario of fixtures/elements, and asks whether the fixtures leave anything of the standard out. */
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import type { FlowNode, Graph } from "../../engine/model/graph.ts";
import { runScenarios } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/elements");
const SCENARIOS = ".scenario.json";

const files = readdirSync(FOLDER).sort();
const named = (ending: string): string[] =>
  files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));

describe("every element of BPMN and every rule of its life", () => {
  for (const name of named(SCENARIOS)) {
    describe(name, () => {
      const cases = JSON.parse(readFileSync(join(FOLDER, name + SCENARIOS), "utf8")) as ScenarioCase[];
      for (const each of cases) {
        it(each.id, async () => {
          const report = await runScenarios([each], (path) => readFile(join(FOLDER, path)));
          expect(report.cases[0]?.why).to.equal("");
          expect(report.passed).to.equal(1);
        });
      }
    });
  }
});

describe("the fixtures of the elements", () => {
  let graphs: readonly Graph[];
  before(async () => {
    graphs = await Promise.all(
      named(".bpmn").map(async (name) => compile(await readFile(join(FOLDER, `${name}.bpmn`)))),
    );
  });

  it("pair each diagram with its scenarios, and expect something in each case", () => {
    expect(named(SCENARIOS)).to.deep.equal(named(".bpmn"));
    for (const name of named(SCENARIOS)) {
      const cases = JSON.parse(readFileSync(join(FOLDER, name + SCENARIOS), "utf8")) as ScenarioCase[];
      expect(cases.length, name).to.be.greaterThan(0);
      for (const { id, expect: expected } of cases)
        expect(Object.keys(expected).length, `${name}: ${id}`).to.be.greaterThan(0);
    }
  });

  it("name each case of a file once", () => {
    for (const name of named(SCENARIOS)) {
      const cases = JSON.parse(readFileSync(join(FOLDER, name + SCENARIOS), "utf8")) as ScenarioCase[];
      const ids = cases.map(({ id }) => id);
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        name,
      ).to.deep.equal([]);
    }
  });

  it("use every kind of node, trigger, timer and loop that the graph knows", () => {
    const nodes = graphs.flatMap((graph) => graph.nodes);
    const triggers = nodes.flatMap((node) => node.triggers);
    expect(membersOf("NodeKind").filter((kind) => !nodes.some((node) => node.kind === kind))).to.deep.equal([]);
    expect(membersOf("Trigger").filter((type) => !triggers.some((each) => each.type === type))).to.deep.equal([]);
    expect(
      membersOf("TimerKind").filter((kind) => !triggers.some((each) => each.type === "timer" && each.timer === kind)),
    ).to.deep.equal([]);
    for (const type of ["multi", "standard"])
      expect(
        nodes.some((node) => node.loop?.type === type),
        type,
      ).to.equal(true);
  });

  it("put every trigger at every place where the standard has it (BPMN 2.0.2, table 10.93)", () => {
    const used = new Set(graphs.flatMap((graph) => graph.nodes.flatMap((node) => placesOf(graph, node))));
    const missing = Object.entries(PLACES).flatMap(([place, types]) =>
      types.split(" ").flatMap((type) => (used.has(`${place} ${type}`) ? [] : [`${place} ${type}`])),
    );
    expect(missing).to.deep.equal([]);
  });
});

/** The words of a union type in graph.ts, read from its source so that a new member is missed here at once. */
function membersOf(type: "NodeKind" | "Trigger" | "TimerKind"): string[] {
  const source = readFileSync(join(import.meta.dirname, "../../engine/model/graph.ts"), "utf8");
  const text = new RegExp(`export type ${type} =([^]*?);\n\n?(?:/\\*\\*|export)`).exec(source)?.[1] ?? "";
  const pattern = type === "Trigger" ? /readonly type: "(\w+)"/g : /"(\w+)"/g;
  const members = [...text.matchAll(pattern)].map((match) => match[1] as string);
  expect(members, type).not.to.deep.equal([]);
  return members;
}

const PLACES: Readonly<Record<string, string>> = {
  start: "none message timer conditional signal multiple parallelMultiple",
  eventSubProcess: "message timer escalation error compensate conditional signal multiple parallelMultiple",
  nonInterruptingEventSubProcess: "message timer escalation conditional signal multiple parallelMultiple",
  catch: "message timer conditional signal link multiple parallelMultiple",
  boundary: "message timer escalation error cancel compensate conditional signal multiple parallelMultiple",
  nonInterruptingBoundary: "message timer escalation conditional signal multiple parallelMultiple",
  throw: "none message escalation compensate link signal multiple",
  end: "none message escalation error cancel compensate signal terminate multiple",
};

function placesOf(graph: Graph, node: FlowNode): string[] {
  const place = placeOf(graph, node);
  if (place === undefined) return [];
  if (node.triggers.length > 1) return [`${place} ${node.parallelMultiple ? "parallelMultiple" : "multiple"}`];
  return [`${place} ${node.triggers[0]?.type ?? "none"}`];
}

function placeOf(graph: Graph, node: FlowNode): string | undefined {
  switch (node.kind) {
    case "startEvent": {
      const around = graph.nodes[graph.scopes[node.scope]?.node ?? -1];
      if (around?.triggeredByEvent !== true) return "start";
      return node.interrupting ? "eventSubProcess" : "nonInterruptingEventSubProcess";
    }
    case "intermediateCatchEvent":
      return "catch";
    case "intermediateThrowEvent":
      return "throw";
    case "boundaryEvent":
      return node.interrupting ? "boundary" : "nonInterruptingBoundary";
    case "endEvent":
      return "end";
    default:
      return undefined;
  }
}
