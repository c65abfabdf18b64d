import { resolve } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { startPages, type Pages, type Visit } from "./browser.ts";

const REGULATION = resolve(import.meta.dirname, "../../processes/camp-referral-eko-2019");

const PROCESS = "camp-referral-eko-2019.office";
const APPLICATION = {
  applicantName: "Test",
  applicantIin: "000000000000",
  applicantPhone: "+7 700 000 00 00",
  childName: "Test",
  childBirthDate: "2015-01-05",
  school: "School 1",
  category: "large family",
  camp: "school",
  language: "ru",
  attachments: [{ name: "application" }],
};

describe("the studio, in the browser", function () {
  this.timeout(300_000);
  let house: Pages;
  before(async () => {
    house = await startPages({ regulations: [REGULATION] });
  });
  after(() => house.stop());

  async function openOffice(visit: Visit): Promise<Page> {
    const { page } = visit;
    await visit.open("/studio");
    await page.getByLabel("Channel").first().selectOption({ label: "Office of the provider" });
    await page.getByRole("button", { name: "Open a copy" }).click();
    await shape(page, "action_1").waitFor();
    return page;
  }
  const shape = (page: Page, id: string) => page.locator(`.djs-element[data-element-id="${id}"]`);
  const lint = (page: Page) => page.getByRole("region", { name: "What lint says" });
  const properties = (page: Page) => page.getByRole("complementary", { name: "Properties" });

  it("changes a diagram in service, is refused by lint, mends it, and loses nothing on reload, and puts it into service, where it runs", async () => {
    const visit = await house.visit("analyst");
    const page = await openOffice(visit);
    await lint(page).getByText("No error: this diagram can be put into service").waitFor();

    // A task gets another name in three languages, and another limit.
    await shape(page, "action_1").locator(".djs-hit").first().click();
    const names = { Қазақша: "Құжаттарды қабылдау", Русский: "Приём документов", English: "Take the documents in" };
    for (const [language, name] of Object.entries(names))
      await properties(page).getByLabel(language, { exact: true }).fill(name);
    await properties(page).getByLabel("How long").fill("20");
    await shape(page, "action_1").getByText("Take the").waitFor();
    await visit.check("studio-diagram");

    // The labels on the sheet follow the language that is chosen for them.
    await page.getByRole("radiogroup").filter({ hasText: "Рус" }).last().getByText("Рус").click();
    await shape(page, "action_1").getByText("Приём").waitFor();

    // A step fewer to come from: lint refuses, and names what nobody reaches.
    const flow = await flowInto(page, "action_1");
    await shape(page, flow).locator(".djs-hit").first().click({ force: true });
    await page.keyboard.press("Delete");
    await lint(page)
      .getByText(/errors? keep/)
      .waitFor();
    const finding = lint(page)
      .getByRole("button", { name: /Приём документов/ })
      .first();
    await finding.waitFor();
    await visit.check("studio-refused");
    await finding.click();
    await properties(page).getByLabel("Id").and(page.locator('[value="action_1"]')).waitFor();

    // Undone, the diagram may go into service; after a reload all of it is still there.
    await page.getByRole("button", { name: "Undo" }).click();
    await lint(page).getByText("No error: this diagram can be put into service").waitFor();
    await page.getByText("Kept in this browser").waitFor();
    await page.reload();
    await shape(page, "action_1").getByText("Take the").waitFor();
    await shape(page, "action_1").locator(".djs-hit").first().click();
    await properties(page).getByLabel("How long").waitFor();
    expect(await properties(page).getByLabel("How long").inputValue()).to.equal("20");
    expect(await properties(page).getByLabel("Русский", { exact: true }).inputValue()).to.equal("Приём документов");

    // It is put into service, and what was drawn is what runs: the clerk's task has the new name and the new limit.
    const parts = page.getByRole("navigation", { name: "Parts of the working copy" });
    await parts.getByRole("link", { name: "Put into service", exact: true }).click();
    await page.getByRole("textbox", { name: /^Why it is put into service/ }).fill("Order 3 of 2 March 2026");
    await page.getByRole("button", { name: "Put into service" }).click();
    await page.getByText(`${PROCESS}: version 2.`).waitFor();
    await visit.close();
    const operator = await house.installation.as("office-clerk");
    const started = await operator.post("/api/v1/cases", { process: PROCESS, form: APPLICATION });
    expect(started.status, started.text).to.equal(201);
    const clerk = await house.visit("office-clerk", { language: "ru" });
    await clerk.open("/inbox?list=unit");
    await clerk.page.getByRole("link", { name: /Приём документов/ }).click();
    await clerk.page.getByRole("heading", { name: "Приём документов" }).waitFor();
    const { case: id } = started.body as { case: string };
    const { items } = (await operator.get(`/api/v1/cases/${id}/limits`)).body as {
      items: readonly { element?: string; duration: string }[];
    };
    expect(items.find(({ element }) => element === "action_1")).to.include({ duration: "PT20M" });
    await clerk.close();
  });

  it("moves tokens, and tells a second tab what the first has written", async () => {
    const visit = await house.visit("analyst");
    const page = await openOffice(visit);
    await page.getByRole("switch", { name: "Simulate" }).check();
    await page.locator(".bts-context-pad").filter({ visible: true }).first().click();
    await page.locator('.bts-log [title="Process started"]').first().waitFor({ state: "attached" });
    await visit.check("studio-simulation");
    await page.getByRole("switch", { name: "Simulate" }).uncheck();

    const other = await visit.context.newPage();
    await other.goto(page.url());
    await shape(other, "action_1").waitFor();
    await shape(page, "action_1").locator(".djs-hit").first().click();
    await properties(page).getByLabel("English", { exact: true }).fill("Seen in both tabs");
    await other.getByText("This copy was changed in another tab.").waitFor();
    await shape(other, "action_1").getByText("Seen in").waitFor();
    await visit.close();
  });

  it("begins from nothing, deletes a copy and takes it back", async () => {
    const visit = await house.visit("analyst", { size: "phone" });
    const { page } = visit;
    await visit.open("/studio");
    await page.getByLabel("Name of the service").fill("Library card");
    await page.getByLabel("Short name").fill("library-card-2026");
    await page.getByRole("button", { name: "Begin drawing" }).click();
    await shape(page, "step_1").waitFor();
    await lint(page)
      .getByText(/errors? keep/)
      .waitFor();
    await visit.check("studio-new");
    await page.getByRole("link", { name: "All working copies" }).click();
    await page.getByRole("button", { name: "More for Library card" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("link", { name: "Library card" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Library card" }).waitFor();
    await visit.check("studio");
    await visit.close();
  });

  it("has no barriers in Kazakh and Russian, light and dark", async () => {
    for (const [language, dark] of [
      ["kk", false],
      ["ru", true],
    ] as const) {
      const visit = await house.visit("analyst", { language, dark });
      await visit.open("/studio");
      const open = visit.page.getByRole("button", { name: language === "kk" ? "Көшірмесін ашу" : "Открыть копию" });
      await open.waitFor();
      await visit.check("studio");
      await open.click();
      await visit.page.locator(".djs-shape").first().waitFor();
      await visit.check("studio-diagram");
      await visit.open("/studio/rules/dead-end");
      await visit.check("studio-rule");
      await visit.close();
    }
  });

  it("is there for analysts only", async () => {
    const visit = await house.visit("auditor");
    await visit.open("/");
    expect(await visit.page.getByRole("link", { name: "Studio" }).count()).to.equal(0);
    await visit.close();
  });
});

/** Id of a flow that leads to the element, as the drawing has it. */
async function flowInto(page: Page, target: string): Promise<string> {
  const url = page.url();
  const id = new URL(url).pathname.split("/")[2]!;
  const xml = await page.evaluate(
    (copy) =>
      new Promise<string>((done, failed) => {
        const request = indexedDB.open("reglament.studio");
        request.onerror = () => failed(new Error("no working copies"));
        request.onsuccess = () => {
          const all = request.result.transaction("copies").objectStore("copies").getAll();
          all.onsuccess = () => {
            const found = (all.result as { id: string; files: Record<string, string> }[]).find(
              (each) => each.id === copy,
            );
            done(Object.entries(found?.files ?? {}).find(([path]) => path.endsWith(".bpmn"))?.[1] ?? "");
          };
        };
      }),
    id,
  );
  return new RegExp(`<bpmn:sequenceFlow id="([^"]+)"[^>]*targetRef="${target}"`).exec(xml)![1]!;
}
