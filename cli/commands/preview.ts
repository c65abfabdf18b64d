/** `reglament preview`: a document template as it will be printed, filled with sample values. Needs no server. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import type { Language } from "../../engine/model/graph.ts";
import { HandlerFailure } from "../../engine/ports.ts";
import { readInput } from "../input-file.ts";
import { CommandFailed } from "../outcome.ts";

interface Options {
  readonly lang: Language | "all";
  readonly output: string;
}

export function previewCommand(): Command {
  return new Command("preview")
    .description("Print a document template as PDF, filled with sample values.")
    .argument("<file>", "a template (documents/NAME.json of a regulation)")
    .addOption(
      new Option("--lang <language>", "of the document").choices(["kk", "ru", "en", "all"]).makeOptionMandatory(),
    )
    .requiredOption("-o, --output <file>", "the PDF to write")
    .action(preview);
}

async function preview(file: string, { lang, output }: Options): Promise<void> {
  const { previewDocument } = await import("../../handlers/document-preview.ts");
  const regulation = join(dirname(file), "..", "regulation.json");
  try {
    const bytes = await previewDocument({
      template: readInput(file),
      language: lang,
      ...(existsSync(regulation) ? { regulation: readFileSync(regulation) } : {}),
    });
    writeFileSync(output, bytes);
  } catch (error) {
    if (error instanceof HandlerFailure) throw new CommandFailed(error.message.replace('"preview"', file));
    throw error;
  }
}
