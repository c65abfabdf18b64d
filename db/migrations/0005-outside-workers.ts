/**
 * Work done outside (decision record 10): who has fetched which job until when, and the topics that an account may work on. `job_locks` is a source of
 * truth beside the log: `rebuild` leaves it.
 */
import type { Knex } from "knex";

export async function createOutsideWorkers(knex: Knex): Promise<void> {
  await knex.schema.createTable("job_locks", (table) => {
    table.text("case_id").notNullable();
    table.bigInteger("key").notNullable();
    table.text("grant_id").notNullable().comment("another one each time that the job is fetched");
    table.text("topic").notNullable();
    table.text("worker").notNullable();
    table.text("account").notNullable();
    table.text("locked_until").notNullable();
    table.text("ended").comment("how the worker has answered: complete, failure, bpmn-error or unlock");
    table.primary(["case_id", "key"]);
  });
  await knex.schema.alterTable("accounts", (table) => {
    table.text("topics").comment("JSON array: the work that it may do as an outside worker");
  });
  // Work for people and for outside workers may wait for days: the pump, which asks for what is due, must not look through it.
  const outside = "stuck = 0 and substr(handler, 1, 9) = 'external:'";
  const ours = "stuck = 0 and handler <> '' and substr(handler, 1, 9) <> 'external:'";
  await knex.schema.alterTable("jobs", (table) => {
    table.dropIndex([], "jobs_run");
    table.index(["run_at", "case_id", "key"], "jobs_due", { predicate: knex.whereRaw(ours) });
    table.index(["handler", "run_at", "case_id", "key"], "jobs_outside", { predicate: knex.whereRaw(outside) });
  });
}
