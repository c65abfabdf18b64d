import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { readBundles } from "../../api/bundle-files.ts";
import type { ApiAnswer, Client, Installation } from "./installation.ts";
import { startInstallation } from "./installation.ts";

const root = resolve(import.meta.dirname, "../..");
const FOLDER = "processes/externat-permission-eko-2016";
const PROCESS = "externat-permission-eko-2016.office";
const APPLICATION = {
  applicantName: "Test",
  applicantIin: "000000000000",
  school: "School 1",
  level: "basic",
  applicantPhone: "+7 700 000 00 00",
  attachments: "application",
  submittedOn: "2026-01-05",
  language: "kk",
};

interface Proposal {
  readonly id: string;
  readonly state: string;
  readonly mine: boolean;
  readonly proposedByName: string;
  readonly decidedByName?: string;
  readonly reason?: string;
  readonly basedOn: readonly { readonly version: number }[];
  readonly versions?: readonly { readonly process: string; readonly version: number }[];
}
type Sent = { readonly kind: string; readonly name: string; readonly content: string };

/** The office's bundle with another text in its diagram. */
function bundle(change: (xml: string) => string): readonly Sent[] {
  const { resources } = readBundles([resolve(root, FOLDER)]).find(({ path }) => path.endsWith("office.bpmn"))!;
  return resources.map(({ kind, name, bytes }) => {
    const content = new TextDecoder().decode(bytes);
    return { kind, name, content: kind === "bpmn" ? change(content) : content };
  });
}
const renamed = (suffix: string): readonly Sent[] =>
  bundle((xml) => xml.replace(/(<(?:\w+:)?userTask\b[^>]*\bname=")/, `$1${suffix} `));

const proposalOf = ({ body }: ApiAnswer): Proposal => body as Proposal;

describe("putting a version into service", () => {
  describe("where a second person must approve", () => {
    let house: Installation;
    let analyst: Client;
    let second: Client;
    before(async () => {
      house = await startInstallation({
        deployApproval: "second-person",
        regulations: [resolve(root, FOLDER)],
      });
      analyst = await house.as("analyst");
      const account = {
        login: "second-analyst",
        password: "a long enough password",
        name: "Second",
        roles: ["analyst"],
      };
      const made = await (await house.as("administrator")).post("/api/v1/accounts", account);
      expect(made.status, made.text).to.equal(201);
      const { login, password } = account;
      const session = await house.stranger.post("/api/v1/sessions", { login, password });
      second = house.withToken((session.body as { token: string }).token);
    });
    after(() => house.stop());

    const propose = async (resources: readonly Sent[], comment = "order 5"): Promise<ApiAnswer> =>
      analyst.post("/api/v1/proposals", { resources, comment });

    it("given a proposal, keeps it waiting and the old version in service", async () => {
      const answer = await propose(renamed("A"));
      expect(answer.status, answer.text).to.equal(201);
      expect(proposalOf(answer)).to.include({ state: "waiting", mine: true });
      expect(proposalOf(answer).basedOn.map(({ version }) => version)).to.include(1);
      const { body } = await analyst.get(`/api/v1/definitions/${PROCESS}/latest`);
      expect((body as { definition: object }).definition).to.include({ version: 1 });
    });

    it("given the proposer's own approval, refuses it; given another's, puts it into service and says who did what", async () => {
      const { id } = proposalOf(await propose(renamed("B"), "order 6"));
      const own = await analyst.post(`/api/v1/proposals/${id}/approval`);
      expect(own.status).to.equal(403);
      expect(own.body).to.include({ code: "PROPOSAL_OWN" });

      const approved = await second.post(`/api/v1/proposals/${id}/approval`);
      expect(approved.status, approved.text).to.equal(200);
      const { versions, decidedByName, proposedByName } = proposalOf(approved);
      expect([proposedByName === "Second", decidedByName]).to.deep.equal([false, "Second"]);
      const { version } = versions!.find(({ process }) => process === PROCESS)!;
      const { body } = await analyst.get(`/api/v1/definitions/${PROCESS}/${version}`);
      const { definition } = body as { definition: { proposedBy: string; approvedBy: string; comment: string } };
      expect(definition.comment).to.equal("order 6");
      const accounts = (await (await house.as("administrator")).get("/api/v1/accounts")).body as {
        items: readonly { id: string; login: string }[];
      };
      const login = (of: string) => accounts.items.find((each) => each.id === of)!.login;
      expect([login(definition.proposedBy), login(definition.approvedBy)]).to.deep.equal(["analyst", "second-analyst"]);
      const started = await (
        await house.as("office-clerk")
      ).post("/api/v1/cases", { process: PROCESS, form: APPLICATION });
      expect(started.status, started.text).to.equal(201);

      const again = await second.post(`/api/v1/proposals/${id}/approval`);
      expect(again.status).to.equal(200);
      expect(proposalOf(again).versions).to.deep.equal(versions);
      const late = await (
        await house.as("administrator")
      ).post(`/api/v1/proposals/${id}/return`, { reason: "too late" });
      expect(late.body).to.include({ code: "PROPOSAL_DECIDED" });
    });

    it("given a reason, sends it back; the proposer takes an own one back", async () => {
      const { id } = proposalOf(await propose(renamed("C")));
      const without = await second.post(`/api/v1/proposals/${id}/return`, { reason: "  " });
      expect(without.status).to.equal(422);
      const returned = await second.post(`/api/v1/proposals/${id}/return`, { reason: "clause 6 says otherwise" });
      expect(proposalOf(returned)).to.include({ state: "returned", reason: "clause 6 says otherwise" });
      expect(proposalOf(await analyst.get(`/api/v1/proposals/${id}`))).to.include({ state: "returned" });

      const other = proposalOf(await propose(renamed("D")));
      expect((await second.post(`/api/v1/proposals/${other.id}/withdrawal`)).status).to.equal(404);
      expect(proposalOf(await analyst.post(`/api/v1/proposals/${other.id}/withdrawal`))).to.include({
        state: "withdrawn",
      });
      const waiting = (await second.get("/api/v1/proposals?state=waiting")).body as { items: readonly Proposal[] };
      expect(waiting.items.map(({ state }) => state)).to.deep.equal(["waiting"]);
    });

    it("given a way past it, refuses the deployment", async () => {
      const { status, body } = await analyst.post("/api/v1/definitions", { resources: renamed("E") });
      expect(status).to.equal(403);
      expect(body).to.include({ code: "APPROVAL_NEEDED" });
    });

    it("gives the files of a proposal to who must judge it", async () => {
      const resources = renamed("F");
      const { id } = proposalOf(await propose(resources));
      const { body } = await second.get(`/api/v1/proposals/${id}/bundle`);
      expect((body as { resources: unknown }).resources).to.have.deep.members(resources as unknown[]);
    });
  });

  describe("where nobody else is asked", () => {
    let house: Installation;
    let analyst: Client;
    before(async () => {
      house = await startInstallation({ regulations: [resolve(root, FOLDER)] });
      analyst = await house.as("analyst");
    });
    after(() => house.stop());

    it("given a proposal, has it in service at once, and refuses the same again", async () => {
      const resources = renamed("A");
      const answer = await analyst.post("/api/v1/proposals", { resources, comment: "order 5" });
      expect(answer.status, answer.text).to.equal(201);
      expect(proposalOf(answer)).to.include({ state: "approved" });
      expect(proposalOf(answer).versions).to.deep.include({ process: PROCESS, version: 2 });
      const again = await analyst.post("/api/v1/proposals", { resources, comment: "order 5" });
      expect(again.body).to.include({ code: "PROPOSAL_CHANGES_NOTHING" });
    });

    it("given an error of lint, refuses it with the element", async () => {
      const unnamed = bundle((xml) => xml.replace(/(<(?:\w+:)?userTask\b[^>]*?) name="[^"]*"/, "$1"));
      const { status, body } = await analyst.post("/api/v1/proposals", { resources: unnamed, comment: "order 5" });
      expect(status).to.equal(422);
      const { errors } = body as { errors: readonly { code: string; element?: string }[] };
      expect(errors.some(({ element }) => element !== undefined)).to.equal(true);
    });

    it("given a diagram that deployment refuses, refuses it as deployment does", async () => {
      const resources = bundle((xml) => xml.replace(/reg:form name="[^"]+"/, 'reg:form name="nowhere"'));
      const refused = await analyst.post("/api/v1/proposals", { resources, comment: "order 5" });
      const deployed = await analyst.post("/api/v1/definitions", { resources });
      expect(deployed.status).to.equal(422);
      const { instance: _, ...problem } = deployed.body as { instance: string };
      expect(refused.body).to.deep.include(problem);
    });
  });

  it("draws a first diagram from a table of actions, and says what is no table", async () => {
    const house = await startInstallation({ regulations: [] });
    const analyst = await house.as("analyst");
    const content = readFileSync(resolve(root, "processes/preschool-almaty-2012/tables/office.csv"), "utf8");
    const sent = { name: "office.csv", content, regulation: "new-one", channel: "office", byHand: true };
    const { status, body, text } = await analyst.post("/api/v1/definitions/draft", sent);
    expect(status, text).to.equal(200);
    const draft = body as { xml: string; actions: number };
    expect(draft.actions).to.be.greaterThan(3);
    const resources = [{ kind: "bpmn", name: "office.bpmn", content: draft.xml }];
    const deployed = await analyst.post("/api/v1/definitions", { resources });
    expect(deployed.status, deployed.text).to.equal(201);

    const refused = await analyst.post("/api/v1/definitions/draft", { ...sent, content: "a,b\n1,2" });
    expect(refused.body).to.include({ code: "TABLE_NOT_READ", status: 422 });
    await house.stop();
  });
});
