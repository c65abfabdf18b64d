/** What is in service, and what was before: each version with who deployed it, when and why. */
import { Checkbox, Group, Loader, Paper, Stack, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { WaitingProposals } from "../studio/release/waiting-proposals.tsx";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { MoreButton } from "../tables/more-button.tsx";

export function VersionsPage() {
  const { t } = useTranslation("admin");
  const words = useInWords();
  const [latest, setLatest] = useState(true);
  const query = { latest };
  const read = usePages("listDefinitions", { query: { ...query, limit: 100 } });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const accounts = useOperation("listAccounts", { query: { limit: 200 } });
  const who = (id: string): string =>
    id === "system" ? t("versions.system") : (accounts.data?.items.find((account) => account.id === id)?.name ?? id);
  return (
    <Stack>
      <PageTitle>{t("versions.title")}</PageTitle>
      <WaitingProposals to="/admin/proposals" />
      <Group>
        <Checkbox
          label={t("versions.latestOnly")}
          checked={latest}
          onChange={(event) => setLatest(event.currentTarget.checked)}
        />
        <CsvButton operation="listDefinitions" given={{ query }} fileName="versions" label={t("csv")} />
      </Group>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("versions.title")}
            head={[
              t("versions.process"),
              t("versions.version"),
              t("versions.regulation"),
              t("versions.deployedAt"),
              t("versions.deployedBy"),
              t("versions.approvedBy"),
              t("versions.comment"),
              t("versions.digest"),
            ]}
          >
            {rows.map((row) => (
              <Table.Tr key={`${row.process} ${row.version}`}>
                <Table.Td>{row.process}</Table.Td>
                <Table.Td>{words.number(row.version)}</Table.Td>
                <Table.Td>{row.regulation ?? "–"}</Table.Td>
                <Table.Td>{words.instant(row.deployedAt)}</Table.Td>
                <Table.Td>{who(row.proposedBy ?? row.deployedBy)}</Table.Td>
                <Table.Td>{row.approvedBy === undefined ? "–" : who(row.approvedBy)}</Table.Td>
                <Table.Td>{row.comment ?? "–"}</Table.Td>
                <Table.Td>
                  <code>{row.digest.slice(0, 12)}</code>
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={read} label={t("more")} />
    </Stack>
  );
}
