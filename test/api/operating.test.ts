import { expect } from "chai";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const limit = `<extensionElements><reg:limit duration="PT2H" unit="hour" /></extensionElements>`;
const first = (process: string): string =>
  diagram(
    process,
    lane("office-clerk", "check", "decide") + chain(start, userTask("check", limit), userTask("decide"), end),
  );
const second = (process: string): string =>
  diagram(process, lane("head", "verify") + chain(start, userTask("verify"), end));

describe("operating a case over HTTP", () => {
  let house: Installation;
  let clerk: Client;
  let head: Client;
  let administrator: Client;
  let analyst: Client;
  const reason = "the act was amended";

  let process: string;
  let tests = 0;

  before(async () => {
    house = await startInstallation();
    [clerk, head, administrator, analyst] = await Promise.all([
      house.as("office-clerk"),
      house.as("head"),
      house.as("administrator"),
      house.as("analyst"),
    ]);
  });
  after(() => house.stop());
  beforeEach(async () => {
    process = `renewal-${++tests}`;
    await deploy(first(process));
  });

  async function deploy(content: string): Promise<void> {
    const resources = [{ kind: "bpmn", name: "diagram.bpmn", content }];
    const { status, text } = await analyst.post("/api/v1/definitions", { resources });
    expect(status, text).to.equal(201);
  }
  async function startCase(): Promise<string> {
    const { status, body, text } = await clerk.post("/api/v1/cases", { process });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  const shown = async (id: string) =>
    (await head.get(`/api/v1/cases/${id}`)).body as {
      active: { key: number; element: string; scope: number }[];
      status: string;
      definition: string;
      termsStoppedAt?: string;
      suspendedAt?: string;
    };
  const standsAt = async (id: string) => (await shown(id)).active.map(({ element }) => element);
  const limits = async (id: string) =>
    ((await head.get(`/api/v1/cases/${id}/limits`)).body as { items: { key: number; state: string; dueAt: string }[] })
      .items;

  it("given the head of the unit, when a token is moved with a reason, then the case stands there, and its history says by whom and why", async () => {
    const id = await startCase();
    const [{ key, scope } = { key: 0, scope: 0 }] = (await shown(id)).active;
    expect(scope).to.equal(1);
    const moved = await head.post(`/api/v1/cases/${id}/move`, {
      key,
      to: "decide",
      variables: { known: true },
      reason,
    });
    expect(moved.status, moved.text).to.equal(200);
    expect(await standsAt(id)).to.deep.equal(["decide"]);
    const { items } = (await head.get(`/api/v1/cases/${id}/events`)).body as { items: { by: string; event: object }[] };
    expect(items.find(({ event }) => (event as { type: string }).type === "TokenMoved")).to.deep.include({
      by: "demo-head",
      event: { type: "TokenMoved", scope: 1, reason, from: "check", key, to: "decide", take: "f2" },
    });
  });

  it("given a repetition with the same Idempotency-Key, a token is moved once; with a stale version, not at all", async () => {
    const id = await startCase();
    const [{ key } = { key: 0 }] = (await shown(id)).active;
    const stale = await head.post(`/api/v1/cases/${id}/move`, { key, to: "decide", reason, expectedSeq: 1 });
    expect(stale.body).to.include({ code: "STALE_VERSION" });
    const call = { headers: { "Idempotency-Key": "move-1" } };
    const first = await head.post(`/api/v1/cases/${id}/move`, { key, to: "decide", reason }, call);
    const again = await head.post(`/api/v1/cases/${id}/move`, { key, to: "decide", reason }, call);
    expect(again.body).to.deep.equal(first.body);
    expect(await standsAt(id)).to.deep.equal(["decide"]);
  });

  it("given what cannot be moved, no reason or a personal number, it is refused with a code, and the case stays", async () => {
    const id = await startCase();
    const [{ key } = { key: 0 }] = (await shown(id)).active;
    const refused = async (body: object): Promise<unknown> => {
      const answer = await head.post(`/api/v1/cases/${id}/move`, body);
      return [answer.status, (answer.body as { code: string }).code];
    };
    expect(await refused({ key, to: "nowhere", reason })).to.deep.equal([404, "ELEMENT_NOT_FOUND"]);
    expect(await refused({ key, reason })).to.deep.equal([409, "MOVE_IMPOSSIBLE"]);
    expect(await refused({ key, to: "decide" })).to.deep.equal([422, "REQUEST_INVALID"]);
    expect(await refused({ key, to: "decide", reason: " " })).to.deep.equal([422, "REQUEST_INVALID"]);
    expect(await refused({ key, to: "decide", variables: { iin: "850101300019" }, reason })).to.deep.equal([
      422,
      "REQUEST_INVALID",
    ]);
    expect(await refused({ key, to: "decide", reason: "of 850101300019" })).to.deep.equal([422, "REQUEST_INVALID"]);
    expect(await standsAt(id)).to.deep.equal(["check"]);
  });

  it("given stopped terms, then the limit stands still; it goes on, and is extended with its derivation in words", async () => {
    const id = await startCase();
    expect((await head.post(`/api/v1/cases/${id}/terms/stop`, { reason: "a paper is missing" })).status).to.equal(200);
    expect((await shown(id)).termsStoppedAt).to.be.a("string");
    expect((await limits(id))[0]?.state).to.equal("stopped");
    expect((await head.post(`/api/v1/cases/${id}/terms/stop`, { reason })).body).to.include({ code: "TERMS_STOPPED" });
    expect((await head.post(`/api/v1/cases/${id}/terms/continue`, { reason })).status).to.equal(200);
    expect((await shown(id)).termsStoppedAt).to.equal(undefined);
    expect((await head.post(`/api/v1/cases/${id}/terms/continue`, { reason })).body).to.include({
      code: "TERMS_NOT_STOPPED",
    });
    const [before] = await limits(id);
    const extension = { duration: "PT1H", unit: "hour", reason };
    const extended = await head.post(`/api/v1/cases/${id}/limits/${before?.key ?? 0}/extend`, extension);
    expect(extended.status, extended.text).to.equal(200);
    const [after] = await limits(id);
    expect(Date.parse(after?.dueAt ?? "") - Date.parse(before?.dueAt ?? "")).to.equal(3_600_000);
    const wrong = await head.post(`/api/v1/cases/${id}/limits/${before?.key ?? 0}/extend`, {
      duration: "P1D",
      unit: "working-day",
      reason,
    });
    expect(wrong.body).to.include({ code: "TERM_INVALID" });
    expect((await head.post(`/api/v1/cases/${id}/limits/99/extend`, extension)).body).to.include({
      code: "LIMIT_NOT_FOUND",
    });
  });

  it("given rights of their own, then each operation is for whom it is: the administrator moves, but corrects no facts and stops no term", async () => {
    const id = await startCase();
    const [{ key } = { key: 0 }] = (await shown(id)).active;
    const asAdministrator = async (path: string, body: object): Promise<number> =>
      (await administrator.post(`/api/v1/cases/${id}${path}`, body)).status;
    expect(await asAdministrator("/variables", { variables: { a: 1 }, reason })).to.equal(403);
    expect(await asAdministrator("/terms/stop", { reason })).to.equal(403);
    expect(await asAdministrator("/cancel", { reason })).to.equal(403);
    expect(await asAdministrator("/suspend", { reason })).to.equal(200);
    expect((await shown(id)).suspendedAt).to.be.a("string");
    expect(await asAdministrator("/resume", { reason })).to.equal(200);
    expect(await asAdministrator("/move", { key, to: "decide", reason })).to.equal(200);
    const documents = await administrator.get(`/api/v1/cases/${id}/documents`);
    expect(documents.status).to.equal(403);
  });

  describe("migrating", () => {
    const plan = () => `/api/v1/definitions/${process}/1/migration-plan`;
    const migrate = () => `/api/v1/definitions/${process}/1/migrate`;
    const mapping = { check: "verify" };

    it("given a plan asked for by the analyst, then it has the sums and no case; by the administrator, each case", async () => {
      const id = await startCase();
      await deploy(second(process));
      const sums = {
        total: 1,
        ready: 1,
        mapped: [{ from: "check", to: "verify", cases: 1 }],
        homeless: [],
        changedWaits: [],
        changedTasks: [{ element: "verify", role: "head", cases: 1 }],
      };
      const seen = await analyst.post(plan(), { to: 2, mapping });
      expect(seen.status, seen.text).to.equal(200);
      expect(seen.body).to.deep.include(sums);
      expect(seen.body).to.not.have.property("cases");
      expect(seen.text).to.not.contain(id);
      const whole = await administrator.post(plan(), { to: 2, mapping });
      expect(whole.body).to.deep.include({ ...sums, cases: [{ case: id, ready: true, homeless: [] }] });
      const homeless = await analyst.post(plan(), { to: 2 });
      expect(homeless.body).to.deep.include({
        ready: 0,
        homeless: [{ element: "check", why: "the other version has no element check", cases: 1 }],
      });
    });

    it("given the plan carried out, then the cases run on the new version, the head has the task, and it can be taken back", async () => {
      const id = await startCase();
      const before = (await shown(id)).definition;
      await deploy(second(process));
      const refused = await administrator.post(migrate(), { to: 2, reason });
      expect(refused.status).to.equal(200);
      expect(refused.body).to.deep.include({ migrated: [] });
      expect(refused.body).to.have.nested.property("failed[0].problems[0].element", "check");
      const call = { headers: { "Idempotency-Key": "migrate-1" } };
      const done = await administrator.post(migrate(), { to: 2, mapping, reason }, call);
      expect(done.body, done.text).to.deep.include({ migrated: [id], failed: [] });
      expect((await administrator.post(migrate(), { to: 2, mapping, reason }, call)).body).to.deep.equal(done.body);
      expect((await shown(id)).definition).to.not.equal(before);
      expect(await standsAt(id)).to.deep.equal(["verify"]);
      const tasks = (await head.get(`/api/v1/tasks?case=${id}`)).body as { items: { element: string }[] };
      expect(tasks.items.map(({ element }) => element)).to.deep.equal(["verify"]);
      expect((await clerk.get(`/api/v1/tasks?case=${id}`)).body).to.have.property("items").that.is.empty;
      const back = await administrator.post(`/api/v1/definitions/${process}/2/migrate`, {
        to: 1,
        mapping: { verify: "check" },
        reason: "taken back",
      });
      expect(back.body).to.deep.include({ migrated: [id] });
      expect((await shown(id)).definition).to.equal(before);
      const verified = await administrator.get(`/api/v1/cases/${id}/verification`);
      expect(verified.body).to.include({ ok: true });
    });

    it("given versions or ids that are not there, or no right, it is refused", async () => {
      await startCase();
      await deploy(second(process));
      expect((await administrator.post(plan(), { to: 9 })).body).to.include({ code: "DEFINITION_NOT_FOUND" });
      expect((await administrator.post(plan(), { to: 2, mapping: { chek: "verify" } })).body).to.deep.include({
        code: "DATA_INVALID",
        errors: [{ pointer: "/mapping/chek", detail: "version 1 has no chek" }],
      });
      expect((await administrator.post(plan(), { to: 2, cases: ["nobody"] })).body).to.include({
        code: "CASE_NOT_FOUND",
      });
      expect((await analyst.post(migrate(), { to: 2, mapping, reason })).status).to.equal(403);
      expect((await head.post(plan(), { to: 2 })).status).to.equal(403);
      expect((await administrator.post(migrate(), { to: 2 })).body).to.include({ code: "REQUEST_INVALID" });
    });
  });
});
