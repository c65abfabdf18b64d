/** Taking the running cases of one version of a process over to another: the plan, and carrying it out. */
import type { MigrationRequest } from "../../engine/runtime/runtime.ts";
import { mayDo } from "../auth/rights.ts";
import { actorOf } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface Address {
  readonly process: string;
  readonly version: number;
}
type Planned = Pick<MigrationRequest, "to" | "cases" | "mapping">;
const address = { process: schemas.processId, version: schemas.versionNumber };

export function migrationRoutes({ runtime }: ApiContext): Route[] {
  return [
    signedInRoute<Address, unknown, Planned>({
      id: "planMigration",
      method: "post",
      path: "/definitions/{process}/{version}/migration-plan",
      tag: "definitions",
      summary: "What a migration of the running cases to another version would do.",
      description:
        "Changes nothing. Every element at which a case stands goes on at the element of the same id, or of that which `mapping` says; what has no home is listed, and a case that has something without a home is not migrated. Only who may migrate sees the cases one by one.",
      action: "migration.plan",
      params: address,
      body: jsonBody(schemas.migrationRequest),
      answers: { 200: { description: "The plan.", content: json(schemas.migrationPlan) } },
      problems: ["DEFINITION_NOT_FOUND", "CASE_NOT_FOUND", "DATA_INVALID"],
      async handle({ params, body }, account) {
        const { cases, ...sums } = await runtime.planMigration(requestOf(params, body));
        return { status: 200, body: { ...sums, ...(mayDo(account, "migration.run") ? { cases } : {}) } };
      },
    }),
    signedInRoute<Address, unknown, Planned & { readonly reason: string; readonly recomputeTerms?: boolean }>({
      id: "migrate",
      method: "post",
      path: "/definitions/{process}/{version}/migrate",
      tag: "definitions",
      summary: "Take the running cases over to another version.",
      description:
        "One command for each case, with the reason in its history. Cases that are refused stay where they are and are listed. Migrating back with the mapping turned round takes it back.",
      action: "migration.run",
      params: address,
      body: jsonBody(schemas.migration),
      answers: { 200: { description: "What became of each case.", content: json(schemas.migrationOutcome) } },
      problems: ["DEFINITION_NOT_FOUND", "CASE_NOT_FOUND", "DATA_INVALID"],
      idempotency: "stored",
      async handle({ params, body, language }, account) {
        const { reason, recomputeTerms } = body;
        refusePersonalNumbers(reason, "/reason", language);
        const request = {
          ...requestOf(params, body),
          reason,
          ...(recomputeTerms === undefined ? {} : { recomputeTerms }),
        };
        return { status: 200, body: await runtime.migrate(request, actorOf(account)) };
      },
    }),
  ];
}

const requestOf = ({ process, version }: Address, { to, cases, mapping }: Planned): MigrationRequest => ({
  process,
  from: version,
  to,
  ...(cases === undefined ? {} : { cases }),
  ...(mapping === undefined ? {} : { mapping }),
});
