/** `reglament draft`: a first diagram from an annex table in a spreadsheet. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import type { Loss } from "../../engine/tables/read-grid.ts";
import { readInput } from "../input-file.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

interface Options {
  readonly output?: string;
  readonly regulation: string;
  readonly channel?: string;
  readonly byHand: boolean;
}

export function draftCommand(): Command {
  return new Command("draft")
    .description(
      "Draw a first diagram from an annex table of actions: a lane for each performer, a task for each action, limits and next numbers, and a report of what the diagram does not say.",
    )
    .argument("<table>", "a .csv or .xlsx file, as the acts lay the table out or with a row for each action")
    .option(
      "-o, --output <file>",
      "write the diagram there (without it, to the terminal; the report goes to the other stream)",
    )
    .option("--regulation <name>", "name of the regulation", "draft")
    .option("--channel <name>", "name of the channel (without it, that of the table's file)")
    .option(
      "--by-hand",
      "let people do what systems do, so that the draft can be tried out before there are handlers",
      false,
    )
    .action(draft);
}

async function draft(file: string, { output, regulation, channel = channelOf(file), byHand }: Options): Promise<void> {
  for (const name of [regulation, channel])
    if (!/^[A-Za-z_][\w-]*$/.test(name))
      throw new WrongUsage(`"${name}" cannot be part of an id: use Latin letters, digits and hyphens.`);
  const [{ readTableFile }, { draftDiagram }] = await Promise.all([
    import("../../engine/tables/read-table-file.ts"),
    import("../../engine/tables/draft-diagram.ts"),
  ]);
  const bytes = readInput(file);
  try {
    const read = await readTableFile(file, bytes);
    const { xml, losses, missing } = await draftDiagram(read.table, { regulation, channel, byHand });
    const report = [
      ...lossLines([...read.losses, ...losses]),
      "Missing before cases can run:",
      ...missing.map((each) => `  ${each}`),
    ];
    if (output === undefined) {
      process.stdout.write(xml);
      console.error(report.join("\n"));
    } else {
      writeFileSync(output, xml);
      console.log([`${output} written.`, ...report].join("\n"));
    }
  } catch (error) {
    throw new CommandFailed(`${file}: ${(error as Error).message}`);
  }
}

/** `Таблица 1.csv` gives no id. */
const channelOf = (file: string): string => {
  const name = basename(file).replace(/\.\w+$/, "");
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : "draft";
};

function lossLines(losses: readonly Loss[]): string[] {
  if (losses.length === 0) return ["Nothing of the table is lost."];
  return [
    "Not in the diagram:",
    ...losses.map(({ line, action, text, why }) => {
      const place = [
        ...(line === undefined ? [] : [`line ${line}`]),
        ...(action === undefined ? [] : [`action ${action}`]),
        ...(text === "" ? [] : [`"${text.replaceAll("\n", " ")}"`]),
      ].join(", ");
      return `  ${place === "" ? "" : `${place}: `}${why}`;
    }),
  ];
}
