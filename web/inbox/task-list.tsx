/** The tasks of one list, the nearest legal due date first. Only the rows that are seen are drawn; further pages come as one scrolls. */
import { Alert, Checkbox, Group, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { hasRole, useSession } from "../app/session.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import type { AnswerOf } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { DueBadge } from "../terms/due-badge.tsx";
import { dayAndTime } from "../terms/instants.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { useColleagues } from "./colleagues.ts";
import classes from "./inbox.module.css";
import type { ListName } from "./lists.ts";
import { Waiting } from "../app/waiting.tsx";

interface Props {
  readonly pages: UseInfiniteQueryResult<InfiniteData<AnswerOf<"listTasks">>>;
  readonly rows: readonly TaskRow[];
  /** What the list is called. */
  readonly name: string;
  /** Absent: a filter. */
  readonly list: ListName | undefined;
  readonly compact: boolean;
  readonly chosen: string | undefined;
  readonly addressOf: (id: string) => string;
  readonly ticked: ReadonlySet<string>;
  readonly onTicked: (ticked: ReadonlySet<string>) => void;
}

/** Until it is measured. */
const ROW_HEIGHT = { roomy: 92, compact: 58 } as const;

export function TaskList({ pages, rows, name, list, compact, chosen, addressOf, ticked, onTicked }: Props) {
  const { t, i18n } = useTranslation("inbox");
  const { account } = useSession();
  const nameOf = useColleagues();
  const scroller = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT[compact ? "compact" : "roomy"],
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

  const isHead = hasRole(account, ["head"]);
  const tickable = (row: TaskRow): boolean => row.state === "open" && (isHead || row.assignee === undefined);
  if (pages.error !== null) return <ProblemAlert error={pages.error} />;
  if (pages.data === undefined) return <Waiting />;
  if (rows.length === 0)
    return (
      <Alert variant="transparent" m="md">
        {t(`nothing.${list ?? "filter"}`)}
      </Alert>
    );
  return (
    <>
      {ticked.size > 0 && (
        <BulkBar
          tasks={rows.filter((row) => ticked.has(row.id) && tickable(row))}
          all={rows.filter(tickable).length}
          onAll={() => onTicked(new Set(rows.filter(tickable).map(({ id }) => id)))}
          onDone={() => onTicked(new Set())}
        />
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="group" aria-label={name}>
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
                {list !== "done" && (isHead || list !== "mine") && (
                  <Checkbox
                    size="sm"
                    mt={2}
                    aria-label={t("bulk.tick", { name: row.name, case: row.case })}
                    disabled={!tickable(row)}
                    checked={ticked.has(row.id)}
                    onChange={(event) => {
                      const next = new Set(ticked);
                      if (event.currentTarget.checked) next.add(row.id);
                      else next.delete(row.id);
                      onTicked(next);
                    }}
                  />
                )}
                <Link
                  to={addressOf(row.id)}
                  className={classes.open}
                  aria-current={row.id === chosen ? "true" : undefined}
                >
                  <Text className={classes.name} lineClamp={compact ? 1 : 2}>
                    {row.name}
                  </Text>
                  {(!compact || row.onBehalfOf !== undefined) && (
                    <Text size="xs" c="dimmed" lineClamp={1}>
                      {row.onBehalfOf !== undefined && (
                        <Text span inherit fw={600} c="var(--mantine-color-text)">
                          {t("onBehalfOf", { name: row.onBehalfOf.name })}
                          {" · "}
                        </Text>
                      )}
                      {row.service ?? row.process}
                    </Text>
                  )}
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
