/** `reglament lint`: what deployment would refuse and what else is wrong or doubtful, without a server (docs/lint/README.md). */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import type { LintMessage } from "../../engine/lint/lint-definitions.ts";
import type { LintReport } from "../../engine/lint/lint-diagram.ts";
import type { JsonSchema, Profile } from "../../engine/lint/lint-rule.ts";
import { readInput } from "../input-file.ts";
import { CommandFailed } from "../outcome.ts";
import { problemLine } from "../problem-lines.ts";

type Findings = LintReport & { readonly file: string };

interface Options {
  readonly profile?: Profile;
  readonly json: boolean;
}

export function lintCommand(): Command {
  return new Command("lint")
    .description("Check diagrams: every finding with its line and element. Exits 1 if there is an error.")
    .argument("<file...>", "BPMN files")
    .addOption(
      new Option(
        "--profile <name>",
        "what it is held to; unless said, regulation for a diagram with reg:service, else engine",
      ).choices(["engine", "regulation"]),
    )
    .option("--json", "print the findings as JSON", false)
    .action(lint);
}

async function lint(files: string[], { profile, json }: Options): Promise<void> {
  const findings: Findings[] = [];
  for (const file of files) findings.push({ file, ...(await lintFile(file, profile)) });
  if (json) console.log(JSON.stringify(findings, null, 2));
  else for (const each of findings) print(each);
  const found = findings.flatMap(({ problems, messages }) => [...problems, ...messages.filter(isError)]).length;
  if (found > 0) throw new CommandFailed(`${found} ${found === 1 ? "problem" : "problems"}.`);
}

async function lintFile(file: string, profile: Profile | undefined): Promise<LintReport> {
  const bytes = readInput(file);
  const [{ lintDiagram }, { deployable, givenVariables }, { createHandlers }, { createUnconfiguredOutside }] =
    await Promise.all([
      import("../../engine/lint/lint-diagram.ts"),
      import("../../engine/lint/given-variables.ts"),
      import("../../handlers/index.ts"),
      import("../../handlers/unconfigured-outside.ts"),
    ]);
  const clock = { now: () => new Date().toISOString() };
  return lintDiagram(bytes, {
    ...(profile === undefined ? {} : { profile }),
    handlers: createHandlers({ outside: createUnconfiguredOutside(), clock }).list(),
    forms: (name) => readForm(dirname(file), name),
    given: await givenVariables(diagramsBeside(file)),
    others: await deployable(diagramsBeside(file)),
  });
}

/** As deployment takes it from the folder of a regulation. */
function readForm(folder: string, name: string): JsonSchema | undefined {
  const path = join(folder, "forms", `${name}.json`);
  if (/[\\/]/.test(name) || !existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as JsonSchema;
  } catch (error) {
    throw new CommandFailed(`${path} is not JSON: ${(error as Error).message}`);
  }
}

const diagramsBeside = (file: string): readonly Buffer[] =>
  readdirSync(dirname(file))
    .filter((name) => name.endsWith(".bpmn"))
    .map((name) => readFileSync(join(dirname(file), name)));

const isError = ({ category }: LintMessage): boolean => category === "error";

function print({ file, problems, messages, terms }: Findings): void {
  if (problems.length + messages.length === 0) console.log(`${file}: no problem`);
  for (const problem of problems) console.log(`${file}: ${problemLine(problem)}`);
  for (const { rule, category, message, ...place } of messages)
    console.log(`${file}: ${category}: ${problemLine({ ...place, detail: message, code: rule })}`);
  for (const { process, term, fits, sum } of terms)
    console.log(`${file}: ${process}: ${fits ? "fits" : "does not fit"} ${term.duration} ${term.unit}: ${sum}`);
}
