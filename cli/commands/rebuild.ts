/** `reglament rebuild`: drops the read models of an installation and makes them again from the log. */
import { Command } from "commander";
import { readConfig } from "../../api/config.ts";

export function rebuildCommand(): Command {
  return new Command("rebuild")
    .description(
      "Drop all that is derived from the log in DATA_DIR or DATABASE_URL and make it again, checking every hash chain. Stop the server first.",
    )
    .action(rebuild);
}

async function rebuild(): Promise<void> {
  const config = readConfig(process.env);
  const [{ openHouse }, { evolve }] = await Promise.all([
    import("../../api/server.ts"),
    import("../../engine/core/evolve.ts"),
  ]);
  const house = await openHouse(config);
  try {
    const { commits, events, cases } = await house.database.rebuild(evolve);
    console.log(`Made again from the log: ${cases} cases, ${events} events in ${commits} commits.`);
  } finally {
    await house.close();
  }
}
