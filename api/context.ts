/** What the routes are given: the runtime, the stores they read from, and who is signed in. Put together in `server.ts`. */
import type {
  AbsenceStore,
  AccountRow,
  AccountStore,
  AuditReads,
  CaseFileStore,
  Clock,
  DefinitionStore,
  EventStore,
  GatewayOutbox,
  Handler,
  JobLocks,
  ProposalStore,
  NotificationStore,
  PreferenceStore,
  ReadLog,
  ReadModels,
  ReceiptStore,
  CommentStore,
  SurveyStore,
  UnitStore,
} from "../engine/ports.ts";
import type { Json } from "../engine/core/events.ts";
import type { Problem } from "../engine/errors.ts";
import type { Bundle, Runtime } from "../engine/runtime/runtime.ts";
import type { DeployApproval } from "./config.ts";
import type { Language } from "../engine/model/graph.ts";
import type { CalendarTable } from "../engine/terms/calendar.ts";
import type { Derivation } from "../engine/terms/derivation.ts";
import type { ScryptCost } from "./auth/passwords.ts";
import type { IdentityProvider } from "./auth/identity-provider.ts";
import type { ReadRecorder } from "./read-recorder.ts";
import type { DocumentSettings } from "./document-settings.ts";
import type { Sessions } from "./auth/sessions.ts";
import type { OutsideWork } from "./outside-work.ts";
import type { SignatureSignIn } from "./sign-in.ts";

/** Which of the test certificates signs: `valid`, or one with a fault. */
export type DemoCertificate = "valid" | "expired" | "not-yet-valid" | "revoked" | "sign-in" | "untrusted";

/** In what it is written: the JSON of our forms, CMS (DER in base64; detached or with the document inside), or an XML signature. */
export type DemoSignatureForm = "json" | "cms" | "cms-attached" | "xml";

/** The answer is what `signature.verify` reads: certificate, signature and algorithm, or a text. */
export type DemoSigner = (
  signer: Pick<AccountRow, "iin">,
  document: Uint8Array,
  certificate: DemoCertificate,
  form: DemoSignatureForm,
) => Promise<object | string>;

/** One of the synthetic people; nobody of them exists. */
export interface DemoPerson {
  /** What part it plays: `applicant`, `unknownChild`... */
  readonly persona: string;
  readonly iin: string;
  readonly surname: string;
  readonly name: string;
  readonly patronymic?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly sex: "female" | "male";
}

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A first diagram, what of the table is not in it, and what a case needs beyond it. */
export interface TableDraft {
  readonly xml: string;
  readonly title: string;
  readonly actions: number;
  readonly losses: readonly {
    readonly line?: number;
    readonly action?: string;
    readonly text: string;
    readonly why: string;
  }[];
  readonly missing: readonly string[];
}

export interface ApiContext {
  readonly runtime: Runtime;
  readonly events: EventStore;
  readonly reads: ReadModels;
  readonly definitions: DefinitionStore;
  readonly caseFile: CaseFileStore;
  readonly accounts: AccountStore;
  readonly absences: AbsenceStore;
  readonly receipts: ReceiptStore;
  readonly units: UnitStore;
  readonly jobLocks: JobLocks;
  readonly notifications: NotificationStore;
  readonly outsideWork: OutsideWork;
  readonly signIn: SignatureSignIn;
  /** Absent: staff signs in with passwords only. */
  readonly identityProvider?: IdentityProvider;
  readonly surveys: SurveyStore;
  readonly comments: CommentStore;
  readonly proposals: ProposalStore;
  /** Whether another person than who proposes a version must approve it. */
  readonly deployApproval: DeployApproval;
  /** What lint says of a bundle; `others`: the diagrams that it may call. The answer is the schema `lintFindings`. */
  readonly lintBundle: (
    bundle: Bundle,
    others: readonly Uint8Array[],
  ) => Promise<{ readonly answer: object; /** The errors alone. */ readonly problems: readonly Problem[] }>;
  /** What steps can call. */
  readonly handlers: readonly Pick<Handler, "name" | "description" | "input" | "output">[];
  /** What `reglament draft` does with a table. Throws an Error that says why it cannot be read. */
  readonly draftTable: (request: {
    readonly file: NamedFile;
    readonly regulation: string;
    readonly channel: string;
    readonly byHand: boolean;
  }) => Promise<TableDraft>;
  readonly preferences: PreferenceStore;
  readonly audit: AuditReads;
  readonly readLog: ReadLog;
  readonly readRecorder: ReadRecorder;
  readonly gatewayOutbox: GatewayOutbox;
  /** Where the child of that case stands in the queue of preschool places; `none`: nowhere; `unavailable`: the queue does not answer. */
  readonly queuePlace: (
    caseId: string,
    signal: AbortSignal,
  ) => Promise<{ readonly number: string; readonly position: number } | "none" | "unavailable">;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** How a due date was computed, in words, one line for each thing that decided it. */
  readonly explain: (derivation: Derivation, language: Language) => readonly string[];
  readonly passwordCost?: ScryptCost;
  /** Whether a signature over that document by the person of that number would count now; `unavailable`: the authority does not answer. */
  readonly trySignature: (question: {
    readonly document: Uint8Array;
    readonly signature: Json;
    readonly iin: string;
  }) => Promise<
    | { readonly valid: boolean; readonly reason: string; readonly words: Readonly<Record<Language, string>> }
    | "unavailable"
  >;
  /** Plays the scenarios about a diagram in both engines; the answer is the schema `trial`. */
  readonly tryOut: (files: {
    readonly diagram: NamedFile;
    readonly others: readonly NamedFile[];
    readonly scenarios: readonly NamedFile[];
  }) => Promise<object>;
  readonly documents: DocumentSettings;
  /** Who signed a document, as PDF; `undefined`: no signature passed. */
  readonly signatureSheet: (sheet: {
    readonly language: Language;
    readonly name: string;
    readonly number?: string;
    readonly filedAt: string;
    readonly digest: string;
    readonly checks: readonly Json[];
  }) => Promise<Uint8Array | undefined>;
  /** A template filled with sample values, as PDF. Throws a failure with the code `TEMPLATE_INVALID`. */
  readonly previewDocument: (request: {
    readonly template: Uint8Array;
    readonly language: Language | "all";
    readonly regulation?: Uint8Array;
  }) => Promise<Uint8Array>;
  /** Only the demo has it: a signer's tool, and people whom the simulated registers know. */
  readonly demo?: { readonly sign: DemoSigner; readonly people: readonly DemoPerson[] };
  /** New cases are pinned to the first. */
  readonly calendars: readonly CalendarTable[];
  /** What the database takes on the disk. */
  readonly storeBytes: () => Promise<number>;
  /** Registers are asked through the gateway; otherwise what needs them stops with an incident. */
  readonly gatewayConfigured: boolean;
  /** When this process began to serve. */
  readonly startedAt: string;
  /** Of package.json. */
  readonly version: string;
  readonly mode: "demo" | "installation";
}
