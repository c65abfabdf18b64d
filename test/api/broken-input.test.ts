import { expect } from "chai";
import { CHECK_FORM, FORM_TASK, ONE_TASK, chain, diagram, end, start, userTask } from "./diagrams.ts";
import { startInstallation, type ApiAnswer, type Client, type Installation } from "./installation.ts";

interface Place {
  readonly pointer?: string;
  readonly element?: string;
  readonly line?: number;
  readonly code?: string;
}

/** Issue 2: broken input gets a problem document that names the place, and changes nothing. */
describe("broken input", () => {
  let house: Installation;
  let analyst: Client;
  let clerk: Client;
  let auditor: Client;
  let before: string;

  beforeEach(async function () {
    house = await startInstallation();
    [analyst, clerk, auditor] = await Promise.all([house.as("analyst"), house.as("office-clerk"), house.as("auditor")]);
    for (const resources of [
      [{ kind: "bpmn", name: "one.bpmn", content: ONE_TASK }],
      [
        { kind: "bpmn", name: "form.bpmn", content: FORM_TASK },
        { kind: "form", name: "check", content: JSON.stringify(CHECK_FORM) },
      ],
    ])
      expect((await analyst.post("/api/v1/definitions", { resources })).status).to.equal(201);
    for (const process of ["one-task", "form-task"]) await clerk.post("/api/v1/cases", { process });
    before = await everything();
  });
  afterEach(async function () {
    expect(await everything(), "something has changed").to.equal(before);
    expect(house.log()).not.to.match(/"level":(50|60)/);
    await house.stop();
  });

  /** All that a change could show in. */
  async function everything(): Promise<string> {
    const cases = (await auditor.get("/api/v1/cases")).body as { items: { id: string }[] };
    const parts = await Promise.all([
      auditor.get("/api/v1/definitions"),
      auditor.get("/api/v1/tasks"),
      auditor.get("/api/v1/incidents"),
      ...cases.items.flatMap(({ id }) => [
        auditor.get(`/api/v1/cases/${id}`),
        auditor.get(`/api/v1/cases/${id}/events?limit=200`),
        auditor.get(`/api/v1/cases/${id}/documents`),
      ]),
    ]);
    return [JSON.stringify(cases), ...parts.map(({ text }) => text)].join("\n");
  }

  function expectPlace(answer: ApiAnswer, status: number, code: string, place: Place): void {
    expect(answer.status, answer.text).to.equal(status);
    expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
    expect(answer.body).to.include({ status, code, type: `/problems/${code}` });
    const { errors } = answer.body as { errors: Place[] };
    expect(
      errors.some((one) => Object.entries(place).every(([name, value]) => one[name as keyof Place] === value)),
      `${JSON.stringify(errors)} should name ${JSON.stringify(place)}`,
    ).to.equal(true);
  }

  const deployXml = (xml: string | Uint8Array): Promise<ApiAnswer> =>
    analyst.send("POST", "/api/v1/definitions", {
      body: typeof xml === "string" ? xml : Buffer.from(xml),
      headers: { "Content-Type": "application/xml" },
    });

  async function openTask(process: string): Promise<string> {
    const { body } = await clerk.get("/api/v1/tasks");
    return (body as { items: { id: string; process: string }[] }).items.find((task) => task.process === process)!.id;
  }

  it("given a file that is not XML, its line is named", async () => {
    expectPlace(await deployXml("this is\nnot XML"), 400, "DIAGRAM_NOT_XML", { line: 1 });
    expectPlace(await deployXml(ONE_TASK.replace("</process>", "")), 400, "DIAGRAM_NOT_XML", {
      line: ONE_TASK.split("\n").length,
    });
  });

  it("given XML with a DOCTYPE, or with entities, its line is named", async () => {
    const doctype = ONE_TASK.replace("<definitions", "<!DOCTYPE definitions>\n<definitions");
    expectPlace(await deployXml(doctype), 400, "DIAGRAM_HAS_DOCTYPE", { line: 2 });
    const entities = ONE_TASK.replace("<definitions", '<!DOCTYPE d [<!ENTITY a "aaaa">]>\n<definitions').replace(
      'name="check"',
      'name="&a;"',
    );
    expectPlace(await deployXml(entities), 400, "DIAGRAM_HAS_DOCTYPE", { line: 2 });
  });

  it("given 50 MB, it is refused without being kept", async () => {
    const answer = await deployXml(new Uint8Array(50 * 1024 * 1024).fill(0x20));
    expect(answer.status).to.equal(413);
    expect(answer.body).to.include({ code: "BODY_TOO_LARGE" });
    const json = await clerk.send("POST", "/api/v1/cases", {
      body: `{"process":"one-task","businessKey":"${"x".repeat(2 * 1024 * 1024)}"}`,
      headers: { "Content-Type": "application/json" },
    });
    expect(json.body).to.include({ status: 413, code: "BODY_TOO_LARGE" });
  });

  it("given a handler that nobody knows, the element is named", async () => {
    const body = chain(
      start,
      [
        "ask",
        `<serviceTask id="ask"><extensionElements><reg:call handler="no.such" /></extensionElements></serviceTask>`,
      ],
      end,
    );
    expectPlace(await deployXml(diagram("unknown-handler", body)), 422, "DIAGRAM_BROKEN", {
      element: "ask",
      code: "handler-unknown",
    });
  });

  it("given a flow that leads nowhere, the flow is named", async () => {
    const dangling = diagram(
      "dangling",
      `${chain(start, userTask("check"), end)}<sequenceFlow id="lost" sourceRef="check" targetRef="nowhere" />`,
    );
    expectPlace(await deployXml(dangling), 422, "DIAGRAM_BROKEN", { element: "lost" });
  });

  it("given two start events in one lane, both are named", async () => {
    const body = `<laneSet id="lanes"><lane id="lane_1"><flowNodeRef>start</flowNodeRef><flowNodeRef>second</flowNodeRef><flowNodeRef>check</flowNodeRef></lane></laneSet>
      ${chain(start, userTask("check"), end)}
      <startEvent id="second" /><sequenceFlow id="g1" sourceRef="second" targetRef="check" />`;
    expectPlace(await deployXml(diagram("two-starts", body)), 422, "DIAGRAM_BROKEN", { element: "second" });
  });

  it("given one broken diagram in a bundle, the good forms beside it are not stored either", async () => {
    const resources = [
      {
        kind: "bpmn",
        name: "form.bpmn",
        content: FORM_TASK.replace('name="check"', 'name="missing-form"').replace(
          'form name="check"',
          'form name="missing"',
        ),
      },
      { kind: "form", name: "check", content: "{}" },
    ];
    expectPlace(await analyst.post("/api/v1/definitions", { resources }), 422, "DIAGRAM_BROKEN", { element: "check" });
  });

  it("given wrong types, each field is named", async () => {
    expectPlace(await clerk.post("/api/v1/cases", { process: 7 }), 422, "REQUEST_INVALID", {
      pointer: "/process",
      code: "type",
    });
    expectPlace(await clerk.post("/api/v1/cases", { process: "one-task", variables: [] }), 422, "REQUEST_INVALID", {
      pointer: "/variables",
    });
    expectPlace(await clerk.post("/api/v1/cases", { process: "one-task", varables: {} }), 422, "REQUEST_INVALID", {
      pointer: "/varables",
    });
    expectPlace(await clerk.post("/api/v1/cases", []), 422, "REQUEST_INVALID", { pointer: "" });
    expectPlace(await clerk.post("/api/v1/cases"), 422, "REQUEST_INVALID", { pointer: "" });
    const proto = {
      body: '{"process":"one-task","variables":{"__proto__":{"admin":true}}}',
      headers: { "Content-Type": "application/json" },
    };
    expectPlace(await clerk.send("POST", "/api/v1/cases", proto), 422, "REQUEST_INVALID", { pointer: "/variables" });
    const task = await openTask("form-task");
    expectPlace(
      await clerk.post(`/api/v1/tasks/${task}/complete`, { form: { complete: "yes", surname: "Ли" } }),
      422,
      "DATA_INVALID",
      {
        pointer: "/form/complete",
        code: "type",
      },
    );
    expectPlace(await clerk.post(`/api/v1/tasks/${task}/complete`, { form: { complete: true } }), 422, "DATA_INVALID", {
      pointer: "/form/surname",
      code: "required",
    });
  });

  it("given JSON that breaks off, is not UTF-8 or is nested without end, the line is named", async () => {
    const send = (body: string | Uint8Array): Promise<ApiAnswer> =>
      clerk.send("POST", "/api/v1/cases", {
        body: typeof body === "string" ? body : Buffer.from(body),
        headers: { "Content-Type": "application/json" },
      });
    expectPlace(await send('{\n  "process":\n}'), 400, "JSON_MALFORMED", { line: 3 });
    expectPlace(await send('{"process": "910528253104'), 400, "JSON_MALFORMED", { line: 1 });
    expect((await send('{"process": "910528253104')).text).not.to.include("910528253104");
    expectPlace(await send(Uint8Array.of(0x22, 0xff, 0x22)), 400, "JSON_MALFORMED", { line: 1 });
    expectPlace(await send("[".repeat(200_000) + "]".repeat(200_000)), 400, "JSON_MALFORMED", { line: 1 });
  });

  it("given another media type, those that are taken are named", async () => {
    const answer = await clerk.send("POST", "/api/v1/cases", {
      body: "process=one-task",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    expect(answer.body).to.include({ status: 415, code: "MEDIA_TYPE_NOT_SUPPORTED" });
    expect(answer.headers.get("accept-post")).to.equal("application/json");
  });

  describe("given a task that somebody has done", () => {
    let task: string;
    beforeEach(async () => {
      task = await openTask("one-task");
      expect((await clerk.post(`/api/v1/tasks/${task}/complete`)).status).to.equal(200);
      before = await everything();
    });

    it("doing it once more is refused and says who did it", async () => {
      const answer = await clerk.post(`/api/v1/tasks/${task}/complete`);
      expect(answer.body).to.include({ status: 409, code: "TASK_ALREADY_COMPLETED" });
      expect((answer.body as { detail: string }).detail)
        .to.include(task)
        .and.to.include("demo-office-clerk");
    });
  });

  describe("given a case that has changed", () => {
    let id: string;
    let task: string;
    beforeEach(async () => {
      task = await openTask("one-task");
      id = task.split(".")[0]!;
      await clerk.post(`/api/v1/tasks/${task}/claim`);
      before = await everything();
    });

    it("a command with the version from before is refused and names the version of today", async () => {
      const { seq } = (await clerk.get(`/api/v1/cases/${id}`)).body as { seq: number };
      const answer = await clerk.post(`/api/v1/tasks/${task}/complete`, { expectedSeq: seq - 1 });
      expect(answer.body).to.include({ status: 409, code: "STALE_VERSION" });
      expect((answer.body as { detail: string }).detail).to.include(String(seq));
    });
  });

  it("given an address or a method that is none, or one that is not readable, the answer says so", async () => {
    expect((await clerk.get("/api/v1/nothing")).body).to.include({ status: 404, code: "ROUTE_NOT_FOUND" });
    expect((await clerk.get("/nothing")).body).to.include({ status: 404, code: "ROUTE_NOT_FOUND" });
    const method = await clerk.send("PATCH", "/api/v1/cases");
    expect(method.body).to.include({ status: 405, code: "METHOD_NOT_ALLOWED" });
    expect(method.headers.get("allow")).to.equal("POST, GET, HEAD");
    expect((await clerk.get("/api/v1/cases/%E0%A4%A")).body).to.include({ status: 400, code: "REQUEST_INVALID" });
    expectPlace(await clerk.get("/api/v1/cases/a..b"), 422, "REQUEST_INVALID", { pointer: "/case" });
    expectPlace(await clerk.get("/api/v1/cases?status=done&state=open"), 422, "REQUEST_INVALID", {
      pointer: "/status",
    });
    expectPlace(await clerk.get("/api/v1/cases?limit=5&limit=6"), 422, "REQUEST_INVALID", { pointer: "/limit" });
  });
});
