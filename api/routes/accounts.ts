/** The accounts of the installation, for its administrator. */
import { randomBytes, randomInt } from "node:crypto";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountOutcome, AccountRow } from "../../engine/ports.ts";
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

type Change = Pick<NewAccount, "name" | "roles" | "unit" | "topics"> & {
  readonly language: Language;
  /** As it was read. */
  readonly version: number;
};

/** How long the first sign-in at the identity provider is waited for. */
const AWAITED_MS = 14 * 24 * 60 * 60 * 1000;

/** Four groups of five of what nobody mistakes for another: 20 characters of 31 are 99 bits. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
function oneTimePassword(): string {
  const letters = Array.from({ length: 20 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return letters.replace(/(.{5})(?=.)/g, "$1-");
}

const absent = (id: string): CodedError => new CodedError("ACCOUNT_NOT_FOUND", `There is no account ${id}.`);

function refuseOutcome(outcome: AccountOutcome, id: string): void {
  if (outcome === "absent") throw absent(id);
  if (outcome === "stale")
    throw new CodedError("ACCOUNT_CHANGED", "Another administrator has changed the account since it was read.");
  if (outcome === "last-administrator")
    throw new CodedError("LAST_ADMINISTRATOR", "Nobody would be left to administer the installation.");
}

function sameRights(
  one: Pick<AccountRow, "roles" | "unit" | "topics">,
  other: Pick<AccountRow, "roles" | "unit" | "topics">,
) {
  const sorted = (values: readonly string[] = []): string => [...values].sort().join();
  return (
    one.unit === other.unit && sorted(one.roles) === sorted(other.roles) && sorted(one.topics) === sorted(other.topics)
  );
}

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
    signedInRoute<OneAccount, unknown, Change>({
      id: "changeAccount",
      method: "put",
      path: "/accounts/{account}",
      tag: "accounts",
      summary: "Give an account another name or language, other roles, another unit, other topics.",
      description: "With other roles, another unit or other topics its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.accountChange),
      answers: { 200: { description: "The account as it is now.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "UNIT_NOT_FOUND", "OWN_ACCOUNT", "ACCOUNT_CHANGED", "LAST_ADMINISTRATOR"],
      async handle({ params, body }, by) {
        const { version, ...values } = body;
        const before = await found(params.account);
        const same = sameRights(before, values);
        // Of the own account the name and the language only.
        if (!same) refuseOwn(params.account, by.id);
        await refuseRights(values);
        refuseOutcome(await accounts.change(params.account, values, version), params.account);
        return changed(params.account, !same);
      },
    }),
    signedInRoute<OneAccount, unknown, { disabled: boolean; version?: number }>({
      id: "changeAccountState",
      method: "put",
      path: "/accounts/{account}/state",
      tag: "accounts",
      summary: "Keep an account from signing in, or let it sign in again; its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.newAccountState),
      answers: { 200: { description: "The account as it is now.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "OWN_ACCOUNT", "ACCOUNT_CHANGED", "LAST_ADMINISTRATOR"],
      async handle({ params, body }, by) {
        refuseOwn(params.account, by.id);
        const at = body.disabled ? clock.now() : undefined;
        refuseOutcome(await accounts.setDisabled(params.account, at, body.version), params.account);
        return changed(params.account, true);
      },
    }),
    signedInRoute<OneAccount>({
      id: "resetPassword",
      method: "post",
      path: "/accounts/{account}/one-time-password",
      tag: "accounts",
      summary: "Give an account a password that it must change at its next sign-in; its lock and its sessions end.",
      description:
        "Takes no Idempotency-Key: the password is never stored in readable form, so it cannot be shown twice.",
      action: "account.change",
      params: oneAccount,
      answers: { 201: { description: "The password.", content: json(schemas.oneTimePassword) } },
      problems: ["ACCOUNT_NOT_FOUND", "OWN_ACCOUNT"],
      async handle({ params }, by) {
        refuseOwn(params.account, by.id);
        await found(params.account);
        const password = oneTimePassword();
        await accounts.setPassword(params.account, await hashPassword(password, passwordCost), true);
        await sessions.closeOthers(params.account);
        return { status: 201, body: { password } };
      },
    }),
    signedInRoute<OneAccount>({
      id: "closeSessionsOf",
      method: "delete",
      path: "/accounts/{account}/sessions",
      tag: "accounts",
      summary: "Sign an account out everywhere; of the own account everywhere but here.",
      action: "account.change",
      params: oneAccount,
      answers: { 204: { description: "It is signed out." } },
      problems: ["ACCOUNT_NOT_FOUND"],
      async handle({ params }, by, token) {
        await found(params.account);
        await sessions.closeOthers(params.account, params.account === by.id ? token : undefined);
        return { status: 204 };
      },
    }),
    signedInRoute<OneAccount, unknown, { name?: string }>({
      id: "awaitAtProvider",
      method: "put",
      path: "/accounts/{account}/provider",
      tag: "accounts",
      summary: "Await the account's first sign-in at the identity provider under a name, or end what links them.",
      description:
        "Whoever signs in there under that name within fourteen days gets the account for good (decision record 12). Without a name the account is linked and awaited no more, and its sessions end.",
      action: "account.change",
      params: oneAccount,
      body: jsonBody(schemas.awaitedName),
      answers: { 200: { description: "The account as it is now.", content: json(schemas.account) } },
      problems: ["ACCOUNT_NOT_FOUND", "LOGIN_TAKEN", "REQUEST_INVALID"],
      async handle({ params, body: { name } }) {
        const { roles } = await found(params.account);
        if (name !== undefined && roles.some((role) => role === "applicant" || role === "worker"))
          throw new HttpError("REQUEST_INVALID", "Only staff signs in at the identity provider.", {
            problems: [{ pointer: "/name", detail: "not for applicants and outside workers" }],
          });
        const until = new Date(Date.parse(clock.now()) + AWAITED_MS).toISOString();
        const outcome = await accounts.awaitAtProvider(
          params.account,
          name === undefined ? undefined : { name, until },
        );
        if (outcome === "taken")
          throw new HttpError("LOGIN_TAKEN", `The name ${name!} is awaited for another account.`, {
            problems: [{ pointer: "/name", detail: "awaited for another account" }],
          });
        return changed(params.account, name === undefined);
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

  async function found(id: string): Promise<AccountRow> {
    const account = await accounts.byId(id);
    if (account === undefined) throw absent(id);
    return account;
  }

  async function changed(id: string, endsSessions: boolean) {
    if (endsSessions) await sessions.closeOthers(id);
    return { status: 200, body: shownAccount(await found(id)) };
  }

  async function refuseRights(body: Pick<NewAccount, "roles" | "unit" | "topics">): Promise<void> {
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
