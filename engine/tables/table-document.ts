/** The annex table as a Word document (OOXML), laid out as in the acts. */
import {
  Document,
  HeadingLevel,
  Packer,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import type { ActionTable } from "./action-table.ts";
import { actGrid, gridOf, partsToPrint, type TableLayout } from "./print-table.ts";

/** A4 on its side, in twentieths of a point, less the margins. */
const PAGE = { width: 16_838, height: 11_906, margin: 850 };
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin;
/** The columns of the ordinal and of the heading; the actions share the rest. */
const ORDINAL_WIDTH = 500;
const HEADING_WIDTH = 2600;

export async function printDocument(tables: readonly ActionTable[], layout: TableLayout): Promise<Uint8Array> {
  const document = new Document({
    creator: "Reglament",
    lastModifiedBy: "Reglament",
    title: tables.map(({ title }) => title).join("; "),
    styles: { default: { document: { run: { font: "Times New Roman", size: 20 } } } },
    sections: [
      {
        properties: {
          page: {
            // docx turns the page itself: it wants the measures of the upright one.
            size: { width: PAGE.height, height: PAGE.width, orientation: PageOrientation.LANDSCAPE },
            margin: { top: PAGE.margin, right: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin },
          },
        },
        children: tables.flatMap((table) => childrenOf(table, layout)),
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
}

function childrenOf(table: ActionTable, layout: TableLayout): (Paragraph | Table)[] {
  const title =
    table.title === ""
      ? []
      : [new Paragraph({ text: table.title, heading: HeadingLevel.HEADING_2, spacing: { after: 120 } })];
  if (layout === "list") {
    const grid = gridOf({ ...table, title: "" }, layout);
    return [
      ...title,
      tableOf(
        grid,
        grid[0]!.map(() => Math.floor(TEXT_WIDTH / grid[0]!.length)),
      ),
    ];
  }
  return [
    ...title,
    ...partsToPrint(table).flatMap((part) => {
      const share = Math.floor((TEXT_WIDTH - ORDINAL_WIDTH - HEADING_WIDTH) / Math.max(1, part.rows.length));
      return [
        new Paragraph({ text: part.title, spacing: { before: 240, after: 120 }, keepNext: true }),
        tableOf(actGrid(part), [ORDINAL_WIDTH, HEADING_WIDTH, ...part.rows.map(() => share)]),
      ];
    }),
  ];
}

function tableOf(grid: readonly (readonly string[])[], widths: readonly number[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: [...widths],
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    rows: grid.map(
      (cells, index) =>
        new TableRow({
          tableHeader: index === 0,
          cantSplit: true,
          children: cells.map(
            (text, column) =>
              new TableCell({
                width: { size: widths[column]!, type: WidthType.DXA },
                margins: { top: 40, bottom: 40, left: 80, right: 80 },
                children: text.split("\n").map((line) => new Paragraph({ children: [new TextRun(line)] })),
              }),
          ),
        }),
    ),
  });
}
