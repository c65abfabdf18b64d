/** Which tables there are: the migrations in their order, given in code so that no folder decides it. They only go forward. */
import type { Knex } from "knex";
import { DatabaseRefused } from "./connections.ts";
import { createTables } from "./migrations/0001-log-and-read-models.ts";
import { createStartTimers } from "./migrations/0002-start-timers.ts";
import { createKeptMessages } from "./migrations/0003-kept-messages.ts";
import { createUnits } from "./migrations/0004-units.ts";
import { createOutsideWorkers } from "./migrations/0005-outside-workers.ts";
import { createSurveys } from "./migrations/0006-surveys.ts";
import { createGatewayMessages } from "./migrations/0007-gateway-messages.ts";
import { createContents } from "./migrations/0008-contents.ts";
import { createReadLog } from "./migrations/0009-read-log.ts";
import { createNotifications } from "./migrations/0010-notifications.ts";
import { createInbox } from "./migrations/0011-inbox.ts";
import { createSignIn } from "./migrations/0012-sign-in.ts";
import { createProposals } from "./migrations/0013-proposals.ts";
import { createHeadAndFilters } from "./migrations/0014-head-and-filters.ts";
import { createIdentityProvider } from "./migrations/0015-identity-provider.ts";
import { createAbsences } from "./migrations/0016-absences.ts";

/** `name` is what `knex_migrations` remembers: never renamed once released. */
interface NamedMigration {
  readonly name: string;
  readonly up: (knex: Knex) => Promise<void>;
}

const MIGRATIONS: readonly NamedMigration[] = [
  { name: "0001-log-and-read-models", up: createTables },
  { name: "0002-start-timers", up: createStartTimers },
  { name: "0003-kept-messages", up: createKeptMessages },
  { name: "0004-units", up: createUnits },
  { name: "0005-outside-workers", up: createOutsideWorkers },
  { name: "0006-surveys", up: createSurveys },
  { name: "0007-gateway-messages", up: createGatewayMessages },
  { name: "0008-contents", up: createContents },
  { name: "0009-read-log", up: createReadLog },
  { name: "0010-notifications", up: createNotifications },
  { name: "0011-inbox", up: createInbox },
  { name: "0012-sign-in", up: createSignIn },
  { name: "0013-proposals", up: createProposals },
  { name: "0014-head-and-filters", up: createHeadAndFilters },
  { name: "0015-identity-provider", up: createIdentityProvider },
  { name: "0016-absences", up: createAbsences },
];

/**
 * Brings the schema up to date, all of it in one transaction that begins with `first`. Throws `DatabaseRefused` when the
 * database has been brought further by a newer version.
 */
export async function migrate(writer: Knex, first: (transaction: Knex.Transaction) => Promise<void>): Promise<void> {
  if (isUpToDate(await migrationsDone(writer))) return;
  await writer.transaction(async (transaction) => {
    await first(transaction);
    if (isUpToDate(await migrationsDone(transaction))) return;
    await transaction.migrate.latest({ migrationSource: MIGRATION_SOURCE });
  });
}

const MIGRATION_SOURCE: Knex.MigrationSource<NamedMigration> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => ({ up: migration.up, down: refuseToGoBack }),
};

/** knex asks for it. A log that was written is not unwritten. */
async function refuseToGoBack(): Promise<never> {
  throw new Error("Migrations only go forward: restore a backup instead.");
}

async function migrationsDone(knex: Knex): Promise<readonly string[]> {
  if (!(await knex.schema.hasTable("knex_migrations"))) return [];
  return knex<{ name: string }>("knex_migrations").orderBy("id").pluck("name");
}

function isUpToDate(done: readonly string[]): boolean {
  const unknown = done.find((name) => !MIGRATIONS.some((migration) => migration.name === name));
  if (unknown !== undefined)
    throw new DatabaseRefused(
      `The database was written by a newer version of Reglament (it has "${unknown}"): start that version.`,
    );
  return done.length === MIGRATIONS.length;
}
