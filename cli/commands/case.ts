/** `reglament case ID`: the timeline of a case, read from a server. */
import { Command, Option } from "commander";
import { LANGUAGES } from "../../api/language.ts";
import type { Language } from "../../engine/model/graph.ts";
import { connect, connectionOf } from "../api-client.ts";
import { withConnection, type ConnectionOptions } from "../connection-options.ts";

export function caseCommand(): Command {
  return withConnection(
    new Command("case")
      .description("Tell a case: what happened when and by whom, and which due dates were kept and missed.")
      .argument("<id>", "the case's number")
      .addOption(new Option("--lang <language>", "of the labels").choices(LANGUAGES).default("en")),
  ).action(async (id: string, options: ConnectionOptions & { lang: Language }) => {
    const client = await connect(connectionOf(options, process.env), options.lang);
    const { readTimeline } = await import("../timeline.ts");
    for (const line of await readTimeline(client, id, options.lang)) console.log(line);
  });
}
