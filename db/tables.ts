/** The columns of the tables that are written in bulk, in the order of their parameters, and which rows of a read model are open. */
import type { SqlValue } from "./connections.ts";

export type ColumnType = "text" | "bigint" | "bytea";

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Of rows that are the same in this column only the first is written. */
  readonly onceBy?: string;
}

/** A row to be written; a column left out is null. */
export type NewRow = Record<string, SqlValue>;

export const LOG: Table = {
  name: "log",
  columns: {
    position: "bigint",
    case_id: "text",
    seq: "bigint",
    count: "bigint",
    at: "text",
    by_actor: "text",
    cause: "text",
    prev_position: "bigint",
    prev_hash: "text",
    hash: "text",
    events: "text",
  },
};

export const CASES: Table = {
  name: "cases",
  columns: {
    id: "text",
    seq: "bigint",
    status: "text",
    definition: "text",
    process: "text",
    regulation: "text",
    channel: "text",
    applicant: "text",
    unit: "text",
    intake_unit: "text",
    business_key: "text",
    public_status: "text",
    started_at: "text",
    ended_at: "text",
    due_at: "text",
    incidents: "bigint",
    open_kinds: "bigint",
    last_position: "bigint",
    last_hash: "text",
    state: "text",
  },
};

export const RECEIPTS: Table = {
  name: "receipts",
  columns: { account: "text", key: "text", request: "text", response: "text", at: "text" },
};

export const DOCUMENTS: Table = {
  name: "documents",
  columns: {
    id: "text",
    case_id: "text",
    seq: "bigint",
    name: "text",
    media_type: "text",
    size: "bigint",
    hash: "text",
    filed_at: "text",
    filed_by: "text",
    salt: "text",
    content: "text",
    number: "text",
  },
};

export const CONTENTS: Table = {
  name: "contents",
  columns: { digest: "text", bytes: "bytea" },
  // The same bytes are kept once.
  onceBy: "digest",
};

export type ReadModelName = "tasks" | "jobs" | "timers" | "message_waits" | "limits" | "incidents" | "outbox";

/** A read model that the events of a case fill. Closing changes open rows only. */
export interface ReadModelTable extends Table {
  readonly name: ReadModelName;
  /** The rows that may still change; absent: all of them. The same condition twice: for SQL and for rows not yet written. */
  readonly open?: { readonly sql: string; readonly is: (row: NewRow) => boolean };
}

export const READ_MODELS: Readonly<Record<ReadModelName, ReadModelTable>> = {
  tasks: {
    name: "tasks",
    columns: {
      case_id: "text",
      key: "bigint",
      host: "bigint",
      element: "text",
      definition: "text",
      process: "text",
      regulation: "text",
      channel: "text",
      unit: "text",
      applicant: "text",
      role: "text",
      form: "text",
      assignee: "text",
      state: "text",
      opened_at: "text",
      closed_at: "text",
      closed_by: "text",
      due_at: "text",
    },
    open: { sql: "tasks.state = 'open'", is: (row) => row.state === "open" },
  },
  jobs: {
    name: "jobs",
    columns: {
      case_id: "text",
      key: "bigint",
      host: "bigint",
      element: "text",
      handler: "text",
      input: "text",
      failures: "bigint",
      run_at: "text",
      stuck: "bigint",
    },
  },
  timers: {
    name: "timers",
    columns: { case_id: "text", key: "bigint", host: "bigint", element: "text", due_at: "text" },
  },
  message_waits: {
    name: "message_waits",
    columns: {
      case_id: "text",
      key: "bigint",
      host: "bigint",
      kind: "text",
      name: "text",
      correlation: "text",
      position: "bigint",
    },
  },
  limits: {
    name: "limits",
    columns: {
      case_id: "text",
      key: "bigint",
      kind: "text",
      subject: "text",
      element: "text",
      duration: "text",
      unit: "text",
      started_at: "text",
      due_at: "text",
      state: "text",
      ended_at: "text",
      breached_at: "text",
      derivation: "text",
      case_unit: "text",
    },
    open: {
      sql: "limits.state in ('running', 'stopped')",
      is: (row) => row.state === "running" || row.state === "stopped",
    },
  },
  incidents: {
    name: "incidents",
    columns: {
      case_id: "text",
      seq: "bigint",
      key: "bigint",
      element: "text",
      code: "text",
      message: "text",
      raised_at: "text",
      resolved_at: "text",
      resolution: "text",
      reason: "text",
    },
    open: { sql: "incidents.resolved_at is null", is: (row) => row.resolved_at === null },
  },
  outbox: {
    name: "outbox",
    columns: {
      id: "bigint",
      case_id: "text",
      seq: "bigint",
      kind: "text",
      name: "text",
      correlation: "text",
      payload: "text",
    },
  },
};

/** `due_at` of what is not due at any time: it sorts after every real instant. */
export const NEVER = "9999-12-31T23:59:59.999Z";
