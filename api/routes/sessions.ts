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
    publicRoute<unknown, unknown, { login: string; password: string }>({
      id: "openBrowserSession",
      method: "post",
      path: "/sessions/browser",
      tag: "sessions",
      summary: "Sign in with a page of our own: the token goes into a cookie that no script reads.",
      description:
        "Only a page of this very host may ask (`Sec-Fetch-Site`, `Origin`); so it is with everything that the cookie is sent with and that changes something.",
      body: jsonBody(schemas.credentials),
      answers: { 201: { description: "Signed in.", content: json(schemas.browserSession) } },
      problems: ["LOGIN_FAILED", "ACCOUNT_LOCKED", "TOO_MANY_REQUESTS", "CROSS_SITE_REQUEST"],
      rateLimited: true,
      setsCookie: true,
      async handle({ body }) {
        const { token, expiresAt, account } = await sessions.open(body.login, body.password);
        return { status: 201, body: { expiresAt, account: shownAccount(account) }, session: { token, expiresAt } };
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
        return { status: 204, session: "closed" };
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
