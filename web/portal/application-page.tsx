/** One application: where it stands, what comes next and by when, what the applicant is asked, messages, documents, and the survey at the end. */
import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { Progress } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { dayAndTime, dayInWords } from "../terms/instants.ts";
import { CaseDocuments } from "./case-documents.tsx";
import { CaseMessages } from "./case-messages.tsx";
import { NoticeBox } from "./notice-box.tsx";
import { Part } from "./part.tsx";
import classes from "./portal.module.css";
import { QueuePlace } from "./queue-place.tsx";
import { useServices } from "./services.ts";
import { StepForm } from "./step-form.tsx";
import { StepList, type ListedStep } from "./step-list.tsx";
import { SurveyForm } from "./survey-form.tsx";
import { Waiting } from "../app/waiting.tsx";

export function ApplicationPage() {
  const { t, i18n } = useTranslation("portal");
  const id = useParams().case ?? "";
  const services = useServices();
  const progress = useOperation("getProgress", { params: { case: id } });
  const row = useOperation("getCase", { params: { case: id } });
  const error = progress.error ?? row.error;
  if (error !== null) return <ProblemAlert error={error} />;
  const { data } = progress;
  if (data === undefined || row.data === undefined || services.data === undefined) return <Waiting />;
  const service = services.data.find(({ regulation }) => regulation === row.data.regulation);
  return (
    <Stack gap="lg">
      <Anchor component={Link} to="/portal/applications" size="sm">
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden />
          {t("application.all")}
        </Group>
      </Anchor>
      <div>
        <PageTitle>{service?.title ?? t("application.untitled")}</PageTitle>
        <Group gap="xs" mt={6}>
          <Badge variant="light" size="lg" tt="none">
            {data.reached.at(-1)?.name ?? t("applications.notSent")}
          </Badge>
          <Text size="sm" c="dimmed">
            {t("applications.number", { number: id, date: dayInWords(data.startedAt, i18n.language) })}
          </Text>
        </Group>
      </div>
      {data.stage === "filling" && (
        <NoticeBox tone="mind" title={t("application.unsent")}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t("application.unsentText")}</Text>
            <Button component={Link} to={`/portal/applications/${id}/form`}>
              {t("start.goOn")}
            </Button>
          </Stack>
        </NoticeBox>
      )}
      {data.delayed && (
        <NoticeBox tone="mind" title={t("fill.delayed")}>
          <Text size="sm">{t("fill.delayedText")}</Text>
        </NoticeBox>
      )}
      {data.stage === "handling" && <YourTurn id={id} />}
      <Due progress={data} />
      {data.reached.at(-1)?.status === "queued" && data.stage === "handling" && <QueuePlace id={id} />}
      {data.stage === "ended" && <CaseDocuments id={id} service={service} issuedAs={data.issued} />}
      <Part title={t("application.progress")}>
        <StepList steps={milestones(data, i18n.language, t("application.begun"))} />
        {data.stage === "handling" && <WaysOn progress={data} />}
      </Part>
      {data.stage !== "ended" && <CaseDocuments id={id} service={service} issuedAs={data.issued} />}
      <CaseMessages id={id} />
      {data.stage === "ended" && data.survey && <SurveyForm id={id} />}
    </Stack>
  );
}

/** What was reached with its day; then what certainly comes. */
function milestones(progress: Progress, language: string, begun: string): readonly ListedStep[] {
  const reached = [{ name: begun, at: progress.startedAt }, ...progress.reached];
  const over = progress.stage === "ended";
  return [
    ...reached.map(({ name, at }, index): ListedStep => ({
      title: name,
      note: dayAndTime(at, language),
      state: index === reached.length - 1 && !over ? "now" : "done",
    })),
    ...progress.ahead
      .filter(({ certain }) => certain && progress.stage === "handling")
      .map(({ name }): ListedStep => ({ title: name, state: "ahead" })),
  ];
}

/** What may come but need not: said, not drawn as if it were sure. */
function WaysOn({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation("portal");
  const possible = progress.ahead.filter(({ certain }) => !certain).map(({ name }) => name);
  if (possible.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("application.possible", { statuses: possible.join(", ") })}
    </Text>
  );
}

function Due({ progress: { due, stage } }: { readonly progress: Progress }) {
  const { t, i18n } = useTranslation("portal");
  if (due === undefined || stage !== "handling") return null;
  const key = due.stopped ? "stopped" : due.late ? "late" : "date";
  return (
    <Part title={t("due.title")}>
      <Text>{t(`due.${key}`, { date: dayInWords(due.at, i18n.language) })}</Text>
      <details className={classes.unprinted}>
        <summary>{t("due.why")}</summary>
        <Stack gap={4} mt="xs">
          {due.words.map((line) => (
            <Text size="sm" key={line}>
              {line}
            </Text>
          ))}
        </Stack>
      </details>
    </Part>
  );
}

/** What the diagram asks the applicant after the application is in: to accept a place, for example. */
function YourTurn({ id }: { readonly id: string }) {
  const { t } = useTranslation("portal");
  const { data } = useOperation("listTasks", { query: { case: id, role: "applicant" } });
  return data?.items.map((task) => (
    <Paper key={task.id} withBorder p="md" component="section" aria-label={t("application.yourTurn")} shadow="sm">
      <Text size="sm" fw={600} c="orange.9">
        {t("application.yourTurn")}
      </Text>
      <Title order={2} size="h4" mb="sm">
        {task.name.replace(/^\d+-?\S*\.\s|^\S+ \d+\.\s/, "")}
      </Title>
      <StepForm task={task.id} submitLabel={t("application.answer")} />
    </Paper>
  ));
}
