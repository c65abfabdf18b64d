/** Where time goes, on the diagram and as a table: the darker an element, the more of all the time was spent there. */
import { Group, Loader, Progress, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { labelsOfDiagram } from "../diagram/labels-of-diagram.ts";
import { DiagramView, type DiagramMarks } from "../diagram/diagram-view.tsx";
import { useNames } from "./names.ts";

export interface HeatMapProps {
  readonly process: string;
  readonly version: string;
  readonly query: { readonly from?: string; readonly before?: string; readonly unit?: string };
}

/** Share of all the time from which an element gets each shade. */
const SHADES = [0.4, 0.2, 0.08, 0.02, 0] as const;

export function HeatMap({ process, version, query }: HeatMapProps) {
  const { t, i18n } = useTranslation("audit");
  const names = useNames();
  const words = useInWords();
  const given = { params: { process, version }, query };
  const report = useOperation("reportTimes", given);
  const diagram = useQuery({
    queryKey: ["diagram", process, report.data?.digest],
    queryFn: async () => (await call("getDiagram", { params: { process, version: report.data!.digest } })).text(),
    enabled: report.data !== undefined,
    staleTime: Infinity,
  });
  const items = useMemo(() => report.data?.items ?? [], [report.data]);
  const total = items.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const labels = useMemo(
    () => (diagram.data === undefined ? [] : labelsOfDiagram(diagram.data, i18n.language)),
    [diagram.data, i18n.language],
  );
  const marks = useMemo<DiagramMarks>(() => {
    const classes: Record<string, string[]> = {};
    for (const { element, totalMs } of items) {
      if (totalMs === 0) continue;
      const shade = SHADES.length - SHADES.findIndex((share) => totalMs / total >= share);
      (classes[`heat-${shade}`] ??= []).push(element);
    }
    const badges = items.filter(({ totalMs }) => totalMs > 0).slice(0, 12);
    return {
      classes,
      badges: badges.map(({ element, medianMs }) => ({
        element,
        text: words.duration(medianMs),
        kind: "time" as const,
      })),
    };
  }, [items, total, words]);
  if (report.error !== null) return <ProblemAlert error={report.error} />;
  if (report.isPending) return <Loader />;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm">{t("reports.ofCases", { count: report.data.cases })}</Text>
        <CsvButton operation="reportTimes" given={given} fileName={`times-${process}`} label={t("csv")} />
      </Group>
      {report.data.more && <Text>{t("reports.newestOnly", { count: report.data.cases })}</Text>}
      {diagram.data !== undefined && items.length > 0 && (
        <DiagramView
          xml={diagram.data}
          labels={labels}
          marks={marks}
          description={t("reports.heatMap", { process: names.process(process) })}
        />
      )}
      {items.length === 0 ? (
        <Text>{t("reports.nothing")}</Text>
      ) : (
        <TableRegion
          label={t("reports.times")}
          head={[
            t("reports.step"),
            t("reports.visits"),
            t("reports.open"),
            t("reports.median"),
            t("reports.p90"),
            t("reports.longest"),
            t("reports.total"),
            t("reports.share"),
          ]}
        >
          {items.map((item) => (
            <Table.Tr key={item.element}>
              <Table.Td>{item.name}</Table.Td>
              <Table.Td>{words.number(item.visits)}</Table.Td>
              <Table.Td>{words.number(item.open)}</Table.Td>
              <Table.Td>{words.duration(item.medianMs)}</Table.Td>
              <Table.Td>{words.duration(item.p90Ms)}</Table.Td>
              <Table.Td>{words.duration(item.longestMs)}</Table.Td>
              <Table.Td>{words.duration(item.totalMs)}</Table.Td>
              <Table.Td miw={140}>
                <Group gap="xs" wrap="nowrap">
                  <Progress
                    value={total === 0 ? 0 : (item.totalMs / total) * 100}
                    flex={1}
                    color="orange.9"
                    aria-label={t("reports.shareOf", { name: item.name })}
                  />
                  <Text size="sm">{words.percent(total === 0 ? 0 : item.totalMs / total)}</Text>
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </TableRegion>
      )}
    </Stack>
  );
}
