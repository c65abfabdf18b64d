/**
 * When processes start by themselves: one row for each timer start event of the latest version of a process. A source of truth, because
 * the log of the cases does not know it: `rebuild` keeps it.
 */
import type { Knex } from "knex";

export async function createStartTimers(knex: Knex): Promise<void> {
  await knex.schema.createTable("start_timers", (table) => {
    table.text("process").notNullable();
    table.text("start_event").notNullable();
    table.integer("trigger_index").notNullable().comment("among the triggers of the start event");
    table.bigInteger("version").notNullable();
    table.text("definition").notNullable().references("digest").inTable("deployments");
    table.text("due_at").notNullable();
    table.text("every").comment("of a cycle: ISO 8601 duration between two starts");
    table.bigInteger("remaining").comment("of a counted cycle: how many follow the one due");
    table.primary(["process", "start_event", "trigger_index"]);
    table.index(["due_at"], "start_timers_due");
  });
}
