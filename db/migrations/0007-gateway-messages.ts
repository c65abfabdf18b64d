/**
 * Messages of the gateway's asynchronous channel, and what became of each. A source of truth: `rebuild` leaves it. The table knows the case of a
 * message only by its number, and answers as receipts; persons stand in the case file.
 */
import type { Knex } from "knex";

export async function createGatewayMessages(knex: Knex): Promise<void> {
  await knex.schema.createTable("gateway_messages", (table) => {
    table.text("id").primary().comment("UUID; correlation id of the answer");
    table.text("case_id").notNullable();
    table.text("system").notNullable();
    table.text("service").notNullable();
    table.text("state").notNullable();
    table.bigInteger("attempts").notNullable();
    table.text("queued_at").notNullable();
    table.text("changed_at").notNullable();
    table.text("answer").comment("JSON");
    table.text("answer_id").comment("message that brought the answer");
    table.index(["case_id", "queued_at"], "gateway_messages_case");
  });
  await knex.schema.createTable("gateway_message_steps", (table) => {
    table.text("message_id").notNullable();
    table.bigInteger("number").notNullable().comment("1, 2, 3... of the message");
    table.text("at").notNullable();
    table.text("step").notNullable();
    table.primary(["message_id", "number"]);
  });
}
