/** One proposal: what it changes, who proposed it and why, and the decision of the second person. */
import { Anchor, Button, Group, Loader, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../../app/page-title.tsx";
import { useSession } from "../../app/session.tsx";
import type { Proposal } from "../../connection/api-types.ts";
import { call } from "../../connection/client.ts";
import { ProblemAlert } from "../../connection/problem-alert.tsx";
import { codeOf } from "../../connection/problem-error.ts";
import { useOperation } from "../../connection/queries.ts";
import { useInWords } from "../../tables/in-words.ts";
import { filesOf } from "../bundle-files.ts";
import { Comparison } from "../compare/comparison.tsx";
import { NewVersions } from "./release-outcome.tsx";
import { STATE_COLOURS } from "./state-colours.ts";
import { Mark, Said } from "../said.tsx";

export function ProposalPage({ base }: { readonly base: string }) {
  const { t } = useTranslation("workshop");
  const { proposal: id = "" } = useParams();
  const { data, error } = useOperation("getProposal", { params: { proposal: id } });
  if (error !== null) return <ProblemAlert error={error} />;
  if (data === undefined) return <Loader />;
  return (
    <Stack>
      <div>
        <Anchor component={Link} to={base} size="sm">
          {t("proposals.all")}
        </Anchor>
        <PageTitle>{t("proposals.one", { process: data.processes.join(", ") })}</PageTitle>
      </div>
      <About proposal={data} />
      {data.state === "waiting" && <Decision proposal={data} />}
      <Title order={2} size="h3">
        {t("release.changes")}
      </Title>
      <Changes proposal={data} />
    </Stack>
  );
}

function About({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation("workshop");
  const words = useInWords();
  const { state, comment, proposedByName, proposedAt, decidedByName, decidedAt, reason } = proposal;
  return (
    <Paper withBorder p="md" maw={900}>
      <Stack gap="xs">
        <Group gap="xs">
          <Mark color={STATE_COLOURS[state]} size="lg">
            {t(`proposals.states.${state}`)}
          </Mark>
          <Text size="sm">{t("proposals.proposed", { name: proposedByName, at: words.instant(proposedAt) })}</Text>
        </Group>
        <Text style={{ whiteSpace: "pre-wrap" }}>{comment}</Text>
        {decidedByName !== undefined && decidedAt !== undefined && (
          <Text size="sm">{t("proposals.decided", { name: decidedByName, at: words.instant(decidedAt) })}</Text>
        )}
        {reason !== undefined && (
          <Said color="orange" title={t("proposals.reason")}>
            <Text style={{ whiteSpace: "pre-wrap" }}>{reason}</Text>
          </Said>
        )}
        {proposal.versions !== undefined && <NewVersions proposal={proposal} />}
      </Stack>
    </Paper>
  );
}

function Decision({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation("workshop");
  const queries = useQueryClient();
  const { account } = useSession();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<{ readonly busy?: boolean; readonly error?: unknown }>({});
  const decide = async (asking: Promise<unknown>): Promise<void> => {
    setState({ busy: true });
    try {
      await asking;
      setState({});
    } catch (error) {
      setState({ error });
    }
    void queries.invalidateQueries();
  };
  const params = { proposal: proposal.id };
  const { busy = false, error } = state;
  if (proposal.mine)
    return (
      <Stack maw={900} gap="xs">
        <Said color="blue">{t("proposals.own")}</Said>
        {error !== undefined && <ProblemAlert error={error} />}
        {account.roles.includes("analyst") && (
          <Group>
            <Button variant="default" loading={busy} onClick={() => void decide(call("withdrawProposal", { params }))}>
              {t("proposals.withdraw")}
            </Button>
          </Group>
        )}
      </Stack>
    );
  return (
    <Paper withBorder p="md" maw={900}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("proposals.decide")}
        </Title>
        <Text size="sm">{t("proposals.decideText")}</Text>
        {error !== undefined && <ProblemAlert error={error} />}
        <Group>
          <Button loading={busy} onClick={() => void decide(call("approveProposal", { params }))}>
            {t("proposals.approve")}
          </Button>
        </Group>
        <Textarea
          label={t("proposals.returnReason")}
          rows={2}
          maxLength={2000}
          value={reason}
          error={missing && reason.trim() === "" ? t("proposals.reasonMissing") : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group>
          <Button
            variant="default"
            loading={busy}
            onClick={() => {
              if (reason.trim() === "") setMissing(true);
              else void decide(call("returnProposal", { params, body: { reason } }));
            }}
          >
            {t("proposals.return")}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** Of a decided one: beside the version that it was to replace. */
function Changes({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation("workshop");
  const { id, processes, basedOn, state } = proposal;
  const [process = ""] = processes;
  const based = basedOn.find((each) => each.process === process)?.version;
  const version = state === "waiting" ? "latest" : String(based ?? "latest");
  const bundle = useOperation("getProposalBundle", { params: { proposal: id } });
  const inService = useOperation("getBundle", { params: { process, version } });
  const detail = useOperation("getDefinition", { params: { process, version } });
  const after = useMemo(() => (bundle.data === undefined ? undefined : filesOf(bundle.data.resources)), [bundle.data]);
  const before = useMemo(
    () => (inService.data === undefined ? undefined : filesOf(inService.data.resources)),
    [inService.data],
  );
  if (based === undefined && codeOf(inService.error) === "DEFINITION_NOT_FOUND")
    return <Text>{t("release.first")}</Text>;
  const error = bundle.error ?? inService.error;
  if (error !== null) return <ProblemAlert error={error} />;
  if (before === undefined || after === undefined || detail.data === undefined) return <Loader />;
  const shown = detail.data.definition.version;
  return (
    <>
      {state === "waiting" && based !== undefined && shown !== based && (
        <Said color="orange">{t("compare.moved", { own: based, latest: shown })}</Said>
      )}
      <Comparison
        before={before}
        after={after}
        beforeName={t("compare.version", { version: shown })}
        afterName={t("proposals.proposedVersion")}
      />
    </>
  );
}
