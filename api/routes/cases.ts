/** Starting cases, and reading how they stand and what happened in them. */
import type { CaseState } from "../../engine/core/state.ts";
import type { Variables, Wait } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow, CaseRow, DefinitionRow } from "../../engine/ports.ts";
import type { FormData, Receipt, Runtime } from "../../engine/runtime/runtime.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { CHANNEL_OF_ROLE, reachesOf, type Role } from "../auth/rights.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import { caseFacts } from "../case-facts.ts";
import { unitsOfApplicantsCase, unitsOfStaffCase } from "../case-units.ts";
import type { ApiContext } from "../context.ts";
import { labelOf, nodeOf } from "../labels.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { HttpError } from "../problem.ts";
import {
  DEFAULT_PAGE,
  json,
  jsonBody,
  pageAnswer,
  pageRequest,
  signedInRoute,
  versionTag,
  type Answer,
  type Paging,
  type Route,
} from "../route.ts";
import * as schemas from "../schemas.ts";
import { serviceTitles } from "../service-titles.ts";
import { leadsToSignInCheck, sessionDocument, signerDocument, type FiledByTheHouse } from "../sign-in-document.ts";

interface NewCase {
  readonly process: string;
  readonly version?: number;
  readonly case?: string;
  readonly applicant?: string;
  readonly unit?: string;
  readonly businessKey?: string;
  readonly variables?: Variables;
  readonly form?: FormData;
}
interface CaseFilter extends Paging {
  readonly status?: CaseRow["status"];
  readonly regulation?: string;
  readonly channel?: string;
  readonly process?: string;
  readonly unit?: string;
  readonly applicant?: string;
  readonly mine?: boolean;
}
type OneCase = { readonly case: string };
const oneCase = { case: schemas.caseId };

/** The answer to every command: what the store keeps of it, so that a repetition can be answered alike. */
export const receiptAnswer = (receipt: Receipt, status = 200): Answer => ({
  status,
  body: { case: receipt.case, seq: receipt.seq },
  headers: { ETag: versionTag(receipt.seq) },
});

export function caseRoutes(context: ApiContext): Route[] {
  const { runtime, reads, events, definitions, accounts, units, explain, sessions } = context;
  const titles = serviceTitles(definitions);
  return [
    signedInRoute<unknown, unknown, NewCase>({
      id: "startCase",
      method: "post",
      path: "/cases",
      tag: "cases",
      summary: "Start a case.",
      description:
        "Clerks start cases of their own channel, applicants their own through the portal; a process without a channel is for any clerk. A clerk of the provider decides it in the own unit. Taken in at a centre, a branch of the corporation or an akimat, or through the portal, it goes to the provider's unit that `unit` names, or to the regulation's default.",
      action: "case.start",
      body: jsonBody(schemas.newCase),
      answers: { 201: { description: "Started.", content: json(schemas.receipt) } },
      problems: [
        "PROCESS_NOT_FOUND",
        "PROCESS_CALLED_ONLY",
        "START_EVENT_NOT_FOUND",
        "CASE_EXISTS",
        "DATA_INVALID",
        "ACCOUNT_NOT_FOUND",
        "UNIT_NOT_FOUND",
        "PROVIDER_UNIT_NEEDED",
      ],
      idempotency: "runtime",
      async handle({ body, language, options }, account, token) {
        refusePersonalNumbers(body.variables, "/variables", language);
        const request = await assignCase(body, account, token);
        const receipt = await runtime.start(request, actorOf(account), options);
        const answer = receiptAnswer(receipt, 201);
        return { ...answer, headers: { ...answer.headers, Location: `/api/v1/cases/${receipt.case}` } };
      },
    }),
    signedInRoute<unknown, CaseFilter>({
      id: "listCases",
      method: "get",
      path: "/cases",
      tag: "cases",
      summary: "The cases that the account may see.",
      action: "case.read",
      query: {
        status: {
          type: "string",
          enum: ["active", "suspended", "completed", "terminated"],
          description: "How they stand.",
        },
        regulation: schemas.textOf("Name of the regulation."),
        channel: schemas.textOf("The way in."),
        process: schemas.processId,
        unit: schemas.unitOfCases,
        applicant: schemas.textOf("Account id of the applicant."),
        mine: schemas.yesOrNo("Only those in which the account itself is the applicant."),
      },
      paged: true,
      answers: { 200: { description: "A page of cases.", content: json(schemas.pageOf(schemas.caseRow)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, account) {
        const { limit: _limit, cursor: _cursor, mine, ...filter } = request.query;
        const reach = reachOfList(account, { ...filter, ...(mine ? { applicant: account.id } : {}) });
        if (reach === undefined) return { status: 200, body: { items: [] } };
        return pageAnswer(request, await reads.cases(reach, pageRequest(request.query)));
      },
    }),
    signedInRoute<OneCase>({
      id: "getCase",
      method: "get",
      path: "/cases/{case}",
      tag: "cases",
      summary: "How a case stands: its active elements and its variables.",
      description: "The ETag is the case's version; send it as If-Match with a command.",
      action: "case.read",
      params: oneCase,
      reads: "case",
      answers: {
        200: { description: "The case.", content: json(schemas.caseDetail) },
        304: { description: "The case is as the If-None-Match says." },
      },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "case.read", params.case);
        const state = await events.load(row.id);
        if (state === undefined) throw new CodedError("CASE_NOT_FOUND", `There is no case ${row.id}.`);
        const service = await titles(row.definition, language);
        const body = {
          ...row,
          ...(service === undefined ? {} : { service }),
          seq: state.seq,
          status: state.status,
          active: await activeElements(runtime, state, language),
          tokens: state.instances.flatMap(({ key: scope, tokens }) => (tokens ?? []).map((flow) => ({ flow, scope }))),
          ...(state.suspendedAt === undefined ? {} : { suspendedAt: state.suspendedAt }),
          ...(state.termsStoppedAt === undefined ? {} : { termsStoppedAt: state.termsStoppedAt }),
          variables: caseFacts(state),
        };
        return { status: 200, body, headers: { ETag: versionTag(state.seq) } };
      },
    }),
    signedInRoute<OneCase, Paging>({
      id: "listEvents",
      method: "get",
      path: "/cases/{case}/events",
      tag: "cases",
      summary: "The case's history, in order, each event with its place in the hash chain.",
      action: "case.history",
      params: oneCase,
      paged: true,
      csv: true,
      reads: "history",
      answers: { 200: { description: "A page of events.", content: json(schemas.pageOf(schemas.chainedEvent)) } },
      problems: ["CASE_NOT_FOUND", "CURSOR_INVALID"],
      async handle(request, account) {
        const { limit = DEFAULT_PAGE, cursor } = request.query;
        const row = await visibleCase(reads, account, "case.history", request.params.case);
        const items = await events.history(row.id, { afterSeq: afterSeq(cursor), limit: limit + 1 });
        const page = items.slice(0, limit);
        return pageAnswer(request, {
          items: page,
          ...(items.length > limit ? { next: String(page.at(-1)!.seq) } : {}),
        });
      },
    }),
    signedInRoute<OneCase>({
      id: "verifyHistory",
      method: "get",
      path: "/cases/{case}/verification",
      tag: "cases",
      summary: "Computes the hash chain of the case again and says whether it holds.",
      action: "case.history",
      params: oneCase,
      reads: "verification",
      answers: { 200: { description: "What was found.", content: json(schemas.verification) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "case.history", params.case);
        return { status: 200, body: await events.verify(row.id) };
      },
    }),
    signedInRoute<OneCase>({
      id: "listLimits",
      method: "get",
      path: "/cases/{case}/limits",
      tag: "cases",
      summary: "The due dates of the case, with how each was computed, in data and in words.",
      action: "case.read",
      params: oneCase,
      reads: "limits",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.limit)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "case.read", params.case);
        const limits = await reads.limits(row.id);
        return {
          status: 200,
          body: {
            items: limits.map((limit) => ({
              ...limit,
              // The column holds the derivation of the event, as JSON.
              words: explain(limit.derivation as unknown as Derivation, language),
            })),
          },
        };
      },
    }),
  ];

  /** Whose case it will be: an applicant's own, or one that a clerk takes in; and only through a channel of the account's roles. */
  async function assignCase(
    body: NewCase,
    account: AccountRow,
    token: string,
  ): Promise<Parameters<Runtime["start"]>[0]> {
    const definition =
      body.version === undefined
        ? await definitions.latest(body.process)
        : await definitions.version(body.process, body.version);
    if (definition === undefined)
      throw new CodedError("PROCESS_NOT_FOUND", `No process ${body.process} is deployed in that version.`, [
        { pointer: "/process", detail: "not deployed" },
      ]);
    const clerk = reachesOf(account, "case.start").has("unit");
    const channels = account.roles.map((role) => CHANNEL_OF_ROLE[role as Role]);
    if (definition.channel === undefined ? !clerk : !channels.includes(definition.channel))
      throw new CodedError(
        "NOT_ALLOWED",
        `The process belongs to ${definition.channel === undefined ? "the staff" : `the channel ${definition.channel}`}.`,
        [{ pointer: "/process", detail: "not a channel of this account" }],
      );
    if (!clerk) {
      if (body.applicant !== undefined && body.applicant !== account.id)
        throw new CodedError("NOT_ALLOWED", "Applicants start cases for themselves.", [
          { pointer: "/applicant", detail: "not this account" },
        ]);
      const assigned = await unitsOfApplicantsCase(units, definition, body.unit);
      return {
        ...body,
        ...assigned,
        applicant: account.id,
        documents: await signInDocuments(definition, account, token),
      };
    }
    if (body.applicant !== undefined && !(await accounts.byId(body.applicant))?.roles.includes("applicant"))
      throw new CodedError("ACCOUNT_NOT_FOUND", `There is no applicant ${body.applicant}.`, [
        { pointer: "/applicant", detail: "no such applicant" },
      ]);
    const assigned = await unitsOfStaffCase(units, definition, body.unit, account);
    return { ...body, ...assigned, documents: await signInDocuments(definition, account, token) };
  }

  /** Where the diagram checks the sign-in before anybody sends more: how they signed in who start the case, and which applicant it is. */
  async function signInDocuments(
    { digest, process }: DefinitionRow,
    account: AccountRow,
    token: string,
  ): Promise<FiledByTheHouse[]> {
    if (!leadsToSignInCheck(await runtime.graph(digest), process)) return [];
    const signIn = await sessions.signInOf(token);
    const { iin, roles } = account;
    return [
      ...(iin !== undefined && roles.includes("applicant") ? [signerDocument(iin)] : []),
      ...(signIn === undefined ? [] : [sessionDocument(signIn, account)]),
    ];
  }
}

/** The filter narrowed to what the account may see; `undefined` when nothing of it is left. */
function reachOfList<F extends { readonly applicant?: string; readonly unit?: string }>(
  account: AccountRow,
  filter: F,
): F | undefined {
  const reaches = reachesOf(account, "case.read");
  if (reaches.has("all")) return filter;
  const own = reaches.has("own") && (filter.applicant === account.id || !reaches.has("unit"));
  if (own)
    return filter.applicant === undefined || filter.applicant === account.id
      ? { ...filter, applicant: account.id }
      : undefined;
  if (account.unit === undefined || (filter.unit ?? account.unit) !== account.unit) return undefined;
  return { ...filter, unit: account.unit };
}

function afterSeq(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor))
    throw new HttpError("CURSOR_INVALID", "The cursor is not one that this list gave.", {
      problems: [{ pointer: "cursor", detail: "not from this list" }],
    });
  return Number(cursor);
}

async function activeElements(runtime: Runtime, state: CaseState, language: Language): Promise<object[]> {
  const elements = state.instances.filter(({ parent }) => parent !== 0);
  return Promise.all(
    elements.map(async ({ key, element, parent, waits = [], incident }) => {
      const graph = await runtime.graph(deploymentOf(state, parent));
      return {
        key,
        element,
        scope: parent,
        name: labelOf(graph, element, language),
        kind: nodeOf(graph, element)?.kind ?? "unknown",
        waits: waits.map(shownWait),
        ...(incident === undefined ? {} : { incident: { code: incident.code, message: incident.message } }),
      };
    }),
  );
}

/** A called process runs on a deployment of its own; what lives in it, too. */
function deploymentOf(state: CaseState, scope: number): string {
  const instance = state.instances.find(({ key }) => key === scope);
  return instance === undefined ? state.definition : (instance.graph ?? deploymentOf(state, instance.parent));
}

/** What a job was given and what a condition reads stay inside. */
function shownWait(wait: Wait): object {
  const { kind, key } = wait;
  switch (wait.kind) {
    case "task":
      return {
        kind,
        key,
        ...(wait.role === undefined ? {} : { role: wait.role }),
        ...(wait.assignee === undefined ? {} : { assignee: wait.assignee }),
      };
    case "job":
      return { kind, key, handler: wait.handler };
    case "timer":
      return { kind, key, dueAt: wait.dueAt };
    case "message":
    case "signal":
      return { kind, key, name: wait.name };
    case "condition":
      return { kind, key };
  }
}
