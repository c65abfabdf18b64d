import { resolve } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { readBundles } from "../../api/bundle-files.ts";
import { startPages, type Language, type Pages, type Visit } from "./browser.ts";

const root = resolve(import.meta.dirname, "../..");
const FOLDER = resolve(root, "processes/externat-permission-eko-2016");
const PROCESS = "externat-permission-eko-2016.office";
const TABS = ["forms", "documents", "scenarios", "compare", "release"] as const;

/** The office's files with one label changed, one step drawn elsewhere, and one scenario that expects what does not happen. */
function changedBundle(): string {
  const { resources } = readBundles([FOLDER]).find(({ path }) => path.endsWith("office.bpmn"))!;
  const change: Readonly<Record<string, (text: string) => string>> = {
    "office.bpmn": (xml) =>
      xml
        .replace('<reg:label lang="en">Action 1. Take in', '<reg:label lang="en">Action 1. Receive')
        .replace(
          /(<bpmndi:BPMNShape[^>]*bpmnElement="action_2"[^>]*>\s*<dc:Bounds x=")(\d+)/,
          (_, before: string, x: string) => `${before}${Number(x) + 10}`,
        ),
    office: (text) => text.replace('"completed": ["action_1",', '"completed": ["refusal_handed", "action_1",'),
  };
  const files = resources.map(({ kind, name, bytes }) => {
    const text = new TextDecoder().decode(bytes);
    const changes = kind === "bpmn" || kind === "scenario" ? change[name] : undefined;
    const content = changes?.(text) ?? text;
    if (changes !== undefined) expect(content, name).not.to.equal(text);
    return { kind, name, content };
  });
  return JSON.stringify({ resources: files });
}

const TABLE = [
  "N действия\tНаименование СФЕ\tНаименование действия\tФорма завершения\tСроки исполнения\tНомер следующего действия",
  "1\tСотрудник канцелярии\tПринимает заявление\tЗапись в журнале\t15 минут\t2",
  "2\tРуководитель\tРассматривает заявление\tРезолюция\tпо мере поступления\t3",
  "3\tСотрудник канцелярии\tВыдаёт ответ\tОтвет\t1 рабочий день\t-",
].join("\n");

async function openBundle(visit: Visit): Promise<string> {
  const { page } = visit;
  await visit.open("/studio");
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({
      name: "externat.bundle.json",
      mimeType: "application/json",
      buffer: Buffer.from(changedBundle()),
    });
  await page.waitForURL(/\/studio\/[a-z0-9]{9,}/);
  return /\/studio\/[a-z0-9]+/.exec(page.url())![0];
}

const tab = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Parts of the working copy" }).getByRole("link", { name, exact: true }).click();

/** Waits until the part of the copy is there, in whatever language. */
async function openTab(visit: Visit, copy: string, name: (typeof TABS)[number]): Promise<void> {
  await visit.open(`${copy}/${name}`);
  const settled = {
    forms: "form",
    documents: "textarea",
    scenarios: "table",
    compare: ".compare-changed",
    release: "textarea",
  };
  // Another test may have put these very changes into service.
  if (name === "compare") await visit.page.locator("select").selectOption("1");
  await visit.page.locator(settled[name]).first().waitFor();
}

describe("the second half of the studio, in the browser", function () {
  this.timeout(300_000);
  let house: Pages;
  before(async () => {
    house = await startPages({ regulations: [FOLDER], deployApproval: "second-person" });
  });
  after(() => house.stop());

  it("given a table of actions pasted from a spreadsheet, opens its diagram as a working copy and says what is not in it", async () => {
    const visit = await house.visit("analyst");
    const { page } = visit;
    visit.expectError(/422/);
    await visit.open("/studio");
    await page.getByRole("link", { name: "Begin from a table" }).click();
    await page.getByRole("textbox", { name: "Name of the service" }).fill("Answer to an application");
    await page.getByRole("textbox", { name: "Short name" }).fill("answer-2026");
    await page.getByRole("textbox", { name: "Table" }).fill("no table at all");
    await page.getByRole("button", { name: "Read the table" }).click();
    await page.getByText("No table of actions was found").waitFor();
    await page.getByRole("textbox", { name: "Table" }).fill(TABLE);
    await page.reload();
    await page.getByRole("button", { name: "Read the table" }).click();
    await page.getByText("3 actions were read").waitFor();
    await page
      .getByRole("row", { name: /Action 2 по мере поступления The limit is no single length of time/ })
      .waitFor();
    await visit.check("workshop-table");
    await page.getByRole("button", { name: "Open as a working copy" }).click();
    await page.getByRole("heading", { name: "Answer to an application", level: 1 }).waitFor();
    await page.locator("[data-element-id=action_2]").first().waitFor();
    await visit.close();
  });

  it("given a changed field, shows the form in three languages; keeps it, and says who uses it", async () => {
    const visit = await house.visit("analyst");
    const { page } = visit;
    await openBundle(visit);
    await tab(page, "Forms");
    await page.getByLabel("Form", { exact: true }).selectOption({ label: "resolution" });
    await page.getByText(/Used by 1 element/).waitFor();
    await page.getByRole("button", { name: "Add a field" }).click();
    for (const [language, title] of [
      ["Қазақша", "Ескерту"],
      ["Русский", "Примечание"],
      ["English", "Remark"],
    ] as const)
      await page.getByRole("textbox", { name: `Title: ${language}`, exact: true }).fill(title);
    await page.getByLabel("Must be filled in").check();
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByRole("textbox", { name: "Remark" }).waitFor();
    await preview.getByText("Русский").click();
    await preview.getByRole("textbox", { name: "Примечание" }).waitFor();
    await preview.getByText("Қазақша").click();
    await preview.getByRole("textbox", { name: "Ескерту" }).waitFor();
    await page
      .getByRole("button", { name: /^Move up: field/ })
      .last()
      .press("Enter");
    await page.getByText(/is now in place/).waitFor();
    await page.getByText("Kept in this browser").waitFor();
    await page.reload();
    await page.getByLabel("Form", { exact: true }).selectOption({ label: "resolution" });
    await page.getByRole("button", { name: /Remark/ }).waitFor();
    await page.getByText("Text (JSON)").click();
    const text = page.getByRole("textbox", { name: "Text of forms/resolution.json" });
    await text.fill('{\n  "type": "object",\n  "required": ["nobody"]\n}');
    await page.getByText("“nobody” is said to be required").waitFor();
    await page.getByRole("button", { name: "Line 3" }).waitFor();
    await tab(page, "Documents");
    await page.getByRole("button", { name: "Make the PDF" }).click();
    await page.getByRole("link", { name: "Save the PDF" }).waitFor();
    await visit.close();
  });

  it("given a scenario that fails, says where; compares the copy; and lets another person approve it, not its proposer", async () => {
    const visit = await house.visit("analyst");
    const { page } = visit;
    await openBundle(visit);
    await tab(page, "Scenarios");
    await page.getByRole("button", { name: /^Run all/ }).click();
    await page.getByText(/^1 of \d+ failed$/).waitFor();
    await page
      .getByRole("row", { name: /office-permission-order-copy failed/ })
      .getByRole("button", { name: /^Open/ })
      .click();
    await page.getByText(/was not completed, and should have been/).waitFor();
    await page.locator(".scenario-fault[data-element-id=refusal_handed]").waitFor();
    await visit.check("workshop-failing");

    await tab(page, "Compare");
    await page.getByText("1 element changed", { exact: true }).waitFor();
    await page.getByText(/^Label \(English\)/).waitFor();
    expect(await page.locator("ins", { hasText: "Action 1. Receive" }).count()).to.equal(1);
    await page.getByText("1 element only drawn elsewhere").waitFor();
    await page.getByText("scenarios/office.json").waitFor();
    await page.locator(".compare-changed[data-element-id=action_1]").nth(1).waitFor();
    expect(await page.locator(".compare-changed[data-element-id=action_1]").count()).to.equal(2);
    await page.getByRole("button", { name: "Closer" }).first().click();
    // Each browser writes a matrix in its own way.
    const places = await page
      .locator(".viewport")
      .evaluateAll((all) => all.map((each) => each.getAttribute("transform") ?? ""));
    const [one, other] = places.map((place) => (place.match(/-?[\d.]+/g) ?? []).map((part) => Number(part).toFixed(1)));
    expect(one).to.have.length(6);
    expect(one).to.deep.equal(other);

    await tab(page, "Put into service");
    await page.getByRole("button", { name: "Propose for approval" }).click();
    await page.getByText("Say why it is put into service").waitFor();
    await page.getByRole("textbox", { name: /^Why it is put into service/ }).fill("Order 17 of 5 January 2026");
    await page.getByRole("button", { name: "Propose for approval" }).click();
    await page.getByText("It waits for approval").waitFor();
    await page.getByRole("link", { name: "Open the proposal" }).click();
    await page.getByText("This is your own proposal.").waitFor();
    expect(await page.getByRole("button", { name: "Approve" }).count()).to.equal(0);
    const id = page.url().split("/").at(-1)!;
    const own = await (await house.installation.as("analyst")).post(`/api/v1/proposals/${id}/approval`);
    expect(own.body).to.include({ code: "PROPOSAL_OWN" });
    await visit.close();

    const second = await house.visit("administrator");
    await second.open("/admin/versions");
    await second.page.getByText("1 proposal waits for your decision.").waitFor();
    await second.page.getByRole("link", { name: "Open the proposals" }).click();
    await second.page.getByRole("link", { name: PROCESS }).click();
    await second.page.locator(".compare-changed").first().waitFor();
    await second.check("workshop-proposal");
    await second.page.getByRole("button", { name: "Approve and put into service" }).click();
    await second.page.getByText(`${PROCESS}: version 2.`).waitFor();
    await second.open("/admin/versions");
    await second.page.getByRole("row", { name: /office.*Order 17 of 5 January 2026/ }).waitFor();
    await second.close();
    const { body } = await (await house.installation.as("analyst")).get(`/api/v1/definitions/${PROCESS}/latest`);
    expect((body as { definition: object }).definition).to.include({
      version: 2,
      proposedBy: "demo-analyst",
      approvedBy: "demo-administrator",
    });
  });

  it("has no barriers in three languages, wide and on a phone", async () => {
    const languages: readonly Language[] = ["kk", "ru", "en"];
    for (const language of languages) {
      const visit = await house.visit("analyst", { language, size: language === "ru" ? "phone" : "wide" });
      const copy = await openBundle(visit);
      for (const name of TABS) {
        await openTab(visit, copy, name);
        await visit.check(`workshop-${name}`);
      }
      await visit.open("/studio/from-table");
      await visit.check("workshop-from-table");
      await visit.open("/studio/proposals");
      await visit.check("workshop-proposals");
      await visit.close();
    }
  });
});
