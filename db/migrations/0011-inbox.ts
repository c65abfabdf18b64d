/** What the inbox reads: the tasks that somebody has done, the latest first, and what people write to each other about a case. */
import type { Knex } from "knex";

export async function createInbox(knex: Knex): Promise<void> {
  await knex.schema.alterTable("tasks", (table) => {
    table.index(["closed_by", "closed_at", "case_id", "key"], "tasks_done", {
      predicate: knex.whereRaw("state = 'completed' and closed_by is not null"),
    });
  });
  await knex.schema.createTable("comments", (table) => {
    table.text("id").primary();
    table.text("case_id").notNullable();
    table.text("task").comment("the task at which it was written; the comment outlives it");
    table.text("by_account").notNullable();
    table.text("at").notNullable();
    table.text("text").notNullable();
    table.index(["case_id", "at", "id"], "comments_of_case");
  });
}
