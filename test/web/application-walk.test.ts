import { readFileSync } from "node:fs";
import { expect } from "chai";
import { startPages, type Pages, type Visit } from "./browser.ts";
import { applyForGuardianship } from "./guardianship-application.ts";

/** One application from the applicant's page through the inboxes of clerk and head to its result, and its replay: nothing of it through the API. */
describe("an application on its way through the house, in the browser", function () {
  this.timeout(180_000);
  let house: Pages;
  before(async () => {
    house = await startPages();
  });
  after(() => house.stop());

  /** Opens the only task of the case that waits in this inbox. */
  async function openTask(visit: Visit, name: RegExp): Promise<void> {
    await visit.open("/inbox");
    await visit.page.getByRole("listitem").getByRole("link", { name }).first().click();
    await visit.page.getByRole("heading", { level: 2, name }).waitFor();
  }
  async function complete({ page }: Visit): Promise<void> {
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByText(/^Completed: /).waitFor();
  }

  it("is applied for, looked through, drafted, signed, received and replayed", async () => {
    const applicant = await house.visit("applicant");
    await applicant.open("/portal/apply/guardianship-eko-2019");
    const number = await applyForGuardianship(applicant.page);

    const head = await house.visit("head");
    await openTask(head, /Action 2/);
    await head.page.getByLabel("Officer who does the work").fill("Ерлан");
    await head.page.getByLabel("Resolution", { exact: false }).last().fill("Қарауға");
    await complete(head);

    const clerk = await house.visit("office-clerk");
    await openTask(clerk, /Action 3/);
    await clerk.page.getByRole("radio", { name: "draft the resolution" }).check();
    await clerk.page.getByLabel("Child (children) under guardianship").fill("Үлгі Аружан");
    await clerk.page.getByLabel("Grounds of the resolution").fill("Стандарттың 9-тармағы");
    await complete(clerk);
    await clerk.close();

    await openTask(head, /Action 4/);
    await head.page.getByRole("button", { name: "Sign", exact: true }).click();
    await head.page.getByText("Signed", { exact: true }).waitFor();
    await complete(head);
    await head.close();

    const { page } = applicant;
    await applicant.open(`/portal/applications/${number}`);
    await page.getByText("done", { exact: true }).first().waitFor();
    await applicant.check("walk-result");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("link", { name: /resolution/i })
        .first()
        .click(),
    ]);
    expect(
      readFileSync(await download.path())
        .subarray(0, 5)
        .toString(),
    ).to.equal("%PDF-");
    await applicant.close();

    const auditor = await house.visit("auditor");
    await auditor.open(`/audit/cases/${number}`);
    await auditor.page.getByText("Proven", { exact: true }).waitFor();
    // The last stretch is watched to its end.
    const slider = auditor.page.getByRole("slider", { name: "Moment" });
    await slider.fill(String(Number(await slider.getAttribute("max")) - 4));
    await auditor.page.getByRole("button", { name: "Play", exact: true }).click();
    await auditor.page.getByRole("heading", { level: 2, name: /The case was completed/ }).waitFor();
    await auditor.check("walk-replay");
    await auditor.close();
  });
});
