/** Messages that were published before anybody waited for them, kept by the sender's choice. A source of truth: `rebuild` leaves it. */
import type { Knex } from "knex";

export async function createKeptMessages(knex: Knex): Promise<void> {
  await knex.schema.createTable("kept_messages", (table) => {
    table.text("id").primary();
    table.text("name").notNullable();
    table.text("correlation").comment("JSON; null: for any");
    table.text("variables").notNullable().comment("JSON");
    table.text("case_id").comment("only for this case");
    table.text("kept_at").notNullable();
    table.text("keep_until").notNullable();
    table.index(["name", "kept_at"], "kept_messages_name");
    table.index(["keep_until"], "kept_messages_until");
  });
}
