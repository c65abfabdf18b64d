/** Any case of the unit, also without an open task of one's own: where it stands, who does what, its file, what happened. */
import { Anchor, Badge, Container, Group, Stack, Tabs, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import type { Case } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { SignatureChecks } from "../signing/signature-checks.tsx";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { CaseFile } from "./case-file.tsx";
import { CaseScans } from "./case-scans.tsx";
import { CaseWork } from "./case-work.tsx";
import { Comments } from "./comments.tsx";
import classes from "./counter.module.css";
import { History } from "./history.tsx";
import type { ShownCase } from "./shown-case.ts";
import { Waiting } from "../app/waiting.tsx";
import { CLERKS } from "../app/roles.ts";

const CaseDiagram = lazy(async () => ({ default: (await import("./case-diagram.tsx")).CaseDiagram }));

const TABS = ["documents", "history", "diagram", "comments"] as const;
type Tab = (typeof TABS)[number];

export function CasePage() {
  const { t } = useTranslation("counter");
  const { case: id = "" } = useParams();
  const { data: about, error } = useOperation("getCase", { params: { case: id } });
  return (
    <Container size="xl" py="lg">
      <Stack gap="lg">
        <Anchor component={Link} to="/inbox" size="sm">
          <Group gap={4} component="span">
            <IconArrowLeft size={16} aria-hidden />
            {t("toInbox")}
          </Group>
        </Anchor>
        <PageTitle>{t("case.title", { number: id })}</PageTitle>
        {error !== null && <ProblemAlert error={error} />}
        {about === undefined ? error === null && <Waiting /> : about.id === id && <About about={about} />}
      </Stack>
    </Container>
  );
}

function About({ about }: { readonly about: Case }) {
  const { t } = useTranslation("counter");
  const { t: words } = useTranslation("inbox");
  const { account } = useSession();
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((each) => each === search.get("tab")) ?? "documents";
  const over = about.status === "completed" || about.status === "terminated";
  const shown: ShownCase = {
    case: about.id,
    process: about.process,
    definition: about.definition,
    ...(about.service === undefined ? {} : { service: about.service }),
  };
  const mayScan = hasRole(account, CLERKS);
  return (
    <>
      <Facts about={about} />
      {!over && <CaseWork id={about.id} about={about} />}
      <Tabs value={tab} onChange={(next) => setSearch({ tab: (next ?? "documents") as Tab })} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {words(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="documents">
          <div className={mayScan && !over ? classes.beside : undefined}>
            <Stack gap="lg">
              <CaseFile id={about.id} />
              <SignatureChecks id={about.id} titled />
            </Stack>
            {mayScan && !over && <CaseScans id={about.id} process={about.process} withFile={false} />}
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History task={shown} />
        </Tabs.Panel>
        <Tabs.Panel value="diagram">
          <Suspense fallback={<Waiting />}>
            <CaseDiagram task={shown} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="comments">
          <Comments task={shown} />
        </Tabs.Panel>
      </Tabs>
      {over && <Text size="sm">{t("case.closed")}</Text>}
    </>
  );
}

function Facts({ about }: { readonly about: Case }) {
  const { t, i18n } = useTranslation("counter");
  const { status, service, startedAt, endedAt, dueAt } = about;
  return (
    <Stack gap={6}>
      {service !== undefined && <Text>{service}</Text>}
      <Group gap="xs">
        <Badge variant="light" tt="none" color={status === "active" ? "lake" : "gray"}>
          {t(`case.${status}`)}
        </Badge>
        {status === "active" && dueAt !== undefined && <DueBadge dueAt={dueAt} />}
        <Text size="sm" c="dimmed">
          {t("case.begun", { at: dayAndTime(startedAt, i18n.language) })}
          {endedAt !== undefined && ` · ${t("case.ended", { at: dayAndTime(endedAt, i18n.language) })}`}
        </Text>
      </Group>
    </Stack>
  );
}
