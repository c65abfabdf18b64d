/** One field of a form: its name, kind, titles in three languages, choices, and whether it must be filled in. */
import { ActionIcon, Button, Checkbox, Grid, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES } from "../../app/languages.ts";
import type { FormSchema } from "../../forms/form-schema.ts";
import {
  FIELD_KINDS,
  LANGUAGES,
  removeField,
  renameField,
  setKind,
  setOptions,
  setRequired,
  setTitles,
  setVariable,
  type FieldKind,
  type FormField,
  type Titles,
} from "./form-fields.ts";

export interface FieldEditorProps {
  readonly field: FormField;
  readonly schema: FormSchema;
  /** `name`: what the field is called from now on, where that changed; null: it is gone. */
  readonly onChange: (schema: FormSchema, name?: string | null) => void;
}

export function FieldEditor({ field, schema, onChange }: FieldEditorProps) {
  const { t } = useTranslation("workshop");
  const { name, kind, titles, required, isVariable } = field;
  return (
    <Stack gap="sm">
      <Grid gap="xs">
        {LANGUAGES.map((language) => (
          <Grid.Col key={language} span={{ base: 12, sm: 4 }}>
            <TextInput
              label={t("forms.fieldTitle", { language: LANGUAGE_NAMES[language] })}
              lang={language}
              value={titles[language]}
              onChange={(event) =>
                onChange(setTitles(schema, name, { ...titles, [language]: event.currentTarget.value }))
              }
            />
          </Grid.Col>
        ))}
      </Grid>
      <Grid gap="xs">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <FieldName name={name} onRename={(to) => onChange(renameField(schema, name, to), to)} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NativeSelect
            label={t("forms.kindLabel")}
            value={kind}
            description={kind === "other" ? t("forms.otherHint") : undefined}
            onChange={(event) =>
              onChange(setKind(schema, name, event.currentTarget.value as Exclude<FieldKind, "other">))
            }
            data={FIELD_KINDS.filter((each) => each !== "other" || kind === "other").map((each) => ({
              value: each,
              label: t(`forms.kind.${each}`),
              disabled: each === "other",
            }))}
          />
        </Grid.Col>
      </Grid>
      {kind === "choice" && <Options field={field} schema={schema} onChange={onChange} />}
      <Group>
        <Checkbox
          label={t("forms.required")}
          checked={required}
          onChange={(event) => onChange(setRequired(schema, name, event.currentTarget.checked))}
        />
        <Checkbox
          label={t("forms.variable")}
          checked={isVariable}
          onChange={(event) => onChange(setVariable(schema, name, event.currentTarget.checked))}
        />
      </Group>
      <Group>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onChange(removeField(schema, name), null)}
        >
          {t("forms.removeField")}
        </Button>
      </Group>
    </Stack>
  );
}

/** Taken over when the field is left or Enter pressed: half a name is no name. */
function FieldName({ name, onRename }: { readonly name: string; readonly onRename: (to: string) => void }) {
  const { t } = useTranslation("workshop");
  const [typed, setTyped] = useState(name);
  const wrong = !/^[A-Za-z_]\w{0,63}$/.test(typed);
  const take = (): void => {
    if (!wrong && typed !== name) onRename(typed);
  };
  return (
    <TextInput
      label={t("forms.name")}
      description={t("forms.nameHint")}
      value={typed}
      error={wrong}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
    />
  );
}

function Options({ field, schema, onChange }: FieldEditorProps) {
  const { t } = useTranslation("workshop");
  const { name, options } = field;
  const write = (next: FormField["options"]): void => onChange(setOptions(schema, name, next));
  const change = (index: number, part: { readonly value?: string; readonly titles?: Titles }): void =>
    write(options.map((option, at) => (at === index ? { ...option, ...part } : option)));
  return (
    <Stack gap="xs" role="group" aria-label={t("forms.options")}>
      <Text size="sm" fw={600}>
        {t("forms.options")}
      </Text>
      {options.map((option, index) => (
        <Group key={index} gap="xs" align="end">
          <TextInput
            label={t("forms.optionValue", { number: index + 1 })}
            flex="1 1 110px"
            value={option.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          {LANGUAGES.map((language) => (
            <TextInput
              key={language}
              label={t("forms.optionTitle", { number: index + 1, language: LANGUAGE_NAMES[language] })}
              lang={language}
              flex="1 1 130px"
              value={option.titles[language]}
              onChange={(event) =>
                change(index, { titles: { ...option.titles, [language]: event.currentTarget.value } })
              }
            />
          ))}
          <ActionIcon
            variant="default"
            size="lg"
            disabled={options.length === 1}
            aria-label={t("forms.removeOption", { number: index + 1 })}
            onClick={() => write(options.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() =>
            write([...options, { value: `option-${options.length + 1}`, titles: { kk: "", ru: "", en: "" } }])
          }
        >
          {t("forms.addOption")}
        </Button>
      </Group>
    </Stack>
  );
}
