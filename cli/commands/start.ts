/** `reglament start`: serves an installation, or with `--demo` the demo. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { readAuthorities } from "../../api/authority-settings.ts";
import { placeOfData, readConfig } from "../../api/config.ts";
import { readDocumentSettings } from "../../api/document-settings.ts";
import { readOidcSettings } from "../../api/oidc-settings.ts";
import { readTrustProxy } from "../../api/trust-proxy.ts";
import { readNotificationSettings } from "../../api/notification-settings.ts";
import { DEMO_ACCOUNTS } from "../../api/demo-accounts.ts";
import type { RunningServer } from "../../api/server.ts";
import { CommandFailed } from "../outcome.ts";

export function startCommand(): Command {
  return new Command("start")
    .description("Serve. PORT, DATA_DIR and DATABASE_URL say where; see the README.")
    .option("--demo", "with demo accounts, a simulated outside and the regulations of processes/", false)
    .addOption(
      new Option(
        "--host <address>",
        "listen at this address only (the demo: 127.0.0.1 unless said; else every address)",
      ),
    )
    .action(start);
}

async function start({ demo, host }: { demo: boolean; host?: string }): Promise<void> {
  const config = readConfig(process.env);
  const { port, dataDir, databaseUrl, gateway, deployApproval } = config;
  const authorities = readAuthorities(process.env);
  const documents = readDocumentSettings(process.env);
  const notifications = readNotificationSettings(process.env);
  const identityProvider = readOidcSettings(process.env);
  const trustProxy = readTrustProxy(process.env.TRUST_PROXY);
  buildPages();
  const [{ createServer }, { createLog }] = await Promise.all([
    import("../../api/server.ts"),
    import("../../api/log.ts"),
  ]);
  // The demo's passwords are known to everybody, so it does not listen to other machines unless told to.
  const address = host ?? (demo ? "127.0.0.1" : undefined);
  let server: RunningServer;
  try {
    server = await createServer({
      mode: demo ? "demo" : "installation",
      port,
      dataDir,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      deployApproval,
      documents,
      notifications,
      ...(identityProvider === undefined ? {} : { identityProvider }),
      ...(trustProxy === undefined ? {} : { trustProxy }),
      ...(address === undefined ? {} : { host: address }),
      ...(demo || gateway === undefined ? {} : { gateway }),
      ...(demo || authorities === undefined ? {} : { authorities }),
      simulatedGateway: "process",
      // At the demo's prompt people read; what is worth a warning still shows.
      ...(demo ? { log: createLog(process.stderr, "warn") } : {}),
    });
  } catch (error) {
    if (isListenError(error)) throw new CommandFailed(`PORT is ${port}, but it cannot be listened to (${error.code}).`);
    throw error;
  }
  stopOnSignal(server);
  console.log(`Reglament serves at ${server.url} (data in ${placeOfData(config)}).`);
  console.log(`API reference: ${server.url}/api/v1/reference`);
  if (demo) printDemoAccounts(server);
  else console.log("Make the first administrator with `reglament admin`, if there is none yet.");
}

/** Where the sources of the pages are, what is served is built of them; Vite needs some seconds, once. */
function buildPages(): void {
  const script = resolve(import.meta.dirname, "../../scripts/build-web.ts");
  if (!existsSync(script)) return;
  const { status } = spawnSync(process.execPath, [script, "--if-stale"], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new CommandFailed("The pages could not be built; the lines above say why.");
}

const isListenError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && (error as NodeJS.ErrnoException).syscall === "listen";

/** What is under way is answered and committed; a second signal ends it at once. */
function stopOnSignal(server: RunningServer): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
}

function printDemoAccounts({ url, port, simulator }: RunningServer): void {
  const width = Math.max(...DEMO_ACCOUNTS.map(({ login }) => login.length));
  console.log("\nThe demo: a simulated outside, and these accounts. Nobody in it exists.");
  console.log(`  ${"login".padEnd(width)}  ${"password".padEnd(width + 5)}  who`);
  for (const { login, password, name } of DEMO_ACCOUNTS)
    console.log(`  ${login.padEnd(width)}  ${password.padEnd(width + 5)}  ${name}`);
  if (simulator !== undefined)
    console.log(
      `\nThe simulated gateway: ${simulator.url} (switches below /admin; its people are made from seed ${simulator.seed})`,
    );
  console.log(`\nTry: npx reglament demo${port === 3000 ? "" : ` --server ${url}`}`);
}
