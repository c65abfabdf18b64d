import { expect } from "chai";
import { chain, diagram, end, lane, start, userTask } from "../api/diagrams.ts";
import { startInstallation, type Installation } from "../api/installation.ts";
import { runCli } from "./command-line.ts";

const version = (task: string): string =>
  diagram("renewal", lane("office-clerk", task) + chain(start, userTask(task), end));

describe("reglament migrate", () => {
  let house: Installation;
  let env: NodeJS.ProcessEnv;
  let id: string;

  before(async () => {
    house = await startInstallation();
    env = {
      REGLAMENT_SERVER: house.server.url,
      REGLAMENT_LOGIN: "administrator",
      REGLAMENT_PASSWORD: "demo-administrator",
    };
    const analyst = await house.as("analyst");
    const deploy = (content: string) =>
      analyst.post("/api/v1/definitions", { resources: [{ kind: "bpmn", name: "diagram.bpmn", content }] });
    await deploy(version("check"));
    const started = await (await house.as("office-clerk")).post("/api/v1/cases", { process: "renewal" });
    id = (started.body as { case: string }).case;
    await deploy(version("verify"));
  });
  after(() => house.stop());

  const migrate = (...args: readonly string[]) =>
    runCli(["migrate", "renewal", "--from", "1", "--to", "2", ...args], env);

  it("given a step without a home, --plan names it and exits 1; mapped, it shows where it goes on and exits 0", async () => {
    const homeless = await migrate("--plan");
    expect(homeless.code).to.equal(1);
    expect(homeless.stdout).to.include("NO HOME check: the other version has no element check: 1 case");
    expect(homeless.stderr).to.include("1 of 1 case cannot be migrated.");
    const mapped = await migrate("--plan", "--map", "check=verify");
    expect([mapped.code, mapped.stderr]).to.deep.equal([0, ""]);
    expect(mapped.stdout).to.include("check -> verify: 1 case");
  });

  it("given a refused migration it exits 1 with what is in the way; mapped, the case goes on, and its timeline says why", async () => {
    const refused = await migrate("--reason", "amended");
    expect(refused.code).to.equal(1);
    expect(refused.stdout).to.include(`case ${id}: `).and.to.include("element check");
    const done = await migrate("--reason", "amended", "--map", "check=verify", "--case", id);
    expect([done.code, done.stdout]).to.deep.equal([0, "1 case migrated to version 2 of renewal.\n"]);
    const told = await runCli(["case", id], env);
    expect(told.stdout).to.include("Goes on with another version: amended");
  });

  it("called without a reason, a version that is one, or a mapping that is one, it exits 2", async () => {
    expect((await migrate()).code).to.equal(2);
    expect((await migrate("--plan", "--map", "check")).code).to.equal(2);
    expect((await runCli(["migrate", "renewal", "--from", "first", "--to", "2", "--plan"], env)).code).to.equal(2);
  });
});
