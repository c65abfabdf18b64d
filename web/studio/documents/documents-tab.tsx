/** The document templates of a bundle: their text as JSON, and the PDF that they become, filled with samples, in each language. */
import { Anchor, Button, Grid, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, type Language } from "../../app/languages.ts";
import { call } from "../../connection/client.ts";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { BundleFileList } from "../bundle-file-list.tsx";
import { pathsOf, type Files } from "../bundle-files.ts";
import { LanguageChoice } from "../in-language.tsx";
import { JsonEditor } from "../json/json-editor.tsx";
import { jsonText } from "../json/read-json.ts";
import { UsedBy } from "../used-by.tsx";
import { useDiagram } from "../use-diagram.ts";
import type { StudioPanelProps } from "../working-copy.ts";
import { checkTemplate, newTemplate, textsOf } from "./document-template.ts";
import { Said } from "../said.tsx";

export function DocumentsTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("workshop");
  const diagram = useDiagram(copy.files);
  const paths = pathsOf(copy.files, "document");
  const [chosen, setChosen] = useState<string>();
  const path = chosen !== undefined && paths.includes(chosen) ? chosen : paths[0];
  const check = useMemo(
    () => (value: unknown) =>
      checkTemplate(value).map(({ pointer, code, of = "" }) => ({
        pointer,
        text: t(`documents.mistake.${code}`, { of }),
      })),
    [t],
  );
  return (
    <Stack>
      <Text maw={900}>{t("documents.intro")}</Text>
      <BundleFileList
        label={t("documents.template")}
        newLabel={t("documents.new")}
        folder="documents"
        paths={paths}
        chosen={path}
        onChoose={setChosen}
        onAdd={(added) => {
          copy.add(added, jsonText(newTemplate(added.replace(/^documents\/|\.json$/g, ""))));
          setChosen(added);
        }}
        onRemove={(removed) => copy.remove(removed)}
      />
      {path === undefined ? (
        <Text>{t("documents.none")}</Text>
      ) : (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Stack>
              <JsonEditor
                key={path}
                label={t("documents.text", { path })}
                text={copy.files[path]!}
                check={check}
                onChange={(text) => copy.change(path, text)}
              />
              <UsedBy
                elements={diagram?.facts.usersOfDocument.get(path.replace(/^documents\/|\.json$/g, "")) ?? []}
                nameOf={diagram?.nameOf ?? ((id) => id)}
              />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Preview key={path} path={path} files={copy.files} />
          </Grid.Col>
        </Grid>
      )}
    </Stack>
  );
}

function Preview({ path, files }: { readonly path: string; readonly files: Files }) {
  const { t } = useTranslation("workshop");
  const [language, setLanguage] = useState<Language>(currentLanguage);
  const template = useMemo(() => parsed(files[path]), [files, path]);
  const { title, paragraphs, fields } = useMemo(() => textsOf(template, language), [template, language]);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("documents.preview")}>
      <Stack>
        <Title order={2} size="h4">
          {t("documents.preview")}
        </Title>
        <LanguageChoice label={t("documents.language")} value={language} onChange={setLanguage} />
        {template === undefined ? (
          <Said color="red">{t("documents.broken")}</Said>
        ) : (
          <>
            <Paper withBorder p="lg" bg="white" c="black" lang={language} shadow="xs">
              <Text fw={700} ta="center" mb="sm">
                {title}
              </Text>
              {paragraphs.map((paragraph, index) => (
                <Text key={index} size="sm" mb="xs">
                  {paragraph}
                </Text>
              ))}
              {fields.map(({ name, label }) => (
                <Group key={name} justify="space-between" gap="xs" wrap="nowrap">
                  <Text size="sm">{label}</Text>
                  <Text size="sm" c="gray.7">{`{{${name}}}`}</Text>
                </Group>
              ))}
            </Paper>
            <Pdf key={`${language} ${files[path]}`} template={template} files={files} language={language} name={path} />
          </>
        )}
      </Stack>
    </Paper>
  );
}

interface PdfProps {
  readonly template: Readonly<Record<string, unknown>>;
  readonly files: Files;
  readonly language: Language;
  readonly name: string;
}

/** Made when it is asked for: a page of it takes the server a moment. */
function Pdf({ template, files, language, name }: PdfProps) {
  const { t } = useTranslation("workshop");
  const [state, setState] = useState<{ readonly busy?: boolean; readonly error?: unknown; readonly address?: string }>(
    {},
  );
  const { busy = false, error, address } = state;
  useEffect(
    () => () => {
      if (address !== undefined) URL.revokeObjectURL(address);
    },
    [address],
  );
  const make = async (): Promise<void> => {
    setState({ busy: true });
    try {
      const regulation = parsed(files["regulation.json"]);
      const body = { template, language, ...(regulation === undefined ? {} : { regulation }) };
      const pdf = (await call("previewDocument", { body })) as unknown as Blob;
      setState({ address: URL.createObjectURL(pdf) });
    } catch (failure) {
      setState({ error: failure });
    }
  };
  return (
    <Stack gap="xs">
      {error !== undefined && <ProblemAlert error={error} />}
      {address === undefined ? (
        <Group>
          <Button
            variant="default"
            loading={busy}
            leftSection={<IconFileTypePdf size={16} aria-hidden />}
            onClick={() => void make()}
          >
            {t("documents.makePdf")}
          </Button>
        </Group>
      ) : (
        <Group gap="xs" role="status">
          <Text size="sm">{t("documents.pdfMade")}</Text>
          <Anchor href={address} download={`${name.replace(/^documents\/|\.json$/g, "")}.${language}.pdf`} size="sm">
            {t("documents.savePdf")}
          </Anchor>
        </Group>
      )}
    </Stack>
  );
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text ?? "") as unknown;
    const isTemplate = typeof value === "object" && value !== null && !Array.isArray(value);
    return isTemplate ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
