import type { AccountRow } from "../engine/ports.ts";

/** What leaves the server of an account: never its password's hash, and never its IIN. */
export function shownAccount(account: AccountRow): Omit<AccountRow, "iin"> {
  const { id, login, name, language, roles, unit, topics, createdAt, createdBy, disabledAt } = account;
  return {
    id,
    login,
    name,
    language,
    roles,
    ...(unit === undefined ? {} : { unit }),
    ...(topics === undefined ? {} : { topics }),
    createdAt,
    createdBy,
    ...(disabledAt === undefined ? {} : { disabledAt }),
  };
}
