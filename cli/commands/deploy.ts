/** `reglament deploy`: diagrams with their forms and templates, to a server or into DATA_DIR. */
import { dirname } from "node:path";
import { Command } from "commander";
import { readBundles, type FileBundle } from "../../api/bundle-files.ts";
import { readConfig } from "../../api/config.ts";
import type { Deployed } from "../../api/server.ts";
import type { ResourceKind } from "../../engine/ports.ts";
import type { Trial } from "../../engine/scenario/trial/try-out.ts";
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
        if (options.trial) await tryOutHere(bundle, bundles);
        report(bundle.path, (await deployBundles(house.runtime, [bundle]))[0]!);
      }
    } finally {
      await house.close();
    }
    return;
  }
  const client = await connect(connectionOf(options, process.env));
  for (const { path, resources } of bundles) {
    const sent = resources.map(({ kind, name, bytes }) => ({
      kind,
      name,
      content: Buffer.from(bytes).toString("base64"),
      encoding: "base64",
    }));
    const query = options.trial ? "" : "?trial=false";
    const deployed = await client.post<Deployed & { readonly trial?: Trial }>(`/definitions${query}`, {
      resources: sent,
      ...comment,
    });
    if (deployed.trial !== undefined) remark(path, deployed.trial);
    report(path, deployed);
  }
}

/** Without a server: what is called may lie beside the diagram. */
async function tryOutHere({ path, resources }: FileBundle, all: readonly FileBundle[]): Promise<void> {
  const of = (kind: ResourceKind, from = resources) => from.filter((each) => each.kind === kind);
  const scenarios = of("scenario");
  if (scenarios.length === 0) return;
  const others = all.filter((other) => dirname(other.path) === dirname(path));
  const { tryOut } = await import("../../engine/scenario/trial/try-out.ts");
  const trial = await tryOut({
    diagram: of("bpmn")[0]!,
    others: [...of("decision"), ...others.flatMap((other) => of("bpmn", other.resources))],
    scenarios,
  });
  remark(path, trial);
}

/** To stderr: for the analyst, beside what the command answers. */
function remark(path: string, trial: Trial): void {
  for (const line of trialLines(path, trial)) console.error(line);
}

function report(path: string, { created, definitions }: Deployed): void {
  for (const { process, version } of definitions)
    console.log(`${path}: ${process} version ${version}${created ? "" : " (unchanged)"}`);
}
