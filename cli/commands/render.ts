/** `reglament render`: a diagram as a picture, in one of the languages of its labels. */
import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { Language } from "../../engine/model/graph.ts";
import { readInput } from "../input-file.ts";
import { CommandFailed } from "../outcome.ts";

interface Options {
  readonly lang: Language;
  readonly output?: string;
}

export function renderCommand(): Command {
  return new Command("render")
    .description("Draw a diagram as an SVG picture, with its labels in Kazakh, Russian or English.")
    .argument("<file>", "a BPMN file with layout")
    .addOption(new Option("--lang <language>", "of the labels").choices(["kk", "ru", "en"]).makeOptionMandatory())
    .option("-o, --output <file>", "write it there (without it, to the terminal)")
    .action(render);
}

async function render(file: string, { lang, output }: Options): Promise<void> {
  const [{ parseDiagram }, { drawDiagram }] = await Promise.all([
    import("../../engine/model/parse-diagram.ts"),
    import("../../engine/drawing/draw-diagram.ts"),
  ]);
  const { definitions } = await parseDiagram(readInput(file));
  const svg = drawDiagram(definitions, { language: lang });
  if (svg === undefined)
    throw new CommandFailed(`${file} has no layout (bpmndi:BPMNDiagram), so there is nothing to draw.`);
  if (output === undefined) process.stdout.write(svg);
  else writeFileSync(output, svg);
}
