/** What a list of tasks is asked with, and how much of it an account may see. */
import { DateTime } from "luxon";
import type { AccountRow, ReadModels, SavedFilter, TaskRow } from "../engine/ports.ts";
import { reachesOf } from "./auth/rights.ts";
import type { Paging } from "./route.ts";

/** Counting stops here. */
export const MOST_COUNTED = 1000;
/** Days and weeks are those of the clock on the wall there. */
const ZONE = "Asia/Almaty";

export interface TaskQuery extends Paging {
  readonly case?: string;
  readonly state?: TaskRow["state"];
  readonly mine?: boolean;
  readonly unassigned?: boolean;
  readonly assignee?: string;
  readonly doneByMe?: boolean;
  readonly role?: string;
  readonly due?: SavedFilter["due"];
  readonly dueFrom?: string;
  readonly dueBefore?: string;
  readonly element?: string;
  readonly regulation?: string;
  readonly number?: string;
}

type StoreFilter = Parameters<ReadModels["tasks"]>[0];

/** UTC instants: the day and the week (Monday to Sunday) in which `now` lies end then. */
export function endsOf(now: string): {
  readonly now: string;
  readonly endOfDay: string;
  readonly endOfWeek: string;
} {
  const day = DateTime.fromISO(now, { zone: ZONE }).startOf("day");
  const utc = (instant: DateTime): string => instant.toUTC().toISO({ suppressMilliseconds: false })!;
  return { now, endOfDay: utc(day.plus({ days: 1 })), endOfWeek: utc(day.startOf("week").plus({ weeks: 1 })) };
}

/** A filter that somebody keeps, as a question of today. */
export function queryOfFilter({ assignee, ...filter }: SavedFilter): TaskQuery {
  if (assignee === undefined) return filter;
  if (assignee === "me") return { ...filter, mine: true };
  return assignee === "nobody" ? { ...filter, unassigned: true } : { ...filter, assignee };
}

/** The query narrowed to what the account may see; `undefined` when nothing of it is left. */
export function reachOfList(query: TaskQuery, account: AccountRow, now: string): StoreFilter | undefined {
  const { role, mine, assignee, state = "open", unassigned, case: id, element, regulation, number } = query;
  // An account's own tasks that are another's: there are none.
  if (mine && assignee !== undefined && assignee !== account.id) return undefined;
  const filter: StoreFilter = {
    state,
    ...dueOf(query, now),
    ...(id === undefined ? {} : { case: id }),
    ...(element === undefined ? {} : { element }),
    ...(regulation === undefined ? {} : { regulation }),
    ...(number === undefined ? {} : { number }),
    ...(unassigned === undefined ? {} : { unassigned }),
    ...(mine ? { assignee: account.id } : assignee === undefined ? {} : { assignee }),
    ...(role === undefined ? {} : { roles: [role] }),
  };
  const reaches = reachesOf(account, "task.read");
  if (reaches.has("all")) return filter;
  if (role !== "applicant" || !reaches.has("own")) {
    if (account.unit !== undefined && reaches.has("unit")) return { ...filter, unit: account.unit };
    if (account.unit !== undefined && reaches.has("role")) {
      const ofAbsent = (account.standsInFor ?? []).flatMap(({ roles }) => roles);
      const roles = [...new Set([...account.roles, ...ofAbsent])].filter(
        (one) => one !== "applicant" && (role === undefined || role === one),
      );
      return roles.length === 0 ? undefined : { ...filter, unit: account.unit, roles };
    }
  }
  const { roles: _, ...withoutRoles } = filter;
  return reaches.has("own") && (role ?? "applicant") === "applicant"
    ? { ...withoutRoles, forApplicant: account.id }
    : undefined;
}

/** The store compares instants as text, all in UTC. */
function dueOf({ due, dueFrom, dueBefore }: TaskQuery, now: string): Pick<StoreFilter, "dueFrom" | "dueBefore"> {
  if (due === "overdue") return { dueBefore: now };
  if (due === "today") return { dueFrom: now, dueBefore: endsOf(now).endOfDay };
  if (due === "week") return { dueFrom: now, dueBefore: endsOf(now).endOfWeek };
  return {
    ...(dueFrom === undefined ? {} : { dueFrom: new Date(dueFrom).toISOString() }),
    ...(dueBefore === undefined ? {} : { dueBefore: new Date(dueBefore).toISOString() }),
  };
}
