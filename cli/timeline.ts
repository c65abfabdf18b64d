/** A case told in lines: what happened when and by whom, and which due dates were kept and missed. */
import { labelOf } from "../api/labels.ts";
import type { CaseEvent } from "../engine/core/events.ts";
import { compile } from "../engine/model/compile.ts";
import type { Graph, Language } from "../engine/model/graph.ts";
import type { CaseRow, ChainedEvent, LimitRow } from "../engine/ports.ts";
import type { ApiClient } from "./api-client.ts";

const ZONE = "Asia/Almaty";

/** Reads the case over HTTP and tells it. */
export async function readTimeline(client: ApiClient, caseId: string, language: Language): Promise<readonly string[]> {
  const id = encodeURIComponent(caseId);
  const row = await client.get<CaseRow>(`/cases/${id}`);
  const [events, exchanges, limits, diagram] = await Promise.all([
    client.list<ChainedEvent>(`/cases/${id}/events?limit=200`),
    client.list<Exchange>(`/cases/${id}/exchanges`),
    client.list<LimitRow>(`/cases/${id}/limits`),
    client.bytes(`/definitions/${encodeURIComponent(row.process)}/${row.definition}/bpmn`),
  ]);
  return timeline({ row, events, exchanges, limits, graph: await compile(diagram), language });
}

interface Told {
  readonly row: CaseRow;
  readonly events: readonly ChainedEvent[];
  readonly exchanges: readonly Exchange[];
  readonly limits: readonly LimitRow[];
  readonly graph: Graph;
  readonly language: Language;
}

function timeline({ row, events, exchanges, limits, graph, language }: Told): readonly string[] {
  const label = (element: string): string => labelOf(graph, element, language);
  const place = [row.process, row.unit].filter((part) => part !== undefined).join(", ");
  return [
    `Case ${row.id} (${place}): ${row.status}${row.publicStatus === undefined ? "" : `, ${row.publicStatus}`}`,
    "",
    ...events.flatMap(({ at, by, event }) => {
      const what = tell(event, label);
      return what === undefined ? [] : [`  ${localTime(at)}  ${what}${byWhom(event, by)}`];
    }),
    "",
    ...(exchanges.length === 0 ? [] : ["Exchanges with other systems:"]),
    ...table(exchanges.map((exchange) => exchangeCells(exchange, label))),
    ...(exchanges.length === 0 ? [] : [""]),
    ...(limits.length === 0 ? ["No due dates."] : ["Due dates:"]),
    ...table(limits.map((limit) => limitCells(limit, label))),
  ];
}

/** What a reader wants to know of an event; `undefined` for the engine's own bookkeeping. */
function tell(event: CaseEvent, label: (element: string) => string): string | undefined {
  switch (event.type) {
    case "CaseStarted":
      return "The case is started";
    case "ElementCompleted":
    case "ElementPassed":
      return label(event.element);
    case "ElementTerminated":
      return `Left undone (${event.why}): ${label(event.element)}`;
    case "TaskClaimed":
      return `Taken by ${event.assignee}: ${label(event.element)}`;
    case "TaskReleased":
      return `Given back: ${label(event.element)}`;
    case "DocumentFiled":
      // Told in the table of exchanges.
      if (event.exchange !== undefined) return undefined;
      return `Document filed: ${event.name}`;
    case "CaseFileErased":
      return `Case file erased (${event.ground === "law" ? "by law" : "its time is over"}): ${event.reason}`;
    case "TimerFired":
      return `The time has come: ${label(event.element)}`;
    case "JobFailed":
      return `Attempt ${event.failures} failed (${event.code}): ${label(event.element)}`;
    case "IncidentRaised":
      return `INCIDENT (${event.code}): ${label(event.element)}: ${event.message}`;
    case "IncidentResolved":
      return `Incident ${event.resolution}: ${label(event.element)}: ${event.reason}`;
    case "LimitBreached":
      return `OVERDUE since ${localTime(event.dueAt)}: ${event.of}`;
    case "VariablesSet":
      return event.reason === undefined ? undefined : `Facts corrected: ${event.reason}`;
    case "CaseSuspended":
      return `Suspended: ${event.reason}`;
    case "CaseResumed":
      return `Resumed: ${event.reason}`;
    case "TokenMoved":
      return `Moved by hand: ${[event.from, event.to].map((id) => (id === undefined ? "-" : label(id))).join(" to ")}: ${event.reason}`;
    case "CaseMigrated":
      return `Goes on with another version: ${event.reason}`;
    case "TermsStopped":
      return `The clock of the terms stops: ${event.reason}`;
    case "TermsContinued":
      return `The clock of the terms goes on: ${event.reason}`;
    case "LimitMoved":
      return `Due now ${localTime(event.dueAt)}: ${event.reason}`;
    case "CaseCompleted":
      return "The case is completed";
    case "CaseTerminated":
      return `The case is ended: ${event.reason ?? event.why}`;
    default:
      return undefined;
  }
}

function byWhom(event: CaseEvent, by: string): string {
  const who = event.type === "ElementCompleted" ? (event.by ?? by) : by;
  return who === "system" || event.type === "ElementPassed" ? "" : `  (${who})`;
}

/** What the API tells of a message and its answer. */
interface Exchange {
  readonly element: string;
  readonly system: string;
  readonly service: string;
  readonly outcome: string;
  readonly messages: readonly { readonly part: string; readonly at: string; readonly signature: string }[];
}

function exchangeCells(
  { element, system, service, outcome, messages }: Exchange,
  label: (element: string) => string,
): readonly string[] {
  const answers = messages.filter(({ part }) => part !== "request").map(({ signature }) => signature);
  const judged = answers.length === 0 ? "no answer" : `signature of the answer ${[...new Set(answers)].join(", ")}`;
  const [first] = messages;
  return [
    first === undefined ? "" : localTime(first.at),
    `${system} (${service})`,
    outcome,
    judged,
    element === "" ? "" : label(element),
  ];
}

const STATES: Readonly<Record<LimitRow["state"], string>> = {
  running: "running",
  stopped: "its clock stands still",
  met: "kept",
  late: "MISSED",
  dropped: "no longer counted",
};

function limitCells(
  { kind, of, element, duration, unit, dueAt, state, breachedAt }: LimitRow,
  label: (element: string) => string,
) {
  const what =
    kind === "term" ? `the whole service, clause ${of}` : kind === "action" ? `action ${of}` : label(element);
  const stands = state === "running" && breachedAt !== undefined ? "OVERDUE" : STATES[state];
  return [what, length(duration, unit), `due ${localTime(dueAt)}`, stands];
}

/** `P3D` in working days: `3 working days`. A duration of several parts stays as it is written. */
function length(duration: string, unit: string): string {
  const [, count] = /^PT?(\d+)[MHD]$/.exec(duration) ?? [];
  const name = unit.replace("-", " ");
  return count === undefined ? `${duration} (${name}s)` : `${count} ${name}${count === "1" ? "" : "s"}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ")}`.trimEnd());
}

const FORMAT = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });
/** `2012-05-14 10:00:00` in Almaty. */
const localTime = (instant: string): string => FORMAT.format(new Date(instant));
