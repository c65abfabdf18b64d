/** `reglament lint`: what deployment would refuse, without a server. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { CodedError, type Problem } from "../../engine/errors.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";
import { problemLine } from "../problem-lines.ts";

interface Findings {
  readonly file: string;
  readonly problems: readonly Problem[];
}

export function lintCommand(): Command {
  return new Command("lint")
    .description("Check diagrams: every problem with its line and element. Exits 1 if there is one.")
    .argument("<file...>", "BPMN files")
    .option("--json", "print the findings as JSON", false)
    .action(lint);
}

async function lint(files: string[], { json }: { json: boolean }): Promise<void> {
  const findings = await Promise.all(files.map(lintFile));
  const found = findings.flatMap(({ problems }) => problems).length;
  if (json) console.log(JSON.stringify(findings, null, 2));
  else
    for (const { file, problems } of findings) {
      if (problems.length === 0) console.log(`${file}: no problem`);
      for (const problem of problems) console.log(`${file}: ${problemLine(problem)}`);
    }
  if (found > 0) throw new CommandFailed(`${found} ${found === 1 ? "problem" : "problems"}.`);
}

async function lintFile(file: string): Promise<Findings> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
  const { compile } = await import("../../engine/model/compile.ts");
  try {
    await compile(bytes);
    return { file, problems: [] };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const problems = error.problems.length > 0 ? error.problems : [{ detail: error.message, code: error.code }];
    return { file, problems };
  }
}
