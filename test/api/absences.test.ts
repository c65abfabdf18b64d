import { expect } from "chai";
import { chain, diagram, end, start, userTask } from "./diagrams.ts";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

/** The head decides, then a clerk writes. */
const TWO_STEPS = diagram(
  "two-steps",
  `<extensionElements><reg:service regulation="absence-regulation" channel="office" clause="1" /></extensionElements>` +
    `<laneSet id="lanes"><lane id="l1"><extensionElements><reg:performer role="head" /></extensionElements><flowNodeRef>decide</flowNodeRef></lane>` +
    `<lane id="l2"><extensionElements><reg:performer role="office-clerk" /></extensionElements><flowNodeRef>write</flowNodeRef></lane></laneSet>` +
    chain(start, userTask("decide"), userTask("write"), end),
);
const HEAD = "demo-head";
const CLERK = "demo-office-clerk";
const DAY_MS = 24 * 60 * 60 * 1000;

interface Task {
  readonly id: string;
  readonly case: string;
  readonly element: string;
  readonly onBehalfOf?: { readonly id: string; readonly name: string };
}

describe("deputies", () => {
  let house: Installation;
  let now: number;
  const clock = { now: () => new Date(now).toISOString() };
  const day = (offset: number): string => new Date(now + offset * DAY_MS).toISOString().slice(0, 10);

  beforeEach(async () => {
    now = Date.parse("2026-11-23T05:00:00.000Z");
    house = await startInstallation({ regulations: [], clock });
    const administrator = await as("administrator");
    const names = { kk: "Бөлім", ru: "Отдел", en: "Department" };
    const unit = { kind: "provider", names, provides: ["absence-regulation"], defaultFor: ["absence-regulation"] };
    expect((await administrator.send("PUT", "/api/v1/units/talgar", { json: unit })).status).to.equal(200);
    const resources = [{ kind: "bpmn", name: "two-steps.bpmn", content: TWO_STEPS }];
    const deployed = await (await as("analyst")).post("/api/v1/definitions", { resources });
    expect(deployed.status, deployed.text).to.equal(201);
  });
  afterEach(() => house.stop());

  /** A session is over after twelve hours: each asks with a new one. */
  async function as(login: string): Promise<Client> {
    const { body, text } = await house.stranger.post("/api/v1/sessions", { login, password: `demo-${login}` });
    expect(body, text).to.have.property("token");
    return house.withToken((body as { token: string }).token);
  }
  const code = ({ status, body }: ApiAnswer) => [status, (body as { code?: string }).code];
  const itemsOf = <T>({ body }: ApiAnswer) => (body as { items: T[] }).items;
  async function begin(): Promise<string> {
    const started = await (await as("office-clerk")).post("/api/v1/cases", { process: "two-steps" });
    expect(started.status, started.text).to.equal(201);
    return (started.body as { case: string }).case;
  }
  const tasksOf = async (login: string) => itemsOf<Task>(await (await as(login)).get("/api/v1/tasks"));
  async function say(login: string, absence: object): Promise<ApiAnswer> {
    return (await as(login)).post("/api/v1/absences", { from: day(0), to: day(2), ...absence });
  }
  async function eventsOf(id: string) {
    const answer = await (await as("auditor")).get(`/api/v1/cases/${id}/events?limit=200`);
    return itemsOf<{ by: string; event: { type: string; element?: string; onBehalfOf?: string } }>(answer);
  }

  it("do the tasks of the absent person's role while they are away, and the history names both", async () => {
    const id = await begin();
    expect(await tasksOf("office-clerk")).to.deep.equal([]);
    const said = await say("head", { deputy: CLERK });
    expect(said.status, said.text).to.equal(201);
    expect(said.body).to.deep.include({ state: "current", mayEnd: true, from: day(0), to: day(2) });
    const [task] = await tasksOf("office-clerk");
    expect(task).to.deep.include({ element: "decide", case: id });
    expect(task!.onBehalfOf).to.include({ id: HEAD });
    const clerk = await as("office-clerk");
    expect((await clerk.get("/api/v1/tasks/counts")).body).to.include({ unit: 1, unassigned: 1 });
    expect((await clerk.post(`/api/v1/tasks/${task!.id}/claim`)).status).to.equal(200);
    expect((await clerk.post(`/api/v1/tasks/${task!.id}/complete`, {})).status).to.equal(200);
    const events = await eventsOf(id);
    for (const type of ["TaskClaimed", "ElementCompleted"]) {
      const { by, event } = events.find((one) => one.event.type === type && one.event.element === "decide")!;
      expect({ by, onBehalfOf: event.onBehalfOf }, type).to.deep.equal({ by: CLERK, onBehalfOf: HEAD });
    }
    // What the deputy does in the own role is done in the own name.
    const [own] = await tasksOf("office-clerk");
    expect(own).to.deep.include({ element: "write" });
    expect(own).to.not.have.property("onBehalfOf");
    expect((await clerk.post(`/api/v1/tasks/${own!.id}/complete`, {})).status).to.equal(200);
    const last = (await eventsOf(id)).find(
      ({ event }) => event.type === "ElementCompleted" && event.element === "write",
    );
    expect(last!.event).to.not.have.property("onBehalfOf");
    const replay = await (await as("auditor")).get(`/api/v1/cases/${id}/replay`);
    expect(JSON.stringify(replay.body)).to.include(HEAD);
  });

  it("complete what the absent person had taken, and get nothing else of what they may do", async () => {
    const id = await begin();
    const [task] = await tasksOf("head");
    await (await as("head")).post(`/api/v1/tasks/${task!.id}/claim`);
    const clerk = await as("office-clerk");
    expect(code(await clerk.post(`/api/v1/tasks/${task!.id}/complete`, {}))).to.deep.equal([404, "TASK_NOT_FOUND"]);
    await say("head", { deputy: CLERK });
    expect(code(await clerk.post(`/api/v1/cases/${id}/cancel`, { reason: "as the head" }))).to.deep.equal([
      403,
      "NOT_ALLOWED",
    ]);
    const [taken] = await tasksOf("office-clerk");
    expect(taken!.onBehalfOf).to.include({ id: HEAD });
    expect((await clerk.post(`/api/v1/tasks/${task!.id}/complete`, {})).status).to.equal(200);
    const done = (await eventsOf(id)).find(
      ({ event }) => event.type === "ElementCompleted" && event.element === "decide",
    );
    expect(done).to.deep.include({ by: CLERK });
    expect(done!.event.onBehalfOf).to.equal(HEAD);
  });

  it("are so from the first day to the end of the last, and no longer; who is back has the task again", async () => {
    const id = await begin();
    await say("head", { deputy: CLERK, from: day(1), to: day(1) });
    expect(await tasksOf("office-clerk")).to.deep.equal([]);
    // 05:00 UTC of the next day is its tenth hour in Almaty.
    now += DAY_MS;
    const [task] = await tasksOf("office-clerk");
    await (await as("office-clerk")).post(`/api/v1/tasks/${task!.id}/claim`);
    now += DAY_MS;
    expect(await tasksOf("office-clerk")).to.deep.equal([]);
    const late = await (await as("office-clerk")).post(`/api/v1/tasks/${task!.id}/complete`, {});
    expect(code(late)).to.deep.equal([404, "TASK_NOT_FOUND"]);
    const head = await as("head");
    expect((await head.post(`/api/v1/tasks/${task!.id}/claim`)).status).to.equal(200);
    expect((await head.post(`/api/v1/tasks/${task!.id}/complete`, {})).status).to.equal(200);
    expect((await eventsOf(id)).filter(({ event }) => event.type === "TaskClaimed")).to.have.length(2);
  });

  it("are no more when the absence is ended, the deputy is moved, or the absent account is shut out", async () => {
    await begin();
    const said = await say("head", { deputy: CLERK });
    const { id } = said.body as { id: string };
    expect(await tasksOf("office-clerk")).to.have.length(1);
    const administrator = await as("administrator");
    const state = (disabled: boolean) =>
      administrator.send("PUT", `/api/v1/accounts/${HEAD}/state`, { json: { disabled } });
    await state(true);
    expect(await tasksOf("office-clerk")).to.deep.equal([]);
    await state(false);
    expect(await tasksOf("office-clerk")).to.have.length(1);
    expect((await (await as("head")).send("DELETE", `/api/v1/absences/${id}`)).status).to.equal(204);
    expect(await tasksOf("office-clerk")).to.deep.equal([]);
    const again = await (await as("head")).send("DELETE", `/api/v1/absences/${id}`);
    expect(code(again)).to.deep.equal([404, "ABSENCE_NOT_FOUND"]);
  });

  it("are refused: oneself, another unit, somebody who is away, in a circle, a shut-out account, a time that is over", async () => {
    const refused = async (login: string, absence: object) =>
      expect(code(await say(login, absence)), JSON.stringify(absence)).to.deep.equal([422, "ABSENCE_REFUSED"]);
    await refused("head", { deputy: HEAD });
    await refused("head", { deputy: "demo-other-clerk" });
    await refused("head", { deputy: "demo-auditor" });
    await refused("head", { deputy: "nobody" });
    await refused("head", { deputy: CLERK, from: day(-1) });
    await refused("head", { deputy: CLERK, from: day(2), to: day(1) });
    await refused("head", { deputy: CLERK, to: day(400) });
    expect((await say("head", { deputy: CLERK })).status).to.equal(201);
    await refused("head", { deputy: CLERK, from: day(2), to: day(4) });
    await refused("office-clerk", { deputy: HEAD });
    expect((await say("office-clerk", { deputy: HEAD, from: day(3), to: day(4) })).status).to.equal(201);
    await (await as("administrator")).send("PUT", `/api/v1/accounts/${CLERK}/state`, { json: { disabled: true } });
    await refused("head", { deputy: CLERK, from: day(10), to: day(11) });
  });

  it("are named by the person, the head of the unit or an administrator, and seen by them alone", async () => {
    const of = (account: string, deputy: string) => ({ account, deputy, from: day(5), to: day(6) });
    expect(code(await say("office-clerk", of(HEAD, CLERK)))).to.deep.equal([404, "ACCOUNT_NOT_FOUND"]);
    expect(code(await say("other-head", of(CLERK, HEAD)))).to.deep.equal([404, "ACCOUNT_NOT_FOUND"]);
    expect((await say("head", of(CLERK, HEAD))).status).to.equal(201);
    expect((await say("administrator", of("demo-other-clerk", "demo-other-head"))).status).to.equal(201);
    const seen = async (login: string) =>
      itemsOf<{ account: { id: string } }>(await (await as(login)).get("/api/v1/absences")).map(
        ({ account }) => account.id,
      );
    expect(await seen("office-clerk")).to.deep.equal([CLERK]);
    expect(await seen("head")).to.deep.equal([CLERK]);
    expect(await seen("other-clerk")).to.deep.equal(["demo-other-clerk"]);
    expect(await seen("auditor")).to.have.members([CLERK, "demo-other-clerk"]);
    expect(await seen("centre-operator")).to.deep.equal([]);
  });

  it("of whoever is given a task are told to the head who gives it", async () => {
    const id = await begin();
    const head = await as("head");
    const [decide] = await tasksOf("head");
    await head.post(`/api/v1/tasks/${decide!.id}/complete`, {});
    await say("office-clerk", { deputy: HEAD });
    const [write] = await tasksOf("head");
    expect(write!.case).to.equal(id);
    const given = await head.post(`/api/v1/tasks/${write!.id}/claim`, { assignee: CLERK });
    expect(given.status, given.text).to.equal(200);
    expect(given.body).to.have.property("assigneeAwayUntil");
    const { body } = await head.get("/api/v1/colleagues");
    const clerk = (body as { items: { id: string; deputy?: string }[] }).items.find((one) => one.id === CLERK);
    expect(clerk).to.include({ deputy: HEAD });
  });
});
