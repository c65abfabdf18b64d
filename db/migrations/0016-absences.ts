/** Who is away, and who does their tasks meanwhile. A row stays when it is over: it says why a deputy could act. */
import type { Knex } from "knex";

export async function createAbsences(knex: Knex): Promise<void> {
  await knex.schema.createTable("absences", (table) => {
    table.text("id").primary();
    table.text("account").notNullable();
    table.text("deputy").notNullable();
    table.text("unit").notNullable();
    table.text("from_at").notNullable();
    table.text("until_at").notNullable().comment("no longer part of it");
    table.text("made_at").notNullable();
    table.text("made_by").notNullable();
    table.text("ended_at").comment("before or during its time");
    table.text("ended_by");
    table.index(["deputy", "until_at"], "absences_of_deputy");
    table.index(["account", "until_at"], "absences_of_account");
    table.index(["unit", "from_at"], "absences_of_unit");
  });
}
