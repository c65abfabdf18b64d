/**
 * The contents of documents, each once however many case files hold it, and the numbers of those that were issued. A source of truth:
 * `rebuild` leaves it.
 *
 * A document names its content by the SHA-256 of the bytes. That digest goes with the content when a case file is erased: without a salt
 * a short document could be guessed from it.
 */
import { createHash } from "node:crypto";
import type { Knex } from "knex";

export async function createContents(knex: Knex): Promise<void> {
  await knex.schema.createTable("contents", (table) => {
    table.text("digest").primary().comment("SHA-256 (hex) of the bytes");
    table.binary("bytes").notNullable();
  });
  await knex.schema.alterTable("documents", (table) => {
    table.text("content").comment("digest of its content; null: erased");
    table.text("number").comment("printed on what was issued here");
    table.index(["content"], "documents_content");
    table.index(["number"], "documents_number", { predicate: knex.whereRaw("number is not null") });
  });
  // One at a time: scans are large.
  const ids = await knex<{ id: string }>("documents").whereNotNull("bytes").orderBy("id").pluck("id");
  for (const id of ids) {
    const row = await knex<{ id: string; bytes: Uint8Array }>("documents").where({ id }).first("bytes");
    if (row === undefined) continue;
    const digest = createHash("sha256").update(row.bytes).digest("hex");
    await knex("contents").insert({ digest, bytes: row.bytes }).onConflict("digest").ignore();
    await knex("documents").where({ id }).update({ content: digest });
  }
  // Plain SQL, which both databases know: for SQLite knex would copy the whole table.
  await knex.raw("alter table documents drop column bytes");
}
