/** `reglament table`: the annex table of actions that a diagram carries, as the acts lay it out. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import type { Language } from "../../engine/model/graph.ts";
import type { ActionTable } from "../../engine/tables/action-table.ts";
import type { TableLayout } from "../../engine/tables/print-table.ts";
import { readInput } from "../input-file.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

interface Options {
  readonly format: "md" | "csv" | "docx";
  readonly layout: TableLayout;
  readonly lang?: Language;
  readonly output?: string;
}

export function tableCommand(): Command {
  return new Command("table")
    .description("Print the annex table of actions of a diagram, as the acts lay it out.")
    .argument("<file>", "a BPMN file with reg:action")
    .addOption(new Option("--format <name>", "Markdown, CSV or Word").choices(["md", "csv", "docx"]).default("md"))
    .addOption(
      new Option("--layout <name>", "act: six rows, a column for each action, in parts; list: a row for each action")
        .choices(["act", "list"])
        .default("act"),
    )
    .addOption(
      new Option(
        "--lang <language>",
        "headings, performers and limits in that language; what the act words itself stays as printed",
      ).choices(["kk", "ru", "en"]),
    )
    .option("-o, --output <file>", "write it there (without it, to the terminal)")
    .action(table);
}

async function table(file: string, { format, layout, lang, output }: Options): Promise<void> {
  if (format === "docx" && output === undefined)
    throw new WrongUsage("A Word document is no text for the terminal: say where to write it (-o FILE.docx).");
  const [{ compile }, { tablesOf }] = await Promise.all([
    import("../../engine/model/compile.ts"),
    import("../../engine/tables/table-of-diagram.ts"),
  ]);
  const graph = await compile(readInput(file));
  const performers = lang === undefined ? {} : performersIn(lang, dirname(file));
  const tables = tablesOf(graph, lang === undefined ? {} : { language: lang, performers });
  if (tables.length === 0) throw new CommandFailed(`${file} has no annex table (reg:action in reg:service).`);
  const printed = await print(tables, format, layout);
  if (output === undefined) process.stdout.write(printed);
  else writeFileSync(output, printed);
}

async function print(
  tables: readonly ActionTable[],
  format: Options["format"],
  layout: TableLayout,
): Promise<string | Uint8Array> {
  if (format === "docx") {
    const { printDocument } = await import("../../engine/tables/table-document.ts");
    return printDocument(tables, layout);
  }
  const { printCsv, printMarkdown } = await import("../../engine/tables/print-table.ts");
  return tables.map((each) => (format === "csv" ? printCsv(each, layout) : printMarkdown(each, layout))).join("\n");
}

/** As the regulation in that folder names them; none when it is no regulation's. */
function performersIn(language: Language, folder: string): Readonly<Record<string, string>> {
  const path = join(folder, "regulation.json");
  if (!existsSync(path)) return {};
  const { performers = [] } = JSON.parse(readFileSync(path, "utf8")) as {
    performers?: readonly { readonly id: string; readonly name?: Readonly<Partial<Record<Language, string>>> }[];
  };
  return Object.fromEntries(performers.map(({ id, name }) => [id, name?.[language] ?? id]));
}
