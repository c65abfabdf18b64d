/** Written by `npm run api-types` from the route table of the API: what can be asked, and what is answered. Not edited by hand. */

export type Account = {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly language: "kk" | "ru" | "en";
  readonly roles: readonly (
    | "applicant"
    | "office-clerk"
    | "centre-operator"
    | "corporation-operator"
    | "akimat-clerk"
    | "head"
    | "analyst"
    | "auditor"
    | "administrator"
    | "worker"
  )[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly version: number;
  readonly unit?: string;
  readonly topics?: readonly string[];
  readonly disabledAt?: string;
  readonly passwordExpired?: boolean;
  readonly linked?: boolean;
  readonly awaitedAtProvider?: { readonly name: string; readonly until: string };
};

export type Bundle = {
  readonly resources: readonly {
    readonly kind: "bpmn" | "form" | "document" | "decision" | "regulation" | "scenario";
    readonly name: string;
    readonly content: string;
    readonly encoding?: "text" | "base64";
  }[];
  readonly comment?: string;
};

export type Case = {
  readonly id: string;
  readonly seq: number;
  readonly status: "active" | "suspended" | "completed" | "terminated";
  readonly definition: string;
  readonly process: string;
  readonly startedAt: string;
  readonly incidents: number;
  readonly active: readonly {
    readonly key: number;
    readonly element: string;
    readonly scope: number;
    readonly name: string;
    readonly kind: string;
    readonly waits: readonly {
      readonly kind: "task" | "job" | "timer" | "message" | "signal" | "condition";
      readonly key: number;
      readonly role?: string;
      readonly assignee?: string;
      readonly handler?: string;
      readonly dueAt?: string;
      readonly name?: string;
    }[];
    readonly incident?: { readonly code: string; readonly message: string };
  }[];
  readonly tokens: readonly { readonly flow: string; readonly scope: number }[];
  readonly variables: Variables;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  readonly unit?: string;
  readonly intakeUnit?: string;
  readonly businessKey?: string;
  readonly publicStatus?: string;
  readonly endedAt?: string;
  readonly dueAt?: string;
  readonly service?: string;
  readonly suspendedAt?: string;
  readonly termsStoppedAt?: string;
};

export type CaseRow = {
  readonly id: string;
  readonly seq: number;
  readonly status: "active" | "suspended" | "completed" | "terminated";
  readonly definition: string;
  readonly process: string;
  readonly startedAt: string;
  readonly incidents: number;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  readonly unit?: string;
  readonly intakeUnit?: string;
  readonly businessKey?: string;
  readonly publicStatus?: string;
  readonly endedAt?: string;
  readonly dueAt?: string;
};

export type BrowserSession = { readonly expiresAt: string; readonly account: Account };

export type ChainedEvent = {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly cause: string;
  readonly event: { readonly type: string };
  readonly prev: string;
  readonly hash: string;
};

export type Absence = {
  readonly id: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly deputy: { readonly id: string; readonly name: string };
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  readonly state: "planned" | "current" | "over" | "ended";
  readonly mayEnd: boolean;
};

export type NewAbsence = {
  readonly deputy: string;
  readonly from: string;
  readonly to: string;
  readonly account?: string;
};

export type ClaimReceipt = { readonly case: string; readonly seq: number; readonly assigneeAwayUntil?: string };

export type Colleague = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly (
    | "applicant"
    | "office-clerk"
    | "centre-operator"
    | "corporation-operator"
    | "akimat-clerk"
    | "head"
    | "analyst"
    | "auditor"
    | "administrator"
    | "worker"
  )[];
  readonly awayUntil?: string;
  readonly deputy?: string;
};

export type Comment = {
  readonly id: string;
  readonly case: string;
  readonly by: string;
  readonly name: string;
  readonly at: string;
  readonly text: string;
  readonly task?: string;
};

export type Claim = { readonly expectedSeq?: number; readonly assignee?: string };

export type Credentials = {
  readonly login?: string;
  readonly iin?: string;
  readonly password?: string;
  readonly nonce?: string;
  readonly signature?: unknown;
};

export type Definition = {
  readonly process: string;
  readonly version: number;
  readonly digest: string;
  readonly deployedAt: string;
  readonly deployedBy: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly comment?: string;
  readonly title?: string;
  readonly proposedBy?: string;
  readonly approvedBy?: string;
};

export type DemoAccount = {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly (
    | "applicant"
    | "office-clerk"
    | "centre-operator"
    | "corporation-operator"
    | "akimat-clerk"
    | "head"
    | "analyst"
    | "auditor"
    | "administrator"
    | "worker"
  )[];
  readonly unit?: string;
  readonly topics?: readonly string[];
};

export type DemoPerson = {
  readonly persona: string;
  readonly iin: string;
  readonly surname: string;
  readonly name: string;
  readonly birthDate: string;
  readonly sex: "female" | "male";
  readonly patronymic?: string;
};

export type DefinitionDetail = {
  readonly definition: Definition;
  readonly resources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly digest: string;
    readonly size: number;
  }[];
  readonly processes: readonly string[];
};

export type Deployed = {
  readonly created: boolean;
  readonly digest: string;
  readonly definitions: readonly Definition[];
  readonly trial?: {
    readonly passed: number;
    readonly failed: number;
    readonly cases: readonly {
      readonly id: string;
      readonly ok: boolean;
      readonly why: string;
      readonly notes?: readonly string[];
      readonly faults?: readonly {
        readonly code:
          | "state"
          | "not-completed"
          | "completed"
          | "count"
          | "order"
          | "open"
          | "variable"
          | "instance-count"
          | "no-instance"
          | "step"
          | "diagram";
        readonly element?: string;
        readonly name?: string;
        readonly instance?: string;
        readonly step?: number;
        readonly expected?: unknown;
        readonly seen?: unknown;
        readonly detail?: string;
      }[];
    }[];
    readonly opinions: readonly {
      readonly id: string;
      readonly agrees?: boolean;
      readonly why?: string;
      readonly compared?: number;
      readonly difference?: Readonly<Record<string, unknown>>;
      readonly known?: Readonly<Record<string, unknown>>;
    }[];
    readonly remarks: readonly string[];
  };
};

export type NewProposal = {
  readonly resources: readonly {
    readonly kind: "bpmn" | "form" | "document" | "decision" | "regulation" | "scenario";
    readonly name: string;
    readonly content: string;
    readonly encoding?: "text" | "base64";
  }[];
  readonly comment: string;
};

export type Proposal = {
  readonly id: string;
  readonly state: "waiting" | "approved" | "returned" | "withdrawn";
  readonly digest: string;
  readonly processes: readonly string[];
  readonly basedOn: readonly { readonly process: string; readonly version: number }[];
  readonly comment: string;
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly proposedByName: string;
  readonly mine: boolean;
  readonly regulation?: string;
  readonly channel?: string;
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  readonly decidedByName?: string;
  readonly reason?: string;
  readonly versions?: readonly { readonly process: string; readonly version: number }[];
};

export type TableDraft = {
  readonly xml: string;
  readonly title: string;
  readonly actions: number;
  readonly losses: readonly {
    readonly text: string;
    readonly why: string;
    readonly line?: number;
    readonly action?: string;
  }[];
  readonly missing: readonly string[];
};

export type Document = {
  readonly id: string;
  readonly case: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly hash: string;
  readonly filedAt: string;
  readonly filedBy: string;
  readonly number?: string;
  readonly erasedAt?: string;
  readonly title?: string;
};

export type DocumentReceipt = { readonly case: string; readonly seq: number; readonly document: string };

export type DocumentPreview = {
  readonly template: Readonly<Record<string, unknown>>;
  readonly language: "kk" | "ru" | "en" | "all";
  readonly regulation?: Readonly<Record<string, unknown>>;
};

export type Erasure = { readonly ground: "retention" | "law"; readonly reason: string; readonly expectedSeq?: number };

export type ErasureReceipt = { readonly case: string; readonly seq: number; readonly erased: number };

export type VerifiedDocument = {
  readonly number: string;
  readonly issuedOn: string;
  readonly mediaType: string;
  readonly signedAt: readonly string[];
  readonly regulation?: string;
  readonly title?: string;
  readonly provider?: string;
  readonly sha256?: string;
  readonly erasedOn?: string;
};

export type Calendars = {
  readonly items: readonly {
    readonly version: string;
    readonly zone: string;
    readonly years: { readonly from: number; readonly to: number };
    readonly holidays: readonly {
      readonly key: string;
      readonly names: { readonly kk: string; readonly ru: string; readonly en: string };
      readonly dates: readonly string[];
      readonly shifts: boolean;
      readonly source: string;
      readonly from?: string;
      readonly to?: string;
      readonly note?: string;
    }[];
    readonly transfers: readonly {
      readonly off: string;
      readonly worked: string;
      readonly source: string;
      readonly note?: string;
      readonly uncertain?: boolean;
    }[];
  }[];
};

export type CaseWork = {
  readonly task: string;
  readonly element: string;
  readonly name: string;
  readonly openedAt: string;
  readonly mayOpen: boolean;
  readonly role?: string;
  readonly unit?: string;
  readonly assignee?: string;
  readonly dueAt?: string;
};

export type CounterService = {
  readonly process: string;
  readonly version: number;
  readonly regulation: string;
  readonly channel: string;
  readonly title: string;
  readonly documentsNeeded: readonly { readonly id: string; readonly name: string }[];
  readonly results: readonly { readonly id: string; readonly name: string }[];
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  readonly form?: string;
  readonly term?: { readonly duration: string; readonly unit: string };
  readonly provider?: string;
};

export type ElementTimes = {
  readonly digest: string;
  readonly cases: number;
  readonly more: boolean;
  readonly items: readonly {
    readonly element: string;
    readonly name: string;
    readonly visits: number;
    readonly open: number;
    readonly totalMs: number;
    readonly medianMs: number;
    readonly p90Ms: number;
    readonly longestMs: number;
  }[];
};

export type FoundCase = {
  readonly id: string;
  readonly seq: number;
  readonly status: "active" | "suspended" | "completed" | "terminated";
  readonly definition: string;
  readonly process: string;
  readonly startedAt: string;
  readonly incidents: number;
  readonly breaches: number;
  readonly regulation?: string;
  readonly channel?: string;
  readonly applicant?: string;
  readonly unit?: string;
  readonly intakeUnit?: string;
  readonly businessKey?: string;
  readonly publicStatus?: string;
  readonly endedAt?: string;
  readonly dueAt?: string;
  readonly applicantName?: string;
};

export type ReadRow = {
  readonly at: string;
  readonly account: string;
  readonly name: string;
  readonly case: string;
  readonly what: "case" | "task" | "limits" | "history" | "verification" | "replay" | "documents" | "document";
  readonly of?: string;
};

export type Refusals = {
  readonly cases: number;
  readonly more: boolean;
  readonly items: readonly {
    readonly status: string;
    readonly regulation?: string;
    readonly channel?: string;
    readonly element?: string;
    readonly name?: string;
    readonly clause?: string;
    readonly condition?: string;
    readonly answer?: string;
    readonly count: number;
  }[];
};

export type Replay = {
  readonly case: CaseRow;
  readonly versions: readonly {
    readonly digest: string;
    readonly process: string;
    readonly deployedAt: string;
    readonly deployedBy: string;
    readonly elements: readonly {
      readonly id: string;
      readonly kind: string;
      readonly name: string;
      readonly traces: readonly { readonly clause: string; readonly step?: string; readonly action?: string }[];
      readonly role?: string;
      readonly handler?: string;
    }[];
    readonly flows: readonly { readonly id: string; readonly name: string }[];
    readonly version?: number;
    readonly comment?: string;
  }[];
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly string[];
    readonly unit?: string;
  }[];
  readonly derivations: readonly { readonly seq: number; readonly words: readonly string[] }[];
  readonly documents: readonly Document[];
  readonly exchanges: readonly {
    readonly id: string;
    readonly system: string;
    readonly service: string;
    readonly state: string;
    readonly attempts: number;
    readonly queuedAt: string;
    readonly changedAt: string;
    readonly steps: readonly { readonly at: string; readonly step: string }[];
  }[];
};

export type StoredCommit = {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly cause: string;
  readonly prev: string;
  readonly hash: string;
  readonly events: readonly string[];
};

export type SystemState = {
  readonly version: string;
  readonly mode: "demo" | "installation";
  readonly runtime: string;
  readonly startedAt: string;
  readonly now: string;
  readonly memoryBytes: number;
  readonly commits: number;
  readonly cases: {
    readonly active: number;
    readonly suspended: number;
    readonly completed: number;
    readonly terminated: number;
  };
  readonly openTasks: number;
  readonly jobsWaiting: number;
  readonly jobsStuck: number;
  readonly timersWaiting: number;
  readonly openIncidents: number;
  readonly reads: number;
  readonly storeBytes: number;
  readonly gateway: boolean;
  readonly simulated: boolean;
  readonly nextDueAt?: string;
  readonly identityProvider?: { readonly issuer: string; readonly fault?: string };
};

export type TermCounts = {
  readonly items: readonly {
    readonly month?: string;
    readonly regulation?: string;
    readonly channel?: string;
    readonly unit?: string;
    readonly kind?: "term" | "action" | "step";
    readonly of?: string;
    readonly element?: string;
    readonly name?: string;
    readonly inTime: number;
    readonly late: number;
    readonly running: number;
    readonly dropped: number;
    readonly rate?: number;
  }[];
};

export type Exchange = {
  readonly message: string;
  readonly element: string;
  readonly system: string;
  readonly service: string;
  readonly channel: "sync" | "async";
  readonly outcome: string;
  readonly messages: readonly {
    readonly part: "request" | "response" | "notification";
    readonly document: string;
    readonly at: string;
    readonly signature: string;
    readonly certificate?: string;
  }[];
  readonly steps?: readonly { readonly at: string; readonly step: string }[];
};

export type SignatureCheck = {
  readonly level: "business" | "transport";
  readonly at: string;
  readonly element: string;
  readonly signer: string;
  readonly outcome: "valid" | "refused" | "erased";
  readonly evidence: string;
  readonly reason?: string;
  readonly explanation?: string;
  readonly subject?: string;
  readonly serial?: string;
  readonly issuer?: string;
  readonly signedAt?: string;
  readonly document?: string;
  readonly digest?: string;
  readonly revocation?: readonly {
    readonly certificate: string;
    readonly source: "ocsp" | "crl" | "status";
    readonly verdict: "good" | "revoked" | "unknown";
    readonly thisUpdate?: string;
    readonly nextUpdate?: string;
  }[];
};

export type ExternalTask = {
  readonly id: string;
  readonly topicName: string;
  readonly workerId: string;
  readonly lockExpirationTime: string;
  readonly case: string;
  readonly process: string;
  readonly definition: string;
  readonly element: string;
  readonly variables: Variables;
  readonly failures: number;
  readonly regulation?: string;
  readonly channel?: string;
  readonly businessKey?: string;
};

export type ExternalTaskCompletion = {
  readonly workerId: string;
  readonly variables?: Variables;
  readonly documents?: readonly { readonly name: string; readonly mediaType: string; readonly content: string }[];
};

export type ExternalTaskError = {
  readonly workerId: string;
  readonly errorCode: string;
  readonly variables?: Variables;
};

export type ExternalTaskExtension = { readonly workerId: string; readonly newDuration: number };

export type ExternalTaskFailure = {
  readonly workerId: string;
  readonly errorMessage: string;
  readonly retries: number;
  readonly retryTimeout?: number;
};

export type ExternalTaskFetch = {
  readonly workerId: string;
  readonly topics: readonly { readonly topicName: string; readonly lockDuration: number }[];
  readonly maxTasks?: number;
  readonly asyncResponseTimeout?: number;
};

export type ExternalTaskLock = { readonly lockExpirationTime: string };

export type ExternalTaskOfWorker = { readonly workerId: string };

export type FormSchema = Readonly<Record<string, unknown>>;

export type Health = {
  readonly status: "ok";
  readonly version: string;
  readonly mode: "demo" | "installation";
  readonly definitions: number;
};

export type Incident = {
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly code: string;
  readonly message: string;
  readonly raisedAt: string;
  readonly resolvedAt?: string;
  readonly resolution?: string;
  readonly reason?: string;
};

export type Limit = {
  readonly case: string;
  readonly key: number;
  readonly kind: "term" | "action" | "step";
  readonly of: string;
  readonly element: string;
  readonly duration: string;
  readonly unit: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly state: "running" | "stopped" | "met" | "late" | "dropped";
  readonly derivation: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
  readonly endedAt?: string;
  readonly breachedAt?: string;
};

export type Migration = {
  readonly to: number;
  readonly reason: string;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly cases?: readonly string[];
  readonly recomputeTerms?: boolean;
};

export type MigrationOutcome = {
  readonly from: string;
  readonly to: string;
  readonly migrated: readonly string[];
  readonly failed: readonly {
    readonly case: string;
    readonly code: string;
    readonly detail: string;
    readonly problems: readonly {
      readonly detail: string;
      readonly pointer?: string;
      readonly element?: string;
      readonly line?: number;
      readonly code?: string;
    }[];
  }[];
};

export type MigrationPlan = {
  readonly from: string;
  readonly to: string;
  readonly total: number;
  readonly ready: number;
  readonly mapped: readonly { readonly from: string; readonly to: string; readonly cases: number }[];
  readonly homeless: readonly { readonly element: string; readonly why: string; readonly cases: number }[];
  readonly changedWaits: readonly {
    readonly element: string;
    readonly change: "opened" | "closed";
    readonly kind: "task" | "job" | "timer" | "message" | "signal" | "condition";
    readonly cases: number;
    readonly name?: string;
  }[];
  readonly changedTasks: readonly {
    readonly element: string;
    readonly cases: number;
    readonly role?: string;
    readonly form?: string;
  }[];
  readonly cases?: readonly {
    readonly case: string;
    readonly ready: boolean;
    readonly homeless: readonly { readonly key: number; readonly element: string; readonly why: string }[];
  }[];
};

export type MigrationRequest = {
  readonly to: number;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly cases?: readonly string[];
};

export type Message = {
  readonly name: string;
  readonly correlation?: unknown;
  readonly variables?: Variables;
  readonly case?: string;
  readonly keepFor?: string;
};

export type NewAccount = {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly (
    | "applicant"
    | "office-clerk"
    | "centre-operator"
    | "corporation-operator"
    | "akimat-clerk"
    | "head"
    | "analyst"
    | "auditor"
    | "administrator"
    | "worker"
  )[];
  readonly language?: "kk" | "ru" | "en";
  readonly unit?: string;
  readonly topics?: readonly string[];
  readonly iin?: string;
};

export type NewAccountState = { readonly disabled: boolean; readonly version?: number };

export type AccountChange = {
  readonly name: string;
  readonly language: "kk" | "ru" | "en";
  readonly roles: readonly (
    | "applicant"
    | "office-clerk"
    | "centre-operator"
    | "corporation-operator"
    | "akimat-clerk"
    | "head"
    | "analyst"
    | "auditor"
    | "administrator"
    | "worker"
  )[];
  readonly version: number;
  readonly unit?: string;
  readonly topics?: readonly string[];
};

export type AwaitedName = { readonly name?: string };

export type OneTimePassword = { readonly password: string };

export type PasswordChange = { readonly current: string; readonly password: string };

export type Registration = {
  readonly nonce: string;
  readonly signature: unknown;
  readonly password?: string;
  readonly language?: "kk" | "ru" | "en";
};

export type SignInChallenge = {
  readonly nonce: string;
  readonly audience: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly content: string;
};

export type Notification = {
  readonly id: string;
  readonly case: string;
  readonly channel: "inbox" | "e-mail" | "sms";
  readonly language: "kk" | "ru" | "en";
  readonly subject: string;
  readonly text: string;
  readonly sentAt: string;
  readonly attachment?: string;
  readonly readAt?: string;
};

export type Progress = {
  readonly case: string;
  readonly stage: "filling" | "handling" | "ended";
  readonly startedAt: string;
  readonly reached: readonly { readonly status: string; readonly name: string; readonly at: string }[];
  readonly ahead: readonly { readonly status: string; readonly name: string; readonly certain: boolean }[];
  readonly steps: readonly {
    readonly element: string;
    readonly title: string;
    readonly state: "done" | "now" | "ahead";
  }[];
  readonly issued: readonly { readonly document: string; readonly name: string }[];
  readonly survey: boolean;
  readonly delayed: boolean;
  readonly submittedAt?: string;
  readonly endedAt?: string;
  readonly due?: {
    readonly at: string;
    readonly late: boolean;
    readonly stopped: boolean;
    readonly words: readonly string[];
  };
};

export type QueuePlace = {
  readonly state: "queued" | "none" | "unavailable";
  readonly number?: string;
  readonly position?: number;
};

export type Service = {
  readonly regulation: string;
  readonly title: string;
  readonly officialTitle: string;
  readonly act: {
    readonly kind?: string;
    readonly issuedBy?: string;
    readonly number?: string;
    readonly date?: string;
    readonly repealedOn?: string;
  };
  readonly documents: readonly { readonly id: string; readonly name: string }[];
  readonly results: readonly { readonly id: string; readonly name: string; readonly template?: string }[];
  readonly statuses: readonly { readonly id: string; readonly name: string }[];
  readonly channels: readonly {
    readonly id: string;
    readonly name: string;
    readonly term?: {
      readonly amount: number;
      readonly unit: "minute" | "hour" | "working-day" | "calendar-day";
      readonly excludes: readonly ("intake" | "issue")[];
      readonly owedEarlierDays?: number;
    };
  }[];
  readonly forWhom?: string;
  readonly result?: string;
  readonly provider?: string;
  readonly standard?: { readonly issuedBy?: string; readonly number?: string; readonly date?: string };
  readonly portal?: { readonly process: string; readonly form?: Readonly<Record<string, unknown>> };
};

export type UnreadCount = { readonly unread: number };

export type NewCase = {
  readonly process: string;
  readonly version?: number;
  readonly case?: string;
  readonly applicant?: string;
  readonly unit?: string;
  readonly businessKey?: string;
  readonly variables?: Variables;
  readonly form?: Readonly<Record<string, unknown>>;
};

export type NewDocument = {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
  readonly expectedSeq?: number;
};

export type NewUnit = {
  readonly kind: "provider" | "centre" | "corporation" | "akimat";
  readonly names: { readonly kk: string; readonly ru: string; readonly en: string };
  readonly parent?: string;
  readonly provides?: readonly string[];
  readonly defaultFor?: readonly string[];
  readonly closed?: boolean;
};

export type NewVariables = {
  readonly variables: Variables;
  readonly reason: string;
  readonly expectedSeq?: number;
  readonly scope?: number;
};

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code:
    | "CASE_NOT_FOUND"
    | "CASE_EXISTS"
    | "CASE_NOT_ACTIVE"
    | "STALE_VERSION"
    | "TASK_NOT_FOUND"
    | "TASK_ALREADY_COMPLETED"
    | "TASK_CLAIMED_BY_OTHER"
    | "TASK_NOT_CLAIMED"
    | "NOT_ALLOWED"
    | "JOB_NOT_FOUND"
    | "TIMER_NOT_FOUND"
    | "MESSAGE_NOT_EXPECTED"
    | "INCIDENT_NOT_FOUND"
    | "INCIDENT_NOT_SKIPPABLE"
    | "REASON_REQUIRED"
    | "LIMIT_NOT_FOUND"
    | "PROCESS_NOT_FOUND"
    | "PROCESS_CALLED_ONLY"
    | "START_EVENT_NOT_FOUND"
    | "DATA_INVALID"
    | "SURVEY_NOT_FOUND"
    | "SURVEY_NOT_OPEN"
    | "SURVEY_ANSWERED"
    | "ELEMENT_NOT_FOUND"
    | "MOVE_IMPOSSIBLE"
    | "TERMS_STOPPED"
    | "TERMS_NOT_STOPPED"
    | "WORK_NOT_LOCKED"
    | "MIGRATION_HOMELESS"
    | "EXPRESSION_FAILED"
    | "NO_FLOW_TAKEN"
    | "ERROR_NOT_CAUGHT"
    | "TOO_MANY_STEPS"
    | "JOB_FAILED"
    | "TIMER_INVALID"
    | "CALENDAR_MISSING"
    | "CALENDAR_INVALID"
    | "TERM_INVALID"
    | "DECISION_FAILED"
    | "OUTSIDE_UNAVAILABLE"
    | "OUTSIDE_NOT_CONFIGURED"
    | "GATEWAY_MESSAGE_REFUSED"
    | "GATEWAY_SERVICE_UNKNOWN"
    | "GATEWAY_CERTIFICATE_REFUSED"
    | "GATEWAY_SIGNATURE_REFUSED"
    | "GATEWAY_SIGNATURE_MISSING"
    | "GATEWAY_FAILED"
    | "GATEWAY_SERVICE_REFUSED"
    | "GATEWAY_DELIVERY_STOPPED"
    | "GATEWAY_REQUEST_INVALID"
    | "GATEWAY_ANSWER_INVALID"
    | "GATEWAY_ANSWER_UNTRUSTED"
    | "GATEWAY_XML_REFUSED"
    | "JSON_MALFORMED"
    | "REQUEST_INVALID"
    | "BODY_TOO_LARGE"
    | "MEDIA_TYPE_NOT_SUPPORTED"
    | "ROUTE_NOT_FOUND"
    | "METHOD_NOT_ALLOWED"
    | "SIGN_IN_REQUIRED"
    | "LOGIN_FAILED"
    | "SIGN_IN_REFUSED"
    | "SIGN_IN_UNAVAILABLE"
    | "PROVIDER_ACCOUNT_UNKNOWN"
    | "PROVIDER_ROLES_MISSING"
    | "NOT_REGISTERED"
    | "ALREADY_REGISTERED"
    | "ACCOUNT_LOCKED"
    | "TOO_MANY_REQUESTS"
    | "IDEMPOTENCY_KEY_REUSED"
    | "CROSS_SITE_REQUEST"
    | "NOT_ACCEPTABLE"
    | "LOGIN_TAKEN"
    | "ACCOUNT_NOT_FOUND"
    | "OWN_ACCOUNT"
    | "ACCOUNT_CHANGED"
    | "LAST_ADMINISTRATOR"
    | "PASSWORD_EXPIRED"
    | "ABSENCE_REFUSED"
    | "ABSENCE_NOT_FOUND"
    | "UNIT_NOT_FOUND"
    | "PROVIDER_UNIT_NEEDED"
    | "DEFINITION_NOT_FOUND"
    | "FORM_NOT_FOUND"
    | "PROPOSAL_NOT_FOUND"
    | "PROPOSAL_DECIDED"
    | "PROPOSAL_OWN"
    | "PROPOSAL_CHANGES_NOTHING"
    | "APPROVAL_NEEDED"
    | "TABLE_NOT_READ"
    | "DOCUMENT_NAME_TAKEN"
    | "DOCUMENT_NOT_FOUND"
    | "DOCUMENT_ERASED"
    | "CASE_STILL_RUNS"
    | "RETENTION_NOT_OVER"
    | "DOCUMENT_NOT_AS_SAID"
    | "DOCUMENTS_BUSY"
    | "CASE_FILE_FULL"
    | "NUMBER_NOT_ISSUED"
    | "CURSOR_INVALID"
    | "NOTIFICATION_NOT_FOUND"
    | "FILTER_NOT_FOUND"
    | "FILTERS_TOO_MANY"
    | "INTERNAL_FAULT"
    | "DIAGRAM_NOT_XML"
    | "DIAGRAM_HAS_DOCTYPE"
    | "DIAGRAM_TOO_LARGE"
    | "DIAGRAM_BROKEN"
    | "DIAGRAM_UNSUPPORTED"
    | "DECISION_BROKEN";
  readonly errors?: readonly {
    readonly detail: string;
    readonly pointer?: string;
    readonly element?: string;
    readonly line?: number;
    readonly code?: string;
  }[];
};

export type ProblemEntry = {
  readonly code: string;
  readonly status: number;
  readonly title: { readonly kk: string; readonly ru: string; readonly en: string };
  readonly help: string;
};

export type Receipt = { readonly case: string; readonly seq: number };

export type Release = { readonly expectedSeq?: number; readonly reason?: string };

export type Resolution = {
  readonly resolution: "retry" | "skip";
  readonly reason: string;
  readonly variables?: Variables;
  readonly expectedSeq?: number;
};

export type Session = { readonly token: string; readonly expiresAt: string; readonly account: Account };

export type SignInWays = { readonly provider?: { readonly label: string } };

export type SignedOut = { readonly endAddress: string };

export type Signature = unknown;

export type Signing = {
  readonly content: string;
  readonly certificate?: "valid" | "expired" | "not-yet-valid" | "revoked" | "sign-in" | "untrusted";
  readonly form?: "json" | "cms" | "cms-attached" | "xml";
};

export type Task = {
  readonly id: string;
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly name: string;
  readonly definition: string;
  readonly process: string;
  readonly state: "open" | "completed" | "cancelled";
  readonly openedAt: string;
  readonly seq: number;
  readonly variables: Variables;
  readonly traces: readonly { readonly clause: string; readonly step?: string; readonly action?: string }[];
  readonly signs: Readonly<Record<string, string>>;
  readonly regulation?: string;
  readonly channel?: string;
  readonly unit?: string;
  readonly applicant?: string;
  readonly role?: string;
  readonly form?: string;
  readonly assignee?: string;
  readonly closedAt?: string;
  readonly closedBy?: string;
  readonly service?: string;
  readonly dueAt?: string;
  readonly onBehalfOf?: { readonly id: string; readonly name: string };
  readonly schema?: FormSchema;
  readonly data?: unknown;
};

export type TaskCounts = {
  readonly mine: number;
  readonly unit: number;
  readonly unassigned: number;
  readonly dueToday: number;
  readonly overdue: number;
  readonly done: number;
  readonly saved: readonly { readonly id: string; readonly count: number }[];
};

export type TaskResult = {
  readonly form?: Readonly<Record<string, unknown>>;
  readonly variables?: Variables;
  readonly expectedSeq?: number;
};

export type TaskRow = {
  readonly id: string;
  readonly case: string;
  readonly key: number;
  readonly element: string;
  readonly name: string;
  readonly definition: string;
  readonly process: string;
  readonly state: "open" | "completed" | "cancelled";
  readonly openedAt: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly unit?: string;
  readonly applicant?: string;
  readonly role?: string;
  readonly form?: string;
  readonly assignee?: string;
  readonly closedAt?: string;
  readonly closedBy?: string;
  readonly service?: string;
  readonly dueAt?: string;
  readonly onBehalfOf?: { readonly id: string; readonly name: string };
};

export type SavedFilter = {
  readonly id: string;
  readonly name: string;
  readonly filter: TaskFilter;
  readonly shared: boolean;
  readonly own: boolean;
  readonly owner?: string;
};

export type TaskFilter = {
  readonly regulation?: string;
  readonly element?: string;
  readonly assignee?: string;
  readonly due?: "overdue" | "today" | "week";
  readonly number?: string;
};

export type Preferences = {
  readonly shortcuts?: { readonly on: boolean; readonly keys?: Readonly<Record<string, string>> };
  readonly layout?: { readonly rows?: "roomy" | "compact"; readonly lists?: boolean };
};

export type Workload = {
  readonly all: {
    readonly open: number;
    readonly overdue: number;
    readonly dueToday: number;
    readonly dueThisWeek: number;
  };
  readonly unassigned: {
    readonly open: number;
    readonly overdue: number;
    readonly dueToday: number;
    readonly dueThisWeek: number;
  };
  readonly people: readonly {
    readonly account: string;
    readonly name: string;
    readonly open: number;
    readonly overdue: number;
    readonly dueToday: number;
    readonly dueThisWeek: number;
  }[];
  readonly regulations: readonly {
    readonly regulation: string;
    readonly service: string;
    readonly open: number;
    readonly overdue: number;
    readonly dueToday: number;
    readonly dueThisWeek: number;
  }[];
  readonly limits: { readonly stopped: number; readonly overdue: number; readonly broken: number };
};

export type LimitOfUnit = {
  readonly case: string;
  readonly key: number;
  readonly kind: "term" | "action" | "step";
  readonly of: string;
  readonly name: string;
  readonly dueAt: string;
  readonly element: string;
  readonly duration: string;
  readonly unit: string;
  readonly startedAt: string;
  readonly state: "running" | "stopped" | "met" | "late" | "dropped";
  readonly process: string;
  readonly regulation?: string;
  readonly channel?: string;
  readonly service?: string;
  readonly endedAt?: string;
  readonly breachedAt?: string;
};

export type TermPreview = {
  readonly key: number;
  readonly kind: "term" | "action" | "step";
  readonly of: string;
  readonly name: string;
  readonly dueAt: string;
  readonly words: readonly string[];
  readonly stands: boolean;
  readonly newDueAt?: string;
  readonly newWords?: readonly string[];
};

export type Step = { readonly element: string; readonly name: string };

export type TermExtension = {
  readonly duration: string;
  readonly unit: "minute" | "hour" | "working-day" | "calendar-day";
  readonly reason: string;
  readonly expectedSeq?: number;
};

export type TokenMove = {
  readonly reason: string;
  readonly key?: number;
  readonly flow?: string;
  readonly scope?: number;
  readonly to?: string;
  readonly variables?: Variables;
  readonly expectedSeq?: number;
};

export type Unit = {
  readonly id: string;
  readonly kind: "provider" | "centre" | "corporation" | "akimat";
  readonly names: { readonly kk: string; readonly ru: string; readonly en: string };
  readonly provides: readonly string[];
  readonly defaultFor: readonly string[];
  readonly closed: boolean;
  readonly parent?: string;
};

export type Variables = Readonly<Record<string, unknown>>;

export type Verification = { readonly ok: boolean; readonly events: number; readonly brokenAt?: number };

export type WithReason = { readonly reason: string; readonly expectedSeq?: number };

/** Operation -> what it takes and what it answers. */

export interface Operations {
  readonly getHealth: { readonly answer: Health };
  readonly getOpenApi: { readonly answer: Readonly<Record<string, unknown>> };
  readonly getReference: { readonly answer: Blob };
  readonly getProblemType: { readonly params: { readonly code: string }; readonly answer: ProblemEntry };
  readonly openSession: { readonly body: Credentials; readonly answer: Session };
  readonly openBrowserSession: { readonly body: Credentials; readonly answer: BrowserSession };
  readonly challengeSignIn: { readonly answer: SignInChallenge };
  readonly register: { readonly body: Registration; readonly answer: Session };
  readonly registerInBrowser: { readonly body: Registration; readonly answer: BrowserSession };
  readonly changePassword: { readonly body: PasswordChange; readonly answer: undefined };
  readonly closeSession: { readonly answer: SignedOut | undefined };
  readonly getMe: { readonly answer: Account };
  readonly getSignInWays: { readonly answer: SignInWays };
  readonly beginProviderSignIn: { readonly query: { readonly again?: boolean }; readonly answer: undefined };
  readonly finishProviderSignIn: { readonly answer: undefined };
  readonly listServices: { readonly answer: { readonly items: readonly Service[]; readonly next?: string } };
  readonly deployDefinition: {
    readonly query: { readonly name?: string; readonly comment?: string; readonly trial?: boolean };
    readonly body: Bundle | Blob;
    readonly answer: Deployed;
  };
  readonly tryDefinition: {
    readonly body: Bundle;
    readonly answer: {
      readonly passed: number;
      readonly failed: number;
      readonly cases: readonly {
        readonly id: string;
        readonly ok: boolean;
        readonly why: string;
        readonly notes?: readonly string[];
        readonly faults?: readonly {
          readonly code:
            | "state"
            | "not-completed"
            | "completed"
            | "count"
            | "order"
            | "open"
            | "variable"
            | "instance-count"
            | "no-instance"
            | "step"
            | "diagram";
          readonly element?: string;
          readonly name?: string;
          readonly instance?: string;
          readonly step?: number;
          readonly expected?: unknown;
          readonly seen?: unknown;
          readonly detail?: string;
        }[];
      }[];
      readonly opinions: readonly {
        readonly id: string;
        readonly agrees?: boolean;
        readonly why?: string;
        readonly compared?: number;
        readonly difference?: Readonly<Record<string, unknown>>;
        readonly known?: Readonly<Record<string, unknown>>;
      }[];
      readonly remarks: readonly string[];
    };
  };
  readonly listDefinitions: {
    readonly query: {
      readonly process?: string;
      readonly latest?: boolean;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly Definition[]; readonly next?: string };
  };
  readonly getDefinition: {
    readonly params: { readonly process: string; readonly version: string };
    readonly answer: DefinitionDetail;
  };
  readonly getDiagram: {
    readonly params: { readonly process: string; readonly version: string };
    readonly answer: Blob;
  };
  readonly getBundle: {
    readonly params: { readonly process: string; readonly version: string };
    readonly answer: Bundle;
  };
  readonly getForm: {
    readonly params: { readonly process: string; readonly version: string; readonly form: string };
    readonly answer: FormSchema;
  };
  readonly lintDefinition: {
    readonly body: Bundle;
    readonly answer: {
      readonly profile: "engine" | "regulation";
      readonly compiles: boolean;
      readonly findings: readonly {
        readonly rule: string;
        readonly category: "error" | "warn";
        readonly message: string;
        readonly element?: string;
        readonly line?: number;
      }[];
      readonly terms: readonly {
        readonly process: string;
        readonly duration: string;
        readonly unit: string;
        readonly fits: boolean;
        readonly sum: string;
      }[];
    };
  };
  readonly listHandlers: {
    readonly answer: {
      readonly items: readonly {
        readonly name: string;
        readonly description: string;
        readonly input: Readonly<Record<string, unknown>>;
        readonly output: Readonly<Record<string, unknown>>;
      }[];
    };
  };
  readonly proposeDefinition: { readonly body: NewProposal; readonly answer: Proposal };
  readonly getProposalRules: { readonly answer: { readonly approval: "none" | "second-person" } };
  readonly listProposals: {
    readonly query: {
      readonly state?: "waiting" | "approved" | "returned" | "withdrawn";
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly Proposal[]; readonly next?: string };
  };
  readonly getProposal: { readonly params: { readonly proposal: string }; readonly answer: Proposal };
  readonly getProposalBundle: { readonly params: { readonly proposal: string }; readonly answer: Bundle };
  readonly approveProposal: { readonly params: { readonly proposal: string }; readonly answer: Proposal };
  readonly returnProposal: {
    readonly params: { readonly proposal: string };
    readonly body: { readonly reason: string };
    readonly answer: Proposal;
  };
  readonly withdrawProposal: { readonly params: { readonly proposal: string }; readonly answer: Proposal };
  readonly draftDefinition: {
    readonly body: {
      readonly name: string;
      readonly content: string;
      readonly regulation: string;
      readonly channel: string;
      readonly encoding?: "text" | "base64";
      readonly byHand?: boolean;
    };
    readonly answer: TableDraft;
  };
  readonly planMigration: {
    readonly params: { readonly process: string; readonly version: number };
    readonly body: MigrationRequest;
    readonly answer: MigrationPlan;
  };
  readonly migrate: {
    readonly params: { readonly process: string; readonly version: number };
    readonly body: Migration;
    readonly answer: MigrationOutcome;
  };
  readonly startCase: { readonly body: NewCase; readonly answer: Receipt };
  readonly listCases: {
    readonly query: {
      readonly status?: "active" | "suspended" | "completed" | "terminated";
      readonly regulation?: string;
      readonly channel?: string;
      readonly process?: string;
      readonly unit?: string;
      readonly applicant?: string;
      readonly mine?: boolean;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly CaseRow[]; readonly next?: string };
  };
  readonly getCase: { readonly params: { readonly case: string }; readonly answer: Case };
  readonly listEvents: {
    readonly params: { readonly case: string };
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: { readonly items: readonly ChainedEvent[]; readonly next?: string };
  };
  readonly verifyHistory: { readonly params: { readonly case: string }; readonly answer: Verification };
  readonly listLimits: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly Limit[]; readonly next?: string };
  };
  readonly getProgress: { readonly params: { readonly case: string }; readonly answer: Progress };
  readonly getQueuePlace: { readonly params: { readonly case: string }; readonly answer: QueuePlace };
  readonly cancelCase: {
    readonly params: { readonly case: string };
    readonly body: WithReason;
    readonly answer: Receipt;
  };
  readonly suspendCase: {
    readonly params: { readonly case: string };
    readonly body: WithReason;
    readonly answer: Receipt;
  };
  readonly resumeCase: {
    readonly params: { readonly case: string };
    readonly body: WithReason;
    readonly answer: Receipt;
  };
  readonly setVariables: {
    readonly params: { readonly case: string };
    readonly body: NewVariables;
    readonly answer: Receipt;
  };
  readonly moveToken: {
    readonly params: { readonly case: string };
    readonly body: TokenMove;
    readonly answer: Receipt;
  };
  readonly stopTerms: {
    readonly params: { readonly case: string };
    readonly body: WithReason;
    readonly answer: Receipt;
  };
  readonly continueTerms: {
    readonly params: { readonly case: string };
    readonly body: WithReason;
    readonly answer: Receipt;
  };
  readonly extendTerm: {
    readonly params: { readonly case: string; readonly key: number };
    readonly body: TermExtension;
    readonly answer: Receipt;
  };
  readonly previewTerms: {
    readonly params: { readonly case: string };
    readonly body: {
      readonly operation: "stop" | "continue" | "extend";
      readonly key?: number;
      readonly duration?: string;
      readonly unit?: "minute" | "hour" | "working-day" | "calendar-day";
    };
    readonly answer: { readonly items: readonly TermPreview[]; readonly next?: string };
  };
  readonly watchChanges: { readonly answer: Blob };
  readonly listComments: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly Comment[]; readonly next?: string };
  };
  readonly writeComment: {
    readonly params: { readonly case: string };
    readonly body: { readonly text: string; readonly task?: string };
    readonly answer: Comment;
  };
  readonly listCounterServices: {
    readonly answer: { readonly items: readonly CounterService[]; readonly next?: string };
  };
  readonly findApplicant: {
    readonly body: { readonly iin: string };
    readonly answer: { readonly known: boolean; readonly applicant?: { readonly id: string; readonly name: string } };
  };
  readonly findByNumber: {
    readonly params: { readonly number: string };
    readonly answer: {
      readonly case: string;
      readonly task?: string;
      readonly document?: { readonly id: string; readonly name: string };
    };
  };
  readonly listCaseWork: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly CaseWork[]; readonly next?: string };
  };
  readonly trySignature: {
    readonly params: { readonly task: string };
    readonly body: { readonly field: string; readonly signature: unknown };
    readonly answer: {
      readonly checked: boolean;
      readonly valid?: boolean;
      readonly reason?: string;
      readonly words?: string;
    };
  };
  readonly listColleagues: { readonly answer: { readonly items: readonly Colleague[]; readonly next?: string } };
  readonly listExchanges: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly Exchange[]; readonly next?: string };
  };
  readonly listSignatureChecks: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly SignatureCheck[]; readonly next?: string };
  };
  readonly listDocuments: {
    readonly params: { readonly case: string };
    readonly answer: { readonly items: readonly Document[]; readonly next?: string };
  };
  readonly getDocument: {
    readonly params: { readonly case: string; readonly document: string };
    readonly answer: Blob;
  };
  readonly getSignatureSheet: {
    readonly params: { readonly case: string; readonly document: string };
    readonly answer: Blob;
  };
  readonly fileDocument: {
    readonly params: { readonly case: string };
    readonly query: { readonly name?: string };
    readonly body: NewDocument | Blob;
    readonly answer: DocumentReceipt;
  };
  readonly eraseCaseFile: {
    readonly params: { readonly case: string };
    readonly body: Erasure;
    readonly answer: ErasureReceipt;
  };
  readonly previewDocument: { readonly body: DocumentPreview; readonly answer: Blob };
  readonly verifyDocument: { readonly params: { readonly number: string }; readonly answer: VerifiedDocument | Blob };
  readonly listTasks: {
    readonly query: {
      readonly case?: string;
      readonly state?: "open" | "completed" | "cancelled";
      readonly mine?: boolean;
      readonly unassigned?: boolean;
      readonly doneByMe?: boolean;
      readonly role?:
        | "applicant"
        | "office-clerk"
        | "centre-operator"
        | "corporation-operator"
        | "akimat-clerk"
        | "head"
        | "analyst"
        | "auditor"
        | "administrator"
        | "worker";
      readonly assignee?: string;
      readonly due?: "overdue" | "today" | "week";
      readonly dueFrom?: string;
      readonly dueBefore?: string;
      readonly element?: string;
      readonly regulation?: string;
      readonly number?: string;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly TaskRow[]; readonly next?: string };
  };
  readonly countTasks: { readonly answer: TaskCounts };
  readonly listSteps: {
    readonly query: { readonly regulation?: string };
    readonly answer: { readonly items: readonly Step[]; readonly next?: string };
  };
  readonly getTask: { readonly params: { readonly task: string }; readonly answer: Task };
  readonly claimTask: {
    readonly params: { readonly task: string };
    readonly body?: Claim;
    readonly answer: ClaimReceipt;
  };
  readonly releaseTask: {
    readonly params: { readonly task: string };
    readonly body?: Release;
    readonly answer: Receipt;
  };
  readonly completeTask: {
    readonly params: { readonly task: string };
    readonly body?: TaskResult;
    readonly answer: Receipt;
  };
  readonly getPreferences: { readonly answer: Preferences };
  readonly putPreferences: { readonly body: Preferences; readonly answer: undefined };
  readonly listFilters: { readonly answer: { readonly items: readonly SavedFilter[]; readonly next?: string } };
  readonly putFilter: {
    readonly params: { readonly filter: string };
    readonly body: { readonly name: string; readonly filter: TaskFilter; readonly shared?: boolean };
    readonly answer: SavedFilter;
  };
  readonly removeFilter: { readonly params: { readonly filter: string }; readonly answer: undefined };
  readonly getWorkload: { readonly answer: Workload };
  readonly listUnitLimits: {
    readonly query: {
      readonly standing?: "overdue" | "stopped" | "broken";
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly LimitOfUnit[]; readonly next?: string };
  };
  readonly fetchExternalTasks: {
    readonly body: ExternalTaskFetch;
    readonly answer: { readonly items: readonly ExternalTask[]; readonly next?: string };
  };
  readonly completeExternalTask: {
    readonly params: { readonly task: string };
    readonly body: ExternalTaskCompletion;
    readonly answer: undefined;
  };
  readonly failExternalTask: {
    readonly params: { readonly task: string };
    readonly body: ExternalTaskFailure;
    readonly answer: undefined;
  };
  readonly throwExternalTaskError: {
    readonly params: { readonly task: string };
    readonly body: ExternalTaskError;
    readonly answer: undefined;
  };
  readonly extendExternalTaskLock: {
    readonly params: { readonly task: string };
    readonly body: ExternalTaskExtension;
    readonly answer: ExternalTaskLock;
  };
  readonly getExternalTaskDocument: {
    readonly params: { readonly task: string; readonly name: string };
    readonly query: { readonly workerId?: string };
    readonly answer: Blob;
  };
  readonly unlockExternalTask: {
    readonly params: { readonly task: string };
    readonly body: ExternalTaskOfWorker;
    readonly answer: undefined;
  };
  readonly listNotifications: {
    readonly query: { readonly unread?: boolean; readonly limit?: number; readonly cursor?: string };
    readonly answer: { readonly items: readonly Notification[]; readonly next?: string };
  };
  readonly countNotifications: { readonly answer: UnreadCount };
  readonly markNotificationRead: { readonly params: { readonly notification: string }; readonly answer: undefined };
  readonly publishMessage: { readonly body: Message; readonly answer: Receipt | { readonly keptUntil: string } };
  readonly listIncidents: {
    readonly query: {
      readonly case?: string;
      readonly open?: boolean;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly Incident[]; readonly next?: string };
  };
  readonly resolveIncident: {
    readonly params: { readonly case: string; readonly key: number };
    readonly body: Resolution;
    readonly answer: Receipt;
  };
  readonly createAccount: { readonly body: NewAccount; readonly answer: Account };
  readonly changeAccount: {
    readonly params: { readonly account: string };
    readonly body: AccountChange;
    readonly answer: Account;
  };
  readonly changeAccountState: {
    readonly params: { readonly account: string };
    readonly body: NewAccountState;
    readonly answer: Account;
  };
  readonly resetPassword: { readonly params: { readonly account: string }; readonly answer: OneTimePassword };
  readonly closeSessionsOf: { readonly params: { readonly account: string }; readonly answer: undefined };
  readonly awaitAtProvider: {
    readonly params: { readonly account: string };
    readonly body: AwaitedName;
    readonly answer: Account;
  };
  readonly listAccounts: {
    readonly query: {
      readonly role?:
        | "applicant"
        | "office-clerk"
        | "centre-operator"
        | "corporation-operator"
        | "akimat-clerk"
        | "head"
        | "analyst"
        | "auditor"
        | "administrator"
        | "worker";
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly Account[]; readonly next?: string };
  };
  readonly listAbsences: {
    readonly query: { readonly current?: boolean; readonly limit?: number; readonly cursor?: string };
    readonly answer: { readonly items: readonly Absence[]; readonly next?: string };
  };
  readonly makeAbsence: { readonly body: NewAbsence; readonly answer: Absence };
  readonly endAbsence: { readonly params: { readonly absence: string }; readonly answer: undefined };
  readonly listUnits: {
    readonly query: {
      readonly provides?: string;
      readonly kind?: "provider" | "centre" | "corporation" | "akimat";
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly Unit[]; readonly next?: string };
  };
  readonly putUnit: { readonly params: { readonly unit: string }; readonly body: NewUnit; readonly answer: Unit };
  readonly getSurvey: {
    readonly params: { readonly case: string };
    readonly answer: {
      readonly state: "later" | "open" | "answered";
      readonly form: Readonly<Record<string, unknown>>;
      readonly answers?: Readonly<Record<string, unknown>>;
      readonly answeredAt?: string;
    };
  };
  readonly answerSurvey: {
    readonly params: { readonly case: string };
    readonly body: { readonly answers: Readonly<Record<string, string>> };
    readonly answer: {
      readonly state: "later" | "open" | "answered";
      readonly form: Readonly<Record<string, unknown>>;
      readonly answers?: Readonly<Record<string, unknown>>;
      readonly answeredAt?: string;
    };
  };
  readonly countSurveys: {
    readonly query: { readonly regulation?: string; readonly from?: string; readonly before?: string };
    readonly answer: {
      readonly items: readonly {
        readonly question: string;
        readonly answer: string;
        readonly count: number;
        readonly regulation?: string;
        readonly channel?: string;
      }[];
    };
  };
  readonly searchCases: {
    readonly query: {
      readonly number?: string;
      readonly applicant?: string;
      readonly performer?: string;
      readonly status?: "active" | "suspended" | "completed" | "terminated";
      readonly publicStatus?: string;
      readonly regulation?: string;
      readonly channel?: string;
      readonly process?: string;
      readonly unit?: string;
      readonly from?: string;
      readonly before?: string;
      readonly breached?: boolean;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly FoundCase[]; readonly next?: string };
  };
  readonly listCommits: {
    readonly params: { readonly case: string };
    readonly query: { readonly limit?: number; readonly cursor?: string };
    readonly answer: { readonly items: readonly StoredCommit[]; readonly next?: string };
  };
  readonly getReplay: { readonly params: { readonly case: string }; readonly answer: Replay };
  readonly listReads: {
    readonly query: {
      readonly case?: string;
      readonly account?: string;
      readonly from?: string;
      readonly before?: string;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answer: { readonly items: readonly ReadRow[]; readonly next?: string };
  };
  readonly reportTerms: {
    readonly query: {
      readonly from?: string;
      readonly before?: string;
      readonly regulation?: string;
      readonly unit?: string;
      readonly kind?: "term" | "action" | "step";
      readonly by?: string;
    };
    readonly answer: TermCounts;
  };
  readonly reportTimes: {
    readonly params: { readonly process: string; readonly version: string };
    readonly query: { readonly from?: string; readonly before?: string; readonly unit?: string };
    readonly answer: ElementTimes;
  };
  readonly reportRefusals: {
    readonly query: {
      readonly from?: string;
      readonly before?: string;
      readonly regulation?: string;
      readonly unit?: string;
    };
    readonly answer: Refusals;
  };
  readonly getSystemState: { readonly answer: SystemState };
  readonly listCalendars: { readonly answer: Calendars };
  readonly listDemoAccounts: { readonly answer: { readonly items: readonly DemoAccount[]; readonly next?: string } };
  readonly listDemoPeople: { readonly answer: { readonly items: readonly DemoPerson[]; readonly next?: string } };
  readonly signInForDemo: {
    readonly body: { readonly persona: string; readonly content: string };
    readonly answer: Signature;
  };
  readonly signForDemo: { readonly body: Signing; readonly answer: Signature };
}

/** Operation -> method and address. */

export const ADDRESSES: Readonly<Record<keyof Operations, readonly [method: string, path: string]>> = {
  getHealth: ["GET", "/api/v1/health"],
  getOpenApi: ["GET", "/api/v1/openapi.json"],
  getReference: ["GET", "/api/v1/reference"],
  getProblemType: ["GET", "/problems/{code}"],
  openSession: ["POST", "/api/v1/sessions"],
  openBrowserSession: ["POST", "/api/v1/sessions/browser"],
  challengeSignIn: ["POST", "/api/v1/sessions/challenge"],
  register: ["POST", "/api/v1/registrations"],
  registerInBrowser: ["POST", "/api/v1/registrations/browser"],
  changePassword: ["PUT", "/api/v1/me/password"],
  closeSession: ["DELETE", "/api/v1/sessions/current"],
  getMe: ["GET", "/api/v1/me"],
  getSignInWays: ["GET", "/api/v1/sessions/ways"],
  beginProviderSignIn: ["GET", "/api/v1/sessions/provider"],
  finishProviderSignIn: ["GET", "/api/v1/sessions/provider/callback"],
  listServices: ["GET", "/api/v1/services"],
  deployDefinition: ["POST", "/api/v1/definitions"],
  tryDefinition: ["POST", "/api/v1/definitions/trial"],
  listDefinitions: ["GET", "/api/v1/definitions"],
  getDefinition: ["GET", "/api/v1/definitions/{process}/{version}"],
  getDiagram: ["GET", "/api/v1/definitions/{process}/{version}/bpmn"],
  getBundle: ["GET", "/api/v1/definitions/{process}/{version}/bundle"],
  getForm: ["GET", "/api/v1/definitions/{process}/{version}/forms/{form}"],
  lintDefinition: ["POST", "/api/v1/definitions/lint"],
  listHandlers: ["GET", "/api/v1/handlers"],
  proposeDefinition: ["POST", "/api/v1/proposals"],
  getProposalRules: ["GET", "/api/v1/proposals/rules"],
  listProposals: ["GET", "/api/v1/proposals"],
  getProposal: ["GET", "/api/v1/proposals/{proposal}"],
  getProposalBundle: ["GET", "/api/v1/proposals/{proposal}/bundle"],
  approveProposal: ["POST", "/api/v1/proposals/{proposal}/approval"],
  returnProposal: ["POST", "/api/v1/proposals/{proposal}/return"],
  withdrawProposal: ["POST", "/api/v1/proposals/{proposal}/withdrawal"],
  draftDefinition: ["POST", "/api/v1/definitions/draft"],
  planMigration: ["POST", "/api/v1/definitions/{process}/{version}/migration-plan"],
  migrate: ["POST", "/api/v1/definitions/{process}/{version}/migrate"],
  startCase: ["POST", "/api/v1/cases"],
  listCases: ["GET", "/api/v1/cases"],
  getCase: ["GET", "/api/v1/cases/{case}"],
  listEvents: ["GET", "/api/v1/cases/{case}/events"],
  verifyHistory: ["GET", "/api/v1/cases/{case}/verification"],
  listLimits: ["GET", "/api/v1/cases/{case}/limits"],
  getProgress: ["GET", "/api/v1/cases/{case}/progress"],
  getQueuePlace: ["GET", "/api/v1/cases/{case}/queue-place"],
  cancelCase: ["POST", "/api/v1/cases/{case}/cancel"],
  suspendCase: ["POST", "/api/v1/cases/{case}/suspend"],
  resumeCase: ["POST", "/api/v1/cases/{case}/resume"],
  setVariables: ["POST", "/api/v1/cases/{case}/variables"],
  moveToken: ["POST", "/api/v1/cases/{case}/move"],
  stopTerms: ["POST", "/api/v1/cases/{case}/terms/stop"],
  continueTerms: ["POST", "/api/v1/cases/{case}/terms/continue"],
  extendTerm: ["POST", "/api/v1/cases/{case}/limits/{key}/extend"],
  previewTerms: ["POST", "/api/v1/cases/{case}/terms/preview"],
  watchChanges: ["GET", "/api/v1/events"],
  listComments: ["GET", "/api/v1/cases/{case}/comments"],
  writeComment: ["POST", "/api/v1/cases/{case}/comments"],
  listCounterServices: ["GET", "/api/v1/counter/services"],
  findApplicant: ["POST", "/api/v1/counter/applicant"],
  findByNumber: ["GET", "/api/v1/numbers/{number}"],
  listCaseWork: ["GET", "/api/v1/cases/{case}/work"],
  trySignature: ["POST", "/api/v1/tasks/{task}/signature-trial"],
  listColleagues: ["GET", "/api/v1/colleagues"],
  listExchanges: ["GET", "/api/v1/cases/{case}/exchanges"],
  listSignatureChecks: ["GET", "/api/v1/cases/{case}/signature-checks"],
  listDocuments: ["GET", "/api/v1/cases/{case}/documents"],
  getDocument: ["GET", "/api/v1/cases/{case}/documents/{document}"],
  getSignatureSheet: ["GET", "/api/v1/cases/{case}/documents/{document}/signatures"],
  fileDocument: ["POST", "/api/v1/cases/{case}/documents"],
  eraseCaseFile: ["POST", "/api/v1/cases/{case}/erasure"],
  previewDocument: ["POST", "/api/v1/documents/preview"],
  verifyDocument: ["GET", "/verify/{number}"],
  listTasks: ["GET", "/api/v1/tasks"],
  countTasks: ["GET", "/api/v1/tasks/counts"],
  listSteps: ["GET", "/api/v1/tasks/steps"],
  getTask: ["GET", "/api/v1/tasks/{task}"],
  claimTask: ["POST", "/api/v1/tasks/{task}/claim"],
  releaseTask: ["POST", "/api/v1/tasks/{task}/unclaim"],
  completeTask: ["POST", "/api/v1/tasks/{task}/complete"],
  getPreferences: ["GET", "/api/v1/me/preferences"],
  putPreferences: ["PUT", "/api/v1/me/preferences"],
  listFilters: ["GET", "/api/v1/me/filters"],
  putFilter: ["PUT", "/api/v1/me/filters/{filter}"],
  removeFilter: ["DELETE", "/api/v1/me/filters/{filter}"],
  getWorkload: ["GET", "/api/v1/workload"],
  listUnitLimits: ["GET", "/api/v1/workload/limits"],
  fetchExternalTasks: ["POST", "/api/v1/external-tasks/fetch-and-lock"],
  completeExternalTask: ["POST", "/api/v1/external-tasks/{task}/complete"],
  failExternalTask: ["POST", "/api/v1/external-tasks/{task}/failure"],
  throwExternalTaskError: ["POST", "/api/v1/external-tasks/{task}/bpmn-error"],
  extendExternalTaskLock: ["POST", "/api/v1/external-tasks/{task}/extend-lock"],
  getExternalTaskDocument: ["GET", "/api/v1/external-tasks/{task}/documents/{name}"],
  unlockExternalTask: ["POST", "/api/v1/external-tasks/{task}/unlock"],
  listNotifications: ["GET", "/api/v1/me/notifications"],
  countNotifications: ["GET", "/api/v1/me/notifications/unread"],
  markNotificationRead: ["PUT", "/api/v1/me/notifications/{notification}/read"],
  publishMessage: ["POST", "/api/v1/messages"],
  listIncidents: ["GET", "/api/v1/incidents"],
  resolveIncident: ["POST", "/api/v1/incidents/{case}/{key}/resolve"],
  createAccount: ["POST", "/api/v1/accounts"],
  changeAccount: ["PUT", "/api/v1/accounts/{account}"],
  changeAccountState: ["PUT", "/api/v1/accounts/{account}/state"],
  resetPassword: ["POST", "/api/v1/accounts/{account}/one-time-password"],
  closeSessionsOf: ["DELETE", "/api/v1/accounts/{account}/sessions"],
  awaitAtProvider: ["PUT", "/api/v1/accounts/{account}/provider"],
  listAccounts: ["GET", "/api/v1/accounts"],
  listAbsences: ["GET", "/api/v1/absences"],
  makeAbsence: ["POST", "/api/v1/absences"],
  endAbsence: ["DELETE", "/api/v1/absences/{absence}"],
  listUnits: ["GET", "/api/v1/units"],
  putUnit: ["PUT", "/api/v1/units/{unit}"],
  getSurvey: ["GET", "/api/v1/cases/{case}/survey"],
  answerSurvey: ["POST", "/api/v1/cases/{case}/survey"],
  countSurveys: ["GET", "/api/v1/surveys/counts"],
  searchCases: ["GET", "/api/v1/audit/cases"],
  listCommits: ["GET", "/api/v1/cases/{case}/commits"],
  getReplay: ["GET", "/api/v1/cases/{case}/replay"],
  listReads: ["GET", "/api/v1/audit/reads"],
  reportTerms: ["GET", "/api/v1/reports/terms"],
  reportTimes: ["GET", "/api/v1/reports/times/{process}/{version}"],
  reportRefusals: ["GET", "/api/v1/reports/refusals"],
  getSystemState: ["GET", "/api/v1/system/state"],
  listCalendars: ["GET", "/api/v1/calendars"],
  listDemoAccounts: ["GET", "/api/v1/demo/accounts"],
  listDemoPeople: ["GET", "/api/v1/demo/people"],
  signInForDemo: ["POST", "/api/v1/demo/sign-in-signatures"],
  signForDemo: ["POST", "/api/v1/demo/signatures"],
};
