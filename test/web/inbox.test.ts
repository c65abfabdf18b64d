import { expect } from "chai";
import type { Client } from "../api/installation.ts";
import { startPages, type Language, type Pages } from "./browser.ts";

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

describe("the inbox, in the browser", function () {
  this.timeout(120_000);
  let house: Pages;
  let clerk: Client;
  let number = 0;
  before(async () => {
    house = await startPages();
    clerk = await house.installation.as("office-clerk");
    for (const _ of Array(4)) await newCase();
  });
  after(() => house.stop());

  async function newCase(): Promise<string> {
    const id = `in-${++number}`;
    const started = await clerk.post("/api/v1/cases", {
      process: "preschool-almaty-2012.office",
      case: id,
      form: APPLICATION,
    });
    expect(started.status, started.text).to.equal(201);
    return id;
  }
  async function taskOf(id: string): Promise<string> {
    const { body } = await clerk.get(`/api/v1/tasks?case=${id}`);
    return (body as { items: { id: string }[] }).items[0]!.id;
  }

  it("takes a task, and gives it back with one click", async () => {
    const task = await taskOf(await newCase());
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open(`/inbox/${task}`);
    await page.getByRole("button", { name: "Take it" }).first().click();
    await page.getByText("The task is yours.").waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Take it" }).first().waitFor();
    expect((await clerk.get(`/api/v1/tasks/${task}`)).body).not.to.have.property("assignee");
    await visit.close();
  });

  it("keeps what is typed over a reload, and opens the next task when one is done", async () => {
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    const [first, second] = await Promise.all([taskOf("in-1"), taskOf("in-2")]);
    await visit.open(`/inbox/${first}`);
    await page.getByLabel("Remarks").fill("Куәліктің көшірмесі бар");
    await page.reload();
    expect(await page.getByLabel("Remarks").inputValue()).to.equal("Куәліктің көшірмесі бар");
    await page.getByText("This is what you typed earlier").waitFor();
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByRole("link", { name: /fill this in/ }).click();
    await page.getByRole("radio", { name: "genuine, without defects" }).check();
    await page.getByRole("button", { name: "Complete" }).click();
    await page.waitForURL(`**/inbox/${second}?**`);
    expect((await clerk.get(`/api/v1/tasks/${first}`)).body).to.include({ state: "completed" });
    // The next task may be shown a moment before the draft of this one is forgotten.
    const drafts = () => page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))");
    for (let tries = 0; tries < 100 && ((await drafts()) as string[]).length > 0; tries++)
      await page.waitForTimeout(20);
    expect(await drafts()).to.deep.equal([]);
    await visit.close();
  });

  it("tells the second who was first, and loses nothing that was typed", async () => {
    const task = await taskOf(await newCase());
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open(`/inbox/${task}`);
    await page.getByLabel("Remarks").fill("Менің ескертуім");
    await clerk.post(`/api/v1/tasks/${task}/complete`, { form: { documents: "complete" } });
    await page.getByText("Ерлан (Талғар бөлімі) was first").waitFor();
    expect(await page.getByLabel("Remarks").inputValue()).to.equal("Менің ескертуім");
    expect(await page.getByRole("button", { name: "Complete" }).isDisabled()).to.equal(true);
    await visit.close();
  });

  it("shows a new task as soon as it is there, without being asked", async () => {
    const visit = await house.visit("office-clerk");
    await visit.open("/inbox");
    await visit.page.getByRole("listitem").first().waitFor();
    const id = await newCase();
    await visit.page.getByText(`No. ${id}`).waitFor();
    await visit.close();
  });

  it("takes several at once", async () => {
    const ids = [await newCase(), await newCase()];
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open("/inbox?list=unassigned");
    for (const id of ids) await page.getByRole("checkbox", { name: new RegExp(`No\\. ${id}$`) }).check();
    await page.getByRole("button", { name: "Take them" }).click();
    await page.getByText("2 tasks are yours.").waitFor();
    await visit.close();
  });

  it("is used by keys alone, which can be turned off", async () => {
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open("/inbox");
    await page.getByRole("listitem").first().waitFor();
    await page.keyboard.press("j");
    await page.waitForURL(/\/inbox\/in-/);
    await page.getByRole("tab", { name: "History" }).waitFor();
    await page.keyboard.press("h");
    await page.getByText("The case began").waitFor();
    await page.keyboard.press("Shift+?");
    await page.getByRole("dialog").getByRole("switch").click({ force: true });
    await page.getByRole("dialog").getByRole("switch", { checked: false }).waitFor({ state: "attached" });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("f");
    expect(await page.getByRole("tab", { name: "History" }).getAttribute("aria-selected")).to.equal("true");
    await visit.close();
  });

  it("lets the head hand a task over", async () => {
    const task = await taskOf(await newCase());
    const visit = await house.visit("head");
    const { page } = visit;
    await visit.open(`/inbox/${task}`);
    await page.getByRole("button", { name: "Hand over" }).click();
    await page.getByLabel("To whom").selectOption({ label: "Ерлан (Талғар бөлімі)" });
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await page.getByText("taken by Ерлан (Талғар бөлімі)", { exact: true }).waitFor();
    expect((await clerk.get(`/api/v1/tasks/${task}`)).body).to.include({ assignee: "demo-office-clerk" });
    await visit.close();
  });

  it("keeps a comment for the colleagues when the task is long done", async () => {
    const id = await newCase();
    const task = await taskOf(id);
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open(`/inbox/${task}`);
    await page.getByRole("tab", { name: "Comments" }).click();
    await page.getByRole("textbox", { name: "Comment" }).fill("Түпнұсқасын ертең әкеледі");
    await page.getByRole("button", { name: "Write" }).click();
    await page.getByText("Түпнұсқасын ертең әкеледі").waitFor();
    await clerk.post(`/api/v1/tasks/${task}/complete`, { form: { documents: "complete" } });
    const other = await house.visit("head");
    await other.open(`/inbox/${task}`);
    await other.page.getByRole("tab", { name: "Comments" }).click();
    await other.page.getByText("Түпнұсқасын ертең әкеледі").waitFor();
    await visit.close();
    await other.close();
  });

  it("draws only the rows that are seen of a list without an end, and reads on as one scrolls", async () => {
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    let asked = 0;
    await page.route("**/api/v1/tasks?*", async (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
      asked++;
      const items = Array.from({ length: 100 }, (_, index) => ({
        id: `many-${from + index}.4`,
        case: `many-${from + index}`,
        key: 4,
        element: "process_1",
        name: `Task ${from + index}`,
        definition: "0".repeat(64),
        process: "preschool-almaty-2012.office",
        state: "open",
        openedAt: "2026-11-23T04:00:00.000Z",
      }));
      await route.fulfill({ json: { items, ...(from < 99_900 ? { next: String(from + 100) } : {}) } });
    });
    await visit.open("/inbox");
    await page.getByText("Task 0", { exact: true }).waitFor();
    for (let round = 1; round <= 10; round++) {
      await page.getByRole("list").evaluate((list) => list.parentElement!.scrollTo(0, list.scrollHeight));
      await page.waitForFunction(
        (most) =>
          document.querySelectorAll('[role="listitem"][data-index]').length > 0 &&
          [...document.querySelectorAll('[role="listitem"]')].some(
            (row) => Number(row.getAttribute("data-index")) >= most,
          ),
        round * 100 - 20,
      );
      expect(await page.getByRole("listitem").count()).to.be.below(60);
    }
    expect(asked).to.be.within(10, 20);
    await visit.close();
  });

  it("counts in Kazakh, for which Chromium has no rules of its own", async () => {
    const visit = await house.visit("office-clerk", { language: "kk" });
    await visit.open("/inbox");
    await visit.page.getByText(/^\d+ тапсырма$/).waitFor();
    await visit.page
      .getByText(/минуттан кейін/)
      .first()
      .waitFor();
    await visit.close();
  });

  it("says how the due date was computed", async () => {
    const visit = await house.visit("office-clerk");
    const { page } = visit;
    await visit.open(`/inbox/${await taskOf("in-3")}`);
    await page.getByRole("button", { name: /show how it was computed/ }).click();
    await page.getByText(/Term of the service/).waitFor();
    await visit.check("inbox-due");
    await visit.close();
  });

  // Each language once, and the other width once more: a barrier of a width is one in every language.
  const VISITS: readonly (readonly [Language, "wide" | "phone"])[] = [
    ["kk", "phone"],
    ["ru", "wide"],
    ["en", "wide"],
    ["en", "phone"],
  ];
  for (const [language, size] of VISITS)
    it(`has no barriers in ${language}, ${size}`, async () => {
      const visit = await house.visit("office-clerk", {
        language,
        size,
        dark: size === "phone" && language === "kk",
      });
      const { page } = visit;
      await visit.open("/inbox");
      await page.getByRole("listitem").first().waitFor();
      await visit.check("inbox-list");
      await page.getByRole("listitem").first().getByRole("link").click();
      await page.getByRole("tab").first().waitFor();
      await page.getByRole("tabpanel").getByRole("radio").first().waitFor();
      for (const [index, name] of ["form", "history", "diagram", "documents", "comments"].entries()) {
        await page.getByRole("tab").nth(index).click();
        if (name === "diagram") await page.locator(".djs-container").waitFor();
        await visit.check(`inbox-${name}`);
      }
      await visit.close();
    });
});
