import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";

const root = resolve(import.meta.dirname, "../..");

describe("npm run bench", () => {
  it("prints every figure that the README may quote as JSON", () => {
    const output = execFileSync(
      process.execPath,
      ["bench/run-bench.ts", "--json", "--rounds", "1", "--waiting", "100", "--grown", "--finished", "100"],
      { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    const report = JSON.parse(output) as Record<string, Record<string, number>>;
    const names: Record<string, readonly string[]> = {
      memory: ["ours", "peer", "ratio"],
      durable: ["ours", "peer", "ratio", "peerHot", "ratioHot", "oneCaller"],
      limit: ["ours", "bare", "ratio"],
      state: ["bytes", "memoryMb100k", "restartMs100k"],
      grown: ["ratio", "inboxMs"],
      http: ["perSecond", "p50Ms", "p99Ms"],
      replay: ["perSecond"],
    };
    for (const [section, figures] of Object.entries(names))
      for (const figure of figures) expect(report[section]?.[figure], `${section}.${figure}`).to.be.a("number");
    expect(report.state?.bytes).to.be.within(100, 1023);
  }).timeout(240_000);
});
