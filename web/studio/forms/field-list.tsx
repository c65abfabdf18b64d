/** The fields of a form one by one: open one to change it, move it by buttons, add and remove. */
import { Accordion, ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/languages.ts";
import type { FormSchema } from "../../forms/form-schema.ts";
import { FieldEditor } from "./field-editor.tsx";
import { addField, fieldsOf, moveField } from "./form-fields.ts";
import { Mark } from "../said.tsx";

export interface FieldListProps {
  readonly schema: FormSchema;
  readonly onChange: (schema: FormSchema) => void;
}

export function FieldList({ schema, onChange }: FieldListProps) {
  const { t } = useTranslation("workshop");
  const [open, setOpen] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const fields = fieldsOf(schema);
  const language = currentLanguage();
  const move = (name: string, by: -1 | 1): void => {
    onChange(moveField(schema, name, by));
    setSaid(t("forms.moved", { name, place: fields.findIndex((each) => each.name === name) + by + 1 }));
  };
  return (
    <Stack gap="xs">
      <Accordion variant="contained" value={open} onChange={setOpen} order={2}>
        {fields.map((field, index) => (
          <Accordion.Item key={field.name} value={field.name}>
            <Group wrap="nowrap" gap={4} pr="xs">
              <Accordion.Control flex={1}>
                <Group gap="xs">
                  <Text fw={600} component="span">
                    {field.titles[language] === "" ? field.name : field.titles[language]}
                  </Text>
                  <Text size="sm" c="dimmed" component="span">
                    {t(`forms.kind.${field.kind}`)}
                  </Text>
                  {field.required && <Mark color="gray">{t("forms.isRequired")}</Mark>}
                </Group>
              </Accordion.Control>
              <ActionIcon
                variant="default"
                disabled={index === 0}
                aria-label={t("forms.up", { name: field.name })}
                onClick={() => move(field.name, -1)}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                disabled={index === fields.length - 1}
                aria-label={t("forms.down", { name: field.name })}
                onClick={() => move(field.name, 1)}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
            </Group>
            <Accordion.Panel>
              {open === field.name && (
                <FieldEditor
                  field={field}
                  schema={schema}
                  onChange={(next, name) => {
                    onChange(next);
                    // A field that is gone closes.
                    if (name !== undefined) setOpen(name);
                  }}
                />
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <Text role="status" size="sm" c="dimmed">
        {said}
      </Text>
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => {
            const added = addField(schema, {
              kk: t("forms.newField", { lng: "kk" }),
              ru: t("forms.newField", { lng: "ru" }),
              en: t("forms.newField", { lng: "en" }),
            });
            onChange(added.schema);
            setOpen(added.name);
          }}
        >
          {t("forms.addField")}
        </Button>
      </Group>
    </Stack>
  );
}
