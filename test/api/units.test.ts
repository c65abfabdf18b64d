import { expect } from "chai";
import { chain, diagram, end, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const REGULATION = "test-regulation";

/** Taken in by one role, prepared by the clerk, signed by the head. */
function service(channel: string, taker: string): string {
  const lanes = [
    [taker, "take"],
    ["office-clerk", "prepare"],
    ["head", "sign"],
  ].map(
    ([role, node]) =>
      `<lane id="lane_${node}"><extensionElements><reg:performer role="${role}" /></extensionElements><flowNodeRef>${node}</flowNodeRef></lane>`,
  );
  return diagram(
    `units-${channel}`,
    `<extensionElements><reg:service regulation="${REGULATION}" channel="${channel}" clause="1" /></extensionElements>` +
      `<laneSet id="lanes">${lanes.join("")}</laneSet>` +
      chain(start, userTask("take"), userTask("prepare"), userTask("sign"), end),
  );
}

const names = { kk: "Бөлім", ru: "Отдел", en: "Department" };
const department = { kind: "provider", names, provides: [REGULATION] };

describe("units", () => {
  let house: Installation;
  let administrator: Client;
  let clerk: Client;
  let otherClerk: Client;
  let operator: Client;
  let applicant: Client;
  beforeEach(async () => {
    house = await startInstallation();
    [administrator, clerk, operator, applicant] = await Promise.all([
      house.as("administrator"),
      house.as("office-clerk"),
      house.as("centre-operator"),
      house.as("applicant"),
    ]);
    otherClerk = await signIn("other-clerk", "demo-other-clerk");
    const analyst = await house.as("analyst");
    for (const [channel, role] of [
      ["office", "office-clerk"],
      ["centre", "centre-operator"],
      ["corporation", "corporation-operator"],
      ["akimat", "akimat-clerk"],
      ["portal", "applicant"],
    ] as const) {
      const content = service(channel, role);
      const deployed = await analyst.post("/api/v1/definitions", {
        resources: [{ kind: "bpmn", name: `${channel}.bpmn`, content }],
      });
      expect(deployed.status, deployed.text).to.equal(201);
    }
  });
  afterEach(() => house.stop());

  async function signIn(login: string, password: string): Promise<Client> {
    const session = await house.stranger.post("/api/v1/sessions", { login, password });
    return house.withToken((session.body as { token: string }).token);
  }
  const put = (id: string, body: object = department) =>
    administrator.send("PUT", `/api/v1/units/${id}`, { json: body });
  const asDefault = { ...department, defaultFor: [REGULATION] };

  async function begin(client: Client, channel: string, unit?: string): Promise<string> {
    const started = await client.post("/api/v1/cases", { process: `units-${channel}`, ...(unit ? { unit } : {}) });
    expect(started.status, started.text).to.equal(201);
    return (started.body as { case: string }).case;
  }
  const tasks = async (client: Client, id: string): Promise<string[]> =>
    ((await client.get(`/api/v1/tasks?case=${id}`)).body as { items: { element: string }[] }).items.map(
      ({ element }) => element,
    );
  const cases = async (client: Client, query = ""): Promise<string[]> =>
    ((await client.get(`/api/v1/cases${query}`)).body as { items: { id: string }[] }).items.map(({ id }) => id);
  async function complete(client: Client, id: string): Promise<void> {
    const { items } = (await client.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
    const done = await client.post(`/api/v1/tasks/${items[0]?.id}/complete`);
    expect(done.status, done.text).to.equal(200);
  }

  describe("the list", () => {
    it("given a unit that the administrator makes, everybody finds it by what it provides, and it can be replaced", async () => {
      expect((await put("north", asDefault)).status).to.equal(201);
      const { body } = await house.stranger.get(`/api/v1/units?provides=${REGULATION}`);
      const made = { id: "north", kind: "provider", names, provides: [REGULATION], defaultFor: [REGULATION] };
      expect(body).to.deep.equal({ items: [{ ...made, closed: false }] });
      expect((await put("north", { ...asDefault, closed: true, parent: "talgar-akimat" })).status).to.equal(200);
      const again = await house.stranger.get("/api/v1/units?kind=provider");
      expect((again.body as { items: object[] }).items).to.deep.include({
        ...made,
        parent: "talgar-akimat",
        closed: true,
      });
    });

    it("given a default that moves to another unit, then the first is the default no longer", async () => {
      await put("north", asDefault);
      await put("south", asDefault);
      const { items } = (await house.stranger.get(`/api/v1/units?provides=${REGULATION}`)).body as {
        items: { id: string; defaultFor: string[] }[];
      };
      expect(items.map(({ id, defaultFor }) => [id, ...defaultFor])).to.deep.equal([["north"], ["south", REGULATION]]);
    });

    it("given a default for what it does not provide, a parent that is not there, or itself above itself, it is refused", async () => {
      expect((await put("north", { ...department, defaultFor: ["other"] })).body).to.have.nested.property(
        "errors[0].pointer",
        "/defaultFor",
      );
      expect((await put("north", { ...department, parent: "nowhere" })).body).to.include({ code: "UNIT_NOT_FOUND" });
      await put("north");
      await put("south", { ...department, parent: "north" });
      expect((await put("north", { ...department, parent: "south" })).body).to.have.nested.property(
        "errors[0].pointer",
        "/parent",
      );
    });

    it("given an account of a unit that is not in the list, it is refused", async () => {
      const account = { login: "c1", password: "a-long-password", name: "C", roles: ["office-clerk"], unit: "nowhere" };
      const refused = await administrator.post("/api/v1/accounts", account);
      expect(refused.body)
        .to.include({ code: "UNIT_NOT_FOUND" })
        .and.have.nested.property("errors[0].pointer", "/unit");
    });
  });

  describe("a case", () => {
    it("given one taken in at the centre, its operator has the counter's tasks, the provider's clerk and head the others, and both see it", async () => {
      await put("talgar", asDefault);
      await put("panfilov");
      const id = await begin(operator, "centre");
      expect((await clerk.get(`/api/v1/cases/${id}`)).body).to.include({ unit: "talgar", intakeUnit: "talgar-centre" });
      expect([await tasks(operator, id), await tasks(clerk, id)]).to.deep.equal([["take"], []]);
      await complete(operator, id);
      expect([await tasks(operator, id), await tasks(clerk, id)]).to.deep.equal([[], ["prepare"]]);
      const centresClerk = { login: "c2", password: "a-long-password", name: "C", roles: ["office-clerk"] };
      await administrator.post("/api/v1/accounts", { ...centresClerk, unit: "talgar-centre" });
      expect(await tasks(await signIn("c2", "a-long-password"), id), "the role is not enough").to.be.empty;
      await complete(clerk, id);
      const head = await house.as("head");
      expect(await tasks(head, id)).to.deep.equal(["sign"]);
      for (const one of [operator, clerk, head, await house.as("auditor"), await house.as("administrator")])
        expect(await cases(one)).to.deep.equal([id]);
      for (const one of [otherClerk, await signIn("other-head", "demo-other-head")]) {
        expect(await cases(one)).to.be.empty;
        expect((await one.get(`/api/v1/cases/${id}`)).status).to.equal(404);
        expect(await tasks(one, id)).to.be.empty;
      }
      expect(await cases(await house.as("auditor"), "?unit=talgar-centre")).to.deep.equal([id]);
    });

    it("given the corporation and the akimat, then they are the units of intake likewise", async () => {
      await put("talgar", asDefault);
      for (const [role, channel] of [
        ["corporation-operator", "corporation"],
        ["akimat-clerk", "akimat"],
      ] as const) {
        const taker = await house.as(role);
        const id = await begin(taker, channel);
        expect((await taker.get(`/api/v1/cases/${id}`)).body).to.include({
          unit: "talgar",
          intakeUnit: `talgar-${channel}`,
        });
        expect(await tasks(taker, id)).to.deep.equal(["take"]);
        await complete(taker, id);
        expect(await tasks(clerk, id)).to.deep.equal(["prepare"]);
      }
    });

    it("given one of the portal, the default unit has it, or the one that the applicant chose", async () => {
      await put("talgar", asDefault);
      await put("panfilov");
      const byDefault = await begin(applicant, "portal");
      const chosen = await begin(applicant, "portal", "panfilov");
      for (const id of [byDefault, chosen]) await complete(applicant, id);
      expect([await cases(clerk), await cases(otherClerk)]).to.deep.equal([[byDefault], [chosen]]);
      expect([await tasks(clerk, byDefault), await tasks(otherClerk, chosen)]).to.deep.equal([
        ["prepare"],
        ["prepare"],
      ]);
      expect((await applicant.get(`/api/v1/cases/${chosen}`)).body)
        .to.include({ unit: "panfilov" })
        .and.not.have.property("intakeUnit");
    });

    it("given no default among several units, or no unit at all, then whoever starts it must name one that provides it", async () => {
      const refused = async (client: Client, channel: string, unit?: string) =>
        (await client.post("/api/v1/cases", { process: `units-${channel}`, ...(unit ? { unit } : {}) })).body;
      expect(await refused(applicant, "portal")).to.include({ code: "PROVIDER_UNIT_NEEDED" });
      await put("talgar");
      await put("panfilov");
      await put("shut", { ...department, closed: true });
      expect(await refused(applicant, "portal")).to.have.nested.property("errors[0].pointer", "/unit");
      expect(await refused(operator, "centre")).to.include({ code: "PROVIDER_UNIT_NEEDED" });
      for (const unit of ["nowhere", "talgar-centre", "shut"])
        expect(await refused(operator, "centre", unit), unit).to.include({ code: "UNIT_NOT_FOUND" });
      const id = await begin(operator, "centre", "panfilov");
      expect(await cases(otherClerk)).to.deep.equal([id]);
    });

    it("given one that the provider takes in itself, it is of the clerk's own unit, and only of what that unit provides", async () => {
      await put("talgar");
      const id = await begin(clerk, "office");
      expect((await clerk.get(`/api/v1/cases/${id}`)).body)
        .to.include({ unit: "talgar" })
        .and.not.have.property("intakeUnit");
      const elsewhere = await clerk.post("/api/v1/cases", { process: "units-office", unit: "panfilov" });
      expect(elsewhere.body).to.include({ code: "NOT_ALLOWED" });
      const notProvided = await otherClerk.post("/api/v1/cases", { process: "units-office" });
      expect(notProvided.body).to.include({ code: "NOT_ALLOWED" });
    });

    it("given one that a message starts, the default unit has it", async () => {
      await put("talgar", asDefault);
      const content = diagram(
        "units-message",
        `<extensionElements><reg:service regulation="${REGULATION}" channel="office" clause="1" /></extensionElements>` +
          chain(
            [
              "petition_in",
              `<startEvent id="petition_in"><messageEventDefinition id="petition_definition" messageRef="petition" /></startEvent>`,
            ],
            userTask("read"),
            end,
          ),
        `<message id="petition" name="petition" />\n`,
      );
      const resources = [{ kind: "bpmn", name: "message.bpmn", content }];
      await (await house.as("analyst")).post("/api/v1/definitions", { resources });
      const sent = await administrator.post("/api/v1/messages", { name: "petition" });
      expect(sent.status, sent.text).to.equal(200);
      const { case: id } = sent.body as { case: string };
      expect([await cases(clerk), await tasks(clerk, id), await cases(otherClerk)]).to.deep.equal([[id], ["read"], []]);
    });

    it("given the head of a centre, then the own tasks are handed over there, and what another unit decides is not stopped", async () => {
      await put("talgar", asDefault);
      const account = { login: "h1", password: "a-long-password", name: "H", roles: ["head"], unit: "talgar-centre" };
      await administrator.post("/api/v1/accounts", account);
      const head = await signIn("h1", "a-long-password");
      const id = await begin(operator, "centre");
      const { items } = (await head.get("/api/v1/tasks")).body as { items: { id: string; unit: string }[] };
      expect(items.map(({ unit }) => unit)).to.deep.equal(["talgar-centre"]);
      const handed = await head.post(`/api/v1/tasks/${items[0]!.id}/claim`, { assignee: "demo-centre-operator" });
      expect(handed.status, handed.text).to.equal(200);
      expect((await head.post(`/api/v1/cases/${id}/cancel`, { reason: "r" })).status).to.equal(404);
      const provider = await house.as("head");
      expect((await provider.post(`/api/v1/tasks/${items[0]!.id}/unclaim`)).status).to.equal(404);
      expect((await provider.post(`/api/v1/cases/${id}/cancel`, { reason: "withdrawn" })).status).to.equal(200);
    });
  });
});
