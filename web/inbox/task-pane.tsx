/** One task: what it is, until when, under which item of the text; the form beside the case file, and what happened in the case. */
import {
  Anchor,
  Badge,
  Box,
  Button,
  Group,
  Loader,
  Popover,
  Stack,
  Tabs,
  Text,
  Title,
  VisuallyHidden,
} from "@mantine/core";
import { IconArrowLeft, IconHandGrab, IconHelpCircle } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNotice } from "../app/notices.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import type { Task } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { SignatureChecks } from "../signing/signature-checks.tsx";
import { CaseFile } from "./case-file.tsx";
import { useColleagues } from "./colleagues.ts";
import { AttachDocument } from "./attach-document.tsx";
import { Comments } from "./comments.tsx";
import { HandOver, handOver } from "./hand-over.tsx";
import { History } from "./history.tsx";
import classes from "./inbox.module.css";
import { useShortcuts, type Shortcuts } from "./preferences.ts";
import { useRefreshTasks } from "./refresh-tasks.ts";
import { TaskForm } from "./task-form.tsx";
import { Waiting } from "../app/waiting.tsx";
import { CLERKS } from "../app/roles.ts";

const CaseDiagram = lazy(async () => ({ default: (await import("./case-diagram.tsx")).CaseDiagram }));

const TABS = ["form", "history", "diagram", "documents", "comments"] as const;
type Tab = (typeof TABS)[number];
/** Those who put documents into a case file. */

interface Props {
  readonly id: string;
  /** The address of the list. */
  readonly back: string;
  readonly shortcuts: Shortcuts;
  readonly onDone: (task: string) => void;
}

export function TaskPane({ id, back, shortcuts, onDone }: Props) {
  const { t } = useTranslation("inbox");
  const { data: task, error } = useOperation("getTask", { params: { task: id } });
  const { account } = useSession();
  const [tab, setTab] = useState<Tab>("form");
  useShortcuts(shortcuts, {
    form: () => setTab("form"),
    history: () => setTab("history"),
    diagram: () => setTab("diagram"),
    documents: () => setTab("documents"),
    comments: () => setTab("comments"),
  });
  const toList = (
    <Anchor component={Link} to={back} hiddenFrom="md" size="sm">
      <Group gap={4}>
        <IconArrowLeft size={16} aria-hidden />
        {t("task.back")}
      </Group>
    </Anchor>
  );
  if (error !== null)
    return (
      <Stack p="md">
        {toList}
        <ProblemAlert error={error} />
      </Stack>
    );
  if (task === undefined) return <Waiting />;
  return (
    <Stack p={{ base: "md", md: "lg" }} gap="md">
      {toList}
      <Heading task={task} shortcuts={shortcuts} />
      <Tabs value={tab} onChange={(next) => setTab((next ?? "form") as Tab)} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="form">
          <Box className={classes.beside}>
            <TaskForm task={task} onDone={() => onDone(task.id)} />
            <Stack component="aside" gap="sm" aria-label={t("file.label")}>
              <Title order={3} size="h5">
                {t("file.label")}
              </Title>
              <CaseFile id={task.case} brief />
            </Stack>
          </Box>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History task={task} />
        </Tabs.Panel>
        <Tabs.Panel value="diagram">
          <Suspense fallback={<Waiting />}>
            <CaseDiagram task={task} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          <Stack gap="lg">
            <CaseFile id={task.case} />
            {hasRole(account, CLERKS) && <AttachDocument id={task.case} />}
            {/* Its words come when they are first needed: the page stays meanwhile. */}
            <Suspense fallback={<Loader size="sm" />}>
              <SignatureChecks id={task.case} titled />
            </Suspense>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="comments">
          <Comments task={task} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Heading({ task, shortcuts }: { readonly task: Task; readonly shortcuts: Shortcuts }) {
  const { t, i18n } = useTranslation("inbox");
  const nameOf = useColleagues();
  const { account } = useSession();
  const whose =
    task.assignee === undefined
      ? t("assignee.nobody")
      : task.assignee === account.id
        ? t("assignee.me")
        : t("assignee.other", { name: nameOf(task.assignee) });
  return (
    <Stack gap={8}>
      <Text size="sm" c="dimmed">
        {task.service ?? task.process}
      </Text>
      <Title order={2} size="h3">
        {task.name}
      </Title>
      <Group gap="xs">
        {task.state === "open" && task.dueAt !== undefined && <Due task={task} dueAt={task.dueAt} />}
        <Badge variant="default" tt="none" fw={500}>
          {t("number", { number: task.case })}
        </Badge>
        {task.traces.map(({ clause, step, action }) => (
          <Badge key={`${clause} ${step ?? ""} ${action ?? ""}`} variant="default" tt="none" fw={500}>
            {t("trace.clause", { clause })}
            {action !== undefined && action !== "none" && ` · ${t("trace.action", { action })}`}
          </Badge>
        ))}
        <Text size="sm">
          {task.state === "open"
            ? whose
            : t(`state.${task.state}`, { at: dayAndTime(task.closedAt ?? task.openedAt, i18n.language) })}
        </Text>
      </Group>
      {task.state === "open" && <Actions task={task} shortcuts={shortcuts} />}
    </Stack>
  );
}

/** The due date; how it was computed is one click away. */
function Due({ task, dueAt }: { readonly task: Task; readonly dueAt: string }) {
  const { t, i18n } = useTranslation("inbox");
  const [opened, setOpened] = useState(false);
  const { data } = useOperation("listLimits", { params: { case: task.case } }, { enabled: opened });
  const limits = data?.items.filter(({ state }) => state === "running" || state === "stopped") ?? [];
  return (
    <Popover opened={opened} onChange={setOpened} width={440} position="bottom-start" shadow="md" withArrow trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          px={4}
          onClick={() => setOpened((now) => !now)}
          rightSection={<IconHelpCircle size={15} aria-hidden />}
        >
          <DueBadge dueAt={dueAt} />
          <VisuallyHidden>{t("due.why", { at: dayAndTime(dueAt, i18n.language) })}</VisuallyHidden>
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah="60vh" style={{ overflowY: "auto" }}>
        <Stack gap="sm">
          {limits.map((limit) => (
            <div key={limit.key}>
              <Text size="sm" fw={600}>
                {t(`due.${limit.kind}`, { of: limit.of })}: {dayAndTime(limit.dueAt, i18n.language)}
              </Text>
              {limit.words.map((line) => (
                <Text size="sm" key={line}>
                  {line}
                </Text>
              ))}
            </div>
          ))}
          {data !== undefined && limits.length === 0 && <Text size="sm">{t("due.none")}</Text>}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Actions({ task, shortcuts }: { readonly task: Task; readonly shortcuts: Shortcuts }) {
  const { t } = useTranslation("inbox");
  const { account } = useSession();
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [handing, setHanding] = useState(false);
  const isHead = hasRole(account, ["head"]);
  const mine = task.assignee === account.id;
  const mayClaim =
    task.onBehalfOf !== undefined
      ? task.assignee !== account.id
      : task.assignee === undefined && (task.role === undefined || account.roles.includes(task.role as never));
  const mayRelease = task.assignee !== undefined && (mine || isHead);
  const params = { task: task.id };

  async function act(run: () => Promise<unknown>, said?: Parameters<typeof notice>[0]): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await run();
      if (said !== undefined) notice(said);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await refresh();
    }
  }
  const claim = (): void =>
    void act(() => call("claimTask", { params }), {
      text: t("claim.taken"),
      action: { label: t("undo"), run: () => void act(() => call("releaseTask", { params })) },
    });
  const release = (): void => void act(() => call("releaseTask", { params }), { text: t("claim.released") });
  useShortcuts(shortcuts, {
    claim: () => {
      if (mayClaim) claim();
    },
    release: () => {
      if (mayRelease) release();
    },
  });

  return (
    <>
      <Group gap="xs">
        {mayClaim && (
          <Button
            size="compact-md"
            variant="light"
            loading={busy}
            leftSection={<IconHandGrab size={16} aria-hidden />}
            onClick={claim}
          >
            {t("claim.claim")}
          </Button>
        )}
        {mayRelease && (
          <Button size="compact-md" variant="default" loading={busy} onClick={release}>
            {t("claim.release")}
          </Button>
        )}
        {isHead && (
          <>
            <Button size="compact-md" variant="default" onClick={() => setHanding(true)}>
              {t("handOver.open")}
            </Button>
            <Button size="compact-md" variant="default" component={Link} to={`/inbox/unit/cases/${task.case}`}>
              {t("unit.steer")}
            </Button>
          </>
        )}
      </Group>
      {error !== undefined && <ProblemAlert error={error} />}
      {handing && (
        <HandOver
          tasks={[task]}
          onClose={() => setHanding(false)}
          onChoose={(choice) => {
            setHanding(false);
            void act(() => handOver(task, choice), { text: t("handOver.done", { name: choice.name }) });
          }}
        />
      )}
    </>
  );
}
