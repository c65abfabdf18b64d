/** Tables of nobody's making: table -> draft -> table is the identity, whatever stands in the cells. */
import { expect } from "chai";
import fc from "fast-check";
import { compile } from "../../engine/model/compile.ts";
import { parseDiagram } from "../../engine/model/parse-diagram.ts";
import { type ActionRow, type ActionTable, rowsOf, USUAL_HEADINGS } from "../../engine/tables/action-table.ts";
import { draftDiagram } from "../../engine/tables/draft-diagram.ts";
import { printCsv, type TableLayout } from "../../engine/tables/print-table.ts";
import { readTableFile } from "../../engine/tables/read-table-file.ts";
import { tablesOf } from "../../engine/tables/table-of-diagram.ts";
import { readLayout, runsThrough, touches } from "../processes/layout.ts";

/** Cells with all that CSV and XML trip over. */
const words = fc.oneof(
  fc.constantFrom(
    "",
    "-",
    "Прием заявления",
    'Он сказал "да", и ушел',
    "две\nстроки",
    "a;b,c\td",
    "<b>&amp;</b>",
    "= 1 + 1",
    "«Құжат»",
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 10 }),
);
const limits = fc.constantFrom(
  "",
  "-",
  "Не более 30 минут.",
  "В течение трех дней",
  "3 жұмыс күні (1-күн есептелмейді)",
  "сразу",
  "2 часа",
);
const performers = fc.oneof(fc.constantFrom("ГУ", "ИС МИО", "РШЭП (ШЭП)", "ШЭП (РШЭП)", "ЖАО қызметкері", ""), words);

const rows: fc.Arbitrary<ActionRow[]> = fc.integer({ min: 1, max: 9 }).chain((count) => {
  const numbers = Array.from({ length: count }, (_, index) => (index === 6 ? "7a" : String(index + 1)));
  const number = fc.constantFrom(...numbers);
  const next = fc.oneof(
    number,
    fc.constantFrom("", "-", "конец", "99"),
    fc.tuple(number, number).map(([a, b]) => `${a}, ${b}`),
    fc.tuple(number, number).map(([a, b]) => `${a} егер құжаттар толық болса; ${b} егер толық болмаса`),
    fc.tuple(number, number, number).map(([a, b, c]) => `если да - ${a}; если нет - ${b};\nиначе - ${c}`),
    words,
  );
  return fc.tuple(
    ...numbers.map((own) =>
      fc.record({ number: fc.constant(own), performer: performers, name: words, result: words, limit: limits, next }),
    ),
  );
});

const tables: fc.Arbitrary<ActionTable> = fc
  .record({ rows, cuts: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }), titles: fc.boolean() })
  .map(({ rows: all, cuts, titles }) => {
    const headings = USUAL_HEADINGS.ru;
    const places = [0, ...new Set(cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b)), all.length];
    return {
      language: "ru" as const,
      title: titles ? "Таблица 1. Описание действий" : "",
      headings,
      parts: places.slice(1).map((to, index) => ({
        title: titles ? `${index + 1}) Действия` : "",
        headings,
        rows: all.slice(places[index], to),
      })),
      isCut: true,
    };
  });

/** A performer called like the heading of the numbers, beside a number that reads like the ordinal of a heading. */
const READS_LIKE_A_HEADING: ActionTable = {
  language: "ru",
  title: "",
  headings: USUAL_HEADINGS.ru,
  parts: [
    {
      title: "",
      headings: USUAL_HEADINGS.ru,
      rows: [{ number: "1", performer: "n", name: "", result: "", limit: "", next: "" }],
    },
  ],
  isCut: true,
};

const OPTIONS = { regulation: "draft", channel: "office" };

describe("a draft of any table", () => {
  for (const layout of ["act", "list"] as const satisfies TableLayout[])
    it(`gives the same table back (${layout})`, async () => {
      await fc.assert(
        fc.asyncProperty(tables, async (table) => {
          // Reading a file trims cells and leaves out what XML cannot hold, once; from then on nothing changes.
          const { table: read } = await readTableFile("t.csv", Buffer.from(printCsv(table, layout)));
          const { xml } = await draftDiagram(read, OPTIONS);
          const [drafted] = tablesOf(await compile(Buffer.from(xml)));
          expect(rowsOf(drafted!)).to.deep.equal(rowsOf(read));
          const csv = printCsv(drafted!, layout);
          expect(csv).to.equal(printCsv(read, layout));
          const again = await readTableFile("t.csv", Buffer.from(csv));
          expect(again.table).to.deep.equal(read);
          expect(again.losses).to.deep.equal([]);
        }),
        { numRuns: 150, examples: [[READS_LIKE_A_HEADING]] },
      );
    });

  it("loses no cell on the way from the file, but for space around it and characters that XML has not", async () => {
    const plain = (row: ActionRow): string[] =>
      Object.values(row).map((cell) => cell.replaceAll(/[^\p{L}\p{N}\p{P}\p{S}]/gu, ""));
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { table: read } = await readTableFile("t.csv", Buffer.from(printCsv(table, "act")));
        expect(rowsOf(read).map(plain)).to.deep.equal(rowsOf(table).map(plain));
      }),
      { numRuns: 150 },
    );
  });

  it("is drawn with every node in its lane, no node on another and no line through a node", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { table: read } = await readTableFile("t.csv", Buffer.from(printCsv(table, "act")));
        const { xml } = await draftDiagram(read, OPTIONS);
        const graph = await compile(Buffer.from(xml));
        const { elementsById } = await parseDiagram(Buffer.from(xml));
        const { shapes, edges, labels } = readLayout(Object.values(elementsById));
        const nodes = new Map(graph.nodes.map(({ id }) => [id, shapes.get(id)!] as const));
        expect(runsThrough(edges, nodes)).to.deep.equal([]);
        const all = [...nodes];
        for (const [index, [id, shape]] of all.entries()) {
          for (const [other, place] of all.slice(index + 1))
            expect(touches(shape, place), `${id} on ${other}`).to.equal(false);
          for (const [label, place] of labels)
            expect(touches(shape, place), `label of ${label} on ${id}`).to.equal(false);
        }
        for (const { id, laneId } of graph.nodes) {
          const [inner, outer] = [shapes.get(id)!, shapes.get(laneId!)!];
          expect(inner.y > outer.y && inner.y + inner.height < outer.y + outer.height, id).to.equal(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
