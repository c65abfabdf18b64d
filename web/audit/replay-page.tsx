/** A case played again, event by event, on the very version of the diagram that it ran on. */
import { Anchor, Badge, Box, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import type { Replay, StoredCommit } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { checkChain, type ChainCheck } from "./check-chain.ts";
import { useNames } from "./names.ts";
import { filmOf } from "./replay-model.ts";
import { ReplayPlayer } from "./replay-player.tsx";

export function ReplayPage() {
  const { t } = useTranslation("audit");
  const { case: id = "" } = useParams();
  const { account } = useSession();
  const replay = useOperation("getReplay", { params: { case: id } });
  const seq = replay.data?.case.seq;
  const log = useQuery({
    queryKey: ["log", id, seq],
    queryFn: async ({ signal }) => {
      const commits = await allCommits(id, signal);
      return { commits, check: await checkChain(commits, seq ?? 0) };
    },
    enabled: seq !== undefined,
    staleTime: Infinity,
  });
  const film = useMemo(() => {
    try {
      return log.data === undefined ? undefined : filmOf(log.data.commits);
    } catch {
      return "broken" as const;
    }
  }, [log.data]);
  const number = replay.data?.case.businessKey ?? id;
  return (
    <Stack>
      <Group justify="space-between">
        <PageTitle>{t("replay.title", { number })}</PageTitle>
        <Group>
          {hasRole(account, ["auditor"]) && (
            <Anchor component={Link} to={`/audit/reads?case=${id}`} underline="always">
              {t("replay.whoLooked")}
            </Anchor>
          )}
          <CsvButton
            operation="listEvents"
            given={{ params: { case: id } }}
            fileName={`events-${id}`}
            label={t("replay.events")}
          />
        </Group>
      </Group>
      {replay.error !== null && <ProblemAlert error={replay.error} />}
      {log.error !== null && <ProblemAlert error={log.error} />}
      {(replay.isPending || (log.isPending && replay.isSuccess)) && <Loader />}
      {replay.data !== undefined && <Summary replay={replay.data} />}
      {log.data !== undefined && <Chain check={log.data.check} />}
      {film === "broken" && <Text role="alert">{t("replay.notFolded")}</Text>}
      {replay.data !== undefined && film !== undefined && film !== "broken" && film.moments.length > 0 && (
        <ReplayPlayer film={film} replay={replay.data} />
      )}
    </Stack>
  );
}

async function allCommits(id: string, signal: AbortSignal): Promise<readonly StoredCommit[]> {
  const commits: StoredCommit[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
    const page = await call("listCommits", { params: { case: id }, query, signal });
    commits.push(...page.items);
    cursor = page.next;
  }
  return commits;
}

function Summary({ replay }: { readonly replay: Replay }) {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const names = useNames();
  const { case: row, accounts } = replay;
  const applicant = accounts.find(({ id }) => id === row.applicant)?.name;
  const facts: readonly (readonly [string, string])[] = [
    [t("find.regulation"), row.regulation === undefined ? row.process : names.regulation(row.regulation)],
    [t("find.channel"), names.channel(row.channel)],
    [t("find.unit"), names.unit(row.unit)],
    ...(row.intakeUnit === undefined ? [] : [[t("replay.intakeUnit"), names.unit(row.intakeUnit)] as const]),
    ...(applicant === undefined ? [] : [[t("find.applicant"), applicant] as const]),
    [
      t("find.status"),
      `${t(`status.${row.status}`)}${row.publicStatus === undefined ? "" : `: ${names.publicStatus(row.publicStatus)}`}`,
    ],
    [t("find.started"), words.instant(row.startedAt)],
    ...(row.endedAt === undefined ? [] : [[t("find.ended"), words.instant(row.endedAt)] as const]),
  ];
  return (
    <Paper withBorder p="sm">
      <Group component="dl" gap="xl" m={0}>
        {facts.map(([name, value]) => (
          <Box key={name}>
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" size="sm" m={0}>
              {value}
            </Text>
          </Box>
        ))}
      </Group>
    </Paper>
  );
}

function Chain({ check }: { readonly check: ChainCheck }) {
  const { t } = useTranslation("audit");
  if (check.proven === undefined) return <Text size="sm">{t("chain.notChecked")}</Text>;
  return (
    <Group gap="sm" role="status">
      <Badge color={check.proven ? "#1f6b33" : "red.9"} variant="filled" size="lg">
        {t(check.proven ? "chain.proven" : "chain.broken")}
      </Badge>
      <Text size="sm">
        {check.proven
          ? t("chain.provenText", { count: check.events, head: check.head.slice(0, 16) })
          : t("chain.brokenText", { from: check.from, to: check.to })}
      </Text>
    </Group>
  );
}
