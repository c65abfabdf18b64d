import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { startInstallation, type Installation } from "./installation.ts";

const FOLDER = resolve(import.meta.dirname, "../../processes/camp-referral-eko-2019");

interface Findings {
  readonly profile: string;
  readonly compiles: boolean;
  readonly findings: readonly {
    readonly rule: string;
    readonly category: string;
    readonly element?: string;
    readonly message: string;
  }[];
}

describe("lint over HTTP", () => {
  let house: Installation;
  before(async () => {
    house = await startInstallation({ regulations: [FOLDER] });
  });
  after(() => house.stop());

  const office = readFileSync(join(FOLDER, "office.bpmn"), "utf8");
  const forms = readdirSync(join(FOLDER, "forms")).map((file) => ({
    kind: "form",
    name: file.replace(/\.json$/, ""),
    content: readFileSync(join(FOLDER, "forms", file), "utf8"),
  }));
  async function lint(content: string): Promise<Findings> {
    const resources = [{ kind: "bpmn", name: "office.bpmn", content }, ...forms];
    const { status, body, text } = await (await house.as("analyst")).post("/api/v1/definitions/lint", { resources });
    expect(status, text).to.equal(200);
    return body as Findings;
  }

  it("given a diagram in service, finds no error", async () => {
    const found = await lint(office);
    expect(found).to.include({ profile: "regulation", compiles: true });
    expect(found.findings.filter(({ category }) => category === "error")).to.deep.equal([]);
  });

  it("given a flow less, names the step that nobody reaches", async () => {
    const flow = /<bpmn:sequenceFlow id="[^"]*" [^>]*targetRef="action_1"[^>]*\/>/.exec(office)![0];
    const id = /id="([^"]*)"/.exec(flow)![1]!;
    const edge = new RegExp(`<bpmndi:BPMNEdge [^>]*bpmnElement="${id}"[\\s\\S]*?</bpmndi:BPMNEdge>`);
    const without = office
      .replace(flow, "")
      .replace(edge, "")
      .replaceAll(new RegExp(`<bpmn:(incoming|outgoing)>${id}</bpmn:(incoming|outgoing)>`, "g"), "");
    const { findings } = await lint(without);
    const rules = findings.filter(({ element }) => element === "action_1").map(({ rule }) => rule);
    expect(rules).to.include("unreachable");
  });

  it("given what the engine does not run, says what the compiler refuses, with the element", async () => {
    const { compiles, findings } = await lint(
      office.replace('<bpmn:userTask id="action_1"', '<bpmn:userTask startQuantity="2" id="action_1"'),
    );
    expect(compiles).to.equal(false);
    expect(findings[0]).to.include({ rule: "QUANTITY_UNSUPPORTED", element: "action_1", category: "error" });
  });

  it("given what is no XML, says so as a finding", async () => {
    const { compiles, findings } = await lint(office.slice(0, 2000));
    expect(compiles).to.equal(false);
    expect(findings[0]).to.include({ category: "error" });
  });

  it("is not there for others", async () => {
    const resources = [{ kind: "bpmn", name: "office.bpmn", content: office }];
    const { status } = await (await house.as("auditor")).post("/api/v1/definitions/lint", { resources });
    expect(status).to.equal(403);
  });
});
