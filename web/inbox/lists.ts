/** What a list of the inbox asks the API for: one of the standing lists, or a filter that somebody put together; it stands in the address. */
import type { Operations, TaskFilter } from "../connection/api-types.ts";

export const LISTS = ["mine", "unit", "unassigned", "dueToday", "overdue", "done"] as const;
export type ListName = (typeof LISTS)[number];

/** `saved`: the filter was begun with that one. */
export type Shown =
  { readonly list: ListName } | { readonly list: undefined; readonly filter: TaskFilter; readonly saved?: string };

type Query = Operations["listTasks"]["query"];

const FIELDS = ["regulation", "element", "assignee", "due", "number"] as const;
const DUES = ["overdue", "today", "week"] as const;
const PAGE = 100;

/** The standing lists as filters: whoever begins to narrow one begins from these. `done` is none. */
const FILTERS: Readonly<Record<Exclude<ListName, "done">, TaskFilter>> = {
  mine: { assignee: "me" },
  unit: {},
  unassigned: { assignee: "nobody" },
  dueToday: { due: "today" },
  overdue: { due: "overdue" },
};

const isListName = (value: string | null): value is ListName => LISTS.includes(value as ListName);

export function shownOf(search: URLSearchParams): Shown {
  const filter: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = search.get(field);
    if (value !== null && value !== "" && (field !== "due" || DUES.includes(value as "today"))) filter[field] = value;
  }
  const saved = search.get("saved");
  if (saved !== null) return { list: undefined, filter, saved };
  if (Object.keys(filter).length > 0) return { list: undefined, filter };
  const list = search.get("list");
  return { list: isListName(list) ? list : "unit" };
}

/** The part of the address behind the question mark. */
export function searchOf(shown: Shown): string {
  if (shown.list !== undefined) return new URLSearchParams({ list: shown.list }).toString();
  const { filter, saved } = shown;
  return new URLSearchParams({ ...filter, ...(saved === undefined ? {} : { saved }) }).toString();
}

export const filterOf = (shown: Shown): TaskFilter | undefined =>
  shown.list === undefined ? shown.filter : shown.list === "done" ? undefined : FILTERS[shown.list];

export function queryOf(shown: Shown): Query {
  const { assignee, ...filter } = filterOf(shown) ?? {};
  return {
    limit: PAGE,
    ...filter,
    ...(shown.list === "done" ? { doneByMe: true } : {}),
    ...(assignee === undefined
      ? {}
      : assignee === "me"
        ? { mine: true }
        : assignee === "nobody"
          ? { unassigned: true }
          : { assignee }),
  };
}

/** A field changed: a step belongs to its regulation, and an empty field is none. */
export function changed(filter: TaskFilter, part: Readonly<Partial<Record<keyof TaskFilter, string>>>): TaskFilter {
  const next: Record<string, string | undefined> = { ...filter, ...part };
  if ("regulation" in part) delete next.element;
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ""));
}
