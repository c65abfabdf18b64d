import { readFileSync } from "node:fs";
import { expect } from "chai";
import { playDemoCase } from "./demo-case.ts";
import { startPages, type Pages } from "./browser.ts";

describe("the audit, in the browser", function () {
  this.timeout(300_000);
  let house: Pages;
  let handled: string;
  before(async () => {
    house = await startPages();
    handled = await playDemoCase(house.installation);
    await playDemoCase(house.installation, "refused-orally");
  });
  after(() => house.stop());

  it("finds a handled case and plays its replay to the end, on its own diagram, with its chain proven", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open("/audit");
    await page.getByLabel("Number", { exact: true }).fill(handled.slice(0, 10));
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: handled }).click();
    await page.getByRole("heading", { level: 1, name: `Replay of case ${handled}` }).waitFor();
    await page.getByText("Proven", { exact: true }).waitFor();
    await page.locator(".djs-element").first().waitFor();

    await page.getByLabel("Speed").selectOption("fast");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.locator('input[type="range"]:not([aria-valuetext^="1:"]):not([aria-valuetext^="2:"])').waitFor();
    await page.locator(".replay-active").first().waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    const slider = page.getByRole("slider", { name: "Moment" });
    const paused = Number(await slider.inputValue());
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    expect(Number(await slider.inputValue())).to.equal(paused + 1);
    await page.keyboard.press("ArrowLeft");
    expect(Number(await slider.inputValue())).to.equal(paused);

    // The last stretch is watched to its end.
    const all = Number(await slider.getAttribute("max"));
    await slider.fill(String(all - 4));
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByText(`Event ${all + 1} of ${all + 1}`).waitFor();
    await page.getByRole("heading", { level: 2, name: /The case was (completed|terminated)/ }).waitFor();
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
    expect(await page.locator(".replay-active").count()).to.equal(0);
    await visit.close();
  });

  it("shows at a moment who did it, the clause, the facts, the date with its derivation, documents and visits", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open(`/audit/cases/${handled}`);
    await page
      .getByRole("button", { name: /Documents.*completed|completed/ })
      .first()
      .click();
    await page
      .getByText(/^Done by: .+\(.+\)$/)
      .first()
      .waitFor();
    await page
      .getByText(/^Item /)
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Dates" }).click();
    await page
      .getByText(/^Due: /)
      .first()
      .waitFor();
    await page
      .getByText(/^Calendar: /)
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Visits" }).click();
    await page
      .getByText(/completed ·/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "To the end" }).click();
    await page.getByRole("tab", { name: "Documents" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("tabpanel").getByRole("link").first().click();
    expect((await download).suggestedFilename()).not.to.equal("");
    await page.getByRole("tab", { name: "Exchanges" }).click();
    await page
      .getByText(/: answered/)
      .first()
      .waitFor();
    await page.getByRole("tab", { name: "Signatures" }).click();
    await page.getByText("Signature of “application”").waitFor();
    await page.getByText("The signature is confirmed.").first().waitFor();
    const table = page.waitForEvent("download");
    await page.getByRole("button", { name: "Signature checks as a table" }).click();
    expect((await table).suggestedFilename()).to.match(/^signature-checks-.+\.csv$/);
    await visit.close();
  });

  it("says that the chain is broken when what the server gives was changed", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await page.route("**/commits?**", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { items: { at: string }[] };
      body.items[2]!.at = "2012-05-14T04:00:00.000Z";
      await route.fulfill({ response: answer, json: body });
    });
    await visit.open(`/audit/cases/${handled}`);
    await page.getByText("Broken", { exact: true }).waitFor();
    expect(await page.getByText("Proven", { exact: true }).count()).to.equal(0);
    await visit.close();
  });

  it("gives a table as CSV, and has written down who looked", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open(`/audit/cases?number=${handled}`);
    await page.getByRole("link", { name: handled }).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const file = await download;
    expect(file.suggestedFilename()).to.equal("cases.csv");
    const text = readFileSync(await file.path(), "utf8");
    expect(text)
      .to.match(/^\uFEFFid,seq,status/)
      .and.include(handled);
    await visit.open(`/audit/reads?case=${handled}`);
    await page.getByRole("cell", { name: "replay", exact: true }).first().waitFor();
    await visit.close();
  });

  it("reports on terms, shows where time goes on the diagram, and counts refusals", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open("/audit/reports");
    await page.getByRole("region", { name: "Terms kept" }).getByRole("row").nth(1).waitFor();
    await page.getByLabel("Counted by").selectOption("month");
    await page.getByRole("columnheader", { name: "Month" }).waitFor();
    await page.getByLabel("Process").selectOption("preschool-almaty-2012.office");
    await page.locator(".djs-element").first().waitFor();
    await page.getByRole("region", { name: "Where time goes" }).getByRole("row").nth(1).waitFor();
    await visit.close();
  });

  it("lets a head find cases of the own unit, and shows no record of looks", async () => {
    const visit = await house.visit("head");
    const { page } = visit;
    await visit.open("/audit");
    await page.getByRole("heading", { level: 1, name: "Find cases" }).waitFor();
    expect(await page.getByRole("link", { name: "Who looked" }).count()).to.equal(0);
    await visit.close();
  });

  it("replays without a mouse", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open(`/audit/cases/${handled}`);
    const play = page.getByRole("button", { name: "Play", exact: true });
    await play.waitFor();
    for (let n = 0; n < 60 && !(await play.evaluate((button) => button === document.activeElement)); n += 1)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await play.waitFor();
    await visit.close();
  });

  it("has no barriers in any language, at any width, light or dark", async () => {
    const visit = await house.visit("auditor");
    const { page } = visit;
    await visit.open("/audit/cases");
    await page.locator("table").waitFor();
    await visit.checkEverywhere("audit-find");
    await visit.open(`/audit/cases/${handled}`);
    await page.locator(".djs-element").first().waitFor();
    const slider = page.getByRole("slider");
    const moment = String(Math.floor(Number(await slider.getAttribute("max")) * 0.6));
    await slider.fill(moment);
    await page.getByRole("tab").nth(1).click();
    await visit.checkEverywhere("audit-replay");
    expect(await slider.inputValue(), "the moment, after six changes of the language").to.equal(moment);
    for (const tab of [2, 3, 4]) {
      await page.getByRole("tab").nth(tab).click();
      await page.getByRole("tabpanel").waitFor();
    }
    await visit.checkEverywhere("audit-replay-visits");
    await visit.open("/audit/reports?by=step&process=preschool-almaty-2012.office");
    await page.locator(".djs-element").first().waitFor();
    await visit.checkEverywhere("audit-reports");
    await visit.open("/audit/reads");
    await page.locator("table").waitFor();
    await visit.checkEverywhere("audit-reads");
    await visit.close();
  });
});
