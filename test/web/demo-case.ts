/** Handled cases for the tests of the pages: the demo's own runs, through the API, by the accounts of the roles. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../cli/api-client.ts";
import { beginRun, createDemoRun } from "../../cli/demo/demo-run.ts";
import { OUTCOMES } from "../../cli/demo/outcomes.ts";
import type { Installation } from "../api/installation.ts";

/** Plays an outcome from intake to its end; answers the number of the case. */
export async function playDemoCase({ server }: Installation, outcome = "referral-issued"): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "reglament-pages-"));
  try {
    const { url } = server;
    const workers = {
      "office-clerk": await connect({ server: url, login: "office-clerk", password: "demo-office-clerk" }),
      head: await connect({ server: url, login: "head", password: "demo-head" }),
    };
    const run = await createDemoRun(OUTCOMES[outcome]!, beginRun(join(folder, "run.json")), workers);
    const id = await run.start();
    for (const index of OUTCOMES[outcome]!.steps.keys()) await run.perform(id, index);
    await run.finish(id);
    return id;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
