/** What stopping, continuing or extending terms would do to their ends, before anybody does it: decided as the command itself, and not written. */
import type { Command } from "../../engine/core/commands.ts";
import { CodedError } from "../../engine/errors.ts";
import type { LimitUnit } from "../../engine/model/graph.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { labelOf } from "../labels.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface Question {
  readonly operation: "stop" | "continue" | "extend";
  readonly key?: number;
  readonly duration?: string;
  readonly unit?: LimitUnit;
}

export function termPreviewRoutes({ runtime, reads, explain }: ApiContext): Route[] {
  return [
    signedInRoute<{ readonly case: string }, unknown, Question>({
      id: "previewTerms",
      method: "post",
      path: "/cases/{case}/terms/preview",
      tag: "cases",
      summary: "What stopping, continuing or extending would do to the due dates; changes nothing.",
      action: ["term.stop", "term.continue", "term.extend"],
      params: { case: schemas.caseId },
      body: jsonBody(schemas.termQuestion),
      answers: { 200: { description: "Limit by limit.", content: json(schemas.pageOf(schemas.termPreview)) } },
      problems: [
        "CASE_NOT_FOUND",
        "CASE_NOT_ACTIVE",
        "TERMS_STOPPED",
        "TERMS_NOT_STOPPED",
        "LIMIT_NOT_FOUND",
        "TERM_INVALID",
        "CALENDAR_MISSING",
        "DATA_INVALID",
      ],
      async handle({ params, body, language }, account) {
        const action = ({ stop: "term.stop", continue: "term.continue", extend: "term.extend" } as const)[
          body.operation
        ];
        const row = await visibleCase(reads, account, action, params.case);
        const [{ events, state }, limits] = await Promise.all([
          runtime.foresee(row.id, commandOf(body), actorOf(account)),
          reads.limits(row.id),
        ]);
        const graph = await runtime.graph(row.definition);
        const moved = new Map(
          events.flatMap(({ event }) => (event.type === "LimitMoved" ? [[event.key, event] as const] : [])),
        );
        const items = limits
          .filter((limit) => limit.state === "running" || limit.state === "stopped")
          .map((limit) => {
            const after = moved.get(limit.key);
            const stands = state.termsStoppedAt !== undefined && limit.dueAt >= state.termsStoppedAt;
            return {
              key: limit.key,
              kind: limit.kind,
              of: limit.of,
              name: labelOf(graph, limit.element, language),
              dueAt: limit.dueAt,
              words: explain(limit.derivation as unknown as Derivation, language),
              stands,
              ...(after === undefined ? {} : { newDueAt: after.dueAt, newWords: explain(after.derivation, language) }),
            };
          });
        return { status: 200, body: { items } };
      },
    }),
  ];
}

/** Stands in the words of the new date until it is done, with its own reason. */
const reason = "…";

function commandOf({ operation, key, duration, unit }: Question): Command {
  if (operation === "stop") return { type: "StopTerms", reason };
  if (operation === "continue") return { type: "ContinueTerms", reason };
  if (key === undefined || duration === undefined || unit === undefined)
    throw new CodedError("DATA_INVALID", "To extend a limit its key, a duration and a unit are needed.", [
      { pointer: "/key", detail: "which limit, by how much" },
    ]);
  return { type: "ExtendTerm", key, duration, unit, reason };
}
