/** The accounts of the installation, for its administrator. */
import { randomBytes } from "node:crypto";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow } from "../../engine/ports.ts";
import { hashPassword } from "../auth/passwords.ts";
import { ROLES_OF_A_UNIT, type Role } from "../auth/rights.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { shownAccount } from "../shown-account.ts";

type OneAccount = { readonly account: string };
const oneAccount = { account: schemas.accountId };

/** An administrator who shut out or demoted the own account would have nobody to undo it. */
function refuseOwn(account: string, by: string): void {
  if (account === by) throw new CodedError("OWN_ACCOUNT", "Another administrator changes this account.");
}

type Rights = Pick<NewAccount, "roles" | "unit" | "topics">;

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
  const { accounts, units, sessions, clock, passwordCost } = context;
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
        await refuseRights(body);
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
    signedInRoute<OneAccount, unknown, Rights>({
      id: "changeRights",
      method: "put",
      path: "/accounts/{account}/roles",
      tag: "accounts",
      summary: "Give an account other roles, another unit, other topics; its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.newRights),
      answers: { 200: { description: "The account as it is now.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "UNIT_NOT_FOUND", "OWN_ACCOUNT"],
      async handle({ params, body }, by) {
        refuseOwn(params.account, by.id);
        await refuseRights(body);
        const { roles, unit, topics } = body;
        const rights = { roles, ...(unit === undefined ? {} : { unit }), ...(topics === undefined ? {} : { topics }) };
        return changed(params.account, await accounts.setRoles(params.account, rights));
      },
    }),
    signedInRoute<OneAccount, unknown, { disabled: boolean }>({
      id: "changeAccountState",
      method: "put",
      path: "/accounts/{account}/state",
      tag: "accounts",
      summary: "Keep an account from signing in, or let it sign in again; its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.newAccountState),
      answers: { 200: { description: "The account as it is now.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "OWN_ACCOUNT"],
      async handle({ params, body }, by) {
        refuseOwn(params.account, by.id);
        const at = body.disabled ? clock.now() : undefined;
        return changed(params.account, await accounts.setDisabled(params.account, at));
      },
    }),
    signedInRoute<OneAccount, unknown, { password: string }>({
      id: "resetPassword",
      method: "put",
      path: "/accounts/{account}/password",
      tag: "accounts",
      summary: "Give an account another password and take its lock away; its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.newPasswordOf),
      answers: { 200: { description: "The account.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "OWN_ACCOUNT"],
      async handle({ params, body }, by) {
        refuseOwn(params.account, by.id);
        await accounts.setPassword(params.account, await hashPassword(body.password, passwordCost));
        return changed(params.account, true);
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

  async function changed(id: string, found: boolean) {
    const account = found ? await accounts.byId(id) : undefined;
    if (account === undefined) throw new CodedError("ACCOUNT_NOT_FOUND", `There is no account ${id}.`);
    await sessions.closeOthers(id);
    return { status: 200, body: shownAccount(account) };
  }

  async function refuseRights(body: Rights): Promise<void> {
    if (body.unit === undefined && body.roles.some((role) => ROLES_OF_A_UNIT.includes(role)))
      throw new HttpError("REQUEST_INVALID", "Clerks and heads work at the cases of one unit: name it.", {
        problems: [{ pointer: "/unit", detail: `needed for ${ROLES_OF_A_UNIT.join(", ")}` }],
      });
    refuseTopics(body);
    if (body.unit !== undefined && (await units.byId(body.unit)) === undefined)
      throw new HttpError("UNIT_NOT_FOUND", `There is no unit ${body.unit}.`, {
        problems: [{ pointer: "/unit", detail: "not in the list of units" }],
      });
  }
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
