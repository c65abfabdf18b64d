/** Opens the store of an installation: all that `engine/ports.ts` asks of `db/`, over one database. */
import { join } from "node:path";
import type {
  AbsenceStore,
  AccountStore,
  AuditReads,
  CaseFileStore,
  ChallengeStore,
  DefinitionStore,
  EventStore,
  GatewayOutbox,
  JobLocks,
  MessageKeeper,
  NotificationStore,
  ProposalStore,
  PreferenceStore,
  PendingSignInStore,
  ReadLog,
  ReadModels,
  ReceiptStore,
  SessionStore,
  CommentStore,
  SurveyStore,
  UnitStore,
} from "../engine/ports.ts";
import { createAbsenceStore } from "./absences.ts";
import { createAccountStore, createSessionStore } from "./accounts.ts";
import { createAuditReads } from "./audit.ts";
import { createCaseFileStore } from "./case-file.ts";
import type { BeforeStatement } from "./connections.ts";
import { createDefinitionStore } from "./definitions.ts";
import { createEventStore } from "./event-store.ts";
import { createGatewayOutbox } from "./gateway-outbox.ts";
import { createJobLocks } from "./job-locks.ts";
import { createMessageKeeper } from "./kept-messages.ts";
import { createNotificationStore } from "./notifications.ts";
import { createProposalStore } from "./proposals.ts";
import { openPostgres } from "./postgres.ts";
import { createPreferenceStore } from "./preferences.ts";
import { createPendingSignInStore } from "./pending-sign-ins.ts";
import { createReadLog } from "./read-log.ts";
import { createReadModels } from "./read-models.ts";
import { rebuild } from "./rebuild.ts";
import type { Evolve, RebuildOptions, Rebuilt } from "./rebuild.ts";
import { createReceiptStore } from "./receipts.ts";
import { createChallengeStore } from "./sign-in-challenges.ts";
import { openSqlite } from "./sqlite.ts";
import { createCommentStore } from "./comments.ts";
import { createSurveyStore } from "./surveys.ts";
import { createUnitStore } from "./units.ts";

export interface DatabaseOptions {
  /** Folder of the embedded database; not looked at with `databaseUrl`. */
  readonly dataDir: string;
  /** `postgres://...`: PostgreSQL instead of the embedded database. */
  readonly databaseUrl?: string;
  readonly beforeStatement?: BeforeStatement;
}

export interface Database {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly definitions: DefinitionStore;
  readonly caseFile: CaseFileStore;
  readonly keptMessages: MessageKeeper;
  readonly gatewayOutbox: GatewayOutbox;
  readonly accounts: AccountStore;
  readonly absences: AbsenceStore;
  readonly sessions: SessionStore;
  readonly receipts: ReceiptStore;
  readonly units: UnitStore;
  readonly surveys: SurveyStore;
  readonly comments: CommentStore;
  readonly preferences: PreferenceStore;
  readonly audit: AuditReads;
  readonly readLog: ReadLog;
  readonly jobLocks: JobLocks;
  readonly notifications: NotificationStore;
  readonly challenges: ChallengeStore;
  readonly proposals: ProposalStore;
  readonly pendingSignIns: PendingSignInStore;
  /** Makes all that is derived again from the log; `evolve` is that of `engine/core`. Throws `ChainBroken`; then nothing has changed. */
  rebuild(evolve: Evolve, options?: RebuildOptions): Promise<Rebuilt>;
  /** Waits for what runs, then closes. */
  close(): Promise<void>;
}

/** The file of the embedded database in its folder. */
export const DATABASE_FILE = "reglament.db";

/** Makes the database when it is not there, and brings its schema up to date. Throws `DatabaseRefused`. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, beforeStatement } = options;
  const watched = beforeStatement === undefined ? {} : { beforeStatement };
  const connections =
    databaseUrl === undefined
      ? await openSqlite({ file: join(options.dataDir, DATABASE_FILE), ...watched })
      : await openPostgres({ url: databaseUrl, ...watched });
  return {
    events: createEventStore(connections),
    readModels: createReadModels(connections),
    definitions: createDefinitionStore(connections),
    caseFile: createCaseFileStore(connections),
    keptMessages: createMessageKeeper(connections),
    gatewayOutbox: createGatewayOutbox(connections),
    accounts: createAccountStore(connections),
    absences: createAbsenceStore(connections),
    sessions: createSessionStore(connections),
    receipts: createReceiptStore(connections),
    units: createUnitStore(connections),
    surveys: createSurveyStore(connections),
    comments: createCommentStore(connections),
    preferences: createPreferenceStore(connections),
    audit: createAuditReads(connections),
    readLog: createReadLog(connections),
    jobLocks: createJobLocks(connections),
    notifications: createNotificationStore(connections),
    challenges: createChallengeStore(connections),
    proposals: createProposalStore(connections),
    pendingSignIns: createPendingSignInStore(connections),
    rebuild: (evolve, rebuildOptions) => rebuild(connections, evolve, rebuildOptions),
    close: () => connections.close(),
  };
}
