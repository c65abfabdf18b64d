/** `reglament coverage`: the numbered items of the acts against the elements of the diagrams, without a server. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import type { ChannelCoverage } from "../../engine/text/coverage.ts";
import type { ChannelText } from "../../engine/text/regulation-text.ts";
import type { Graph } from "../../engine/model/graph.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

interface Options {
  readonly json: boolean;
  readonly summary: boolean;
  readonly writeReadme: boolean;
}

interface Regulation {
  readonly folder: string;
  readonly channels: readonly { readonly text: ChannelText; readonly graph: Graph }[];
}

const PROCESSES = resolve(import.meta.dirname, "../../processes");

export function coverageCommand(): Command {
  return new Command("coverage")
    .description(
      "List the numbered items of each regulation and channel with the elements that stand for them. Exits 1 if an item has no element or an element no item.",
    )
    .argument("[folder...]", "folders of regulations, each with text.json (without any: all of processes/)")
    .option("--json", "print the findings as JSON", false)
    .option("--summary", "one line for each channel, and what is missing", false)
    .option("--write-readme", "write the tables of part 1 of each README.md anew, between the `traces` marks", false)
    .addHelpText(
      "after",
      `
Of the text only text.json is read, which is written down from the act: {"regulation", "channels": [{"channel", "items": [{"clause",
"step", "leftOut"}], "table", "rows": [{"number", "performer", "duration", "unit", "next"}]}]}.`,
    )
    .action(coverage);
}

async function coverage(folders: string[], { json, summary, writeReadme }: Options): Promise<void> {
  const { coverChannel, uncovered } = await import("../../engine/text/coverage.ts");
  const regulations: Regulation[] = [];
  for (const folder of folders.length > 0 ? folders : regulationsOf(PROCESSES))
    regulations.push(await readRegulation(folder));
  const findings = regulations.map(({ folder, channels }) => ({
    folder,
    channels: channels.map(({ text, graph }) =>
      coverChannel(
        text,
        graph,
        channels.map((other) => other.graph).filter((other) => other !== graph),
      ),
    ),
  }));
  if (json) console.log(JSON.stringify(findings, null, 2));
  else
    for (const { folder, channels } of findings)
      for (const each of channels) console.log(report(folder, each, [...uncovered(each)], summary));
  if (writeReadme) for (const each of regulations) await writeReadmeOf(each);
  const incomplete = findings.flatMap(({ channels }) => channels).filter(({ complete }) => !complete).length;
  if (incomplete > 0)
    throw new CommandFailed(`${incomplete} ${incomplete === 1 ? "channel is" : "channels are"} not complete.`);
}

const regulationsOf = (folder: string): string[] =>
  readdirSync(folder)
    .map((name) => relative("", join(folder, name)))
    .filter((path) => existsSync(join(path, "regulation.json")));

async function readRegulation(folder: string): Promise<Regulation> {
  const [{ readRegulationText }, { compile }] = await Promise.all([
    import("../../engine/text/regulation-text.ts"),
    import("../../engine/model/compile.ts"),
  ]);
  const path = join(folder, "text.json");
  if (!existsSync(path)) throw new WrongUsage(`${path} is not there: it lists the numbered items of the text.`);
  let channels: readonly ChannelText[];
  try {
    ({ channels } = readRegulationText(readFileSync(path, "utf8")));
  } catch (error) {
    throw new CommandFailed(`${path} cannot be used: ${(error as Error).message}`);
  }
  const drawn = readdirSync(folder).filter((name) => name.endsWith(".bpmn"));
  const untold = drawn.filter((name) => channels.every(({ channel }) => `${channel}.bpmn` !== name));
  if (untold.length > 0) throw new CommandFailed(`${path} says nothing of ${untold.join(", ")}.`);
  return {
    folder,
    channels: await Promise.all(
      channels.map(async (text) => {
        const file = join(folder, `${text.channel}.bpmn`);
        if (!existsSync(file))
          throw new CommandFailed(`${path} has items of ${text.channel}, but ${file} is not there.`);
        return { text, graph: await compile(readFileSync(file)) };
      }),
    ),
  };
}

function report(folder: string, found: ChannelCoverage, missing: readonly string[], summary: boolean): string {
  const { channel, items, rows, withoutItem } = found;
  const having = (list: readonly { readonly elements: readonly string[] }[]): number =>
    list.filter(({ elements }) => elements.length > 0).length;
  const leftOut = items.filter((item) => item.leftOut !== undefined).length;
  const head = [
    `${folder} ${channel}: ${having(items)} of ${items.length} items`,
    ...(leftOut === 0 ? [] : [`${leftOut} left out for a reason`]),
    ...(rows.length === 0 ? [] : [`${having(rows)} of ${rows.length} rows`]),
    ...(withoutItem.length === 0 ? [] : [`${withoutItem.length} elements without an item`]),
  ].join(", ");
  const lines = [
    ...items.map(
      ({ clause, step = "", leftOut: reason, elements }) =>
        [clause, step, elements.join(", ") || (reason === undefined ? "" : `left out: ${reason}`)] as const,
    ),
    ...rows.map(({ table, number, elements }) => [table, `row ${number}`, elements.join(", ")] as const),
  ].map(([clause, step, elements]) => `  ${clause.padEnd(18)} ${step.padEnd(13)} ${elements || "NO ELEMENT"}`);
  return [
    head,
    ...(summary ? [] : lines),
    ...missing.map((item) => `  without an element: ${item}`),
    ...withoutItem.map(({ element, why }) => `  without an item: ${element} (${why})`),
  ].join("\n");
}

async function writeReadmeOf({ folder, channels }: Regulation): Promise<void> {
  const { writeTracesTable } = await import("../../engine/text/traces-table.ts");
  const path = join(folder, "README.md");
  let readme = readFileSync(path, "utf8");
  try {
    for (const { text, graph } of channels) readme = writeTracesTable(readme, text, graph);
  } catch (error) {
    throw new CommandFailed(`${folder}: ${(error as Error).message}`);
  }
  writeFileSync(path, readme);
}
