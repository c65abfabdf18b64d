/** What auditors ask of the read models: cases by what is known of them, how terms were kept, and figures of the whole installation. */
import type { Knex } from "knex";
import type { CaseStatus } from "../engine/core/state.ts";
import type { AuditReads, CaseSearch, FoundCase, TermCount, TermDimension } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";
import { readPageOfAny, type Order } from "./paging.ts";
import { CASE_COLUMNS, ELEMENT_DEFINITION, caseRow } from "./read-models.ts";

export function createAuditReads(connections: Connections): AuditReads {
  const { read } = connections;
  return {
    cases: ({ unit, ...search }, page) => {
      const query = (units: Readonly<Record<string, string>>) => {
        const found = read("cases")
          .select(CASE_COLUMNS)
          .select(read.raw("(select name from accounts where accounts.id = cases.applicant) as applicant_name"))
          .select(read.raw(`(select count(*) from limits where limits.case_id = cases.id and ${BROKEN}) as breaches`))
          .where(units);
        narrow(found, search);
        return found;
      };
      const queries = unit === undefined ? [query({})] : [query({ unit }), query({ intake_unit: unit })];
      return readPageOfAny(queries, NEWEST_CASE_FIRST, page, foundCase);
    },
    terms: async ({ by, from, before, months, regulation, unit, kind }) => {
      const values: (string | number | null)[] = [];
      const columns = by.flatMap((dimension) => {
        if (dimension !== "month") return TERM_COLUMNS[dimension];
        // The last month that had begun by then; the names come from the caller, who knows the zone.
        const cases = months.toReversed().map(({ name, from: start }) => {
          values.push(start, name);
          return "when cases.started_at >= ? then ?";
        });
        return [`case ${cases.join(" ")} end as month`];
      });
      const wanted = ["limits.case_id = cases.id", "cases.started_at >= ?", "cases.started_at < ?"];
      values.push(from, before);
      for (const [column, value] of [
        ["cases.regulation", regulation],
        ["cases.unit", unit],
        ["limits.kind", kind],
      ] as const)
        if (value !== undefined) {
          wanted.push(`${column} = ?`);
          values.push(value);
        }
      const groups = columns.map((_, index) => index + 1).join(", ");
      // `cross join`: SQLite then goes from the cases of the period to their limits, not through all limits.
      const rows = await connections.query<Row>(
        `select ${[...columns, ...TERM_SUMS].join(", ")} from cases cross join limits where ${wanted.join(" and ")}` +
          ` group by ${groups} order by ${groups}`,
        values,
      );
      return rows.map(termCount);
    },
    figures: async () => {
      const statuses = await connections.query<{ status: CaseStatus; count: number }>(
        "select status, count(*) as count from cases group by status",
      );
      const [counts] = await connections.query<Record<string, number>>(
        // The log is only ever appended to: its last position is the number of its rows.
        "select (select coalesce(max(position), 0) from log) as commits, " +
          "(select count(*) from tasks where state = 'open') as tasks, " +
          "(select count(*) from jobs where stuck = 0) as jobs, " +
          "(select count(*) from jobs where stuck = 1) as stuck, " +
          "(select count(*) from timers) as timers, " +
          "(select count(*) from incidents where resolved_at is null) as incidents, " +
          "(select coalesce(max(id), 0) from read_log) as reads",
      );
      const of = (name: string): number => counts?.[name] ?? 0;
      const cases = { active: 0, suspended: 0, completed: 0, terminated: 0 };
      for (const { status, count } of statuses) cases[status] = count;
      return {
        commits: of("commits"),
        cases,
        openTasks: of("tasks"),
        jobsWaiting: of("jobs"),
        jobsStuck: of("stuck"),
        timersWaiting: of("timers"),
        openIncidents: of("incidents"),
        reads: of("reads"),
      };
    },
  };
}

const NEWEST_CASE_FIRST: Order = { columns: ["started_at", "id"], direction: "desc" };

/** A limit that was not kept: found to be over while it ran, or met too late. */
const BROKEN = "(limits.state = 'late' or limits.breached_at is not null)";

/** No index serves the performer: one would cost every completed task a tree more. Cases are looked through from the newest, each by its own key. */
function narrow(query: Knex.QueryBuilder, search: Omit<CaseSearch, "unit">): void {
  const equal = {
    status: search.status,
    public_status: search.publicStatus,
    regulation: search.regulation,
    channel: search.channel,
    process: search.process,
  };
  for (const [column, value] of Object.entries(equal)) if (value !== undefined) void query.where(column, value);
  if (search.from !== undefined) void query.where("started_at", ">=", search.from);
  if (search.before !== undefined) void query.where("started_at", "<", search.before);
  if (search.number !== undefined)
    void query.whereRaw("(lower(id) like ? escape '\\' or business_key = ?)", [
      `${escaped(search.number.toLowerCase())}%`,
      search.number,
    ]);
  if (search.applicant !== undefined) {
    const [sql, values] = people(search.applicant, true);
    void query.whereRaw(`applicant in (${sql})`, values);
  }
  if (search.performer !== undefined) {
    const [sql, values] = people(search.performer, false);
    void query.whereRaw(
      `exists (select 1 from tasks where tasks.case_id = cases.id and tasks.closed_by in (${sql}))`,
      values,
    );
  }
  if (search.ranOn !== undefined)
    void query.whereRaw(
      "(definition = ? or exists (select 1 from tasks where tasks.case_id = cases.id and tasks.definition = ?))",
      [search.ranOn, search.ranOn],
    );
  if (search.breached !== undefined)
    void query.whereRaw(
      `${search.breached ? "" : "not "}exists (select 1 from limits where limits.case_id = cases.id and ${BROKEN})`,
    );
}

/** Accounts by id, login, number or part of the name. SQLite folds the case of Latin letters only, so names are asked for in each case. */
function people(text: string, byNumber: boolean): [string, string[]] {
  const lower = text.toLowerCase();
  const names = [...new Set([text, lower, text.toUpperCase(), lower.replace(/^\p{L}/u, (one) => one.toUpperCase())])];
  return [
    `select id from accounts where id = ? or login = ?${byNumber ? " or iin = ?" : ""}` +
      names.map(() => " or name like ? escape '\\'").join(""),
    [text, lower, ...(byNumber ? [text] : []), ...names.map((name) => `%${escaped(name)}%`)],
  ];
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

const foundCase = (row: Row): FoundCase => ({
  ...caseRow(row),
  ...(row.applicant_name === null ? {} : { applicantName: row.applicant_name as string }),
  breaches: Number(row.breaches),
});

const TERM_COLUMNS: Readonly<Record<Exclude<TermDimension, "month">, readonly string[]>> = {
  regulation: ["cases.regulation as regulation"],
  channel: ["cases.channel as channel"],
  unit: ["cases.unit as unit"],
  kind: ["limits.kind as kind"],
  // The deployment of the task that began with the limit: limits of called processes stand in another than the case's.
  step: ["limits.subject as subject", "limits.element as element", `${ELEMENT_DEFINITION} as definition`],
};

const sumOf = (condition: string, name: string): string => `sum(case when ${condition} then 1 else 0 end) as ${name}`;
const TERM_SUMS = [
  sumOf(`limits.state = 'met' and limits.breached_at is null`, "in_time"),
  sumOf(BROKEN, "late"),
  sumOf(`limits.state in ('running', 'stopped') and limits.breached_at is null`, "running"),
  sumOf(`limits.state = 'dropped' and limits.breached_at is null`, "dropped"),
];

function termCount(row: Row): TermCount {
  const text = (column: string, name: string) =>
    row[column] === undefined || row[column] === null ? {} : { [name]: row[column] as string };
  return {
    ...text("month", "month"),
    ...text("regulation", "regulation"),
    ...text("channel", "channel"),
    ...text("unit", "unit"),
    ...text("kind", "kind"),
    ...text("subject", "of"),
    ...text("element", "element"),
    ...text("definition", "definition"),
    inTime: Number(row.in_time),
    late: Number(row.late),
    running: Number(row.running),
    dropped: Number(row.dropped),
  };
}
