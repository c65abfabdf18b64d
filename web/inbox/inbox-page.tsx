/** The inbox: lists with counts, the tasks of one list, one task. On a phone one after the other. */
import { Box, Text } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import { usePages } from "../connection/queries.ts";
import { useOldDraftsGone } from "../forms/drafts.ts";
import classes from "./inbox.module.css";
import { ListNavigation } from "./list-navigation.tsx";
import { LISTS, isListName, queryOf, todayInAlmaty, type ListName } from "./lists.ts";
import { NewApplicationLink } from "./new-application-link.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { useShortcutsOn } from "./shortcuts.ts";
import { TaskList } from "./task-list.tsx";
import { TaskPane } from "./task-pane.tsx";

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { task } = useParams();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const wide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const asked = search.get("list");
  const list: ListName = isListName(asked) ? asked : "unit";
  const [today] = useState(() => todayInAlmaty(new Date()));
  const query = useMemo(() => queryOf(list, today), [list, today]);
  const pages = usePages("listTasks", { query });
  const rows = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const [helpOpen, setHelpOpen] = useState(false);
  const [shortcutsOn, setShortcutsOn] = useShortcutsOn();
  useOldDraftsGone();

  const addressOf = (id?: string): string => `/inbox${id === undefined ? "" : `/${id}`}?list=${list}`;
  const open = (row: TaskRow | undefined): void => void navigate(addressOf(row?.id));
  const step = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === task);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next !== undefined) open(next);
  };
  const chooseList = (name: ListName): void => {
    if (task !== undefined && !wide) void navigate(`/inbox?list=${name}`);
    else setSearch({ list: name });
  };

  useHotkeys(
    shortcutsOn
      ? [
          ["j", () => step(1)],
          ["k", () => step(-1)],
          ["shift+?", () => setHelpOpen(true)],
          ["?", () => setHelpOpen(true)],
          ...LISTS.map((name, index): [string, () => void] => [String(index + 1), () => chooseList(name)]),
        ]
      : [],
  );

  /** After a task is done: the one after it in the list, else the one before. */
  function openNext(done: string): void {
    const at = rows.findIndex(({ id }) => id === done);
    open(rows[at + 1] ?? rows[at - 1]);
  }

  const showsTask = task !== undefined;
  return (
    <div className={classes.panes} data-shows={showsTask ? "task" : "list"}>
      <PageTitle hidden>{t("title")}</PageTitle>
      <Box className={classes.lists} component="nav" aria-label={t("lists.label")}>
        <NewApplicationLink />
        <ListNavigation list={list} onChoose={chooseList} onHelp={() => setHelpOpen(true)} />
      </Box>
      <section className={classes.results} aria-label={t(`lists.${list}`)}>
        <TaskList pages={pages} rows={rows} list={list} chosen={task} addressOf={addressOf} />
      </section>
      <section className={classes.task} aria-label={t("task.label")}>
        {showsTask ? (
          <TaskPane key={task} id={task} back={addressOf()} shortcutsOn={shortcutsOn} onDone={openNext} />
        ) : (
          <Text c="dimmed" p="xl" ta="center">
            {t("task.none")}
          </Text>
        )}
      </section>
      <ShortcutsDialog
        opened={helpOpen}
        onClose={() => setHelpOpen(false)}
        on={shortcutsOn}
        onSwitch={setShortcutsOn}
      />
    </div>
  );
}
