import { expect } from "chai";
import { readOidcSettings, type OidcSettings } from "../../api/oidc-settings.ts";
import { CLIENT as FALSE_CLIENT, startFalseProvider, type FalseProvider } from "./false-provider.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";
import { CLIENT, createBrowser, freePort, startRealProvider, type RealProvider } from "./real-provider.ts";

const BEGIN = "/api/v1/sessions/provider";
const CALLBACK = `${BEGIN}/callback`;
const SETTINGS: OidcSettings = {
  issuer: "",
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  label: "Akimat sign-in",
  scopes: "openid profile",
  loginClaim: "preferred_username",
  firstSignIn: "must-exist",
  roles: {},
};
const ROLES = {
  rolesClaim: "groups",
  roles: { auditors: "auditor", clerks: "office-clerk" },
  unitClaim: "unit",
} as const;

const isBack = (address: string): boolean => new URL(address).pathname === "/";
const refusedOf = (address: string): string | null => new URL(address).searchParams.get("refused");

describe("signing in at an identity provider", () => {
  describe("that is another author's", () => {
    let house: Installation;
    let provider: RealProvider;
    let administrator: Client;

    before(async () => {
      // The provider must know where it sends people back to before the house starts, which asks it.
      const port = await freePort();
      provider = await startRealProvider(`http://localhost:${port}${CALLBACK}`);
      house = await startInstallation({
        regulations: [],
        port,
        identityProvider: { ...SETTINGS, ...ROLES, issuer: provider.issuer, firstSignIn: "create" },
      });
      administrator = await house.as("administrator");
    });
    after(async () => {
      await house.stop();
      await provider.stop();
    });

    async function signIn(sub: string, claims: object, browser = createBrowser()) {
      provider.person = { sub, claims: claims as Readonly<Record<string, unknown>> };
      return { browser, at: await browser.follow(house.server.url + BEGIN, isBack) };
    }
    async function me(browser: ReturnType<typeof createBrowser>): Promise<Record<string, unknown>> {
      return (await (await browser.get(`${house.server.url}/api/v1/me`)).json()) as Record<string, unknown>;
    }
    async function makeAccount(login: string): Promise<string> {
      const account = { login, password: "a-password-of-my-own", name: "Somebody", roles: ["analyst"] };
      const { status, body, text } = await administrator.post("/api/v1/accounts", account);
      expect(status, text).to.equal(201);
      return (body as { id: string }).id;
    }
    const awaitName = (id: string, name?: string) =>
      administrator.send("PUT", `/api/v1/accounts/${id}/provider`, { json: name === undefined ? {} : { name } });

    it("stands on the sign-in page under its name", async () => {
      const { body } = await house.stranger.get("/api/v1/sessions/ways");
      expect(body).to.deep.equal({ provider: { label: "Akimat sign-in" } });
    });

    it("gives the awaited account to whoever comes under that name first, and from then on to nobody else", async () => {
      const id = await makeAccount("aigul");
      expect((await awaitName(id, "a.serikova")).body).to.have.nested.property("awaitedAtProvider.name", "a.serikova");
      const first = await signIn("subject-1", { preferred_username: "a.serikova" });
      expect(first.at).to.equal(`${house.server.url}/`);
      expect(await me(first.browser)).to.include({ login: "aigul", linked: true });
      // She is renamed at the provider, and somebody else gets her name there.
      const renamed = await signIn("subject-1", { preferred_username: "a.akhmetova" });
      expect(await me(renamed.browser)).to.include({ login: "aigul" });
      const other = await signIn("subject-2", { preferred_username: "a.serikova" });
      expect(refusedOf(other.at)).to.equal("PROVIDER_ROLES_MISSING");
      // The link ends with everything that rests on it.
      expect((await awaitName(id)).status).to.equal(200);
      expect(await me(first.browser)).to.include({ code: "SIGN_IN_REQUIRED" });
    });

    it("never gives an account only because its login is the name at the provider", async () => {
      const { at, browser } = await signIn("subject-3", { preferred_username: "administrator", groups: ["auditors"] });
      expect(refusedOf(at)).to.equal("PROVIDER_ACCOUNT_UNKNOWN");
      expect(await me(browser)).to.include({ code: "SIGN_IN_REQUIRED" });
    });

    it("makes an account where the house is told to, with the roles of its groups, and changes them as the groups change", async () => {
      const claims = { preferred_username: "Bolat", name: "Болат С.", groups: ["clerks", "others"], unit: "talgar" };
      const first = await signIn("subject-4", claims);
      expect(await me(first.browser)).to.deep.include({
        login: "bolat",
        name: "Болат С.",
        roles: ["office-clerk"],
        unit: "talgar",
        createdBy: "provider",
      });
      const second = await signIn("subject-4", { ...claims, groups: ["auditors"] });
      expect(await me(second.browser)).to.deep.include({ roles: ["auditor"] });
      const third = await signIn("subject-4", { ...claims, groups: [] });
      expect(refusedOf(third.at)).to.equal("PROVIDER_ROLES_MISSING");
      const nowhere = await signIn("subject-5", { ...claims, preferred_username: "dana", unit: "nowhere" });
      expect(refusedOf(nowhere.at)).to.equal("PROVIDER_ROLES_MISSING");
    });

    it("leads back to the sign-in page when somebody gives up there, or may no longer sign in here", async () => {
      provider.person = undefined;
      expect(refusedOf(await createBrowser().follow(house.server.url + BEGIN, isBack))).to.equal("SIGN_IN_REFUSED");
      const id = await makeAccount("gone");
      await awaitName(id, "gone");
      await administrator.send("PUT", `/api/v1/accounts/${id}/state`, { json: { disabled: true } });
      const { at } = await signIn("subject-6", { preferred_username: "gone" });
      expect(refusedOf(at)).to.equal("LOGIN_FAILED");
    });

    it("signs out at both: the session ends, and the browser is told where to end the other", async () => {
      const { browser } = await signIn("subject-4", { groups: ["auditors"] });
      const { host, origin } = new URL(house.server.url);
      const cookie = [...browser.cookies.get(host)!].map((pair) => pair.join("=")).join("; ");
      const headers = { Cookie: cookie, Origin: origin };
      const answer = await house.stranger.send("DELETE", "/api/v1/sessions/current", { headers });
      expect(answer.status, answer.text).to.equal(200);
      const { endAddress } = answer.body as { endAddress: string };
      expect(endAddress).to.match(new RegExp(`^${provider.issuer}/session/end\\?.*client_id=reglament`));
      expect(await me(browser)).to.include({ code: "SIGN_IN_REQUIRED" });
    });

    it("writes neither code nor claims into the log", async () => {
      const claims = { preferred_username: "leyla-secret-name", groups: [] };
      await signIn("subject-7", claims);
      expect(house.log()).to.include(`${CALLBACK}?code=...`);
      for (const line of ["leyla-secret-name", "subject-7"]) expect(house.log()).to.not.include(line);
      expect(house.log()).to.not.match(/[?&]code=[\w-]{20}/);
    });

    it("is refused: an answer that comes back a second time, or to a browser that did not ask", async () => {
      provider.person = { sub: "subject-4", claims: { groups: ["auditors"] } };
      const browser = createBrowser();
      const answered = await browser.follow(house.server.url + BEGIN, (at) => new URL(at).pathname === CALLBACK);
      const stranger = createBrowser();
      expect(refusedOf(await stranger.follow(answered, isBack))).to.equal("SIGN_IN_REFUSED");
      const other = createBrowser();
      await other.get(house.server.url + BEGIN);
      // The other one has begun a sign-in of its own: its state is another.
      expect(refusedOf(await other.follow(answered, isBack))).to.equal("SIGN_IN_REFUSED");
      const pending = new Map(browser.cookies.get(new URL(house.server.url).host)!);
      expect(await browser.follow(answered, isBack)).to.equal(`${house.server.url}/`);
      browser.cookies.set(new URL(house.server.url).host, pending);
      expect(refusedOf(await browser.follow(answered, isBack))).to.equal("SIGN_IN_REFUSED");
    });
  });

  describe("that says something else than was asked", () => {
    let house: Installation;
    let provider: FalseProvider;
    let nonce = "";
    before(async () => {
      provider = await startFalseProvider(() => nonce);
      const { clientSecret: _, ...settings } = SETTINGS;
      house = await startInstallation({
        regulations: [],
        identityProvider: { ...settings, clientId: FALSE_CLIENT, issuer: provider.issuer },
      });
      const administrator = await house.as("administrator");
      const name = { json: { name: "awaited" } };
      expect((await administrator.send("PUT", "/api/v1/accounts/demo-auditor/provider", name)).status).to.equal(200);
    });
    after(async () => {
      await house.stop();
      await provider.stop();
    });

    /** Comes back with these parameters put over the right ones. */
    async function comeBack(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
      const browser = createBrowser();
      const begun = await browser.get(house.server.url + BEGIN);
      const asked = new URL(begun.headers.get("location")!).searchParams;
      nonce = asked.get("nonce")!;
      expect(asked.get("code_challenge_method")).to.equal("S256");
      const query = { code: "a-code", state: asked.get("state")!, iss: provider.issuer, ...parameters };
      const back = `${house.server.url}${CALLBACK}?${new URLSearchParams(query).toString()}`;
      return browser.follow(back, isBack);
    }
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;

    const tokens: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ["another nonce", { nonce: "another" }],
      ["no nonce", { nonce: undefined }],
      ["another audience", { aud: "another-client" }],
      ["several audiences, and another that was given it", { aud: [FALSE_CLIENT, "other"], azp: "other" }],
      ["another issuer", { iss: "https://other.example" }],
      ["a time that is over", { iat: hourAgo, exp: hourAgo + 60 }],
      ["nobody", { sub: undefined }],
    ];
    for (const [what, claims] of tokens)
      it(`is refused: a token with ${what}`, async () => {
        provider.say({ preferred_username: "awaited", ...claims });
        expect(refusedOf(await comeBack())).to.equal("SIGN_IN_REFUSED");
      });

    it("is refused: a token signed with another key", async () => {
      provider.forge();
      expect(refusedOf(await comeBack())).to.equal("SIGN_IN_REFUSED");
    });

    it("is refused: an answer with another state, without one, or of another provider (mix-up)", async () => {
      provider.say({ preferred_username: "awaited" });
      const wrong: readonly Readonly<Record<string, string>>[] = [
        { state: "another" },
        { state: "" },
        { iss: "https://other.example" },
        { iss: "" },
      ];
      for (const parameters of wrong)
        expect(refusedOf(await comeBack(parameters)), JSON.stringify(parameters)).to.equal("SIGN_IN_REFUSED");
    });

    it("is let in with the right ones, so that the refusals above are for their reasons", async () => {
      provider.say({ preferred_username: "awaited" });
      expect(await comeBack()).to.equal(`${house.server.url}/`);
    });

    it("refuses whom nobody awaits, where accounts must exist", async () => {
      provider.say({ preferred_username: "office-clerk", sub: "somebody-else" });
      expect(refusedOf(await comeBack())).to.equal("PROVIDER_ACCOUNT_UNKNOWN");
    });
  });

  describe("that does not answer", () => {
    it("keeps nobody from working: the house starts, says so in its log, and signs in by password", async () => {
      const house = await startInstallation({
        regulations: [],
        identityProvider: { ...SETTINGS, issuer: "http://127.0.0.1:9" },
      });
      try {
        expect(house.log()).to.include("OIDC_ISSUER does not answer as an identity provider");
        expect((await (await house.as("auditor")).get("/api/v1/me")).status).to.equal(200);
        const at = await createBrowser().follow(house.server.url + BEGIN, isBack);
        expect(refusedOf(at)).to.equal("SIGN_IN_UNAVAILABLE");
        const { body } = await (await house.as("administrator")).get("/api/v1/system/state");
        expect(body).to.have.nested.property("identityProvider.issuer", "http://127.0.0.1:9");
        expect(body).to.have.nested.property("identityProvider.fault").that.is.a("string");
        expect((body as { storeBytes: number }).storeBytes).to.be.greaterThan(0);
      } finally {
        await house.stop();
      }
    });
  });

  describe("in the settings", () => {
    const right = {
      PUBLIC_URL: "https://reglament.example",
      OIDC_ISSUER: "https://login.example/realms/akimat",
      OIDC_CLIENT_ID: "reglament",
    };
    it("is off without an issuer, and needs little with one", () => {
      expect(readOidcSettings({})).to.equal(undefined);
      expect(readOidcSettings(right)).to.deep.equal({
        issuer: right.OIDC_ISSUER,
        clientId: "reglament",
        label: "login.example",
        scopes: "openid profile",
        loginClaim: "preferred_username",
        firstSignIn: "must-exist",
        roles: {},
      });
    });
    const wrong: readonly (readonly [string, Readonly<Record<string, string | undefined>>, RegExp])[] = [
      ["a secret without an issuer", { OIDC_ISSUER: undefined }, /^OIDC_CLIENT_ID is "\.\.\."/],
      ["an unencrypted issuer", { OIDC_ISSUER: "http://login.example" }, /^OIDC_ISSUER is "http:/],
      ["no address to come back to", { PUBLIC_URL: undefined }, /^PUBLIC_URL is ""/],
      ["roles without a claim", { OIDC_ROLES: "a=head" }, /^OIDC_ROLES is "a=head"/],
      ["a role that no provider gives", { OIDC_ROLES: "a=applicant", OIDC_ROLES_CLAIM: "g" }, /^OIDC_ROLES is/],
      ["accounts without roles", { OIDC_FIRST_SIGN_IN: "create" }, /^OIDC_FIRST_SIGN_IN is "create"/],
      ["scopes without openid", { OIDC_SCOPES: "profile" }, /^OIDC_SCOPES is "profile"/],
    ];
    for (const [what, change, said] of wrong)
      it(`refuses ${what}`, () => {
        expect(() => readOidcSettings({ ...right, ...change })).to.throw(said);
      });
  });
});
