/** How a case stands, as its applicant may know it: milestones of the diagram, what comes next and by when. */
import type { Graph, Language } from "../../engine/model/graph.ts";
import type { RecordedEvent } from "../../engine/core/events.ts";
import type { CaseState } from "../../engine/core/state.ts";
import { CodedError } from "../../engine/errors.ts";
import type { LimitRow } from "../../engine/ports.ts";
import type { Derivation } from "../../engine/terms/derivation.ts";
import { visibleCase } from "../auth/visible.ts";
import {
  handedInAt,
  milestonesReached,
  placesNow,
  statusesAhead,
  stepsOf,
  templatesIssued,
} from "../case-milestones.ts";
import type { ApiContext } from "../context.ts";
import type { CalledGraph } from "../diagram-walk.ts";
import { labelOf, nodeOf } from "../labels.ts";
import { regulationFacts } from "../regulation-facts.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { serviceInWords } from "../service-catalogue.ts";

const PAGE = 500;
/** Processes that call processes that call processes. */
const MOST_CALLED = 20;

/** The form of every regulation that has a survey. */
const SURVEY = "survey";

interface OneCase {
  readonly case: string;
}

export function progressRoutes({ runtime, reads, events, definitions, explain, queuePlace }: ApiContext): Route[] {
  const factsOf = regulationFacts(definitions);
  return [
    signedInRoute<OneCase>({
      id: "getProgress",
      method: "get",
      path: "/cases/{case}/progress",
      tag: "cases",
      summary: "Where an application stands: what it has come to, what can still come, and by when.",
      description:
        "Derived from the diagram and the history. `certain`: every way that is drawn from here passes it. While `stage` is `filling`, `steps` are the pages of the application. Nobody's name is told.",
      action: "case.read",
      params: { case: schemas.caseId },
      reads: "case",
      answers: { 200: { description: "The progress.", content: json(schemas.progress) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "case.read", params.case);
        const state = await events.load(row.id);
        if (state === undefined) throw new CodedError("CASE_NOT_FOUND", `There is no case ${row.id}.`);
        const [history, graphs, limits, file] = await Promise.all([
          wholeHistory(row.id),
          graphsOf(state),
          reads.limits(row.id),
          factsOf(row.definition),
        ]);
        const graph = graphs.byDigest.get(state.definition)!;
        const now = placesNow(state, graphs.byDigest);
        const submittedAt = handedInAt(history, graph);
        const over = state.status === "completed" || state.status === "terminated";
        const issued = templatesIssued(history, graphs.all);
        const { statuses, results } = serviceInWords(row.regulation ?? row.process, file, language);
        const nameOf = (id: string): string => statuses.find((status) => status.id === id)?.name ?? id;
        const reached = milestonesReached(history);
        const due = over ? undefined : nearestTerm(limits);
        const stage = over ? "ended" : submittedAt === undefined ? "filling" : "handling";
        return {
          status: 200,
          body: {
            case: row.id,
            stage,
            startedAt: row.startedAt,
            ...(submittedAt === undefined ? {} : { submittedAt }),
            ...(row.endedAt === undefined ? {} : { endedAt: row.endedAt }),
            reached: reached.map(({ status, at }) => ({ status, name: nameOf(status), at })),
            ahead: over
              ? []
              : statusesAhead(now, graphs.called, reached.at(-1)?.status).map(({ status, certain }) => ({
                  status,
                  name: nameOf(status),
                  certain,
                })),
            steps:
              stage === "filling" ? await titled(stepsOf(history, graph, now, graphs.called), graph, language) : [],
            issued: [...issued].flatMap(([document, template]) => {
              const result = results.find((each) => each.template === template || each.id === template);
              return result === undefined ? [] : [{ document, name: result.name }];
            }),
            survey: (await runtime.form(row.definition, SURVEY)) !== undefined,
            delayed: state.instances.some(({ incident }) => incident !== undefined),
            ...(due === undefined
              ? {}
              : {
                  due: {
                    at: due.dueAt,
                    late: due.breachedAt !== undefined,
                    stopped: due.state === "stopped",
                    // The column holds the derivation of the event, as JSON.
                    words: explain(due.derivation as unknown as Derivation, language),
                  },
                }),
          },
        };
      },
    }),
    signedInRoute<OneCase>({
      id: "getQueuePlace",
      method: "get",
      path: "/cases/{case}/queue-place",
      tag: "cases",
      summary: "Where the child of the case stands in the queue of preschool places, at this moment.",
      description:
        "The queue itself is asked; it may be some seconds old. `none`: the case has no place in the queue. `unavailable`: the queue does not answer now.",
      action: "case.read",
      params: { case: schemas.caseId },
      reads: "case",
      answers: { 200: { description: "The place.", content: json(schemas.queuePlace) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, signal }, account) {
        const row = await visibleCase(reads, account, "case.read", params.case);
        const place = await queuePlace(row.id, signal);
        return { status: 200, body: typeof place === "string" ? { state: place } : { state: "queued", ...place } };
      },
    }),
  ];

  async function wholeHistory(id: string): Promise<readonly RecordedEvent[]> {
    const all: RecordedEvent[] = [];
    for (;;) {
      const page = await events.history(id, { afterSeq: all.at(-1)?.seq ?? 0, limit: PAGE });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  /** The diagrams that the case runs on, and the newest of each process that they could call. */
  async function graphsOf(state: CaseState) {
    const digests = new Set([state.definition, ...state.instances.flatMap(({ graph }) => graph ?? [])]);
    const graphs = await Promise.all([...digests].map((digest) => runtime.graph(digest)));
    const byProcess = new Map<string, Graph>();
    const learn = (graph: Graph): void => {
      for (const { id } of graph.processes) if (!byProcess.has(id)) byProcess.set(id, graph);
    };
    graphs.forEach(learn);
    const asked = new Set<string>();
    for (let graphsLeft = graphs; graphsLeft.length > 0 && asked.size < MOST_CALLED;) {
      const wanted = graphsLeft
        .flatMap(({ nodes }) => nodes.flatMap(({ calledProcess }) => calledProcess?.process ?? []))
        .filter((process) => !byProcess.has(process) && !asked.has(process));
      wanted.forEach((process) => asked.add(process));
      const rows = await Promise.all([...new Set(wanted)].map((process) => definitions.latest(process)));
      graphsLeft = await Promise.all(rows.flatMap((row) => (row === undefined ? [] : [runtime.graph(row.digest)])));
      graphsLeft.forEach(learn);
    }
    const called: CalledGraph = (process) => byProcess.get(process);
    return { all: byProcess.values(), byDigest: new Map(graphs.map((graph) => [graph.digest, graph])), called };
  }

  /** A page is called as its form is; without one, as the diagram calls the task. */
  function titled(steps: ReturnType<typeof stepsOf>, graph: Graph, language: Language) {
    return Promise.all(
      steps.map(async ({ element, state }) => {
        const name = nodeOf(graph, element)?.form;
        const schema = name === undefined ? undefined : await runtime.form(graph.digest, name);
        return { element, state, title: titleOf(schema, language) ?? labelOf(graph, element, language) };
      }),
    );
  }
}

const titleOf = (schema: object | undefined, language: Language): string | undefined => {
  const { title, "x-labels": labels } = (schema ?? {}) as {
    readonly title?: string;
    readonly "x-labels"?: Readonly<Partial<Record<Language, string>>>;
  };
  return labels?.[language] ?? title;
};

/** The term of the whole service; the limits of single steps are the staff's own. */
const nearestTerm = (limits: readonly LimitRow[]): LimitRow | undefined =>
  limits
    .filter(({ kind, state }) => kind === "term" && (state === "running" || state === "stopped"))
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt))[0];
