/**
 * What the engine asks of the rooms around it. `db/` implements the stores, `handlers/` the handlers, `fixtures/` or an
 * installation's adapters the outside world; `api/server.ts` plugs them together.
 */
import type { CommandType } from "./core/commands.ts";
import type { CaseEvent, ExchangeNote, Json, RecordedEvent, Variables } from "./core/events.ts";
import type { CaseState, CaseStatus } from "./core/state.ts";
import type { Language } from "./model/graph.ts";

// ---------------------------------------------------------------- the log and its read models (db/)

/** The outcome of one accepted command, to be made durable. */
export interface Commit {
  readonly case: string;
  /** The state's `seq` on which the command was decided; 0 starts a case. */
  readonly expectedSeq: number;
  /** UTC instant, ISO 8601 with milliseconds. */
  readonly at: string;
  /** Account id, `handler:NAME` or `system`. */
  readonly by: string;
  readonly cause: CommandType;
  readonly events: readonly CaseEvent[];
  /** The state after the events. */
  readonly state: CaseState;
  /** Bytes of the documents that the events name, stored in the same transaction. */
  readonly documents?: readonly NewDocument[];
  /** The answer to be given again to the same Idempotency-Key. */
  readonly receipt?: StoredReceipt;
}

export interface StoredReceipt {
  readonly key: string;
  readonly account: string;
  /** SHA-256 (hex) of the request: the same key with another request is refused. */
  readonly request: string;
  readonly response: string;
  readonly at: string;
}

/** `conflict`: the case was no longer at `expectedSeq` (or existed already); nothing of that commit was written. */
export type CommitOutcome = "committed" | "conflict";

/** A recorded event with its place in the case's hash chain (hex SHA-256; `prev` of the first is 64 zeros). */
export interface ChainedEvent extends RecordedEvent {
  readonly cause: CommandType;
  readonly prev: string;
  readonly hash: string;
}

/** One command's row of the log, byte by byte as it is stored. */
export interface StoredCommit {
  /** Of its first event. */
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly cause: string;
  /** Hash of the event before the first, and of the last. */
  readonly prev: string;
  readonly hash: string;
  /** The JSON text of each event. */
  readonly events: readonly string[];
}

export interface EventStore {
  /**
   * One transaction for the whole group; commits of one case stand in order. Outcomes in the order given. Throws = nothing was written.
   * The next group may be handed over before the answer, on other cases: it is prepared meanwhile, and written after this one.
   */
  commit(group: readonly Commit[]): Promise<readonly CommitOutcome[]>;
  load(caseId: string): Promise<CaseState | undefined>;
  loadMany(caseIds: readonly string[]): Promise<ReadonlyMap<string, CaseState>>;
  /** In order of `seq`, each with its hashes recomputed from the stored bytes. */
  history(
    caseId: string,
    page?: { readonly afterSeq?: number; readonly limit?: number },
  ): Promise<readonly ChainedEvent[]>;
  /** The rows of the log as they are stored, oldest first, so that another can compute the chain: nothing of it is recomputed here. */
  commits(
    caseId: string,
    page?: { readonly afterSeq?: number; readonly limit?: number },
  ): Promise<readonly StoredCommit[]>;
  /** Recomputes the chain of a case; the first `seq` at which it breaks, if any. */
  verify(caseId: string): Promise<{ readonly ok: boolean; readonly events: number; readonly brokenAt?: number }>;
  receipt(account: string, key: string): Promise<StoredReceipt | undefined>;
}

/** A page of a list; `next` is an opaque cursor, absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}

export interface CaseRow {
  readonly id: string;
  readonly seq: number;
  readonly status: CaseStatus;
  readonly definition: string;
  readonly process: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  /** The provider's: who decides. */
  readonly unit?: string;
  /** Where the application was taken, when that is another. */
  readonly intakeUnit?: string;
  readonly businessKey?: string;
  readonly publicStatus?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Nearest running term or limit. */
  readonly dueAt?: string;
  readonly incidents: number;
}

export interface TaskRow {
  /** `CASE.KEY` */
  readonly id: string;
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly definition: string;
  readonly process: string;
  readonly regulation?: string;
  readonly channel?: string;
  /** The unit that it is offered to: of the case's two, that of intake or the provider's. */
  readonly unit?: string;
  readonly applicant?: string;
  readonly role?: string;
  readonly form?: string;
  readonly assignee?: string;
  readonly state: "open" | "completed" | "cancelled";
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly closedBy?: string;
  readonly dueAt?: string;
}

export interface JobRow {
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly handler: string;
  readonly input: Variables;
  readonly failures: number;
  /** When it may next be tried. */
  readonly runAt: string;
  /** An incident holds it. */
  readonly stuck: boolean;
}

export interface TimerRow {
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly dueAt: string;
}

export interface LimitRow {
  readonly case: string;
  readonly key: number;
  readonly kind: "term" | "action" | "step";
  readonly of: string;
  readonly element: string;
  readonly duration: string;
  readonly unit: string;
  readonly startedAt: string;
  readonly dueAt: string;
  /** `stopped`: it waits for the clock of the terms to go on. */
  readonly state: "running" | "stopped" | "met" | "late" | "dropped";
  readonly endedAt?: string;
  readonly breachedAt?: string;
  readonly derivation: Json;
}

export interface IncidentRow {
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly code: string;
  readonly message: string;
  readonly raisedAt: string;
  readonly resolvedAt?: string;
  readonly resolution?: string;
  readonly reason?: string;
}

/** A message or signal that waits to be delivered inside the installation (`MessageSent`, `SignalSent`). */
export interface OutboxRow {
  readonly id: number;
  readonly case: string;
  readonly seq: number;
  readonly kind: "message" | "signal";
  readonly name: string;
  readonly correlation?: Json;
  readonly payload: Variables;
}

export interface MessageWaitRow {
  readonly case: string;
  readonly key: number;
  readonly kind: "message" | "signal";
  readonly name: string;
  readonly correlation?: Json;
}

export interface TaskFilter {
  readonly case?: string;
  readonly state?: TaskRow["state"];
  readonly assignee?: string;
  readonly unassigned?: boolean;
  readonly roles?: readonly string[];
  /** That it is offered to. */
  readonly unit?: string;
  /** Account id: the tasks that this applicant does in the own cases. */
  readonly forApplicant?: string;
  readonly applicant?: string;
  /** UTC instants: the limit ends at or after the one and before the other. */
  readonly dueFrom?: string;
  readonly dueBefore?: string;
  readonly element?: string;
  readonly regulation?: string;
  /** With what the number of the case begins. */
  readonly number?: string;
}

/** How many open tasks there are and how their limits end; all of them at most what was asked for. */
export interface TaskLoad {
  readonly open: number;
  readonly overdue: number;
  /** From now to the end of the day. */
  readonly dueToday: number;
  /** From now to the end of the week. */
  readonly dueThisWeek: number;
}

/** `overdue`: broken and still running; `stopped`: its clock stands; `broken`: broken at any time. */
export type LimitStanding = "overdue" | "stopped" | "broken";

/** A limit with the case that it belongs to. */
export interface LimitOfUnit extends LimitRow {
  readonly process: string;
  readonly regulation?: string;
  readonly channel?: string;
  /** Of the case. */
  readonly definition: string;
  /** Digest of the deployment on which its element runs: that of a called process is another than the case's. */
  readonly elementDefinition: string;
}

export interface ReadModels {
  cases(
    filter: {
      readonly status?: CaseStatus;
      readonly regulation?: string;
      readonly channel?: string;
      readonly process?: string;
      /** Digest of the deployment that the case runs on. */
      readonly definition?: string;
      readonly applicant?: string;
      /** The provider's unit or that of intake. */
      readonly unit?: string;
    },
    page?: PageRequest,
  ): Promise<Page<CaseRow>>;
  case(id: string): Promise<CaseRow | undefined>;
  /** Nearest due date first, then oldest. `roles`: tasks of any of these roles, or without one. */
  tasks(filter: TaskFilter, page?: PageRequest): Promise<Page<TaskRow>>;
  /** What the account has completed, the latest first. */
  tasksDoneBy(account: string, page?: PageRequest): Promise<Page<TaskRow>>;
  /** How many there are, at most `most`. */
  countTasks(filter: TaskFilter, most: number): Promise<number>;
  countTasksDoneBy(account: string, most: number): Promise<number>;
  /** Of the tasks of the filter, each number at most `most`. */
  taskLoad(
    filter: TaskFilter,
    until: { readonly now: string; readonly endOfDay: string; readonly endOfWeek: string },
    most: number,
  ): Promise<TaskLoad>;
  /** Of the cases that the unit decides: the earliest end first, of broken ones the latest found. */
  limitsOfUnit(unit: string, standing: LimitStanding, page?: PageRequest): Promise<Page<LimitOfUnit>>;
  countLimitsOfUnit(unit: string, standing: LimitStanding, most: number): Promise<number>;
  task(id: string): Promise<TaskRow | undefined>;
  limits(caseId: string): Promise<readonly LimitRow[]>;
  incidents(
    filter: { readonly case?: string; readonly open?: boolean },
    page?: PageRequest,
  ): Promise<Page<IncidentRow>>;
  jobs(filter: { readonly case?: string }, page?: PageRequest): Promise<Page<JobRow>>;
  timers(filter: { readonly case?: string }, page?: PageRequest): Promise<Page<TimerRow>>;
  /** Work that is due at `now`, oldest first; `dueJobs` are those of handlers, not of people and outside workers. */
  dueTimers(now: string, limit: number): Promise<readonly TimerRow[]>;
  dueJobs(now: string, limit: number): Promise<readonly JobRow[]>;
  dueLimits(now: string, limit: number): Promise<readonly { case: string; key: number; dueAt: string }[]>;
  /** The earliest instant at which a timer, a job's retry, a limit or the start of a process falls due. */
  nextDueAt(): Promise<string | undefined>;
  outbox(limit: number): Promise<readonly OutboxRow[]>;
  delivered(ids: readonly number[]): Promise<void>;
  /** Oldest first. */
  messageWaits(kind: "message" | "signal", name: string): Promise<readonly MessageWaitRow[]>;
}

// ---------------------------------------------------------------- outside workers

/** A job whose handler begins with this is done by an outside worker; the rest is its topic (decision record 10). */
export const EXTERNAL = "external:";

/** What a worker has fetched. The same worker may answer late, as long as nobody else has fetched the job. */
export interface JobLock {
  readonly case: string;
  readonly key: number;
  /** Another one each time that the job is fetched. */
  readonly grant: string;
  readonly topic: string;
  /** The worker's own name for itself, and its account. */
  readonly worker: string;
  readonly account: string;
  /** UTC instant. */
  readonly lockedUntil: string;
  /** How it has answered. */
  readonly ended?: "complete" | "failure" | "bpmn-error" | "unlock";
}

export interface JobTopic {
  readonly topic: string;
  readonly lockMs: number;
}

/** A job with its lock and what a worker may know of the case. */
export interface FetchedJob extends JobLock {
  readonly element: string;
  readonly input: Variables;
  readonly failures: number;
  readonly process: string;
  readonly definition: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly businessKey?: string;
}

export interface JobLocks {
  /** Locks the longest waiting jobs of the topics for this worker; two that fetch at once never get the same job. */
  fetch(request: {
    readonly topics: readonly JobTopic[];
    readonly worker: string;
    readonly account: string;
    readonly now: string;
    readonly limit: number;
    readonly grant: () => string;
  }): Promise<readonly FetchedJob[]>;
  /** When the next job of the topics comes free by itself: at a retry, or when a lock runs out. */
  nextFree(topics: readonly string[], now: string): Promise<string | undefined>;
  find(caseId: string, key: number): Promise<JobLock | undefined>;
  /** False when the lock is over, or is no longer of this grant. */
  extend(lock: JobLock, now: string, lockedUntil: string): Promise<boolean>;
  /** The worker has answered: another may fetch the job, if it is still there. */
  end(lock: JobLock, how: NonNullable<JobLock["ended"]>): Promise<void>;
  /** Locks of jobs that are gone, over before that instant. */
  forgetBefore(instant: string): Promise<void>;
}

// ---------------------------------------------------------------- notifications

export interface NotificationRow {
  /** That of the job that sent it. */
  readonly id: string;
  readonly case: string;
  readonly channel: "inbox" | "e-mail" | "sms";
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  /** Name of the document of the case file that went along. */
  readonly attachment?: string;
  readonly sentAt: string;
  readonly readAt?: string;
}

export interface NotificationStore {
  /** Written down before it goes out; the same id again changes nothing. Answers the other side's reference when it has gone out already. */
  begin(
    notification: Omit<NotificationRow, "sentAt" | "readAt"> & { readonly account?: string; readonly begunAt: string },
  ): Promise<string | undefined>;
  sent(id: string, at: string, reference: string): Promise<void>;
  /** What went out to the account, the newest first. */
  ofAccount(account: string, filter: { readonly unread?: boolean }, page?: PageRequest): Promise<Page<NotificationRow>>;
  unread(account: string): Promise<number>;
  /** False when the account has no such notification. */
  read(id: string, account: string, at: string): Promise<boolean>;
}

// ---------------------------------------------------------------- definitions

/** `scenario`: what the diagram is tried with before it is put into service; no case asks for it. */
export type ResourceKind = "bpmn" | "form" | "document" | "decision" | "regulation" | "scenario";

export interface Resource {
  readonly kind: ResourceKind;
  /** `office.bpmn`; for a form its name without ending. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** SHA-256 (hex) of the bytes. */
  readonly digest: string;
}

export interface Deployment {
  /** SHA-256 (hex) of the manifest: kind, name and digest of each resource, sorted, one a line. */
  readonly digest: string;
  readonly resources: readonly Resource[];
  /** The executable processes of its diagrams. */
  readonly processes: readonly string[];
  readonly regulation?: string;
  readonly channel?: string;
  /** By process id, where it is not `channel`: a diagram may hold processes that channels only call. Given to `save`; not read back. */
  readonly channels?: Readonly<Record<string, string>>;
  readonly deployedAt: string;
  readonly deployedBy: string;
  readonly comment?: string;
  /** Account ids: who proposed it, and who approved it. Of the versions that come of it; not read back here. */
  readonly proposedBy?: string;
  readonly approvedBy?: string;
  /** When its processes start by themselves. Given to `save`; not read back. */
  readonly startTimers?: readonly StartTimer[];
}

/** A timer start event, with the instant at which it starts the next case. */
export interface StartTimer {
  readonly process: string;
  readonly startEvent: string;
  /** Index of the timer among the triggers of the start event. */
  readonly trigger: number;
  /** UTC instant, ISO 8601 with milliseconds and `Z`. */
  readonly dueAt: string;
  /** Cycles: the ISO 8601 duration between two starts, and how many follow the one due (absent = without end). */
  readonly every?: string;
  readonly left?: number;
}

export interface StartTimerRow extends StartTimer {
  readonly version: number;
  /** Digest of the deployment. */
  readonly definition: string;
}

export interface DefinitionRow {
  readonly process: string;
  /** 1, 2, 3... for each process. */
  readonly version: number;
  readonly digest: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly deployedAt: string;
  readonly deployedBy: string;
  readonly comment?: string;
  /** Account ids: who proposed the version, and the second person who approved it, where there was one. */
  readonly proposedBy?: string;
  readonly approvedBy?: string;
}

export interface DefinitionStore {
  /**
   * A deployment whose digest is already the latest of all its processes changes nothing (`created: false`). Each new version arms its
   * start timers and disarms those of the one before.
   */
  save(deployment: Deployment): Promise<{ readonly created: boolean; readonly definitions: readonly DefinitionRow[] }>;
  byDigest(digest: string): Promise<Deployment | undefined>;
  latest(process: string): Promise<DefinitionRow | undefined>;
  version(process: string, version: number): Promise<DefinitionRow | undefined>;
  /** Armed start timers that are due at `now`, oldest first. */
  dueStarts(now: string, limit: number): Promise<readonly StartTimerRow[]>;
  /** Sets a timer that has fired to its next instant, or takes it away; false when it is no longer armed for `fired.dueAt`. */
  startFired(fired: StartTimerRow, next: Pick<StartTimer, "dueAt" | "left"> | undefined): Promise<boolean>;
  list(
    filter?: { readonly process?: string; readonly latestOnly?: boolean },
    page?: PageRequest,
  ): Promise<Page<DefinitionRow>>;
}

// ---------------------------------------------------------------- proposals

/** `waiting` for a second person; `approved`, and with that in service; `returned` to who proposed it; `withdrawn` by them. */
export const PROPOSAL_STATES = ["waiting", "approved", "returned", "withdrawn"] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** An analyst asks for a bundle to be put into service. */
export interface ProposalRow {
  readonly id: string;
  readonly state: ProposalState;
  /** SHA-256 (hex) of the bundle's manifest. */
  readonly digest: string;
  readonly processes: readonly string[];
  readonly regulation?: string;
  readonly channel?: string;
  /** The version in service of each process when it was proposed. */
  readonly basedOn: readonly { readonly process: string; readonly version: number }[];
  readonly comment: string;
  readonly proposedAt: string;
  /** Account id. */
  readonly proposedBy: string;
  readonly decidedAt?: string;
  /** Account id; of an approved one absent where nobody else is asked. */
  readonly decidedBy?: string;
  /** Of `returned`. */
  readonly reason?: string;
  /** The versions that came of it, once it is in service. */
  readonly versions?: readonly { readonly process: string; readonly version: number }[];
}

export interface ProposalStore {
  add(proposal: ProposalRow, resources: readonly Resource[]): Promise<void>;
  byId(id: string): Promise<ProposalRow | undefined>;
  /** In the order of kind and name. */
  resources(id: string): Promise<readonly Resource[]>;
  /** The newest first. */
  list(
    filter: { readonly state?: ProposalState; readonly by?: string },
    page?: PageRequest,
  ): Promise<Page<ProposalRow>>;
  /** From `waiting` only: false when somebody has decided before; nothing was written. */
  decide(
    id: string,
    decision: Required<Pick<ProposalRow, "decidedAt">> &
      Pick<ProposalRow, "decidedBy" | "reason"> & { readonly state: Exclude<ProposalState, "waiting"> },
  ): Promise<boolean>;
  /** What was approved could not be put into service after all: it waits again. */
  reopen(id: string): Promise<void>;
  inService(id: string, versions: NonNullable<ProposalRow["versions"]>): Promise<void>;
}

// ---------------------------------------------------------------- messages kept for later

/** A message that nobody waited for when it came, and that its sender wants kept. */
export interface KeptMessage {
  readonly id: string;
  readonly name: string;
  readonly correlation?: Json;
  readonly variables: Variables;
  /** Only for this case. */
  readonly case?: string;
  /** UTC instants. */
  readonly keptAt: string;
  readonly keepUntil: string;
}

export interface MessageKeeper {
  /** The same id again changes nothing. */
  keep(message: KeptMessage): Promise<void>;
  /** The names of all that is kept. */
  names(): Promise<readonly string[]>;
  /** Those of that name whose time is not over, oldest first. */
  ofName(name: string, now: string): Promise<readonly KeptMessage[]>;
  forget(id: string): Promise<void>;
  forgetExpired(now: string): Promise<void>;
}

// ---------------------------------------------------------------- the case file

export interface NewDocument {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** 16 random bytes, hex; kept with the document only. */
  readonly salt: string;
  /** SHA-256 (hex) of salt bytes followed by the document's bytes. */
  readonly hash: string;
  /** The number printed on a document that a handler issued. */
  readonly number?: string;
  readonly exchange?: ExchangeNote;
}

export interface DocumentRow {
  readonly id: string;
  readonly case: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly hash: string;
  readonly filedAt: string;
  readonly filedBy: string;
  /** Printed on it, when it was issued here. */
  readonly number?: string;
  readonly erasedAt?: string;
}

export interface CaseFileStore {
  /** In the order of filing; the erased ones too. */
  list(caseId: string): Promise<readonly DocumentRow[]>;
  /** `undefined`: there is none, or it is erased. */
  read(id: string): Promise<(DocumentRow & { readonly bytes: Uint8Array; readonly salt: string }) | undefined>;
  /** The document that was issued under that number; `digest` is the SHA-256 (hex) of its bytes, gone when it is erased. */
  issued(number: string): Promise<(DocumentRow & { readonly digest?: string }) | undefined>;
}

// ---------------------------------------------------------------- handlers

/** A document that a handler produces; the runtime salts and files it. JSON is given as `json`, anything else as `bytes`. */
export interface HandlerDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** The number printed on it: anybody may ask by it whether the document was issued. */
  readonly number?: string;
  /** It is a message to or from the outside. */
  readonly exchange?: ExchangeNote;
}

export interface HandlerAnswer {
  /** What decides the way: must fit the handler's `output` schema and hold no personal data. */
  readonly facts: Variables;
  readonly documents?: readonly HandlerDocument[];
}

export interface HandlerContext {
  /** `CASE.KEY`: the same for every attempt, so that the other side recognises a repetition. */
  readonly jobId: string;
  readonly case: string;
  readonly element: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  readonly attempt: number;
  /** UTC instant at which the attempt began. */
  readonly at: string;
  /** UTC instant at which the job came into being: the same for every attempt. */
  begunAt?(): Promise<string>;
  readonly signal: AbortSignal;
  /** The latest document of that name in the case file; `filedAt` is a UTC instant. */
  readDocument(name: string): Promise<
    | {
        readonly id: string;
        readonly mediaType: string;
        readonly bytes: Uint8Array;
        readonly filedAt?: string;
      }
    | undefined
  >;
  /** A resource deployed with the diagram, for example a document template. */
  readResource(kind: ResourceKind, name: string): Promise<Uint8Array | undefined>;
}

/** One kind of service task or condition. At least once: `run` may be called again with the same `jobId`. */
export interface Handler {
  /** `person.lookup` */
  readonly name: string;
  readonly description: string;
  /** JSON Schema (draft 2020-12) of `input` and of the answer's `facts`; both checked by the runtime. */
  readonly input: object;
  readonly output: object;
  readonly retries: { readonly attempts: number; readonly backoffMs: number };
  run(input: Variables, context: HandlerContext): Promise<HandlerAnswer>;
}

/** A handler says no for good (`retry: false`), for now, or as a BPMN error that a boundary event catches. */
export class HandlerFailure extends Error {
  readonly code: string;
  readonly retry: boolean;
  readonly bpmnError: boolean;
  /** Filed with the failure: what was asked and answered in vain. */
  documents?: readonly HandlerDocument[];
  constructor(code: string, message: string, kind: "retry" | "final" | "bpmn-error") {
    super(message);
    this.name = "HandlerFailure";
    this.code = code;
    this.retry = kind === "retry";
    this.bpmnError = kind === "bpmn-error";
  }
}

export interface HandlerRegistry {
  get(name: string): Handler | undefined;
  list(): readonly Handler[];
}

// ---------------------------------------------------------------- the gateway's asynchronous channel

/**
 * A message of the asynchronous channel. `queued`: the gateway has not taken it; `sent`: it has; `delivered`: the recipient has it; `answered`:
 * its answer is here; `not-delivered`, `stopped`: as the gateway says.
 */
export type GatewayMessageState = "queued" | "sent" | "delivered" | "answered" | "not-delivered" | "stopped";

export interface GatewayMessageRow {
  /** UUID; `correlationId` of what comes back. */
  readonly id: string;
  readonly case: string;
  readonly system: string;
  readonly service: string;
  readonly state: GatewayMessageState;
  /** How often it was handed to the gateway, or the attempt was made. */
  readonly attempts: number;
  readonly queuedAt: string;
  readonly changedAt: string;
  /** What the answer says, JSON. */
  readonly answer?: string;
  /** Id of the message that brought it: the same one again is a repetition. */
  readonly answerId?: string;
}

/** Something that befell a message: `sent`, `status DELIVERED`, `answer`, `notification MESSAGE_ACCEPTED`... */
export interface GatewayStep {
  readonly at: string;
  readonly step: string;
}

export interface GatewayOutbox {
  find(id: string): Promise<GatewayMessageRow | undefined>;
  /** Queued with its first step; the same id again changes nothing. */
  queue(message: Pick<GatewayMessageRow, "id" | "case" | "system" | "service">, at: string): Promise<void>;
  /** Notes a step; `state` absent leaves the state. What is answered stays answered. `attempt`: counts one more. */
  note(
    id: string,
    step: GatewayStep,
    change?: { readonly state?: GatewayMessageState; readonly attempt?: boolean },
  ): Promise<void>;
  /** `repeated`: an answer was kept before, the first one counts. `unknown`: no message of that id was sent from here. */
  answered(
    id: string,
    answer: { readonly id: string; readonly json: string; readonly at: string },
  ): Promise<"kept" | "repeated" | "unknown">;
  /** Oldest first. */
  steps(id: string): Promise<readonly GatewayStep[]>;
  /** Oldest first. */
  ofCase(caseId: string): Promise<readonly GatewayMessageRow[]>;
}

// ---------------------------------------------------------------- accounts and sessions

/** Somebody who may sign in. Staff and applicants alike; the log knows only `id`. */
export interface AccountRow {
  /** Random; what events and read models name. */
  readonly id: string;
  /** Unique, lower case. */
  readonly login: string;
  /** Shown to staff. */
  readonly name: string;
  readonly language: Language;
  readonly roles: readonly string[];
  /** The office, centre or akimat it works in; absent: none (applicants), or all. */
  readonly unit?: string;
  /** An outside worker: the topics whose work it may do. */
  readonly topics?: readonly string[];
  /** The personal number that its signing certificate names. It stays in this table: never in an event, a variable or a log line. */
  readonly iin?: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** It may no longer sign in. */
  readonly disabledAt?: string;
  /** Counts what administrators changed of it; absent on a new one, which has 1. */
  readonly version?: number;
  /** Its password was given by an administrator: nothing but choosing another is allowed. */
  readonly passwordExpired?: true;
  /** Who it is at the identity provider (OpenID Connect Core 1.0, 5.7: only both together name somebody for ever). */
  readonly provider?: ProviderSubject;
  /** The absent colleagues of the unit whose deputy it is now; filled in when a session is recognised, never kept with the account. */
  readonly standsInFor?: readonly StandIn[];
  /** The name at the provider whose first sign-in gets this account, and until when. */
  readonly awaitedAtProvider?: { readonly name: string; readonly until: string };
}

/** For whom a deputy acts, as what. */
export interface StandIn {
  readonly id: string;
  readonly name: string;
  /** Those of the absent account that belong to its unit. */
  readonly roles: readonly string[];
}

/** Somebody is away, and a colleague of the same unit does their tasks. UTC instants; `until` itself is no longer part of it. */
export interface AbsenceRow {
  readonly id: string;
  /** Account ids. */
  readonly account: string;
  readonly deputy: string;
  readonly unit: string;
  readonly from: string;
  readonly until: string;
  readonly madeAt: string;
  readonly madeBy: string;
  /** It was ended then, before or during its time. */
  readonly endedAt?: string;
  readonly endedBy?: string;
}

export interface AbsenceStore {
  /** `overlaps`: the account is away then already. `deputy-absent`: the deputy is, so that nobody would act. Both: nothing was written. */
  add(absence: AbsenceRow): Promise<"added" | "overlaps" | "deputy-absent">;
  byId(id: string): Promise<AbsenceRow | undefined>;
  /** Latest beginning first. `of`: where the account is away, or the deputy. `at`: those that are in force then. */
  list(
    filter: { readonly unit?: string; readonly of?: string; readonly at?: string },
    page?: PageRequest,
  ): Promise<Page<AbsenceRow>>;
  /** False: it has been ended before. */
  end(id: string, at: string, by: string): Promise<boolean>;
  /** Accounts that are away at that instant, are not disabled, and of whose unit the deputy still is. */
  absentOf(deputy: string, at: string): Promise<readonly AccountRow[]>;
}

export interface ProviderSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** `stale`: it has another version than was read. `last-administrator`: nobody would be left to administer. Both: nothing was written. */
export type AccountOutcome = "changed" | "absent" | "stale" | "last-administrator";

export interface AccountSecret {
  /** scrypt with its parameters and salt, as `api/auth/passwords.ts` writes it. */
  readonly passwordHash: string;
  /** Wrong passwords since the last right one. */
  readonly failures: number;
  /** No sign-in before this instant. */
  readonly lockedUntil?: string;
}

export interface AccountStore {
  /** `login-taken`: nothing was written. */
  create(account: AccountRow, passwordHash: string): Promise<"created" | "login-taken">;
  byId(id: string): Promise<AccountRow | undefined>;
  byLogin(login: string): Promise<(AccountRow & AccountSecret) | undefined>;
  /** The applicant of that personal number. */
  byIin(iin: string): Promise<(AccountRow & AccountSecret) | undefined>;
  /** As `create`, for an applicant who registers; `iin-taken`: that applicant has an account. */
  register(
    account: AccountRow & { readonly iin: string },
    passwordHash: string,
  ): Promise<"created" | "login-taken" | "iin-taken">;
  secretOf(id: string): Promise<AccountSecret | undefined>;
  /** Takes the lock away, too. `expired`: it must be changed at the next sign-in. */
  setPassword(id: string, passwordHash: string, expired?: boolean): Promise<void>;
  /** What people see and what it may do, as it is from now on; `version`: only if it is still that. */
  change(
    id: string,
    values: Pick<AccountRow, "name" | "language" | "roles" | "unit" | "topics">,
    version?: number,
  ): Promise<AccountOutcome>;
  /** Since when it may not sign in; absent: it may again. */
  setDisabled(id: string, at?: string, version?: number): Promise<AccountOutcome>;
  byProvider(subject: ProviderSubject): Promise<AccountRow | undefined>;
  /** Whom a sign-in of that name at the provider is awaited for, if it is not too late. */
  awaited(name: string, now: string): Promise<AccountRow | undefined>;
  /** From now on a sign-in of that name is awaited; absent: none, and what was linked is so no more. `taken`: it is awaited for another. */
  awaitAtProvider(id: string, awaited?: { readonly name: string; readonly until: string }): Promise<"saved" | "taken">;
  /** False: the account is awaited no more, or is linked already. */
  link(id: string, subject: ProviderSubject, name: string): Promise<boolean>;
  /** By login. */
  list(filter?: { readonly role?: string; readonly unit?: string }, page?: PageRequest): Promise<Page<AccountRow>>;
  /** Sets (never adds) the count of wrong passwords and the lock; `lockedUntil` absent takes the lock away. */
  setFailures(id: string, failures: number, lockedUntil?: string): Promise<void>;
  /** Adds one to the count of wrong passwords and answers the new count; two at once count twice. */
  addFailure(id: string): Promise<number>;
}

export interface SessionRow {
  /** SHA-256 (hex) of the bearer token; the token itself is nowhere. */
  readonly tokenHash: string;
  readonly account: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly method: SignInMethod;
}

export type SignInMethod = "password" | "signature" | "provider";

/** A sign-in that is under way at the identity provider. */
export interface PendingSignIn {
  /** SHA-256 (hex) of the cookie that binds it to its browser. */
  readonly browser: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** UTC instant. */
  readonly expiresAt: string;
}

export interface PendingSignInStore {
  /** Forgets those that ended before `now`. */
  keep(signIn: PendingSignIn, now: string): Promise<void>;
  /** Once: it is gone then. */
  take(browser: string): Promise<PendingSignIn | undefined>;
}

/** What somebody signs to sign in. */
export interface SignInChallenge {
  readonly nonce: string;
  readonly audience: string;
  /** UTC instants. */
  readonly issuedAt: string;
  readonly expiresAt: string;
}

export interface ChallengeStore {
  /** Forgets those whose time is over. */
  keep(challenge: SignInChallenge): Promise<void>;
  /** Once: it is gone then. */
  take(nonce: string): Promise<SignInChallenge | undefined>;
}

export interface SessionStore {
  open(session: SessionRow): Promise<void>;
  /** Expired sessions are found too: the caller compares with its clock. */
  find(tokenHash: string): Promise<(SessionRow & { readonly owner: AccountRow }) | undefined>;
  close(tokenHash: string): Promise<void>;
  /** All of the account but this one. */
  closeOthers(account: string, tokenHash?: string): Promise<void>;
  /** Deletes those that ended before `now`. */
  closeExpired(now: string): Promise<void>;
}

// ---------------------------------------------------------------- units

export const UNIT_KINDS = ["provider", "centre", "corporation", "akimat"] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A place where people work at cases: a department of the provider, or where applications are taken (decision record 8). */
export interface UnitRow {
  /** What accounts, events and read models name. */
  readonly id: string;
  readonly kind: UnitKind;
  readonly names: Readonly<Record<Language, string>>;
  /** The unit that it belongs to. */
  readonly parent?: string;
  /** The regulations that it provides, sorted. */
  readonly provides: readonly string[];
  /** Those of them whose cases it gets when nobody names a unit, sorted; one unit for each regulation. */
  readonly defaultFor: readonly string[];
  /** It takes no new cases. */
  readonly closed: boolean;
}

export interface UnitStore {
  /** Makes it or replaces all that is said of it. What it is the default for, no other unit is from then on. */
  put(unit: UnitRow): Promise<"created" | "replaced">;
  byId(id: string): Promise<UnitRow | undefined>;
  /** By id. */
  list(filter?: { readonly kind?: UnitKind; readonly provides?: string }, page?: PageRequest): Promise<Page<UnitRow>>;
  /** The units that provide a regulation and take new cases, by id. */
  providersOf(regulation: string): Promise<readonly UnitRow[]>;
}

// ---------------------------------------------------------------- comments

/** What somebody of the staff wrote about a case. */
export interface CommentRow {
  readonly id: string;
  readonly case: string;
  /** The task at which it was written. */
  readonly task?: string;
  /** Account id. */
  readonly by: string;
  /** UTC instant. */
  readonly at: string;
  readonly text: string;
}

export interface CommentStore {
  add(comment: CommentRow): Promise<void>;
  /** The oldest first. */
  ofCase(caseId: string): Promise<readonly CommentRow[]>;
}

// ---------------------------------------------------------------- preferences

/** What a list of tasks is narrowed to; what is left out does not count. */
export interface SavedFilter {
  readonly regulation?: string;
  readonly element?: string;
  /** `me`, `nobody`, or the id of an account. */
  readonly assignee?: string;
  /** Seen from the day on which one looks. */
  readonly due?: "overdue" | "today" | "week";
  /** With what the number of the case begins. */
  readonly number?: string;
}

export interface SavedFilterRow {
  readonly id: string;
  /** Whose it is: nobody else changes it. */
  readonly account: string;
  /** Whose accounts may use it too. */
  readonly unit?: string;
  readonly name: string;
  readonly filter: SavedFilter;
  /** UTC instant. */
  readonly createdAt: string;
}

export interface PreferenceStore {
  /** What the account wrote last; absent: nothing yet. */
  read(account: string): Promise<Json | undefined>;
  write(account: string, value: Json, at: string): Promise<void>;
  /** The account's own and those that its unit shares, in the order in which they were made. */
  filters(account: string, unit: string | undefined): Promise<readonly SavedFilterRow[]>;
  /** `too-many`: the account has `most` already; `not-yours`: the id is another account's. Nothing was written then. */
  putFilter(row: SavedFilterRow, most: number): Promise<"created" | "replaced" | "too-many" | "not-yours">;
  /** False when the account has no such filter. */
  removeFilter(id: string, account: string): Promise<boolean>;
}

// ---------------------------------------------------------------- surveys

/** What the applicant said of the service when the case was over. */
export interface SurveyRow {
  readonly case: string;
  readonly regulation?: string;
  readonly channel?: string;
  /** The provider's. */
  readonly unit?: string;
  readonly answeredAt: string;
  /** The applicant's account, or that of who wrote the words down. */
  readonly by: string;
  /** Question -> answer, as the form `survey` of the case's deployment has them. */
  readonly answers: Readonly<Record<string, string>>;
}

/** How often an answer was given. */
export interface SurveyCount {
  readonly regulation?: string;
  readonly channel?: string;
  readonly question: string;
  readonly answer: string;
  readonly count: number;
}

export interface SurveyStore {
  /** `answered`: it was before; nothing was written. */
  answer(survey: SurveyRow): Promise<"saved" | "answered">;
  ofCase(caseId: string): Promise<SurveyRow | undefined>;
  /** By regulation, channel, question and answer. `from` and `before` are UTC instants. */
  count(filter: {
    readonly regulation?: string;
    readonly unit?: string;
    readonly from?: string;
    readonly before?: string;
  }): Promise<readonly SurveyCount[]>;
}

/** Answers to requests that change no case (a deployment, a new account), kept for their Idempotency-Key. */
export interface ReceiptStore {
  /** The same rows that `EventStore.receipt` reads. */
  find(account: string, key: string): Promise<StoredReceipt | undefined>;
  /** `taken`: the account has used the key before; nothing was written. */
  save(receipt: StoredReceipt): Promise<"saved" | "taken">;
}

// ---------------------------------------------------------------- time and chance

export interface Clock {
  /** UTC now, ISO 8601 with milliseconds and `Z`. */
  now(): string;
}

export interface Chance {
  /** `n` random bytes as hex. */
  hex(n: number): string;
}

// ---------------------------------------------------------------- audit

export interface CaseSearch {
  /** Beginning of the case's number, or the whole business key. */
  readonly number?: string;
  /** Of the applicant: account id, login, personal number, or a part of the name. */
  readonly applicant?: string;
  /** Of somebody who completed a task of the case: account id, login, or a part of the name. */
  readonly performer?: string;
  readonly status?: CaseStatus;
  readonly publicStatus?: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly process?: string;
  /** Digest of a deployment on which something of the case ran, in a called process too. */
  readonly ranOn?: string;
  /** The provider's unit or that of intake. */
  readonly unit?: string;
  /** Started at this instant or later, and before that one. */
  readonly from?: string;
  readonly before?: string;
  /** A term or limit of it was broken, or none was. */
  readonly breached?: boolean;
}

export interface FoundCase extends CaseRow {
  readonly applicantName?: string;
  /** Terms and limits that were broken. */
  readonly breaches: number;
}

export const TERM_DIMENSIONS = ["month", "regulation", "channel", "unit", "kind", "step"] as const;
export type TermDimension = (typeof TERM_DIMENSIONS)[number];

export interface TermCount {
  /** `2012-05`, of the case's start. */
  readonly month?: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly unit?: string;
  readonly kind?: LimitRow["kind"];
  /** Of `step`: element, number of the action, or clause of the term; with the element at which it began, and its deployment. */
  readonly of?: string;
  readonly element?: string;
  readonly definition?: string;
  readonly inTime: number;
  readonly late: number;
  /** Not over yet, and not late so far. */
  readonly running: number;
  /** Given up before their end, with the case or its step. */
  readonly dropped: number;
}

export interface SystemFigures {
  readonly commits: number;
  readonly cases: Readonly<Record<CaseStatus, number>>;
  readonly openTasks: number;
  readonly jobsWaiting: number;
  /** Held by an incident. */
  readonly jobsStuck: number;
  readonly timersWaiting: number;
  readonly openIncidents: number;
  readonly reads: number;
}

export interface AuditReads {
  /** Newest first. */
  cases(search: CaseSearch, page?: PageRequest): Promise<Page<FoundCase>>;
  /** Terms and limits of the cases that started in the period, counted by the dimensions. */
  terms(request: {
    readonly by: readonly TermDimension[];
    readonly from: string;
    readonly before: string;
    /** The months of the period, each with the instant at which it begins where the cases are; needed to count by month. */
    readonly months: readonly { readonly name: string; readonly from: string }[];
    readonly regulation?: string;
    readonly unit?: string;
    readonly kind?: LimitRow["kind"];
  }): Promise<readonly TermCount[]>;
  figures(): Promise<SystemFigures>;
}

/** What was looked at. */
export const READ_KINDS = [
  "case",
  "task",
  "limits",
  "history",
  "verification",
  "replay",
  "documents",
  "document",
] as const;
export type ReadKind = (typeof READ_KINDS)[number];

/** Somebody of the staff looked at something of a case. */
export interface ReadRow {
  readonly id: number;
  readonly at: string;
  readonly account: string;
  readonly case: string;
  readonly what: ReadKind;
  /** Of `document`: its id. Of `task`: the task's. */
  readonly of?: string;
}

export interface ReadLog {
  append(rows: readonly Omit<ReadRow, "id">[]): Promise<void>;
  /** Newest first. */
  list(
    filter?: { readonly case?: string; readonly account?: string; readonly from?: string; readonly before?: string },
    page?: PageRequest,
  ): Promise<Page<ReadRow>>;
}
