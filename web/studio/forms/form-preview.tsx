/** A form as people will see it, in the language that is chosen. What is typed here goes nowhere. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, type Language } from "../../app/languages.ts";
import { useNotice } from "../../app/notices.tsx";
import { labelOf, type FormSchema } from "../../forms/form-schema.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { InLanguage, LanguageChoice } from "../in-language.tsx";

export function FormPreview({ schema }: { readonly schema: FormSchema }) {
  const { t } = useTranslation("workshop");
  const notice = useNotice();
  const [language, setLanguage] = useState<Language>(currentLanguage);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("forms.preview")}>
      <Stack>
        <Title order={2} size="h4">
          {t("forms.preview")}
        </Title>
        <LanguageChoice label={t("forms.previewLanguage")} value={language} onChange={setLanguage} />
        <Text size="sm" c="dimmed">
          {t("forms.previewText")}
        </Text>
        <InLanguage language={language} areas={["app", "forms", "workshop"]}>
          <Title order={3} size="h5" mb="sm">
            {labelOf(schema, language)}
          </Title>
          <SchemaForm
            schema={schema}
            submitLabel={t("forms.check", { lng: language })}
            onSubmit={async () => notice({ text: t("forms.checked") })}
          />
        </InLanguage>
      </Stack>
    </Paper>
  );
}
