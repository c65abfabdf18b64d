/** The handlers in words: what `reglament handlers` prints, and the page docs/handlers.md. */
import type { Handler } from "../../engine/ports.ts";
import { propertiesOf, type Property } from "./properties.ts";

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "yes or no",
  integer: "whole number",
  number: "number",
  array: "list",
  object: "context",
};

/** docs/handlers.md; `npx reglament handlers --markdown` prints it. */
export function handlerPage(handlers: readonly Handler[]): string {
  return [
    "# Handlers",
    "What service tasks, send tasks and conditions can call (`reg:call`). Each is one file in `handlers/`; [how to write one](new-handler.md). This page is printed by `npx reglament handlers --markdown`.",
    ...handlers.flatMap(({ name, description, input, output, retries }) => [
      `## ${name}`,
      description,
      "It takes:",
      propertiesOf(input).map(asItem("needed", "may be left out")).join("\n"),
      "It answers:",
      propertiesOf(output).map(asItem("always", "sometimes")).join("\n"),
      `Tried ${retries.attempts} times, first after ${retries.backoffMs / 1000} s, then after twice as long each time.`,
    ]),
    "",
  ]
    .join("\n\n")
    .replace(/\n\n$/, "\n");
}

/** For a terminal. */
export function handlerLines(handlers: readonly Handler[]): string {
  return handlers
    .map(({ name, description, input, output }) =>
      [
        `${name}: ${description}`,
        ...propertiesOf(input).map((each) => `  ${each.required ? "takes" : "may take"} ${inWords(each)}`),
        ...propertiesOf(output).map((each) => `  answers ${inWords(each)}`),
      ].join("\n"),
    )
    .join("\n\n");
}

const asItem =
  (required: string, optional: string) =>
  (property: Property): string =>
    `- \`${property.name}\` (${kindOf(property)}; ${property.required ? required : optional}): ${property.description}`;

const inWords = (property: Property): string => `${property.name} (${plainKind(property)}): ${property.description}`;

const kindOf = ({ values, types }: Property): string =>
  values === undefined ? typesInWords(types) : values.map((value) => `\`${value}\``).join(", ");
const plainKind = ({ values, types }: Property): string => values?.join(", ") ?? typesInWords(types);
const typesInWords = (types: readonly string[] = []): string => types.map((type) => TYPES[type] ?? type).join(" or ");
