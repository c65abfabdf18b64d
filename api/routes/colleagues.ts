/** Who works in the own unit: to whom a head hands work, and whose names stand in the lists. */
import { reachesOf } from "../auth/rights.ts";
import type { ApiContext } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

export function colleagueRoutes({ accounts, absences, clock }: ApiContext): Route[] {
  return [
    signedInRoute({
      id: "listColleagues",
      method: "get",
      path: "/colleagues",
      tag: "accounts",
      summary: "The accounts of the own unit, by login: names and roles, and who is away.",
      action: "colleague.read",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.colleague)) } },
      problems: [],
      async handle(_request, account) {
        const { unit } = account;
        if (unit === undefined || !reachesOf(account, "colleague.read").has("unit"))
          return { status: 200, body: { items: [] } };
        const { items } = await accounts.list({ unit }, { limit: 200 });
        const working = items.filter(({ disabledAt }) => disabledAt === undefined);
        const away = await absences.list({ unit, at: clock.now() }, { limit: 200 });
        const shown = working.map(({ id, name, roles }) => {
          const absence = away.items.find((row) => row.account === id);
          return {
            id,
            name,
            roles,
            ...(absence === undefined ? {} : { awayUntil: absence.until, deputy: absence.deputy }),
          };
        });
        return { status: 200, body: { items: shown } };
      },
    }),
  ];
}
