/**
 * Finds what an account may see. What it may not see is not there for it: the answer to a case of another unit is the answer to a case that does
 * not exist.
 */
import type { Actor } from "../../engine/core/commands.ts";
import { CodedError } from "../../engine/errors.ts";
import type { AccountRow, CaseRow, ReadModels, TaskRow } from "../../engine/ports.ts";
import { reachesCase, reachesOf, reachesTask, type Action } from "./rights.ts";

export async function visibleCase(
  reads: ReadModels,
  account: AccountRow,
  action: Action,
  id: string,
): Promise<CaseRow> {
  const row = await reads.case(id);
  if (row === undefined || !reachesCase(account, action, row))
    throw new CodedError("CASE_NOT_FOUND", `There is no case ${id} that this account may see.`);
  return row;
}

/** Any of the actions is enough. */
export async function visibleTask(
  reads: ReadModels,
  account: AccountRow,
  actions: readonly Action[],
  id: string,
): Promise<TaskRow> {
  const row = await reads.task(id);
  if (row === undefined || !actions.some((action) => reachesTask(account, action, row)))
    throw new CodedError("TASK_NOT_FOUND", `There is no task ${id} that this account may see.`);
  return row;
}

/** The filter of a list by unit, narrowed to what the account may see; `undefined` when nothing of it is left. */
export function reachOfUnit(
  account: AccountRow,
  action: Action,
  asked: string | undefined,
): { readonly unit?: string } | undefined {
  if (reachesOf(account, action).has("all")) return asked === undefined ? {} : { unit: asked };
  const own = account.unit;
  return own === undefined || (asked ?? own) !== own ? undefined : { unit: own };
}

export const actorOf = (account: AccountRow): Actor => ({
  id: account.id,
  roles: account.roles,
  ...(account.unit === undefined ? {} : { unit: account.unit }),
  ...(account.standsInFor === undefined
    ? {}
    : { standsInFor: account.standsInFor.map(({ id, roles }) => ({ id, roles })) }),
});
