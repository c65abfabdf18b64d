/** Signing in and out. */
import { randomBytes } from "node:crypto";
import type { Json } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import { hashPassword } from "../auth/passwords.ts";
import type { ApiContext } from "../context.ts";
import { json, jsonBody, publicRoute, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { shownAccount } from "../shown-account.ts";

/** One of the three ways. */
interface Credentials {
  readonly login?: string;
  readonly iin?: string;
  readonly password?: string;
  readonly nonce?: string;
  readonly signature?: Json;
}

interface Registration {
  readonly nonce: string;
  readonly signature: Json;
  readonly password?: string;
  readonly language?: Language;
}

const OF_SIGNATURES = ["SIGN_IN_REFUSED", "SIGN_IN_UNAVAILABLE", "NOT_REGISTERED"] as const;

export function sessionRoutes(context: ApiContext): Route[] {
  const { sessions, accounts, clock, passwordCost } = context;
  return [
    publicRoute<unknown, unknown, Credentials>({
      id: "openSession",
      method: "post",
      path: "/sessions",
      tag: "sessions",
      summary: "Sign in: with login or personal number and password, or with a signed challenge.",
      description:
        "Takes no Idempotency-Key: the token is never stored in readable form, so it cannot be given twice. Signing in again is harmless.",
      body: jsonBody(schemas.credentials),
      answers: { 201: { description: "Signed in.", content: json(schemas.session) } },
      problems: ["LOGIN_FAILED", "ACCOUNT_LOCKED", "TOO_MANY_REQUESTS", ...OF_SIGNATURES],
      rateLimited: true,
      async handle({ body, language }) {
        const { token, expiresAt, account } = await openWith(body, language);
        return { status: 201, body: { token, expiresAt, account: shownAccount(account) } };
      },
    }),
    publicRoute<unknown, unknown, Credentials>({
      id: "openBrowserSession",
      method: "post",
      path: "/sessions/browser",
      tag: "sessions",
      summary: "Sign in with a page of our own: the token goes into a cookie that no script reads.",
      description:
        "Only a page of this very host may ask (`Sec-Fetch-Site`, `Origin`); so it is with everything that the cookie is sent with and that changes something.",
      body: jsonBody(schemas.credentials),
      answers: { 201: { description: "Signed in.", content: json(schemas.browserSession) } },
      problems: ["LOGIN_FAILED", "ACCOUNT_LOCKED", "TOO_MANY_REQUESTS", "CROSS_SITE_REQUEST", ...OF_SIGNATURES],
      rateLimited: true,
      setsCookie: true,
      async handle({ body, language }) {
        const { token, expiresAt, account } = await openWith(body, language);
        return { status: 201, body: { expiresAt, account: shownAccount(account) }, session: { token, expiresAt } };
      },
    }),
    publicRoute({
      id: "challengeSignIn",
      method: "post",
      path: "/sessions/challenge",
      tag: "sessions",
      summary: "Ask for what is to be signed to sign in or to register.",
      description:
        "Sign the bytes of `content` with a sign-in certificate (CMS, XML signature, or the JSON of our forms), within five minutes; the answer counts once.",
      answers: { 201: { description: "The challenge.", content: json(schemas.signInChallenge) } },
      problems: ["TOO_MANY_REQUESTS"],
      costly: true,
      handle: async () => ({ status: 201, body: await context.signIn.challenge() }),
    }),
    publicRoute<unknown, unknown, Registration>({
      id: "register",
      method: "post",
      path: "/registrations",
      tag: "sessions",
      summary: "Register as an applicant: a signed challenge proves the personal number and the name.",
      description:
        "With a password, the personal number and that password sign in from then on; a signature always does.",
      body: jsonBody(schemas.registration),
      answers: { 201: { description: "Registered and signed in.", content: json(schemas.session) } },
      problems: ["SIGN_IN_REFUSED", "SIGN_IN_UNAVAILABLE", "ALREADY_REGISTERED", "TOO_MANY_REQUESTS"],
      rateLimited: true,
      async handle({ body, language }) {
        const { account, ...opened } = await registerWith(body, language);
        return { status: 201, body: { ...opened, account: shownAccount(account) } };
      },
    }),
    publicRoute<unknown, unknown, Registration>({
      id: "registerInBrowser",
      method: "post",
      path: "/registrations/browser",
      tag: "sessions",
      summary: "Register with a page of our own: the token goes into a cookie that no script reads.",
      body: jsonBody(schemas.registration),
      answers: { 201: { description: "Registered and signed in.", content: json(schemas.browserSession) } },
      problems: [
        "SIGN_IN_REFUSED",
        "SIGN_IN_UNAVAILABLE",
        "ALREADY_REGISTERED",
        "TOO_MANY_REQUESTS",
        "CROSS_SITE_REQUEST",
      ],
      rateLimited: true,
      setsCookie: true,
      async handle({ body, language }) {
        const { token, expiresAt, account } = await registerWith(body, language);
        return { status: 201, body: { expiresAt, account: shownAccount(account) }, session: { token, expiresAt } };
      },
    }),
    signedInRoute<unknown, unknown, { current: string; password: string }>({
      id: "changePassword",
      method: "put",
      path: "/me/password",
      tag: "sessions",
      summary: "Change one's own password; all other sessions of the account end.",
      action: "self.password",
      body: jsonBody(schemas.passwordChange),
      answers: { 204: { description: "Changed." } },
      problems: ["LOGIN_FAILED", "ACCOUNT_LOCKED"],
      rateLimited: true,
      async handle({ body }, account, token) {
        await sessions.checkPassword(account, body.current);
        await accounts.setPassword(account.id, await hashPassword(body.password, passwordCost));
        await sessions.closeOthers(account.id, token);
        return { status: 204 };
      },
    }),
    signedInRoute({
      id: "closeSession",
      method: "delete",
      path: "/sessions/current",
      tag: "sessions",
      summary: "Sign out: the token is worth nothing afterwards.",
      action: "session.close",
      description:
        "Whoever signed in at the identity provider is told where to sign out there, too: at a shared desk the next one would be let in as they.",
      answers: {
        200: { description: "Signed out here, not yet at the provider.", content: json(schemas.signedOut) },
        204: { description: "Signed out." },
      },
      problems: [],
      async handle(_request, _account, token) {
        const signIn = await sessions.signInOf(token);
        await sessions.close(token);
        const endAddress = signIn?.method === "provider" ? context.identityProvider?.endAddress() : undefined;
        return endAddress === undefined
          ? { status: 204, session: "closed" }
          : { status: 200, body: { endAddress }, session: "closed" };
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

  async function registerWith(body: Registration, language: Language) {
    const { iin, name } = await context.signIn.prove(body.nonce, body.signature, language);
    const id = randomBytes(12).toString("base64url");
    const account = {
      id,
      // Nobody types it: an applicant signs in by personal number, which must not stand in a login.
      login: `applicant-${randomBytes(8).toString("hex")}`,
      name,
      language: body.language ?? language,
      roles: ["applicant"],
      iin,
      createdAt: clock.now(),
      createdBy: id,
    };
    const password = body.password ?? randomBytes(32).toString("base64url");
    if ((await accounts.register(account, await hashPassword(password, passwordCost))) !== "created")
      throw new CodedError("ALREADY_REGISTERED", "The personal number of the certificate has an account.");
    return sessions.openProven(account, "signature");
  }

  async function openWith({ login, iin, password, nonce, signature }: Credentials, language: Language) {
    if (nonce !== undefined && signature !== undefined) {
      const proven = await context.signIn.prove(nonce, signature, language);
      const account = await accounts.byIin(proven.iin);
      if (account === undefined)
        throw new CodedError("NOT_REGISTERED", "The personal number of the certificate has no account.");
      return sessions.openProven(account, "signature");
    }
    return sessions.open(iin === undefined ? { login: login! } : { iin }, password!);
  }
}
