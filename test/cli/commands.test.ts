import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { DATABASE_FILE } from "../../db/open-database.ts";
import { ONE_TASK } from "../api/diagrams.ts";
import { runCli, startCli, type Running } from "./command-line.ts";

const PRESCHOOL = resolve(import.meta.dirname, "../../processes/preschool-almaty-2012");
const CHANNELS = ["centre", "office", "portal"];
const deployed = (channel: string): string => `${join(PRESCHOOL, `${channel}.bpmn`)}: preschool-almaty-2012.${channel}`;

describe("the command line", () => {
  let folder: string;
  let DATA_DIR: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-cli-"));
    DATA_DIR = join(folder, "data");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  describe("called in a way that makes no sense, it exits 2 and says so", () => {
    const cases: readonly [string, readonly string[], NodeJS.ProcessEnv, RegExp][] = [
      ["an unknown command", ["fly"], {}, /unknown command 'fly'/],
      ["an unknown option", ["start", "--fast"], {}, /unknown option '--fast'/],
      ["a missing argument", ["lint"], {}, /missing required argument 'file'/],
      ["a port that is none", ["start"], { PORT: "http" }, /^PORT is "http", but it must be a whole number/],
      ["a database that is none", ["start"], { DATABASE_URL: "mysql://u:secret@h/d" }, /^DATABASE_URL is "mysql:/],
      ["an outcome that is none", ["demo", "--outcome", "bribe"], {}, /referral-issued/],
      ["nobody who deploys", ["deploy", PRESCHOOL], {}, /--token/],
      ["a server that is none", ["case", "1", "--server", "localhost"], {}, /^--server is "localhost"/],
      ["an administrator without a login", ["admin"], {}, /--login/],
      ["a file that is not there", ["lint", "nowhere.bpmn"], {}, /^nowhere\.bpmn cannot be read/],
      ["nothing to deploy", ["deploy", "--local", "nowhere"], {}, /^There is nothing at nowhere/],
    ];
    for (const [what, args, env, says] of cases)
      it(what, async () => {
        const { code, stderr } = await runCli(args, { DATA_DIR, ...env });
        expect(code).to.equal(2);
        expect(stderr).to.match(says);
        expect(stderr).not.to.match(/secret|\n\s+at /);
      });
  });

  it("given --help and --version, it exits 0", async () => {
    const help = await runCli(["--help"]);
    expect([help.code, help.stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && text.includes("scenario"),
    );
    expect((await runCli(["--version"])).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  describe("lint", () => {
    it("given a good diagram it exits 0, given a broken one 1, with line and element of each problem", async () => {
      const good = await runCli(["lint", file("good.bpmn", ONE_TASK), "--profile", "engine"]);
      expect([good.code, good.stderr]).to.deep.equal([0, ""]);
      const path = file("broken.bpmn", ONE_TASK.replace('targetRef="end"', 'targetRef="gone"'));
      const broken = await runCli(["lint", path]);
      expect(broken.code).to.equal(1);
      expect(broken.stdout).to.match(/broken\.bpmn: line \d+, element f2: .*\[\w/);
      const asJson = await runCli(["lint", "--json", path]);
      expect(JSON.parse(asJson.stdout)).to.have.nested.property("[0].problems[0].element", "f2");
      expect((await runCli(["lint", file("text.bpmn", "not XML")])).stdout).to.match(/line 1/);
    });
  });

  describe("scenario", () => {
    it("given cases that pass it exits 0; given one that fails 1; --json prints the report and nothing else", async () => {
      const passing = join(PRESCHOOL, "scenarios/refusals.json");
      const good = await runCli(["scenario", passing, "--json"]);
      expect(good.code).to.equal(0);
      const report = JSON.parse(good.stdout) as {
        passed: number;
        failed: number;
        cases: { id: string; ok: boolean; why: string }[];
      };
      expect(report).to.deep.include({ failed: 0 });
      expect(report.passed).to.equal(report.cases.length).and.to.be.greaterThan(0);
      file("one.bpmn", ONE_TASK);
      const failing = file(
        "failing.json",
        JSON.stringify([
          { id: "wrong", file: "one.bpmn", script: [{ do: "start" }], expect: { state: "completed" } },
          { id: "no-diagram", file: "missing.bpmn", script: [], expect: {} },
        ]),
      );
      const bad = await runCli(["scenario", failing]);
      expect(bad.code).to.equal(1);
      expect(bad.stdout).to.match(/FAILED\s+wrong: .+\nFAILED\s+no-diagram: .+\n0 passed, 2 failed/);
    });

    it("given a file that holds no scenarios, it says what it must be", async () => {
      const { code, stderr } = await runCli(["scenario", file("x.json", "{}")]);
      expect([code, stderr]).to.satisfy(
        ([exit, text]: [number, string]) => exit === 1 && text.includes("list of {id, file"),
      );
    });
  });

  describe("an installation from nothing", () => {
    let server: Running | undefined;
    afterEach(async () => {
      server?.child.kill("SIGTERM");
      await server?.ended;
      server = undefined;
    });

    it("gets its first administrator and no second one, and its password is what was typed or what was printed", async () => {
      const made = await runCli(["admin", "--login", "Boss", "--password-stdin"], { DATA_DIR }, "a-long-password\n");
      expect(made.code, made.stderr).to.equal(0);
      expect(made.stdout).to.include("Administrator boss made").and.not.to.include("a-long-password");
      const second = await runCli(["admin", "--login", "other"], { DATA_DIR });
      expect([second.code, second.stderr]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && text.includes("(boss)"),
      );
      const short = await runCli(["admin", "--login", "x1", "--password-stdin"], { DATA_DIR }, "short");
      expect(short.code).to.equal(2);

      const url = await serve();
      expect(await signIn(url, "boss", "a-long-password")).to.be.a("string");
    });

    it("is deployed to by file and over HTTP, and serves no demo account", async () => {
      const admin = await runCli(["admin"], { DATA_DIR, REGLAMENT_ADMIN_LOGIN: "boss" });
      const password = /kept nowhere\): (\S+)/.exec(admin.stdout)![1]!;
      const local = await runCli(["deploy", "--local", "--no-trial", PRESCHOOL, "-m", "first"], { DATA_DIR });
      expect([local.code, local.stdout]).to.deep.equal([
        0,
        CHANNELS.map((channel) => `${deployed(channel)} version 1\n`).join(""),
      ]);

      // A diagram given by itself takes the forms of its regulation along: the same deployment, so nothing changes.
      const alone = await runCli(["deploy", "--local", join(PRESCHOOL, "office.bpmn"), "-m", "first"], { DATA_DIR });
      expect(alone.stdout, alone.stderr).to.match(/version 1 \(unchanged\)\n$/);

      const url = await serve();
      expect(server!.stdout()).not.to.match(/password/);
      const token = await signIn(url, "boss", password);
      const made = await fetch(`${url}/api/v1/accounts`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ login: "analyst1", password: "draws-diagrams", name: "A", roles: ["analyst"] }),
      });
      expect(made.status).to.equal(201);

      const env = { REGLAMENT_SERVER: url, REGLAMENT_LOGIN: "analyst1", REGLAMENT_PASSWORD: "draws-diagrams" };
      const again = await runCli(["deploy", "--no-trial", PRESCHOOL, "-m", "first"], env);
      expect([again.code, again.stdout], again.stderr).to.deep.equal([
        0,
        CHANNELS.map((channel) => `${deployed(channel)} version 1 (unchanged)\n`).join(""),
      ]);
      expect((await runCli(["deploy", file("one.bpmn", ONE_TASK)], env)).stdout).to.match(/one-task version 1\n$/);
      const broken = await runCli(
        ["deploy", file("bad.bpmn", ONE_TASK.replace('targetRef="end"', 'targetRef="gone"'))],
        env,
      );
      expect(broken.code).to.equal(1);
      expect(broken.stderr).to.match(/DIAGRAM_BROKEN.*\n.*f2/);
      const refused = await runCli(["deploy", PRESCHOOL], { ...env, REGLAMENT_PASSWORD: "wrong" });
      expect([refused.code, refused.stderr]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && text.includes("LOGIN_FAILED"),
      );
      const demo = await runCli(["demo", "--server", url], { DATA_DIR });
      expect([demo.code, demo.stderr]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && text.includes("is an installation"),
      );
    });

    it("ends well when it is told to stop, and starts again", async () => {
      await serve();
      server!.child.kill("SIGTERM");
      expect(await server!.ended).to.deep.include({ code: 0 });
      await serve();
    });

    async function serve(): Promise<string> {
      server = startCli(["start", "--host", "127.0.0.1"], { DATA_DIR, PORT: "0" });
      return (await server.printed(/serves at (http:\/\/\S+)/))[1]!;
    }
    async function signIn(url: string, login: string, password: string): Promise<string> {
      const response = await fetch(`${url}/api/v1/sessions`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ login, password }),
      });
      return ((await response.json()) as { token: string }).token;
    }
  });

  it("given no server, a command over HTTP says how to start one", async () => {
    const { code, stderr } = await runCli(["case", "1", "--server", "http://127.0.0.1:9", "--token", "t"]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^No server answers at http:\/\/127\.0\.0\.1:9 .*reglament start/);
  });

  it("given a file that is no database, the start says so without a stack", async () => {
    writeFileSync(join(folder, DATABASE_FILE), "this is no database, and long enough to be taken for one".repeat(40));
    const { code, stderr } = await runCli(["start", "--host", "127.0.0.1"], { DATA_DIR: folder, PORT: "0" });
    expect(code).to.equal(1);
    expect(stderr)
      .to.include(DATABASE_FILE)
      .and.not.to.match(/\n\s+at /);
  });
});
