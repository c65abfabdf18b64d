/**
 * The handlers as element templates of bpmn-io (Zeebe's kind), so that an editor offers each as a step with its fields. A diagram drawn with them
 * names the handler as task type `handler:NAME`; importing reads that as `reg:call`. Conditions, which call handlers on a gateway, are drawn by hand:
 * templates know no such thing.
 */
import type { Handler } from "../../engine/ports.ts";
import { propertiesOf, type Property } from "./properties.ts";

const SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json";

export const elementTemplates = (handlers: readonly Handler[]): readonly object[] =>
  handlers.map(({ name, description, input, output }) => ({
    $schema: SCHEMA,
    id: `reglament.${name}`,
    name,
    description,
    appliesTo: ["bpmn:Task", "bpmn:ServiceTask"],
    elementType: { value: "bpmn:ServiceTask" },
    groups: [
      { id: "takes", label: "What it takes" },
      { id: "answers", label: "What it answers, and into which variable" },
    ],
    properties: [
      {
        type: "Hidden",
        value: `handler:${name}`,
        binding: { type: "zeebe:taskDefinition", property: "type" },
      },
      ...propertiesOf(input).map(asInput),
      ...propertiesOf(output).map(asOutput),
    ],
  }));

const asInput = (property: Property): object => ({
  label: property.name,
  description: property.description,
  group: "takes",
  ...(property.values === undefined
    ? { type: "String", feel: "optional" }
    : { type: "Dropdown", choices: property.values.map((value) => ({ name: value, value })) }),
  binding: { type: "zeebe:input", name: property.name },
  ...(property.required ? { constraints: { notEmpty: true } } : { optional: true }),
});

/** Left empty, the fact becomes no variable; with all of them empty, each becomes one of its own name. */
const asOutput = ({ name, description }: Property): object => ({
  label: name,
  description,
  group: "answers",
  type: "String",
  binding: { type: "zeebe:output", source: `=${name}` },
  optional: true,
});
