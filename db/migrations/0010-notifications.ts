/**
 * What the applicants were told: the inbox of the portal, and what keeps a notification from going out twice. A source of truth beside the log:
 * `rebuild` leaves it. No address stands in it.
 */
import type { Knex } from "knex";

export async function createNotifications(knex: Knex): Promise<void> {
  await knex.schema.createTable("notifications", (table) => {
    table.text("id").primary().comment("of the job that sends it");
    table.text("case_id").notNullable();
    table.text("account").comment("the applicant's; none where a clerk entered the application");
    table.text("channel").notNullable();
    table.text("language").notNullable();
    table.text("subject").notNullable();
    table.text("body").notNullable();
    table.text("attachment").comment("name of the document that went along");
    table.text("begun_at").notNullable();
    table.text("sent_at").comment("null: begun, and nobody knows whether it went out");
    table.text("reference").comment("of the other side");
    table.text("read_at");
    table.index(["account", "sent_at", "id"], "notifications_account", {
      predicate: knex.whereRaw("account is not null and sent_at is not null"),
    });
    table.index(["case_id"], "notifications_case");
  });
}
