/** The shell around the pure core: what API and command line call. Created by `createRuntime` (engine/runtime/create-runtime.ts). */
import type { Actor, Command } from "../core/commands.ts";
import type { Json, RecordedEvent, Variables } from "../core/events.ts";
import type { ChangedTask, ChangedWait, Homeless, Mapping, MigrationPlan } from "../core/migration.ts";
import type { CaseState } from "../core/state.ts";
import type { Problem } from "../errors.ts";
import type { Graph } from "../model/graph.ts";
import type { DefinitionRow, HandlerDocument, ResourceKind } from "../ports.ts";

/** An upload: the diagrams with all that they name. Forms are JSON Schemas, named without ending. */
export interface Bundle {
  readonly resources: readonly { readonly kind: ResourceKind; readonly name: string; readonly bytes: Uint8Array }[];
  readonly comment?: string;
  /** Account ids: who asked for it to be put into service, and who approved that, where a second person did. */
  readonly proposedBy?: string;
  readonly approvedBy?: string;
}

/** What a bundle would become. */
export interface CheckedBundle {
  /** SHA-256 (hex) of its manifest. */
  readonly digest: string;
  readonly processes: readonly string[];
  readonly regulation?: string;
  readonly channel?: string;
}

export interface Receipt {
  readonly case: string;
  readonly seq: number;
  readonly events: readonly RecordedEvent[];
  readonly state: CaseState;
  /** The Idempotency-Key was known: this is the first answer again (`events` is then empty and `state` today's). */
  readonly repeated?: true;
}

/** A message that waits for somebody to wait for it. */
export interface KeptReceipt {
  readonly keptUntil: string;
}

export interface CommandOptions {
  /** The version the caller has read; another one is refused with `STALE_VERSION`. */
  readonly expectedSeq?: number;
  readonly idempotencyKey?: string;
}

/** What a form sent. Its fields are split by the form's schema: those marked `"x-variable": true` become variables, all of it a document of the case file. */
export type FormData = Readonly<Record<string, Json>>;

export interface MigrationRequest {
  readonly process: string;
  /** Versions of the process, by number. */
  readonly from: number;
  readonly to: number;
  /** Absent: all cases that run on the version. */
  readonly cases?: readonly string[];
  /** Ids of elements and sequence flows that are others in the new version, old to new. */
  readonly mapping?: Mapping;
}

/** A line of a plan, and in how many cases it stands. */
type Counted<Line> = Omit<Line, "key"> & { readonly cases: number };

export interface MigrationReport {
  /** Digests of the deployments. */
  readonly from: string;
  readonly to: string;
  readonly total: number;
  /** Cases in which everything has a home. */
  readonly ready: number;
  readonly mapped: readonly Counted<MigrationPlan["mapped"][number]>[];
  readonly homeless: readonly Counted<Homeless>[];
  readonly changedWaits: readonly Counted<ChangedWait>[];
  readonly changedTasks: readonly Counted<ChangedTask>[];
  readonly cases: readonly { readonly case: string; readonly ready: boolean; readonly homeless: readonly Homeless[] }[];
}

export interface MigrationOutcome {
  readonly from: string;
  readonly to: string;
  readonly migrated: readonly string[];
  readonly failed: readonly {
    readonly case: string;
    readonly code: string;
    readonly detail: string;
    readonly problems: readonly Problem[];
  }[];
}

/** Every method throws `CodedError` when it says no. */
export interface Runtime {
  /** Refuses as `deploy` does, and stores nothing. */
  check(bundle: Bundle): Promise<CheckedBundle>;
  /** Compiles, checks (diagram, handlers, forms) and stores. The same bundle again changes nothing. */
  deploy(
    bundle: Bundle,
    by: Actor,
  ): Promise<{ readonly created: boolean; readonly digest: string; readonly definitions: readonly DefinitionRow[] }>;
  start(
    request: {
      readonly process: string;
      readonly version?: number;
      readonly case?: string;
      readonly variables?: Variables;
      readonly form?: FormData;
      readonly applicant?: string;
      /** The provider's unit. */
      readonly unit?: string;
      /** Where the application was taken, when that is another. */
      readonly intakeUnit?: string;
      readonly businessKey?: string;
      /** Filed in the same transaction, after what the form makes: for example how they signed in who start it. */
      readonly documents?: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
    },
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt>;
  completeTask(
    taskId: string,
    data: {
      readonly form?: FormData;
      readonly variables?: Variables;
      /** Filed in the same transaction, after what the form makes: for example who signed it. */
      readonly documents?: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
    },
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt>;
  /** Work done outside: `facts` as a handler answers them, and documents for the case file. */
  completeJob(
    job: { readonly case: string; readonly key: number },
    data: {
      readonly facts?: Variables;
      readonly documents?: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
    },
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt>;
  /** Commands without documents or forms, as they are: claim, release, resolve incident, cancel, suspend, resume, set variables. */
  execute(caseId: string, command: Command, by: Actor, options?: CommandOptions): Promise<Receipt>;
  /** What the command would do now: decided, and neither written nor told to anybody. */
  foresee(caseId: string, command: Command, by: Actor): Promise<Pick<Receipt, "events" | "state">>;
  /**
   * To one waiting catcher of that name (oldest first), else it starts a process that begins with it. When nobody is there, it is refused with
   * `MESSAGE_NOT_EXPECTED`, or with `keepFor` (ISO 8601 duration) kept until somebody waits for it, that long at most.
   */
  publishMessage(
    message: {
      readonly name: string;
      readonly correlation?: Json;
      readonly variables?: Variables;
      readonly case?: string;
      readonly keepFor?: string;
    },
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt | KeptReceipt>;
  /** What a migration would do, case by case and in sum; changes nothing. */
  planMigration(request: MigrationRequest): Promise<MigrationReport>;
  /** One command for each case: those that are refused are listed, and stay where they are. */
  migrate(
    request: MigrationRequest & { readonly reason: string; readonly recomputeTerms?: boolean },
    by: Actor,
  ): Promise<MigrationOutcome>;
  fileDocument(
    caseId: string,
    document: HandlerDocument,
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt & { readonly document: string }>;
  /** Erases all documents of a case that has ended; `erased` is how many there were. The log stays as it is, and provable. */
  eraseCaseFile(
    caseId: string,
    request: { readonly ground: "retention" | "law"; readonly reason: string },
    by: Actor,
    options?: CommandOptions,
  ): Promise<Receipt & { readonly erased: number }>;
  /** The compiled diagram of a deployment, from the cache. */
  graph(digest: string): Promise<Graph>;
  /** A form's JSON Schema as deployed with the case's diagram. */
  form(digest: string, name: string): Promise<object | undefined>;
  /** Throws `DATA_INVALID` with a pointer for each field that does not fit the form, `FORM_NOT_FOUND` when there is none. */
  checkForm(digest: string, name: string, data: FormData): Promise<void>;
  /** Called after each commit; returns the way to stop listening. */
  subscribe(
    listener: (receipt: {
      readonly case: string;
      readonly events: readonly RecordedEvent[];
      readonly state: CaseState;
    }) => void,
  ): () => void;
  /** Starts the pump of timers, jobs and limits. */
  startPump(): void;
  /** Until no job is in flight and nothing is due: for tests and the demo. */
  settle(): Promise<void>;
  /** Stops the pump, lets what runs end, commits what was accepted. */
  close(): Promise<void>;
}
