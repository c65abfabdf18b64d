import { expect } from "chai";
import { startPages, type Pages } from "./browser.ts";
import { applyForGuardianship } from "./guardianship-application.ts";

const GUARDIANSHIP = "/portal/services/guardianship-eko-2019";

describe("the applicants' portal, in the browser", function () {
  this.timeout(240_000);
  let house: Pages;
  before(async () => {
    house = await startPages();
  });
  after(() => house.stop());

  it("is read by strangers, and found by words of their own, in three languages, at two widths", async () => {
    const visit = await house.visit(undefined, { size: "phone" });
    const { page } = visit;
    visit.expectError(/api\/v1\/me/);
    await visit.open("/portal");
    await page.getByText("10 services").waitFor();
    await visit.checkEverywhere("portal-services");
    await page.getByRole("searchbox").fill("kindergarten almaty");
    await page.getByText("1 service", { exact: true }).waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByRole("link", { name: "Guardianship of a child" }).click();
    await page.getByText("19 working days").first().waitFor();
    await visit.checkEverywhere("portal-service");
    await visit.open("/portal/register");
    await page.locator("form").waitFor();
    await visit.checkEverywhere("portal-register");
    await visit.close();
  });

  it("leads from a service through sign-in, the pages and the signature to a receipt, then shows where it stands", async () => {
    const visit = await house.visit(undefined, { size: "phone" });
    const { page } = visit;
    visit.expectError(/api\/v1\/me/);
    await visit.open(GUARDIANSHIP);
    await page.getByRole("link", { name: "Apply online" }).click();
    await page.getByLabel("Login").fill("applicant");
    await page.getByRole("textbox", { name: "Password" }).fill("demo-applicant");
    await visit.checkEverywhere("portal-sign-in");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await applyForGuardianship(page, (name) => visit.checkEverywhere(`portal-${name}`));
    await page.getByRole("link", { name: "See where it stands" }).click();
    await page.getByText("You began the application").waitFor();
    await visit.checkEverywhere("portal-application");
    await page.getByRole("link", { name: "Messages 1 new" }).click();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await page.getByRole("link", { name: "Messages", exact: true }).waitFor();
    await visit.checkEverywhere("portal-messages");
    await page.getByRole("link", { name: "My applications", exact: true }).click();
    await page.getByRole("heading", { name: "Under way" }).waitFor();
    // However often the button was pressed.
    expect(await page.getByRole("listitem").count()).to.equal(1);
    await visit.checkEverywhere("portal-applications");
    await visit.close();
  });
});
