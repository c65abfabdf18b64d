/** The terms of the unit that need its head: overdue, stopped, and all that were broken. */
import { Anchor, Loader, Paper, SegmentedControl, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Workload } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { usePages } from "../connection/queries.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { DueBadge } from "../terms/due-badge.tsx";
import { MoreButton } from "../tables/more-button.tsx";

const STANDINGS = ["overdue", "stopped", "broken"] as const;
type Standing = (typeof STANDINGS)[number];
/** The API counts no further. */
const MOST = 1000;

export function UnitLimits({ counts }: { readonly counts: Workload["limits"] | undefined }) {
  const { t, i18n } = useTranslation("inbox");
  const [standing, setStanding] = useState<Standing>("overdue");
  const pages = usePages("listUnitLimits", { query: { standing, limit: 50 } });
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const label = (name: Standing): string => {
    const count = counts?.[name];
    const shown = count === undefined ? "" : count >= MOST ? t("lists.many", { count: MOST - 1 }) : String(count);
    return shown === "" ? t(`limits.${name}`) : t("limits.counted", { name: t(`limits.${name}`), count: shown });
  };
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("limits.title")}
        </Title>
        <SegmentedControl
          aria-label={t("limits.which")}
          value={standing}
          onChange={(value) => setStanding(STANDINGS.find((each) => each === value) ?? "overdue")}
          data={STANDINGS.map((value) => ({ value, label: label(value) }))}
          style={{ alignSelf: "start", maxWidth: "100%", overflowX: "auto" }}
        />
        {pages.error !== null && <ProblemAlert error={pages.error} />}
        {pages.isPending && <Loader />}
        {pages.isSuccess && rows.length === 0 && (
          <Text size="sm" role="status">
            {t(`limits.no.${standing}`)}
          </Text>
        )}
        {rows.length > 0 && (
          <TableRegion
            label={t(`limits.${standing}`)}
            head={[
              t("limits.case"),
              t("limits.what"),
              t("limits.end"),
              ...(standing === "broken" ? [t("limits.found")] : []),
            ]}
          >
            {rows.map((limit) => (
              <Table.Tr key={`${limit.case} ${limit.key}`}>
                <Table.Td miw={200}>
                  <Anchor component={Link} to={`/inbox/unit/cases/${limit.case}`} size="sm">
                    {t("number", { number: limit.case })}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {limit.service ?? limit.process}
                  </Text>
                </Table.Td>
                <Table.Td miw={200}>
                  <Text size="sm">{t(`due.${limit.kind}`, { of: limit.of })}</Text>
                  {limit.kind !== "term" && (
                    <Text size="xs" c="dimmed">
                      {limit.name}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td miw={240}>
                  {standing === "overdue" && <DueBadge dueAt={limit.dueAt} size="sm" />}
                  <Text size="sm">{dayAndTime(limit.dueAt, i18n.language)}</Text>
                </Table.Td>
                {standing === "broken" && (
                  <Table.Td miw={150}>
                    {limit.breachedAt === undefined ? "" : dayAndTime(limit.breachedAt, i18n.language)}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </TableRegion>
        )}
        <MoreButton pages={pages} label={t("limits.more")} />
      </Stack>
    </Paper>
  );
}
