/**
 * The nine annex tables of the acts of 2012. `tables/<channel>.csv` of each regulation is the table as printed, letter for letter; what the
 * diagrams carry must print the same, and a draft made from it must carry the same.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import { parseDiagram } from "../../engine/model/parse-diagram.ts";
import { draftDiagram } from "../../engine/tables/draft-diagram.ts";
import { printCsv } from "../../engine/tables/print-table.ts";
import { readTableFile } from "../../engine/tables/read-table-file.ts";
import { tablesOf } from "../../engine/tables/table-of-diagram.ts";
import { crossings, readLayout, runsThrough } from "../processes/layout.ts";

const PROCESSES = resolve(import.meta.dirname, "../../processes");
const TABLES = globSync("*/tables/*.csv", { cwd: PROCESSES }).toSorted();

describe("the annex tables of the acts", () => {
  it("are nine", () => {
    expect(TABLES).to.have.length(9);
  });

  for (const path of TABLES) {
    const printed = (): string => readFileSync(join(PROCESSES, path), "utf8");
    const channel = basename(path, ".csv");
    const diagram = (): Buffer => readFileSync(join(PROCESSES, dirname(dirname(path)), `${channel}.bpmn`));
    const draft = async (): Promise<{ xml: string }> => {
      const { table } = await readTableFile(path, Buffer.from(printed()));
      return draftDiagram(table, { regulation: "draft", channel });
    };

    describe(path, () => {
      it("is what the diagram of its channel prints", async () => {
        const [table, ...others] = tablesOf(await compile(diagram()));
        expect(others).to.deep.equal([]);
        expect(printCsv(table!, "act")).to.equal(printed());
      });

      it("comes back unchanged from a draft, in both layouts", async () => {
        const { xml } = await draft();
        const [drafted] = tablesOf(await compile(Buffer.from(xml)));
        expect(printCsv(drafted!, "act")).to.equal(printed());
        const list = printCsv(drafted!, "list");
        const read = await readTableFile("list.csv", Buffer.from(list));
        const again = await draftDiagram(read.table, { regulation: "draft", channel });
        expect(printCsv(tablesOf(await compile(Buffer.from(again.xml)))[0]!, "list")).to.equal(list);
      });

      it("gives a draft the limits and next numbers that the diagram has, and a task for each row", async () => {
        const [process] = (await compile(diagram())).processes;
        const graph = await compile(Buffer.from((await draft()).xml));
        const rules = ({ actions }: NonNullable<typeof process>["service"] & object): unknown =>
          actions.map(({ number, duration, unit, next }) => ({ number, duration, unit, next }));
        expect(rules(graph.processes[0]!.service!)).to.deep.equal(rules(process!.service!));
        const tasks = graph.nodes.filter(({ kind }) => kind === "userTask" || kind === "serviceTask");
        expect(tasks.map(({ traces }) => traces[0]!.action)).to.deep.equal(
          process!.service!.actions.map(({ number }) => number),
        );
        expect(tasks.filter(({ laneId }) => laneId === undefined)).to.deep.equal([]);
      });

      it("is drafted without a crossing and without a line through a task", async () => {
        const { elementsById } = await parseDiagram(Buffer.from((await draft()).xml));
        const { shapes, edges } = readLayout(Object.values(elementsById));
        const nodes = new Map([...shapes].filter(([id]) => id !== "pool" && !id.startsWith("lane_")));
        expect(runsThrough(edges, nodes)).to.deep.equal([]);
        expect(crossings(edges)).to.deep.equal([]);
      });
    });
  }
});
