/**
 * Signing in at an identity provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700).
 *
 * A sign-in belongs to the browser that began it (a cookie), counts once, and is over after ten minutes. Who somebody is follows from issuer and
 * subject alone (Core, 5.7); a name that the provider says counts only for an account that an administrator awaits under it (decision record 12).
 */
import { createHash, randomBytes } from "node:crypto";
import * as client from "openid-client";
import type { AccountRow, AccountStore, Clock, PendingSignInStore, UnitStore } from "../../engine/ports.ts";
import type { Logger } from "../log.ts";
import type { OidcSettings } from "../oidc-settings.ts";
import { HttpError } from "../problem.ts";
import { createProvidedAccounts, type Claims } from "./provided-accounts.ts";

export interface IdentityProvider {
  readonly issuer: string;
  readonly label: string;
  /** Asks the provider what it can do. Never throws: what is wrong is logged, and stands in `fault`. */
  connect(): Promise<void>;
  /** Why it cannot be used, as it was last found; absent: it can. */
  readonly fault: string | undefined;
  /** Where the browser goes to sign in (`again`: as somebody else than last time, perhaps), and the cookie that binds the sign-in to it. Throws `SIGN_IN_UNAVAILABLE`. */
  begin(again?: boolean): Promise<{ readonly address: string; readonly browser: string; readonly expiresAt: string }>;
  /**
   * Who came back with this query. Throws `SIGN_IN_REFUSED`, `SIGN_IN_UNAVAILABLE`, `PROVIDER_ACCOUNT_UNKNOWN` or `PROVIDER_ROLES_MISSING`.
   */
  finish(search: string, browser: string): Promise<AccountRow>;
  /** Where the browser goes to end the session at the provider, too, where that has such an address. */
  endAddress(): string | undefined;
}

interface Parts {
  readonly settings: OidcSettings;
  /** At which people reach us; without a slash at its end. */
  readonly publicUrl: () => string;
  readonly accounts: AccountStore;
  readonly units: UnitStore;
  readonly pending: PendingSignInStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Below /api/v1; registered at the provider as the address to come back to. */
export const CALLBACK_PATH = "/sessions/provider/callback";

const PENDING_MS = 10 * 60 * 1000;
const ANSWER_SECONDS = 10;

export function createIdentityProvider(parts: Parts): IdentityProvider {
  const { settings, publicUrl, pending, clock, log } = parts;
  const provided = createProvidedAccounts(parts);
  const redirectUri = (): string => `${publicUrl()}/api/v1${CALLBACK_PATH}`;
  let configuration: client.Configuration | undefined;
  let fault: string | undefined = "not asked yet";

  const provider: IdentityProvider = {
    issuer: settings.issuer,
    label: settings.label,
    get fault() {
      return fault;
    },
    async connect() {
      try {
        configuration = await discover(settings);
        fault = undefined;
      } catch (error) {
        fault = reasonOf(error);
        log.error(
          { issuer: settings.issuer, fault },
          "OIDC_ISSUER does not answer as an identity provider: signing in there is off until it does",
        );
      }
    },
    async begin(again = false) {
      const known = await connected();
      const browser = randomBytes(32).toString("base64url");
      const now = clock.now();
      const expiresAt = new Date(Date.parse(now) + PENDING_MS).toISOString();
      const [state, nonce, codeVerifier] = [
        client.randomState(),
        client.randomNonce(),
        client.randomPKCECodeVerifier(),
      ];
      await pending.keep({ browser: hashOf(browser), state, nonce, codeVerifier, expiresAt }, now);
      const address = client.buildAuthorizationUrl(known, {
        redirect_uri: redirectUri(),
        scope: settings.scopes,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        state,
        nonce,
        ...(again ? { prompt: "login" } : {}),
      });
      return { address: address.href, browser, expiresAt };
    },
    async finish(search, browser) {
      const kept = browser === "" ? undefined : await pending.take(hashOf(browser));
      if (kept === undefined || kept.expiresAt <= clock.now())
        throw refused("this browser has not begun it, has finished it already, or took longer than ten minutes");
      const claims = await claimsOf(await connected(), new URL(`${redirectUri()}${search}`), kept);
      return provided.accountOf(claims);
    },
    endAddress() {
      if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${publicUrl()}/` }).href;
    },
  };
  return provider;

  async function connected(): Promise<client.Configuration> {
    if (configuration === undefined) await provider.connect();
    if (configuration === undefined)
      throw new HttpError("SIGN_IN_UNAVAILABLE", `The identity provider ${settings.issuer} cannot be asked: ${fault}.`);
    return configuration;
  }

  async function claimsOf(
    known: client.Configuration,
    address: URL,
    { state, nonce, codeVerifier }: { readonly state: string; readonly nonce: string; readonly codeVerifier: string },
  ): Promise<Claims> {
    try {
      // Checks `state`, `iss` of the answer (RFC 9207), the token's signature, issuer, audience, times and `nonce`.
      const tokens = await client.authorizationCodeGrant(known, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const token = tokens.claims()!;
      const wanted = [settings.loginClaim, settings.rolesClaim, settings.unitClaim, "name"];
      const missing = wanted.some((name) => name !== undefined && token[name] === undefined);
      const more =
        missing && known.serverMetadata().userinfo_endpoint !== undefined
          ? await client.fetchUserInfo(known, tokens.access_token, token.sub)
          : {};
      return { ...more, ...token, iss: token.iss, sub: token.sub };
    } catch (error) {
      const reason = reasonOf(error);
      log.warn({ issuer: settings.issuer, reason }, "a sign-in at the identity provider was refused");
      if (isOutage(error))
        throw new HttpError("SIGN_IN_UNAVAILABLE", `The identity provider does not answer: ${reason}.`);
      throw refused(reason);
    }
  }
}

async function discover(settings: OidcSettings): Promise<client.Configuration> {
  const issuer = new URL(settings.issuer);
  return client.discovery(
    issuer,
    settings.clientId,
    // RFC 6749, 2.3.1: the header is what every provider takes.
    undefined,
    settings.clientSecret === undefined ? client.None() : client.ClientSecretBasic(settings.clientSecret),
    {
      timeout: ANSWER_SECONDS,
      execute: [
        // The library would leave the token's signature to the connection it came over (Core, 3.1.3.7, 6); we do not.
        client.enableNonRepudiationChecks,
        // The settings let an unencrypted provider through on one's own machine only.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to stand out
        ...(issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

/** Codes and messages of the library, which hold no claims; what caused them may, and is left out. */
function reasonOf(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError)
    return error.error;
  if (error instanceof Error) {
    const code = (error as { code?: unknown }).code;
    return typeof code === "string" ? `${code}: ${error.message}` : error.message;
  }
  return "no reason given";
}

/** Nothing came back, or nothing that a provider says. */
function isOutage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (error instanceof TypeError && error.message === "fetch failed") || code === "OAUTH_TIMEOUT";
}

const refused = (reason: string): HttpError =>
  new HttpError("SIGN_IN_REFUSED", `The sign-in at the identity provider does not count: ${reason}.`);

const hashOf = (browser: string): string => createHash("sha256").update(browser).digest("hex");
