/** Signing in and out. */
import type { ApiContext } from "../context.ts";
import { json, jsonBody, publicRoute, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { shownAccount } from "../shown-account.ts";

export function sessionRoutes({ sessions }: ApiContext): Route[] {
  return [
    publicRoute<unknown, unknown, { login: string; password: string }>({
      id: "openSession",
      method: "post",
      path: "/sessions",
      tag: "sessions",
      summary: "Sign in.",
      description:
        "Takes no Idempotency-Key: the token is never stored in readable form, so it cannot be given twice. Signing in again is harmless.",
      body: jsonBody(schemas.credentials),
      answers: { 201: { description: "Signed in.", content: json(schemas.session) } },
      problems: ["LOGIN_FAILED", "ACCOUNT_LOCKED", "TOO_MANY_REQUESTS"],
      rateLimited: true,
      async handle({ body }) {
        const { token, expiresAt, account } = await sessions.open(body.login, body.password);
        return { status: 201, body: { token, expiresAt, account: shownAccount(account) } };
      },
    }),
    signedInRoute({
      id: "closeSession",
      method: "delete",
      path: "/sessions/current",
      tag: "sessions",
      summary: "Sign out: the token is worth nothing afterwards.",
      action: "session.close",
      answers: { 204: { description: "Signed out." } },
      problems: [],
      async handle(_request, _account, token) {
        await sessions.close(token);
        return { status: 204 };
      },
    }),
    signedInRoute({
      id: "getMe",
      method: "get",
      path: "/me",
      tag: "sessions",
      summary: "The account that is signed in.",
      action: "self.read",
      answers: { 200: { description: "The account.", content: json(schemas.account) } },
      problems: [],
      handle: (_request, account) => Promise.resolve({ status: 200, body: shownAccount(account) }),
    }),
  ];
}
