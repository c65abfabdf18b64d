/** Service tasks that workers outside of the house do: they fetch work over HTTP and answer (decision record 10, docs/workers.md). */
import type { Command } from "../../engine/core/commands.ts";
import type { Variables } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { AccountRow, FetchedJob, JobLock } from "../../engine/ports.ts";
import { reachesTopic } from "../auth/rights.ts";
import { actorOf } from "../auth/visible.ts";
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers, withoutPersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, signedInRoute, type ApiRequest, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

const LIMIT_OF_RESULT = 25 * 1024 * 1024;
const DEFAULT_TASKS = 10;

type OneTask = { readonly task: string };
const oneTask = { task: schemas.taskId };

interface OfWorker {
  readonly workerId: string;
}
interface Fetch extends OfWorker {
  readonly topics: readonly { readonly topicName: string; readonly lockDuration: number }[];
  readonly maxTasks?: number;
  readonly asyncResponseTimeout?: number;
}
interface Completion extends OfWorker {
  readonly variables?: Variables;
  readonly documents?: readonly { readonly name: string; readonly mediaType: string; readonly content: string }[];
}
interface Failure extends OfWorker {
  readonly errorMessage: string;
  readonly retries: number;
  readonly retryTimeout?: number;
}
interface BpmnError extends OfWorker {
  readonly errorCode: string;
  readonly variables?: Variables;
}

export function externalTaskRoutes(context: ApiContext): Route[] {
  const { runtime, jobLocks, outsideWork, caseFile, clock, events } = context;
  const done = { 204: { description: "Taken; the same again is answered the same." } };
  const problems = ["JOB_NOT_FOUND", "WORK_NOT_LOCKED", "CASE_NOT_FOUND", "CASE_NOT_ACTIVE"] as const;
  return [
    signedInRoute<unknown, unknown, Fetch>({
      id: "fetchExternalTasks",
      method: "post",
      path: "/external-tasks/fetch-and-lock",
      tag: "external tasks",
      summary: "Take work of these topics: nobody else gets it while the lock lasts.",
      description:
        "The longest waiting first. With `asyncResponseTimeout` the answer waits for work that long. Takes no Idempotency-Key: what an answer that got lost had locked comes free when its lock runs out.",
      action: "work.fetch",
      body: jsonBody(schemas.externalTaskFetch),
      answers: {
        200: { description: "The work, maybe none.", content: json(schemas.pageOf(schemas.externalTask)) },
      },
      problems: [],
      async handle({ body, signal }, account) {
        for (const { topicName } of body.topics)
          if (!reachesTopic(account, "work.fetch", topicName))
            throw new CodedError("NOT_ALLOWED", `The account may not work on the topic ${topicName}.`);
        const items = await outsideWork.fetch({
          worker: body.workerId,
          account: account.id,
          topics: body.topics.map(({ topicName: topic, lockDuration: lockMs }) => ({ topic, lockMs })),
          limit: body.maxTasks ?? DEFAULT_TASKS,
          waitMs: body.asyncResponseTimeout ?? 0,
          signal,
        });
        return { status: 200, body: { items: items.map(shown) } };
      },
    }),
    signedInRoute<OneTask, unknown, Completion>({
      id: "completeExternalTask",
      method: "post",
      path: "/external-tasks/{task}/complete",
      tag: "external tasks",
      summary: "The work is done: its facts, and documents for the case file.",
      description:
        "`variables` are to the diagram what a handler's facts are: `reg:output` chooses among them; without one they become variables of the case.",
      action: "work.answer",
      params: oneTask,
      body: {
        required: true,
        limitBytes: LIMIT_OF_RESULT,
        content: json(schemas.externalTaskCompletion),
      },
      answers: done,
      problems: [...problems, "DOCUMENT_NAME_TAKEN"],
      async handle(request, account) {
        const { body, language } = request;
        refusePersonalNumbers(body.variables, "/variables", language);
        return answer(request, account, "complete", async (lock, options) => {
          const documents = (body.documents ?? []).map(({ name, mediaType, content }, index) => ({
            name,
            mediaType,
            bytes: bytesOfBase64(content, `/documents/${index}/content`),
          }));
          if (documents.length > 0 && lock.ended === undefined) await refuseTakenNames(lock.case, documents, account);
          await runtime.completeJob(lock, { facts: body.variables ?? {}, documents }, actorOf(account), options);
        });
      },
    }),
    signedInRoute<OneTask, unknown, Failure>({
      id: "failExternalTask",
      method: "post",
      path: "/external-tasks/{task}/failure",
      tag: "external tasks",
      summary: "The work could not be done now, or not at all.",
      description:
        "With `retries` above 0 it is offered again after `retryTimeout`; with 0 the case gets an incident, and staff decide. Runs of twelve digits in the message are struck out.",
      action: "work.answer",
      params: oneTask,
      body: jsonBody(schemas.externalTaskFailure),
      answers: done,
      problems,
      handle: (request, account) =>
        answer(request, account, "failure", async (lock, options) => {
          const { errorMessage, retries, retryTimeout = 0 } = request.body;
          const retryAt = new Date(Date.parse(clock.now()) + retryTimeout).toISOString();
          const command: Command = {
            type: "FailJob",
            key: lock.key,
            code: "WORKER_FAILED",
            message: withoutPersonalNumbers(errorMessage),
            ...(retries > 0 ? { retryAt } : {}),
          };
          await runtime.execute(lock.case, command, actorOf(account), options);
          if (retries > 0) outsideWork.freed(lock.topic);
        }),
    }),
    signedInRoute<OneTask, unknown, BpmnError>({
      id: "throwExternalTaskError",
      method: "post",
      path: "/external-tasks/{task}/bpmn-error",
      tag: "external tasks",
      summary: "The work ended in an error that the diagram draws: a boundary event of that code catches it.",
      description: "An error that nothing catches is an incident.",
      action: "work.answer",
      params: oneTask,
      body: jsonBody(schemas.externalTaskError),
      answers: done,
      problems,
      async handle(request, account) {
        const { errorCode: code, variables } = request.body;
        refusePersonalNumbers(variables, "/variables", request.language);
        return answer(request, account, "bpmn-error", async (lock, options) => {
          const command: Command = {
            type: "ThrowError",
            key: lock.key,
            code,
            ...(variables === undefined ? {} : { variables }),
          };
          await runtime.execute(lock.case, command, actorOf(account), options);
        });
      },
    }),
    signedInRoute<OneTask, unknown, OfWorker & { readonly newDuration: number }>({
      id: "extendExternalTaskLock",
      method: "post",
      path: "/external-tasks/{task}/extend-lock",
      tag: "external tasks",
      summary: "Keep the work for longer: the lock lasts that long from now.",
      description: "A lock that is over is not extended: somebody else may have the work by now. Fetch it again.",
      action: "work.answer",
      params: oneTask,
      body: jsonBody(schemas.externalTaskExtension),
      answers: { 200: { description: "Extended.", content: json(schemas.externalTaskLock) } },
      problems,
      async handle({ params, body }, account) {
        const lock = await heldLock(params.task, body.workerId, account);
        const now = clock.now();
        const lockExpirationTime = new Date(Date.parse(now) + body.newDuration).toISOString();
        if (!(await jobLocks.extend(lock, now, lockExpirationTime)))
          throw new CodedError("WORK_NOT_LOCKED", `The lock of ${params.task} is over.`);
        return { status: 200, body: { lockExpirationTime } };
      },
    }),
    signedInRoute<OneTask & { readonly name: string }, OfWorker>({
      id: "getExternalTaskDocument",
      method: "get",
      path: "/external-tasks/{task}/documents/{name}",
      tag: "external tasks",
      summary: "A document of the case that the work names: the latest of that name.",
      description:
        "Only while the lock lasts, and only the names that stand in the inputs `document`, `documents` or `...Document` of the work.",
      action: "work.answer",
      params: { ...oneTask, name: schemas.textOf("Name of the document.") },
      query: { workerId: schemas.textOf("The name under which the work was fetched.") },
      reads: "document",
      answers: { 200: { description: "Its bytes, in its own media type.", content: { "*/*": "bytes" } } },
      problems: [...problems, "DOCUMENT_NOT_FOUND"],
      async handle({ params: { task, name }, query }, account) {
        const lock = await heldLock(task, query.workerId, account);
        if (lock.ended !== undefined) throw answered(task, lock);
        if (lock.lockedUntil <= clock.now()) throw new CodedError("WORK_NOT_LOCKED", `The lock of ${task} is over.`);
        const state = await events.load(lock.case);
        const wait = state?.instances.flatMap(({ waits = [] }) => waits).find(({ key }) => key === lock.key);
        const isNamed = wait?.kind === "job" && documentsNamed(wait.input).has(name);
        const filed = isNamed ? await caseFile.list(lock.case) : [];
        const latest = filed.findLast((each) => each.name === name && each.erasedAt === undefined);
        const document = latest === undefined ? undefined : await caseFile.read(latest.id);
        // What is not named is not there: whoever does the work need not know what else the case has.
        if (document === undefined) throw new CodedError("DOCUMENT_NOT_FOUND", `The work names no document ${name}.`);
        return {
          status: 200,
          content: { mediaType: document.mediaType, bytes: document.bytes },
          headers: { "Content-Security-Policy": "default-src 'none'; sandbox" },
        };
      },
    }),
    signedInRoute<OneTask, unknown, OfWorker>({
      id: "unlockExternalTask",
      method: "post",
      path: "/external-tasks/{task}/unlock",
      tag: "external tasks",
      summary: "Give the work back: somebody else may fetch it at once.",
      action: "work.answer",
      params: oneTask,
      body: jsonBody(schemas.externalTaskOfWorker),
      answers: done,
      problems,
      async handle({ params, body }, account) {
        const lock = await heldLock(params.task, body.workerId, account);
        if (lock.ended !== undefined && lock.ended !== "unlock") throw answered(params.task, lock);
        await jobLocks.end(lock, "unlock");
        outsideWork.freed(lock.topic);
        return { status: 204 };
      },
    }),
  ];

  /** Each grant is answered once: the command carries the grant as its key, so that a repetition finds the first answer. */
  async function answer(
    { params, body }: ApiRequest<OneTask, unknown, OfWorker>,
    account: AccountRow,
    how: "complete" | "failure" | "bpmn-error",
    act: (lock: JobLock, options: { readonly idempotencyKey: string }) => Promise<void>,
  ) {
    const lock = await heldLock(params.task, body.workerId, account);
    if (lock.ended !== undefined && lock.ended !== how) throw answered(params.task, lock);
    await act(lock, { idempotencyKey: `external-task ${lock.grant} ${how}` });
    await jobLocks.end(lock, how);
    return { status: 204 };
  }

  /** A lock that ran out is still good as long as nobody else has fetched the work: what was done is not done twice. */
  async function heldLock(task: string, worker: string, account: AccountRow): Promise<JobLock> {
    const dot = task.lastIndexOf(".");
    const lock = await jobLocks.find(task.slice(0, dot), Number(task.slice(dot + 1)));
    if (lock === undefined || !reachesTopic(account, "work.answer", lock.topic))
      throw new CodedError("JOB_NOT_FOUND", `There is no task ${task} that this account has fetched.`);
    if (lock.worker !== worker || lock.account !== account.id)
      throw new CodedError("WORK_NOT_LOCKED", `The task ${task} is fetched by another worker.`);
    return lock;
  }

  /** Handlers read the latest document of a name: a worker must not put its own in the place of somebody else's. */
  async function refuseTakenNames(
    caseId: string,
    documents: readonly { readonly name: string }[],
    account: AccountRow,
  ): Promise<void> {
    const filed = await caseFile.list(caseId);
    const index = documents.findIndex(({ name }) =>
      filed.some((each) => each.name === name && each.filedBy !== account.id),
    );
    if (index < 0) return;
    throw new CodedError(
      "DOCUMENT_NAME_TAKEN",
      `A document ${documents[index]!.name} of somebody else is in the case.`,
      [{ pointer: `/documents/${index}/name`, detail: "another name is needed" }],
    );
  }
}

const answered = (task: string, { ended }: JobLock): CodedError =>
  new CodedError("WORK_NOT_LOCKED", `The task ${task} has been answered with ${ended} already.`);

/** The names that the diagram hands to the work, by the name of the input: what else stands in its inputs names no document. */
function documentsNamed(input: Variables): ReadonlySet<string> {
  const named = Object.entries(input).filter(([key]) => /^documents?$|Document$/.test(key));
  return new Set(named.flatMap(([, value]) => value).filter((value) => typeof value === "string"));
}

/** The words of Camunda for the lock, ours for the case. */
function shown({ case: id, key, topic, worker, lockedUntil, input, failures, ...job }: FetchedJob): object {
  const { element, process, definition, regulation, channel, businessKey } = job;
  return {
    id: `${id}.${key}`,
    topicName: topic,
    workerId: worker,
    lockExpirationTime: lockedUntil,
    case: id,
    process,
    definition,
    element,
    variables: input,
    failures,
    ...(regulation === undefined ? {} : { regulation }),
    ...(channel === undefined ? {} : { channel }),
    ...(businessKey === undefined ? {} : { businessKey }),
  };
}
