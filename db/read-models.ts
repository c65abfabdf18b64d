/** The lists that people and the pump read: cases, tasks, limits, incidents, and the work that falls due. */
import type { Knex } from "knex";
import type { Json, Variables } from "../engine/core/events.ts";
import type {
  CaseRow,
  IncidentRow,
  JobRow,
  LimitOfUnit,
  LimitRow,
  LimitStanding,
  MessageWaitRow,
  OutboxRow,
  ReadModels,
  TaskFilter,
  TaskRow,
  TimerRow,
} from "../engine/ports.ts";
import { chunks } from "./bulk.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage, readPageOfAny } from "./paging.ts";
import type { Order } from "./paging.ts";
import { NEVER } from "./tables.ts";

export function createReadModels(connections: Connections): ReadModels {
  const { read } = connections;
  return {
    cases: ({ unit, ...filter }, page) => {
      const query = (units: Readonly<Record<string, string>>) =>
        read("cases")
          .select(CASE_COLUMNS)
          .where({
            ...given({
              status: filter.status,
              regulation: filter.regulation,
              channel: filter.channel,
              process: filter.process,
              definition: filter.definition,
              applicant: filter.applicant,
            }),
            ...units,
          });
      const queries = unit === undefined ? [query({})] : [query({ unit }), query({ intake_unit: unit })];
      return readPageOfAny(queries, NEWEST_CASE_FIRST, page, caseRow);
    },
    case: async (id) => {
      const row = (await read("cases").select(CASE_COLUMNS).where({ id }).first()) as StoredRow | undefined;
      return row === undefined ? undefined : caseRow(row);
    },
    tasks: (filter, page) => readPageOfAny(taskQueries(read, filter), DUE_FIRST, page, taskRow),
    tasksDoneBy: (account, page) => readPage(doneBy(read, account), LATEST_DONE_FIRST, page, taskRow),
    countTasks: (filter, most) => countTasks(read, filter, most),
    countTasksDoneBy: (account, most) => countUpTo(read, doneBy(read, account), most),
    taskLoad: async (filter, until, most) => {
      const counted = (dates: Pick<TaskFilter, "dueFrom" | "dueBefore">): Promise<number> =>
        countTasks(read, { ...filter, ...dates }, most);
      const { now, endOfDay, endOfWeek } = until;
      const open = await counted({});
      if (open === 0) return { open, overdue: 0, dueToday: 0, dueThisWeek: 0 };
      const [overdue, dueToday, dueThisWeek] = await Promise.all([
        counted({ dueBefore: now }),
        counted({ dueFrom: now, dueBefore: endOfDay }),
        counted({ dueFrom: now, dueBefore: endOfWeek }),
      ]);
      return { open, overdue, dueToday, dueThisWeek };
    },
    limitsOfUnit: (unit, standing, page) =>
      readPage(
        read("limits")
          .join("cases", "cases.id", "limits.case_id")
          .select("limits.*", "cases.process", "cases.regulation", "cases.channel", "cases.definition")
          .select(read.raw(`${ELEMENT_DEFINITION} as element_definition`))
          .whereRaw(STANDINGS[standing])
          .where("limits.case_unit", unit),
        standing === "broken" ? LATEST_BROKEN_FIRST : FIRST_LIMIT_FIRST,
        page,
        limitOfUnit,
      ),
    countLimitsOfUnit: (unit, standing, most) =>
      countUpTo(read, read("limits").whereRaw(STANDINGS[standing]).where("limits.case_unit", unit), most),
    task: async (id) => {
      const dot = id.lastIndexOf(".");
      const key = Number(id.slice(dot + 1));
      if (dot < 1 || !Number.isSafeInteger(key) || String(key) !== id.slice(dot + 1)) return undefined;
      const row = (await read("tasks")
        .where({ case_id: id.slice(0, dot), key })
        .first()) as StoredRow | undefined;
      return row === undefined ? undefined : taskRow(row);
    },
    limits: async (caseId) =>
      ((await read("limits").where({ case_id: caseId }).orderBy("key")) as StoredRow[]).map(limitRow),
    incidents: (filter, page) => {
      const query = read("incidents").where(given({ case_id: filter.case }));
      if (filter.open === true) void query.whereRaw("resolved_at is null");
      if (filter.open === false) void query.whereNotNull("resolved_at");
      return readPage(query, NEWEST_INCIDENT_FIRST, page, incidentRow);
    },
    jobs: (filter, page) => readPage(read("jobs").where(given({ case_id: filter.case })), NEXT_JOB_FIRST, page, jobRow),
    timers: (filter, page) =>
      readPage(read("timers").where(given({ case_id: filter.case })), NEXT_TIMER_FIRST, page, timerRow),
    dueTimers: async (now, limit) => (await dueRows(read, "timers", now, limit)).map(timerRow),
    dueJobs: async (now, limit) => (await dueRows(read, "jobs", now, limit)).map(jobRow),
    dueLimits: async (now, limit) =>
      (await dueRows(read, "limits", now, limit)).map((row) => ({
        case: text(row.case_id),
        key: Number(row.key),
        dueAt: text(row.due_at),
      })),
    nextDueAt: async () => {
      const instants: string[] = [];
      for (const table of ["timers", "jobs", "limits"] as const)
        for (const row of await dueRows(read, table, NEVER, 1)) instants.push(text(row[DUE[table].column]));
      const starts = (await read("start_timers").select("due_at").orderBy("due_at").limit(1)) as StoredRow[];
      for (const row of starts) instants.push(text(row.due_at));
      return instants.sort()[0];
    },
    outbox: async (limit) => ((await read("outbox").orderBy("id").limit(limit)) as StoredRow[]).map(outboxRow),
    delivered: async (ids) => {
      if (ids.length === 0) return;
      await connections.write(async (transaction) => {
        for (const part of chunks(ids)) {
          const marks = part.map(() => "(?)").join(", ");
          await transaction.run(`insert into deliveries (outbox_id) values ${marks} on conflict do nothing`, part);
          await transaction.run(`delete from outbox where id in (${part.map(() => "?").join(", ")})`, part);
        }
      });
    },
    messageWaits: async (kind, name) =>
      ((await read("message_waits").where({ kind, name }).orderBy(["position", "key"])) as StoredRow[]).map(
        messageWaitRow,
      ),
  };
}

/** What `caseRow` reads. */
/**
 * What finds the tasks of a filter, together each of them once. The inbox asks one way along `tasks_open_unit_role` for each role, so that a unit's many tasks of
 * other roles are not looked through.
 */
function taskQueries(read: Knex, { roles, ...filter }: TaskFilter): readonly Knex.QueryBuilder[] {
  const query = () => {
    const asked = read("tasks").where(
      given({
        case_id: filter.case,
        assignee: filter.assignee,
        applicant: filter.applicant ?? filter.forApplicant,
        element: filter.element,
        regulation: filter.regulation,
      }),
    );
    // In words, not as a parameter: only so does SQLite see that the index of open tasks serves.
    if (filter.state !== undefined) void asked.whereRaw(TASK_STATES[filter.state]);
    if (filter.unit !== undefined) {
      // One case or one assignee has few tasks: not along the index of the unit, which SQLite would take for the better one.
      const few = filter.case !== undefined || filter.assignee !== undefined || filter.number !== undefined;
      void asked.whereRaw(few ? "unit || '' = ?" : "unit = ?", [filter.unit]);
    }
    if (filter.forApplicant !== undefined) void asked.whereRaw("role = 'applicant'");
    // The next letter after the last: a range that the primary key finds, where `like` would not.
    if (filter.number !== undefined)
      void asked.where("case_id", ">=", filter.number).where("case_id", "<", `${filter.number}\u{10ffff}`);
    if (filter.unassigned === true) void asked.whereNull("assignee");
    if (filter.unassigned === false) void asked.whereNotNull("assignee");
    if (filter.dueFrom !== undefined) void asked.where("due_at", ">=", filter.dueFrom);
    if (filter.dueBefore !== undefined) void asked.where("due_at", "<", filter.dueBefore);
    return asked;
  };
  if (roles === undefined) return [query()];
  if (
    filter.unit !== undefined &&
    filter.state === "open" &&
    filter.case === undefined &&
    filter.assignee === undefined &&
    filter.number === undefined &&
    filter.element === undefined &&
    filter.regulation === undefined
  )
    return [query().whereNull("role"), ...[...new Set(roles)].map((role) => query().where({ role }))];
  return [
    query().where((one) => {
      void one.whereNull("role").orWhereIn("role", roles);
    }),
  ];
}

const doneBy = (read: Knex, account: string): Knex.QueryBuilder =>
  read("tasks").whereRaw("state = 'completed' and closed_by = ?", [account]);

/** Counting stops at `most`: nobody reads a larger number, and a large unit has a hundred thousand. */
async function countUpTo(read: Knex, query: Knex.QueryBuilder, most: number): Promise<number> {
  const [row] = (await read
    .count("* as count")
    .from(query.select(read.raw("1")).limit(most).as("found"))) as StoredRow[];
  return Number(row?.count ?? 0);
}

async function countTasks(read: Knex, filter: TaskFilter, most: number): Promise<number> {
  const counts = await Promise.all(taskQueries(read, filter).map((query) => countUpTo(read, query, most)));
  return Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    most,
  );
}

const STANDINGS: Readonly<Record<LimitStanding, string>> = {
  overdue: "limits.state = 'running' and limits.breached_at is not null",
  stopped: "limits.state = 'stopped'",
  broken: "limits.breached_at is not null",
};

/** That of the task that began with the limit, else the case's. */
export const ELEMENT_DEFINITION =
  "coalesce((select max(tasks.definition) from tasks where tasks.case_id = limits.case_id and tasks.element = limits.element" +
  " and tasks.opened_at = limits.started_at), cases.definition)";

export const CASE_COLUMNS = [
  "id",
  "seq",
  "status",
  "definition",
  "process",
  "regulation",
  "channel",
  "applicant",
  "unit",
  "intake_unit",
  "business_key",
  "public_status",
  "started_at",
  "ended_at",
  "due_at",
  "incidents",
];

const NEWEST_CASE_FIRST: Order = { columns: ["started_at", "id"], direction: "desc" };
const NEWEST_INCIDENT_FIRST: Order = { columns: ["raised_at", "case_id", "seq"], direction: "desc", numbers: ["seq"] };
const LATEST_DONE_FIRST: Order = {
  columns: ["closed_at", "case_id", "key"],
  direction: "desc",
  numbers: ["key"],
};
const DUE_FIRST: Order = { columns: ["due_at", "opened_at", "case_id", "key"], direction: "asc", numbers: ["key"] };
const FIRST_LIMIT_FIRST: Order = {
  columns: ["limits.due_at", "limits.case_id", "limits.key"],
  direction: "asc",
  numbers: ["limits.key"],
};
const LATEST_BROKEN_FIRST: Order = {
  columns: ["limits.breached_at", "limits.case_id", "limits.key"],
  direction: "desc",
  numbers: ["limits.key"],
};
const NEXT_JOB_FIRST: Order = { columns: ["run_at", "case_id", "key"], direction: "asc", numbers: ["key"] };
const NEXT_TIMER_FIRST: Order = { columns: ["due_at", "case_id", "key"], direction: "asc", numbers: ["key"] };

const TASK_STATES: Readonly<Record<TaskRow["state"], string>> = {
  open: "state = 'open'",
  completed: "state = 'completed'",
  cancelled: "state = 'cancelled'",
};

/** When the work of a table falls due, and which rows may: the conditions of their indexes. */
const DUE = {
  timers: { column: "due_at", condition: undefined },
  jobs: {
    column: "run_at",
    condition: "jobs.stuck = 0 and jobs.handler <> '' and substr(jobs.handler, 1, 9) <> 'external:'",
  },
  limits: { column: "due_at", condition: "limits.state = 'running' and limits.breached_at is null" },
} as const;

/** Work due at `now`, oldest first. Suspended cases take no commands: what is due there waits until they go on. */
async function dueRows(read: Knex, table: keyof typeof DUE, now: string, limit: number): Promise<readonly StoredRow[]> {
  const { column, condition } = DUE[table];
  const query = read(table)
    // `cross join`: SQLite then goes along the index of what is due, not through all active cases.
    .crossJoin(read.raw("cases"))
    .whereRaw(`cases.id = ${table}.case_id`)
    .where("cases.status", "active")
    .where(`${table}.${column}`, "<=", now)
    .orderBy([`${table}.${column}`, `${table}.case_id`, `${table}.key`])
    .limit(limit)
    .select(`${table}.*`);
  if (condition !== undefined) void query.whereRaw(condition);
  return (await query) as StoredRow[];
}

/** The conditions that were given; knex refuses undefined. */
function given(columns: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

// ---------------------------------------------------------------- rows of the tables and of the port

type StoredRow = Row;

/** The columns are `not null` text: the type says less than the schema. */
function text(value: unknown): string {
  return value as string;
}

/** The columns that hold something, under their names in the port. */
function present<N extends string>(row: StoredRow, columns: Readonly<Record<N, string>>): Partial<Record<N, string>> {
  const found: Partial<Record<N, string>> = {};
  for (const name in columns) {
    const value = row[columns[name]];
    if (value !== null && value !== undefined) found[name] = value as string;
  }
  return found;
}

function presentDueAt(row: StoredRow): { dueAt?: string } {
  return row.due_at === NEVER ? {} : { dueAt: text(row.due_at) };
}

function presentJson(row: StoredRow): { correlation?: Json } {
  return row.correlation === null ? {} : { correlation: JSON.parse(text(row.correlation)) as Json };
}

export function caseRow(row: StoredRow): CaseRow {
  return {
    id: text(row.id),
    seq: Number(row.seq),
    status: row.status as CaseRow["status"],
    definition: text(row.definition),
    process: text(row.process),
    ...present(row, {
      regulation: "regulation",
      channel: "channel",
      applicant: "applicant",
      unit: "unit",
      intakeUnit: "intake_unit",
      businessKey: "business_key",
      publicStatus: "public_status",
    }),
    startedAt: text(row.started_at),
    ...present(row, { endedAt: "ended_at" }),
    ...presentDueAt(row),
    incidents: Number(row.incidents),
  };
}

function taskRow(row: StoredRow): TaskRow {
  return {
    id: `${text(row.case_id)}.${Number(row.key)}`,
    case: text(row.case_id),
    key: Number(row.key),
    element: text(row.element),
    definition: text(row.definition),
    process: text(row.process),
    ...present(row, {
      regulation: "regulation",
      channel: "channel",
      unit: "unit",
      applicant: "applicant",
      role: "role",
      form: "form",
      assignee: "assignee",
    }),
    state: row.state as TaskRow["state"],
    openedAt: text(row.opened_at),
    ...present(row, { closedAt: "closed_at", closedBy: "closed_by" }),
    ...presentDueAt(row),
  };
}

function jobRow(row: StoredRow): JobRow {
  return {
    case: text(row.case_id),
    key: Number(row.key),
    element: text(row.element),
    handler: text(row.handler),
    input: JSON.parse(text(row.input)) as Variables,
    failures: Number(row.failures),
    runAt: text(row.run_at),
    stuck: Number(row.stuck) === 1,
  };
}

function timerRow(row: StoredRow): TimerRow {
  return { case: text(row.case_id), key: Number(row.key), element: text(row.element), dueAt: text(row.due_at) };
}

function limitRow(row: StoredRow): LimitRow {
  return {
    case: text(row.case_id),
    key: Number(row.key),
    kind: row.kind as LimitRow["kind"],
    of: text(row.subject),
    element: text(row.element),
    duration: text(row.duration),
    unit: text(row.unit),
    startedAt: text(row.started_at),
    dueAt: text(row.due_at),
    state: row.state as LimitRow["state"],
    ...present(row, { endedAt: "ended_at", breachedAt: "breached_at" }),
    derivation: JSON.parse(text(row.derivation)) as Json,
  };
}

const limitOfUnit = (row: StoredRow): LimitOfUnit => ({
  ...limitRow(row),
  process: text(row.process),
  ...present(row, { regulation: "regulation", channel: "channel" }),
  definition: text(row.definition),
  elementDefinition: text(row.element_definition),
});

function incidentRow(row: StoredRow): IncidentRow {
  return {
    case: text(row.case_id),
    key: Number(row.key),
    element: text(row.element),
    code: text(row.code),
    message: text(row.message),
    raisedAt: text(row.raised_at),
    ...present(row, { resolvedAt: "resolved_at", resolution: "resolution", reason: "reason" }),
  };
}

function outboxRow(row: StoredRow): OutboxRow {
  return {
    id: Number(row.id),
    case: text(row.case_id),
    seq: Number(row.seq),
    kind: row.kind as OutboxRow["kind"],
    name: text(row.name),
    ...presentJson(row),
    payload: JSON.parse(text(row.payload)) as Variables,
  };
}

function messageWaitRow(row: StoredRow): MessageWaitRow {
  return {
    case: text(row.case_id),
    key: Number(row.key),
    kind: row.kind as MessageWaitRow["kind"],
    name: text(row.name),
    ...presentJson(row),
  };
}
