/** The survey that the acts offer when a case is over. */
import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "../connection/client.ts";
import { useOperation } from "../connection/queries.ts";
import type { FormSchema } from "../forms/form-schema.ts";
import { SchemaForm } from "../forms/schema-form.tsx";
import { Part } from "./part.tsx";

export function SurveyForm({ id }: { readonly id: string }) {
  const { t } = useTranslation("portal");
  const client = useQueryClient();
  const { data } = useOperation("getSurvey", { params: { case: id } });
  if (data === undefined || data.state === "later") return null;
  return (
    <Part title={t("survey.title")}>
      {data.state === "answered" ? (
        <Text role="status">{t("survey.thanks")}</Text>
      ) : (
        <>
          <Text size="sm" mb="sm">
            {t("survey.text")}
          </Text>
          <SchemaForm
            schema={data.form as FormSchema}
            submitLabel={t("survey.send")}
            onSubmit={async (answers) => {
              await call("answerSurvey", {
                params: { case: id },
                body: { answers: answers as Readonly<Record<string, string>> },
              });
              await client.invalidateQueries({ queryKey: ["getSurvey"] });
            }}
          />
        </>
      )}
    </Part>
  );
}
