/**
 * Decides a command: pure, so the same command on the same state with the same context gives the same events.
 *
 * A rejection is for the caller and changes nothing. An incident is for the staff: the command is accepted and the log says what is
 * stuck. An assertion (a thrown Error) is a fault of ours.
 */
import type { ErrorCode } from "../errors.ts";
import type { FlowNode, Graph, Scope } from "../model/graph.ts";
import { TermError } from "../terms/term-error.ts";
import { fire } from "./catching.ts";
import type { Actor, Command, FiledDocument } from "./commands.ts";
import type { Decision, DecisionContext } from "./decision.ts";
import type { CaseEvent, EventOf, Json, Variables, Wait } from "./events.ts";
import { instanceOfWait, open } from "./evolve.ts";
import { evaluate, evaluateCondition, ExpressionError } from "./feel.ts";
import { hasPlainStart, scopeOfProcess } from "./graph-lookup.ts";
import { clockOfTerms, limitsOnStart } from "./limits.ts";
import { migrateCase } from "./migration.ts";
import { continueTerms, endSuspension, extendTerm, stopTerms } from "./move-terms.ts";
import { moveToken } from "./move-token.ts";
import { unitOfTask } from "./offering.ts";
import { Rejection, requireReason } from "./rejection.ts";
import type { CaseState, Instance } from "./state.ts";
import { repeatTimer } from "./timers.ts";
import { signal, signalWaits, throwAfterWork, throwFromActivity } from "./throwing.ts";
import { TokenRun } from "./token-run.ts";

/** `state` is absent exactly for `StartCase`. */
export function decide(state: CaseState | undefined, command: Command, context: DecisionContext): Decision {
  try {
    const run =
      command.type === "StartCase" ? startCase(state, command, context) : decideRunning(state, command, context);
    return { accepted: true, events: run.events, state: run.draft };
  } catch (error) {
    if (error instanceof Rejection) {
      const { code, message: reason, problems } = error;
      return { accepted: false, code, reason, ...(problems.length > 0 ? { problems } : {}) };
    }
    if (error instanceof TermError && error.code === "CALENDAR_MISSING")
      return { accepted: false, code: "CALENDAR_MISSING", reason: error.message };
    throw error;
  }
}

/** May this person work on the task: by role, as the case's own applicant, and within the unit. */
function mayWorkOn(
  actor: Actor,
  task: Extract<Wait, { kind: "task" }>,
  state: Pick<CaseState, "applicant" | "unit" | "intakeUnit">,
): boolean {
  if (actor.roles.includes("system")) return true;
  if (task.role === "applicant") return state.applicant !== undefined && actor.id === state.applicant;
  if (task.role === undefined ? actor.roles.every((role) => role === "applicant") : !actor.roles.includes(task.role))
    return false;
  const unit = unitOfTask(task, state);
  return unit === undefined || actor.unit === undefined || actor.unit === unit;
}

const isHeadOf = (actor: Actor, unit: string | undefined): boolean =>
  actor.roles.includes("head") && (unit === undefined || actor.unit === undefined || actor.unit === unit);

function startCase(
  state: CaseState | undefined,
  command: Extract<Command, { type: "StartCase" }>,
  context: DecisionContext,
): TokenRun {
  if (state !== undefined) throw new Rejection("CASE_EXISTS", `case ${command.case} exists already`);
  const graph = context.graph(command.definition);
  const process = graph.processes.find((each) => each.id === command.process);
  if (process === undefined)
    throw new Rejection("PROCESS_NOT_FOUND", `no process ${command.process} in this deployment`);
  if (process.service?.calledOnly === true)
    throw new Rejection("PROCESS_CALLED_ONLY", `process ${process.id} is part of others and is not started by itself`);
  const scope = scopeOfProcess(graph, process.id);
  let { startEvent } = command;
  if (startEvent === undefined) {
    if (!hasPlainStart(graph, scope)) startEvent = conditionalStart(graph, scope, command.variables ?? {}, context.now);
  } else if (!scope.nodes.some((index) => graph.nodes[index]?.id === command.startEvent))
    throw new Rejection("START_EVENT_NOT_FOUND", `process ${process.id} has no start event ${command.startEvent}`);
  const started: { -readonly [K in keyof EventOf<"CaseStarted">]: EventOf<"CaseStarted">[K] } = {
    type: "CaseStarted",
    case: command.case,
    definition: command.definition,
    process: command.process,
    variables: command.variables ?? {},
  };
  if (context.calendar !== undefined) started.calendar = context.calendar.version;
  if (process.service !== undefined) {
    started.regulation = process.service.regulation;
    started.channel = process.service.channel;
  }
  if (command.applicant !== undefined) started.applicant = command.applicant;
  if (command.unit !== undefined) started.unit = command.unit;
  if (command.intakeUnit !== undefined) started.intakeUnit = command.intakeUnit;
  if (command.businessKey !== undefined) started.businessKey = command.businessKey;
  if (startEvent !== undefined) started.trigger = startEvent;
  const run = new TokenRun(open(undefined, started), context);
  run.newKey();
  try {
    const waits = run.scopeWaits(graph, scope, started.variables);
    if (waits.length > 0) started.waits = waits;
  } catch (error) {
    if (error instanceof ExpressionError) throw new Rejection("EXPRESSION_FAILED", error.message);
    throw error;
  }
  run.emit(started);
  fileDocuments(run, command.documents, undefined);
  limitsOnStart(run, graph);
  run.begin(graph, scope, 1, startEvent, command.startTrigger);
  run.noticeChange();
  run.drain();
  return run;
}

/** A process without a plain start begins at the conditional start event whose condition is true for what it is started with. */
function conditionalStart(graph: Graph, scope: Scope, variables: Variables, now: string): string {
  for (const index of scope.starts) {
    const { id, triggers } = graph.nodes[index] as FlowNode;
    for (const trigger of triggers) {
      if (trigger.type !== "conditional") continue;
      try {
        if (evaluateCondition(trigger.condition, variables, now)) return id;
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }
  }
  throw new Rejection(
    "START_EVENT_NOT_FOUND",
    `process ${scope.id} has no start event without a trigger, and no condition of a start event is true`,
  );
}

function decideRunning(
  state: CaseState | undefined,
  command: Exclude<Command, { type: "StartCase" }>,
  context: DecisionContext,
): TokenRun {
  if (state === undefined) throw new Rejection("CASE_NOT_FOUND", "there is no such case");
  const ended = state.status === "completed" || state.status === "terminated";
  if (ended && command.type !== "FileDocument" && command.type !== "EraseCaseFile") {
    if (command.type === "CompleteUserTask") throw new Rejection("TASK_ALREADY_COMPLETED", "the case has ended");
    throw new Rejection("CASE_NOT_ACTIVE", `the case is ${state.status}`);
  }
  if (state.status === "suspended" && !WHILE_SUSPENDED.has(command.type))
    throw new Rejection("CASE_NOT_ACTIVE", "the case is suspended");
  const run = new TokenRun(open(state, NOTHING), context);
  switch (command.type) {
    case "CompleteUserTask": {
      const { instance, wait, onBehalfOf } = workableTask(run, command.key);
      const { assignee } = wait;
      const isOthers = assignee !== undefined && assignee !== context.actor.id && assignee !== onBehalfOf;
      if (isOthers && !context.actor.roles.includes("system"))
        throw new Rejection("TASK_CLAIMED_BY_OTHER", `task ${command.key} is claimed by ${assignee}`);
      fileDocuments(run, command.documents, instance.element);
      run.leave(instance, command.variables, context.actor.id, onBehalfOf);
      break;
    }
    case "ClaimTask": {
      const assignee = command.assignee ?? context.actor.id;
      // A head hands over the work of other roles too: whoever asks has looked up that the assignee can do it.
      const found = findWait(run, command.key, "task", "TASK_NOT_FOUND");
      const handsOver = assignee !== context.actor.id && isHeadOf(context.actor, unitOfTask(found.wait, run.draft));
      const { instance, wait, onBehalfOf } = handsOver
        ? { ...found, onBehalfOf: undefined }
        : workableTask(run, command.key);
      if (wait.assignee === assignee) return run;
      // Whoever was absent and is back takes again what a deputy has taken for them.
      const isOwnAgain = wait.onBehalfOf === assignee && assignee === context.actor.id;
      const isOthers = wait.assignee !== undefined && wait.assignee !== onBehalfOf && !isOwnAgain;
      if (isOthers && !context.actor.roles.includes("head"))
        throw new Rejection("TASK_CLAIMED_BY_OTHER", `task ${command.key} is claimed by ${wait.assignee}`);
      if (assignee !== context.actor.id && !handsOver)
        throw new Rejection("NOT_ALLOWED", "only the head of the unit assigns a task to somebody else");
      const claimed = { type: "TaskClaimed", key: command.key, element: instance.element, assignee } as const;
      run.emit(onBehalfOf === undefined ? claimed : { ...claimed, onBehalfOf });
      break;
    }
    case "ReleaseTask": {
      const { instance, wait } = findWait(run, command.key, "task", "TASK_NOT_FOUND");
      if (wait.assignee === undefined) throw new Rejection("TASK_NOT_CLAIMED", `task ${command.key} is not claimed`);
      if (wait.assignee !== context.actor.id && !context.actor.roles.includes("head"))
        throw new Rejection("TASK_CLAIMED_BY_OTHER", `task ${command.key} is claimed by ${wait.assignee}`);
      const released = { type: "TaskReleased", key: command.key, element: instance.element } as const;
      run.emit(command.reason === undefined ? released : { ...released, reason: command.reason });
      break;
    }
    case "CompleteJob": {
      const { instance } = findWait(run, command.key, "job", "JOB_NOT_FOUND");
      fileDocuments(run, command.documents, instance.element);
      let outputs: Variables;
      try {
        outputs = outputsOf(run, instance, command.facts);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        run.raise(instance.key, "EXPRESSION_FAILED", error.message, "working");
        break;
      }
      finishWork(run, instance, { ...outputs, ...command.variables });
      break;
    }
    case "FailJob": {
      const { instance, wait } = findWait(run, command.key, "job", "JOB_NOT_FOUND");
      fileDocuments(run, command.documents, instance.element);
      const failed = {
        type: "JobFailed",
        key: command.key,
        element: instance.element,
        failures: (wait.failures ?? 0) + 1,
        code: command.code,
        message: command.message,
      } as const;
      run.emit(command.retryAt === undefined ? failed : { ...failed, retryAt: command.retryAt });
      if (command.retryAt === undefined && instance.incident === undefined) {
        const { code, message } = command;
        // A decision without an answer is the model's fault or the data's, as an expression's is: no handler failed.
        if (wait.handler === "dmn" && (code === "EXPRESSION_FAILED" || code === "DECISION_FAILED"))
          run.raise(instance.key, code, message, "working");
        else run.raise(instance.key, "JOB_FAILED", `${wait.handler}: ${message}`, "working");
      }
      break;
    }
    case "ThrowError": {
      const instance = instanceOfWait(run.draft, command.key);
      if (instance === undefined) throw new Rejection("JOB_NOT_FOUND", `nothing waits under ${command.key}`);
      fileDocuments(run, command.documents, instance.element);
      if (!throwFromActivity(run, instance, command.code, command.variables) && instance.incident === undefined)
        run.raise(
          instance.key,
          "ERROR_NOT_CAUGHT",
          `error ${command.code} of ${instance.element} is not caught`,
          "working",
        );
      break;
    }
    case "FireTimer": {
      const { instance, wait } = findWait(run, command.key, "timer", "TIMER_NOT_FOUND");
      if (wait.dueAt > context.now)
        throw new Rejection("TIMER_NOT_FOUND", `timer ${command.key} is due at ${wait.dueAt}`);
      const fired = { type: "TimerFired", key: command.key, element: wait.element, dueAt: wait.dueAt } as const;
      const again = wait.every !== undefined && wait.left !== 0 ? repeatTimer(wait.dueAt, wait.every) : undefined;
      fire(run, instance, wait, undefined, (keep) =>
        !keep || again === undefined
          ? fired
          : { ...fired, nextDueAt: again, ...(wait.left === undefined ? {} : { left: wait.left - 1 }) },
      );
      break;
    }
    case "BreachLimit": {
      const limit = run.draft.limits.find((each) => each.key === command.key);
      if (limit === undefined || limit.breached === true || limit.dueAt >= clockOfTerms(run.draft, context.now))
        throw new Rejection("LIMIT_NOT_FOUND", `no limit ${command.key} is newly breached`);
      run.emit({ type: "LimitBreached", key: limit.key, of: limit.of, dueAt: limit.dueAt });
      break;
    }
    case "DeliverMessage": {
      const found = findMessage(run, command);
      if (found === undefined)
        throw new Rejection("MESSAGE_NOT_EXPECTED", `nothing in the case waits for message ${command.name}`);
      const { instance, wait } = found;
      const received = { type: "MessageReceived", key: wait.key, element: wait.element, name: command.name } as const;
      fire(run, instance, wait, command.variables, (keep) => (keep ? { ...received, keep } : received));
      break;
    }
    case "DeliverSignal":
      deliverSignal(run, command.name, command.variables);
      break;
    case "FileDocument":
      fileDocuments(run, [command.document], undefined);
      return run;
    case "EraseCaseFile": {
      requireReason(command.reason);
      // While a case runs its steps read the case file.
      if (!ended) throw new Rejection("CASE_STILL_RUNS", `the case is ${state.status}`);
      const { documents, ground, reason } = command;
      // Also when no document is left: what was written beside them goes, too.
      run.emit({ type: "CaseFileErased", documents, ground, reason });
      return run;
    }
    case "SetVariables":
      requireReason(command.reason);
      if (command.scope !== undefined && run.find(command.scope)?.variables === undefined)
        throw new Rejection("ELEMENT_NOT_FOUND", `no scope ${command.scope} lives in the case`);
      run.emit({
        type: "VariablesSet",
        scope: command.scope ?? 1,
        variables: command.variables,
        reason: command.reason,
      });
      run.noticeChange();
      if (state.status === "suspended") return run;
      break;
    case "ResolveIncident":
      resolveIncident(run, command);
      break;
    case "CancelCase":
      requireReason(command.reason);
      run.terminate(1, "cancelled", false);
      run.endCase({ type: "CaseTerminated", why: "cancelled", reason: command.reason, variables: run.variablesAt(1) });
      return run;
    case "SuspendCase":
      requireReason(command.reason);
      run.emit({ type: "CaseSuspended", at: context.now, reason: command.reason });
      return run;
    case "ResumeCase":
      requireReason(command.reason);
      if (state.status !== "suspended") throw new Rejection("CASE_NOT_ACTIVE", "the case is not suspended");
      run.emit({ type: "CaseResumed", reason: command.reason });
      endSuspension(run, state.suspendedAt as string, command.reason);
      // A migration meanwhile may have given a join all that it waits for.
      if (run.find(1)?.incident === undefined) run.resumeTokens();
      run.noticeChange();
      break;
    case "MoveToken":
      requireReason(command.reason);
      moveToken(run, command);
      break;
    case "StopTerms":
      requireReason(command.reason);
      stopTerms(run, command.reason);
      return run;
    case "ContinueTerms":
      requireReason(command.reason);
      continueTerms(run, command.reason);
      return run;
    case "ExtendTerm":
      requireReason(command.reason);
      extendTerm(run, command);
      return run;
    case "MigrateCase":
      requireReason(command.reason);
      migrateCase(run, command);
      if (state.status === "suspended") return run;
      break;
  }
  run.drain();
  return run;
}

/** Opens a draft of a state that exists: the first event is then of no account. */
const NOTHING: CaseEvent = { type: "CaseResumed", reason: "" };

const WHILE_SUSPENDED: ReadonlySet<Command["type"]> = new Set([
  "ResumeCase",
  "CancelCase",
  "SetVariables",
  "FileDocument",
  "BreachLimit",
  "ExtendTerm",
  "MigrateCase",
] as const);

function findWait<K extends Wait["kind"]>(
  run: TokenRun,
  key: number,
  kind: K,
  code: ErrorCode,
): { instance: Instance; wait: Extract<Wait, { kind: K }> } {
  const instance = instanceOfWait(run.draft, key);
  const wait = instance?.waits?.find((each) => each.key === key);
  if (instance === undefined || wait?.kind !== kind) throw new Rejection(code, `no ${kind} ${key} is open in the case`);
  return { instance, wait: wait as Extract<Wait, { kind: K }> };
}

function workableTask(
  run: TokenRun,
  key: number,
): { instance: Instance; wait: Extract<Wait, { kind: "task" }>; onBehalfOf: string | undefined } {
  const found = findWait(run, key, "task", "TASK_NOT_FOUND");
  const { actor } = run.context;
  const absent = absentColleague(actor, found.wait, run.draft);
  if (absent === undefined && !mayWorkOn(actor, found.wait, run.draft)) {
    const role = found.wait.role === undefined ? "a role of the staff" : `the role ${found.wait.role}`;
    throw new Rejection("NOT_ALLOWED", `task ${key} needs ${role} in the unit that the task is offered to`);
  }
  return { ...found, onBehalfOf: absent };
}

/**
 * On whose behalf the actor does the task: of the absent colleague who has taken it, or for whom the actor has; else, where only their role allows
 * it, of the first who has that role. What the actor may do in the own name is done in it.
 */
function absentColleague(
  actor: Actor,
  task: Extract<Wait, { kind: "task" }>,
  state: Pick<CaseState, "applicant" | "unit" | "intakeUnit">,
): string | undefined {
  if (task.role === "applicant") return undefined;
  const able = (actor.standsInFor ?? []).filter(({ id, roles }) =>
    mayWorkOn({ id, roles, ...(actor.unit === undefined ? {} : { unit: actor.unit }) }, task, state),
  );
  const taken = task.assignee === actor.id ? task.onBehalfOf : task.assignee;
  const whose = able.find(({ id }) => id === taken);
  return whose === undefined && mayWorkOn(actor, task, state) ? undefined : (whose ?? able[0])?.id;
}

function fileDocuments(
  run: TokenRun,
  documents: readonly FiledDocument[] | undefined,
  element: string | undefined,
): void {
  for (const { id, name, mediaType, hash, number, exchange } of documents ?? []) {
    const filed = { type: "DocumentFiled", document: id, name, mediaType, hash } as const;
    run.emit({
      ...filed,
      ...(number === undefined ? {} : { number }),
      ...(element === undefined ? {} : { element }),
      ...(exchange === undefined ? {} : { exchange }),
    });
  }
}

/** The variables that the element's `reg:output`s make of the handler's facts; without any, the facts themselves. */
function outputsOf(run: TokenRun, instance: Instance, facts: Variables | undefined): Variables {
  if (facts === undefined) return {};
  const node = run.nodeOf(instance);
  const decision = node.decision;
  if (decision !== undefined)
    return { [decision.resultVariable]: facts.result === undefined ? (facts as Json) : facts.result };
  const outputs = node.call?.outputs ?? [];
  if (outputs.length === 0) return facts;
  const variables: Record<string, Json> = {};
  const seen = { ...run.variablesAt(instance.key), ...facts };
  for (const output of outputs)
    variables[output.variable] =
      output.feel === undefined ? (facts as Json) : evaluate(output.feel, seen, run.context.now);
  return variables;
}

function finishWork(run: TokenRun, instance: Instance, variables: Variables): void {
  const { kind } = run.nodeOf(instance);
  if (kind === "intermediateThrowEvent" || kind === "endEvent") throwAfterWork(run, instance, variables);
  else run.leave(instance, variables);
}

function findMessage(
  run: TokenRun,
  command: Extract<Command, { type: "DeliverMessage" }>,
): { instance: Instance; wait: Extract<Wait, { kind: "message" }> } | undefined {
  let best: { instance: Instance; wait: Extract<Wait, { kind: "message" }> } | undefined;
  for (const instance of run.draft.instances) {
    for (const wait of instance.waits ?? []) {
      if (wait.kind !== "message" || wait.name !== command.name) continue;
      if (command.key !== undefined && wait.key !== command.key) continue;
      if (wait.correlation !== undefined && JSON.stringify(wait.correlation) !== JSON.stringify(command.correlation))
        continue;
      if (best === undefined || wait.key < best.wait.key) best = { instance, wait };
    }
  }
  return best;
}

function deliverSignal(run: TokenRun, name: string, variables: Variables | undefined): void {
  const keys = signalWaits(run, name);
  if (keys.length === 0) throw new Rejection("MESSAGE_NOT_EXPECTED", `nothing in the case waits for signal ${name}`);
  signal(run, name, keys, variables);
}

function resolveIncident(run: TokenRun, command: Extract<Command, { type: "ResolveIncident" }>): void {
  requireReason(command.reason);
  const instance = run.find(command.key);
  const incident = instance?.incident;
  if (instance === undefined || incident === undefined)
    throw new Rejection("INCIDENT_NOT_FOUND", `element instance ${command.key} has no incident`);
  const job = instance.waits?.find((wait) => wait.kind === "job");
  const isRoot = instance.parent === 0;
  if (command.resolution === "retry") {
    run.emit({
      type: "IncidentResolved",
      key: instance.key,
      element: instance.element,
      resolution: "retried",
      reason: command.reason,
    });
    if (command.variables !== undefined) run.setVariables(isRoot ? 1 : instance.parent, command.variables);
    const cleared = run.find(instance.key) as Instance;
    if (job !== undefined)
      run.emit({ type: "JobRetried", key: job.key, element: instance.element, reason: command.reason });
    else if (isRoot || incident.code === "TOO_MANY_STEPS") run.resumeTokens();
    else if (incident.at === "leaving") run.leaveAgain(cleared);
    // Its task is still open: the next try is the performer's.
    else if (incident.at === "working" && cleared.waits?.some((wait) => wait.kind === "task") === true) return;
    else run.enterAgain(cleared);
    return;
  }
  const kind = isRoot || instance.graph !== undefined ? undefined : run.nodeOf(instance).kind;
  const choosesItsWay = kind === undefined || kind.endsWith("Gateway");
  if (incident.at === "leaving" || (choosesItsWay && job === undefined))
    throw new Rejection(
      "INCIDENT_NOT_SKIPPABLE",
      `${instance.element} cannot choose its way; mend the cause and retry`,
    );
  run.emit({
    type: "IncidentResolved",
    key: instance.key,
    element: instance.element,
    resolution: "skipped",
    reason: command.reason,
  });
  const cleared = run.find(instance.key) as Instance;
  if (kind === "endEvent" && incident.code === "ERROR_NOT_CAUGHT") run.endQuietly(cleared);
  else finishWork(run, cleared, command.variables ?? {});
}
