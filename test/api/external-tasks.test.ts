import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect } from "chai";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

const DEMO = "2026-03-02T04:00:00.000Z";

/** Pays, with an error that the diagram draws, then has a task for the clerk. */
const paying = (process: string, topic = "demo"): string =>
  diagram(
    process,
    lane("office-clerk", "check", "refund") +
      chain(
        start,
        [
          "pay",
          `<serviceTask id="pay"><extensionElements><reg:call handler="external:${topic}">
            <reg:input name="sum">= amount</reg:input><reg:output variable="charged">= fee</reg:output></reg:call></extensionElements></serviceTask>`,
        ],
        userTask("check"),
        end,
      ) +
      `<boundaryEvent id="declined" attachedToRef="pay"><errorEventDefinition id="declined_definition" errorRef="declined_error" /></boundaryEvent>
       <sequenceFlow id="to_refund" sourceRef="declined" targetRef="refund" />${userTask("refund")[1]}
       <endEvent id="refunded" /><sequenceFlow id="to_refunded" sourceRef="refund" targetRef="refunded" />`,
    `<error id="declined_error" errorCode="DECLINED" />`,
  );

interface Task {
  readonly id: string;
  readonly case: string;
  readonly variables: object;
  readonly failures: number;
  readonly lockExpirationTime: string;
}

describe("work for outside workers", () => {
  let house: Installation;
  let worker: Client;
  let clerk: Client;
  let head: Client;
  let process: string;
  let now = DEMO;
  let tests = 0;

  const advance = (ms: number) => void (now = new Date(Date.parse(now) + ms).toISOString());
  before(async () => {
    house = await startInstallation({ clock: { now: () => now }, regulations: [] });
    [worker, clerk, head] = await Promise.all([house.as("worker"), house.as("office-clerk"), house.as("head")]);
  });
  after(() => house.stop());
  beforeEach(async () => {
    // What the test before left locked comes free, and is taken away.
    advance(10 * 60_000);
    for (const { id } of await fetch()) await answer(id, "complete", { variables: { fee: 1 } });
    process = `paying-${++tests}`;
    await deploy(paying(process));
  });

  async function deploy(content: string): Promise<ApiAnswer> {
    const analyst = await house.as("analyst");
    const deployed = await analyst.post("/api/v1/definitions", {
      resources: [{ kind: "bpmn", name: "diagram.bpmn", content }],
    });
    expect(deployed.status, deployed.text).to.equal(201);
    return deployed;
  }
  async function startCase(): Promise<string> {
    const { status, body, text } = await clerk.post("/api/v1/cases", {
      process,
      variables: { amount: 5000, code: "x" },
    });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  const ask = (more: object = {}): Promise<ApiAnswer> =>
    worker.post("/api/v1/external-tasks/fetch-and-lock", {
      workerId: "w1",
      topics: [{ topicName: "demo", lockDuration: 60_000 }],
      ...more,
    });
  async function fetch(more: object = {}): Promise<readonly Task[]> {
    const { status, body, text } = await ask(more);
    expect(status, text).to.equal(200);
    return (body as { items: Task[] }).items;
  }
  const answer = (task: string, how: string, more: object = {}): Promise<ApiAnswer> =>
    worker.post(`/api/v1/external-tasks/${task}/${how}`, { workerId: "w1", ...more });
  const shown = async (id: string) =>
    (await clerk.get(`/api/v1/cases/${id}`)).body as {
      active: { element: string }[];
      variables: object;
      status: string;
      incidents: unknown;
    };
  const standsAt = async (id: string) => (await shown(id)).active.map(({ element }) => element);
  const events = async (id: string) =>
    ((await head.get(`/api/v1/cases/${id}/events`)).body as { items: { by: string; event: { type: string } }[] }).items;

  it("given work that names documents, the worker reads those, by its name and under its lock, and no other", async () => {
    const inputs = `<reg:input name="document">letter</reg:input><reg:input name="note">secret</reg:input>`;
    await deploy(paying(`${process}-reading`).replace(`<reg:input name="sum">`, `${inputs}<reg:input name="sum">`));
    process = `${process}-reading`;
    const id = await startCase();
    for (const name of ["letter", "secret"]) {
      const content = Buffer.from(`the ${name}`).toString("base64");
      const filed = await clerk.post(`/api/v1/cases/${id}/documents`, { name, mediaType: "text/plain", content });
      expect(filed.status, filed.text).to.equal(201);
    }
    const [task] = await fetch();
    const read = (name: string, workerId = "w1") =>
      worker.get(`/api/v1/external-tasks/${task!.id}/documents/${name}?workerId=${workerId}`);
    const letter = await read("letter");
    expect([letter.status, letter.text]).to.deep.equal([200, "the letter"]);
    expect((await read("secret")).body).to.include({ code: "DOCUMENT_NOT_FOUND" });
    expect((await read("session")).body).to.include({ code: "DOCUMENT_NOT_FOUND" });
    expect((await read("letter", "w2")).body).to.include({ code: "WORK_NOT_LOCKED" });
    expect((await worker.get(`/api/v1/cases/${id}/documents`)).status).to.equal(403);
    advance(61_000);
    expect((await read("letter")).body).to.include({ code: "WORK_NOT_LOCKED" });
    await fetch();
    await answer(task!.id, "complete", { variables: { fee: 1 } });
    expect((await read("letter")).body).to.include({ code: "WORK_NOT_LOCKED" });
  });

  it("given a case at the step, the worker gets what the diagram gives it and nothing else of the case", async () => {
    const id = await startCase();
    const [task, ...more] = await fetch();
    expect(more).to.deep.equal([]);
    expect(task).to.deep.include({
      case: id,
      process,
      element: "pay",
      topicName: "demo",
      workerId: "w1",
      lockExpirationTime: new Date(Date.parse(now) + 60_000).toISOString(),
      variables: { sum: 5000 },
      failures: 0,
    });
    expect(Object.keys(task!)).to.not.include.members(["applicant", "unit"]);
  });

  it("completed, the case goes on with the facts that the diagram chooses, by the worker's account; the same again changes nothing", async () => {
    const id = await startCase();
    const [task] = await fetch();
    for (const _ of [1, 2])
      expect((await answer(task!.id, "complete", { variables: { fee: 50, secret: 1 } })).status).to.equal(204);
    expect(await shown(id)).to.deep.include({ variables: { amount: 5000, code: "x", charged: 50 } });
    expect(await standsAt(id)).to.deep.equal(["check"]);
    const done = (await events(id)).filter(({ event }) => event.type === "ElementCompleted");
    expect(done.map(({ by }) => by)).to.deep.equal(["demo-worker"]);
  });

  it("completed with a document, it is in the case file", async () => {
    const id = await startCase();
    const [task] = await fetch();
    const content = Buffer.from("paid").toString("base64");
    const documents = [{ name: "receipt", mediaType: "text/plain", content }];
    expect((await answer(task!.id, "complete", { documents })).status).to.equal(204);
    const { items } = (await clerk.get(`/api/v1/cases/${id}/documents`)).body as { items: { name: string }[] };
    expect(items[0]).to.include({ name: "receipt", filedBy: "demo-worker" });
  });

  it("with a personal number among the variables is refused, and still to be done", async () => {
    await startCase();
    const [task] = await fetch();
    const { status, body } = await answer(task!.id, "complete", { variables: { fee: "900101300017" } });
    expect([status, (body as { code: string }).code]).to.deep.equal([422, "REQUEST_INVALID"]);
    expect((await answer(task!.id, "complete", { variables: { fee: 1 } })).status).to.equal(204);
  });

  it("locked, nobody else gets it; its lock over, another does, and the first one's answer is refused", async () => {
    await startCase();
    const [task] = await fetch();
    expect(await fetch({ workerId: "w2" })).to.deep.equal([]);
    const early = await answer(task!.id, "complete", { workerId: "w2" });
    expect([early.status, (early.body as { code: string }).code]).to.deep.equal([409, "WORK_NOT_LOCKED"]);
    advance(60_001);
    expect(await fetch({ workerId: "w2" })).to.have.length(1);
    expect((await answer(task!.id, "complete", { variables: { fee: 1 } })).status).to.equal(409);
    expect((await answer(task!.id, "complete", { workerId: "w2", variables: { fee: 2 } })).status).to.equal(204);
  });

  it("answered late, when nobody else has fetched it, it counts: what was done is not done twice", async () => {
    const id = await startCase();
    const [task] = await fetch();
    advance(120_000);
    expect((await answer(task!.id, "complete", { variables: { fee: 1 } })).status).to.equal(204);
    expect(await standsAt(id)).to.deep.equal(["check"]);
  });

  it("extended, it stays locked; over, it cannot be extended", async () => {
    await startCase();
    const [task] = await fetch();
    const extended = await answer(task!.id, "extend-lock", { newDuration: 300_000 });
    expect(extended.body).to.deep.equal({ lockExpirationTime: new Date(Date.parse(now) + 300_000).toISOString() });
    advance(299_000);
    expect(await fetch({ workerId: "w2" })).to.deep.equal([]);
    advance(1_001);
    expect((await answer(task!.id, "extend-lock", { newDuration: 300_000 })).status).to.equal(409);
  });

  it("given back, it is free at once, and its old lock answers nothing", async () => {
    await startCase();
    const [task] = await fetch();
    expect((await answer(task!.id, "unlock")).status).to.equal(204);
    expect((await answer(task!.id, "complete", { variables: { fee: 1 } })).status).to.equal(409);
    expect(await fetch({ workerId: "w2" })).to.have.length(1);
  });

  it("failed with tries left, it comes again after the time; the same report twice counts once", async () => {
    await startCase();
    const [task] = await fetch();
    const report = { errorMessage: "the bank of 900101300017 is closed", retries: 1, retryTimeout: 30_000 };
    for (const _ of [1, 2]) expect((await answer(task!.id, "failure", report)).status).to.equal(204);
    expect(await fetch()).to.deep.equal([]);
    advance(30_000);
    expect((await fetch())[0]).to.include({ id: task!.id, failures: 1 });
  });

  it("failed with no try left, the case has an incident without personal numbers; staff retry it, and it is offered again", async () => {
    const id = await startCase();
    const [task] = await fetch();
    expect(
      (await answer(task!.id, "failure", { errorMessage: "no account of 900101300017", retries: 0 })).status,
    ).to.equal(204);
    advance(10 * 60_000);
    expect(await fetch()).to.deep.equal([]);
    const { items } = (await head.get(`/api/v1/incidents?case=${id}&open=true`)).body as {
      items: { key: number; code: string; message: string }[];
    };
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ code: "JOB_FAILED", message: "external:demo: no account of [iin]" });
    const resolved = await head.post(`/api/v1/incidents/${id}/${items[0]!.key}/resolve`, {
      resolution: "retry",
      reason: "the account is open now",
    });
    expect(resolved.status, resolved.text).to.equal(200);
    expect((await fetch()).map((each) => each.case)).to.deep.equal([id]);
  });

  it("ended in an error that the diagram draws, the case goes that way; in another one, staff see it and no worker", async () => {
    const [caught, uncaught] = [await startCase(), await startCase()];
    const [first, second] = await fetch();
    expect([first!.case, second!.case].toSorted()).to.deep.equal([caught, uncaught].toSorted());
    expect(
      (await answer(first!.id, "bpmn-error", { errorCode: "DECLINED", variables: { why: "limit" } })).status,
    ).to.equal(204);
    expect(await standsAt(first!.case)).to.deep.equal(["refund"]);
    expect((await shown(first!.case)).variables).to.include({ why: "limit" });
    expect((await answer(second!.id, "bpmn-error", { errorCode: "LOST" })).status).to.equal(204);
    expect((await shown(second!.case)).status).to.equal("active");
    advance(10 * 60_000);
    expect(await fetch()).to.deep.equal([]);
  });

  it("waited for, it is handed out as soon as it comes", async () => {
    const waiting = fetch({ asyncResponseTimeout: 60_000 });
    const id = await startCase();
    expect((await waiting).map((task) => task.case)).to.deep.equal([id]);
  });

  it("waited for in vain, the answer is empty when the time is over", async () => {
    expect(await fetch({ asyncResponseTimeout: 50 })).to.deep.equal([]);
  });

  it("waited for by somebody who has gone, it is not locked for them", async () => {
    const { login, password } = { login: "worker", password: "demo-worker" };
    const { body } = await house.stranger.post("/api/v1/sessions", { login, password });
    const gone = new AbortController();
    const asking = globalThis
      .fetch(`${house.server.url}/api/v1/external-tasks/fetch-and-lock`, {
        method: "POST",
        signal: gone.signal,
        headers: {
          "Content-Type": "application/json",
          Authorization: `Bearer ${(body as { token: string }).token}`,
        },
        body: JSON.stringify({
          workerId: "gone",
          asyncResponseTimeout: 60_000,
          topics: [{ topicName: "demo", lockDuration: 60_000 }],
        }),
      })
      .catch((error: unknown) => error);
    await new Promise((settled) => setTimeout(settled, 100));
    gone.abort();
    await asking;
    const waiting = fetch({ asyncResponseTimeout: 60_000 });
    const id = await startCase();
    expect((await waiting).map((task) => task.case)).to.deep.equal([id]);
  });

  it("of another topic is not for this account, nor what others of that topic have fetched", async () => {
    const refused = await ask({ topics: [{ topicName: "print", lockDuration: 60_000 }] });
    expect([refused.status, (refused.body as { code: string }).code]).to.deep.equal([403, "NOT_ALLOWED"]);

    await deploy(paying(process, "print"));
    await startCase();
    const administrator = await house.as("administrator");
    const login = `printer-${tests}`;
    const made = await administrator.post("/api/v1/accounts", {
      login,
      password: "a-password-of-a-printer",
      name: "Printer",
      roles: ["worker"],
      topics: ["print"],
    });
    expect(made.status, made.text).to.equal(201);
    const { body } = await house.stranger.post("/api/v1/sessions", { login, password: "a-password-of-a-printer" });
    const printer = house.withToken((body as { token: string }).token);
    const fetched = await printer.post("/api/v1/external-tasks/fetch-and-lock", {
      workerId: "w1",
      topics: [{ topicName: "print", lockDuration: 60_000 }],
    });
    const [task] = (fetched.body as { items: Task[] }).items;
    expect((await answer(task!.id, "complete")).status).to.equal(404);
    expect((await printer.post(`/api/v1/external-tasks/${task!.id}/complete`, { workerId: "w1" })).status).to.equal(
      204,
    );
  });

  it("is for accounts that have topics and no other role", async () => {
    const administrator = await house.as("administrator");
    const account = { login: "half", password: "a-password-of-nobody", name: "Half" };
    for (const wrong of [
      { roles: ["worker"] },
      { roles: ["worker", "auditor"], topics: ["demo"] },
      { roles: ["auditor"], topics: ["demo"] },
    ])
      expect((await administrator.post("/api/v1/accounts", { ...account, ...wrong })).status).to.equal(422);
  });

  it("given a topic that cannot be one, the diagram is refused", async () => {
    const analyst = await house.as("analyst");
    const { status, body } = await analyst.post("/api/v1/definitions", {
      resources: [{ kind: "bpmn", name: "diagram.bpmn", content: paying(process, "not a topic") }],
    });
    expect(status).to.equal(422);
    expect(body).to.have.nested.property("errors[0].element", "pay");
  });

  it("is done by the worker of docs/examples, which ends when it is told to", async () => {
    const id = await startCase();
    const file = resolve(import.meta.dirname, "../../docs/examples/worker.mjs");
    const child = spawn(globalThis.process.execPath, [file, "demo"], {
      env: {
        ...globalThis.process.env,
        REGLAMENT_SERVER: house.server.url,
        REGLAMENT_LOGIN: "worker",
        REGLAMENT_PASSWORD: "demo-worker",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    const answered = new Promise<void>((done) =>
      child.stdout.on("data", (data: Buffer) => {
        said += data.toString();
        if (said.includes("answered")) done();
      }),
    );
    await Promise.race([answered, once(child, "exit")]);
    expect(await standsAt(id)).to.deep.equal(["check"]);
    expect((await shown(id)).variables).to.include({ charged: 50 });
    child.kill("SIGTERM");
    expect(await once(child, "exit")).to.deep.equal([0, null]);
  });
});
