/** The forms of a bundle: their fields one by one or as JSON, beside what people will see, in each language. */
import { Grid, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES } from "../../app/languages.ts";
import type { FormSchema } from "../../forms/form-schema.ts";
import { pathsOf } from "../bundle-files.ts";
import { BundleFileList } from "../bundle-file-list.tsx";
import { jsonText } from "../json/read-json.ts";
import { JsonEditor } from "../json/json-editor.tsx";
import { UsedBy } from "../used-by.tsx";
import { useDiagram } from "../use-diagram.ts";
import type { StudioPanelProps } from "../working-copy.ts";
import { FieldList } from "./field-list.tsx";
import { LANGUAGES, newForm, setFormTitles, titlesOf } from "./form-fields.ts";
import { FormPreview } from "./form-preview.tsx";
import { checkFormSchema } from "./check-form-schema.ts";
import { Said } from "../said.tsx";

export function FormsTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("workshop");
  const diagram = useDiagram(copy.files);
  const paths = pathsOf(copy.files, "form");
  const [chosen, setChosen] = useState<string>();
  const path = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  return (
    <Stack>
      <Text maw={900}>{t("forms.intro")}</Text>
      <BundleFileList
        label={t("forms.form")}
        newLabel={t("forms.new")}
        folder="forms"
        paths={paths}
        chosen={path}
        onChoose={setChosen}
        onAdd={(added) => {
          const name = added.replace(/^forms\/|\.json$/g, "");
          copy.add(added, jsonText(newForm({ kk: name, ru: name, en: name })));
          setChosen(added);
        }}
        onRemove={(removed) => copy.remove(removed)}
      />
      {path === undefined ? (
        <Text>{t("forms.none")}</Text>
      ) : (
        <OneForm
          key={path}
          path={path}
          text={copy.files[path]!}
          onChange={(text) => copy.change(path, text)}
          users={diagram?.facts.usersOfForm.get(path.replace(/^forms\/|\.json$/g, "")) ?? []}
          nameOf={diagram?.nameOf ?? ((id) => id)}
        />
      )}
    </Stack>
  );
}

interface OneFormProps {
  readonly path: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly users: readonly string[];
  readonly nameOf: (id: string) => string;
}

function OneForm({ path, text, onChange, users, nameOf }: OneFormProps) {
  const { t } = useTranslation("workshop");
  const [how, setHow] = useState("fields");
  const schema = useMemo(() => schemaOf(text), [text]);
  const check = useMemo(
    () => (value: unknown) =>
      checkFormSchema(value).map(({ pointer, code, of = "" }) => ({
        pointer,
        text: t(`forms.mistake.${code}`, { of }),
      })),
    [t],
  );
  const change = (next: FormSchema): void => onChange(jsonText(next));
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Stack>
          <SegmentedControl
            aria-label={t("forms.how")}
            value={how}
            onChange={setHow}
            data={[
              { value: "fields", label: t("forms.fields") },
              { value: "json", label: t("forms.json") },
            ]}
            w="fit-content"
          />
          {how === "json" && (
            <JsonEditor label={t("forms.text", { path })} text={text} check={check} onChange={onChange} />
          )}
          {how === "fields" && schema === undefined && <Said color="red">{t("forms.broken")}</Said>}
          {how === "fields" && schema !== undefined && (
            <>
              <FormTitles schema={schema} onChange={change} />
              <FieldList schema={schema} onChange={change} />
            </>
          )}
          <UsedBy elements={users} nameOf={nameOf} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>{schema !== undefined && <FormPreview schema={schema} />}</Grid.Col>
    </Grid>
  );
}

function FormTitles({
  schema,
  onChange,
}: {
  readonly schema: FormSchema;
  readonly onChange: (schema: FormSchema) => void;
}) {
  const { t } = useTranslation("workshop");
  const titles = titlesOf(schema);
  return (
    <Grid gap="xs">
      {LANGUAGES.map((language) => (
        <Grid.Col key={language} span={{ base: 12, sm: 4 }}>
          <TextInput
            label={t("forms.title", { language: LANGUAGE_NAMES[language] })}
            value={titles[language]}
            lang={language}
            onChange={(event) => onChange(setFormTitles(schema, { ...titles, [language]: event.currentTarget.value }))}
          />
        </Grid.Col>
      ))}
    </Grid>
  );
}

/** Undefined while the text is no form: then only the text can be edited. */
function schemaOf(text: string): FormSchema | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return checkFormSchema(value).length === 0 ? (value as FormSchema) : undefined;
  } catch {
    return undefined;
  }
}
