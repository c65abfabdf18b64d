/** What came of it: the version that is in service now and what that means for running cases, or that somebody else must approve. */
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AnswerOf } from "../../connection/client.ts";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../connection/client.ts";
import { Said } from "../said.tsx";

export type Proposal = AnswerOf<"proposeDefinition">;

interface ReleaseOutcomeProps {
  readonly proposal: Proposal;
  readonly copy: string;
  readonly onAgain: () => void;
}

export function ReleaseOutcome({ proposal, copy, onAgain }: ReleaseOutcomeProps) {
  const { t } = useTranslation("workshop");
  return (
    <Stack maw={900}>
      {proposal.state === "approved" ? (
        <Said color="green" title={t("release.inService")} role="status">
          <NewVersions proposal={proposal} />
        </Said>
      ) : (
        <Said color="blue" title={t("release.waits")} role="status">
          <Text size="sm">{t("release.waitsText")}</Text>
        </Said>
      )}
      <Group>
        {proposal.state === "waiting" && (
          <Button component={Link} to={`/studio/proposals/${proposal.id}`}>
            {t("release.toProposal")}
          </Button>
        )}
        <Button variant="default" component={Link} to={`/studio/${copy}/diagram`}>
          {t("release.toDiagram")}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {t("release.again")}
        </Button>
      </Group>
    </Stack>
  );
}

export function NewVersions({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation("workshop");
  return (
    <List size="sm">
      {(proposal.versions ?? []).map(({ process, version }) => (
        <List.Item key={process}>
          {t("release.version", { process, version })}{" "}
          <RunningCases
            process={process}
            version={version}
            before={proposal.basedOn.find((each) => each.process === process)?.version}
          />
        </List.Item>
      ))}
    </List>
  );
}

interface RunningCasesProps {
  readonly process: string;
  readonly version: number;
  readonly before: number | undefined;
}

/** How many cases go on running on the version before, and how many of them could be taken over. */
function RunningCases({ process, version, before }: RunningCasesProps) {
  const { t } = useTranslation("workshop");
  const plan = useQuery({
    queryKey: ["planMigration", process, before, version],
    queryFn: () => call("planMigration", { params: { process, version: before! }, body: { to: version } }),
    enabled: before !== undefined && before !== version,
  });
  if (plan.data === undefined) return null;
  const { total, ready } = plan.data;
  return <>{total === 0 ? t("release.noCases") : t("release.cases", { count: total, ready, version: before })}</>;
}
