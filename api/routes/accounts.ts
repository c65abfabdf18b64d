/** The accounts of the installation, for its administrator. */
import { randomBytes } from "node:crypto";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow } from "../../engine/ports.ts";
import { hashPassword } from "../auth/passwords.ts";
import { ROLES_OF_A_UNIT, type Role } from "../auth/rights.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { shownAccount } from "../shown-account.ts";

interface NewAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language?: Language;
  readonly unit?: string;
  readonly topics?: readonly string[];
  readonly iin?: string;
}

export function accountRoutes(context: ApiContext): Route[] {
  const { accounts, units, clock, passwordCost } = context;
  return [
    signedInRoute<unknown, unknown, NewAccount>({
      id: "createAccount",
      method: "post",
      path: "/accounts",
      tag: "accounts",
      summary: "Make an account.",
      action: "account.create",
      body: jsonBody(schemas.newAccount),
      answers: { 201: { description: "Made.", content: json(schemas.account) } },
      problems: ["LOGIN_TAKEN", "UNIT_NOT_FOUND"],
      idempotency: "stored",
      async handle({ body }, by) {
        if (body.unit === undefined && body.roles.some((role) => ROLES_OF_A_UNIT.includes(role)))
          throw new HttpError("REQUEST_INVALID", "Clerks and heads work at the cases of one unit: name it.", {
            problems: [{ pointer: "/unit", detail: `needed for ${ROLES_OF_A_UNIT.join(", ")}` }],
          });
        refuseTopics(body);
        if (body.unit !== undefined && (await units.byId(body.unit)) === undefined)
          throw new HttpError("UNIT_NOT_FOUND", `There is no unit ${body.unit}.`, {
            problems: [{ pointer: "/unit", detail: "not in the list of units" }],
          });
        const { password, ...shown } = body;
        const row: AccountRow = {
          id: randomBytes(12).toString("base64url"),
          language: "kk",
          ...shown,
          createdAt: clock.now(),
          createdBy: by.id,
        };
        const outcome = await accounts.create(row, await hashPassword(password, passwordCost));
        if (outcome === "login-taken")
          throw new HttpError("LOGIN_TAKEN", `The login ${body.login} belongs to another account.`, {
            problems: [{ pointer: "/login", detail: "taken" }],
          });
        return { status: 201, body: shownAccount(row) };
      },
    }),
    signedInRoute<unknown, Paging & { role?: string }>({
      id: "listAccounts",
      method: "get",
      path: "/accounts",
      tag: "accounts",
      summary: "The accounts, by login.",
      action: "account.read",
      query: { role: schemas.roleName },
      paged: true,
      csv: true,
      answers: { 200: { description: "A page of accounts.", content: json(schemas.pageOf(schemas.account)) } },
      problems: [],
      async handle(request) {
        const { role } = request.query;
        const page = await accounts.list(role === undefined ? {} : { role }, pageRequest(request.query));
        return pageAnswer(request, { ...page, items: page.items.map(shownAccount) });
      },
    }),
  ];
}

/** A worker is nothing without topics, and nobody else has them. */
function refuseTopics({ roles, topics }: Pick<NewAccount, "roles" | "topics">): void {
  const isWorker = roles.includes("worker");
  if (isWorker && roles.length > 1)
    throw new HttpError("REQUEST_INVALID", "An outside worker has no other role.", {
      problems: [{ pointer: "/roles", detail: "worker goes with no other role" }],
    });
  if (isWorker !== (topics !== undefined))
    throw new HttpError("REQUEST_INVALID", "An outside worker has topics, and nobody else.", {
      problems: [{ pointer: "/topics", detail: isWorker ? "needed for worker" : "only for worker" }],
    });
}
