/**
 * Who of the staff looked at a case, its documents and its history. A source of truth: `rebuild` leaves it. Accounts and cases stand in it by
 * their ids only.
 */
import type { Knex } from "knex";

export async function createReadLog(knex: Knex): Promise<void> {
  await knex.schema.createTable("read_log", (table) => {
    table.bigIncrements("id");
    table.text("at").notNullable();
    table.text("account").notNullable();
    table.text("case_id").notNullable();
    table.text("what").notNullable();
    table.text("subject").comment("id of the document or task");
    table.index(["case_id", "id"], "read_log_case");
    table.index(["account", "id"], "read_log_account");
  });
}
