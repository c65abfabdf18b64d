/**
 * What the head of a unit reads, and what everybody keeps for the own work. `limits.case_unit` is the provider's unit of the case: without it, what is
 * overdue in one unit would be looked for among the limits of all. The indexes of limits hold only what was stopped or broken, so that a limit that is
 * kept is written to no tree more. `preferences` and `saved_filters` are sources of truth: `rebuild` leaves them.
 */
import type { Knex } from "knex";

export async function createHeadAndFilters(knex: Knex): Promise<void> {
  await knex.schema.alterTable("limits", (table) => {
    table.text("case_unit");
  });
  await knex.raw(
    "update limits set case_unit = (select unit from cases where cases.id = limits.case_id) " +
      "where state in ('running', 'stopped') or breached_at is not null",
  );
  await knex.schema.alterTable("limits", (table) => {
    const order = ["case_unit", "due_at", "case_id", "key"];
    table.index(order, "limits_stopped", { predicate: knex.whereRaw("state = 'stopped'") });
    table.index(order, "limits_overdue", {
      predicate: knex.whereRaw("state = 'running' and breached_at is not null"),
    });
    table.index(["case_unit", "breached_at", "case_id", "key"], "limits_broken", {
      predicate: knex.whereRaw("breached_at is not null"),
    });
  });
  await knex.schema.alterTable("tasks", (table) => {
    const order = ["due_at", "opened_at", "case_id", "key"];
    const ofUnit = () => ({ predicate: knex.whereRaw("state = 'open' and unit is not null") });
    table.index(["unit", "regulation", ...order], "tasks_open_unit_regulation", ofUnit());
    table.index(["unit", "element", ...order], "tasks_open_unit_element", ofUnit());
  });
  await knex.schema.createTable("preferences", (table) => {
    table.text("account").primary();
    table.text("value").notNullable().comment("JSON");
    table.text("changed_at").notNullable();
  });
  await knex.schema.createTable("saved_filters", (table) => {
    table.text("id").primary();
    table.text("account").notNullable();
    table.text("unit").comment("whose accounts may use it too");
    table.text("name").notNullable();
    table.text("filter").notNullable().comment("JSON");
    table.text("created_at").notNullable();
    table.index(["account", "created_at", "id"], "saved_filters_account");
    table.index(["unit", "created_at", "id"], "saved_filters_unit", { predicate: knex.whereRaw("unit is not null") });
  });
}
