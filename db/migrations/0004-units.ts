/**
 * The units of the installation (decision record 8), the unit of intake of a case, and indexes by unit. `units` and `unit_regulations` are sources
 * of truth: `rebuild` leaves them.
 *
 * Until now a case had one unit, which stays the provider's; what the accounts named as their units becomes units of providers. An administrator
 * says of each what it is.
 */
import type { Knex } from "knex";

export async function createUnits(knex: Knex): Promise<void> {
  await knex.schema.createTable("units", (table) => {
    table.text("id").primary();
    table.text("kind").notNullable().comment("provider, centre, corporation or akimat");
    table.text("name_kk").notNullable();
    table.text("name_ru").notNullable();
    table.text("name_en").notNullable();
    table.text("parent").references("id").inTable("units");
    table.integer("closed").notNullable().comment("1: takes no new cases");
  });
  await knex.schema.createTable("unit_regulations", (table) => {
    table.text("regulation").notNullable();
    table.text("unit").notNullable().references("id").inTable("units");
    table.integer("is_default").notNullable().comment("1: gets the cases for which nobody names a unit");
    table.primary(["regulation", "unit"]);
    table.index(["unit"], "unit_regulations_unit");
  });
  await knex.raw(
    "insert into units (id, kind, name_kk, name_ru, name_en, closed) " +
      "select distinct unit, 'provider', unit, unit, unit, 0 from accounts where unit is not null",
  );

  await knex.schema.alterTable("cases", (table) => {
    table.text("intake_unit");
    table.index(["unit", "started_at", "id"], "cases_unit", { predicate: knex.whereRaw("unit is not null") });
    table.index(["intake_unit", "started_at", "id"], "cases_intake_unit", {
      predicate: knex.whereRaw("intake_unit is not null"),
    });
  });
  await knex.schema.alterTable("tasks", (table) => {
    const order = ["due_at", "opened_at", "case_id", "key"];
    const ofUnit = () => ({ predicate: knex.whereRaw("state = 'open' and unit is not null") });
    // A head's inbox, and a clerk's, who sees the roles of the own account only. Nobody asks for a role of all units.
    table.index(["unit", ...order], "tasks_open_unit", ofUnit());
    table.index(["unit", "role", ...order], "tasks_open_unit_role", ofUnit());
    // What applicants do themselves: few of the tasks of their cases.
    table.index(["applicant", ...order], "tasks_open_applicant", {
      predicate: knex.whereRaw("state = 'open' and role = 'applicant'"),
    });
    table.dropIndex([], "tasks_open_role");
  });
}
