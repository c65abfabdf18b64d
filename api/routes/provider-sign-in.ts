/**
 * Signing in at the identity provider: the browser is sent there, and comes back. People see these addresses only in passing, so every answer leads on:
 * what went wrong stands in the address of the sign-in page, which says it in words.
 */
import { CodedError } from "../../engine/errors.ts";
import { CALLBACK_PATH } from "../auth/identity-provider.ts";
import type { ApiContext } from "../context.ts";
import { json, publicRoute, type Answer, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

const ELSEWHERE = {
  303: { description: "To the provider, to the first page, or to the sign-in page with `refused`." },
};

export function providerSignInRoutes({ identityProvider, sessions }: ApiContext): Route[] {
  return [
    publicRoute({
      id: "getSignInWays",
      method: "get",
      path: "/sessions/ways",
      tag: "sessions",
      summary: "How one may sign in besides login and password.",
      answers: { 200: { description: "The ways.", content: json(schemas.signInWays) } },
      problems: [],
      handle: () =>
        Promise.resolve({
          status: 200,
          body: identityProvider === undefined ? {} : { provider: { label: identityProvider.label } },
        }),
    }),
    publicRoute<unknown, { again?: boolean }>({
      id: "beginProviderSignIn",
      method: "get",
      path: "/sessions/provider",
      tag: "sessions",
      summary: "Go to the identity provider to sign in.",
      description: "For browsers: it answers with where to go, and a cookie that binds the sign-in to the browser.",
      query: { again: schemas.yesOrNo("Ask there who it is, also when somebody is signed in there.") },
      answers: ELSEWHERE,
      problems: ["TOO_MANY_REQUESTS"],
      costly: true,
      handle: ({ query }) =>
        leadOn(async () => {
          const { address, browser, expiresAt } = await provider().begin(query.again);
          return { ...to(address), pendingSignIn: { token: browser, expiresAt } };
        }),
    }),
    publicRoute({
      id: "finishProviderSignIn",
      method: "get",
      path: CALLBACK_PATH,
      tag: "sessions",
      summary: "Come back from the identity provider (OpenID Connect Core 1.0, 3.1.2.5).",
      description: "Its query is the provider's; it counts once, and only in the browser that began.",
      answers: ELSEWHERE,
      problems: ["TOO_MANY_REQUESTS"],
      foreignQuery: true,
      rateLimited: true,
      handle: ({ url, pendingSignIn }) =>
        leadOn(async () => {
          const search = url.includes("?") ? url.slice(url.indexOf("?")) : "";
          const account = await provider().finish(search, pendingSignIn);
          const { token, expiresAt } = await sessions.openProven(account, "provider");
          return { ...to("/"), session: { token, expiresAt }, pendingSignIn: "over" };
        }),
    }),
  ];

  function provider() {
    if (identityProvider === undefined)
      throw new CodedError("SIGN_IN_UNAVAILABLE", "This installation has no identity provider.");
    return identityProvider;
  }
}

async function leadOn(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ...to(`/?refused=${error.code}`), pendingSignIn: "over" };
  }
}

const to = (address: string): Answer => ({ status: 303, headers: { Location: address } });
