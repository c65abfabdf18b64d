/** `reglament demo`: drives an application from intake to its end through the HTTP API, and tells its timeline. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { placeOfData, readConfig, type Config } from "../../api/config.ts";
import { DEMO_ACCOUNTS } from "../../api/demo-accounts.ts";
import { labelOf } from "../../api/labels.ts";
import { LANGUAGES } from "../../api/language.ts";
import type { RunningServer } from "../../api/server.ts";
import type { Language } from "../../engine/model/graph.ts";
import { connect, connectionOf, createClient, type ApiClient } from "../api-client.ts";
import { beginRun, createDemoRun, endRun, type DemoRun } from "../demo/demo-run.ts";
import type { RunReport } from "../demo/drive-run.ts";
import { DEMO_PROCESS, OUTCOMES, type Outcome, type Worker } from "../demo/outcomes.ts";
import { CommandFailed } from "../outcome.ts";

interface DemoOptions {
  readonly outcome: string;
  readonly server?: string;
  readonly lang: Language;
  readonly new: boolean;
  readonly all: boolean;
  readonly regulation?: string;
  readonly scenarios: boolean;
  readonly outage: boolean;
  readonly keep?: string;
  readonly json: boolean;
}

export function demoCommand(): Command {
  const ends = Object.entries(OUTCOMES).map(([name, { tells }]) => `  ${name.padEnd(16)} ${tells}`);
  return new Command("demo")
    .description(
      "Drive an application through the HTTP API of a running demo (or of one started for it in DATA_DIR), and tell its timeline. Killed, it goes on where it was when it is called again.",
    )
    .addOption(new Option("--outcome <name>", "how it ends").choices(Object.keys(OUTCOMES)).default("referral-issued"))
    .option("--server <url>", "where the demo runs (REGLAMENT_SERVER); http://localhost:PORT unless said")
    .option("--new", "begin a new run, whatever became of the last", false)
    .option("--all", "instead: every channel of every regulation, to each of its ends, in a demo of its own", false)
    .option("--regulation <name or path>", "with --all: only this folder of processes/, or the folder at this path")
    .option("--scenarios", "with --all: every scenario, not only the shortest to each end", false)
    .option("--outage", "with --all: the gateway fails in the middle of each run, and comes back", false)
    .option("--keep <folder>", "with --all: leave the data in this folder")
    .option("--json", "with --all: one JSON document instead of lines", false)
    .addOption(new Option("--lang <language>", "of the labels").choices(LANGUAGES).default("en"))
    .addHelpText("after", ["", "Outcomes:", ...ends].join("\n"))
    .action((options: DemoOptions) => (options.all ? demoAll(options) : demo(options)));
}

/** One line for each end of each channel; fails when one was not reached. */
async function demoAll({ regulation, scenarios, outage, keep, json }: DemoOptions): Promise<void> {
  const { runAll } = await import("../demo/run-all.ts");
  const started = performance.now();
  const report = await runAll({
    scenarios,
    outage,
    ...(regulation === undefined ? {} : { regulation }),
    ...(keep === undefined ? {} : { keep }),
    ...(json ? {} : { onRun: (run) => console.log(runLine(run, scenarios)) }),
  });
  const { passed, failed } = report;
  if (json) console.log(JSON.stringify(report, null, 2));
  else console.log(`${passed} as planned, ${failed} not, in ${Math.round((performance.now() - started) / 1000)} s`);
  if (failed > 0)
    throw new CommandFailed(
      `${failed} of ${passed + failed} ${scenarios ? "scenarios did not go as they say" : "ends were not reached"}.`,
    );
}

function runLine(run: RunReport, scenarios: boolean): string {
  const { regulation, channel, end, scenario, ok, why, steps, documents, inTime, lateLimits, failedCalls } = run;
  const place = `${regulation.padEnd(38)} ${channel.padEnd(11)} ${(end ?? "(waits)").padEnd(28)}`;
  const story = scenarios && scenario !== undefined ? `, ${scenario}` : "";
  if (!ok) return `${place} FAILED${story}: ${why ?? ""}`;
  const term = inTime === undefined ? "no term" : inTime ? "in time" : "late";
  const outage = failedCalls === undefined ? "" : `, ${failedCalls} calls failed in the outage`;
  const late = lateLimits === 0 ? "" : `, ${lateLimits} limits of steps overrun`;
  return `${place} ${String(steps).padStart(2)} steps, ${documents} documents, ${term}${late}${outage}${story}`;
}

async function demo({ outcome: name, server, lang, new: fresh }: DemoOptions): Promise<void> {
  const config = readConfig(process.env);
  const { dataDir } = config;
  const { url, own } = await findServer(
    connectionOf({ ...(server === undefined ? {} : { server }) }, process.env).server,
    config,
    server !== undefined,
  );
  try {
    const outcome = OUTCOMES[name]!;
    const workers = { "office-clerk": await signIn(url, "office-clerk", lang), head: await signIn(url, "head", lang) };
    const file = join(dataDir, `demo-run-${name}.json`);
    if (fresh) endRun(file);
    const run = beginRun(file);
    if (run.resumed) console.log(`Going on with run ${run.run}, which had not ended (--new begins another).`);
    const label = await readLabels(workers["office-clerk"], lang);
    const caseId = await play(outcome, await createDemoRun(outcome, run, workers), label);
    endRun(file);
    const { readTimeline } = await import("../timeline.ts");
    for (const line of ["", ...(await readTimeline(workers["office-clerk"], caseId, lang))]) console.log(line);
  } finally {
    await own?.close();
  }
}

/** The server that answers, or one of our own when none does. */
async function findServer(
  url: string,
  config: Config,
  asked: boolean,
): Promise<{ readonly url: string; readonly own?: RunningServer }> {
  let mode: string;
  try {
    ({ mode } = await createClient(url).get<{ mode: string }>("/health"));
  } catch (error) {
    if (asked) throw error;
    console.log(`No server answers at ${url}: starting one for this demo (data in ${placeOfData(config)}).`);
    const [{ createServer }, { createLog }] = await Promise.all([
      import("../../api/server.ts"),
      import("../../api/log.ts"),
    ]);
    const own = await createServer({
      mode: "demo",
      simulatedGateway: "process",
      port: 0,
      host: "127.0.0.1",
      dataDir: config.dataDir,
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      log: createLog(process.stderr, "warn"),
    });
    return { url: own.url, own };
  }
  if (mode !== "demo")
    throw new CommandFailed(`${url} is an installation, not a demo: start one with \`reglament start --demo\`.`);
  return { url };
}

function signIn(server: string, login: Worker, language: Language): Promise<ApiClient> {
  const { password } = DEMO_ACCOUNTS.find((account) => account.login === login)!;
  return connect({ server, login, password }, language);
}

async function readLabels(client: ApiClient, language: Language): Promise<(element: string) => string> {
  const { compile } = await import("../../engine/model/compile.ts");
  const graph = await compile(await client.bytes(`/definitions/${DEMO_PROCESS}/latest/bpmn`));
  return (element) => labelOf(graph, element, language);
}

/** One line for each step: a display at a terminal, plain lines elsewhere. */
async function play(outcome: Outcome, run: DemoRun, label: (element: string) => string): Promise<string> {
  let caseId = "";
  const steps = [
    {
      title: `${label("application_received")} (office-clerk)`,
      act: async () => `case ${(caseId = await run.start())}`,
    },
    ...outcome.steps.map((step, index) => ({
      title: `${label(step.element)} (${step.by})`,
      act: async () => ((await run.perform(caseId, index)) === "done-before" ? "done before" : ""),
    })),
    {
      title: outcome.end === undefined ? `Waiting again: ${label(outcome.waitsAt!)}` : label(outcome.end),
      act: async () => {
        await run.finish(caseId);
        return "";
      },
    },
  ];
  const tasks = steps.map(({ title, act }) => ({
    title,
    task: async (_: unknown, shown: { title: string }) => {
      const remark = await act();
      if (remark !== "") shown.title = `${title}: ${remark}`;
      if (!process.stdout.isTTY) console.log(`done: ${shown.title}`);
    },
  }));
  const { Listr } = await import("listr2");
  await new Listr(tasks, { concurrent: false, fallbackRenderer: "silent", registerSignalListeners: false }).run();
  return caseId;
}
