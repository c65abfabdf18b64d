/** The applicant's own applications: those that run, and those of earlier. */
import { Anchor, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { CaseRow } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { dayInWords } from "../terms/instants.ts";
import classes from "./portal.module.css";
import { useServiceNames } from "./services.ts";
import { Waiting } from "../app/waiting.tsx";
import { MoreButton } from "../tables/more-button.tsx";

export function ApplicationsPage() {
  const { t } = useTranslation("portal");
  const pages = usePages("listCases", { query: { mine: true } });
  const tasks = useOperation("listTasks", { query: { role: "applicant" } });
  const rows = pages.data?.pages.flatMap(({ items }) => items);
  const waiting = new Set(tasks.data?.items.map((task) => task.case));
  if (pages.error !== null) return <ProblemAlert error={pages.error} />;
  const running = rows?.filter(({ status }) => status === "active" || status === "suspended") ?? [];
  const ended = rows?.filter((row) => !running.includes(row)) ?? [];
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <PageTitle>{t("applications.title")}</PageTitle>
        <Button component={Link} to="/portal" variant="light">
          {t("applications.new")}
        </Button>
      </Group>
      {rows === undefined && <Waiting />}
      {rows?.length === 0 && <Text>{t("applications.none")}</Text>}
      {running.length > 0 && <Rows title={t("applications.running")} rows={running} waiting={waiting} />}
      {ended.length > 0 && <Rows title={t("applications.ended")} rows={ended} waiting={waiting} />}
      <MoreButton pages={pages} label={t("applications.more")} />
    </Stack>
  );
}

interface RowsProps {
  readonly title: string;
  readonly rows: readonly CaseRow[];
  /** Cases that wait for the applicant. */
  readonly waiting: ReadonlySet<string>;
}

function Rows({ title, rows, waiting }: RowsProps) {
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack component="ul" gap="sm" className={classes.list}>
        {rows.map((row) => (
          <li key={row.id}>
            <Row row={row} waits={waiting.has(row.id)} />
          </li>
        ))}
      </Stack>
    </section>
  );
}

function Row({ row, waits }: { readonly row: CaseRow; readonly waits: boolean }) {
  const { t, i18n } = useTranslation("portal");
  const names = useServiceNames();
  const status = names.status(row.regulation, row.publicStatus) ?? t("applications.notSent");
  return (
    <Card withBorder className={classes.card} padding="md">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={4} style={{ flex: "1 1 16rem" }}>
          <Title order={3} size="h5">
            <Anchor component={Link} to={`/portal/applications/${row.id}`} inherit className={classes.whole}>
              {names.title(row.regulation) ?? t("application.untitled")}
            </Anchor>
          </Title>
          <Text size="sm" c="dimmed">
            {t("applications.number", { number: row.id, date: dayInWords(row.startedAt, i18n.language) })}
          </Text>
          {row.endedAt !== undefined && (
            <Text size="sm">{t("applications.endedAt", { date: dayInWords(row.endedAt, i18n.language) })}</Text>
          )}
        </Stack>
        <Group gap={6}>
          {waits && (
            <Badge color="orange.9" variant="filled" tt="none">
              {t("applications.yourTurn")}
            </Badge>
          )}
          <Badge variant="default" tt="none" fw={600}>
            {status}
          </Badge>
        </Group>
      </Group>
    </Card>
  );
}
