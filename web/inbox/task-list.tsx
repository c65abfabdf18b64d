/** The tasks of one list, the nearest legal due date first. Only the rows that are seen are drawn; further pages come as one scrolls. */
import { Alert, Button, Center, Checkbox, Group, Loader, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useNotice } from "../app/notices.tsx";
import { useSession } from "../app/session.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import { call, type AnswerOf } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { useColleagues } from "./colleagues.ts";
import classes from "./inbox.module.css";
import type { ListName } from "./lists.ts";
import { useRefreshTasks } from "./refresh-tasks.ts";

interface Props {
  readonly pages: UseInfiniteQueryResult<InfiniteData<AnswerOf<"listTasks">>>;
  readonly rows: readonly TaskRow[];
  readonly list: ListName;
  readonly chosen: string | undefined;
  readonly addressOf: (id: string) => string;
}

const ROW_HEIGHT = 92;

export function TaskList({ pages, rows, list, chosen, addressOf }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const { account } = useSession();
  const nameOf = useColleagues();
  const scroller = useRef<HTMLDivElement>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 20) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const at = rows.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // Only when another task is chosen, not when the list moves under it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);

  const claimable = list !== "done" && list !== "mine";
  if (pages.error !== null) return <ProblemAlert error={pages.error} />;
  if (pages.data === undefined)
    return (
      <Center p="xl">
        <Loader />
      </Center>
    );
  if (rows.length === 0)
    return (
      <Alert variant="transparent" m="md">
        {t(`nothing.${list}`)}
      </Alert>
    );
  return (
    <>
      {ticked.size > 0 && (
        <BulkBar tasks={rows.filter(({ id }) => ticked.has(id))} onDone={() => setTicked(new Set())} />
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="group" aria-label={t(`lists.${list}`)}>
        <div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {shown.map(({ index, key, start }) => {
            const row = rows[index]!;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="listitem"
                aria-setsize={hasNextPage ? -1 : rows.length}
                aria-posinset={index + 1}
                className={classes.row}
                data-chosen={row.id === chosen || undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                {claimable && (
                  <Checkbox
                    size="sm"
                    mt={2}
                    aria-label={t("bulk.tick", { name: row.name, case: row.case })}
                    disabled={row.assignee !== undefined}
                    checked={ticked.has(row.id)}
                    onChange={(event) => {
                      const next = new Set(ticked);
                      if (event.currentTarget.checked) next.add(row.id);
                      else next.delete(row.id);
                      setTicked(next);
                    }}
                  />
                )}
                <Link
                  to={addressOf(row.id)}
                  className={classes.open}
                  aria-current={row.id === chosen ? "true" : undefined}
                >
                  <Text className={classes.name} lineClamp={2}>
                    {row.name}
                  </Text>
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {row.onBehalfOf !== undefined && (
                      <Text span inherit fw={600} c="var(--mantine-color-text)">
                        {t("onBehalfOf", { name: row.onBehalfOf.name })}
                        {" · "}
                      </Text>
                    )}
                    {row.service ?? row.process}
                  </Text>
                  <Group gap={6} mt={4} wrap="nowrap" justify="space-between">
                    {row.state === "open" ? (
                      row.dueAt !== undefined ? (
                        <DueBadge dueAt={row.dueAt} size="sm" />
                      ) : (
                        <Text size="xs">{t("noLimit")}</Text>
                      )
                    ) : (
                      <Text size="xs">
                        {t("doneAt", { at: dayAndTime(row.closedAt ?? row.openedAt, i18n.language) })}
                      </Text>
                    )}
                    <Text size="xs" c="dimmed" truncate>
                      {row.assignee === undefined
                        ? t("number", { number: row.case })
                        : row.assignee === account.id
                          ? t("assignee.me")
                          : nameOf(row.assignee)}
                    </Text>
                  </Group>
                </Link>
              </div>
            );
          })}
        </div>
      </div>
      <Text size="xs" c="dimmed" px="sm" py={4} role="status">
        {t(hasNextPage ? "shownMore" : "shown", { count: rows.length })}
      </Text>
    </>
  );
}

/** Takes all that are ticked; says which somebody else had taken meanwhile. */
function BulkBar({ tasks, onDone }: { readonly tasks: readonly TaskRow[]; readonly onDone: () => void }) {
  const { t } = useTranslation("inbox");
  const notice = useNotice();
  const refresh = useRefreshTasks();
  const [busy, setBusy] = useState(false);

  async function claimAll(): Promise<void> {
    setBusy(true);
    const outcomes = await Promise.allSettled(tasks.map(({ id }) => call("claimTask", { params: { task: id } })));
    const taken = tasks.filter((_, index) => outcomes[index]!.status === "fulfilled");
    setBusy(false);
    onDone();
    await refresh();
    if (taken.length > 0)
      notice({
        text: t("bulk.taken", { count: taken.length }),
        action: {
          label: t("undo"),
          run: () => {
            void Promise.allSettled(taken.map(({ id }) => call("releaseTask", { params: { task: id } }))).then(refresh);
          },
        },
      });
    if (taken.length < tasks.length)
      notice({ kind: "failed", text: t("bulk.failed", { count: tasks.length - taken.length }) });
  }

  return (
    <Group px="sm" py="xs" justify="space-between" role="group" aria-label={t("bulk.label")}>
      <Text size="sm">{t("bulk.ticked", { count: tasks.length })}</Text>
      <Button size="compact-sm" loading={busy} onClick={() => void claimAll()}>
        {t("bulk.claim")}
      </Button>
    </Group>
  );
}
