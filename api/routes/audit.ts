/** Finding cases, replaying one of them as it happened, and who looked at what. */
import type { CaseEvent } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow, CaseSearch, ChainedEvent, ReadRow } from "../../engine/ports.ts";
import { reachesCase } from "../auth/rights.ts";
import { reachOfUnit, visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { documentTitles } from "../document-titles.ts";
import { versionOnDigest } from "../every-page.ts";
import { HttpError } from "../problem.ts";
import { DEFAULT_PAGE, json, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

type OneCase = { readonly case: string };
const oneCase = { case: schemas.caseId };

export function auditRoutes(context: ApiContext): Route[] {
  const { runtime, reads, events, definitions, caseFile, accounts, audit, readLog, gatewayOutbox, explain } = context;
  const titles = documentTitles(definitions, (digest) => runtime.graph(digest));
  return [
    signedInRoute<unknown, Omit<CaseSearch, "ranOn"> & Paging>({
      id: "searchCases",
      method: "get",
      path: "/audit/cases",
      tag: "audit",
      summary: "Find cases by what is known of them, the newest first.",
      description: "A head finds those of the own unit.",
      action: "case.search",
      query: {
        number: schemas.textOf("Beginning of the case's number, or the caller's whole own number."),
        applicant: schemas.textOf("Of the applicant: account id, login, personal number, or a part of the name."),
        performer: schemas.textOf("Who completed a task of it: account id, login, or a part of the name."),
        status: {
          type: "string",
          enum: ["active", "suspended", "completed", "terminated"],
          description: "How they stand.",
        },
        publicStatus: schemas.textOf("The last status that the diagram gave the applicant."),
        regulation: schemas.textOf("Name of the regulation."),
        channel: schemas.textOf("The way in."),
        process: schemas.processId,
        unit: schemas.unitOfCases,
        from: schemas.instantOf("Started at this instant or later."),
        before: schemas.instantOf("Started before this instant."),
        breached: schemas.yesOrNo("A term or limit of it was broken (true), or none."),
      },
      paged: true,
      csv: true,
      answers: { 200: { description: "A page of cases.", content: json(schemas.pageOf(schemas.foundCase)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, account) {
        const { limit: _limit, cursor: _cursor, from, before, unit, ...search } = request.query;
        const reach = reachOfUnit(account, "case.search", unit);
        if (reach === undefined) return { status: 200, body: { items: [] } };
        const period = {
          ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
          ...(before === undefined ? {} : { before: new Date(before).toISOString() }),
        };
        return pageAnswer(request, await audit.cases({ ...search, ...period, ...reach }, pageRequest(request.query)));
      },
    }),
    signedInRoute<OneCase, Paging>({
      id: "listCommits",
      method: "get",
      path: "/cases/{case}/commits",
      tag: "audit",
      summary: "The rows of the log of a case as they are stored, so that the reader can compute the hash chain.",
      description:
        "Each event is the exact text that was hashed. Hash of an event: SHA-256 of `prev`, `seq`, `at`, `by`, `cause` and its text, with a line feed between. Only the hash of a row's last event is stored.",
      action: "case.history",
      params: oneCase,
      paged: true,
      reads: "history",
      answers: { 200: { description: "A page of rows.", content: json(schemas.pageOf(schemas.storedCommit)) } },
      problems: ["CASE_NOT_FOUND", "CURSOR_INVALID"],
      async handle(request, account) {
        const { limit = DEFAULT_PAGE, cursor } = request.query;
        const row = await visibleCase(reads, account, "case.history", request.params.case);
        const items = await events.commits(row.id, { afterSeq: afterSeq(cursor), limit });
        const end = (items.at(-1)?.seq ?? row.seq) + (items.at(-1)?.events.length ?? 1) - 1;
        return pageAnswer(request, { items, ...(end < row.seq ? { next: String(end) } : {}) });
      },
    }),
    signedInRoute<OneCase>({
      id: "getReplay",
      method: "get",
      path: "/cases/{case}/replay",
      tag: "audit",
      summary:
        "All that a replay shows beside the events: the versions that the case ran on, who acted, how dates were computed.",
      description:
        "Documents, and the name of the applicant, are there for who may read documents. The events come from the case's commits, the diagrams from the definitions by digest.",
      action: "case.history",
      params: oneCase,
      reads: "replay",
      answers: { 200: { description: "The dossier.", content: json(schemas.replay) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "case.history", params.case);
        const history = await events.history(row.id);
        const withFile = reachesCase(account, "document.read", row);
        const documents = withFile
          ? await Promise.all(
              (await caseFile.list(row.id)).map(async (document) => {
                const title = await titles(row.definition, document.name, language);
                return { ...document, ...(title === undefined ? {} : { title }) };
              }),
            )
          : [];
        const versions = await Promise.all(deploymentsOf(history).map((digest) => versionOf(digest, language)));
        const people = peopleOf(history, versions, documents);
        if (!withFile && row.applicant !== undefined) people.delete(row.applicant);
        return {
          status: 200,
          body: {
            case: row,
            versions,
            accounts: await namesOf([...people]),
            derivations: history.flatMap(({ seq, event }) =>
              event.type === "LimitStarted" || event.type === "LimitMoved"
                ? [{ seq, words: explain(event.derivation, language) }]
                : [],
            ),
            documents,
            exchanges: await exchangesOf(row.id),
          },
        };
      },
    }),
    signedInRoute<unknown, Paging & { case?: string; account?: string; from?: string; before?: string }>({
      id: "listReads",
      method: "get",
      path: "/audit/reads",
      tag: "audit",
      summary: "Who of the staff looked at which case, document or history, the newest first.",
      description: "The same look within a minute stands once.",
      action: "read-log.read",
      query: {
        case: schemas.caseId,
        account: schemas.textOf("Account id or login."),
        from: schemas.instantOf("Looked at this instant or later."),
        before: schemas.instantOf("Looked before this instant."),
      },
      paged: true,
      csv: true,
      answers: { 200: { description: "A page of looks.", content: json(schemas.pageOf(schemas.readRow)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request) {
        const { from, before, account } = request.query;
        await context.readRecorder.flush();
        const who =
          account === undefined ? undefined : ((await accounts.byLogin(account.toLowerCase()))?.id ?? account);
        const page = await readLog.list(
          {
            ...(request.query.case === undefined ? {} : { case: request.query.case }),
            ...(who === undefined ? {} : { account: who }),
            ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
            ...(before === undefined ? {} : { before: new Date(before).toISOString() }),
          },
          pageRequest(request.query),
        );
        const names = new Map(
          (await namesOf(page.items.map((item) => item.account))).map(({ id, name }) => [id, name]),
        );
        const shown = ({ id: _id, ...item }: ReadRow) => ({ ...item, name: names.get(item.account) ?? item.account });
        return pageAnswer(request, { ...page, items: page.items.map(shown) });
      },
    }),
  ];

  async function namesOf(ids: readonly string[]): Promise<{ id: string; name: string; roles: readonly string[] }[]> {
    const found = await Promise.all([...new Set(ids)].map((id) => accounts.byId(id)));
    return found
      .filter((account): account is AccountRow => account !== undefined)
      .map(({ id, name, roles, unit }) => ({ id, name, roles, ...(unit === undefined ? {} : { unit }) }));
  }

  /** A deployment with what each of its elements is in the reader's language and which clause it stands for. */
  async function versionOf(digest: string, language: Language) {
    const deployment = await definitions.byDigest(digest);
    if (deployment === undefined) throw new CodedError("DEFINITION_NOT_FOUND", `There is no deployment ${digest}.`);
    const process = deployment.processes[0]!;
    const version = (await versionOnDigest(definitions, process, digest))?.version;
    const graph = await runtime.graph(digest);
    return {
      digest,
      process,
      ...(version === undefined ? {} : { version }),
      deployedAt: deployment.deployedAt,
      deployedBy: deployment.deployedBy,
      ...(deployment.comment === undefined ? {} : { comment: deployment.comment }),
      elements: graph.nodes.map((node) => ({
        id: node.id,
        kind: node.kind,
        name: node.labels[language] ?? (node.name || node.id),
        ...(node.role === undefined ? {} : { role: node.role }),
        ...(node.call === undefined ? {} : { handler: node.call.handler }),
        traces: node.traces,
      })),
      flows: graph.flows.filter(({ name }) => name !== "").map(({ id, name }) => ({ id, name })),
    };
  }

  async function exchangesOf(caseId: string): Promise<object[]> {
    const messages = await gatewayOutbox.ofCase(caseId);
    return Promise.all(
      messages.map(async ({ id, system, service, state, attempts, queuedAt, changedAt }) => ({
        id,
        system,
        service,
        state,
        attempts,
        queuedAt,
        changedAt,
        steps: await gatewayOutbox.steps(id),
      })),
    );
  }
}

/** Every deployment that something of the case ran on. */
function deploymentsOf(history: readonly ChainedEvent[]): string[] {
  const found = new Set<string>();
  for (const { event } of history)
    if (event.type === "CaseStarted") found.add(event.definition);
    else if (event.type === "CaseMigrated") found.add(event.to);
    else if (event.type === "ElementEntered" && event.graph !== undefined) found.add(event.graph);
  return [...found];
}

function peopleOf(
  history: readonly ChainedEvent[],
  versions: readonly { readonly deployedBy: string }[],
  documents: readonly { readonly filedBy: string }[],
): Set<string> {
  const ofEvent = (event: CaseEvent): (string | undefined)[] => {
    if (event.type === "ElementCompleted") return [event.by, event.onBehalfOf];
    if (event.type === "TaskClaimed") return [event.assignee, event.onBehalfOf];
    return event.type === "CaseStarted" ? [event.applicant] : [];
  };
  const named = [
    ...history.flatMap(({ by, event }) => [by, ...ofEvent(event)]),
    ...versions.map(({ deployedBy }) => deployedBy),
    ...documents.map(({ filedBy }) => filedBy),
  ];
  return new Set(named.filter((id) => id !== undefined));
}

function afterSeq(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor))
    throw new HttpError("CURSOR_INVALID", "The cursor is not one that this list gave.", {
      problems: [{ pointer: "cursor", detail: "not from this list" }],
    });
  return Number(cursor);
}
