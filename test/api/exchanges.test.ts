import { createHash } from "node:crypto";
import { expect } from "chai";
import { makePeople } from "../../fixtures/people/people.ts";
import { chain, diagram, end, lane, start, userTask } from "./diagrams.ts";
import { startInstallation, type Client, type Installation } from "./installation.ts";

/** A clerk enters a number, the person register is asked for it, and the centre is told. */
const LOOKUP = diagram(
  "lookup",
  lane("office-clerk", "enter") +
    chain(
      start,
      userTask("enter", `<extensionElements><reg:form name="numbers" /></extensionElements>`),
      [
        "ask",
        `<serviceTask id="ask" name="Ask"><extensionElements><reg:call handler="person.lookup"><reg:input name="document">numbers</reg:input><reg:input name="field">iin</reg:input><reg:input name="consentDocument">numbers</reg:input></reg:call></extensionElements></serviceTask>`,
      ],
      [
        "report",
        `<serviceTask id="report" name="Report"><extensionElements><reg:call handler="monitoring.report"><reg:input name="status">received</reg:input></reg:call></extensionElements></serviceTask>`,
      ],
      end,
    ),
);
const NUMBERS = {
  type: "object",
  properties: { iin: { type: "string" }, consent: { type: "boolean" } },
  required: ["iin"],
  additionalProperties: false,
};

interface Exchange {
  readonly element: string;
  readonly system: string;
  readonly channel: string;
  readonly outcome: string;
  readonly messages: readonly { readonly part: string; readonly signature: string; readonly document: string }[];
  readonly steps?: readonly { readonly step: string }[];
}

describe("the exchanges of a case with other systems", () => {
  let house: Installation;
  let clerk: Client;
  const { applicant } = makePeople().personas;
  before(async () => {
    house = await startInstallation({ regulations: [] });
    clerk = await house.as("office-clerk");
    const resources = [
      { kind: "bpmn", name: "diagram.bpmn", content: LOOKUP },
      { kind: "form", name: "numbers", content: JSON.stringify(NUMBERS) },
    ];
    const { status, text } = await (await house.as("analyst")).post("/api/v1/definitions", { resources });
    expect(status, text).to.equal(201);
  });
  after(() => house.stop());

  async function askedCase(): Promise<string> {
    const started = await clerk.post("/api/v1/cases", { process: "lookup" });
    const id = (started.body as { case: string }).case;
    const tasks = await clerk.get(`/api/v1/tasks?case=${id}`);
    const [task] = (tasks.body as { items: { id: string }[] }).items;
    await clerk.post(`/api/v1/tasks/${task!.id}/complete`, { form: { iin: applicant.iin, consent: true } });
    await house.server.settle();
    return id;
  }
  const exchangesOf = async (id: string): Promise<readonly Exchange[]> => {
    const { status, body } = await clerk.get(`/api/v1/cases/${id}/exchanges`);
    expect(status).to.equal(200);
    return (body as { items: Exchange[] }).items;
  };

  it("are listed with the step, the outcome and how the signature was judged; the XML is in the case file", async () => {
    const id = await askedCase();
    const [asked, reported] = await exchangesOf(id);
    expect(asked).to.deep.include({ element: "ask", system: "person-register", channel: "sync", outcome: "answered" });
    expect(asked!.messages.map(({ part, signature }) => [part, signature])).to.deep.equal([
      ["request", "made"],
      ["response", "valid"],
    ]);
    expect(reported).to.deep.include({
      element: "report",
      system: "centre-monitoring",
      channel: "async",
      outcome: "answered",
    });
    expect(reported!.messages.map(({ signature }) => signature)).to.deep.equal(["made", "valid", "valid"]);
    expect(reported!.steps?.map(({ step }) => step)).to.include.members(["queued", "sent", "answered"]);

    const xml = await clerk.get(`/api/v1/cases/${id}/documents/${asked!.messages[1]!.document}`);
    expect(xml.headers.get("content-type")).to.include("xml");
    expect(xml.text).to.include("ds:SignatureValue").and.include(applicant.iin);
  });

  it("that failed are listed as well, and nobody's number is in the history, the listing or the log", async () => {
    await house.server.simulator!.outage(true);
    const id = await askedCase();
    await house.server.simulator!.outage(false);
    const exchanges = await exchangesOf(id);
    expect(exchanges.map(({ element, outcome }) => [element, outcome])).to.deep.equal([["ask", "no-answer"]]);

    const history = await clerk.get(`/api/v1/cases/${id}/events?limit=200`);
    expect(history.text).to.include("OUTSIDE_UNAVAILABLE").and.include("no-answer");
    const log = house.log();
    expect(log).to.include("exchange with the gateway").and.include(id);
    for (const text of [history.text, JSON.stringify(exchanges), log])
      for (const { iin, surname } of makePeople().all) expect(text).not.to.include(iin).and.not.include(surname);
    // Not even one that was struck out: nothing of the kind is given to the log at all.
    expect(log).not.to.include("[iin]");
  });

  it("stand among the checks of signatures, with what was checked, and as a table", async () => {
    const id = await askedCase();
    const address = `/api/v1/cases/${id}/signature-checks`;
    const { status, body, text } = await clerk.get(address);
    expect(status).to.equal(200);
    const { items } = body as { items: Record<string, string>[] };
    expect(items.map(({ level, element, signer, outcome }) => [level, element, signer, outcome])).to.deep.equal([
      ["transport", "ask", "person-register", "valid"],
      ["transport", "report", "centre-monitoring", "valid"],
      ["transport", "report", "centre-monitoring", "valid"],
    ]);
    const [first] = items;
    const message = await clerk.send("GET", `/api/v1/cases/${id}/documents/${first!.document}`, {});
    expect(first!.digest).to.equal(createHash("sha256").update(message.text).digest("hex"));
    expect(text).not.to.include(applicant.iin);
    const table = await clerk.send("GET", address, { headers: { Accept: "text/csv" } });
    expect(table.text).to.match(/^level,at,element,signer,outcome,evidence/);
    expect(table.text.trim().split("\r\n")).to.have.length(4);
  });

  it("are for those who may see the history of the case", async () => {
    const id = await askedCase();
    expect((await (await house.as("auditor")).get(`/api/v1/cases/${id}/exchanges`)).status).to.equal(200);
    expect((await (await house.as("applicant")).get(`/api/v1/cases/${id}/exchanges`)).status).to.equal(403);
  });

  it("the gateway's endpoint takes signed messages only, by POST only", async () => {
    const url = `${house.server.url}/gateway/async`;
    expect((await fetch(url)).status).to.equal(405);
    const unsigned = await fetch(url, { method: "POST", body: `<!DOCTYPE a><a/>` });
    expect(unsigned.status).to.equal(500);
    expect(await unsigned.text()).to.include("SCE001");
    const large = await fetch(url, { method: "POST", body: "x".repeat(5 * 1024 * 1024) }).then(
      ({ status }) => status,
      () => 413,
    );
    expect(large).to.equal(413);
  });
});
