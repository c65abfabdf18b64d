/** Who does what in a case now, and until when. */
import { Anchor, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ROLES } from "../app/roles.ts";
import type { Role } from "../app/session.tsx";
import type { Case, CaseWork as Work } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";

interface Props {
  readonly id: string;
  readonly about: Case;
  /** Of its heading. */
  readonly order?: 2 | 3;
}

export function CaseWork({ id, about, order = 2 }: Props) {
  const { t, i18n } = useTranslation("counter");
  const { data, error } = useOperation("listCaseWork", { params: { case: id } });
  if (error !== null) return <ProblemAlert error={error} />;
  if (data === undefined) return null;
  const others = about.active.flatMap(({ name, waits, incident }) => {
    if (incident !== undefined) return [t("work.failed", { name })];
    return waits.flatMap((wait) =>
      wait.kind === "job"
        ? [t("work.system", { name })]
        : wait.kind === "timer" && wait.dueAt !== undefined
          ? [t("work.timer", { name, at: dayAndTime(wait.dueAt, i18n.language) })]
          : wait.kind === "message" || wait.kind === "signal"
            ? [t("work.message", { name })]
            : [],
    );
  });
  return (
    <Stack gap="xs">
      <Title order={order} size="h5">
        {t("work.title")}
      </Title>
      {data.items.length === 0 && others.length === 0 && <Text size="sm">{t("work.nobody")}</Text>}
      {data.items.map((work) => (
        <Paper key={work.task} withBorder p="sm">
          <Group justify="space-between" align="flex-start" gap="xs">
            <div>
              {work.mayOpen ? (
                <Anchor component={Link} to={`/inbox/${work.task}`} fw={600} size="sm">
                  {work.name}
                </Anchor>
              ) : (
                <Text fw={600} size="sm">
                  {work.name}
                </Text>
              )}
              <WhoDoes work={work} />
            </div>
            {work.dueAt !== undefined && <DueBadge dueAt={work.dueAt} />}
          </Group>
        </Paper>
      ))}
      {others.map((line) => (
        <Text size="sm" key={line}>
          {line}
        </Text>
      ))}
    </Stack>
  );
}

function WhoDoes({ work: { role, unit, assignee, openedAt } }: { readonly work: Work }) {
  const { t, i18n } = useTranslation("counter");
  const { t: words } = useTranslation();
  const known = ROLES.find((each): each is Role => each === role);
  const who = [assignee, known === undefined ? role : words(`roles.${known}`), unit].filter(Boolean).join(", ");
  return (
    <Text size="sm" c="dimmed">
      {t("work.who", { who, at: dayAndTime(openedAt, i18n.language) })}
      {assignee === undefined && ` · ${t("work.untaken")}`}
    </Text>
  );
}
