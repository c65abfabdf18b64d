/** Signing in: login or personal number and password, or what a signature or the identity provider has proven, against a bearer token. The token is 32 random bytes; the store keeps only its SHA-256. */
import { createHash, randomBytes } from "node:crypto";
import type {
  AbsenceStore,
  AccountRow,
  AccountSecret,
  AccountStore,
  Clock,
  SessionStore,
  SignInMethod,
} from "../../engine/ports.ts";
import { HttpError } from "../problem.ts";
import { hashPassword, verifyPassword, type ScryptCost } from "./passwords.ts";
import { ROLES_OF_A_UNIT } from "./rights.ts";

const SESSION_MS = 12 * 60 * 60 * 1000;
/** Wrong passwords in a row before the account is locked, and for how long. */
const FAILURES_ALLOWED = 5;
const LOCK_MS = 15 * 60 * 1000;

export interface OpenedSession {
  readonly token: string;
  /** UTC instant. */
  readonly expiresAt: string;
  readonly account: AccountRow;
}

/** Applicants sign in by their personal number as well. */
export type Who = { readonly login: string } | { readonly iin: string };

/** How a session came about, and when. */
export interface SignIn {
  readonly method: SignInMethod;
  readonly signedInAt: string;
}

export interface Sessions {
  /** Throws `LOGIN_FAILED` (unknown, disabled or wrong: the answer does not say which) or `ACCOUNT_LOCKED`. */
  open(who: Who, password: string): Promise<OpenedSession>;
  /** Who this is has been proven in another way: `LOGIN_FAILED` when the account is disabled. */
  openProven(account: AccountRow, method: Exclude<SignInMethod, "password">): Promise<OpenedSession>;
  /** How the live session came about. */
  signInOf(token: string): Promise<SignIn | undefined>;
  /** Throws as `open` does: wrong passwords count here, too. */
  checkPassword(account: AccountRow, password: string): Promise<void>;
  /** Of an account whose password or rights have changed; the one of this token stays. */
  closeOthers(account: string, token?: string): Promise<void>;
  /** The account of a live session. */
  find(token: string): Promise<AccountRow | undefined>;
  close(token: string): Promise<void>;
}

export function createSessions(
  stores: { readonly accounts: AccountStore; readonly sessions: SessionStore; readonly absences: AbsenceStore },
  clock: Clock,
  passwordCost?: ScryptCost,
): Sessions {
  const { accounts, sessions, absences } = stores;
  // An unknown login costs as much time as a known one, so that logins cannot be found out by the clock.
  const nobodysHash = hashPassword(randomBytes(16).toString("hex"), passwordCost);
  nobodysHash.catch(() => undefined);
  const later = (ms: number): string => new Date(Date.parse(clock.now()) + ms).toISOString();

  return {
    async open(who, password) {
      const account = "iin" in who ? await accounts.byIin(who.iin) : await accounts.byLogin(who.login.toLowerCase());
      await judge(account, password);
      return begin(account!, "password");
    },
    async openProven(account, method) {
      if (account.disabledAt !== undefined) throw wrong();
      return begin(account, method);
    },
    async signInOf(token) {
      const session = await sessions.find(hashToken(token));
      if (session === undefined || session.expiresAt <= clock.now()) return undefined;
      return { method: session.method, signedInAt: session.createdAt };
    },
    async checkPassword(account, password) {
      const secret = await accounts.secretOf(account.id);
      await judge(secret === undefined ? undefined : { ...account, ...secret }, password);
    },
    closeOthers: (account, token) => sessions.closeOthers(account, token === undefined ? undefined : hashToken(token)),
    async find(token) {
      const session = await sessions.find(hashToken(token));
      if (session === undefined || session.expiresAt <= clock.now()) return undefined;
      const { owner } = session;
      if (owner.disabledAt !== undefined) return undefined;
      // Only those of a unit have colleagues.
      const absent = owner.unit === undefined ? [] : await absences.absentOf(owner.id, clock.now());
      return absent.length === 0 ? owner : { ...owner, standsInFor: absent.map(standIn) };
    },
    close: (token) => sessions.close(hashToken(token)),
  };

  /** Answers for the right password, after as much time as for a wrong one. */
  async function judge(account: (AccountRow & AccountSecret) | undefined, password: string): Promise<void> {
    const right = await verifyPassword(password, account?.passwordHash ?? (await nobodysHash));
    if (account?.lockedUntil !== undefined && account.lockedUntil > clock.now()) throw locked(account.lockedUntil);
    if (account === undefined || !right || account.disabledAt !== undefined) {
      if (account !== undefined) await countFailure(account.id);
      throw wrong();
    }
    if (account.failures > 0) await accounts.setFailures(account.id, 0);
  }

  async function begin(account: AccountRow, method: SignInMethod): Promise<OpenedSession> {
    const token = randomBytes(32).toString("base64url");
    const createdAt = clock.now();
    const expiresAt = later(SESSION_MS);
    await sessions.closeExpired(createdAt);
    await sessions.open({ tokenHash: hashToken(token), account: account.id, createdAt, expiresAt, method });
    return { token, expiresAt, account };
  }

  async function countFailure(account: string): Promise<void> {
    const failures = await accounts.addFailure(account);
    if (failures >= FAILURES_ALLOWED) await accounts.setFailures(account, 0, later(LOCK_MS));
  }

  function locked(until: string): HttpError {
    const seconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(clock.now())) / 1000));
    return new HttpError("ACCOUNT_LOCKED", `Too many wrong passwords; try again after ${until}.`, {
      headers: { "Retry-After": String(seconds) },
    });
  }
}

/** A deputy gets the tasks of the unit, not what else somebody may do. */
const standIn = ({ id, name, roles }: AccountRow) => ({
  id,
  name,
  roles: roles.filter((role) => (ROLES_OF_A_UNIT as readonly string[]).includes(role)),
});

const wrong = (): HttpError => new HttpError("LOGIN_FAILED", "No account has this login and this password.");

const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
