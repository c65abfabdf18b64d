/** oidc-provider on 127.0.0.1: another author's identity provider, which knows the people of a test and asks them nothing. */
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type JWK } from "oidc-provider";

export interface RealProvider {
  readonly issuer: string;
  /** Who sits at the browser: subject and claims; nobody gives up. */
  person: { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> } | undefined;
  stop(): Promise<void>;
}

export const CLIENT = { id: "reglament", secret: "a secret between the two of us" };

/** `redirectUri`: the only address that it sends people back to. */
export async function startRealProvider(redirectUri: string): Promise<RealProvider> {
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const state: { person: RealProvider["person"] } = { person: undefined };
  const people = new Map<string, Readonly<Record<string, unknown>>>();
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [`${new URL(redirectUri).origin}/`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "one", use: "sig" } as JWK] },
    cookies: { keys: ["of a test"] },
    claims: { openid: ["sub"], profile: ["preferred_username", "name", "groups", "unit"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  http.on("request", (request, response) => {
    if (!request.url?.startsWith("/interaction/")) {
      void answer(request, response);
      return;
    }
    const { person } = state;
    if (person !== undefined) people.set(person.sub, person.claims);
    const result =
      person === undefined
        ? { error: "access_denied", error_description: "nobody is here" }
        : { login: { accountId: person.sub, remember: false } };
    void provider.interactionFinished(request, response, result);
  });
  return {
    issuer,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A browser without pages: keeps cookies by host, follows what it is told, and stops where `until` says. Answers the last address asked for. */
export function createBrowser(): {
  readonly cookies: Map<string, Map<string, string>>;
  get(address: string): Promise<Response>;
  follow(address: string, until: (address: string) => boolean): Promise<string>;
} {
  const cookies = new Map<string, Map<string, string>>();
  async function get(address: string): Promise<Response> {
    const { host } = new URL(address);
    const jar = cookies.get(host) ?? new Map<string, string>();
    cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, { redirect: "manual", headers: cookie === "" ? {} : { Cookie: cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", ...value] = pair.split("=");
      const over = attributes.some((each) => /^expires=/i.test(each) && Date.parse(each.slice(8)) <= Date.now());
      if (over) jar.delete(name);
      else jar.set(name, value.join("="));
    }
    return response;
  }
  return {
    cookies,
    get,
    async follow(address, until) {
      let at = address;
      for (let hops = 0; hops < 15 && !until(at); hops++) {
        const response = await get(at);
        await response.body?.cancel();
        const next = response.headers.get("location");
        if (next === null) throw new Error(`${at} answers ${response.status} and leads nowhere.`);
        at = new URL(next, at).href;
      }
      return at;
    },
  };
}
