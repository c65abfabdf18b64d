/** `reglament deploy`: diagrams with their forms and templates, to a server or into DATA_DIR. */
import { Command } from "commander";
import { readBundles } from "../../api/bundle-files.ts";
import { readConfig } from "../../api/config.ts";
import type { Deployed } from "../../api/server.ts";
import { connect, connectionOf } from "../api-client.ts";
import { withConnection, type ConnectionOptions } from "../connection-options.ts";
import { trialLines } from "../scenario-cases.ts";

interface DeployOptions extends ConnectionOptions {
  readonly local: boolean;
  readonly comment?: string;
  readonly trial: boolean;
}

export function deployCommand(): Command {
  return withConnection(
    new Command("deploy")
      .description("Deploy diagrams with all that they name: a regulation's folder, or single files.")
      .argument("<path...>", "folders as in processes/, or .bpmn, .dmn and form .json files")
      .option("--local", "into DATA_DIR, without a server", false)
      .option("-m, --comment <text>", "why; kept with the version")
      .option(
        "--no-trial",
        "without playing the scenarios beside the diagram first, in both engines (docs/referee.md)",
      ),
  ).action(deploy);
}

async function deploy(paths: string[], options: DeployOptions): Promise<void> {
  const comment = options.comment === undefined ? {} : { comment: options.comment };
  const bundles = readBundles(paths).map((bundle) => ({ ...bundle, ...comment }));
  if (options.local) {
    const { deployBundles, openHouse } = await import("../../api/server.ts");
    const house = await openHouse(readConfig(process.env));
    try {
      for (const bundle of bundles) {
        if (options.trial) await tryOut(bundle.path);
        report(bundle.path, (await deployBundles(house.runtime, [bundle]))[0]!);
      }
    } finally {
      await house.close();
    }
    return;
  }
  const client = await connect(connectionOf(options, process.env));
  for (const { path, resources } of bundles) {
    if (options.trial) await tryOut(path);
    const sent = resources.map(({ kind, name, bytes }) => ({
      kind,
      name,
      content: Buffer.from(bytes).toString("base64"),
      encoding: "base64",
    }));
    report(path, await client.post<Deployed>("/definitions", { resources: sent, ...comment }));
  }
}

/** To stderr: remarks for the analyst, beside what the command answers. */
async function tryOut(path: string): Promise<void> {
  for (const line of await trialLines(path)) console.error(line);
}

function report(path: string, { created, definitions }: Deployed): void {
  for (const { process, version } of definitions)
    console.log(`${path}: ${process} version ${version}${created ? "" : " (unchanged)"}`);
}
