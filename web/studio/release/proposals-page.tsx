/** What was proposed: what waits for a second person first, then what became of the rest. */
import { Anchor, Loader, Paper, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../../app/page-title.tsx";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { usePages } from "../../connection/queries.ts";
import { useInWords } from "../../tables/in-words.ts";
import { TableRegion } from "../../tables/table-region.tsx";
import { STATE_COLOURS } from "./state-colours.ts";
import { Mark } from "../said.tsx";
import { MoreButton } from "../../tables/more-button.tsx";

/** `base`: where it stands, `/studio/proposals` or `/admin/proposals`. */
export function ProposalsPage({ base }: { readonly base: string }) {
  const { t } = useTranslation("workshop");
  const words = useInWords();
  const read = usePages("listProposals", { query: { limit: 100 } });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const sorted = [
    ...rows.filter(({ state }) => state === "waiting"),
    ...rows.filter(({ state }) => state !== "waiting"),
  ];
  return (
    <Stack maw={1200} mx="auto">
      <div>
        {base.startsWith("/studio") && (
          <Anchor component={Link} to="/studio" size="sm">
            {t("proposals.back")}
          </Anchor>
        )}
        <PageTitle>{t("proposals.title")}</PageTitle>
        <Text c="dimmed">{t("proposals.intro")}</Text>
      </div>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {read.data !== undefined && rows.length === 0 && <Text>{t("proposals.none")}</Text>}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("proposals.title")}
            head={[
              t("proposals.what"),
              t("proposals.state"),
              t("proposals.comment"),
              t("proposals.by"),
              t("proposals.at"),
              t("proposals.decidedBy"),
            ]}
          >
            {sorted.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <Anchor component={Link} to={`${base}/${row.id}`} size="sm">
                    {row.processes.join(", ")}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Mark color={STATE_COLOURS[row.state]}>{t(`proposals.states.${row.state}`)}</Mark>
                </Table.Td>
                <Table.Td maw={360}>{row.comment}</Table.Td>
                <Table.Td>{row.proposedByName}</Table.Td>
                <Table.Td>{words.instant(row.proposedAt)}</Table.Td>
                <Table.Td>{row.decidedByName ?? "–"}</Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={read} label={t("proposals.more")} />
    </Stack>
  );
}
