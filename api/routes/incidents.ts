/** Steps that are stuck, and what staff decides about them. */
import type { Command } from "../../engine/core/commands.ts";
import type { Variables } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { AccountRow, IncidentRow } from "../../engine/ports.ts";
import { mayDo, reachesCase } from "../auth/rights.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { receiptAnswer } from "./cases.ts";

interface Decision {
  readonly resolution: "retry" | "skip";
  readonly reason: string;
  readonly variables?: Variables;
}

export function incidentRoutes({ runtime, reads }: ApiContext): Route[] {
  return [
    signedInRoute<unknown, Paging & { case?: string; open?: boolean }>({
      id: "listIncidents",
      method: "get",
      path: "/incidents",
      tag: "incidents",
      summary: "Steps that are stuck.",
      action: "incident.read",
      query: {
        case: schemas.caseId,
        open: schemas.yesOrNo("Only those that wait for staff (true), or only the resolved."),
      },
      paged: true,
      csv: true,
      answers: { 200: { description: "A page of incidents.", content: json(schemas.pageOf(schemas.incident)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, account) {
        const { limit: _limit, cursor: _cursor, ...filter } = request.query;
        const page = await reads.incidents(filter, pageRequest(request.query));
        return pageAnswer(request, { ...page, items: await visible(page.items, account) });
      },
    }),
    signedInRoute<{ case: string; key: number }, unknown, Decision>({
      id: "resolveIncident",
      method: "post",
      path: "/incidents/{case}/{key}/resolve",
      tag: "incidents",
      summary: "Try the stuck step again, or leave it behind with a reason.",
      action: ["incident.retry", "incident.skip"],
      params: { case: schemas.caseId, key: schemas.key },
      body: jsonBody(schemas.resolution),
      answers: { 200: { description: "Decided.", content: json(schemas.receipt) } },
      problems: ["CASE_NOT_FOUND", "INCIDENT_NOT_FOUND", "INCIDENT_NOT_SKIPPABLE", "CASE_NOT_ACTIVE", "STALE_VERSION"],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body, language, options }, account) {
        refusePersonalNumbers(body.variables, "/variables", language);
        refusePersonalNumbers(body.reason, "/reason", language);
        const action = body.resolution === "retry" ? "incident.retry" : "incident.skip";
        if (!mayDo(account, action)) throw new CodedError("NOT_ALLOWED", `The account may not ${body.resolution} it.`);
        const row = await visibleCase(reads, account, action, params.case);
        const command: Command = {
          type: "ResolveIncident",
          key: params.key,
          resolution: body.resolution,
          reason: body.reason,
          ...(body.variables === undefined ? {} : { variables: body.variables }),
        };
        return receiptAnswer(await runtime.execute(row.id, command, actorOf(account), options));
      },
    }),
  ];

  /** An incident's row does not say whose unit it is; its case does. */
  async function visible(items: readonly IncidentRow[], account: AccountRow): Promise<readonly IncidentRow[]> {
    const ids = [...new Set(items.map((item) => item.case))];
    const rows = await Promise.all(ids.map((id) => reads.case(id)));
    const seen = new Set(rows.filter((row) => row && reachesCase(account, "incident.read", row)).map((row) => row!.id));
    return items.filter((item) => seen.has(item.case));
  }
}
