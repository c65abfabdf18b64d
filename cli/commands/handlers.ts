/** `reglament handlers`: what the steps of a diagram can call, from the schemas of the handlers themselves. */
import { Command, Option } from "commander";
import type { Handler } from "../../engine/ports.ts";

interface Options {
  readonly json: boolean;
  readonly markdown: boolean;
  readonly elementTemplates: boolean;
}

export function handlersCommand(): Command {
  return new Command("handlers")
    .description("List the handlers that service tasks and conditions can call, with what they take and answer.")
    .addOption(new Option("--json", "print them as JSON, with their JSON Schemas").default(false))
    .addOption(
      new Option("--markdown", "print the page docs/handlers.md")
        .default(false)
        .conflicts(["json", "elementTemplates"]),
    )
    .addOption(
      new Option("--element-templates", "print element templates for bpmn-io editors").default(false).conflicts("json"),
    )
    .action(print);
}

async function print({ json, markdown, elementTemplates: templates }: Options): Promise<void> {
  const [{ createHandlers }, { createUnconfiguredOutside }, { handlerLines, handlerPage }, { elementTemplates }] =
    await Promise.all([
      import("../../handlers/index.ts"),
      import("../../handlers/unconfigured-outside.ts"),
      import("../handlers/handler-page.ts"),
      import("../handlers/element-templates.ts"),
    ]);
  const clock = { now: () => new Date().toISOString() };
  const handlers = createHandlers({ outside: createUnconfiguredOutside(), clock }).list();
  if (json) console.log(JSON.stringify(handlers.map(asData), null, 2));
  else if (markdown) process.stdout.write(handlerPage(handlers));
  else if (templates) console.log(JSON.stringify(elementTemplates(handlers), null, 2));
  else console.log(handlerLines(handlers));
}

const asData = ({ name, description, input, output, retries }: Handler): object => ({
  name,
  description,
  input,
  output,
  retries,
});
