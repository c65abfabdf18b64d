import { expect } from "chai";
import type { Page } from "playwright-core";
import type { Client } from "../api/installation.ts";
import { fillUnit, withDatabase } from "../helpers/full-unit.ts";
import { startPages, type Pages } from "./browser.ts";

/** Of nobody. */
const APPLICATION = {
  applicantName: "Үлгі Айгүл",
  applicantAddress: "Талғар",
  applicantPhone: "+7 700 000 00 00",
  child: "daughter",
  childName: "Үлгі Аружан",
  childBirthDate: "2010-01-01",
  submittedOn: "2012-05-14",
};
const DAY_MS = 86_400_000;
const MANY = 100_000;

describe("the head's pages, in the browser", function () {
  this.timeout(180_000);
  let house: Pages;
  let clerk: Client;
  let head: Client;
  before(async () => {
    house = await startPages();
    [clerk, head] = await Promise.all([house.installation.as("office-clerk"), house.installation.as("head")]);
    for (const id of ["h-1", "h-2", "h-3", "h-4"]) {
      const started = await clerk.post("/api/v1/cases", {
        process: "preschool-almaty-2012.office",
        case: id,
        form: APPLICATION,
      });
      expect(started.status, started.text).to.equal(201);
    }
  });
  after(() => house.stop());

  it("show the load, stop and continue the terms of a case, and its date before it is extended", async () => {
    await head.post("/api/v1/cases/h-3/terms/stop", { reason: "Өтініш берушіні күтеміз" });
    const visit = await house.visit("head");
    const { page } = visit;
    await visit.open("/inbox");
    await page.getByRole("link", { name: "My unit's load" }).click();
    await page.getByRole("row", { name: /Ерлан/ }).waitFor();
    await page.getByText(/^Stopped \(/).click();
    await visit.check("head-unit");
    await page.getByRole("link", { name: "No. h-3" }).first().click();

    await page.getByRole("button", { name: "Let the clock go on" }).click();
    await page
      .getByText(/^Then ends/)
      .first()
      .waitFor();
    const goOn = page.getByRole("dialog").getByRole("button", { name: "Let the clock go on" });
    expect(await goOn.isDisabled()).to.equal(true);
    await page.getByLabel("Reason").fill("Құжаттарын әкелді");
    await goOn.click();
    await page.getByRole("button", { name: "Stop the clock" }).waitFor();

    await page.getByRole("button", { name: "Extend: Term of the service" }).click();
    await page.getByLabel("By", { exact: true }).fill("3");
    await page.getByText(/^Then ends/).waitFor();
    await visit.check("head-extend");
    await page.getByLabel("Reason").fill("Тізілім жауап бермейді");
    await page.getByRole("dialog").getByRole("button", { name: "Extend" }).click();
    await page.getByText("The term is extended.").waitFor();
    const { body } = await head.get("/api/v1/cases/h-3/events?limit=200");
    expect(JSON.stringify(body)).to.contain("Тізілім жауап бермейді").and.to.contain("LimitMoved");

    await page.getByRole("button", { name: "Suspend the case" }).click();
    await page.getByLabel("Reason").fill("Сот шешімі");
    await page.getByRole("button", { name: "Suspend", exact: true }).click();
    await page.getByText("The case is suspended: nothing moves until it is resumed.").waitFor();
    await visit.check("head-case");
    await visit.close();
  });

  it("hand several tasks over at once, with a note that stays with the cases", async () => {
    const visit = await house.visit("head");
    const { page } = visit;
    await visit.open("/inbox");
    for (const id of ["h-1", "h-2"]) await page.getByRole("checkbox", { name: new RegExp(`No\\. ${id}$`) }).check();
    await page.getByRole("group", { name: "Chosen tasks" }).getByRole("button", { name: "Hand over" }).click();
    await page.getByLabel("To whom").selectOption({ label: "Ерлан (Талғар бөлімі)" });
    await page.getByLabel("Note").fill("Бүгін бітіріңіз");
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await page.getByText("2 tasks handed over: Ерлан (Талғар бөлімі)").waitFor();
    expect((await clerk.get("/api/v1/tasks?mine=true")).text)
      .to.contain('"h-1"')
      .and.to.contain('"h-2"');
    expect((await clerk.get("/api/v1/cases/h-2/comments")).text).to.contain("Бүгін бітіріңіз");
    await visit.close();
  });

  it("keep a filter and a key for the person, on another machine too", async () => {
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open("/inbox");
    await page.getByRole("listitem").first().waitFor();
    await page.getByRole("button", { name: "Filter this list" }).click();
    await page.getByLabel("Number begins with").fill("h-4");
    await page.waitForURL("**number=h-4**");
    await page.getByRole("button", { name: "Save this filter" }).click();
    await page.getByLabel("Name of the filter").fill("Төртінші");
    await visit.check("inbox-filter");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: /Төртінші 1/ }).waitFor();

    await page.getByRole("button", { name: "Keys and layout" }).click();
    await page.getByRole("button", { name: /Another key for: next task/ }).click();
    await page.keyboard.press("c");
    await page.getByText("C is taken: take the task.", { exact: false }).waitFor();
    await page.keyboard.press("n");
    await page.getByRole("button", { name: "Another key for: next task. Now N" }).waitFor();
    await visit.check("inbox-keys");
    await visit.close();

    const other = await house.visit("office-clerk", { size: "phone" });
    await other.open("/inbox");
    await other.page.getByRole("button", { name: /Төртінші/ }).click();
    await other.page.getByText("One task", { exact: true }).waitFor();
    await other.page.keyboard.press("n");
    await other.page.waitForURL(/\/inbox\/h-4/);
    await other.close();
  });

  for (const language of ["kk", "ru"] as const)
    it(`have no barriers in ${language}`, async () => {
      const visit = await house.visit("head", { language, size: language === "kk" ? "phone" : "wide", dark: true });
      await visit.open("/inbox/unit");
      await visit.page.getByRole("table").first().waitFor();
      await visit.check("head-unit");
      await visit.open("/inbox/unit/cases/h-2");
      await visit.page
        .getByRole("button")
        .filter({ hasText: /Ұзарту|Продлить/ })
        .first()
        .waitFor();
      await visit.check("head-case");
      await visit.close();
    });

  describe(`with ${MANY.toLocaleString("en")} open tasks of one unit`, () => {
    before(async () => {
      const now = Date.now();
      await fillUnit(house.installation.dataDir, {
        like: "h-4",
        count: MANY,
        from: new Date(now - 20 * DAY_MS).toISOString(),
        before: new Date(now + 80 * DAY_MS).toISOString(),
        takenBy: "demo-office-clerk",
        rare: { regulation: "school-transport-eko-2019", element: "rare_1" },
      });
    });

    it("show the list and the counts after a few requests, and scroll deep with few rows in the page", async () => {
      const visit = await house.visit("head");
      const { page } = visit;
      const asked: string[] = [];
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith("/api/")) asked.push(pathname);
      });
      await visit.open("/inbox?list=unit");
      await page.getByText("No. full-000001", { exact: true }).waitFor();
      await page.getByRole("link", { name: /My unit's 999\+/ }).waitFor();
      expect(asked.filter((path) => path === "/api/v1/tasks").length).to.be.within(1, 2);
      expect(asked.length).to.be.below(15);
      for (let round = 1; round <= 5; round++) {
        await scrollTo(page, round * 100 - 20);
        expect(await page.getByRole("listitem").count()).to.be.below(60);
      }
      expect(asked.filter((path) => path === "/api/v1/tasks").length).to.be.within(6, 9);
      // The end of the list is far away, and the task there opens.
      const { body } = await head.get("/api/v1/tasks?number=full-1");
      await visit.open(`/inbox/${(body as { items: { id: string }[] }).items[0]!.id}?number=full-1`);
      await page.getByText("No. full-100000", { exact: true }).first().waitFor();
      await visit.open("/inbox/unit");
      await page.getByRole("link", { name: "Open: 999+. Show these tasks" }).waitFor();
      await visit.close();
    });

    it("are found along an index, whichever way they are asked for", async () => {
      await withDatabase(house.installation.dataDir, async (database) => {
        const unit = "state = 'open' and unit = 'talgar'";
        const order = "order by due_at, opened_at, case_id, key limit 101";
        const queries: readonly (readonly [string, string])[] = [
          [`select * from tasks where ${unit} ${order}`, "tasks_open_unit"],
          [`select * from tasks where ${unit} and role = 'office-clerk' ${order}`, "tasks_open_unit_role"],
          [`select * from tasks where ${unit} and regulation = 'r' ${order}`, "tasks_open_unit_regulation"],
          [`select * from tasks where ${unit} and element = 'e' ${order}`, "tasks_open_unit_element"],
          [
            "select * from limits where state = 'stopped' and case_unit = 'talgar' order by due_at, case_id, key",
            "limits_stopped",
          ],
        ];
        for (const [sql, index] of queries) {
          const plan = (await database.raw(`explain query plan ${sql}`)) as readonly { readonly detail: string }[];
          const said = plan.map(({ detail }) => detail).join("; ");
          expect(said, sql).to.match(new RegExp(`USING (COVERING )?INDEX ${index} `));
          expect(said, sql).not.to.contain("TEMP B-TREE");
        }
      });
    });
  });
});

/** As far as the row of that number, as somebody with a wheel would. */
async function scrollTo(page: Page, row: number): Promise<void> {
  await page.getByRole("list").evaluate((list) => list.parentElement!.scrollTo(0, list.scrollHeight));
  await page.waitForFunction(
    (least) =>
      [...document.querySelectorAll('[role="listitem"]')].some(
        (each) => Number(each.getAttribute("data-index")) >= least,
      ),
    row,
  );
}
