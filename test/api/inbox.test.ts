import { expect } from "chai";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

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

interface Row {
  readonly id: string;
  readonly case: string;
  readonly [field: string]: unknown;
}
const itemsOf = (answer: ApiAnswer) => (answer.body as { items: Row[] }).items;

describe("the inbox, over the API", () => {
  let house: Installation;
  let clerk: Client;
  let head: Client;
  let task: Row;
  before(async () => {
    house = await startInstallation();
    [clerk, head] = await Promise.all([house.as("office-clerk"), house.as("head")]);
    for (const number of ["one", "two", "three"]) {
      const started = await clerk.post("/api/v1/cases", {
        process: "preschool-almaty-2012.office",
        case: number,
        form: APPLICATION,
      });
      expect(started.status, started.text).to.equal(201);
    }
    task = itemsOf(await clerk.get("/api/v1/tasks"))[0]!;
  });
  after(() => house.stop());

  it("counts what stands in each list, for each account its own", async () => {
    await clerk.post(`/api/v1/tasks/${task.id}/claim`);
    expect((await clerk.get("/api/v1/tasks/counts")).body).to.deep.equal({
      mine: 1,
      unit: 3,
      unassigned: 2,
      dueToday: 3,
      overdue: 0,
      done: 0,
      saved: [],
    });
    expect((await head.get("/api/v1/tasks/counts")).body).to.deep.include({ mine: 0, unit: 3 });
    expect((await (await house.as("centre-operator")).get("/api/v1/tasks/counts")).body).to.deep.include({ unit: 0 });
  });

  it("lists what an account has done, the latest first, and nobody else's", async () => {
    const form = { documents: "complete" };
    for (const { id } of itemsOf(await clerk.get("/api/v1/tasks?limit=2"))) {
      const done = await clerk.post(`/api/v1/tasks/${id}/complete`, { form });
      expect(done.status, done.text).to.equal(200);
    }
    const done = itemsOf(await clerk.get("/api/v1/tasks?doneByMe=true"));
    expect(done.map(({ state }) => state)).to.deep.equal(["completed", "completed"]);
    expect(done[0]!.closedAt! >= done[1]!.closedAt!).to.equal(true);
    const [page] = [await clerk.get("/api/v1/tasks?doneByMe=true&limit=1")];
    const { next } = page.body as { next: string };
    const second = itemsOf(await clerk.get(`/api/v1/tasks?doneByMe=true&limit=1&cursor=${next}`));
    expect([...itemsOf(page), ...second].map(({ id }) => id)).to.deep.equal(done.map(({ id }) => id));
    expect(itemsOf(await head.get("/api/v1/tasks?doneByMe=true"))).to.deep.equal([]);
  });

  it("says what the service is called, and which items of the text a task stands for", async () => {
    const { body } = await clerk.get(`/api/v1/tasks/${task.id}`, { headers: { "Accept-Language": "ru" } });
    expect(body).to.have.property("service").that.includes("Регистрация детей дошкольного возраста");
    expect(body).to.have.nested.property("traces[0].clause").that.match(/^6 /);
  });

  it("keeps due dates apart by the instants between which they fall", async () => {
    const due = task.dueAt as string;
    const later = new Date(Date.parse(due) + 1).toISOString();
    const within = await head.get(`/api/v1/tasks?state=completed&dueFrom=${due}&dueBefore=${later}`);
    expect(itemsOf(within).map(({ dueAt }) => dueAt)).to.include(due);
    const after = await head.get(`/api/v1/tasks?state=completed&dueFrom=${later}&dueBefore=${later}`);
    expect(itemsOf(after)).to.deep.equal([]);
  });

  it("names the colleagues of the own unit, without logins and without other units", async () => {
    const colleagues = itemsOf(await head.get("/api/v1/colleagues"));
    expect(colleagues.map(({ id }) => id)).to.have.members(["demo-office-clerk", "demo-head"]);
    expect(colleagues[0]).to.have.all.keys("id", "name", "roles");
  });

  it("keeps comments beside the case when their task is long done, for the unit and the auditor", async () => {
    const written = await clerk.post("/api/v1/cases/one/comments", {
      text: "Түпнұсқасын ертең әкеледі",
      task: task.id,
    });
    expect(written.status).to.equal(201);
    await head.post("/api/v1/cases/one/comments", { text: "Жақсы" });
    const read = itemsOf(await (await house.as("auditor")).get("/api/v1/cases/one/comments"));
    expect(read.map(({ text }) => text)).to.deep.equal(["Түпнұсқасын ертең әкеледі", "Жақсы"]);
    expect(read[0]).to.include({ by: "demo-office-clerk", task: task.id });
    expect((await (await house.as("centre-operator")).get("/api/v1/cases/one/comments")).status).to.equal(404);
    expect((await clerk.post("/api/v1/cases/one/comments", { text: "  " })).status).to.equal(422);
  });

  it("names, when a task is done already, who was first", async () => {
    const { body } = await head.get(`/api/v1/tasks/${itemsOf(await clerk.get("/api/v1/tasks?doneByMe=true"))[0]!.id}`);
    expect(body).to.include({ state: "completed", closedBy: "demo-office-clerk" });
  });
});
