/** `reglament migrate PROCESS --from 1 --to 2`: takes running cases over to another version, on a server. */
import { Command, InvalidArgumentError } from "commander";
import type { MigrationOutcome, MigrationReport } from "../../engine/runtime/runtime.ts";
import { connect, connectionOf } from "../api-client.ts";
import { withConnection, type ConnectionOptions } from "../connection-options.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";
import { problemLines } from "../problem-lines.ts";

interface MigrateOptions extends ConnectionOptions {
  readonly from: number;
  readonly to: number;
  readonly plan: boolean;
  readonly map?: Readonly<Record<string, string>>;
  readonly case?: readonly string[];
  readonly recomputeTerms: boolean;
  readonly reason?: string;
}

export function migrateCommand(): Command {
  return withConnection(
    new Command("migrate")
      .description("Take the running cases of a process over to another version, or show what that would do.")
      .argument("<process>", "id of the process")
      .requiredOption("--from <version>", "the version that the cases run on", versionNumber)
      .requiredOption("--to <version>", "the version to go on with", versionNumber)
      .option("--plan", "only show where the cases would go on, and what has no home", false)
      .option("--map <old=new>", "an element or sequence flow whose id is another there (repeatable)", addMapping)
      .option("--case <id>", "only this case (repeatable)", addCase)
      .option("--recompute-terms", "count running terms and limits by the new version's rules", false)
      .option("-m, --reason <text>", "why; kept in the history of each case"),
  ).action(migrate);
}

async function migrate(name: string, options: MigrateOptions): Promise<void> {
  if (!options.plan && options.reason === undefined)
    throw new WrongUsage("Say why with --reason, or look first with --plan.");
  const client = await connect(connectionOf(options, process.env));
  const address = `/definitions/${encodeURIComponent(name)}/${options.from}`;
  const request = {
    to: options.to,
    ...(options.map === undefined ? {} : { mapping: options.map }),
    ...(options.case === undefined ? {} : { cases: options.case }),
  };
  if (options.plan) {
    const plan = await client.post<Omit<MigrationReport, "cases">>(`${address}/migration-plan`, request);
    for (const line of planLines(plan)) console.log(line);
    if (plan.ready < plan.total)
      throw new CommandFailed(`${plan.total - plan.ready} of ${cases(plan.total)} cannot be migrated.`);
    return;
  }
  const { migrated, failed } = await client.post<MigrationOutcome>(`${address}/migrate`, {
    ...request,
    reason: options.reason,
    ...(options.recomputeTerms ? { recomputeTerms: true } : {}),
  });
  console.log(`${cases(migrated.length)} migrated to version ${options.to} of ${name}.`);
  for (const { case: id, code, detail, problems } of failed)
    console.log(problemLines(`case ${id}: ${detail} [${code}]`, problems));
  if (failed.length > 0)
    throw new CommandFailed(`Refused, and still on version ${options.from}: ${cases(failed.length)}.`);
}

const cases = (count: number): string => `${count} ${count === 1 ? "case" : "cases"}`;

function planLines(plan: Omit<MigrationReport, "cases">): string[] {
  return [
    `${cases(plan.total)} on that version, ${plan.ready} with a home for everything`,
    ...plan.mapped.map(({ from, to, cases: count }) => `  ${from} -> ${to}: ${cases(count)}`),
    ...plan.changedTasks.map(
      ({ element, role, form, cases: count }) =>
        `  task ${element}: for ${role ?? "anybody on the staff"}${form === undefined ? "" : `, form ${form}`}: ${cases(count)}`,
    ),
    ...plan.changedWaits.map(
      ({ element, change, kind, name, cases: count }) =>
        `  ${kind}${name === undefined ? "" : ` ${name}`} of ${element}: ${change}: ${cases(count)}`,
    ),
    ...plan.homeless.map(({ element, why, cases: count }) => `  NO HOME ${element}: ${why}: ${cases(count)}`),
  ];
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("A version is a number: 1, 2, 3...");
  return Number(text);
}

const addCase = (id: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), id];

function addMapping(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, old, other] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (old === undefined || other === undefined) throw new InvalidArgumentError("It must look like old=new.");
  return { ...before, [old]: other };
}
