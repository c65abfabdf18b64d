import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");

describe("npm run bench", () => {
  it("completes every case of the process in each engine and mode, and prints the rates as JSON", () => {
    const output = execFileSync(process.execPath, ["bench/referee.ts", "--json", "--rounds", "1", "--instances", "1"], {
      cwd: root,
      encoding: "utf8",
    });
    const { stepsOfACase, results } = JSON.parse(output) as {
      stepsOfACase: number;
      results: { engine: string; mode: string; stepsPerSecond: { median: number }; stateBytes: number }[];
    };
    expect(stepsOfACase).to.equal(8);
    const referee = results.filter(({ engine }) => engine === "bpmn-engine");
    expect(referee.map(({ mode }) => mode)).to.deep.equal(["memory", "saved", "recovered"]);
    for (const { mode, stepsPerSecond, stateBytes } of referee) {
      expect(stepsPerSecond.median, mode).to.be.greaterThan(0);
      expect(stateBytes > 0, `${mode}: writes its state`).to.equal(mode !== "memory");
    }
  });
});
