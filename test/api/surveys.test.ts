import { expect } from "chai";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

const choice = { enum: ["not-satisfied", "partly-satisfied", "satisfied"] };
const SURVEY = {
  type: "object",
  required: ["quality", "information"],
  additionalProperties: false,
  properties: { quality: choice, information: choice },
};
const PORTAL = `<extensionElements><reg:service regulation="surveyed" channel="portal" /></extensionElements>`;
const BPMN = diagram("surveyed", lane("office-clerk", "check") + chain(start, userTask("check"), end)).replace(
  /(<process id="surveyed"[^>]*>)/,
  `$1${PORTAL}`,
);
const answers = { quality: "satisfied", information: "partly-satisfied" };

describe("the survey at the end of a case", () => {
  let house: Installation;
  let applicant: Client;
  let clerk: Client;
  let auditor: Client;

  before(async () => {
    house = await startInstallation();
    [applicant, clerk, auditor] = await Promise.all([
      house.as("applicant"),
      house.as("office-clerk"),
      house.as("auditor"),
    ]);
    await deploy(BPMN, [{ kind: "form", name: "survey", content: JSON.stringify(SURVEY) }]);
  });
  after(() => house.stop());

  async function deploy(content: string, others: object[] = []): Promise<void> {
    const resources = [{ kind: "bpmn", name: "diagram.bpmn", content }, ...others];
    const { status, text } = await (await house.as("analyst")).post("/api/v1/definitions", { resources });
    expect(status, text).to.equal(201);
  }
  async function startCase(process = "surveyed"): Promise<string> {
    const unit = ((await clerk.get("/api/v1/me")).body as { unit: string }).unit;
    const { status, body, text } = await applicant.post("/api/v1/cases", { process, unit });
    expect(status, text).to.equal(201);
    return (body as { case: string }).case;
  }
  async function finish(id: string): Promise<void> {
    const { items } = (await clerk.get(`/api/v1/tasks?case=${id}`)).body as { items: { id: string }[] };
    expect((await clerk.post(`/api/v1/tasks/${items[0]!.id}/complete`, {})).status).to.equal(200);
  }
  const survey = (id: string) => `/api/v1/cases/${id}/survey`;

  it("given a case that runs, shows its form and takes no answers yet", async () => {
    const id = await startCase();
    expect((await applicant.get(survey(id))).body).to.deep.equal({ state: "later", form: SURVEY });
    const early = await applicant.post(survey(id), { answers });
    expect(early.status).to.equal(409);
    expect(early.body).to.include({ code: "SURVEY_NOT_OPEN" });
  });

  it("given a case that is over, takes the answers once", async () => {
    const id = await startCase();
    await finish(id);
    expect((await applicant.get(survey(id))).body).to.include({ state: "open" });
    expect((await applicant.post(survey(id), { answers })).status).to.equal(201);
    expect((await applicant.get(survey(id))).body).to.deep.include({ state: "answered", answers });
    const again = await applicant.post(survey(id), { answers: { ...answers, quality: "not-satisfied" } });
    expect(again.status).to.equal(409);
    expect(again.body).to.include({ code: "SURVEY_ANSWERED" });
    expect((await applicant.get(survey(id))).body).to.deep.include({ answers });
  });

  it("given answers that the form does not have, names each field", async () => {
    const id = await startCase();
    await finish(id);
    const odd = await applicant.post(survey(id), { answers: { quality: "wonderful" } });
    expect(odd.status).to.equal(422);
    const { errors } = odd.body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).to.deep.equal(["/form/information", "/form/quality"]);
    expect((await applicant.get(survey(id))).body).to.include({ state: "open" });
  });

  it("given a case without a survey, or of somebody else, says so", async () => {
    await deploy(BPMN.replaceAll("surveyed", "unasked"));
    const id = await startCase("unasked");
    expect((await applicant.get(survey(id))).body).to.include({ code: "SURVEY_NOT_FOUND" });
    const other = await house.as("corporation-operator");
    expect((await other.get(survey(await startCase()))).body).to.include({ code: "CASE_NOT_FOUND" });
  });

  it("counts the answers by regulation, channel and question, for the auditor and for the head of the unit", async () => {
    const before = (await auditor.get("/api/v1/surveys/counts?regulation=surveyed")).body as {
      items: { question: string; answer: string; count: number }[];
    };
    const id = await startCase();
    await finish(id);
    // The clerk writes down what the applicant says at the counter.
    expect((await clerk.post(survey(id), { answers })).status).to.equal(201);
    const after = (await auditor.get("/api/v1/surveys/counts?regulation=surveyed")).body as typeof before;
    const satisfied = (list: typeof before) =>
      list.items.find(({ question, answer }) => question === "quality" && answer === "satisfied")?.count ?? 0;
    expect(satisfied(after)).to.equal(satisfied(before) + 1);
    expect(after.items[0]).to.include({ regulation: "surveyed", channel: "portal" });
    const head = await house.as("head");
    expect(((await head.get("/api/v1/surveys/counts")).body as typeof before).items).to.deep.equal(after.items);
    expect(
      ((await auditor.get("/api/v1/surveys/counts?before=2000-01-01T00:00:00Z")).body as typeof before).items,
    ).to.deep.equal([]);
  });
});
