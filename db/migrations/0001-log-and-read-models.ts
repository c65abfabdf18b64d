/**
 * The log and what is derived from it, the case file, the definitions, the accounts.
 *
 * The log has no index but its position: rows are only ever appended, which is what decides the speed (57,700 commands/s against
 * 23,000 with an index on (case, seq): design, section 8). A case's history is found by walking back through
 * `prev_position` from `cases.last_position`.
 *
 * Sources of truth: log, receipts, documents, deliveries, deployments, deployment_resources, resources, definitions, accounts,
 * sessions. Derived, dropped and made again by `rebuild`: cases, tasks, jobs, timers, limits, incidents, outbox, message_waits.
 *
 * What waits is found by its element instance, most of all: so the primary keys lead with (case_id, host); `key` alone is unique in a
 * case, too.
 *
 * Instants are UTC text with milliseconds, so that they sort as text. `due_at` of a case or task without one is the last instant
 * that fits, so that it sorts last on every database.
 */
import type { Knex } from "knex";

export async function createTables(knex: Knex): Promise<void> {
  await knex.schema.createTable("log", (table) => {
    table.bigIncrements("position");
    table.text("case_id").notNullable();
    table.bigInteger("seq").notNullable().comment("of the row's first event");
    table.integer("count").notNullable();
    table.text("at").notNullable();
    table.text("by_actor").notNullable();
    table.text("cause").notNullable();
    table.bigInteger("prev_position").comment("the case's row before; null for its first");
    table.text("prev_hash").notNullable();
    table.text("hash").notNullable().comment("of the row's last event");
    table.text("events").notNullable().comment("the exact JSON text of each event, one a line");
  });

  await knex.schema.createTable("cases", (table) => {
    table.text("id").primary();
    table.bigInteger("seq").notNullable();
    table.text("status").notNullable();
    table.text("definition").notNullable();
    table.text("process").notNullable();
    table.text("regulation");
    table.text("channel");
    table.text("applicant");
    table.text("unit");
    table.text("business_key");
    table.text("public_status");
    table.text("started_at").notNullable();
    table.text("ended_at");
    table.text("due_at").notNullable();
    table.integer("incidents").notNullable();
    table.integer("open_kinds").notNullable().comment("bits: which read models hold open rows of the case");
    table.bigInteger("last_position").notNullable();
    table.text("last_hash").notNullable();
    table.text("state").notNullable().comment("the snapshot, JSON");
    table.index(["started_at", "id"], "cases_started");
    table.index(["status", "started_at", "id"], "cases_status");
    table.index(["regulation", "started_at", "id"], "cases_regulation");
    table.index(["applicant", "started_at", "id"], "cases_applicant");
  });

  await knex.schema.createTable("tasks", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.bigInteger("host").notNullable().comment("key of the element instance that waits");
    table.text("element").notNullable();
    table.text("definition").notNullable();
    table.text("process").notNullable();
    table.text("regulation");
    table.text("channel");
    table.text("unit");
    table.text("applicant");
    table.text("role");
    table.text("form");
    table.text("assignee");
    table.text("state").notNullable();
    table.text("opened_at").notNullable();
    table.text("closed_at");
    table.text("closed_by");
    table.text("due_at").notNullable();
    table.primary(["case_id", "host", "key"]);
    const order = ["due_at", "opened_at", "case_id", "key"];
    const open = () => ({ predicate: knex.whereRaw("state = 'open'") });
    table.index(order, "tasks_open_due", open());
    // What nobody asks for by name stands in no index: an unassigned task is written to one tree less.
    const named = (column: string) => ({ predicate: knex.whereRaw(`state = 'open' and ${column} is not null`) });
    table.index(["role", ...order], "tasks_open_role", named("role"));
    table.index(["assignee", ...order], "tasks_open_assignee", named("assignee"));
  });

  await knex.schema.createTable("jobs", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.bigInteger("host").notNullable();
    table.text("element").notNullable();
    table.text("handler").notNullable();
    table.text("input").notNullable();
    table.integer("failures").notNullable();
    table.text("run_at").notNullable();
    table.integer("stuck").notNullable().comment("1: an incident holds it");
    table.primary(["case_id", "host", "key"]);
    table.index(["run_at", "case_id", "key"], "jobs_run", { predicate: knex.whereRaw("stuck = 0") });
  });

  await knex.schema.createTable("timers", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.bigInteger("host").notNullable();
    table.text("element").notNullable();
    table.text("due_at").notNullable();
    table.primary(["case_id", "host", "key"]);
    table.index(["due_at", "case_id", "key"], "timers_due");
  });

  await knex.schema.createTable("message_waits", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.bigInteger("host").notNullable();
    table.text("kind").notNullable();
    table.text("name").notNullable();
    table.text("correlation");
    table.bigInteger("position").notNullable().comment("of the log row that opened it");
    table.primary(["case_id", "host", "key"]);
    table.index(["kind", "name", "position", "key"], "message_waits_name");
  });

  await knex.schema.createTable("limits", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.text("kind").notNullable();
    table.text("subject").notNullable();
    table.text("element").notNullable();
    table.text("duration").notNullable();
    table.text("unit").notNullable();
    table.text("started_at").notNullable();
    table.text("due_at").notNullable();
    table.text("state").notNullable();
    table.text("ended_at");
    table.text("breached_at");
    table.text("derivation").notNullable();
    table.primary(["case_id", "key"]);
    table.index(["due_at", "case_id", "key"], "limits_due", {
      predicate: knex.whereRaw("state = 'running' and breached_at is null"),
    });
  });

  await knex.schema.createTable("incidents", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("seq").notNullable().comment("of IncidentRaised: an instance can be stuck more than once");
    table.bigInteger("key").notNullable();
    table.text("element").notNullable();
    table.text("code").notNullable();
    table.text("message").notNullable();
    table.text("raised_at").notNullable();
    table.text("resolved_at");
    table.text("resolution");
    table.text("reason");
    table.primary(["case_id", "seq"]);
    table.index(["raised_at", "case_id", "seq"], "incidents_open", { predicate: knex.whereRaw("resolved_at is null") });
  });

  await knex.schema.createTable("outbox", (table) => {
    table.bigInteger("id").notNullable().primary();
    table.text("case_id").notNullable();
    table.bigInteger("seq").notNullable();
    table.text("kind").notNullable();
    table.text("name").notNullable();
    table.text("correlation");
    table.text("payload").notNullable();
  });

  await knex.schema.createTable("deliveries", (table) => {
    table
      .bigInteger("outbox_id")
      .notNullable()
      .primary()
      .comment("delivered; the log does not know it, so a rebuild keeps it");
  });

  await knex.schema.createTable("receipts", (table) => {
    table.text("account").notNullable();
    table.text("key").notNullable();
    table.text("request").notNullable();
    table.text("response").notNullable();
    table.text("at").notNullable();
    table.primary(["account", "key"]);
  });

  await knex.schema.createTable("documents", (table) => {
    table.text("id").primary();
    table.text("case_id").notNullable();
    table.bigInteger("seq").notNullable().comment("of the event that filed it");
    table.text("name").notNullable();
    table.text("media_type").notNullable();
    table.bigInteger("size").notNullable();
    table.text("hash").notNullable();
    table.text("filed_at").notNullable();
    table.text("filed_by").notNullable();
    table.text("erased_at");
    table.text("salt").comment("erased with the bytes: with it a short document could be guessed from its hash");
    table.binary("bytes");
    table.index(["case_id", "seq"], "documents_case");
  });

  await knex.schema.createTable("resources", (table) => {
    table.text("digest").primary();
    table.binary("bytes").notNullable();
  });

  await knex.schema.createTable("deployments", (table) => {
    table.text("digest").primary();
    table.text("processes").notNullable();
    table.text("regulation");
    table.text("channel");
    table.text("deployed_at").notNullable();
    table.text("deployed_by").notNullable();
    table.text("comment");
  });

  await knex.schema.createTable("deployment_resources", (table) => {
    table.text("deployment").notNullable().references("digest").inTable("deployments");
    table.text("kind").notNullable();
    table.text("name").notNullable();
    table.text("resource").notNullable().references("digest").inTable("resources");
    table.primary(["deployment", "kind", "name"]);
  });

  await knex.schema.createTable("definitions", (table) => {
    table.text("process").notNullable();
    table.bigInteger("version").notNullable();
    table.text("digest").notNullable().references("digest").inTable("deployments");
    table.text("regulation");
    table.text("channel");
    table.text("deployed_at").notNullable();
    table.text("deployed_by").notNullable();
    table.text("comment");
    table.primary(["process", "version"]);
  });

  await knex.schema.createTable("accounts", (table) => {
    table.text("id").primary();
    table.text("login").notNullable().unique();
    table.text("name").notNullable();
    table.text("language").notNullable();
    table.text("roles").notNullable().comment("JSON array");
    table.text("unit");
    table.text("iin").comment("Of the signing certificate; nowhere else");
    table.text("created_at").notNullable();
    table.text("created_by").notNullable();
    table.text("disabled_at");
    table.text("password_hash").notNullable();
    table.integer("failures").notNullable();
    table.text("locked_until");
  });

  await knex.schema.createTable("sessions", (table) => {
    table.text("token_hash").primary();
    table.text("account").notNullable().references("id").inTable("accounts");
    table.text("created_at").notNullable();
    table.text("expires_at").notNullable();
    table.index(["expires_at"], "sessions_expires");
  });
}
