/** How terms were kept, where time goes, why applicants were refused, and what they said. Every table can be had as CSV. */
import {
  Button,
  Group,
  Loader,
  NativeSelect,
  Paper,
  Progress,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { lazy, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { useNames } from "./names.ts";

const HeatMap = lazy(async () => ({ default: (await import("./heat-map.tsx")).HeatMap }));

const VIEWS = ["regulation", "unit", "month", "step"] as const;
type View = (typeof VIEWS)[number];

interface Asked {
  readonly query: {
    readonly from?: string;
    readonly before?: string;
    readonly regulation?: string;
    readonly unit?: string;
  };
}

export function ReportsPage() {
  const { t } = useTranslation("audit");
  const names = useNames();
  const [asked, setAsked] = useSearchParams();
  const of = (name: string): string => asked.get(name) ?? "";
  const from = of("from");
  const to = of("to");
  const regulation = of("regulation");
  const unit = of("unit");
  const given = useMemo<Asked>(
    () => ({
      query: {
        ...(from === "" ? {} : { from: new Date(`${from}T00:00:00+05:00`).toISOString() }),
        ...(to === "" ? {} : { before: new Date(Date.parse(`${to}T00:00:00+05:00`) + 86_400_000).toISOString() }),
        ...(regulation === "" ? {} : { regulation }),
        ...(unit === "" ? {} : { unit }),
      },
    }),
    [from, to, regulation, unit],
  );
  const any = { value: "", label: t("find.any") };
  return (
    <Stack>
      <PageTitle>{t("reports.title")}</PageTitle>
      <Paper withBorder p="md">
        <form
          role="search"
          aria-label={t("reports.period")}
          key={asked.toString()}
          onSubmit={(event) => {
            event.preventDefault();
            const filled = [...new FormData(event.currentTarget)] as [string, string][];
            setAsked(filled.filter(([, value]) => value !== ""));
          }}
        >
          <Group align="end">
            <TextInput type="date" name="from" label={t("find.from")} defaultValue={from} />
            <TextInput type="date" name="to" label={t("find.to")} defaultValue={to} />
            <NativeSelect
              name="regulation"
              label={t("find.regulation")}
              defaultValue={regulation}
              data={[any, ...names.regulations.map((id) => ({ value: id, label: names.regulation(id) }))]}
            />
            <NativeSelect
              name="unit"
              label={t("find.unit")}
              defaultValue={unit}
              data={[any, ...names.units.map(({ id, name }) => ({ value: id, label: name }))]}
            />
            <Button type="submit">{t("reports.show")}</Button>
          </Group>
          <Text size="sm" c="dimmed" mt="xs">
            {t("reports.periodText")}
          </Text>
        </form>
      </Paper>
      <Terms {...given} />
      <Times {...given} />
      <Refusals {...given} />
      <Surveys {...given} />
    </Stack>
  );
}

function Terms({ query }: Asked) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const names = useNames();
  const [asked, setAsked] = useSearchParams();
  const view = VIEWS.find((each) => each === asked.get("by")) ?? "regulation";
  const by = {
    regulation: "regulation,kind",
    unit: "unit,kind",
    month: "month,kind",
    step: "regulation,channel,kind,step",
  }[view];
  const given = { query: { ...query, by } };
  const report = useOperation("reportTerms", given);
  const items = report.data?.items ?? [];
  const named = (item: (typeof items)[number]): string => {
    if (view === "month") return item.month === undefined ? "–" : words.month(item.month);
    if (view === "unit") return names.unit(item.unit);
    return item.regulation === undefined ? "–" : names.regulation(item.regulation);
  };
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("reports.terms")}
        </Title>
        <Group align="end">
          <NativeSelect
            label={t("reports.by")}
            value={view}
            onChange={(event) => {
              const next = new URLSearchParams(asked);
              next.set("by", event.currentTarget.value);
              setAsked(next);
            }}
            data={VIEWS.map((value: View) => ({ value, label: t(`reports.views.${value}`) }))}
          />
          <CsvButton operation="reportTerms" given={given} fileName={`terms-by-${view}`} label={t("csv")} />
        </Group>
        {report.error !== null && <ProblemAlert error={report.error} />}
        {report.isPending && <Loader />}
        {report.isSuccess && items.length === 0 && <Text>{t("reports.nothing")}</Text>}
        {items.length > 0 && (
          <TableRegion
            label={t("reports.terms")}
            head={[
              t(`reports.views.${view === "step" ? "regulation" : view}`),
              ...(view === "step" ? [t("find.channel"), t("reports.views.step")] : []),
              t("reports.kind"),
              t("reports.inTime"),
              t("reports.late"),
              t("reports.running"),
              t("reports.dropped"),
              t("reports.rate"),
            ]}
          >
            {items.map((item, index) => (
              <Table.Tr key={index}>
                <Table.Td>{named(item)}</Table.Td>
                {view === "step" && <Table.Td>{names.channel(item.channel)}</Table.Td>}
                {view === "step" && (
                  <Table.Td>
                    {item.name ?? item.element ?? "–"}
                    {item.of !== undefined && item.of !== item.element && ` (${item.of})`}
                  </Table.Td>
                )}
                <Table.Td>{item.kind === undefined ? "–" : t(`limitKind.${item.kind}`)}</Table.Td>
                <Table.Td>{words.number(item.inTime)}</Table.Td>
                <Table.Td>{words.number(item.late)}</Table.Td>
                <Table.Td>{words.number(item.running)}</Table.Td>
                <Table.Td>{words.number(item.dropped)}</Table.Td>
                <Table.Td miw={160}>
                  {item.rate === undefined ? (
                    "–"
                  ) : (
                    <Group gap="xs" wrap="nowrap">
                      <Progress
                        value={item.rate * 100}
                        flex={1}
                        color={item.rate < 0.9 ? "red.9" : "lake.8"}
                        aria-label={t("reports.rateOf", { name: named(item) })}
                      />
                      <Text size="sm">{words.percent(item.rate)}</Text>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        )}
      </Stack>
    </Paper>
  );
}

function Times({ query }: Asked) {
  const { t } = useTranslation("audit");
  const names = useNames();
  const [asked, setAsked] = useSearchParams();
  const process = asked.get("process") ?? "";
  const offered = names.definitions.filter(
    ({ regulation }) => query.regulation === undefined || regulation === query.regulation,
  );
  const { regulation: _, ...period } = query;
  const chosen = offered.find((row) => row.process === process);
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("reports.times")}
        </Title>
        <Group align="end">
          <NativeSelect
            label={t("reports.process")}
            value={process}
            onChange={(event) => {
              const next = new URLSearchParams(asked);
              next.set("process", event.currentTarget.value);
              setAsked(next);
            }}
            data={[
              { value: "", label: t("reports.choose") },
              ...offered.map((row) => ({ value: row.process, label: names.process(row.process) })),
            ]}
          />
        </Group>
        {chosen !== undefined && <HeatMap process={chosen.process} version={String(chosen.version)} query={period} />}
      </Stack>
    </Paper>
  );
}

function Refusals({ query }: Asked) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const names = useNames();
  const given = { query };
  const report = useOperation("reportRefusals", given);
  const items = report.data?.items ?? [];
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t("reports.refusals")}
          </Title>
          <CsvButton operation="reportRefusals" given={given} fileName="refusals" label={t("csv")} />
        </Group>
        {report.error !== null && <ProblemAlert error={report.error} />}
        {report.isPending && <Loader />}
        {report.isSuccess && items.length === 0 && <Text>{t("reports.nothing")}</Text>}
        {report.data?.more === true && <Text>{t("reports.newestOnly", { count: report.data.cases })}</Text>}
        {items.length > 0 && (
          <TableRegion
            label={t("reports.refusals")}
            head={[
              t("find.regulation"),
              t("find.channel"),
              t("reports.outcome"),
              t("reports.step"),
              t("replay.clause"),
              t("reports.condition"),
              t("reports.count"),
            ]}
          >
            {items.map((item, index) => (
              <Table.Tr key={index}>
                <Table.Td>{item.regulation === undefined ? "–" : names.regulation(item.regulation)}</Table.Td>
                <Table.Td>{names.channel(item.channel)}</Table.Td>
                <Table.Td>{names.publicStatus(item.status)}</Table.Td>
                <Table.Td>{item.name ?? item.element ?? "–"}</Table.Td>
                <Table.Td>{item.clause ?? "–"}</Table.Td>
                <Table.Td>
                  {item.condition ?? "–"}
                  {item.answer !== undefined && `: ${item.answer}`}
                </Table.Td>
                <Table.Td>{words.number(item.count)}</Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        )}
      </Stack>
    </Paper>
  );
}

function Surveys({ query: { unit: _, ...query } }: Asked) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const names = useNames();
  const given = { query };
  const report = useOperation("countSurveys", given);
  const items = report.data?.items ?? [];
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t("reports.surveys")}
          </Title>
          <CsvButton operation="countSurveys" given={given} fileName="surveys" label={t("csv")} />
        </Group>
        {report.error !== null && <ProblemAlert error={report.error} />}
        {report.isPending && <Loader />}
        {report.isSuccess && items.length === 0 && <Text>{t("reports.nothing")}</Text>}
        {items.length > 0 && (
          <TableRegion
            label={t("reports.surveys")}
            head={[
              t("find.regulation"),
              t("find.channel"),
              t("reports.question"),
              t("reports.answer"),
              t("reports.count"),
            ]}
          >
            {items.map((item, index) => (
              <Table.Tr key={index}>
                <Table.Td>{item.regulation === undefined ? "–" : names.regulation(item.regulation)}</Table.Td>
                <Table.Td>{names.channel(item.channel)}</Table.Td>
                <Table.Td>{item.question}</Table.Td>
                <Table.Td>{item.answer}</Table.Td>
                <Table.Td>{words.number(item.count)}</Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        )}
      </Stack>
    </Paper>
  );
}
