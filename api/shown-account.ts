import type { AccountRow } from "../engine/ports.ts";

/** What leaves the server of an account: never its password's hash, and never its IIN. */
export function shownAccount(account: AccountRow): Omit<AccountRow, "iin"> {
  const { id, login, name, language, roles, unit, createdAt, createdBy, disabledAt } = account;
  return {
    id,
    login,
    name,
    language,
    roles,
    ...(unit === undefined ? {} : { unit }),
    createdAt,
    createdBy,
    ...(disabledAt === undefined ? {} : { disabledAt }),
  };
}
