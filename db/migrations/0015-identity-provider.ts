/**
 * Signing in at an identity provider (OpenID Connect): whom an account is there, and the sign-ins under way. Accounts count their changes, so that
 * of two administrators the second is told; a password that was given is changed at the next sign-in.
 */
import type { Knex } from "knex";

export async function createIdentityProvider(knex: Knex): Promise<void> {
  await knex.schema.alterTable("accounts", (table) => {
    table.bigint("version").notNullable().defaultTo(1);
    table.bigint("password_expired").notNullable().defaultTo(0).comment("1: given by an administrator");
    table.text("provider_issuer");
    table.text("provider_subject");
    table.text("awaited_name").comment("whose first sign-in at the provider gets the account");
    table.text("awaited_until");
    table.unique(["provider_issuer", "provider_subject"], {
      indexName: "accounts_provider",
      predicate: knex.whereRaw("provider_subject is not null"),
    });
    table.unique(["awaited_name"], {
      indexName: "accounts_awaited",
      predicate: knex.whereRaw("awaited_name is not null"),
    });
  });
  await knex.schema.createTable("pending_sign_ins", (table) => {
    table.text("browser").primary().comment("SHA-256 of the cookie that binds it to its browser");
    table.text("state").notNullable();
    table.text("nonce").notNullable();
    table.text("code_verifier").notNullable();
    table.text("expires_at").notNullable();
    table.index(["expires_at"], "pending_sign_ins_expires");
  });
}
