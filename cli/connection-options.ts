import type { Command } from "commander";

export interface ConnectionOptions {
  readonly server?: string;
  readonly token?: string;
  readonly login?: string;
  readonly password?: string;
}

/** Adds what every command over HTTP takes. A password on the command line would stand in the list of processes: it comes by environment. */
export function withConnection(command: Command): Command {
  return command
    .option("--server <url>", "where it runs (REGLAMENT_SERVER); http://localhost:PORT unless said")
    .option("--token <token>", "of an open session (REGLAMENT_TOKEN)")
    .option("--login <login>", "sign in with this login (REGLAMENT_LOGIN) and the password in REGLAMENT_PASSWORD");
}
