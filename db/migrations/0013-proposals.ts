/** Bundles that analysts ask to be put into service, and of each version who proposed it and who approved it. Their files are `resources`. */
import type { Knex } from "knex";

export async function createProposals(knex: Knex): Promise<void> {
  await knex.schema.alterTable("definitions", (table) => {
    table.text("proposed_by");
    table.text("approved_by").comment("the second person, where one was asked");
  });
  await knex.schema.createTable("proposals", (table) => {
    table.text("id").primary();
    table.text("state").notNullable().comment("waiting, approved, returned or withdrawn");
    table.text("digest").notNullable();
    table.text("processes").notNullable().comment("JSON");
    table.text("regulation");
    table.text("channel");
    table.text("based_on").notNullable().comment("JSON: the versions in service when it was proposed");
    table.text("comment").notNullable();
    table.text("proposed_at").notNullable();
    table.text("proposed_by").notNullable();
    table.text("decided_at");
    table.text("decided_by");
    table.text("reason");
    table.text("versions").comment("JSON: what came of it");
    table.index(["state", "proposed_at", "id"], "proposals_by_state");
  });
  await knex.schema.createTable("proposal_resources", (table) => {
    table.text("proposal").notNullable();
    table.text("kind").notNullable();
    table.text("name").notNullable();
    table.text("resource").notNullable().comment("digest");
    table.primary(["proposal", "kind", "name"]);
  });
}
