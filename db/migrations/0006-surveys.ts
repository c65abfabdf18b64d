/** What applicants say of a service when their case is over (annex 3 of the acts of 2012). A source of truth: `rebuild` leaves it; no event holds it. */
import type { Knex } from "knex";

export async function createSurveys(knex: Knex): Promise<void> {
  await knex.schema.createTable("surveys", (table) => {
    table.text("case_id").primary();
    table.text("regulation");
    table.text("channel");
    table.text("unit").comment("the provider's");
    table.text("answered_at").notNullable();
    table.text("by_account").notNullable().comment("the applicant, or who wrote down the applicant's words");
    table.text("answers").notNullable().comment("JSON: question -> answer, as the deployment's form `survey` has them");
    table.index(["answered_at"], "surveys_answered");
  });
}
