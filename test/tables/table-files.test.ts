/** The annex table in files: Markdown, Word, CSV of several kinds, XLSX; and what is lost on the way in. */
import { expect } from "chai";
import writeXlsxFile from "write-excel-file/node";
import { compile } from "../../engine/model/compile.ts";
import { type ActionTable, rowsOf, USUAL_HEADINGS } from "../../engine/tables/action-table.ts";
import { draftDiagram } from "../../engine/tables/draft-diagram.ts";
import { gridOf, printCsv, printMarkdown } from "../../engine/tables/print-table.ts";
import { readTableFile } from "../../engine/tables/read-table-file.ts";
import { printDocument } from "../../engine/tables/table-document.ts";
import { tablesOf } from "../../engine/tables/table-of-diagram.ts";
import { zipEntries } from "./zip-entries.ts";

const row = (number: string, next: string, name = `Проверка ${number}`): ActionTable["parts"][0]["rows"][0] => ({
  number,
  performer: "ГУ",
  name,
  result: "Решение",
  limit: "Не более 30 минут.",
  next,
});
const headings = USUAL_HEADINGS.ru;
const TABLE: ActionTable = {
  language: "ru",
  title: "Таблица 1. Описание действий",
  headings,
  parts: [
    {
      title: "1. Действия",
      headings,
      rows: [row("1", "2 если да; 3 если нет"), row("2", "3", 'Два "слова" |\nв *строках*')],
    },
    { title: "2. Действия", headings: { ...headings, limit: "Сроки" }, rows: [row("3", "-")] },
  ],
  isCut: true,
};

describe("an annex table as Markdown", () => {
  it("stands as the acts lay it out, and no cell becomes markup", () => {
    const text = printMarkdown(TABLE, "act");
    expect(text).to.match(/^\*\*Таблица 1\. Описание действий\*\*\n\n1\\\. Действия\n\n\| 1 \| N действия/);
    expect(text).to.include("| 6 | Номер следующего действия | 2 если да; 3 если нет | 3 |\n");
    expect(text).to.include(String.raw`| Проверка 1 | Два "слова" \|<br>в \*строках\* |`);
    expect(
      printMarkdown(TABLE, "list")
        .split("\n")
        .filter((line) => line.startsWith("| 3 |")),
    ).to.have.length(1);
  });
});

describe("an annex table as a Word document", () => {
  it("has the titles, a table for each part and every cell of it", async () => {
    const document = zipEntries(await printDocument([TABLE], "act")).get("word/document.xml")!;
    const tables = document.split("<w:tbl>").slice(1);
    expect(tables).to.have.length(2);
    const cells = tables.map((table) =>
      table
        .split("<w:tc>")
        .slice(1)
        .map((cell) =>
          [...cell.split("</w:tc>")[0]!.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text!),
        ),
    );
    expect(cells[0]).to.have.length(6 * 4);
    expect(cells[0]!.map((lines) => lines.join("\n").replaceAll("&quot;", '"'))).to.deep.equal(
      gridOf({ ...TABLE, title: "", parts: [{ ...TABLE.parts[0]!, title: "" }] }, "act").flat(),
    );
    expect(document).to.include("Таблица 1. Описание действий").and.include("2. Действия");
    expect(document).to.match(/w:orient="landscape"/);
  });
});

describe("an annex table from a file", () => {
  const csv = printCsv(TABLE, "act");
  const same = async (name: string, bytes: Uint8Array): Promise<void> => {
    const { table, losses } = await readTableFile(name, bytes);
    expect(table).to.deep.equal(TABLE);
    expect(losses).to.deep.equal([]);
  };

  it("is read from CSV with commas, semicolons or tabs, and any line ends", async () => {
    await same("t.csv", Buffer.from(csv));
    const cells = (delimiter: string, end: string): string =>
      gridOf(TABLE, "act")
        .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
        .join(end);
    await same("t.csv", Buffer.from(cells(";", "\r\n")));
    await same("t.csv", Buffer.from(cells("\t", "\n")));
  });

  it("is read from XLSX, numbers being numbers", async () => {
    const sheet = gridOf(TABLE, "act").map((cells) => cells.map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell)));
    const bytes = await writeXlsxFile(sheet).toBuffer();
    await same("t.xlsx", bytes);
  });

  it("is read from the sheet of a workbook that has one, and the others are named", async () => {
    const sheet = gridOf(TABLE, "act");
    const bytes = await writeXlsxFile([
      { data: [["Нет таблицы"]], sheet: "Титул" },
      { data: sheet, sheet: "Таблица" },
    ]).toBuffer();
    const { table, losses } = await readTableFile("t.xlsx", bytes);
    expect(table).to.deep.equal(TABLE);
    expect(losses).to.deep.equal([{ text: "Титул", why: 'only the sheet "Таблица" is read' }]);
  });

  it("is read from what older Excel saves, with a word about the letters that may be lost", async () => {
    const bytes = Buffer.from(
      Array.from(csv.slice(1), (letter) => {
        const code = letter.codePointAt(0)!;
        return code < 0x80 ? code : code - 0x410 + 0xc0;
      }),
    );
    const { table, losses } = await readTableFile("t.csv", bytes);
    expect(rowsOf(table)[0]!.name).to.equal("Проверка 1");
    expect(losses.map(({ why }) => why).join()).to.match(/windows-1251/);
  });

  it("is read in headings of an analyst's own and in English", async () => {
    const { table } = await readTableFile(
      "t.csv",
      Buffer.from(
        "No,Performer,Action,Form of completion,Time limit,Next\n1,Clerk,Check,Receipt,30 minutes,2\n2,Head,Sign,Order,1 day,\n",
      ),
    );
    expect(table.language).to.equal("en");
    expect(rowsOf(table).map(({ number, performer, next }) => [number, performer, next])).to.deep.equal([
      ["1", "Clerk", "2"],
      ["2", "Head", ""],
    ]);
  });

  it("tells what is no part of the table, line by line", async () => {
    const text = `Утверждено\n${csv.slice(1)}Примечание: в данной таблице\nТаблица 2. Другое\n1. Действия\n1,N действия,1\n`;
    const { table, losses } = await readTableFile("t.csv", Buffer.from(text));
    expect(rowsOf(table)).to.have.length(3);
    expect(losses.map(({ line, why }) => [line, why])).to.deep.include([1, "it is no row of the table"]);
    expect(losses.map(({ text: lost }) => lost)).to.include.members(["Утверждено", "Примечание: в данной таблице"]);
    expect(losses.map(({ why }) => why)).to.include("another table begins here: put it into a file of its own");
    const list = await readTableFile(
      "t.csv",
      Buffer.from("N,Исполнитель,Срок,Цвет\n1,ГУ,1 день,зеленый\n,ГУ,2 дня,\n"),
    );
    expect(list.losses.map(({ why }) => why)).to.deep.equal([
      "its column has no heading of the annex table",
      "it has no number of an action",
    ]);
  });

  it("that holds none is refused", async () => {
    for (const bytes of ["", "a,b,c\n1,2,3\n"]) {
      const error: unknown = await readTableFile("t.csv", Buffer.from(bytes)).catch((reason: unknown) => reason);
      expect((error as Error).message).to.match(/no annex table was found/);
    }
  });

  it("that is of another kind, or no workbook though it is called one, is refused", async () => {
    const old: unknown = await readTableFile("t.xls", Buffer.from(csv)).catch((reason: unknown) => reason);
    expect((old as Error).message).to.match(/only \.csv and \.xlsx/);
    const broken: unknown = await readTableFile("t.xlsx", Buffer.from(csv)).catch((reason: unknown) => reason);
    expect(broken).to.be.instanceOf(Error);
  });
});

describe("a draft", () => {
  const draft = (changes: Partial<Record<"1" | "2" | "3", Partial<(typeof TABLE.parts)[0]["rows"][0]>>>) =>
    draftDiagram(
      {
        ...TABLE,
        parts: TABLE.parts.map((part) => ({
          ...part,
          rows: part.rows.map((each) => ({ ...each, ...changes[each.number as "1"] })),
        })),
      },
      { regulation: "draft", channel: "office" },
    );

  it("draws a choice as an exclusive gateway with its words, asks for a variable, and goes back where the table does", async () => {
    const { xml, losses, missing } = await draft({ "3": { next: "1 если ошибка; 2" } });
    const { nodes, flows } = await compile(Buffer.from(xml));
    const split = nodes.find(({ id }) => id === "after_action_1")!;
    expect(split.kind).to.equal("exclusiveGateway");
    expect(
      split.outgoing.map((index) => [flows[index]!.name, flows[index]!.condition, nodes[flows[index]!.target]!.id]),
    ).to.deep.equal([
      ["если да", 'after_action_1 = "2"', "before_action_2"],
      ["если нет", undefined, "before_action_3"],
    ]);
    expect(split.defaultFlow).to.equal(split.outgoing[1]);
    expect(missing.join("\n")).to.include('after_action_1 as "2" or another value');
    expect(nodes.filter(({ kind }) => kind === "endEvent")).to.deep.equal([]);
    expect(losses.map(({ why }) => why)).to.deep.equal([
      "the table does not say when this action is the next one",
      "every action has a next one: the process never ends",
    ]);
  });

  const lossy: readonly [given: string, changes: Parameters<typeof draft>[0], why: RegExp][] = [
    ["a limit that is no length", { "1": { limit: "сразу" } }, /no single length of time/],
    ["a limit with more words", { "1": { limit: "3 дня со дня обращения" } }, /more than its length/],
    ["a next action that is not there", { "2": { next: "3; 17" } }, /names no action/],
    ["an empty cell of the next action", { "2": { next: "" } }, /is a guess/],
    ["a row that nothing leads to", { "1": { next: "3" } }, /is not drawn/],
    ["a number that stands twice", { "3": { number: "2" } }, /stands above already/],
    ["a condition without a choice", { "2": { next: "3 егер дайын болса" } }, /condition is not drawn/],
    ["all of several", { "1": { next: "2 и 3" } }, /all of them follow/],
    ["no performer", { "2": { performer: "" } }, /no performer/],
  ];
  for (const [given, changes, why] of lossy)
    it(`given ${given}, says so and still compiles`, async () => {
      const { xml, losses } = await draft(changes);
      expect(losses.map((loss) => loss.why).join("\n")).to.match(why);
      expect(tablesOf(await compile(Buffer.from(xml)))).to.have.length(1);
    });

  it("given nothing of the kind, loses nothing", async () => {
    expect((await draft({})).losses).to.deep.equal([]);
  });
});
