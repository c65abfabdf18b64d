/** `reglament demo --all`: every channel of every regulation to each of its ends, through the HTTP API of a demo of its own. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { DemoPerson } from "../../api/context.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";
import { DemoClock } from "./demo-clock.ts";
import { driveRun, type RunReport } from "./drive-run.ts";
import { planRuns, type PlannedRun } from "./planned-runs.ts";
import { Staff } from "./staff.ts";

export interface AllOptions {
  /** Only the regulation with this folder name of `processes/`, or in this folder (a path). */
  readonly regulation?: string;
  /** Every scenario, not only one for each end. */
  readonly scenarios?: boolean;
  /** The gateway fails in the middle of each run, and comes back. */
  readonly outage?: boolean;
  /** The data folder, kept afterwards; a temporary one unless said. */
  readonly keep?: string;
  /** Called after each run. */
  readonly onRun?: (report: RunReport) => void;
}

export interface AllReport {
  readonly passed: number;
  readonly failed: number;
  readonly runs: readonly RunReport[];
}

/** The accounts of this demo are known to everybody and its folder is thrown away: no need for hashes that cost time. */
const PASSWORD_COST = { n: 1024, r: 8, p: 1 };

export async function runAll({
  regulation,
  scenarios = false,
  outage = false,
  keep,
  onRun,
}: AllOptions): Promise<AllReport> {
  const [{ createServer, regulationFolders }, { createLog }] = await Promise.all([
    import("../../api/server.ts"),
    import("../../api/log.ts"),
  ]);
  const folders = regulation?.includes("/")
    ? [resolve(regulation)]
    : regulationFolders().filter((folder) => regulation === undefined || basename(folder) === regulation);
  if (!folders.every((folder) => existsSync(join(folder, "regulation.json"))) || folders.length === 0)
    throw new WrongUsage(`There is no regulation ${regulation ?? "in processes/"}.`);
  const runs: PlannedRun[] = [];
  for (const folder of folders) runs.push(...(await planRuns(folder, scenarios)));

  const dataDir = keep ?? mkdtempSync(join(tmpdir(), "reglament-demo-"));
  const clock = new DemoClock();
  try {
    const server = await createServer({
      mode: "demo",
      simulatedGateway: "process",
      regulations: folders,
      port: 0,
      host: "127.0.0.1",
      dataDir,
      clock,
      passwordCost: PASSWORD_COST,
      log: createLog(process.stderr, "error"),
    });
    try {
      const { simulator } = server;
      if (simulator === undefined) throw new CommandFailed("The demo has no simulated outside.");
      const staff = new Staff(server.url, clock);
      const clerk = await staff.ofRole("office-clerk");
      const people = new Map((await clerk.list<DemoPerson>("/demo/people")).map((each) => [each.persona, each]));
      const reports: RunReport[] = [];
      for (const run of runs) {
        const report = await driveRun(run, {
          staff,
          clock,
          people,
          simulator,
          outage,
          settle: () => server.settle(),
        });
        reports.push(report);
        onRun?.(report);
      }
      const failed = reports.filter(({ ok }) => !ok).length;
      return { passed: reports.length - failed, failed, runs: reports };
    } finally {
      await server.close();
    }
  } finally {
    if (keep === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}
