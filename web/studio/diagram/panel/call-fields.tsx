/** A call of a handler, filled in by its template: its inputs as fields, and what it answers. */
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RegType } from "../../../../engine/model/reg-descriptor.ts";
import type { BusinessObject } from "../modeler.ts";
import { childrenOf, textAt, typeNamed } from "../reg-rows.ts";
import { TextField } from "./fields.tsx";
import { usePanel } from "./panel-context.ts";
import { AddButton, RegFields, RemoveButton, fieldLabel, wordFor } from "./reg-fields.tsx";

interface Shape {
  readonly properties?: Readonly<Record<string, { readonly description?: string; readonly enum?: readonly unknown[] }>>;
  readonly required?: readonly string[];
}

export function CallFields({ row, type }: { readonly row: BusinessObject; readonly type: RegType }) {
  const { t } = useTranslation("studio");
  const { edits, handlers } = usePanel();
  const handler = handlers.find(({ name }) => name === row.get("handler"));
  const inputs = childrenOf(row, "inputs");
  const { properties = {}, required = [] } = (handler?.input ?? {}) as Shape;
  const known = Object.keys(properties);
  const answers = Object.keys((handler?.output as Shape | undefined)?.properties ?? {});
  const setInput = (name: string, text: string): void => {
    const input = inputs.find((each) => each.get("name") === name);
    if (input === undefined) edits.addChild(row, "inputs", "Input", { name, text });
    else if (text === "") edits.removeChild(row, "inputs", input);
    else edits.set(input, { text });
  };
  return (
    <Stack gap={6}>
      <TextField
        label={fieldLabel(t, "Call", "handler")}
        value={textAt(row, "handler")}
        required
        code
        suggestions={handlers.map(({ name }) => name)}
        description={handler?.description}
        onChange={(text) => edits.set(row, { handler: text })}
      />
      {known.map((name) => {
        const input = inputs.find((each) => each.get("name") === name);
        return (
          <TextField
            key={name}
            label={name}
            value={input === undefined ? "" : textAt(input, "text")}
            required={required.includes(name)}
            code
            description={properties[name]?.description}
            suggestions={properties[name]?.enum?.map(String)}
            onChange={(text) => setInput(name, text)}
          />
        );
      })}
      {inputs
        .filter((input) => !known.includes(textAt(input, "name")))
        .map((input, index) => (
          <Stack key={index} gap={4}>
            <RegFields row={input} type={typeNamed("Input")} />
            <RemoveButton name={textAt(input, "name")} onClick={() => edits.removeChild(row, "inputs", input)} />
          </Stack>
        ))}
      {handler === undefined && (
        <AddButton
          name={wordFor(t, "parts", "Input")}
          onClick={() => edits.addChild(row, "inputs", "Input", { name: "input" })}
        />
      )}
      {answers.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("panel.answers", { names: answers.join(", ") })}
        </Text>
      )}
      <RegFields row={row} type={{ ...type, properties: type.properties.filter(({ name }) => name === "outputs") }} />
    </Stack>
  );
}
