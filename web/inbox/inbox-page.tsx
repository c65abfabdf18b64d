/** The inbox: lists with counts, the tasks of one list, one task. On a phone one after the other. */
import { ActionIcon, Box, Group, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import type { TaskRow } from "../connection/api-types.ts";
import { useOperation, usePages } from "../connection/queries.ts";
import { useOldDraftsGone } from "../forms/drafts.ts";
import { FilterPanel } from "./filter-panel.tsx";
import classes from "./inbox.module.css";
import { ListNavigation } from "./list-navigation.tsx";
import { LISTS, filterOf, queryOf, searchOf, shownOf, type Shown } from "./lists.ts";
import { NewApplicationLink } from "./new-application-link.tsx";
import { shortcutsOf, useSettings, useShortcuts } from "./preferences.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { TaskList } from "./task-list.tsx";
import { TaskPane } from "./task-pane.tsx";

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { task } = useParams();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const wide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const shown = useMemo(() => shownOf(search), [search]);
  const query = useMemo(() => queryOf(shown), [shown]);
  const filter = filterOf(shown);
  const pages = usePages("listTasks", { query });
  const rows = useMemo(() => pages.data?.pages.flatMap(({ items }) => items) ?? [], [pages.data]);
  const { data: filters } = useOperation("listFilters", {});
  const saved = shown.list === undefined ? filters?.items.find(({ id }) => id === shown.saved) : undefined;
  const [helpOpen, setHelpOpen] = useState(false);
  const [filterOpen, setFilterOpen] = useState(false);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const settings = useSettings();
  const { layout } = settings.preferences;
  const shortcuts = useMemo(() => shortcutsOf(settings.preferences), [settings.preferences]);
  useOldDraftsGone();

  const addressOf = (id?: string): string => `/inbox${id === undefined ? "" : `/${id}`}?${searchOf(shown)}`;
  const open = (row: TaskRow | undefined): void => void navigate(addressOf(row?.id));
  const step = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === task);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next !== undefined) open(next);
  };
  const show = (next: Shown): void => {
    setTicked(new Set());
    if (task !== undefined && !wide) void navigate(`/inbox?${searchOf(next)}`);
    else setSearch(searchOf(next));
  };
  const all: readonly Shown[] = [
    ...LISTS.map((list): Shown => ({ list })),
    ...(filters?.items ?? []).map((each): Shown => ({ list: undefined, filter: each.filter, saved: each.id })),
  ];
  const pick = (id: string): void => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    setTicked(next);
  };

  useShortcuts(
    shortcuts,
    {
      next: () => step(1),
      previous: () => step(-1),
      pick: () => {
        if (task !== undefined && shown.list !== "done") pick(task);
      },
      filter: () => {
        if (filter !== undefined) setFilterOpen(true);
      },
      help: () => setHelpOpen(true),
    },
    (figure) => {
      const chosen = all[figure - 1];
      if (chosen !== undefined) show(chosen);
    },
  );

  /** After a task is done: the one after it in the list, else the one before. */
  function openNext(done: string): void {
    const at = rows.findIndex(({ id }) => id === done);
    open(rows[at + 1] ?? rows[at - 1]);
  }

  const showsTask = task !== undefined;
  const name = shown.list !== undefined ? t(`lists.${shown.list}`) : (saved?.name ?? t("filter.own"));
  return (
    <div
      className={classes.panes}
      data-shows={showsTask ? "task" : "list"}
      data-lists={layout?.lists === false ? "above" : "beside"}
    >
      <PageTitle hidden>{t("title")}</PageTitle>
      <Box className={classes.lists} component="nav" aria-label={t("lists.label")}>
        <NewApplicationLink />
        <ListNavigation
          shown={shown}
          saved={filters?.items ?? []}
          above={layout?.lists === false}
          onChoose={show}
          onHelp={() => setHelpOpen(true)}
        />
      </Box>
      <section className={classes.results} aria-label={name}>
        <Group justify="space-between" wrap="nowrap" px="sm" py={6} className={classes.head}>
          <Title order={2} size="h5" lineClamp={1}>
            {name}
          </Title>
          {filter !== undefined && (
            <ActionIcon
              variant={filterOpen ? "filled" : "default"}
              size="md"
              aria-expanded={filterOpen}
              aria-label={t(filterOpen ? "filter.close" : "filter.open")}
              onClick={() => setFilterOpen(!filterOpen)}
            >
              {filterOpen ? <IconX size={16} aria-hidden /> : <IconFilter size={16} aria-hidden />}
            </ActionIcon>
          )}
        </Group>
        {filterOpen && filter !== undefined && (
          <FilterPanel
            filter={filter}
            saved={saved}
            onChange={(next) => {
              const of = saved?.own === true ? { saved: saved.id } : {};
              show({ list: undefined, filter: next, ...of });
            }}
            onSaved={(id) => show({ list: undefined, filter, ...(id === undefined ? {} : { saved: id }) })}
          />
        )}
        <TaskList
          pages={pages}
          rows={rows}
          name={name}
          list={shown.list}
          compact={layout?.rows === "compact"}
          chosen={task}
          addressOf={addressOf}
          ticked={ticked}
          onTicked={setTicked}
        />
      </section>
      <section className={classes.task} aria-label={t("task.label")}>
        {showsTask ? (
          <TaskPane key={task} id={task} back={addressOf()} shortcuts={shortcuts} onDone={openNext} />
        ) : (
          <Text c="dimmed" p="xl" ta="center">
            {t("task.none")}
          </Text>
        )}
      </section>
      {helpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} settings={settings} />}
    </div>
  );
}
