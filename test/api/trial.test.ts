import { expect } from "chai";
import { tryOut } from "../../engine/scenario/trial/try-out.ts";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

interface Trial {
  passed: number;
  failed: number;
  cases: { id: string; ok: boolean; why: string }[];
  opinions: { id: string; agrees?: boolean }[];
  remarks: string[];
}

const scenario = (id: string, state: string, more: object = {}) => ({
  id,
  file: "../diagram.bpmn",
  script: [{ do: "start" }, { do: "complete", element: "check" }],
  expect: { state },
  ...more,
});
const oneTask = (process: string) =>
  diagram(process, lane("office-clerk", "check") + chain(start, userTask("check"), end));
const bpmn = (content: string, name = "diagram.bpmn") => ({ kind: "bpmn", name, content });
const scenarios = (name: string, cases: unknown) => ({ kind: "scenario", name, content: JSON.stringify(cases) });

describe("trying a diagram before it is put into service", () => {
  let house: Installation;
  let analyst: Client;
  before(async () => {
    house = await startInstallation();
    analyst = await house.as("analyst");
  });
  after(() => house.stop());

  it("given a bundle with scenarios, deploys it and says what came of them in both engines", async () => {
    const cases = [scenario("goes through", "completed"), scenario("does not", "active")];
    const resources = [bpmn(oneTask("tried")), scenarios("ways", cases)];
    const { status, body, text } = await analyst.post("/api/v1/definitions", { resources });
    expect(status, text).to.equal(201);
    const { trial } = body as { trial: Trial };
    expect(trial).to.include({ passed: 1, failed: 1 });
    expect(trial.cases[1]!.why).to.equal("the state is completed, not active");
    expect(trial.opinions.map(({ agrees }) => agrees)).to.deep.equal([true, true]);

    const again = await analyst.post("/api/v1/definitions?trial=false", { resources });
    expect(again.status).to.equal(200);
    expect(again.body).to.not.have.property("trial");
  });

  it("given a trial alone, deploys nothing", async () => {
    const resources = [bpmn(oneTask("only-tried")), scenarios("ways", [scenario("goes through", "completed")])];
    const { status, body, text } = await analyst.post("/api/v1/definitions/trial", { resources });
    expect(status, text).to.equal(200);
    expect(body).to.include({ passed: 1, failed: 0 });
    expect((await analyst.get("/api/v1/definitions/only-tried/latest")).status).to.equal(404);
  });

  it("given a diagram that calls one in service, plays with that one", async () => {
    const regulation = { kind: "regulation", name: "regulation.json", content: JSON.stringify({ id: "shared" }) };
    const service = `<extensionElements><reg:service regulation="shared" channel="actions" /></extensionElements>`;
    const called = oneTask("called-one").replace(/(<process id="called-one"[^>]*>)/, `$1${service}`);
    expect(called).to.contain("reg:service");
    const resources = [bpmn(called, "actions.bpmn"), regulation];
    expect((await analyst.post("/api/v1/definitions", { resources })).status).to.equal(201);

    const caller = diagram(
      "caller",
      chain(start, ["call", `<callActivity id="call" calledElement="called-one"/>`], end),
    );
    const ways = scenarios("ways", [scenario("through the other", "completed", { with: ["../actions.bpmn"] })]);
    const trial = (await analyst.post("/api/v1/definitions/trial", { resources: [bpmn(caller), ways, regulation] }))
      .body as Trial;
    expect(trial.cases).to.deep.equal([{ id: "through the other", ok: true, why: "" }]);
    const without = (await analyst.post("/api/v1/definitions/trial", { resources: [bpmn(caller), ways] }))
      .body as Trial;
    expect(without.cases[0]!.why).to.contain("actions.bpmn");
  });

  it("given a diagram that cannot run, or a file that holds no scenarios, says so", async () => {
    const broken = oneTask("broken").replace('targetRef="end"', 'targetRef="gone"');
    const resources = [bpmn(broken), scenarios("ways", [scenario("goes through", "completed")]), scenarios("odd", {})];
    const trial = (await analyst.post("/api/v1/definitions/trial", { resources })).body as Trial;
    expect(trial).to.include({ passed: 0, failed: 1 });
    expect(trial.remarks).to.deep.equal([
      "odd.json is not a scenario file: it must be a list of {id, file, script, expect}.",
    ]);
    const none = await analyst.post("/api/v1/definitions/trial", { resources: [scenarios("ways", [])] });
    expect(none.status).to.equal(422);
    expect(none.body).to.deep.include({ code: "DATA_INVALID" });
  });

  it("given scenarios that are not over in time, says so and goes on", async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const trial = await tryOut(
      {
        diagram: { name: "diagram.bpmn", bytes: bytes(oneTask("late")) },
        others: [],
        scenarios: [{ name: "ways", bytes: bytes(JSON.stringify([scenario("goes through", "completed")])) }],
      },
      1,
    );
    expect(trial.remarks).to.deep.equal(["The scenarios were not over after 0.001 seconds."]);
  });
});
