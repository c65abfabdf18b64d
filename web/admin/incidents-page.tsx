/** Steps that are stuck: tried again, or left behind, each with the reason that goes into the history of the case. */
import { Anchor, Button, Group, Loader, Paper, SegmentedControl, Stack, Table, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNotice } from "../app/notices.tsx";
import { PageTitle } from "../app/page-title.tsx";
import type { Incident } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { usePages } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { Dialog } from "../app/dialog.tsx";
import { MoreButton } from "../tables/more-button.tsx";

type Decision = "retry" | "skip";

export function IncidentsPage() {
  const { t } = useTranslation("admin");
  const words = useInWords();
  const [open, setOpen] = useState(true);
  const [deciding, setDeciding] = useState<{ readonly incident: Incident; readonly decision: Decision }>();
  const query = { open };
  const read = usePages("listIncidents", { query });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <PageTitle>{t("incidents.title")}</PageTitle>
      <Group>
        <SegmentedControl
          aria-label={t("incidents.which")}
          value={open ? "open" : "resolved"}
          onChange={(value) => setOpen(value === "open")}
          data={[
            { value: "open", label: t("incidents.open") },
            { value: "resolved", label: t("incidents.resolved") },
          ]}
        />
        <CsvButton operation="listIncidents" given={{ query }} fileName="incidents" label={t("csv")} />
      </Group>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {read.isSuccess && rows.length === 0 && <Text role="status">{t("incidents.nothing")}</Text>}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("incidents.title")}
            head={[
              t("incidents.raisedAt"),
              t("incidents.case"),
              t("incidents.element"),
              t("incidents.what"),
              t(open ? "incidents.decide" : "incidents.decided"),
            ]}
          >
            {rows.map((incident) => (
              <Table.Tr key={`${incident.case} ${incident.key} ${incident.raisedAt}`}>
                <Table.Td>{words.instant(incident.raisedAt)}</Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={`/audit/cases/${incident.case}`} underline="always">
                    {incident.case}
                  </Anchor>
                </Table.Td>
                <Table.Td>{incident.element}</Table.Td>
                <Table.Td maw={420}>
                  <Text size="sm" fw={600}>
                    {incident.code}
                  </Text>
                  <Text size="sm">{incident.message}</Text>
                </Table.Td>
                <Table.Td>
                  {open ? (
                    <Group gap="xs" wrap="nowrap">
                      {(["retry", "skip"] as const).map((decision) => (
                        <Button
                          key={decision}
                          size="compact-sm"
                          variant={decision === "retry" ? "filled" : "default"}
                          aria-label={t(`incidents.${decision}Of`, { element: incident.element, case: incident.case })}
                          onClick={() => setDeciding({ incident, decision })}
                        >
                          {t(`incidents.${decision}`)}
                        </Button>
                      ))}
                    </Group>
                  ) : (
                    <>
                      {incident.resolvedAt !== undefined && <Text size="sm">{words.instant(incident.resolvedAt)}</Text>}
                      <Text size="sm">{[incident.resolution, incident.reason].filter(Boolean).join(": ")}</Text>
                    </>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={read} label={t("more")} />
      {deciding !== undefined && <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </Stack>
  );
}

interface DecideProps {
  readonly incident: Incident;
  readonly decision: Decision;
  readonly onClose: () => void;
}

function Decide({ incident, decision, onClose }: DecideProps) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const notice = useNotice();
  const [reason, setReason] = useState("");
  const resolve = useMutation({
    mutationFn: () =>
      call("resolveIncident", {
        params: { case: incident.case, key: incident.key },
        body: { resolution: decision, reason: reason.trim() },
      }),
    onSuccess: async () => {
      notice({ text: t(`incidents.${decision}Done`) });
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog onClose={onClose} title={t(`incidents.${decision}`)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resolve.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t(`incidents.${decision}Text`, { element: incident.element, case: incident.case })}</Text>
          <Textarea
            label={t("incidents.reason")}
            description={t("incidents.reasonText")}
            required
            minRows={3}
            autosize
            maxLength={2000}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {resolve.error !== null && <ProblemAlert error={resolve.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={resolve.isPending} disabled={reason.trim() === ""}>
              {t(`incidents.${decision}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
