/** One case as its head steers it: the clock of its terms, and the case itself; every act with a reason that stays in its history. */
import { Alert, Anchor, Button, Container, Group, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { useSession } from "../app/session.tsx";
import type { Limit } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { CaseActDialog, type CaseAct } from "./case-act-dialog.tsx";
import { useServices } from "./services.ts";
import { TermDialog, type TermAct } from "./term-dialog.tsx";

export function SteerPage() {
  const { t, i18n } = useTranslation("inbox");
  const { account } = useSession();
  const { case: id = "" } = useParams();
  const services = useServices();
  const { data: found, error } = useOperation("getCase", { params: { case: id } });
  const limits = useOperation("listLimits", { params: { case: id } });
  const tasks = useOperation("listTasks", { query: { case: id } });
  const [termAct, setTermAct] = useState<TermAct>();
  const [caseAct, setCaseAct] = useState<CaseAct>();
  const running = (limits.data?.items ?? []).filter(({ state }) => state === "running" || state === "stopped");
  const service = services.find((each) => each.id === found?.regulation)?.name ?? found?.process;
  const mine = found !== undefined && found.unit === account.unit;
  const active = mine && found.status === "active";
  const stopped = found?.termsStoppedAt;
  return (
    <Container size="md" p="md">
      <Stack>
        <div>
          <Anchor component={Link} to="/inbox/unit" size="sm">
            {t("unit.back")}
          </Anchor>
          <PageTitle>{t("steer.title", { number: id })}</PageTitle>
          {service !== undefined && <Text c="dimmed">{service}</Text>}
        </div>
        {error !== null && <ProblemAlert error={error} />}
        {found === undefined && error === null && <Loader />}
        {found !== undefined && (
          <>
            <Group gap="sm">
              <Text>{t(`steer.status.${found.status}`)}</Text>
              <Anchor component={Link} to={`/audit/cases/${id}`} size="sm">
                {t("steer.replay")}
              </Anchor>
            </Group>
            {!mine && <Alert>{t("steer.otherUnit")}</Alert>}
            <Section title={t("steer.tasks")}>
              {tasks.data?.items.length === 0 && <Text size="sm">{t("steer.noTasks")}</Text>}
              {tasks.data?.items.map((task) => (
                <Group key={task.id} gap="sm">
                  <Anchor component={Link} to={`/inbox/${task.id}`} size="sm">
                    {task.name}
                  </Anchor>
                  {task.dueAt !== undefined && <DueBadge dueAt={task.dueAt} size="sm" />}
                </Group>
              ))}
            </Section>
            <Section title={t("steer.terms")}>
              {stopped !== undefined && (
                <Alert color="orange">{t("steer.stoppedSince", { at: dayAndTime(stopped, i18n.language) })}</Alert>
              )}
              {limits.error !== null && <ProblemAlert error={limits.error} />}
              {limits.data !== undefined && running.length === 0 && <Text size="sm">{t("due.none")}</Text>}
              {running.map((limit) => (
                <LimitRow
                  key={limit.key}
                  limit={limit}
                  onExtend={
                    active && stopped === undefined ? () => setTermAct({ operation: "extend", limit }) : undefined
                  }
                />
              ))}
              {active && running.length > 0 && (
                <Group>
                  {stopped === undefined ? (
                    <Button variant="default" onClick={() => setTermAct({ operation: "stop" })}>
                      {t("steer.stop")}
                    </Button>
                  ) : (
                    <Button onClick={() => setTermAct({ operation: "continue" })}>{t("steer.continue")}</Button>
                  )}
                </Group>
              )}
            </Section>
            {mine && (found.status === "active" || found.status === "suspended") && (
              <Section title={t("steer.case")}>
                <Group>
                  {found.status === "active" ? (
                    <Button variant="default" onClick={() => setCaseAct("suspend")}>
                      {t("steer.suspend")}
                    </Button>
                  ) : (
                    <Button onClick={() => setCaseAct("resume")}>{t("steer.resume")}</Button>
                  )}
                  <Button variant="default" onClick={() => setCaseAct("cancel")}>
                    {t("steer.cancel")}
                  </Button>
                </Group>
              </Section>
            )}
          </>
        )}
      </Stack>
      {termAct !== undefined && <TermDialog id={id} act={termAct} onClose={() => setTermAct(undefined)} />}
      {caseAct !== undefined && <CaseActDialog id={id} act={caseAct} onClose={() => setCaseAct(undefined)} />}
    </Container>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

interface LimitRowProps {
  readonly limit: Limit;
  readonly onExtend: (() => void) | undefined;
}

function LimitRow({ limit, onExtend }: LimitRowProps) {
  const { t, i18n } = useTranslation("inbox");
  const name = t(`due.${limit.kind}`, { of: limit.of });
  return (
    <div>
      <Group justify="space-between" align="start">
        <div>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Group gap="xs">
            {limit.state === "running" && <DueBadge dueAt={limit.dueAt} size="sm" />}
            <Text size="sm">
              {limit.state === "stopped" ? t("steer.standsStill") : dayAndTime(limit.dueAt, i18n.language)}
            </Text>
          </Group>
        </div>
        {onExtend !== undefined && (
          <Button size="compact-md" variant="default" aria-label={t("steer.extendOf", { name })} onClick={onExtend}>
            {t("steer.extend")}
          </Button>
        )}
      </Group>
      <details>
        <Text component="summary" size="sm" c="var(--mantine-color-anchor)" style={{ cursor: "pointer" }}>
          {t("steer.why")}
        </Text>
        <Lines words={limit.words} />
      </details>
    </div>
  );
}

function Lines({ words }: { readonly words: readonly string[] }) {
  return words.map((line) => (
    <Text size="sm" key={line}>
      {line}
    </Text>
  ));
}
