import { expect } from "chai";
import { makePeople } from "../../fixtures/people/people.ts";
import { CHECK_FORM, FORM_TASK, MESSAGE_CATCH, MESSAGE_START, ONE_TASK, PORTAL, STUCK } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

describe("cases over HTTP", () => {
  let house: Installation;
  let clerk: Client;
  let head: Client;
  let administrator: Client;
  let auditor: Client;

  before(async () => {
    house = await startInstallation();
    [clerk, head, administrator, auditor] = await Promise.all([
      house.as("office-clerk"),
      house.as("head"),
      house.as("administrator"),
      house.as("auditor"),
    ]);
    const analyst = await house.as("analyst");
    const bpmn = (content: string) => ({ kind: "bpmn", name: "diagram.bpmn", content });
    for (const resources of [
      [bpmn(ONE_TASK)],
      [bpmn(FORM_TASK), { kind: "form", name: "check", content: JSON.stringify(CHECK_FORM) }],
      [bpmn(MESSAGE_CATCH)],
      [bpmn(MESSAGE_START)],
      [bpmn(STUCK)],
      [bpmn(PORTAL)],
    ]) {
      const { status, text } = await analyst.post("/api/v1/definitions", { resources });
      expect(status, text).to.equal(201);
    }
  });
  after(() => house.stop());

  async function startCase(process = "one-task", more: object = {}): Promise<string> {
    const { status, body, text } = await clerk.post("/api/v1/cases", { process, ...more });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  async function openTask(id: string, client = clerk): Promise<string> {
    const { body } = await client.get(`/api/v1/tasks?case=${id}`);
    return (body as { items: { id: string }[] }).items[0]!.id;
  }

  describe("from start to end", () => {
    it("given a started case, its clerk finds it, its task, its history and does it", async () => {
      const started = await clerk.post("/api/v1/cases", { process: "one-task", variables: { urgent: true } });
      const id = (started.body as { case: string }).case;
      expect(started.headers.get("location")).to.equal(`/api/v1/cases/${id}`);

      const one = await clerk.get(started.headers.get("location")!);
      expect(one.body).to.deep.include({
        status: "active",
        process: "one-task",
        unit: "talgar",
        variables: { urgent: true },
      });
      expect(one.body).to.have.nested.property("active[0].element", "check");
      expect(one.body).to.have.nested.property("active[0].waits[0].role", "office-clerk");
      expect(one.headers.get("etag")).to.equal(`"${(one.body as { seq: number }).seq}"`);

      const task = await openTask(id);
      expect((await clerk.post(`/api/v1/tasks/${task}/claim`)).status).to.equal(200);
      expect((await clerk.get(`/api/v1/tasks?mine=true&case=${id}`)).body).to.have.nested.property(
        "items[0].assignee",
        "demo-office-clerk",
      );
      expect((await clerk.get(`/api/v1/tasks?unassigned=true&case=${id}`)).body).to.have.property("items").that.is
        .empty;
      expect((await clerk.post(`/api/v1/tasks/${task}/unclaim`)).status).to.equal(200);
      expect((await clerk.post(`/api/v1/tasks/${task}/complete`, { variables: { ok: true } })).status).to.equal(200);

      const ended = await clerk.get(`/api/v1/cases/${id}`);
      expect(ended.body).to.deep.include({ status: "completed", active: [], variables: { urgent: true, ok: true } });
      expect((await clerk.get(`/api/v1/tasks?case=${id}`)).body).to.have.property("items").that.is.empty;
      expect((await clerk.get(`/api/v1/tasks?case=${id}&state=completed`)).body).to.have.nested.property(
        "items[0].closedBy",
        "demo-office-clerk",
      );
    });

    it("given a history, each event carries the hash of the one before, page by page, and the chain verifies", async () => {
      const id = await startCase();
      await clerk.post(`/api/v1/tasks/${await openTask(id)}/complete`);
      let prev = "0".repeat(64);
      const types: string[] = [];
      let address: string | undefined = `/api/v1/cases/${id}/events?limit=2`;
      while (address !== undefined) {
        const page = await auditor.get(address);
        for (const item of (page.body as { items: { prev: string; hash: string; event: { type: string } }[] }).items) {
          expect(item.prev).to.equal(prev);
          prev = item.hash;
          types.push(item.event.type);
        }
        address = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
      }
      expect(types[0]).to.equal("CaseStarted");
      expect(types.at(-1)).to.equal("CaseCompleted");
      expect((await auditor.get(`/api/v1/cases/${id}/verification`)).body).to.deep.equal({
        ok: true,
        events: types.length,
      });
    });

    it("given a form, its marked fields become variables, and the whole of it is a document that comes back with the next such task", async () => {
      const id = await startCase("form-task");
      const task = await openTask(id);
      const shown = await clerk.get(`/api/v1/tasks/${task}`);
      expect(shown.body).to.deep.include({ schema: CHECK_FORM, form: "check" });
      expect(shown.body).not.to.have.property("data");

      const wrong = await clerk.post(
        `/api/v1/tasks/${task}/complete`,
        { form: { surname: "Я" } },
        { headers: { "Accept-Language": "ru" } },
      );
      expect(wrong.status).to.equal(422);
      expect(wrong.body).to.include({ code: "DATA_INVALID", title: "Данные не соответствуют форме" });
      expect((wrong.body as { errors: { pointer: string; detail: string }[] }).errors).to.deep.include.members([
        { pointer: "/form/surname", detail: "должно быть не короче, чем 2 символа", code: "minLength" },
      ]);

      await clerk.post(`/api/v1/tasks/${task}/complete`, { form: { complete: true, surname: "Сынақова" } });
      expect((await clerk.get(`/api/v1/cases/${id}`)).body).to.deep.include({ variables: { complete: true } });
      const documents = (await clerk.get(`/api/v1/cases/${id}/documents`)).body as {
        items: { id: string; name: string }[];
      };
      expect(documents.items.map(({ name }) => name)).to.deep.equal(["check"]);
      expect((await clerk.get(`/api/v1/cases/${id}/documents/${documents.items[0]!.id}`)).body).to.deep.equal({
        complete: true,
        surname: "Сынақова",
      });
      expect((await clerk.get(`/api/v1/tasks/${task}`)).body).to.deep.include({
        data: { complete: true, surname: "Сынақова" },
      });
      expect((await auditor.get(`/api/v1/cases/${id}/events`)).text).not.to.include("Сынақова");
    });

    it("given the regulation of 2012, its due dates stand with their derivation in the reader's words", async () => {
      const applied = await clerk.get("/api/v1/definitions/preschool-almaty-2012.office/latest/forms/application");
      expect(applied.status, applied.text).to.equal(200);
      const id = await startCase("preschool-almaty-2012.office", { form: APPLICATION });
      const words = await Promise.all(
        ["kk", "ru", "en"].map(async (language) => {
          const { body } = await clerk.get(`/api/v1/cases/${id}/limits`, { headers: { "Accept-Language": language } });
          const limits = (body as { items: { kind: string; dueAt: string; words: string[] }[] }).items;
          expect(limits).not.to.be.empty;
          for (const limit of limits) expect(limit.words.join(" ")).to.match(/\d/);
          return limits[0]!.words.join("\n");
        }),
      );
      expect(new Set(words).size).to.equal(3);
      const { body } = await clerk.get(`/api/v1/tasks?case=${id}`, { headers: { "Accept-Language": "kk" } });
      expect(body)
        .to.have.nested.property("items[0].name")
        .that.matches(/^1-процесс/);
    });
  });

  describe("who sees what", () => {
    let stranger: Client;
    before(async () => {
      const made = await administrator.post("/api/v1/accounts", {
        login: "clerk.panfilov",
        password: "a-long-password",
        name: "Clerk of another unit",
        roles: ["office-clerk"],
        unit: "panfilov",
      });
      expect(made.status, made.text).to.equal(201);
      const session = await house.stranger.post("/api/v1/sessions", {
        login: "clerk.panfilov",
        password: "a-long-password",
      });
      stranger = house.withToken((session.body as { token: string }).token);
    });

    it("given a case of one unit, a clerk of another gets the answer of a case that is not there", async () => {
      const id = await startCase();
      const task = await openTask(id);
      for (const address of [
        `/api/v1/cases/${id}`,
        `/api/v1/cases/${id}/events`,
        `/api/v1/cases/${id}/limits`,
        `/api/v1/cases/${id}/documents`,
      ]) {
        const hidden = await stranger.get(address);
        const missing = await stranger.get(address.replace(id, "nobodys-case"));
        expect([hidden.status, hidden.body], address).to.deep.equal([
          404,
          { ...(missing.body as object), instance: address, detail: (hidden.body as { detail: string }).detail },
        ]);
      }
      expect((await stranger.get(`/api/v1/tasks/${task}`)).body).to.include({ code: "TASK_NOT_FOUND" });
      expect((await stranger.post(`/api/v1/tasks/${task}/complete`)).body).to.include({ code: "TASK_NOT_FOUND" });
      expect((await stranger.get("/api/v1/cases")).body).to.deep.equal({ items: [] });
      expect((await stranger.get("/api/v1/cases?unit=talgar")).body).to.deep.equal({ items: [] });
      expect((await stranger.get("/api/v1/tasks")).body).to.deep.equal({ items: [] });
      expect((await clerk.get(`/api/v1/cases/${id}`)).body).to.include({ status: "active" });
    });

    it("given a case for an applicant, that applicant sees it, and no other case", async () => {
      const applicant = await house.as("applicant");
      const own = await startCase("one-task", { applicant: "demo-applicant" });
      const other = await startCase();
      const { body } = await applicant.get("/api/v1/cases?process=one-task");
      expect((body as { items: { id: string }[] }).items.map(({ id }) => id)).to.deep.equal([own]);
      expect((await applicant.get(`/api/v1/cases/${own}`)).status).to.equal(200);
      expect((await applicant.get(`/api/v1/cases/${other}`)).status).to.equal(404);
      expect((await applicant.get(`/api/v1/cases?applicant=demo-head`)).body).to.deep.equal({ items: [] });
      expect((await applicant.get(`/api/v1/tasks`)).body).to.deep.equal({ items: [] });
      expect((await applicant.post(`/api/v1/tasks/${await openTask(own)}/complete`)).body).to.include({
        code: "TASK_NOT_FOUND",
      });
    });

    it("given a process of the portal, an applicant starts it for itself and nobody else, and does its own task", async () => {
      const applicant = await house.as("applicant");
      const forAnother = await applicant.post("/api/v1/cases", { process: "portal-task", applicant: "demo-head" });
      expect(forAnother.body)
        .to.include({ code: "NOT_ALLOWED" })
        .and.to.have.nested.property("errors[0].pointer", "/applicant");
      const started = await applicant.post("/api/v1/cases", { process: "portal-task", unit: "talgar" });
      expect(started.status, started.text).to.equal(201);
      const { case: id } = started.body as { case: string };

      const other = await administrator.post("/api/v1/accounts", {
        login: "other.applicant",
        password: "a-long-password",
        name: "Another applicant",
        roles: ["applicant"],
      });
      expect(other.status, other.text).to.equal(201);
      const session = await house.stranger.post("/api/v1/sessions", {
        login: "other.applicant",
        password: "a-long-password",
      });
      const neighbour = house.withToken((session.body as { token: string }).token);
      const task = await openTask(id, applicant);
      expect((await neighbour.get(`/api/v1/tasks/${task}`)).status).to.equal(404);
      expect((await neighbour.get("/api/v1/tasks")).body).to.deep.equal({ items: [] });
      expect((await neighbour.get("/api/v1/cases?mine=true")).body).to.deep.equal({ items: [] });
      expect((await clerk.post(`/api/v1/tasks/${task}/complete`)).body).to.include({ code: "TASK_NOT_FOUND" });

      const done = await applicant.post(`/api/v1/tasks/${task}/complete`, { variables: { agrees: true } });
      expect(done.status, done.text).to.equal(200);
      expect((await applicant.get(`/api/v1/cases/${id}`)).body).to.deep.include({
        status: "completed",
        applicant: "demo-applicant",
        variables: { agrees: true },
      });
    });

    it("given a process that is not of the portal, an applicant cannot start it, and a clerk not one of another channel", async () => {
      const applicant = await house.as("applicant");
      expect((await applicant.post("/api/v1/cases", { process: "one-task" })).body).to.include({ code: "NOT_ALLOWED" });
      const operator = await house.as("centre-operator");
      const refused = await operator.post("/api/v1/cases", { process: "preschool-almaty-2012.office" });
      expect(refused.body).to.include({ status: 403, code: "NOT_ALLOWED" });
      // The provider's actions stand in the diagram of the office, but only channels call them.
      const called = await clerk.post("/api/v1/cases", { process: "preschool-queue-eko-2016.actions" });
      expect(called.body).to.include({ status: 403, code: "NOT_ALLOWED" });
      expect((await clerk.post("/api/v1/cases", { process: "one-task", unit: "panfilov" })).body).to.include({
        code: "NOT_ALLOWED",
      });
      expect((await clerk.post("/api/v1/cases", { process: "one-task", applicant: "nobody" })).body).to.include({
        code: "ACCOUNT_NOT_FOUND",
      });
    });

    it("given a task, the head hands it to a clerk of its role, and to nobody else", async () => {
      const task = await openTask(await startCase());
      const refused = await head.post(`/api/v1/tasks/${task}/claim`, { assignee: "demo-akimat-clerk" });
      expect(refused.body).to.include({ code: "ACCOUNT_NOT_FOUND" });
      const handed = await head.post(`/api/v1/tasks/${task}/claim`, { assignee: "demo-office-clerk" });
      expect(handed.status, handed.text).to.equal(200);
      expect((await clerk.get(`/api/v1/tasks/${task}`)).body).to.include({ assignee: "demo-office-clerk" });
      expect((await clerk.post(`/api/v1/tasks/${task}/claim`, { assignee: "demo-akimat-clerk" })).body).to.include({
        code: "NOT_ALLOWED",
      });
      const released = await head.post(`/api/v1/tasks/${task}/unclaim`, { reason: "on leave" });
      expect(released.status, released.text).to.equal(200);
    });
  });

  describe("operated with a reason", () => {
    it("given a suspended case, nothing moves until it is resumed", async () => {
      const id = await startCase();
      const task = await openTask(id);
      expect((await head.post(`/api/v1/cases/${id}/suspend`, { reason: "court order" })).status).to.equal(200);
      expect((await clerk.post(`/api/v1/tasks/${task}/complete`)).status).to.equal(409);
      expect((await head.post(`/api/v1/cases/${id}/resume`, { reason: "order lifted" })).status).to.equal(200);
      expect((await clerk.post(`/api/v1/tasks/${task}/complete`)).status).to.equal(200);
      const { text } = await head.get(`/api/v1/cases/${id}/events`);
      expect(text).to.include("court order").and.to.include("order lifted");
    });

    it("given no reason, or one of spaces, nothing is done and the place is named", async () => {
      const id = await startCase();
      for (const body of [{}, { reason: "   " }, { reason: "" }]) {
        const refused = await head.post(`/api/v1/cases/${id}/cancel`, body);
        expect(refused.status).to.equal(422);
        expect(refused.body).to.have.nested.property("errors[0].pointer", "/reason");
      }
      expect((await head.get(`/api/v1/cases/${id}`)).body).to.include({ status: "active" });
      expect((await head.post(`/api/v1/cases/${id}/cancel`, { reason: "withdrawn" })).status).to.equal(200);
      expect((await head.get(`/api/v1/cases/${id}`)).body).to.include({ status: "terminated" });
    });

    it("given facts to correct, they are corrected; given something that reads like an IIN, it is refused with its place", async () => {
      const id = await startCase();
      const reason = "typing error";
      expect(
        (await head.post(`/api/v1/cases/${id}/variables`, { variables: { urgent: false }, reason })).status,
      ).to.equal(200);
      expect((await head.get(`/api/v1/cases/${id}`)).body).to.deep.include({ variables: { urgent: false } });
      const refused = await head.post(`/api/v1/cases/${id}/variables`, {
        variables: { a: { "b/c": ["x", "910528253104"] } },
        reason,
      });
      expect(refused.body).to.have.nested.property("errors[0].pointer", "/variables/a/b~1c/1");
      expect(refused.text).not.to.include("910528253104");
      expect(house.log()).not.to.include("910528253104");
    });
  });

  describe("documents", () => {
    it("given a scan, it is filed byte by byte, listed, and given back as something to save", async () => {
      const id = await startCase();
      const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255, 1]);
      const filed = await clerk.send("POST", `/api/v1/cases/${id}/documents?name=scan`, {
        body: bytes,
        headers: { "Content-Type": "application/pdf" },
      });
      expect(filed.status, filed.text).to.equal(201);
      const address = filed.headers.get("location")!;
      const back = await fetch(`${house.server.url}${address}`, {
        headers: { Authorization: await tokenOf("office-clerk") },
      });
      expect(Buffer.from(await back.arrayBuffer())).to.deep.equal(bytes);
      expect(back.headers.get("content-type")).to.equal("application/pdf");
      expect(back.headers.get("content-disposition")).to.match(/^attachment/);
      expect(back.headers.get("content-security-policy")).to.include("sandbox");
      expect(back.headers.get("x-content-type-options")).to.equal("nosniff");
      const listed = (await auditor.get(`/api/v1/cases/${id}/documents`)).body as { items: object[] };
      expect(listed.items).to.have.length(1);
      expect(listed.items[0]).to.include({
        name: "scan",
        mediaType: "application/pdf",
        size: bytes.length,
        filedBy: "demo-office-clerk",
      });
      const other = await startCase();
      expect((await clerk.get(address.replace(id, other))).body).to.include({ code: "DOCUMENT_NOT_FOUND" });
    });

    it("given a document of somebody else, nobody puts another of that name in its place", async () => {
      const id = await startCase();
      const file = (who: typeof clerk, text: string) =>
        who.send("POST", `/api/v1/cases/${id}/documents?name=person`, {
          body: text,
          headers: { "Content-Type": "text/plain" },
        });
      expect((await file(clerk, "first")).status).to.equal(201);
      expect((await file(clerk, "my own again")).status).to.equal(201);
      const account = { login: "clerk.talgar.2", password: "a-long-password" };
      const made = await administrator.post("/api/v1/accounts", {
        ...account,
        name: "Second clerk of the unit",
        roles: ["office-clerk"],
        unit: "talgar",
      });
      expect(made.status, made.text).to.equal(201);
      const { token } = (await house.stranger.post("/api/v1/sessions", account)).body as { token: string };
      const taken = await file(house.withToken(token), "another");
      expect(taken.status).to.equal(409);
      expect(taken.body).to.include({ code: "DOCUMENT_NAME_TAKEN" });
      expect((await auditor.get(`/api/v1/cases/${id}/documents`)).body)
        .to.have.property("items")
        .that.has.length(2);
    });

    it("given the name under which signers are known, nobody files it by hand", async () => {
      const id = await startCase();
      const content = Buffer.from('{"iin":"730202279068"}').toString("base64");
      const byJson = await clerk.post(`/api/v1/cases/${id}/documents`, {
        name: "signer",
        mediaType: "application/json",
        content,
      });
      const byName = await clerk.send("POST", `/api/v1/cases/${id}/documents?name=signer`, {
        body: "x",
        headers: { "Content-Type": "text/plain" },
      });
      for (const { body } of [byJson, byName]) expect(body).to.have.nested.property("errors[0].pointer", "/name");
      expect((await auditor.get(`/api/v1/cases/${id}/documents`)).body).to.have.property("items").that.is.empty;
    });

    it("given a task that the applicant does, files whose account it was; of a clerk's task without a signature, nobody's", async () => {
      const applicant = await house.as("applicant");
      const { case: id } = (await applicant.post("/api/v1/cases", { process: "portal-task", unit: "talgar" })).body as {
        case: string;
      };
      await applicant.post(`/api/v1/tasks/${await openTask(id, applicant)}/complete`);
      const { items } = (await auditor.get(`/api/v1/cases/${id}/documents`)).body as {
        items: { id: string; name: string }[];
      };
      expect(items.map(({ name }) => name)).to.deep.equal(["signer", "session"]);
      expect((await auditor.get(`/api/v1/cases/${id}/documents/${items[1]!.id}`)).body)
        .to.include({ method: "password", personalNumber: true })
        .and.to.have.all.keys("method", "signedInAt", "personalNumber");
      expect((await auditor.get(`/api/v1/cases/${id}/documents/${items[0]!.id}`)).body).to.deep.equal({
        iin: makePeople().personas.applicant.iin,
      });
      const byClerk = await startCase();
      await clerk.post(`/api/v1/tasks/${await openTask(byClerk)}/complete`);
      expect((await auditor.get(`/api/v1/cases/${byClerk}/documents`)).body).to.have.property("items").that.is.empty;
    });

    it("given a form that carries a signature in any of its forms, files whose account it was", async () => {
      const base64 = Buffer.alloc(400, 0x30).toString("base64");
      const texts = [
        base64,
        `-----BEGIN CMS-----\n${base64}\n-----END CMS-----\n`,
        "\n<document><Signature/></document>",
      ];
      for (const surname of [...texts, "Сынақова"]) {
        const id = await startCase("form-task");
        const done = await clerk.post(`/api/v1/tasks/${await openTask(id)}/complete`, {
          form: { complete: true, surname },
        });
        expect(done.status, done.text).to.equal(200);
        const { items } = (await auditor.get(`/api/v1/cases/${id}/documents`)).body as { items: { name: string }[] };
        const names = items.map(({ name }) => name);
        expect(names.includes("signer"), surname).to.equal(surname !== "Сынақова");
      }
    });

    it("given JSON, its content is read as base64, and anything else is refused", async () => {
      const id = await startCase();
      const name = "note";
      const mediaType = "text/plain";
      const good = await clerk.post(`/api/v1/cases/${id}/documents`, { name, mediaType, content: "c8O0" });
      expect(good.status, good.text).to.equal(201);
      for (const content of ["c8O", "c8O*", "c8 O"]) {
        const refused = await clerk.post(`/api/v1/cases/${id}/documents`, { name, mediaType, content });
        expect(refused.body).to.have.nested.property("errors[0].pointer", "/content");
      }
      expect((await auditor.get(`/api/v1/cases/${id}/documents`)).body)
        .to.have.property("items")
        .with.length(1);
    });

    async function tokenOf(login: string): Promise<string> {
      const session = await house.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` });
      return `Bearer ${(session.body as { token: string }).token}`;
    }
  });

  describe("messages", () => {
    it("given a case that waits, the message reaches it; given nobody who waits, it is refused", async () => {
      const id = await startCase("message-catch");
      const unknown = await administrator.post("/api/v1/messages", { name: "nobody-waits" });
      expect(unknown.body).to.include({ status: 409, code: "MESSAGE_NOT_EXPECTED" });
      const delivered = await administrator.post("/api/v1/messages", {
        name: "paid",
        case: id,
        variables: { amount: 100 },
      });
      expect(delivered.body, delivered.text).to.include({ case: id });
      expect((await clerk.get(`/api/v1/cases/${id}`)).body).to.include({ status: "completed" });
      expect((await administrator.post("/api/v1/messages", { name: "paid", case: id })).status).to.equal(409);
    });

    it("given a process that begins with it, the message starts a case", async () => {
      const delivered = await administrator.post("/api/v1/messages", { name: "petition" });
      expect(delivered.status, delivered.text).to.equal(200);
      const { case: id } = delivered.body as { case: string };
      expect((await administrator.get(`/api/v1/cases/${id}`)).body).to.include({
        process: "message-start",
        status: "active",
      });
    });
  });

  describe("incidents", () => {
    it("given a step that is stuck, staff see it and leave it behind with a reason", async () => {
      const id = await startCase("stuck");
      await house.server.settle();
      const open = await head.get(`/api/v1/incidents?case=${id}&open=true`);
      const [incident] = (open.body as { items: { key: number; element: string; code: string }[] }).items;
      expect(incident).to.include({ element: "lookup" });
      expect((await clerk.get(`/api/v1/cases/${id}`)).body)
        .to.include({ incidents: 1 })
        .and.to.have.nested.property("active[0].incident.code", incident!.code);

      const address = `/api/v1/incidents/${id}/${incident!.key}/resolve`;
      expect((await administrator.post(address, { resolution: "skip" })).body).to.have.nested.property(
        "errors[0].pointer",
        "/reason",
      );
      expect(
        (await administrator.post(`/api/v1/incidents/${id}/999/resolve`, { resolution: "skip", reason: "r" })).body,
      ).to.include({ code: "INCIDENT_NOT_FOUND" });
      const resolved = await administrator.post(address, { resolution: "skip", reason: "entered by hand" });
      expect(resolved.status, resolved.text).to.equal(200);
      expect((await clerk.get(`/api/v1/cases/${id}`)).body).to.include({ status: "completed" });
      expect((await auditor.get(`/api/v1/incidents?case=${id}`)).body).to.have.nested.property(
        "items[0].reason",
        "entered by hand",
      );
      expect((await head.get(`/api/v1/incidents?case=${id}&open=true`)).body).to.have.property("items").that.is.empty;
    });
  });

  describe("versions", () => {
    it("given a case that has changed since, a command with the old version changes nothing: 412 by header, 409 by body", async () => {
      const id = await startCase();
      const task = await openTask(id);
      const read = await clerk.get(`/api/v1/tasks/${task}`);
      const etag = read.headers.get("etag")!;
      await clerk.post(`/api/v1/tasks/${task}/claim`);
      const before = (await clerk.get(`/api/v1/cases/${id}`)).text;

      const byHeader = await clerk.post(`/api/v1/tasks/${task}/complete`, undefined, { headers: { "If-Match": etag } });
      expect(byHeader.body).to.include({ status: 412, code: "STALE_VERSION" });
      const byBody = await clerk.post(`/api/v1/tasks/${task}/complete`, { expectedSeq: Number(etag.slice(1, -1)) });
      expect(byBody.body).to.include({ status: 409, code: "STALE_VERSION" });
      const nonsense = await clerk.post(`/api/v1/tasks/${task}/complete`, undefined, {
        headers: { "If-Match": "W/x" },
      });
      expect(nonsense.body).to.have.nested.property("errors[0].pointer", "If-Match");
      expect((await clerk.get(`/api/v1/cases/${id}`)).text).to.equal(before);

      const today = (await clerk.get(`/api/v1/tasks/${task}`)).headers.get("etag")!;
      expect(
        (await clerk.post(`/api/v1/tasks/${task}/complete`, undefined, { headers: { "If-Match": today } })).status,
      ).to.equal(200);
    });

    it("given an ETag that still holds, a case need not be sent again", async () => {
      const id = await startCase();
      const { headers } = await clerk.get(`/api/v1/cases/${id}`);
      const again = await clerk.get(`/api/v1/cases/${id}`, {
        headers: { "If-None-Match": headers.get("etag")!, "Cache-Control": "max-age=0" },
      });
      expect([again.status, again.text]).to.deep.equal([304, ""]);
    });
  });

  describe("pages", () => {
    it("given more cases than a page takes, following `next` gives each of them once", async () => {
      const made = new Set<string>();
      for (const _ of Array(3)) made.add(await startCase("message-catch"));
      const seen: string[] = [];
      let address: string | undefined = "/api/v1/cases?process=message-catch&status=active&limit=2";
      while (address !== undefined) {
        const page = await clerk.get(address);
        const { items, next } = page.body as { items: { id: string }[]; next?: string };
        seen.push(...items.map(({ id }) => id));
        address = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
        expect(address === undefined).to.equal(next === undefined);
        if (address !== undefined) expect(address).to.include("process=message-catch&status=active&limit=2");
      }
      expect(new Set(seen).size).to.equal(seen.length);
      expect(seen).to.include.members([...made]);
    });

    it("given a cursor or a limit that is none, the place is named", async () => {
      expect((await clerk.get("/api/v1/cases?cursor=nonsense")).body).to.include({
        status: 400,
        code: "CURSOR_INVALID",
      });
      const id = await startCase();
      expect((await clerk.get(`/api/v1/cases/${id}/events?cursor=nonsense`)).body).to.include({
        code: "CURSOR_INVALID",
      });
      for (const limit of ["0", "201", "x", "1.5"])
        expect((await clerk.get(`/api/v1/cases?limit=${limit}`)).body).to.have.nested.property(
          "errors[0].pointer",
          "/limit",
        );
    });
  });
});

const APPLICATION = {
  headName: "Нұсқабекова Сәуле Олжасқызы",
  applicantName: "Мысалова Айгүл Әлиханқызы",
  applicantAddress: "Талғар",
  applicantPhone: "+7 700 000 00 00",
  child: "son",
  submittedOn: "2026-11-20",
  childName: "Мысалов Әлихан Нұрланұлы",
  childBirthDate: "2022-08-05",
  attachments: ["birth certificate"],
};
