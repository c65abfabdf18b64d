/** What is done to all tasks that are ticked; says of how many it was not possible any more. */
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { HandOver, handOver, type Choice } from "./hand-over.tsx";
import { useRefreshTasks } from "./refresh-tasks.ts";

/** Requests under way at once. */
const ABREAST = 6;

interface Props {
  readonly tasks: readonly TaskRow[];
  /** How many could be ticked, as far as the list has been read. */
  readonly all: number;
  readonly onAll: () => void;
  readonly onDone: () => void;
}

export function BulkBar({ tasks, all, onAll, onDone }: Props) {
  const { t } = useTranslation("inbox");
  const { account } = useSession();
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const [busy, setBusy] = useState(false);
  const [handing, setHanding] = useState(false);
  const claimable = tasks.filter(
    ({ assignee, role }) => assignee === undefined && (role === undefined || account.roles.includes(role as never)),
  );

  async function each(
    chosen: readonly TaskRow[],
    run: (task: TaskRow) => Promise<unknown>,
  ): Promise<readonly TaskRow[]> {
    setBusy(true);
    const done = await allOf(chosen, run);
    setBusy(false);
    onDone();
    await refresh();
    if (done.length < chosen.length)
      notice({ kind: "failed", text: t("bulk.failed", { count: chosen.length - done.length }) });
    return done;
  }
  async function claimAll(): Promise<void> {
    const taken = await each(claimable, ({ id }) => call("claimTask", { params: { task: id } }));
    if (taken.length === 0) return;
    const giveBack = (): void =>
      void allOf(taken, ({ id }) => call("releaseTask", { params: { task: id } })).then(refresh);
    notice({ text: t("bulk.taken", { count: taken.length }), action: { label: t("undo"), run: giveBack } });
  }
  async function handAll(choice: Choice): Promise<void> {
    setHanding(false);
    const handed = await each(tasks, (task) => handOver(task, choice));
    if (handed.length > 0) notice({ text: t("bulk.handed", { count: handed.length, name: choice.name }) });
  }

  return (
    <Group px="sm" py="xs" gap="xs" role="group" aria-label={t("bulk.label")}>
      <Text size="sm" flex={1} miw="fit-content">
        {t("bulk.ticked", { count: tasks.length })}
      </Text>
      {tasks.length < all && (
        <Button size="compact-sm" variant="subtle" onClick={onAll}>
          {t("bulk.all", { count: all })}
        </Button>
      )}
      {claimable.length > 0 && (
        <Button size="compact-sm" loading={busy} onClick={() => void claimAll()}>
          {t("bulk.claim")}
        </Button>
      )}
      {hasRole(account, ["head"]) && (
        <Button size="compact-sm" variant="default" loading={busy} onClick={() => setHanding(true)}>
          {t("handOver.open")}
        </Button>
      )}
      {handing && (
        <HandOver tasks={tasks} onClose={() => setHanding(false)} onChoose={(choice) => void handAll(choice)} />
      )}
    </Group>
  );
}

/** Those for which it went well, in their order. */
async function allOf(tasks: readonly TaskRow[], run: (task: TaskRow) => Promise<unknown>): Promise<readonly TaskRow[]> {
  const done = new Set<TaskRow>();
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      try {
        await run(task);
        done.add(task);
      } catch {
        // Counted as not done: somebody was faster, or the task is over.
      }
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, worker));
  return tasks.filter((task) => done.has(task));
}
