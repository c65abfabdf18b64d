/** Finding cases by what is known of them. What was asked stands in the address, so that it can be kept and sent on. */
import {
  Anchor,
  Badge,
  Button,
  Grid,
  Group,
  Loader,
  NativeSelect,
  Paper,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { Operations } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { usePages } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { CHANNELS, STATUSES, useNames } from "./names.ts";
import { MoreButton } from "../tables/more-button.tsx";

type Query = Operations["searchCases"]["query"];

const FIELDS = [
  "number",
  "applicant",
  "performer",
  "regulation",
  "channel",
  "unit",
  "status",
  "from",
  "to",
  "breached",
] as const;

export function FindPage() {
  const { t } = useTranslation("audit");
  const [asked, setAsked] = useSearchParams();
  const names = useNames();
  const of = (field: (typeof FIELDS)[number]): string => asked.get(field) ?? "";
  const query = queryOf(asked);
  const found = usePages("searchCases", { query });
  const cases = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const words = useInWords();
  const submit = (form: HTMLFormElement): void => {
    const filled = [...new FormData(form)].filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].trim() !== "",
    );
    setAsked(filled.map(([name, value]) => [name, value.trim()] satisfies [string, string]));
  };
  const any = { value: "", label: t("find.any") };
  return (
    <Stack>
      <PageTitle>{t("find.title")}</PageTitle>
      <Paper withBorder p="md">
        <form
          role="search"
          aria-label={t("find.title")}
          key={asked.toString()}
          onSubmit={(event) => {
            event.preventDefault();
            submit(event.currentTarget);
          }}
        >
          <Grid gap="sm" align="end">
            {(["number", "applicant", "performer"] as const).map((field) => (
              <Grid.Col span={{ base: 12, sm: 4 }} key={field}>
                <TextInput
                  name={field}
                  label={t(`find.${field}`)}
                  defaultValue={of(field)}
                  maxLength={255}
                  autoComplete="off"
                />
              </Grid.Col>
            ))}
            <Grid.Col span={{ base: 12, sm: 4 }}>
              <NativeSelect
                name="regulation"
                label={t("find.regulation")}
                defaultValue={of("regulation")}
                data={[any, ...names.regulations.map((id) => ({ value: id, label: names.regulation(id) }))]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 4 }}>
              <NativeSelect
                name="channel"
                label={t("find.channel")}
                defaultValue={of("channel")}
                data={[any, ...CHANNELS.map((id) => ({ value: id, label: t(`channels.${id}`) }))]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 4 }}>
              <NativeSelect
                name="unit"
                label={t("find.unit")}
                defaultValue={of("unit")}
                data={[any, ...names.units.map(({ id, name }) => ({ value: id, label: name }))]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 3 }}>
              <NativeSelect
                name="status"
                label={t("find.status")}
                defaultValue={of("status")}
                data={[any, ...STATUSES.map((id) => ({ value: id, label: t(`status.${id}`) }))]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 3 }}>
              <NativeSelect
                name="breached"
                label={t("find.breached")}
                defaultValue={of("breached")}
                data={[any, { value: "true", label: t("find.late") }, { value: "false", label: t("find.inTime") }]}
              />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 3 }}>
              <TextInput type="date" name="from" label={t("find.from")} defaultValue={of("from")} />
            </Grid.Col>
            <Grid.Col span={{ base: 6, sm: 3 }}>
              <TextInput type="date" name="to" label={t("find.to")} defaultValue={of("to")} />
            </Grid.Col>
            <Grid.Col span={12}>
              <Group>
                <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
                  {t("find.submit")}
                </Button>
                <Button variant="default" onClick={() => setAsked([])}>
                  {t("find.clear")}
                </Button>
                <CsvButton operation="searchCases" given={{ query }} fileName="cases" label={t("csv")} />
              </Group>
            </Grid.Col>
          </Grid>
        </form>
      </Paper>
      {found.error !== null && <ProblemAlert error={found.error} />}
      {found.isPending && <Loader />}
      {found.isSuccess && cases.length === 0 && <Text role="status">{t("find.nothing")}</Text>}
      {cases.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("find.results")}
            head={[
              t("find.number"),
              t("find.regulation"),
              t("find.channel"),
              t("find.applicant"),
              t("find.unit"),
              t("find.status"),
              t("find.started"),
              t("find.ended"),
              t("find.breaches"),
            ]}
          >
            {cases.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/audit/cases/${row.id}`} underline="always">
                    {row.businessKey ?? row.id}
                  </Anchor>
                </Table.Td>
                <Table.Td>{row.regulation === undefined ? row.process : names.regulation(row.regulation)}</Table.Td>
                <Table.Td>{names.channel(row.channel)}</Table.Td>
                <Table.Td>{row.applicantName ?? "–"}</Table.Td>
                <Table.Td>{names.unit(row.unit)}</Table.Td>
                <Table.Td>
                  {t(`status.${row.status}`)}
                  {row.publicStatus !== undefined && `: ${names.publicStatus(row.publicStatus)}`}
                </Table.Td>
                <Table.Td>{words.instant(row.startedAt)}</Table.Td>
                <Table.Td>{row.endedAt === undefined ? "–" : words.instant(row.endedAt)}</Table.Td>
                <Table.Td>
                  {row.breaches === 0 ? (
                    words.number(0)
                  ) : (
                    <Badge color="red.9" variant="filled">
                      {words.number(row.breaches)}
                    </Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={found} label={t("more")} />
    </Stack>
  );
}

/** Days in the address, as the reader's own: `to` is counted in. */
function queryOf(asked: URLSearchParams): Query {
  const query: Record<string, string | boolean | number> = { limit: 50 };
  for (const field of FIELDS) {
    const value = asked.get(field);
    if (value === null || value === "") continue;
    if (field === "breached") query[field] = value === "true";
    else if (field === "from" || field === "to") {
      const day = new Date(`${value}T00:00:00+05:00`);
      if (Number.isNaN(day.getTime())) continue;
      if (field === "to") query.before = new Date(day.getTime() + 86_400_000).toISOString();
      else query.from = day.toISOString();
    } else query[field] = value;
  }
  return query;
}
