import { expect } from "chai";
import { ONE_TASK, diagram, chain, end, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

describe("the Idempotency-Key", () => {
  let house: Installation;
  let clerk: Client;
  let head: Client;
  let analyst: Client;
  let administrator: Client;
  beforeEach(async () => {
    house = await startInstallation();
    [clerk, head, analyst, administrator] = await Promise.all([
      house.as("office-clerk"),
      house.as("head"),
      house.as("analyst"),
      house.as("administrator"),
    ]);
    const resources = [{ kind: "bpmn", name: "one.bpmn", content: ONE_TASK }];
    expect((await analyst.post("/api/v1/definitions", { resources })).status).to.equal(201);
  });
  afterEach(() => house.stop());

  const keyed = (key: string) => ({ headers: { "Idempotency-Key": key } });
  const caseCount = async (): Promise<number> =>
    ((await (await house.as("auditor")).get("/api/v1/cases")).body as { items: object[] }).items.length;

  it("given one request twice, a case is started once, and the answers are the same, also after a restart", async () => {
    const body = { process: "one-task", variables: { n: 1 } };
    const first = await clerk.post("/api/v1/cases", body, keyed("start-1"));
    const second = await clerk.post("/api/v1/cases", body, keyed("start-1"));
    await house.restart();
    const third = await clerk.post("/api/v1/cases", body, keyed("start-1"));
    for (const again of [second, third])
      expect([again.status, again.text, again.headers.get("location"), again.headers.get("etag")]).to.deep.equal([
        first.status,
        first.text,
        first.headers.get("location"),
        first.headers.get("etag"),
      ]);
    expect(await caseCount()).to.equal(1);
  });

  it("given one request ten times at once, a case is started once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => clerk.post("/api/v1/cases", { process: "one-task" }, keyed("race"))),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).to.equal(1);
    expect(await caseCount()).to.equal(1);
  });

  it("given another request with the same key, it is refused; given another account, the key is its own", async () => {
    await clerk.post("/api/v1/cases", { process: "one-task" }, keyed("k"));
    const other = await clerk.post("/api/v1/cases", { process: "one-task", variables: { n: 2 } }, keyed("k"));
    expect(other.body).to.include({ status: 422, code: "IDEMPOTENCY_KEY_REUSED" });
    expect(await caseCount()).to.equal(1);
    const operator = await house.as("centre-operator");
    expect((await operator.post("/api/v1/cases", { process: "one-task" }, keyed("k"))).status).to.equal(201);
    expect(await caseCount()).to.equal(2);
  });

  it("given a task claimed, done and filed for with keys, each answer comes again although the task is gone", async () => {
    const { case: id } = (await clerk.post("/api/v1/cases", { process: "one-task" })).body as { case: string };
    const { items } = (await clerk.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
    const task = items[0]!.id;
    const steps: (() => ReturnType<Client["post"]>)[] = [
      () => clerk.post(`/api/v1/tasks/${task}/claim`, {}, keyed("a")),
      () => clerk.post(`/api/v1/tasks/${task}/unclaim`, { reason: "other work" }, keyed("b")),
      () =>
        clerk.post(
          `/api/v1/cases/${id}/documents`,
          { name: "note", mediaType: "text/plain", content: "c8O0" },
          keyed("c"),
        ),
      () => head.post(`/api/v1/cases/${id}/variables`, { variables: { n: 1 }, reason: "r" }, keyed("d")),
      () => head.post(`/api/v1/cases/${id}/suspend`, { reason: "r" }, keyed("e")),
      () => head.post(`/api/v1/cases/${id}/resume`, { reason: "r" }, keyed("f")),
      () => clerk.post(`/api/v1/tasks/${task}/complete`, { variables: { ok: true } }, keyed("g")),
    ];
    const first: string[] = [];
    for (const step of steps) {
      const { status, text } = await step();
      first.push(`${status} ${text}`);
    }
    const history = (await clerk.get(`/api/v1/cases/${id}/events?limit=200`)).text;
    for (const [index, step] of steps.entries()) {
      const { status, text } = await step();
      expect(`${status} ${text}`).to.equal(first[index]);
    }
    expect(
      first.every((answer) => /^20[01] /.test(answer)),
      first.join("\n"),
    ).to.equal(true);
    expect((await clerk.get(`/api/v1/cases/${id}/events?limit=200`)).text).to.equal(history);
  });

  it("given a deployment and an account with keys, each is made once and answered alike, also at the same time", async () => {
    const content = diagram("two-tasks", chain(start, userTask("a"), userTask("b"), end));
    const deploy = () =>
      analyst.post(
        "/api/v1/definitions",
        { resources: [{ kind: "bpmn", name: "two.bpmn", content }] },
        keyed("deploy"),
      );
    const deployed = await Promise.all([deploy(), deploy(), deploy()]);
    expect(new Set(deployed.map(({ status, text }) => `${status} ${text}`)).size).to.equal(1);
    expect(deployed[0]!.status).to.equal(201);

    const account = {
      login: "new.clerk",
      password: "a-long-password",
      name: "N",
      roles: ["office-clerk"],
      unit: "talgar",
    };
    const make = (more: object = {}) =>
      administrator.post("/api/v1/accounts", { ...account, ...more }, keyed("account"));
    const made = [await make(), await make()];
    expect(made.map(({ status, text }) => `${status} ${text}`)).to.deep.equal([
      `201 ${made[0]!.text}`,
      `201 ${made[0]!.text}`,
    ]);
    expect((await make({ name: "M" })).body).to.include({ code: "IDEMPOTENCY_KEY_REUSED" });
    expect((await administrator.post("/api/v1/accounts", account)).body).to.include({
      status: 409,
      code: "LOGIN_TAKEN",
    });
  });

  it("given a refusal, the key is free: the mended request may carry it", async () => {
    const refused = await clerk.post("/api/v1/cases", { process: "no-such" }, keyed("mend"));
    expect(refused.status).to.equal(404);
    expect((await clerk.post("/api/v1/cases", { process: "one-task" }, keyed("mend"))).status).to.equal(201);
  });

  it("given a key that is none, the header is named", async () => {
    for (const key of ["", "with space", "x".repeat(256)]) {
      const { body } = await clerk.post("/api/v1/cases", { process: "one-task" }, keyed(key));
      expect(body).to.have.nested.property("errors[0].pointer", "Idempotency-Key");
    }
    expect(await caseCount()).to.equal(0);
  });
});
