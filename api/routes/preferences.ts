/** What somebody of the staff sets for the own work: keys and layout, and filters of the inbox. Each account reads and writes its own only. */
import type { Json } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { SavedFilter, SavedFilterRow } from "../../engine/ports.ts";
import type { ApiContext } from "../context.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface SentFilter {
  readonly name: string;
  readonly filter: SavedFilter;
  readonly shared?: boolean;
}
const oneFilter = { filter: schemas.filterId };

/** More than anybody looks through. */
const MOST_FILTERS = 30;

export function preferenceRoutes({ preferences, accounts, clock }: ApiContext): Route[] {
  return [
    signedInRoute({
      id: "getPreferences",
      method: "get",
      path: "/me/preferences",
      tag: "accounts",
      summary: "The account's own settings of the pages.",
      action: "preference.keep",
      answers: { 200: { description: "What was set; empty at first.", content: json(schemas.preferences) } },
      problems: [],
      handle: async (_request, account) => ({ status: 200, body: (await preferences.read(account.id)) ?? {} }),
    }),
    signedInRoute<unknown, unknown, Json>({
      id: "putPreferences",
      method: "put",
      path: "/me/preferences",
      tag: "accounts",
      summary: "Set them, all at once.",
      action: "preference.keep",
      body: jsonBody(schemas.preferences),
      answers: { 204: { description: "Kept." } },
      problems: [],
      async handle({ body }, account) {
        await preferences.write(account.id, body, clock.now());
        return { status: 204 };
      },
    }),
    signedInRoute({
      id: "listFilters",
      method: "get",
      path: "/me/filters",
      tag: "tasks",
      summary: "The account's own filters of the inbox, and those that colleagues of its unit share.",
      action: "preference.keep",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.savedFilter)) } },
      problems: [],
      async handle(_request, account) {
        const rows = await preferences.filters(account.id, account.unit);
        const items = await Promise.all(rows.map((row) => shown(row, account.id)));
        return { status: 200, body: { items } };
      },
    }),
    signedInRoute<{ filter: string }, unknown, SentFilter>({
      id: "putFilter",
      method: "put",
      path: "/me/filters/{filter}",
      tag: "tasks",
      summary: "Keep a filter under a name, or change one's own.",
      action: "preference.keep",
      params: oneFilter,
      body: jsonBody(schemas.newFilter),
      answers: {
        201: { description: "Kept.", content: json(schemas.savedFilter) },
        200: { description: "Changed.", content: json(schemas.savedFilter) },
      },
      problems: ["FILTER_NOT_FOUND", "FILTERS_TOO_MANY"],
      async handle({ params, body }, account) {
        const { name, filter, shared } = body;
        const row: SavedFilterRow = {
          id: params.filter,
          account: account.id,
          ...(shared && account.unit !== undefined ? { unit: account.unit } : {}),
          name: name.trim(),
          filter,
          createdAt: clock.now(),
        };
        const outcome = await preferences.putFilter(row, MOST_FILTERS);
        if (outcome === "not-yours") throw notFound(params.filter);
        if (outcome === "too-many")
          throw new CodedError("FILTERS_TOO_MANY", `The account keeps ${MOST_FILTERS} filters already.`);
        return { status: outcome === "created" ? 201 : 200, body: await shown(row, account.id) };
      },
    }),
    signedInRoute<{ filter: string }>({
      id: "removeFilter",
      method: "delete",
      path: "/me/filters/{filter}",
      tag: "tasks",
      summary: "Forget one's own filter.",
      action: "preference.keep",
      params: oneFilter,
      answers: { 204: { description: "Forgotten." } },
      problems: ["FILTER_NOT_FOUND"],
      async handle({ params }, account) {
        if (!(await preferences.removeFilter(params.filter, account.id))) throw notFound(params.filter);
        return { status: 204 };
      },
    }),
  ];

  async function shown({ id, account, unit, name, filter }: SavedFilterRow, reader: string): Promise<object> {
    const own = account === reader;
    const owner = own ? undefined : (await accounts.byId(account))?.name;
    return { id, name, filter, own, shared: unit !== undefined, ...(owner === undefined ? {} : { owner }) };
  }
}

const notFound = (id: string): CodedError =>
  new CodedError("FILTER_NOT_FOUND", `The account has no filter ${id} of its own.`);
