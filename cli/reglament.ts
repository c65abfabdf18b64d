#!/usr/bin/env node
/**
 * The `reglament` command. Exit codes: 0 it went well, 1 the thing failed, 2 it was called in a way that makes no sense.
 *
 * A command loads the rooms that it works with when it is run, so that `--help` or a typing error does not wait for all of them.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { ConfigError, StartRefused } from "../api/config.ts";
import { NothingToDeploy } from "../api/bundle-files.ts";
import { CodedError } from "../engine/errors.ts";
import { adminCommand } from "./commands/admin.ts";
import { caseCommand } from "./commands/case.ts";
import { coverageCommand } from "./commands/coverage.ts";
import { demoCommand } from "./commands/demo.ts";
import { deployCommand } from "./commands/deploy.ts";
import { draftCommand } from "./commands/draft.ts";
import { handlersCommand } from "./commands/handlers.ts";
import { lintCommand } from "./commands/lint.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { previewCommand } from "./commands/preview.ts";
import { rebuildCommand } from "./commands/rebuild.ts";
import { renderCommand } from "./commands/render.ts";
import { scenarioCommand } from "./commands/scenario.ts";
import { startCommand } from "./commands/start.ts";
import { tableCommand } from "./commands/table.ts";
import { CommandFailed, EXIT_FAILED, EXIT_USAGE, WrongUsage } from "./outcome.ts";
import { problemLines } from "./problem-lines.ts";

const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

const program = new Command("reglament")
  .description("Runs public-service regulations as BPMN diagrams.")
  .version(version)
  .showHelpAfterError("(reglament COMMAND --help tells more)");
for (const command of [
  startCommand(),
  adminCommand(),
  deployCommand(),
  lintCommand(),
  handlersCommand(),
  coverageCommand(),
  tableCommand(),
  draftCommand(),
  renderCommand(),
  previewCommand(),
  scenarioCommand(),
  caseCommand(),
  migrateCommand(),
  rebuildCommand(),
  demoCommand(),
])
  program.addCommand(command);
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}

/** The store's own refusals say what to do; only `api/server.ts` may know their classes. */
function isOfTheStore(error: unknown): error is Error {
  return error instanceof Error && ["DatabaseRefused", "ChainBroken"].includes(error.name);
}

function reportFailure(error: unknown): number {
  // Commander has said what is wrong; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof WrongUsage || error instanceof ConfigError || error instanceof NothingToDeploy) {
    console.error(error.message);
    return EXIT_USAGE;
  }
  if (error instanceof CommandFailed || error instanceof StartRefused || isOfTheStore(error))
    console.error(error.message);
  else if (error instanceof CodedError) console.error(problemLines(error.message, error.problems));
  else console.error(error);
  return EXIT_FAILED;
}
