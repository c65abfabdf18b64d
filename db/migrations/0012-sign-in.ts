/**
 * Signing in by personal number or by signature: how each session came about, and the challenges that wait for their answer. The number of an
 * account is looked up; that each applicant has one account only is held where one registers.
 */
import type { Knex } from "knex";

export async function createSignIn(knex: Knex): Promise<void> {
  await knex.schema.alterTable("sessions", (table) => {
    table.text("method").notNullable().defaultTo("password").comment("password or signature");
    table.index(["account"], "sessions_account");
  });
  await knex.schema.alterTable("accounts", (table) => {
    table.index(["iin"], "accounts_iin", { predicate: knex.whereRaw("iin is not null") });
  });
  await knex.schema.createTable("sign_in_challenges", (table) => {
    table.text("nonce").primary();
    table.text("audience").notNullable();
    table.text("issued_at").notNullable();
    table.text("expires_at").notNullable();
    table.index(["expires_at"], "sign_in_challenges_expires");
  });
}
