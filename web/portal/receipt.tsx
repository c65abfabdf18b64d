/** The application is handed in: its number, what comes next and by when. To print or to keep. */
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { useSession } from "../app/session.tsx";
import type { Progress } from "../connection/api-types.ts";
import { useOperation } from "../connection/queries.ts";
import { dayAndTime, dayInWords } from "../terms/instants.ts";
import { DocumentList } from "./document-list.tsx";
import { NoticeBox } from "./notice-box.tsx";
import classes from "./portal.module.css";

interface ReceiptProps {
  readonly progress: Progress;
  readonly title: string;
}

export function Receipt({ progress, title }: ReceiptProps) {
  const { t, i18n } = useTranslation("portal");
  const { account } = useSession();
  const sent = progress.submittedAt;
  const next = progress.ahead.filter(({ certain }) => certain);
  const shown = next.length > 0 ? next : progress.ahead;
  return (
    <Stack gap="lg" maw={720}>
      <PageTitle>{sent === undefined ? t("receipt.notSent") : t("receipt.title")}</PageTitle>
      {sent === undefined ? (
        <NoticeBox tone="mind" title={t("receipt.notSentText", { status: progress.reached.at(-1)?.name ?? "" })} />
      ) : (
        <NoticeBox tone="done" title={t("receipt.number")}>
          <Text size="xl" fw={700}>
            {progress.case}
          </Text>
        </NoticeBox>
      )}
      <Paper withBorder p="md">
        <dl className={classes.facts}>
          <dt>{t("receipt.service")}</dt>
          <dd>{title}</dd>
          <dt>{t("receipt.applicant")}</dt>
          <dd>{account.name}</dd>
          {sent !== undefined && (
            <>
              <dt>{t("receipt.sentAt")}</dt>
              <dd>{dayAndTime(sent, i18n.language)}</dd>
            </>
          )}
          {progress.due !== undefined && (
            <>
              <dt>{t("receipt.due")}</dt>
              <dd>{dayInWords(progress.due.at, i18n.language)}</dd>
            </>
          )}
        </dl>
      </Paper>
      {sent !== undefined && progress.stage === "handling" && (
        <section>
          <Title order={2} size="h4" mb={6}>
            {t("receipt.next")}
          </Title>
          <Text>{t("receipt.nextText")}</Text>
          {shown.length > 0 && (
            <Text mt={4} size="sm">
              {t("receipt.nextStatus", { status: shown[0]!.name })}
            </Text>
          )}
        </section>
      )}
      <ReceiptDocuments id={progress.case} />
      <Group className={classes.unprinted}>
        <Button component={Link} to={`/portal/applications/${progress.case}`}>
          {t("receipt.open")}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {t("receipt.print")}
        </Button>
      </Group>
    </Stack>
  );
}

function ReceiptDocuments({ id }: { readonly id: string }) {
  const { t } = useTranslation("portal");
  const { data } = useOperation("listDocuments", { params: { case: id } });
  const issued = data?.items.filter(({ number, erasedAt }) => number !== undefined && erasedAt === undefined) ?? [];
  if (issued.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4" mb={6}>
        {t("documents.title")}
      </Title>
      <DocumentList documents={issued} nameOf={() => undefined} />
    </section>
  );
}
