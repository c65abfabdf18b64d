/** How the installation stands: version, log, what waits, and whether the outside is real. */
import { Alert, Anchor, Group, Loader, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { useInWords } from "../tables/in-words.ts";

const MIB = 1024 * 1024;

export function SystemPage() {
  const { t } = useTranslation("admin");
  const words = useInWords();
  const read = useOperation("getSystemState", {}, { staleMs: 0 });
  const state = read.data;
  const figures: readonly (readonly [string, string])[] =
    state === undefined
      ? []
      : [
          [t("system.version"), state.version],
          [t("system.mode"), t(`system.modes.${state.mode}`)],
          [t("system.runtime"), state.runtime],
          [t("system.startedAt"), words.instant(state.startedAt)],
          [t("system.now"), words.instant(state.now)],
          [t("system.memory"), t("system.mebibytes", { size: words.number(Math.round(state.memoryBytes / MIB)) })],
          [t("system.commits"), words.number(state.commits)],
          [t("system.active"), words.number(state.cases.active)],
          [t("system.suspended"), words.number(state.cases.suspended)],
          [t("system.completed"), words.number(state.cases.completed)],
          [t("system.terminated"), words.number(state.cases.terminated)],
          [t("system.openTasks"), words.number(state.openTasks)],
          [t("system.jobsWaiting"), words.number(state.jobsWaiting)],
          [t("system.jobsStuck"), words.number(state.jobsStuck)],
          [t("system.timersWaiting"), words.number(state.timersWaiting)],
          [t("system.nextDueAt"), state.nextDueAt === undefined ? "–" : words.instant(state.nextDueAt)],
          [t("system.reads"), words.number(state.reads)],
          [t("system.store"), t("system.mebibytes", { size: words.number(Math.ceil(state.storeBytes / MIB)) })],
          [t("system.gateway"), t(state.gateway ? "system.gatewayOn" : "system.gatewayOff")],
          [t("system.provider"), state.identityProvider?.issuer ?? t("system.providerNone")],
        ];
  return (
    <Stack>
      <PageTitle>{t("system.title")}</PageTitle>
      {read.error !== null && <ProblemAlert error={read.error} />}
      {read.isPending && <Loader />}
      {state !== undefined && state.openIncidents > 0 && (
        <Alert
          color="red"
          icon={<IconInfoCircle aria-hidden />}
          title={t("system.incidents", { count: state.openIncidents })}
        >
          <Anchor component={Link} to="/admin/incidents" underline="always" c="inherit">
            {t("system.toIncidents")}
          </Anchor>
        </Alert>
      )}
      {state?.identityProvider?.fault !== undefined && (
        <Alert color="orange" icon={<IconInfoCircle aria-hidden />} title={t("system.providerFault")}>
          {t("system.providerFaultText", { fault: state.identityProvider.fault })}
        </Alert>
      )}
      {state?.simulated === true && (
        <Alert color="blue" variant="outline" icon={<IconInfoCircle aria-hidden />} title={t("system.simulated")}>
          {t("system.simulatedText")}
        </Alert>
      )}
      {state !== undefined && (
        <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 4 }} m={0}>
          {figures.map(([name, value]) => (
            <Paper key={name} withBorder p="sm">
              <Text component="dt" size="sm" c="dimmed">
                {name}
              </Text>
              <Text component="dd" m={0} fw={600} style={{ overflowWrap: "anywhere" }}>
                {value}
              </Text>
            </Paper>
          ))}
        </SimpleGrid>
      )}
      <Group>
        <Anchor href="/api/v1/reference" underline="always">
          {t("system.reference")}
        </Anchor>
      </Group>
    </Stack>
  );
}
