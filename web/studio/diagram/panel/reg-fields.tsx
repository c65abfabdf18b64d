/** The fields of one of our extension elements, as its descriptor has them; parts that stand inside it below each other. */
import { ActionIcon, Button, Checkbox, Fieldset, Group, NativeSelect, Stack } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RegProperty, RegType } from "../../../../engine/model/reg-descriptor.ts";
import type { BusinessObject } from "../modeler.ts";
import { childrenOf, partOf, textAt, valuesOf } from "../reg-rows.ts";
import { LengthField, TextField } from "./fields.tsx";
import { usePanel } from "./panel-context.ts";
import { STAFF } from "../../../app/roles.ts";

export function RegFields({ row, type }: { readonly row: BusinessObject; readonly type: RegType }) {
  const { edits } = usePanel();
  const names = new Set(type.properties.map(({ name }) => name));
  const hasLength = names.has("duration") && names.has("unit");
  return (
    <Stack gap={6}>
      {hasLength && (
        <LengthField
          duration={textAt(row, "duration")}
          unit={textAt(row, "unit")}
          onChange={(length) => edits.set(row, length)}
        />
      )}
      {type.properties
        .filter(({ name }) => !hasLength || (name !== "duration" && name !== "unit"))
        .map((property) => (
          <RegField key={property.name} row={row} type={type} property={property} />
        ))}
    </Stack>
  );
}

interface RegFieldProps {
  readonly row: BusinessObject;
  readonly type: RegType;
  readonly property: RegProperty;
}

function RegField({ row, type, property }: RegFieldProps) {
  const { t } = useTranslation("studio");
  const tools = usePanel();
  const { edits } = tools;
  const { name } = property;
  const part = partOf(property);
  if (part !== undefined) return <Parts row={row} property={property} part={part} />;
  const label = fieldLabel(t, type.name, name);
  const values = valuesOf(property);
  const value = textAt(row, name);
  if (property.type === "Boolean")
    return (
      <Checkbox
        size="xs"
        label={label}
        checked={row.get(name) === true}
        onChange={({ currentTarget }) => edits.set(row, { [name]: currentTarget.checked || undefined })}
      />
    );
  if (values !== undefined)
    return (
      <NativeSelect
        size="xs"
        label={label}
        value={value}
        withAsterisk={property.required === true}
        onChange={({ currentTarget }) => edits.set(row, { [name]: currentTarget.value })}
        data={[
          ...(property.required === true && value !== "" ? [] : [{ value: "", label: "–" }]),
          ...values.map((each) => ({ value: each, label: wordFor(t, "values", each) })),
        ]}
      />
    );
  const isFeel = property.isBody === true && type.name !== "Note" && type.name !== "Label";
  return (
    <TextField
      label={label}
      value={value}
      required={property.required === true}
      long={property.isBody === true}
      code={isFeel}
      suggestions={suggestionsOf(tools, type.name, name)}
      onChange={(text) => edits.set(row, { [name]: property.type === "Integer" ? numberOf(text) : text })}
    />
  );
}

const numberOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

type Translate = ReturnType<typeof useTranslation<"studio">>["t"];

/** The word for what a diagram names; the name itself where there is none. */
export const wordFor = (t: Translate, section: "groups" | "parts" | "types" | "values", name: string): string =>
  (t as unknown as (key: string, options: object) => string)(`${section}.${name}`, { defaultValue: name });

/** Some words mean another thing in another place: a `name` is a form's, or an input's. */
export function fieldLabel(t: Translate, type: string, name: string): string {
  const words = t as unknown as (key: string, options: object) => string;
  return words(`fields.${type}_${name}`, { defaultValue: words(`fields.${name}`, { defaultValue: name }) });
}

const ROLES = ["applicant", ...STAFF];

/** What a field may well say; anything else can be written too. */
function suggestionsOf(tools: ReturnType<typeof usePanel>, type: string, name: string): readonly string[] | undefined {
  if (type === "Form") return tools.forms;
  if (type === "Document") return tools.documents;
  if (type === "Performer") return ROLES;
  if (type === "Call" && name === "handler") return tools.handlers.map((handler) => handler.name);
  return undefined;
}

interface PartsProps {
  readonly row: BusinessObject;
  readonly property: RegProperty;
  readonly part: RegType;
}

function Parts({ row, property, part }: PartsProps) {
  const { t } = useTranslation("studio");
  const { edits } = usePanel();
  const many = property.isMany === true;
  const only = many ? undefined : (row.get(property.name) as BusinessObject | undefined);
  const parts = many ? childrenOf(row, property.name) : only === undefined ? [] : [only];
  const title = wordFor(t, "parts", part.name);
  const add = (): void => {
    const properties = part.name === "Term" ? { duration: "P1D", unit: "working-day" } : {};
    if (many) edits.addChild(row, property.name, part.name, properties);
    else edits.set(row, { [property.name]: edits.create(`reg:${part.name}`, row, properties) });
  };
  return (
    <Stack gap={6}>
      {parts.map((each, index) => (
        <Fieldset key={index} legend={many ? `${title} ${index + 1}` : title} p="xs" fz="sm">
          <RegFields row={each} type={part} />
          <Group justify="end" mt={6}>
            <RemoveButton
              name={`${title} ${index + 1}`}
              onClick={() =>
                many ? edits.removeChild(row, property.name, each) : edits.set(row, { [property.name]: undefined })
              }
            />
          </Group>
        </Fieldset>
      ))}
      {(many || parts.length === 0) && <AddButton name={title} onClick={add} />}
    </Stack>
  );
}

export function AddButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation("studio");
  return (
    <Group>
      <Button size="compact-xs" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={onClick}>
        {t("panel.add", { name })}
      </Button>
    </Group>
  );
}

export function RemoveButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation("studio");
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("panel.remove", { name })} onClick={onClick}>
      <IconX size={14} aria-hidden />
    </ActionIcon>
  );
}
