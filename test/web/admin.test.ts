import { expect } from "chai";
import { chain, diagram, end, start } from "../api/diagrams.ts";
import { startPages, type Pages } from "./browser.ts";

const PAGES = ["system", "incidents", "accounts", "units", "versions", "calendar"] as const;

/** Its signature check finds no document, and its case waits for staff. */
const STUCK = diagram(
  "stuck",
  chain(
    start,
    [
      "sum",
      `<scriptTask id="sum" scriptFormat="feel"><extensionElements><reg:result variable="total" /></extensionElements><script>missing + 1</script></scriptTask>`,
    ],
    end,
  ),
);

describe("the administration, in the browser", function () {
  this.timeout(300_000);
  let house: Pages;
  before(async () => {
    house = await startPages({ regulations: [] });
  });
  after(() => house.stop());

  async function stuckCase(): Promise<string> {
    const { installation } = house;
    const resources = [{ kind: "bpmn", name: "stuck.bpmn", content: STUCK }];
    const deployed = await (
      await installation.as("analyst")
    ).post("/api/v1/definitions", { resources, comment: "order 5" });
    expect(deployed.status, deployed.text).to.be.oneOf([200, 201]);
    const { status, body, text } = await (
      await installation.as("office-clerk")
    ).post("/api/v1/cases", { process: "stuck" });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }

  it("skips a stuck step with a reason, which the history of the case keeps", async () => {
    const id = await stuckCase();
    const visit = await house.visit("administrator");
    const { page } = visit;
    await visit.open("/admin");
    await page.getByText("1 step is stuck").waitFor();
    await page.getByRole("link", { name: "To the incidents" }).click();
    await page.getByRole("button", { name: `Skip: sum of case ${id}` }).click();
    const skip = page.getByRole("dialog").getByRole("button", { name: "Skip", exact: true });
    expect(await skip.isDisabled()).to.equal(true);
    await page.getByRole("textbox", { name: "Reason" }).fill("order 7 of the head");
    await visit.check("admin-incident");
    await skip.click();
    await page.getByText("Nothing is stuck.").waitFor();
    await page.getByText("decided", { exact: true }).click();
    await page.getByRole("cell", { name: /order 7 of the head/ }).waitFor();
    const { body } = await (await house.installation.as("auditor")).get(`/api/v1/cases/${id}/events?limit=200`);
    expect(JSON.stringify(body)).to.include("order 7 of the head");
    await visit.close();
  });

  it("makes an account that can sign in, and says which field is wrong", async () => {
    const visit = await house.visit("administrator");
    visit.expectError(/422/);
    const { page } = visit;
    await visit.open("/admin/accounts");
    await page.getByRole("button", { name: "New account" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Login" }).fill("Not A Login");
    await dialog.getByRole("textbox", { name: "Password" }).fill("a long enough password");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Серикова А.");
    await dialog.getByLabel("auditor").check();
    await visit.check("admin-new-account");
    await dialog.getByRole("button", { name: "Make the account" }).click();
    await dialog.getByText("/login").waitFor();
    await dialog.getByRole("textbox", { name: "Login" }).fill("second-auditor");
    await dialog.getByRole("button", { name: "Make the account" }).click();
    await page.getByRole("cell", { name: "second-auditor", exact: true }).waitFor();
    const session = await house.installation.stranger.post("/api/v1/sessions", {
      login: "second-auditor",
      password: "a long enough password",
    });
    expect(session.status).to.equal(201);
    await visit.close();
  });

  it("changes an account, gives it a password that is shown once, and tells who was second", async () => {
    const administrator = await house.installation.as("administrator");
    const made = await administrator.post("/api/v1/accounts", {
      login: "to-change",
      password: "a long enough password",
      name: "Серикова А.",
      roles: ["auditor"],
    });
    const { id } = made.body as { id: string };
    const visit = await house.visit("administrator");
    visit.expectError(/409/);
    const { page } = visit;
    await visit.open("/admin/accounts");
    await page.getByRole("button", { name: "Change to-change" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Ахметова А.");
    const other = { name: "Other", language: "kk", roles: ["auditor"], version: 1 };
    expect((await administrator.send("PUT", `/api/v1/accounts/${id}`, { json: other })).status).to.equal(200);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Somebody has changed the account since you read it").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Change to-change" }).click();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Ахметова А.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "Ахметова А." }).waitFor();
    await page.getByRole("button", { name: "Change to-change" }).click();
    await dialog.getByRole("button", { name: "Give a one-time password" }).click();
    const password = (await dialog.locator("code").textContent())!;
    await visit.check("admin-change-account");
    await dialog.getByRole("button", { name: "Shut out" }).click();
    await dialog.getByText("The account is shut out").waitFor();
    const session = () => house.installation.stranger.post("/api/v1/sessions", { login: "to-change", password });
    expect((await session()).status).to.equal(401);
    await dialog.getByRole("button", { name: "Let in again" }).click();
    await dialog.getByRole("button", { name: "Shut out" }).waitFor();
    expect((await session()).status).to.equal(201);
    await visit.close();
  });

  it("makes a unit and closes it", async () => {
    const visit = await house.visit("administrator");
    const { page } = visit;
    await visit.open("/admin/units");
    await page.getByRole("button", { name: "New unit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Id" }).fill("test-centre");
    await dialog.getByLabel("Kind").selectOption("centre");
    for (const language of ["Қазақша", "Русский", "English"])
      await dialog.getByRole("textbox", { name: `Name: ${language}` }).fill(`Centre ${language}`);
    await visit.check("admin-new-unit");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Change Centre English" }).click();
    await dialog.getByLabel("Closed: it takes no new cases").check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: /test-centre.*closed/ }).waitFor();
    await visit.close();
  });

  it("shows who put a version into service and why, and the source of each day off", async () => {
    await stuckCase();
    const visit = await house.visit("administrator");
    const { page } = visit;
    await visit.open("/admin/versions");
    await page.getByRole("row", { name: /stuck.*order 5/ }).waitFor();
    await visit.open("/admin/calendar");
    await page.getByRole("row", { name: /Nauryz.*Z010000267_/ }).waitFor();
    await visit.close();
  });

  it("is not there for others", async () => {
    const visit = await house.visit("auditor");
    await visit.open("/");
    expect(await visit.page.getByRole("link", { name: "Administration" }).count()).to.equal(0);
    await visit.close();
  });

  it("has no barriers in any language, at any width, light or dark", async () => {
    await stuckCase();
    const visit = await house.visit("administrator");
    for (const name of PAGES) {
      await visit.open(`/admin/${name}`);
      await visit.page
        .locator(name === "system" ? "dl" : "table")
        .first()
        .waitFor();
      await visit.checkEverywhere(`admin-${name}`);
    }
    await visit.close();
  });
});
