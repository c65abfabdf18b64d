/** Who may sign in, and the sessions that are open. */
import type { AccountRow, AccountSecret, AccountStore, SessionRow, SessionStore } from "../engine/ports.ts";
import type { Connections, Row, SqlValue, Transaction } from "./connections.ts";
import { readPage } from "./paging.ts";

export function createAccountStore(connections: Connections): AccountStore {
  return {
    create: async (account, passwordHash) => {
      const written = await connections.write((transaction) =>
        transaction.run(INSERT, insertValues(account, passwordHash)),
      );
      return written === 1 ? "created" : "login-taken";
    },
    register: (account, passwordHash) =>
      connections.write(async (transaction) => {
        const [taken] = await transaction.all(
          "select id from accounts where iin = ? and roles like '%\"applicant\"%'",
          [account.iin],
        );
        if (taken !== undefined) return "iin-taken";
        const written = await transaction.run(INSERT, insertValues(account, passwordHash));
        return written === 1 ? "created" : "login-taken";
      }),
    byIin: async (iin) => {
      const [row] = await connections.query<StoredAccount>(
        "select * from accounts where iin = ? and roles like '%\"applicant\"%' order by created_at limit 1",
        [iin],
      );
      return row === undefined ? undefined : { ...accountRow(row), ...secret(row) };
    },
    secretOf: async (id) => {
      const [row] = await connections.query<StoredAccount>("select * from accounts where id = ?", [id]);
      return row === undefined ? undefined : secret(row);
    },
    setPassword: async (id, passwordHash, expired = false) => {
      await connections.write((transaction) =>
        transaction.run(
          "update accounts set password_hash = ?, password_expired = ?, failures = 0, locked_until = null where id = ?",
          [passwordHash, expired ? 1 : 0, id],
        ),
      );
    },
    change: (id, { name, language, roles, unit, topics }, version) =>
      connections.write(async (transaction) => {
        const refusal = await refuseChange(transaction, id, version, !roles.includes("administrator"));
        if (refusal !== undefined) return refusal;
        await transaction.run(
          "update accounts set name = ?, language = ?, roles = ?, unit = ?, topics = ?, version = version + 1 where id = ?",
          [
            name,
            language,
            JSON.stringify(roles),
            unit ?? null,
            topics === undefined ? null : JSON.stringify(topics),
            id,
          ],
        );
        return "changed";
      }),
    setDisabled: (id, at, version) =>
      connections.write(async (transaction) => {
        const refusal = await refuseChange(transaction, id, version, at !== undefined);
        if (refusal !== undefined) return refusal;
        await transaction.run("update accounts set disabled_at = ?, version = version + 1 where id = ?", [
          at ?? null,
          id,
        ]);
        return "changed";
      }),
    byProvider: async ({ issuer, subject }) => {
      const [row] = await connections.query<StoredAccount>(
        "select * from accounts where provider_issuer = ? and provider_subject = ?",
        [issuer, subject],
      );
      return row === undefined ? undefined : accountRow(row);
    },
    awaited: async (name, now) => {
      const [row] = await connections.query<StoredAccount>(
        "select * from accounts where awaited_name = ? and awaited_until > ?",
        [name, now],
      );
      return row === undefined ? undefined : accountRow(row);
    },
    awaitAtProvider: (id, awaited) =>
      connections.write(async (transaction) => {
        const taken = await transaction.all("select id from accounts where awaited_name = ? and id <> ?", [
          awaited?.name ?? "",
          id,
        ]);
        if (taken.length > 0) return "taken";
        await transaction.run(
          "update accounts set awaited_name = ?, awaited_until = ?, provider_issuer = null, provider_subject = null, " +
            "version = version + 1 where id = ?",
          [awaited?.name ?? null, awaited?.until ?? null, id],
        );
        return "saved";
      }),
    link: async (id, { issuer, subject }, name) => {
      const written = await connections.write((transaction) =>
        transaction.run(
          "update accounts set provider_issuer = ?, provider_subject = ?, awaited_name = null, awaited_until = null, " +
            "version = version + 1 where id = ? and awaited_name = ? and provider_subject is null",
          [issuer, subject, id, name],
        ),
      );
      return written === 1;
    },
    byId: async (id) => {
      const [row] = await connections.query<StoredAccount>("select * from accounts where id = ?", [id]);
      return row === undefined ? undefined : accountRow(row);
    },
    byLogin: async (login) => {
      const [row] = await connections.query<StoredAccount>("select * from accounts where login = ?", [login]);
      return row === undefined ? undefined : { ...accountRow(row), ...secret(row) };
    },
    list: (filter, page) => {
      const query = connections.read("accounts");
      // Roles are a short JSON array of plain words: the quotes keep `head` from finding `headmaster`.
      if (filter?.role !== undefined)
        void query.whereRaw("roles like ? escape '!'", [`%${JSON.stringify(filter.role).replace(/[!%_]/g, "!$&")}%`]);
      if (filter?.unit !== undefined) void query.where({ unit: filter.unit });
      return readPage(query, BY_LOGIN, page, (row) => accountRow(row as StoredAccount));
    },
    setFailures: async (id, failures, lockedUntil) => {
      await connections.write((transaction) =>
        transaction.run("update accounts set failures = ?, locked_until = ? where id = ?", [
          failures,
          lockedUntil ?? null,
          id,
        ]),
      );
    },
    addFailure: async (id) => {
      const [row] = await connections.write((transaction) =>
        transaction.all<{ failures: number }>(
          "update accounts set failures = failures + 1 where id = ? returning failures",
          [id],
        ),
      );
      return row === undefined ? 0 : row.failures;
    },
  };
}

export function createSessionStore(connections: Connections): SessionStore {
  return {
    open: async (session) => {
      await connections.write((transaction) =>
        transaction.run(
          "insert into sessions (token_hash, account, created_at, expires_at, method) values (?, ?, ?, ?, ?)",
          [session.tokenHash, session.account, session.createdAt, session.expiresAt, session.method],
        ),
      );
    },
    find: async (tokenHash) => {
      const [row] = await connections.query<StoredAccount & StoredSession>(
        "select a.*, s.token_hash, s.account, s.created_at as opened_at, s.expires_at, s.method " +
          "from sessions s join accounts a on a.id = s.account where s.token_hash = ?",
        [tokenHash],
      );
      return row === undefined ? undefined : { ...sessionRow(row), owner: accountRow(row) };
    },
    close: async (tokenHash) => {
      await connections.write((transaction) =>
        transaction.run("delete from sessions where token_hash = ?", [tokenHash]),
      );
    },
    closeOthers: async (account, tokenHash) => {
      await connections.write((transaction) =>
        transaction.run("delete from sessions where account = ? and token_hash <> ?", [account, tokenHash ?? ""]),
      );
    },
    closeExpired: async (now) => {
      await connections.write((transaction) => transaction.run("delete from sessions where expires_at < ?", [now]));
    },
  };
}

/** Read in the transaction that writes: what it answers is still true then. */
async function refuseChange(
  transaction: Transaction,
  id: string,
  version: number | undefined,
  endsAdministrator: boolean,
): Promise<"absent" | "stale" | "last-administrator" | undefined> {
  const [row] = await transaction.all<StoredAccount>("select * from accounts where id = ?", [id]);
  if (row === undefined) return "absent";
  if (version !== undefined && row.version !== version) return "stale";
  if (!endsAdministrator || row.disabled_at !== null || !accountRow(row).roles.includes("administrator"))
    return undefined;
  const others = await transaction.all(
    "select id from accounts where id <> ? and disabled_at is null and roles like '%\"administrator\"%' limit 1",
    [id],
  );
  return others.length === 0 ? "last-administrator" : undefined;
}

const INSERT =
  "insert into accounts (id, login, name, language, roles, unit, topics, iin, created_at, created_by, disabled_at, " +
  "provider_issuer, provider_subject, password_hash, failures) " +
  "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) on conflict (login) do nothing";

const insertValues = (account: AccountRow, passwordHash: string): readonly SqlValue[] => [
  account.id,
  account.login,
  account.name,
  account.language,
  JSON.stringify(account.roles),
  account.unit ?? null,
  account.topics === undefined ? null : JSON.stringify(account.topics),
  account.iin ?? null,
  account.createdAt,
  account.createdBy,
  account.disabledAt ?? null,
  account.provider?.issuer ?? null,
  account.provider?.subject ?? null,
  passwordHash,
];

const BY_LOGIN = { columns: ["login"], direction: "asc" } as const;

export interface StoredAccount extends Row {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly language: AccountRow["language"];
  readonly roles: string;
  readonly unit: string | null;
  readonly topics: string | null;
  readonly iin: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly disabled_at: string | null;
  readonly version: number;
  readonly password_expired: number;
  readonly provider_issuer: string | null;
  readonly provider_subject: string | null;
  readonly awaited_name: string | null;
  readonly awaited_until: string | null;
  readonly password_hash: string;
  readonly failures: number;
  readonly locked_until: string | null;
}

interface StoredSession {
  readonly token_hash: string;
  readonly account: string;
  readonly opened_at: string;
  readonly expires_at: string;
  readonly method: SessionRow["method"];
}

export function accountRow(row: StoredAccount): AccountRow {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    language: row.language,
    roles: JSON.parse(row.roles) as string[],
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.topics === null ? {} : { topics: JSON.parse(row.topics) as string[] }),
    ...(row.iin === null ? {} : { iin: row.iin }),
    createdAt: row.created_at,
    createdBy: row.created_by,
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
    ...(row.version === 1 ? {} : { version: row.version }),
    ...(row.password_expired === 0 ? {} : { passwordExpired: true }),
    ...(row.provider_issuer === null || row.provider_subject === null
      ? {}
      : { provider: { issuer: row.provider_issuer, subject: row.provider_subject } }),
    ...(row.awaited_name === null || row.awaited_until === null
      ? {}
      : { awaitedAtProvider: { name: row.awaited_name, until: row.awaited_until } }),
  };
}

function secret(row: StoredAccount): AccountSecret {
  return {
    passwordHash: row.password_hash,
    failures: row.failures,
    ...(row.locked_until === null ? {} : { lockedUntil: row.locked_until }),
  };
}

function sessionRow(row: StoredSession): SessionRow {
  return {
    tokenHash: row.token_hash,
    account: row.account,
    createdAt: row.opened_at,
    expiresAt: row.expires_at,
    method: row.method,
  };
}
