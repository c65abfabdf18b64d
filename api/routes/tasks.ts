/** The work of people: lists, one task with its form, and taking, giving back and doing it. */
import type { Command } from "../../engine/core/commands.ts";
import type { Json, Variables } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow, TaskRow } from "../../engine/ports.ts";
import type { CommandOptions, FormData } from "../../engine/runtime/runtime.ts";
import { mayDo, reachesTask, standInFor } from "../auth/rights.ts";
import { actorOf, visibleTask } from "../auth/visible.ts";
import { caseFacts } from "../case-facts.ts";
import type { ApiContext } from "../context.ts";
import { everyPage } from "../every-page.ts";
import { labelOf, nodeOf } from "../labels.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { prefill } from "../prefill.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, versionTag, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { leadsToSignInCheck, sessionDocument, signerDocument, type FiledByTheHouse } from "../sign-in-document.ts";
import { serviceTitles } from "../service-titles.ts";
import { documentsToSign } from "../signed-documents.ts";
import { MOST_COUNTED, queryOfFilter, reachOfList, type TaskQuery } from "../task-lists.ts";
import { receiptAnswer } from "./cases.ts";

type LabelledTask = TaskRow & {
  readonly name: string;
  readonly service?: string;
  readonly onBehalfOf?: { readonly id: string; readonly name: string };
};
type OneTask = { readonly task: string };
const oneTask = { task: schemas.taskId };

export function taskRoutes({
  runtime,
  reads,
  events,
  caseFile,
  accounts,
  clock,
  definitions,
  sessions,
  preferences,
  absences,
}: ApiContext): Route[] {
  const titles = serviceTitles(definitions);
  return [
    signedInRoute<unknown, TaskQuery>({
      id: "listTasks",
      method: "get",
      path: "/tasks",
      tag: "tasks",
      summary: "The tasks that the account may see: the nearest due date first.",
      action: "task.read",
      query: {
        case: schemas.caseId,
        state: { type: "string", enum: ["open", "completed", "cancelled"], description: "`open` unless said." },
        mine: schemas.yesOrNo("Only those that the account has claimed."),
        unassigned: schemas.yesOrNo("Only those that nobody has claimed."),
        doneByMe: schemas.yesOrNo(
          "Those that the account has completed, the latest first; other filters do not count.",
        ),
        role: schemas.roleName,
        assignee: { ...schemas.accountId, description: "Only those that this account has claimed." },
        due: {
          type: "string",
          enum: ["overdue", "today", "week"],
          description:
            "Only those whose limit has ended, ends later today, or later this week; then `dueFrom` and `dueBefore` do not count.",
        },
        dueFrom: schemas.instantOf("Only those whose limit ends then or later."),
        dueBefore: schemas.instantOf("Only those whose limit ends before."),
        element: schemas.elementId,
        regulation: schemas.textOf("Name of the regulation."),
        number: { ...schemas.caseId, description: "Only those of cases whose number begins so." },
      },
      paged: true,
      answers: { 200: { description: "A page of tasks.", content: json(schemas.pageOf(schemas.taskRow)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, account) {
        if (request.query.doneByMe) {
          const page = await reads.tasksDoneBy(account.id, pageRequest(request.query));
          const seen = page.items.filter((task) => reachesTask(account, "task.read", task));
          const items = await Promise.all(seen.map((task) => labelled(task, account, request.language)));
          return pageAnswer(request, { ...page, items });
        }
        const filter = reachOfList(request.query, account, clock.now());
        if (filter === undefined) return { status: 200, body: { items: [] } };
        const page = await reads.tasks(filter, pageRequest(request.query));
        // The store's filter by role lets tasks without a role through; not all of them are this account's.
        const seen = page.items.filter((task) => reachesTask(account, "task.read", task));
        const items = await Promise.all(seen.map((task) => labelled(task, account, request.language)));
        return pageAnswer(request, { ...page, items });
      },
    }),
    signedInRoute({
      id: "countTasks",
      method: "get",
      path: "/tasks/counts",
      tag: "tasks",
      summary: "How many tasks stand in each list of the inbox and in each saved filter, up to a thousand.",
      action: "task.read",
      answers: { 200: { description: "The counts.", content: json(schemas.taskCounts) } },
      problems: [],
      async handle(_request, account) {
        const now = clock.now();
        const count = async (query: TaskQuery): Promise<number> => {
          const filter = reachOfList(query, account, now);
          return filter === undefined ? 0 : reads.countTasks(filter, MOST_COUNTED);
        };
        const [mine, unit, unassigned, dueToday, overdue, done] = await Promise.all([
          count({ mine: true }),
          count({}),
          count({ unassigned: true }),
          count({ due: "today" }),
          count({ due: "overdue" }),
          reads.countTasksDoneBy(account.id, MOST_COUNTED),
        ]);
        const filters = mayDo(account, "preference.keep") ? await preferences.filters(account.id, account.unit) : [];
        const saved = await Promise.all(
          filters.map(async ({ id, filter }) => ({ id, count: await count(queryOfFilter(filter)) })),
        );
        return { status: 200, body: { mine, unit, unassigned, dueToday, overdue, done, saved } };
      },
    }),
    signedInRoute<unknown, { regulation?: string }>({
      id: "listSteps",
      method: "get",
      path: "/tasks/steps",
      tag: "tasks",
      summary:
        "The steps of a regulation that people do, in the versions in service: what a list of tasks may be narrowed to.",
      action: "task.read",
      query: { regulation: schemas.textOf("Name of the regulation.") },
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.step)) } },
      problems: [],
      async handle({ query, language }) {
        const steps = new Map<string, { readonly element: string; readonly name: string }>();
        for await (const { items } of everyPage((more) => definitions.list({ latestOnly: true }, more)))
          for (const { regulation, digest } of items) {
            if (regulation === undefined || regulation !== query.regulation) continue;
            const graph = await runtime.graph(digest);
            for (const { id, kind } of graph.nodes)
              if ((kind === "userTask" || kind === "manualTask") && !steps.has(id))
                steps.set(id, { element: id, name: labelOf(graph, id, language) });
          }
        return { status: 200, body: { items: [...steps.values()] } };
      },
    }),
    signedInRoute<OneTask>({
      id: "getTask",
      method: "get",
      path: "/tasks/{task}",
      tag: "tasks",
      summary: "A task with its form, the data that are there already, and the facts of its case.",
      description: "The ETag is the version of the task's case.",
      action: "task.read",
      params: oneTask,
      reads: "task",
      answers: {
        200: { description: "The task.", content: json(schemas.taskDetail) },
        304: { description: "Its case is as the If-None-Match says." },
      },
      problems: ["TASK_NOT_FOUND"],
      async handle({ params, language }, account) {
        const task = await visibleTask(reads, account, ["task.read"], params.task);
        const [state, schema, data, row, graph] = await Promise.all([
          events.load(task.case),
          task.form === undefined ? undefined : runtime.form(task.definition, task.form),
          formData(task),
          labelled(task, account, language),
          runtime.graph(task.definition),
        ]);
        if (state === undefined) throw new CodedError("TASK_NOT_FOUND", `The case of the task ${task.id} is gone.`);
        const known =
          schema === undefined || task.role !== "applicant" || task.applicant !== account.id
            ? undefined
            : await prefill({ caseFile, clock }, { case: task.case, schema, account, language });
        const body = {
          ...row,
          seq: state.seq,
          variables: caseFacts(state),
          traces: nodeOf(graph, task.element)?.traces ?? [],
          signs: task.form === undefined ? {} : documentsToSign(graph, task.form),
          ...(schema === undefined ? {} : { schema }),
          ...(data === undefined && known === undefined ? {} : { data: data ?? known }),
        };
        return { status: 200, body, headers: { ETag: versionTag(state.seq) } };
      },
    }),
    signedInRoute<OneTask, unknown, { assignee?: string } | undefined>({
      id: "claimTask",
      method: "post",
      path: "/tasks/{task}/claim",
      tag: "tasks",
      summary: "Take a task, or (a head) hand it to somebody.",
      action: ["task.claim", "task.assign"],
      params: oneTask,
      body: jsonBody(schemas.claim, false),
      answers: { 200: { description: "Taken.", content: json(schemas.claimReceipt) } },
      problems: [
        "TASK_NOT_FOUND",
        "TASK_ALREADY_COMPLETED",
        "TASK_CLAIMED_BY_OTHER",
        "ACCOUNT_NOT_FOUND",
        "STALE_VERSION",
      ],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body, options }, account) {
        const task = await visibleTask(reads, account, ["task.claim", "task.assign"], params.task);
        const assignee = body?.assignee;
        if (assignee !== undefined && assignee !== account.id) await checkAssignee(assignee, task, account);
        else if (!reachesTask(account, "task.claim", task)) throw notAllowed("task.claim");
        const command: Command = { type: "ClaimTask", key: task.key, ...(assignee === undefined ? {} : { assignee }) };
        const answer = await execute(task, command, account, options);
        const away = assignee === undefined || assignee === account.id ? undefined : await absenceOf(assignee);
        return away === undefined
          ? answer
          : { ...answer, body: { ...(answer.body as object), assigneeAwayUntil: away } };
      },
    }),
    signedInRoute<OneTask, unknown, { reason?: string } | undefined>({
      id: "releaseTask",
      method: "post",
      path: "/tasks/{task}/unclaim",
      tag: "tasks",
      summary: "Give a task back: its assignee, or the head.",
      action: "task.release",
      params: oneTask,
      body: jsonBody(schemas.release, false),
      answers: { 200: { description: "Free again.", content: json(schemas.receipt) } },
      problems: ["TASK_NOT_FOUND", "TASK_ALREADY_COMPLETED", "TASK_NOT_CLAIMED", "STALE_VERSION"],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body, options }, account) {
        const task = await visibleTask(reads, account, ["task.release"], params.task);
        if (task.assignee !== undefined && task.assignee !== account.id && !mayDo(account, "task.assign"))
          throw notAllowed("task.assign");
        const command: Command = {
          type: "ReleaseTask",
          key: task.key,
          ...(body?.reason === undefined ? {} : { reason: body.reason }),
        };
        return execute(task, command, account, options);
      },
    }),
    signedInRoute<OneTask, unknown, { form?: FormData; variables?: Variables } | undefined>({
      id: "completeTask",
      method: "post",
      path: "/tasks/{task}/complete",
      tag: "tasks",
      summary: "Do a task: send what its form asks for.",
      description:
        "A task that somebody else has claimed is refused; one that nobody has claimed need not be claimed first.",
      action: "task.complete",
      params: oneTask,
      body: jsonBody(schemas.taskResult, false),
      answers: { 200: { description: "Done.", content: json(schemas.receipt) } },
      problems: ["TASK_NOT_FOUND", "TASK_ALREADY_COMPLETED", "TASK_CLAIMED_BY_OTHER", "DATA_INVALID", "STALE_VERSION"],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body = {}, language, options }, account, token) {
        refusePersonalNumbers(body.variables, "/variables", language);
        const task = await visibleTask(reads, account, ["task.complete"], params.task);
        const data = {
          ...(body.form === undefined ? {} : { form: body.form }),
          ...(body.variables === undefined ? {} : { variables: body.variables }),
          documents: [...signerDocuments(account, task, body.form), ...(await signInDocuments(task, account, token))],
        };
        return receiptAnswer(await runtime.completeTask(task.id, data, actorOf(account), options));
      },
    }),
  ];

  /** How they signed in who send this: applicants always, the staff where the diagram checks it next. */
  async function signInDocuments(task: TaskRow, account: AccountRow, token: string): Promise<FiledByTheHouse[]> {
    const isAsked =
      task.role === "applicant" || leadsToSignInCheck(await runtime.graph(task.definition), task.process, task.element);
    const signIn = isAsked ? await sessions.signInOf(token) : undefined;
    return signIn === undefined ? [] : [sessionDocument(signIn, account)];
  }

  /** Until when the account is away, if it is now. */
  async function absenceOf(account: string): Promise<string | undefined> {
    const { items } = await absences.list({ of: account, at: clock.now() }, { limit: 10 });
    return items.find((row) => row.account === account)?.until;
  }

  async function execute(task: TaskRow, command: Command, account: AccountRow, options: CommandOptions) {
    return receiptAnswer(await runtime.execute(task.case, command, actorOf(account), options));
  }

  async function labelled(task: TaskRow, account: AccountRow, language: Language): Promise<LabelledTask> {
    const [graph, service] = await Promise.all([runtime.graph(task.definition), titles(task.definition, language)]);
    const onBehalfOf = absentColleague(task, account);
    return {
      ...task,
      name: labelOf(graph, task.element, language),
      ...(service === undefined ? {} : { service }),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    };
  }

  /** The latest document that this form made in this case, when a loop of the diagram comes back to it. */
  async function formData(task: TaskRow): Promise<Json | undefined> {
    if (task.form === undefined) return undefined;
    const documents = await caseFile.list(task.case);
    const latest = documents.findLast(({ name, erasedAt }) => name === task.form && erasedAt === undefined);
    const document = latest === undefined ? undefined : await caseFile.read(latest.id);
    if (document?.mediaType !== "application/json") return undefined;
    return JSON.parse(Buffer.from(document.bytes).toString("utf8")) as Json;
  }

  /** Work is handed only to somebody who could have taken it. */
  async function checkAssignee(assignee: string, task: TaskRow, account: AccountRow): Promise<void> {
    if (!reachesTask(account, "task.assign", task)) throw notAllowed("task.assign");
    const other = await accounts.byId(assignee);
    if (other === undefined || other.disabledAt !== undefined || !reachesTask(other, "task.claim", task))
      throw new CodedError("ACCOUNT_NOT_FOUND", `There is no account ${assignee} that could do this task.`, [
        { pointer: "/assignee", detail: "not of the task's role and unit" },
      ]);
  }
}

/**
 * Beside a form that carries an electronic signature, who signed it; beside what applicants do themselves, who they are. The handler
 * `signature.verify` compares the certificate with this document, and a diagram may ask a register about nobody but the applicant by it: it
 * comes from the account, never from what a form says.
 */
function signerDocuments({ iin }: AccountRow, { role }: Pick<TaskRow, "role">, form: FormData = {}) {
  const signed = Object.values(form).some(couldBeSignature);
  if (iin === undefined || (!signed && role !== "applicant")) return [];
  return [signerDocument(iin)];
}

/**
 * Our own form of signature, or what could be CMS or XML: rather too much than too little, for beside a signature that nobody noticed an
 * earlier signer would be taken for the one who sends it.
 */
function couldBeSignature(value: Json): boolean {
  if (typeof value === "string") return /^\s*(<|-----BEGIN|[A-Za-z0-9+/=\s]{300,}$)/.test(value);
  return typeof value === "object" && value !== null && "certificate" in value && "signature" in value;
}

/** For whom a deputy would do the task; `undefined`: nobody, or in the own name. */
function absentColleague(task: TaskRow, account: AccountRow): LabelledTask["onBehalfOf"] {
  const whose = task.state === "open" ? standInFor(account, "task.complete", task) : undefined;
  if (whose === undefined) return undefined;
  const { standsInFor: _, ...own } = account;
  const isTheirs = task.assignee === whose.id;
  const isFree = task.assignee === undefined || task.assignee === account.id;
  if (!isTheirs && (!isFree || reachesTask(own, "task.complete", task))) return undefined;
  return { id: whose.id, name: whose.name };
}

const notAllowed = (action: string): CodedError =>
  new CodedError("NOT_ALLOWED", `The account has no right to ${action} here.`);
