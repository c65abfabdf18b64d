import { cpSync, globSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect } from "chai";
import type { ChannelCoverage } from "../../engine/text/coverage.ts";
import { runCli } from "./command-line.ts";

const PROCESSES = resolve(import.meta.dirname, "../../processes");

describe("reglament coverage", () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "reglament-coverage-")), "externat");
    cpSync(join(PROCESSES, "externat-permission-eko-2016"), folder, { recursive: true });
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  it("given a regulation that is complete, lists every item with its elements and exits 0", async () => {
    const { code, stdout, stderr } = await runCli(["coverage", folder]);
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.match(/ office: 14 of 14 items\n/);
    expect(stdout).to.match(/^ {2}9 interaction 4\) +condition 1 +condition_1$/m);
    expect(stdout).to.match(/^ {2}10 2\) +left out: /m);
    const short = await runCli(["coverage", "--summary", folder]);
    expect(short.stdout.trim().split("\n")).to.have.length(2);
  });

  it("given no folder, goes through every regulation of the house, and nothing of their acts is uncovered", async () => {
    const { code, stdout, stderr } = await runCli(["coverage", "--json"]);
    expect([code, stderr]).to.deep.equal([0, ""]);
    const found = JSON.parse(stdout) as { folder: string; channels: ChannelCoverage[] }[];
    expect(found.map(({ folder: path }) => basename(path))).to.deep.equal(readdirSync(PROCESSES).toSorted());
    const drawn = globSync("*/*.bpmn", { cwd: PROCESSES });
    expect(found.flatMap(({ channels }) => channels)).to.have.length(drawn.length);
  });

  it("given an item without an element and an element without an item, names both, also for the channel that calls it, and exits 1", async () => {
    const path = join(folder, "office.bpmn");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll('clause="8 4)"', 'clause="8 7)"'));
    const { code, stdout, stderr } = await runCli(["coverage", folder]);
    expect(code).to.equal(1);
    expect(stdout).to.match(/^ {2}without an element: 8 4\)$/m);
    expect(stdout).to.match(/^ {2}without an item: action_4 \(the text has no 8 7\)\)$/m);
    expect(stderr).to.equal("2 channels are not complete.\n");
    const asJson = await runCli(["coverage", "--json", folder]);
    const [{ channels }] = JSON.parse(asJson.stdout) as [{ channels: ChannelCoverage[] }];
    expect(channels.map(({ channel, complete }) => [channel, complete])).to.deep.equal([
      ["office", false],
      ["corporation", false],
    ]);
  });

  it("given --write-readme, writes the tables of the README as the diagrams have them and nothing else", async () => {
    const path = join(folder, "README.md");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.replaceAll("| `action_1`  ", "| `gone`      "));
    expect((await runCli(["coverage", "--summary", "--write-readme", folder])).code).to.equal(0);
    expect(readFileSync(path, "utf8")).to.equal(before);
  });

  it("given a diagram of which text.json says nothing, or no text.json, does not pass over it", async () => {
    cpSync(join(folder, "office.bpmn"), join(folder, "portal.bpmn"));
    const untold = await runCli(["coverage", folder]);
    expect([untold.code, untold.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && text.includes("says nothing of portal.bpmn"),
    );
    rmSync(join(folder, "text.json"));
    expect((await runCli(["coverage", folder])).code).to.equal(2);
  });
});
