/** What the head of a unit looks at in the morning: how much work lies where, what falls due, and which terms are overdue, stopped or broken. */
import { Anchor, Container, Loader, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { TaskFilter, Workload } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { searchOf } from "./lists.ts";
import { UnitLimits } from "./unit-limits.tsx";

/** The API counts no further. */
const MOST = 1000;

type Load = Workload["all"];

export function UnitPage() {
  const { t } = useTranslation("inbox");
  const { data, error } = useOperation("getWorkload", {});
  return (
    <Container size="xl" p="md">
      <Stack>
        <div>
          <Anchor component={Link} to="/inbox" size="sm">
            {t("unit.toTasks")}
          </Anchor>
          <PageTitle>{t("unit.title")}</PageTitle>
        </div>
        {error !== null && <ProblemAlert error={error} />}
        {data === undefined && error === null && <Loader />}
        {data !== undefined && <Figures load={data} />}
        {data !== undefined && (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <LoadTable
              title={t("unit.people")}
              first={t("unit.person")}
              rows={[
                { key: "", name: t("unit.nobody"), filter: { assignee: "nobody" }, load: data.unassigned },
                ...data.people.map(({ account, name, ...load }) => ({
                  key: account,
                  name,
                  filter: { assignee: account },
                  load,
                })),
              ]}
            />
            <LoadTable
              title={t("unit.services")}
              first={t("unit.service")}
              rows={data.regulations.map(({ regulation, service, ...load }) => ({
                key: regulation,
                name: service,
                filter: { regulation },
                load,
              }))}
            />
          </SimpleGrid>
        )}
        <UnitLimits counts={data?.limits} />
      </Stack>
    </Container>
  );
}

/** Up to a thousand, and from there on in words. */
function useCount(): (count: number) => string {
  const { t } = useTranslation("inbox");
  return (count) => (count >= MOST ? t("lists.many", { count: MOST - 1 }) : String(count));
}

function Figures({ load: { all, unassigned } }: { readonly load: Workload }) {
  const { t } = useTranslation("inbox");
  const count = useCount();
  const figures: readonly (readonly [string, number, TaskFilter | undefined])[] = [
    [t("unit.open"), all.open, undefined],
    [t("unit.unassigned"), unassigned.open, { assignee: "nobody" }],
    [t("unit.overdue"), all.overdue, { due: "overdue" }],
    [t("unit.dueToday"), all.dueToday, { due: "today" }],
    [t("unit.dueThisWeek"), all.dueThisWeek, { due: "week" }],
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {figures.map(([label, value, filter]) => (
        <Paper key={label} component="li" withBorder p="md">
          <Text size="sm">{label}</Text>
          <Anchor
            component={Link}
            to={filter === undefined ? "/inbox?list=unit" : tasksOf(filter)}
            fz={28}
            fw={650}
            lh={1.3}
            aria-label={t("unit.show", { what: label, count: count(value) })}
          >
            {count(value)}
          </Anchor>
        </Paper>
      ))}
    </SimpleGrid>
  );
}

interface LoadTableProps {
  readonly title: string;
  readonly first: string;
  readonly rows: readonly {
    readonly key: string;
    readonly name: string;
    readonly filter: TaskFilter;
    readonly load: Load;
  }[];
}

function LoadTable({ title, first, rows }: LoadTableProps) {
  const { t } = useTranslation("inbox");
  const count = useCount();
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm">{t("unit.none")}</Text>
      ) : (
        <TableRegion
          label={title}
          head={[first, t("unit.open"), t("unit.overdue"), t("unit.dueToday"), t("unit.dueThisWeek")]}
        >
          {rows.map(({ key, name, filter, load }) => (
            <Table.Tr key={key}>
              <Table.Td miw={160}>
                <Anchor component={Link} to={tasksOf(filter)} size="sm">
                  {name}
                </Anchor>
              </Table.Td>
              <Table.Td>{count(load.open)}</Table.Td>
              <Table.Td
                fw={load.overdue > 0 ? 650 : undefined}
                c={load.overdue > 0 ? "light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))" : undefined}
              >
                {count(load.overdue)}
              </Table.Td>
              <Table.Td>{count(load.dueToday)}</Table.Td>
              <Table.Td>{count(load.dueThisWeek)}</Table.Td>
            </Table.Tr>
          ))}
        </TableRegion>
      )}
    </Paper>
  );
}

const tasksOf = (filter: TaskFilter): string => `/inbox?${searchOf({ list: undefined, filter })}`;
