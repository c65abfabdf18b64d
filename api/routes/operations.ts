/** Operating a running case: each operation takes a reason, is an event in the case's history, and has a right of its own. */
import type { Command } from "../../engine/core/commands.ts";
import type { Variables } from "../../engine/core/events.ts";
import type { ErrorCode } from "../../engine/errors.ts";
import type { LimitUnit } from "../../engine/model/graph.ts";
import type { Action } from "../auth/rights.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import type { Schema } from "../validation.ts";
import { receiptAnswer } from "./cases.ts";

interface Operation<Body> {
  readonly id: string;
  /** Below `/cases/{case}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly action: Action;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly body: Schema;
  readonly problems?: readonly ErrorCode[];
  command(body: Body, params: { readonly key: number }): Command;
}
interface WithReason {
  readonly reason: string;
}
interface TokenMove extends WithReason {
  readonly key?: number;
  readonly flow?: string;
  readonly scope?: number;
  readonly to?: string;
  readonly variables?: Variables;
}

export function operationRoutes({ runtime, reads }: ApiContext): Route[] {
  return [
    operation<WithReason>({
      id: "cancelCase",
      path: "/cancel",
      summary: "End the case before its time.",
      action: "case.cancel",
      body: schemas.withReason,
      command: ({ reason }) => ({ type: "CancelCase", reason }),
    }),
    operation<WithReason>({
      id: "suspendCase",
      path: "/suspend",
      summary: "Stop the case; nothing moves until it is resumed.",
      description: "The clock of its terms and limits stands still meanwhile: they keep what was left of them.",
      action: "case.suspend",
      body: schemas.withReason,
      command: ({ reason }) => ({ type: "SuspendCase", reason }),
    }),
    operation<WithReason>({
      id: "resumeCase",
      path: "/resume",
      summary: "Let a suspended case go on.",
      description: "Timers that fell due meanwhile fire, and jobs that waited begin.",
      action: "case.resume",
      body: schemas.withReason,
      command: ({ reason }) => ({ type: "ResumeCase", reason }),
    }),
    operation<WithReason & { readonly variables: Variables; readonly scope?: number }>({
      id: "setVariables",
      path: "/variables",
      summary: "Correct facts of the case.",
      action: "case.correct",
      body: schemas.newVariables,
      problems: ["ELEMENT_NOT_FOUND"],
      command: ({ variables, scope, reason }) => ({
        type: "SetVariables",
        variables,
        reason,
        ...(scope === undefined ? {} : { scope }),
      }),
    }),
    operation<TokenMove>({
      id: "moveToken",
      path: "/move",
      summary: "Move a token to another element, take one away, or add one.",
      description:
        "The token stands at an element (`key`) or on a sequence flow (`flow`). It leaves that step with all that the step waited for, and enters `to` as if a flow led there; at a join it waits on a free incoming flow. Without `to` it is taken away, without `key` and `flow` one is added. The target must be in a scope that is running.",
      action: "case.move",
      body: schemas.tokenMove,
      problems: ["ELEMENT_NOT_FOUND", "MOVE_IMPOSSIBLE"],
      command: (body) => ({ type: "MoveToken", ...tokenMoveOf(body) }),
    }),
    operation<WithReason>({
      id: "stopTerms",
      path: "/terms/stop",
      summary: "Stop the clock of the terms, while the case goes on: the applicant is waited for.",
      action: "term.stop",
      body: schemas.withReason,
      problems: ["TERMS_STOPPED"],
      command: ({ reason }) => ({ type: "StopTerms", reason }),
    }),
    operation<WithReason>({
      id: "continueTerms",
      path: "/terms/continue",
      summary: "Let the clock of the terms go on; their ends move by the time that it really stood.",
      action: "term.continue",
      body: schemas.withReason,
      problems: ["TERMS_NOT_STOPPED", "CALENDAR_MISSING"],
      command: ({ reason }) => ({ type: "ContinueTerms", reason }),
    }),
    operation<WithReason & { readonly duration: string; readonly unit: LimitUnit }>({
      id: "extendTerm",
      path: "/limits/{key}/extend",
      summary: "Extend a running term or limit by an act with a reason.",
      action: "term.extend",
      params: { key: { ...schemas.key, description: "Key of the limit in its case." } },
      body: schemas.termExtension,
      problems: ["LIMIT_NOT_FOUND", "TERM_INVALID", "CALENDAR_MISSING"],
      command: ({ duration, unit, reason }, { key }) => ({ type: "ExtendTerm", key, duration, unit, reason }),
    }),
  ];

  function operation<Body extends WithReason>(text: Operation<Body>): Route {
    return signedInRoute<{ readonly case: string; readonly key: number }, unknown, Body>({
      id: text.id,
      method: "post",
      path: `/cases/{case}${text.path}`,
      tag: "cases",
      summary: text.summary,
      ...(text.description === undefined ? {} : { description: text.description }),
      action: text.action,
      params: { case: schemas.caseId, ...text.params },
      body: jsonBody(text.body),
      answers: { 200: { description: "Done.", content: json(schemas.receipt) } },
      problems: ["CASE_NOT_FOUND", "CASE_NOT_ACTIVE", "STALE_VERSION", "REASON_REQUIRED", ...(text.problems ?? [])],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body, language, options }, account) {
        const { variables } = body as { readonly variables?: Variables };
        refusePersonalNumbers(variables, "/variables", language);
        refusePersonalNumbers(body.reason, "/reason", language);
        const row = await visibleCase(reads, account, text.action, params.case);
        return receiptAnswer(await runtime.execute(row.id, text.command(body, params), actorOf(account), options));
      },
    });
  }
}

/** The fields of the command, whatever else the body has (`expectedSeq`). */
function tokenMoveOf({ key, flow, scope, to, variables, reason }: TokenMove): TokenMove {
  return {
    reason,
    ...(key === undefined ? {} : { key }),
    ...(flow === undefined ? {} : { flow }),
    ...(scope === undefined ? {} : { scope }),
    ...(to === undefined ? {} : { to }),
    ...(variables === undefined ? {} : { variables }),
  };
}
