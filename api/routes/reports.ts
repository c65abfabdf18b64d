/** How terms are kept, where time goes, and why applicants are refused. */
import { DateTime } from "luxon";
import { CodedError } from "../../engine/errors.ts";
import type { Graph, Language } from "../../engine/model/graph.ts";
import {
  TERM_DIMENSIONS,
  type CaseSearch,
  type FoundCase,
  type TermCount,
  type TermDimension,
} from "../../engine/ports.ts";
import { reachOfUnit } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { everyPage } from "../every-page.ts";
import { createElementTimes } from "../element-times.ts";
import { labelOf, nodeOf } from "../labels.ts";
import { HttpError } from "../problem.ts";
import { LARGEST_PAGE, json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface Period {
  readonly from?: string;
  readonly before?: string;
  readonly regulation?: string;
  readonly unit?: string;
}

/** Months are those of the clock on the wall there. */
const ZONE = "Asia/Almaty";
const MONTHS_UNLESS_SAID = 12;
const MOST_MONTHS = 240;
/** Histories read for one report, the newest cases first: the answer says when there were more. */
const MOST_CASES = 1000;
/** The statuses that the diagrams give a case that was turned down. */
const REFUSALS = ["refused", "not-accepted"] as const;

const period = {
  from: schemas.instantOf("Cases started at this instant or later; twelve months back unless said."),
  before: schemas.instantOf("Cases started before this instant; now unless said."),
  regulation: schemas.textOf("Only of this regulation."),
  unit: schemas.unitOfCases,
};

export function reportRoutes({ runtime, events, definitions, audit, clock }: ApiContext): Route[] {
  return [
    signedInRoute<unknown, Period & { kind?: "term" | "action" | "step"; by?: string }>({
      id: "reportTerms",
      method: "get",
      path: "/reports/terms",
      tag: "reports",
      summary: "How many terms and limits were kept, of the cases that started in the period.",
      description: "A head sees those of the own unit.",
      action: "report.read",
      query: {
        ...period,
        kind: {
          type: "string",
          enum: ["term", "action", "step"],
          description: "Only the term of the service, only limits of the annex table's rows, or only those of steps.",
        },
        by: {
          type: "string",
          pattern: `^(${TERM_DIMENSIONS.join("|")})(,(${TERM_DIMENSIONS.join("|")}))*$`,
          maxLength: 100,
          description: `By what it is counted, of ${TERM_DIMENSIONS.join(", ")}, with commas; \`regulation,kind\` unless said.`,
        },
      },
      csv: true,
      answers: { 200: { description: "The counts.", content: json(schemas.termCounts) } },
      problems: [],
      async handle({ query, language }, account) {
        const reach = reachOfUnit(account, "report.read", query.unit);
        if (reach === undefined) return { status: 200, body: { items: [] } };
        const by = [...new Set((query.by ?? "regulation,kind").split(","))] as TermDimension[];
        const { from, before } = boundsOf(query);
        const counts = await audit.terms({
          by,
          from,
          before,
          months: by.includes("month") ? monthsOf(from, before) : [],
          ...(query.regulation === undefined ? {} : { regulation: query.regulation }),
          ...(query.kind === undefined ? {} : { kind: query.kind }),
          ...reach,
        });
        const items = by.includes("step") ? await overVersions(counts, language) : counts;
        return {
          status: 200,
          body: {
            items: items.map((item) => ({
              ...item,
              ...(item.inTime + item.late === 0 ? {} : { rate: item.inTime / (item.inTime + item.late) }),
            })),
          },
        };
      },
    }),
    signedInRoute<{ process: string; version: string }, Pick<Period, "from" | "before" | "unit">>({
      id: "reportTimes",
      method: "get",
      path: "/reports/times/{process}/{version}",
      tag: "reports",
      summary: "How long cases stood at each element of a version, by the clock on the wall.",
      description: `Of the ${MOST_CASES} newest cases of the period that ran on it; a head sees those of the own unit.`,
      action: "report.read",
      params: { process: schemas.processId, version: schemas.version },
      query: { from: period.from, before: period.before, unit: period.unit },
      csv: true,
      answers: { 200: { description: "Element by element.", content: json(schemas.elementTimes) } },
      problems: ["DEFINITION_NOT_FOUND"],
      async handle({ params, query, language }, account) {
        const digest = await digestOf(params.process, params.version);
        const reach = reachOfUnit(account, "report.read", query.unit);
        const found = reach === undefined ? NOTHING : await newest({ ranOn: digest, ...boundsOf(query), ...reach });
        const times = createElementTimes(digest);
        for (const { id } of found.cases) times.add(await events.history(id));
        const graph = await runtime.graph(digest);
        const items = times.times().map((time) => ({ ...time, name: labelOf(graph, time.element, language) }));
        return { status: 200, body: { digest, cases: found.cases.length, more: found.more, items } };
      },
    }),
    signedInRoute<unknown, Period>({
      id: "reportRefusals",
      method: "get",
      path: "/reports/refusals",
      tag: "reports",
      summary:
        "How often applications were refused or not accepted, and at which step and condition of the regulation.",
      description: `Of the ${MOST_CASES} newest of each kind; a head sees those of the own unit.`,
      action: "report.read",
      query: period,
      csv: true,
      answers: { 200: { description: "The counts.", content: json(schemas.refusals) } },
      problems: [],
      async handle({ query, language }, account) {
        const reach = reachOfUnit(account, "report.read", query.unit);
        if (reach === undefined) return { status: 200, body: { cases: 0, more: false, items: [] } };
        const search = {
          ...(query.regulation === undefined ? {} : { regulation: query.regulation }),
          ...boundsOf(query),
          ...reach,
        };
        const pages = await Promise.all(REFUSALS.map((publicStatus) => newest({ ...search, publicStatus })));
        const counts = new Map<string, object & { count: number }>();
        for (const row of pages.flatMap(({ cases }) => cases)) {
          const reason = await reasonOf(row, language);
          const key = JSON.stringify(reason);
          counts.set(key, { ...reason, count: (counts.get(key)?.count ?? 0) + 1 });
        }
        const items = [...counts.values()].sort((a, b) => b.count - a.count);
        const cases = items.reduce((sum, { count }) => sum + count, 0);
        return { status: 200, body: { cases, more: pages.some(({ more }) => more), items } };
      },
    }),
  ];

  function boundsOf({ from, before }: Pick<Period, "from" | "before">): {
    readonly from: string;
    readonly before: string;
  } {
    const until = before === undefined ? DateTime.fromISO(clock.now()).plus(1) : DateTime.fromISO(before);
    const since = from === undefined ? until.minus({ months: MONTHS_UNLESS_SAID }) : DateTime.fromISO(from);
    return { from: utc(since), before: utc(until) };
  }

  async function newest(search: CaseSearch): Promise<{ readonly cases: readonly FoundCase[]; readonly more: boolean }> {
    const cases: FoundCase[] = [];
    for await (const page of everyPage((more) => audit.cases(search, { limit: LARGEST_PAGE, ...more }))) {
      cases.push(...page.items);
      if (cases.length >= MOST_CASES) return { cases: cases.slice(0, MOST_CASES), more: page.next !== undefined };
    }
    return { cases, more: false };
  }

  /** Which step turned the case down, and the condition that led there last. */
  async function reasonOf({ id, definition, regulation, channel, publicStatus }: FoundCase, language: Language) {
    const graphs = new Map<number, string>([[1, definition]]);
    let condition: { readonly element: string; readonly take: readonly string[]; readonly graph: Graph } | undefined;
    let reason: object = {};
    for (const { event } of await events.history(id)) {
      if (event.type !== "ElementEntered" && event.type !== "ElementPassed" && event.type !== "ElementCompleted")
        continue;
      if (event.type === "ElementEntered") {
        const digest = event.graph ?? graphs.get(event.scope);
        if (digest !== undefined) graphs.set(event.key, digest);
      }
      const scope = event.type === "ElementCompleted" ? event.key : event.scope;
      const graph = await runtime.graph(graphs.get(scope) ?? definition);
      const node = nodeOf(graph, event.element);
      if (event.type !== "ElementEntered" && node?.kind === "exclusiveGateway")
        condition = { element: event.element, take: event.take, graph };
      if (event.type !== "ElementCompleted" && event.status === publicStatus)
        reason = {
          element: event.element,
          name: labelOf(graph, event.element, language),
          ...(node?.traces[0] === undefined ? {} : { clause: node.traces[0].clause }),
          ...(condition === undefined ? {} : conditionInWords(condition, language)),
        };
    }
    return {
      ...(regulation === undefined ? {} : { regulation }),
      ...(channel === undefined ? {} : { channel }),
      status: publicStatus ?? "",
      ...reason,
    };
  }

  /** Versions of a diagram that call a step by the same name are one line of the report. */
  async function overVersions(
    counts: readonly TermCount[],
    language: Language,
  ): Promise<readonly (Omit<TermCount, "definition"> & { readonly name?: string })[]> {
    const sums = new Map<string, Omit<TermCount, "definition"> & { readonly name?: string }>();
    for (const { definition, inTime, late, running, dropped, ...rest } of counts) {
      const { element } = rest;
      const graph = definition === undefined ? undefined : await runtime.graph(definition);
      const name = graph === undefined || element === undefined ? element : labelOf(graph, element, language);
      const line = { ...rest, ...(name === undefined ? {} : { name }) };
      const key = JSON.stringify(line);
      const sum = sums.get(key);
      sums.set(key, {
        ...line,
        inTime: inTime + (sum?.inTime ?? 0),
        late: late + (sum?.late ?? 0),
        running: running + (sum?.running ?? 0),
        dropped: dropped + (sum?.dropped ?? 0),
      });
    }
    return [...sums.values()];
  }

  async function digestOf(process: string, version: string): Promise<string> {
    const byNumber = /^\d{1,9}$/.test(version);
    const row =
      version === "latest"
        ? await definitions.latest(process)
        : byNumber
          ? await definitions.version(process, Number(version))
          : undefined;
    const digest = row?.digest ?? (byNumber || version === "latest" ? undefined : version);
    const deployment = digest === undefined ? undefined : await definitions.byDigest(digest);
    if (deployment?.processes.includes(process) !== true)
      throw new CodedError("DEFINITION_NOT_FOUND", `There is no version ${version} of the process ${process}.`);
    return deployment.digest;
  }
}

const NOTHING = { cases: [], more: false } as const;

const utc = (instant: DateTime): string => instant.toUTC().toISO({ suppressMilliseconds: false })!;

function monthsOf(from: string, before: string): { readonly name: string; readonly from: string }[] {
  const months: { name: string; from: string }[] = [];
  const end = DateTime.fromISO(before);
  for (
    let month = DateTime.fromISO(from, { zone: ZONE }).startOf("month");
    month < end;
    month = month.plus({ months: 1 })
  ) {
    if (months.length === MOST_MONTHS)
      throw new HttpError("REQUEST_INVALID", `The period has more than ${MOST_MONTHS} months.`, {
        problems: [{ pointer: "/from", detail: `at most ${MOST_MONTHS} months` }],
      });
    months.push({ name: month.toFormat("yyyy-MM"), from: utc(month) });
  }
  return months;
}

function conditionInWords(
  { element, take, graph }: { readonly element: string; readonly take: readonly string[]; readonly graph: Graph },
  language: Language,
): object {
  const index = take[0] === undefined ? undefined : graph.flowIndex[take[0]];
  const answer = index === undefined ? "" : (graph.flows[index]?.name ?? "");
  return { condition: labelOf(graph, element, language), ...(answer === "" ? {} : { answer }) };
}
