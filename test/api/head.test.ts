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

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly key: number };
const itemsOf = (answer: ApiAnswer) => (answer.body as { items: Row[] }).items;

describe("the head's reads, and what everybody keeps, over the API", () => {
  let house: Installation;
  let clerk: Client;
  let head: Client;
  before(async () => {
    house = await startInstallation();
    [clerk, head] = await Promise.all([house.as("office-clerk"), house.as("head")]);
    for (const number of ["a-1", "a-2", "b-1"]) {
      const started = await clerk.post("/api/v1/cases", {
        process: "preschool-almaty-2012.office",
        case: number,
        form: APPLICATION,
      });
      expect(started.status, started.text).to.equal(201);
    }
  });
  after(() => house.stop());
  const put = (who: Client, id: string, json: object) => who.send("PUT", `/api/v1/me/filters/${id}`, { json });

  describe("the load of the unit", () => {
    it("is told in all, by person and by regulation", async () => {
      const [task] = itemsOf(await clerk.get("/api/v1/tasks?case=a-1"));
      await clerk.post(`/api/v1/tasks/${task!.id}/claim`);
      const { body } = await head.get("/api/v1/workload");
      expect(body).to.deep.include({ limits: { stopped: 0, overdue: 0, broken: 0 } });
      expect(body).to.have.nested.include({ "all.open": 3, "unassigned.open": 2 });
      const { people, regulations } = body as { people: Row[]; regulations: Row[] };
      expect(people.find(({ account }) => account === "demo-office-clerk")).to.include({ open: 1, overdue: 0 });
      expect(regulations).to.have.length(1);
      expect(regulations[0]).to.include({ regulation: "preschool-almaty-2012", open: 3 });
    });

    it("holds nothing of other units", async () => {
      const stranger = await house.as("centre-operator");
      expect((await stranger.get("/api/v1/workload")).status).to.equal(403);
    });
  });

  describe("the terms", () => {
    const preview = (json: object) => head.post("/api/v1/cases/a-2/terms/preview", json);

    it("are looked at before they are extended, stopped and continued; nothing changes by it", async () => {
      const limit = itemsOf(await head.get("/api/v1/cases/a-2/limits")).find(({ unit: of }) => of === "minute");
      const extend = { operation: "extend", key: limit!.key, duration: "PT30M", unit: "minute" };
      const seen = itemsOf(await preview(extend)).find(({ key }) => key === limit!.key)!;
      expect(seen).to.include({ dueAt: limit!.dueAt });
      expect(Date.parse(seen.newDueAt as string)).to.be.greaterThan(Date.parse(limit!.dueAt as string));
      expect(seen.newWords).to.be.an("array").that.is.not.empty;
      expect(itemsOf(await head.get("/api/v1/cases/a-2/limits"))).to.deep.include(limit);

      const { duration, unit } = extend;
      const done = await head.post(`/api/v1/cases/a-2/limits/${limit!.key}/extend`, {
        duration,
        unit,
        reason: "Құжат сұратылды",
      });
      expect(done.status, done.text).to.equal(200);
      const after = itemsOf(await head.get("/api/v1/cases/a-2/limits")).find(({ key }) => key === limit!.key);
      expect(after).to.include({ dueAt: seen.newDueAt });
    });

    it("stand in the list of stopped ones until they go on", async () => {
      expect(itemsOf(await preview({ operation: "stop" })).every(({ stands }) => stands === true)).to.equal(true);
      await head.post("/api/v1/cases/a-2/terms/stop", { reason: "Өтініш берушіні күтеміз" });
      const stopped = itemsOf(await head.get("/api/v1/workload/limits?standing=stopped"));
      expect(stopped.map(({ case: id }) => id)).to.include("a-2");
      expect(stopped[0]).to.include({ state: "stopped" });
      expect(stopped[0]!.name)
        .to.be.a("string")
        .that.does.not.match(/^[A-Za-z]+_\d/);
      const ahead = itemsOf(await preview({ operation: "continue" }));
      expect(ahead.length).to.be.greaterThan(0);
      expect(ahead.every(({ newDueAt }) => typeof newDueAt === "string")).to.equal(true);
      await head.post("/api/v1/cases/a-2/terms/continue", { reason: "Келді" });
      expect(itemsOf(await head.get("/api/v1/workload/limits?standing=stopped"))).to.deep.equal([]);
    });

    it("say what is wrong with the question", async () => {
      expect((await preview({ operation: "continue" })).body).to.include({ code: "TERMS_NOT_STOPPED" });
      expect((await preview({ operation: "extend" })).body).to.include({ code: "DATA_INVALID" });
    });
  });

  describe("a list of tasks", () => {
    const numbers = async (query: string) =>
      itemsOf(await head.get(`/api/v1/tasks?${query}`)).map(({ case: id }) => id);

    it("is narrowed by person, step, regulation, time and beginning of the number, in any combination", async () => {
      expect(await numbers("assignee=demo-office-clerk")).to.deep.equal(["a-1"]);
      expect(await numbers("number=a-")).to.have.members(["a-1", "a-2"]);
      expect(await numbers("number=a-&unassigned=true&due=week&regulation=preschool-almaty-2012")).to.deep.equal(
        (await numbers("due=week")).filter((id) => id === "a-2"),
      );
      const steps = itemsOf(await head.get("/api/v1/tasks/steps?regulation=preschool-almaty-2012"));
      const [task] = itemsOf(await head.get("/api/v1/tasks"));
      expect(steps.map(({ element }) => element)).to.include(task!.element);
      expect(await numbers(`element=${String(task!.element)}`)).to.have.length(3);
      expect(await numbers("element=nowhere")).to.deep.equal([]);
    });
  });

  describe("a saved filter", () => {
    const filter = { number: "a-", assignee: "nobody" };

    it("is kept, counted, changed and forgotten by its owner", async () => {
      expect((await put(clerk, "filter-1", { name: "Алдыңғылар", filter })).status).to.equal(201);
      expect((await clerk.get("/api/v1/tasks/counts")).body)
        .to.have.property("saved")
        .that.deep.equals([{ id: "filter-1", count: 1 }]);
      const renamed = await put(clerk, "filter-1", { name: "Бірінші", filter, shared: true });
      expect(renamed.body).to.deep.equal({ id: "filter-1", name: "Бірінші", filter, own: true, shared: true });
      // A colleague uses it and cannot change it.
      expect(itemsOf(await head.get("/api/v1/me/filters"))[0]).to.include({ own: false, name: "Бірінші" });
      expect((await put(head, "filter-1", { name: "Менікі", filter })).body).to.include({ code: "FILTER_NOT_FOUND" });
      expect((await head.send("DELETE", "/api/v1/me/filters/filter-1")).status).to.equal(404);
      expect(itemsOf(await (await house.as("centre-operator")).get("/api/v1/me/filters"))).to.deep.equal([]);
      expect((await clerk.send("DELETE", "/api/v1/me/filters/filter-1")).status).to.equal(204);
      expect(itemsOf(await clerk.get("/api/v1/me/filters"))).to.deep.equal([]);
    });

    it("holds no personal number, and there are not endlessly many", async () => {
      expect((await put(clerk, "filter-2", { name: "900101300015", filter })).status).to.equal(422);
      for (let n = 0; n < 30; n++)
        expect((await put(clerk, `many-of-${n}`, { name: "Көп", filter })).status).to.equal(201);
      expect((await put(clerk, "many-of-30", { name: "Көп", filter })).body).to.include({ code: "FILTERS_TOO_MANY" });
      expect((await put(clerk, "many-of-29", { name: "Басқа", filter })).status).to.equal(200);
    });
  });

  it("keeps the settings of each account apart", async () => {
    const settings = { shortcuts: { on: true, keys: { next: "n" } }, layout: { rows: "compact" } };
    expect((await clerk.get("/api/v1/me/preferences")).body).to.deep.equal({});
    expect((await clerk.send("PUT", "/api/v1/me/preferences", { json: settings })).status).to.equal(204);
    expect((await clerk.get("/api/v1/me/preferences")).body).to.deep.equal(settings);
    expect((await head.get("/api/v1/me/preferences")).body).to.deep.equal({});
    expect((await clerk.send("PUT", "/api/v1/me/preferences", { json: { colour: "red" } })).status).to.equal(422);
  });
});
