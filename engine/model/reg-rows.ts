/** The rows that lawyers write under `extensionElements`: traces, limits, terms, the annex table, labels, calls. */
import {
  attributeOf,
  type BpmnElement,
  childOf,
  childrenOf,
  extensionOf,
  extensionsOf,
  flagOf,
  isA,
  textOf,
} from "./bpmn-element.ts";
import { durationProblem } from "./expression-syntax.ts";
import type {
  Action,
  ActionColumn,
  ActionHeadings,
  ActionTableHead,
  Call,
  Language,
  Limit,
  LimitUnit,
  Mapping,
  ProcessGraph,
  Term,
  Trace,
} from "./graph.ts";
import { optional, readFeel, readVariable, type Reading } from "./reading.ts";

export function readLabels(reading: Reading, element: BpmnElement): Readonly<Partial<Record<Language, string>>> {
  const labels: Partial<Record<Language, string>> = {};
  for (const label of extensionsOf(element, "reg:Label")) {
    const language = textOf(label, "lang") as Language | undefined;
    if (language === undefined) continue;
    if (labels[language] !== undefined) reading.report("EXTENSION_REPEATED", label, `two labels in ${language}`);
    labels[language] = bodyOf(label);
  }
  return labels;
}

export const readNotes = (element: BpmnElement): readonly string[] =>
  extensionsOf(element, "reg:Note")
    .map(bodyOf)
    .filter((note) => note !== "");

/** The bodies of `reg:note` inside another row, joined. */
const noteOf = (row: BpmnElement): string | undefined =>
  childrenOf(row, "notes")
    .map(bodyOf)
    .filter((note) => note !== "")
    .join("\n") || undefined;

export function readTraces(reading: Reading, element: BpmnElement): readonly Trace[] {
  return extensionsOf(element, "reg:Trace").map((trace) => {
    const step = textOf(trace, "step");
    if (step !== undefined && !/^(process|condition|action) [1-9]\d*$/.test(step))
      reading.report("TRACE_STEP", trace, `"${step}" is not a step such as "process 4", "condition 1" or "action 3"`);
    return {
      clause: textOf(trace, "clause") ?? "",
      ...optional("step", step),
      ...optional("action", textOf(trace, "action")),
    };
  });
}

/** A duration with its unit, checked against each other; undefined parts were absent or reported. */
function readLength(
  reading: Reading,
  row: BpmnElement,
): { readonly duration?: string | undefined; readonly unit?: LimitUnit | undefined } {
  const duration = textOf(row, "duration");
  const unit = textOf(row, "unit") as LimitUnit | undefined;
  if (duration === undefined) return { unit };
  if (unit === undefined) {
    reading.report("DURATION_UNIT", row, `the duration "${duration}" has no unit`);
    return {};
  }
  const problem = durationProblem(duration, unit);
  if (problem !== undefined)
    reading.report(problem.includes("ISO 8601") ? "DURATION_SYNTAX" : "DURATION_UNIT", row, problem);
  return { duration, unit };
}

export function readLimit(reading: Reading, element: BpmnElement): Limit | undefined {
  const limit = extensionOf(element, "reg:Limit");
  if (limit === undefined) return undefined;
  const { duration, unit } = readLength(reading, limit);
  if (unit === undefined) return undefined;
  return {
    ...optional("duration", duration),
    unit,
    ...optional("clause", textOf(limit, "clause")),
    ...optional("note", noteOf(limit)),
  };
}

export function readService(reading: Reading, process: BpmnElement): ProcessGraph["service"] {
  const service = extensionOf(process, "reg:Service");
  if (service === undefined) return undefined;
  const actions = childrenOf(service, "actions").map((row) => readAction(reading, row));
  const numbers = new Set<string>();
  for (const { number } of actions) {
    if (numbers.has(number)) reading.report("ACTION_TWICE", service, `row ${number} of the annex table is given twice`);
    numbers.add(number);
  }
  return {
    regulation: textOf(service, "regulation") ?? "",
    channel: textOf(service, "channel") ?? "",
    ...optional("clause", textOf(service, "clause")),
    ...(flagOf(service, "calledOnly") === true ? { calledOnly: true as const } : {}),
    terms: childrenOf(service, "terms").flatMap((row) => readTerm(reading, row) ?? []),
    actions,
    ...optional("table", readTableHead(reading, service, numbers)),
  };
}

function readTableHead(
  reading: Reading,
  service: BpmnElement,
  numbers: ReadonlySet<string>,
): ActionTableHead | undefined {
  const table = childOf(service, "table");
  if (table === undefined) return undefined;
  const parts = childrenOf(table, "parts").map((part) => {
    const first = textOf(part, "first") ?? "";
    if (!numbers.has(first)) reading.report("TABLE_PART", part, `first="${first}" is no row of the annex table`);
    return { first, ...optional("title", textOf(part, "title")), headings: readHeadings(part) };
  });
  return {
    ...optional("language", textOf(table, "lang") as Language | undefined),
    ...optional("title", textOf(table, "title")),
    headings: readHeadings(table),
    parts,
  };
}

const COLUMNS: readonly ActionColumn[] = ["number", "performer", "name", "result", "limit", "next"];

const readHeadings = (element: BpmnElement): ActionHeadings =>
  Object.fromEntries(
    COLUMNS.flatMap((column) => {
      const heading = textOf(element, `${column}Heading`);
      return heading === undefined ? [] : [[column, heading]];
    }),
  );

function readTerm(reading: Reading, row: BpmnElement): Term | undefined {
  const { duration, unit } = readLength(reading, row);
  const excludes = wordsOf(row, "excludes");
  for (const word of excludes)
    if (word !== "intake" && word !== "issue")
      reading.report("TERM_EXCLUDES", row, `"${word}" is neither "intake" nor "issue"`);
  const countFrom = textOf(row, "countFrom");
  const owedEarlier = textOf(row, "owedEarlierDays");
  if (countFrom !== undefined && countFrom !== "next-day" && countFrom !== "same-day")
    reading.report("TERM_COUNT", row, `countFrom="${countFrom}" is neither "next-day" nor "same-day"`);
  if (owedEarlier !== undefined && !/^\d{1,2}$/.test(owedEarlier))
    reading.report("TERM_COUNT", row, `owedEarlierDays="${owedEarlier}" is no number of working days`);
  if (countFrom === "same-day" && excludes.includes("intake"))
    reading.report("TERM_COUNT", row, "a term cannot both count the day of intake and exclude it");
  if (
    (unit === "minute" || unit === "hour") &&
    (excludes.length > 0 || countFrom === "same-day" || Number(owedEarlier ?? 0) > 0)
  )
    reading.report("TERM_COUNT", row, `a term in ${unit}s has no days to leave out or to count`);
  const from = textOf(row, "from");
  const until = wordsOf(row, "until");
  for (const id of [...(from === undefined ? [] : [from]), ...until]) {
    const target = reading.elementsById[id];
    if (target === undefined || !isA(target, "bpmn:FlowNode"))
      reading.report("TERM_ELEMENT", row, `"${id}" is no flow node of the file`);
  }
  if (duration === undefined || unit === undefined) return undefined;
  return {
    duration,
    unit,
    excludes: excludes as Term["excludes"],
    ...optional("owedEarlierDays", Number(owedEarlier ?? 0) || undefined),
    ...optional("countFrom", countFrom === "same-day" ? ("same-day" as const) : undefined),
    ...optional("clause", textOf(row, "clause")),
    ...optional("from", from),
    ...optional("until", until.length === 0 ? undefined : until.join(" ")),
  };
}

function readAction(reading: Reading, row: BpmnElement): Action {
  const { duration, unit } = readLength(reading, row);
  return {
    number: textOf(row, "number") ?? "",
    performer: textOf(row, "performer") ?? "",
    ...optional("performerName", attributeOf(row, "performerName")),
    ...optional("name", textOf(row, "name")),
    ...optional("result", textOf(row, "result")),
    ...optional("duration", duration),
    ...optional("unit", unit),
    ...optional("limitText", textOf(row, "limitText")),
    next: wordsOf(row, "next"),
    ...optional("nextText", attributeOf(row, "nextText")),
    ...optional("note", noteOf(row)),
  };
}

export function readCall(reading: Reading, element: BpmnElement): Call | undefined {
  const call = extensionOf(element, "reg:Call");
  if (call === undefined) return undefined;
  return {
    handler: textOf(call, "handler") ?? "",
    inputs: childrenOf(call, "inputs").map((input) => {
      const body = bodyOf(input);
      const name = textOf(input, "name") ?? "";
      return body.startsWith("=") ? { name, feel: readFeel(reading, input, body) ?? "" } : { name, literal: body };
    }),
    outputs: childrenOf(call, "outputs").map((output) => {
      const body = bodyOf(output);
      const variable = readVariable(reading, output, textOf(output, "variable") ?? "") ?? "";
      return { variable, ...optional("feel", body === "" ? undefined : readFeel(reading, output, body)) };
    }),
  };
}

/** `reg:mapping` rows of one direction. */
export function readRegMappings(
  reading: Reading,
  element: BpmnElement,
  direction: "input" | "output",
): readonly Mapping[] {
  return extensionsOf(element, "reg:Mapping")
    .filter((row) => textOf(row, "direction") === direction)
    .flatMap((row) => readMapping(reading, row, textOf(row, "target") ?? "", bodyOf(row)));
}

export function readMapping(reading: Reading, at: BpmnElement, target: string, text: string): Mapping | [] {
  const variable = readVariable(reading, at, target);
  const feel = readFeel(reading, at, text);
  return variable === undefined || feel === undefined ? [] : { target: variable, feel };
}

export const readDocuments = (element: BpmnElement): readonly string[] =>
  extensionsOf(element, "reg:Document").flatMap((row) => textOf(row, "template") ?? []);

export const readStatus = (element: BpmnElement): string | undefined => {
  const status = extensionOf(element, "reg:Status");
  return status === undefined ? undefined : textOf(status, "value");
};

export const readRegForm = (element: BpmnElement): string | undefined => {
  const form = extensionOf(element, "reg:Form");
  return form === undefined ? undefined : textOf(form, "name");
};

export const readPerformer = (element: BpmnElement): string | undefined => {
  const performer = extensionOf(element, "reg:Performer");
  return performer === undefined ? undefined : textOf(performer, "role");
};

/** The body of the first such row on any of the elements. */
export function readRegText(
  reading: Reading,
  type: "reg:Correlation" | "reg:Payload",
  ...elements: readonly (BpmnElement | undefined)[]
): string | undefined {
  for (const element of elements) {
    const row = element === undefined ? undefined : extensionOf(element, type);
    if (row !== undefined) return readFeel(reading, row, bodyOf(row));
  }
  return undefined;
}

function bodyOf(row: BpmnElement): string {
  return textOf(row, "text")?.trim() ?? "";
}

function wordsOf(row: BpmnElement, name: string): readonly string[] {
  return (textOf(row, name) ?? "").split(/[\s,;]+/).filter((word) => word !== "");
}
