import { freePort, startRealProvider, CLIENT, type RealProvider } from "../api/real-provider.ts";
import { startPages, type Pages } from "./browser.ts";

const VISITS = [
  ["kk", "wide"],
  ["ru", "phone"],
  ["en", "phone"],
] as const;

describe("ways in besides login and password, in the browser", function () {
  this.timeout(120_000);
  let house: Pages;
  let provider: RealProvider;
  before(async () => {
    const port = await freePort();
    provider = await startRealProvider(`http://localhost:${port}/api/v1/sessions/provider/callback`);
    house = await startPages({
      regulations: [],
      port,
      identityProvider: {
        issuer: provider.issuer,
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
        label: "Akimat",
        scopes: "openid profile",
        loginClaim: "preferred_username",
        firstSignIn: "must-exist",
        roles: {},
      },
    });
  });
  after(async () => {
    await house.stop();
    await provider.stop();
  });

  it("lead to the identity provider and back, in or with the reason why not", async () => {
    const administrator = await house.installation.as("administrator");
    const json = { name: "a.serikova" };
    await administrator.send("PUT", "/api/v1/accounts/demo-auditor/provider", { json });
    const visit = await house.visit();
    visit.expectError(/401/);
    const { page } = visit;
    provider.person = { sub: "stranger", claims: { preferred_username: "stranger" } };
    await visit.open("/");
    await page.getByRole("link", { name: "Sign in with Akimat" }).click();
    await page.getByText("You have no account here yet.").waitFor();
    await visit.check("sign-in-refused");
    provider.person = { sub: "subject", claims: { preferred_username: "a.serikova" } };
    await page.getByRole("link", { name: "Sign in with Akimat" }).click();
    await page.getByRole("link", { name: "Audit" }).first().waitFor();
    await visit.close();
  });

  for (const [language, size] of VISITS)
    it(`ask for a password of one's own after one that was given, in ${language}, ${size}`, async () => {
      const administrator = await house.installation.as("administrator");
      const login = `given-${language}`;
      const made = await administrator.post("/api/v1/accounts", {
        login,
        password: "a-password-of-my-own",
        name: "Серикова А.",
        roles: ["auditor"],
        language,
      });
      const { id } = made.body as { id: string };
      const given = await administrator.post(`/api/v1/accounts/${id}/one-time-password`);
      const { password } = given.body as { password: string };
      const visit = await house.visit(undefined, { language, size });
      visit.expectError(/40[13]/);
      const { page } = visit;
      await visit.open("/");
      await visit.check("sign-in-ways");
      const form = page.locator("form");
      await form.locator("input").nth(0).fill(login);
      await form.locator("input").nth(1).fill(password);
      await form.locator("button[type=submit]").click();
      await form.locator("input").nth(2).waitFor();
      await visit.check("own-password");
      const typed = [password, "chosen-by-myself", "chosen-by-myself"];
      for (const [index, text] of typed.entries()) await form.locator("input").nth(index).fill(text);
      await form.locator("button[type=submit]").click();
      await page.locator("header button").first().waitFor();
      await form.waitFor({ state: "detached" });
      await visit.close();
    });
});
