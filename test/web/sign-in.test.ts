import { expect } from "chai";
import { startPages, type Pages } from "./browser.ts";

describe("signing in, in the browser", function () {
  this.timeout(120_000);
  let house: Pages;
  before(async () => {
    house = await startPages();
  });
  after(() => house.stop());

  it("takes a demo account with one click, and signs out again", async () => {
    const visit = await house.visit();
    visit.expectError(/401/); // nobody is signed in yet: the page asks and is told so
    const { page } = visit;
    await visit.open("/inbox");
    await page.getByRole("button", { name: /Ерлан/ }).click();
    expect(await page.getByRole("textbox", { name: "Login" }).inputValue()).to.equal("office-clerk");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: /^Account:/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("textbox", { name: "Login" }).waitFor();
    expect(new URL(page.url()).pathname).to.equal("/inbox");
    expect(await visit.context.cookies()).to.deep.equal([]);
    await visit.close();
  });

  it("keeps the session where no script can read it", async () => {
    const visit = await house.visit("head");
    await visit.open("/");
    const [cookie] = await visit.context.cookies();
    expect(cookie).to.include({ name: "reglament", httpOnly: true, sameSite: "Strict" });
    expect(await visit.page.evaluate("document.cookie")).to.equal("");
    await visit.close();
  });

  it("says in words that the password is wrong, and keeps the login", async () => {
    const visit = await house.visit();
    visit.expectError(/401/);
    const { page } = visit;
    await visit.open("/");
    await page.getByRole("textbox", { name: "Login" }).fill("head");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("alert").textContent()).to.include("The login or the password is wrong");
    expect(await page.getByRole("textbox", { name: "Login" }).inputValue()).to.equal("head");
    await visit.close();
  });

  it("changes the language at any time, and keeps the choice", async () => {
    const visit = await house.visit("office-clerk", { language: "en" });
    const { page } = visit;
    await visit.open("/");
    await page.getByText("Рус", { exact: true }).click();
    await page.getByRole("radio", { name: "Рус" }).isChecked();
    await page.waitForFunction("document.documentElement.lang === 'ru'");
    await page.reload();
    await page.getByRole("heading", { name: "Задачи" }).first().waitFor({ state: "attached" });
    await visit.close();
  });

  it("has no barriers in any language, at any width, light or dark", async () => {
    const visit = await house.visit();
    visit.expectError(/401/);
    await visit.open("/");
    await visit.page.getByRole("button", { name: /Тимур/ }).waitFor();
    await visit.checkEverywhere("sign-in");
    await visit.close();
  });
});
