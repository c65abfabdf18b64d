import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { openHouse } from "../../api/server.ts";
import { connect } from "../../cli/api-client.ts";
import { beginRun, createDemoRun } from "../../cli/demo/demo-run.ts";
import { OUTCOMES } from "../../cli/demo/outcomes.ts";
import { readTimeline } from "../../cli/timeline.ts";
import { evolve } from "../../engine/core/evolve.ts";
import { compile } from "../../engine/model/compile.ts";
import { startInstallation, type Installation } from "../api/installation.ts";
import { runCli, startCli } from "./command-line.ts";

const DIAGRAM = resolve(import.meta.dirname, "../../processes/preschool-almaty-2012/office.bpmn");

describe("the demo", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-demo-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("names every end of the regulation's diagram", async () => {
    const graph = await compile(readFileSync(DIAGRAM));
    const ends = graph.nodes.filter(({ kind }) => kind === "endEvent").map(({ id }) => id);
    const told = Object.values(OUTCOMES).flatMap(({ end }) => (end === undefined ? [] : [end]));
    expect([...new Set(told)]).to.have.members(ends);
    for (const { steps } of Object.values(OUTCOMES))
      for (const { element, by } of steps) expect(graph.nodes[graph.nodeIndex[element]!]?.role, element).to.equal(by);
  });

  describe("at a running server", () => {
    let house: Installation;
    before(async () => {
      house = await startInstallation();
    });
    after(() => house.stop());

    for (const [name, outcome] of Object.entries(OUTCOMES))
      it(`given the outcome ${name}, ${outcome.tells}`, async () => {
        const server = house.server.url;
        const workers = {
          "office-clerk": await connect({ server, login: "office-clerk", password: "demo-office-clerk" }),
          head: await connect({ server, login: "head", password: "demo-head" }),
        };
        const run = await createDemoRun(outcome, beginRun(join(folder, "run.json")), workers);
        const id = await run.start();
        for (const index of outcome.steps.keys()) expect(await run.perform(id, index)).to.equal("done");
        await run.finish(id);
        // Once more, as after a kill: nothing is done twice.
        const before = (await workers.head.list(`/cases/${id}/events?limit=200`)).length;
        const again = await createDemoRun(outcome, beginRun(join(folder, "run.json")), workers);
        expect(await again.start()).to.equal(id);
        for (const index of outcome.steps.keys()) expect(await again.perform(id, index)).to.equal("done-before");
        expect(await workers.head.list(`/cases/${id}/events?limit=200`)).to.have.length(before);

        const told = (await readTimeline(workers.head, id, "ru")).join("\n");
        expect(told)
          .to.match(/Процесс 1\. /)
          .and.to.match(/30 minutes +due .* kept/);
        expect(told).not.to.match(/INCIDENT|undefined/);
      });
  });

  it("given a kill in the middle, again and again, the next call goes on: nothing acknowledged is lost, nothing is done twice", async () => {
    const env = { DATA_DIR: folder, PORT: "0", REGLAMENT_SERVER: "http://127.0.0.1:9" };
    const acknowledged = new Set<string>();
    // Server and demo are one process here: the kill takes both.
    for (const lines of [2, 4, 7, 10]) {
      const running = startCli(["demo"], env);
      await running.printed(new RegExp(`(?:^done: .*\\n[^]*?){${lines}}`, "m"));
      running.child.kill("SIGKILL");
      const { stdout, signal } = await running.ended;
      expect(signal).to.equal("SIGKILL");
      for (const [, title] of stdout.matchAll(/^done: ([^:\n]*)/gm)) acknowledged.add(title!);
    }
    const last = await runCli(["demo"], env);
    expect(last.code, last.stderr).to.equal(0);
    expect(last.stdout)
      .to.match(/^Going on with run/m)
      .and.to.match(/^Case \S+ .*: completed/m);
    for (const title of acknowledged) expect(last.stdout).to.include(`done: ${title}`);

    const house = await openHouse({ dataDir: folder });
    try {
      const { items } = await house.database.readModels.cases({});
      expect(items).to.have.length(1);
      const id = items[0]!.id;
      expect(await house.database.events.verify(id)).to.deep.include({ ok: true });
      const history = await house.database.events.history(id);
      const completed = history.flatMap(({ event }) => (event.type === "ElementCompleted" ? [event.element] : []));
      expect(new Set(completed).size, completed.join(" ")).to.equal(completed.length);
      expect(completed).to.include.members(OUTCOMES["referral-issued"]!.steps.map(({ element }) => element));
      // The read models say what the log says.
      const before = await house.database.readModels.tasks({ case: id });
      await house.database.rebuild(evolve);
      expect(await house.database.readModels.tasks({ case: id })).to.deep.equal(before);
    } finally {
      await house.close();
    }
    const rebuilt = await runCli(["rebuild"], { DATA_DIR: folder });
    expect([rebuilt.code, rebuilt.stdout], rebuilt.stderr).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && text.startsWith("Made again from the log: 1 cases"),
    );
  });

  it("given a demo that runs, `case` tells its cases, and a stranger's number is not found", async () => {
    const demo = startCli(["start", "--demo"], { DATA_DIR: folder, PORT: "0" });
    try {
      const url = (await demo.printed(/serves at (http:\/\/\S+)/))[1]!;
      await demo.printed(/administrator +demo-administrator/);
      const env = { DATA_DIR: folder, REGLAMENT_SERVER: url };
      const refused = await runCli(["demo", "--outcome", "refused-orally", "--lang", "kk"], env);
      expect(refused.code, refused.stderr).to.equal(0);
      const id = /^Case (\S+)/m.exec(refused.stdout)![1]!;
      const auditor = { ...env, REGLAMENT_LOGIN: "auditor", REGLAMENT_PASSWORD: "demo-auditor" };
      const told = await runCli(["case", id, "--lang", "kk"], auditor);
      expect(told.stdout)
        .to.include("2-процесс.")
        .and.to.match(/completed, refused/);
      const missing = await runCli(["case", "nobodys"], auditor);
      expect([missing.code, missing.stderr]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && text.includes("CASE_NOT_FOUND"),
      );
    } finally {
      demo.child.kill("SIGTERM");
      expect(await demo.ended).to.deep.include({ code: 0, stderr: "" });
    }
  });
});
