/** The calendar tables that terms are counted by, each row with the act that it rests on. */
import { Badge, Loader, NativeSelect, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../app/languages.ts";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";

export function CalendarPage() {
  const { t } = useTranslation("admin");
  const words = useInWords();
  const read = useOperation("listCalendars", {}, { staleMs: Infinity });
  const [version, setVersion] = useState("");
  const tables = read.data?.items ?? [];
  const table = tables.find((each) => each.version === version) ?? tables[0];
  const language = currentLanguage();
  return (
    <Stack>
      <PageTitle>{t("calendar.title")}</PageTitle>
      <Text c="dimmed">{t("calendar.text")}</Text>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {table !== undefined && (
        <>
          <NativeSelect
            maw={420}
            label={t("calendar.version")}
            description={t("calendar.years", { from: table.years.from, to: table.years.to, zone: table.zone })}
            value={table.version}
            onChange={(event) => setVersion(event.currentTarget.value)}
            data={tables.map((each, index) => ({
              value: each.version,
              label: index === 0 ? t("calendar.current", { version: each.version }) : each.version,
            }))}
          />
          <Title order={2} size="h4">
            {t("calendar.holidays")}
          </Title>
          <Paper withBorder>
            <TableRegion
              label={t("calendar.holidays")}
              head={[
                t("calendar.name"),
                t("calendar.dates"),
                t("calendar.inForce"),
                t("calendar.shifts"),
                t("calendar.source"),
                t("calendar.note"),
              ]}
            >
              {table.holidays.map((row, index) => (
                <Table.Tr key={index}>
                  <Table.Td>{row.names[language]}</Table.Td>
                  <Table.Td>{row.dates.join(", ")}</Table.Td>
                  <Table.Td>
                    {row.from === undefined && row.to === undefined ? "–" : `${row.from ?? ""} – ${row.to ?? ""}`}
                  </Table.Td>
                  <Table.Td>{t(row.shifts ? "calendar.yes" : "calendar.no")}</Table.Td>
                  <Table.Td>{row.source}</Table.Td>
                  <Table.Td lang="en">{row.note ?? "–"}</Table.Td>
                </Table.Tr>
              ))}
            </TableRegion>
          </Paper>
          <Title order={2} size="h4">
            {t("calendar.transfers")}
          </Title>
          <Paper withBorder>
            <TableRegion
              label={t("calendar.transfers")}
              head={[t("calendar.off"), t("calendar.worked"), t("calendar.source"), t("calendar.note")]}
            >
              {table.transfers.map((row) => (
                <Table.Tr key={`${row.off} ${row.worked}`}>
                  <Table.Td>{words.day(`${row.off}T12:00:00Z`)}</Table.Td>
                  <Table.Td>{words.day(`${row.worked}T12:00:00Z`)}</Table.Td>
                  <Table.Td>
                    {row.source}{" "}
                    {row.uncertain === true && (
                      <Badge color="#8a3b0c" variant="filled">
                        {t("calendar.uncertain")}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td lang="en">{row.note ?? "–"}</Table.Td>
                </Table.Tr>
              ))}
            </TableRegion>
          </Paper>
        </>
      )}
    </Stack>
  );
}
