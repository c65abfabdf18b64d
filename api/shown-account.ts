import type { AccountRow } from "../engine/ports.ts";

/** What leaves the server of an account: never its password's hash, its IIN, or who it is at the identity provider. */
export function shownAccount(account: AccountRow) {
  const { id, login, name, language, roles, unit, topics, createdAt, createdBy, disabledAt } = account;
  const { version = 1, passwordExpired, provider, awaitedAtProvider } = account;
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
    version,
    ...(passwordExpired === undefined ? {} : { passwordExpired }),
    ...(provider === undefined ? {} : { linked: true }),
    ...(awaitedAtProvider === undefined ? {} : { awaitedAtProvider }),
  };
}
