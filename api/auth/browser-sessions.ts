/**
 * Sessions of the browser: the token in a cookie that no script reads, and the proof that a request comes from our own pages.
 *
 * The cookie is `HttpOnly`, `SameSite=Strict` and `Secure` (`__Host-`: for this very host only), so another site can neither read nor send it. Where a
 * browser may not honour that, the check of `Sec-Fetch-Site` and `Origin` (Fetch standard, 3.1 and 3.2; both are set by the browser alone) refuses
 * what another site makes it ask.
 */
import type { Request } from "express";
import { HttpError } from "../problem.ts";

const SECURE_NAME = "__Host-reglament";
const PLAIN_NAME = "reglament";
/** Behind the name, of the cookie of a sign-in that is under way at the identity provider. */
const PENDING = "-sign-in";

type Asked = Pick<Request, "headers" | "secure" | "method">;

/** The token of the session cookie; empty without one. */
export const tokenOfCookie = (request: Asked): string => valueOfCookie(request, cookieName(request));

/** The token of a sign-in that is under way; empty without one. */
export const pendingSignInOf = (request: Asked): string => valueOfCookie(request, cookieName(request) + PENDING);

function valueOfCookie(request: Asked, name: string): string {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) {
      const value = pair.slice(at + 1).trim();
      return /^[A-Za-z0-9_-]{20,100}$/.test(value) ? value : "";
    }
  }
  return "";
}

/** The `Set-Cookie` that keeps the session until `expiresAt` (UTC instant), or with `undefined` forgets it. */
export function sessionCookie(request: Asked, session: { token: string; expiresAt: string } | undefined): string {
  const name = cookieName(request);
  return [
    `${name}=${session?.token ?? ""}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    ...(name === SECURE_NAME ? ["Secure"] : []),
    `Expires=${new Date(session?.expiresAt ?? 0).toUTCString()}`,
  ].join("; ");
}

/** The `Set-Cookie` of a sign-in under way. `Lax`: the provider sends the browser back from another site, by a link. */
export function pendingSignInCookie(request: Asked, signIn: { token: string; expiresAt: string } | undefined): string {
  const name = cookieName(request);
  return [
    `${name}${PENDING}=${signIn?.token ?? ""}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    ...(name === SECURE_NAME ? ["Secure"] : []),
    `Expires=${new Date(signIn?.expiresAt ?? 0).toUTCString()}`,
  ].join("; ");
}

/**
 * Throws `CROSS_SITE_REQUEST` unless our own page asks. A browser says where a request comes from; one that says nothing at all is not let in,
 * because what is not a browser has a bearer token.
 */
export function refuseOtherSites(request: Asked): void {
  const site = request.headers["sec-fetch-site"];
  const { origin, host } = request.headers;
  const ours =
    (site === undefined || site === "same-origin") &&
    (origin === undefined ? site === "same-origin" : hostOf(origin) === host);
  if (!ours)
    throw new HttpError(
      "CROSS_SITE_REQUEST",
      `The request says that it comes from ${origin ?? site ?? "nowhere"}, not from a page of ${host ?? "this host"}.`,
    );
}

/** Plain HTTP is for trying out on one's own machine; anywhere else the browser drops a Secure cookie of an unencrypted answer. */
function cookieName(request: Asked): string {
  return !request.secure && isLoopback(request.headers.host) ? PLAIN_NAME : SECURE_NAME;
}

const isLoopback = (host = ""): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host);

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
