/** What the applicant is about to sign, field by field, as it stands in the case file. */
import { Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Task } from "../connection/api-types.ts";
import { call, callForBytes } from "../connection/client.ts";
import { choicesOf, isDocument, labelOf, type FormSchema, type Json, type Values } from "../forms/form-schema.ts";
import { dayInWords } from "../terms/instants.ts";
import classes from "./portal.module.css";

export function AnswersToSign({ task, document }: { readonly task: Task; readonly document: string }) {
  const { t, i18n } = useTranslation("portal");
  const { data } = useQuery({
    queryKey: ["answersToSign", { params: { case: task.case } }, document],
    queryFn: () => readAnswers(task, document),
  });
  if (data === undefined || data === null) return null;
  const { schema, values } = data;
  const shown = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const words = inWords(name, property, values[name], {
      language: i18n.language,
      yes: t("yes"),
      no: t("no"),
      file: t("file"),
    });
    return words === undefined ? [] : [{ name, label: labelOf(property, i18n.language, name), words }];
  });
  return (
    <Paper withBorder p="md" component="section" aria-label={t("sign.title")}>
      <Stack gap="sm">
        <Title order={3} size="h5">
          {t("sign.title")}
        </Title>
        <Text size="sm">{t("sign.text")}</Text>
        <dl className={classes.facts}>
          {shown.map(({ name, label, words }) => [<dt key={`${name}-label`}>{label}</dt>, <dd key={name}>{words}</dd>])}
        </dl>
      </Stack>
    </Paper>
  );
}

/** The latest document of that name, with the form that it was written with. Nothing when it is no form. */
async function readAnswers(
  task: Task,
  name: string,
): Promise<{ readonly schema: FormSchema; readonly values: Values } | null> {
  const { items } = await call("listDocuments", { params: { case: task.case } });
  const document = items.findLast((each) => each.name === name && each.erasedAt === undefined);
  if (document?.mediaType !== "application/json") return null;
  const bytes = await callForBytes("getDocument", { params: { case: task.case, document: document.id } });
  const schema = (await call("getForm", {
    params: { process: task.process, version: task.definition, form: name },
  })) as FormSchema;
  return { schema, values: JSON.parse(new TextDecoder().decode(bytes)) as Values };
}

interface Words {
  readonly language: string;
  readonly yes: string;
  readonly no: string;
  readonly file: string;
}

function inWords(name: string, schema: FormSchema, value: Json | undefined, words: Words): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    // A document is named by its id, which says nothing to anybody.
    if (isDocument(name, schema)) return words.file;
    const chosen = choicesOf(schema, words.language)?.find((choice) => choice.value === value);
    if (chosen !== undefined) return chosen.label;
    return schema.format === "date" ? dayInWords(value, words.language) : value;
  }
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.map((item) => inWords(name, schema.items ?? {}, item, words) ?? "").join("; ");
  }
  return Object.entries(schema.properties ?? {})
    .flatMap(([part, property]) => inWords(part, property, (value as Values)[part], words) ?? [])
    .join(", ");
}
