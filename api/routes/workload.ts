/** What the head of a unit looks at: how much work lies where, and which terms are overdue, stopped or broken. No answer looks through all tasks of a unit. */
import type { Language } from "../../engine/model/graph.ts";
import type { LimitOfUnit, LimitStanding, TaskFilter } from "../../engine/ports.ts";
import type { ApiContext } from "../context.ts";
import { everyPage } from "../every-page.ts";
import { labelOf } from "../labels.ts";
import { json, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { serviceTitles } from "../service-titles.ts";
import { MOST_COUNTED, endsOf } from "../task-lists.ts";

export function workloadRoutes({ reads, accounts, definitions, runtime, clock }: ApiContext): Route[] {
  const titles = serviceTitles(definitions);
  return [
    signedInRoute({
      id: "getWorkload",
      method: "get",
      path: "/workload",
      tag: "units",
      summary: "The open tasks of the own unit: in all, by who has taken them, and by regulation.",
      description: `Each number goes up to ${MOST_COUNTED}: who has more knows enough.`,
      action: "workload.read",
      answers: { 200: { description: "The numbers.", content: json(schemas.workload) } },
      problems: [],
      async handle({ language }, { unit }) {
        if (unit === undefined) return { status: 200, body: NO_UNIT };
        const until = endsOf(clock.now());
        const load = (filter: Omit<TaskFilter, "unit" | "state">) =>
          reads.taskLoad({ ...filter, unit, state: "open" }, until, MOST_COUNTED);
        const { items: people } = await accounts.list({ unit }, { limit: 200 });
        const services = await regulations(language);
        const [all, unassigned, ofPeople, ofRegulations, stopped, overdue, broken] = await Promise.all([
          load({}),
          load({ unassigned: true }),
          Promise.all(people.map(async ({ id, name }) => ({ account: id, name, ...(await load({ assignee: id })) }))),
          Promise.all(
            services.map(async (service) => ({ ...service, ...(await load({ regulation: service.regulation })) })),
          ),
          ...(["stopped", "overdue", "broken"] as const).map((standing) =>
            reads.countLimitsOfUnit(unit, standing, MOST_COUNTED),
          ),
        ]);
        const working = ofPeople.filter(
          ({ account, open }) => open > 0 || people.some(({ id, disabledAt }) => id === account && !disabledAt),
        );
        return {
          status: 200,
          body: {
            all,
            unassigned,
            people: working,
            regulations: ofRegulations.filter(({ open }) => open > 0),
            limits: { stopped, overdue, broken },
          },
        };
      },
    }),
    signedInRoute<unknown, Paging & { standing?: LimitStanding }>({
      id: "listUnitLimits",
      method: "get",
      path: "/workload/limits",
      tag: "units",
      summary: "Terms and limits of the cases that the own unit decides: overdue, stopped, or broken at any time.",
      action: "workload.read",
      query: {
        standing: {
          type: "string",
          enum: ["overdue", "stopped", "broken"],
          description:
            "`overdue` (unless said): broken and still running; `stopped`: the clock stands; `broken`: all that were broken, the latest first.",
        },
      },
      paged: true,
      answers: { 200: { description: "A page of limits.", content: json(schemas.pageOf(schemas.limitOfUnit)) } },
      problems: ["CURSOR_INVALID"],
      async handle(request, { unit }) {
        if (unit === undefined) return { status: 200, body: { items: [] } };
        const { standing = "overdue" } = request.query;
        const page = await reads.limitsOfUnit(unit, standing, pageRequest(request.query));
        const items = await Promise.all(page.items.map((limit) => named(limit, request.language)));
        return pageAnswer(request, { ...page, items });
      },
    }),
  ];

  /** Each regulation in service once, with what it is called. */
  async function regulations(language: Language): Promise<readonly { regulation: string; service: string }[]> {
    const found = new Map<string, string>();
    for await (const { items } of everyPage((more) => definitions.list({ latestOnly: true }, { limit: 200, ...more })))
      for (const { regulation, digest } of items)
        if (regulation !== undefined && !found.has(regulation))
          found.set(regulation, (await titles(digest, language)) ?? regulation);
    return [...found].map(([regulation, service]) => ({ regulation, service }));
  }

  async function named({ derivation: _, elementDefinition, definition, ...limit }: LimitOfUnit, language: Language) {
    const [graph, service] = await Promise.all([runtime.graph(elementDefinition), titles(definition, language)]);
    return {
      ...limit,
      name: labelOf(graph, limit.element, language),
      ...(service === undefined ? {} : { service }),
    };
  }
}

const NONE = { open: 0, overdue: 0, dueToday: 0, dueThisWeek: 0 };
const NO_UNIT = {
  all: NONE,
  unassigned: NONE,
  people: [],
  regulations: [],
  limits: { stopped: 0, overdue: 0, broken: 0 },
};
