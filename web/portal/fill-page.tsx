/** An application, page by page, as one: what the diagram asks of the applicant until it is handed in; then the receipt. */
import { Anchor, Box, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { Progress } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { useOldDraftsGone } from "../forms/drafts.ts";
import classes from "./portal.module.css";
import { Receipt } from "./receipt.tsx";
import { useServiceNames } from "./services.ts";
import { StepForm } from "./step-form.tsx";
import { StepList } from "./step-list.tsx";
import { Waiting } from "../app/waiting.tsx";

export function FillPage() {
  const { t } = useTranslation("portal");
  const id = useParams().case ?? "";
  const names = useServiceNames();
  useOldDraftsGone();
  const progress = useOperation("getProgress", { params: { case: id } });
  const row = useOperation("getCase", { params: { case: id } });
  const error = progress.error ?? row.error;
  if (error !== null) return <ProblemAlert error={error} />;
  if (progress.data === undefined || row.data === undefined) return <Waiting />;
  const title = names.title(row.data.regulation) ?? t("application.untitled");
  if (progress.data.stage !== "filling") return <Receipt progress={progress.data} title={title} />;
  return (
    <Stack gap="lg">
      <Anchor component={Link} to={`/portal/applications/${id}`} size="sm">
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden />
          {t("fill.later")}
        </Group>
      </Anchor>
      <PageTitle>{title}</PageTitle>
      <Box className={classes.beside}>
        <Box component="aside" aria-label={t("fill.steps")} className={classes.aside}>
          <StepList steps={progress.data.steps} />
        </Box>
        <CurrentStep progress={progress.data} />
      </Box>
    </Stack>
  );
}

function CurrentStep({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation("portal");
  const tasks = useOperation("listTasks", { query: { case: progress.case, role: "applicant" } });
  if (tasks.error !== null) return <ProblemAlert error={tasks.error} />;
  const task = tasks.data?.items[0];
  const at = progress.steps.findIndex(({ element }) => element === task?.element);
  const step = progress.steps[at];
  if (task === undefined || step === undefined) return <BetweenSteps delayed={progress.delayed} />;
  const isLast = at === progress.steps.length - 1;
  return (
    <Stack component="section" gap="md" aria-live="polite" maw={720}>
      <div>
        <Text size="sm" c="dimmed">
          {t("fill.step", { number: at + 1, of: progress.steps.length })}
        </Text>
        <Title order={2} size="h3">
          {step.title}
        </Title>
      </div>
      <StepForm key={task.id} task={task.id} submitLabel={t(isLast ? "fill.send" : "fill.next")} />
    </Stack>
  );
}

/** Registers are asked, signatures checked: it goes on by itself. */
function BetweenSteps({ delayed }: { readonly delayed: boolean }) {
  const { t } = useTranslation("portal");
  return (
    <Group role="status" gap="md" wrap="nowrap" py="xl" maw={720}>
      {!delayed && <Loader size="sm" />}
      <div>
        <Text fw={600}>{t(delayed ? "fill.delayed" : "fill.working")}</Text>
        <Text size="sm">{t(delayed ? "fill.delayedText" : "fill.workingText")}</Text>
      </div>
    </Group>
  );
}
