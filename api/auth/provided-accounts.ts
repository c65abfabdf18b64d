/** Whose account somebody gets who has signed in at the identity provider (decision record 12). */
import { randomBytes } from "node:crypto";
import type { AccountRow, AccountStore, Clock, UnitStore } from "../../engine/ports.ts";
import type { OidcSettings } from "../oidc-settings.ts";
import { HttpError } from "../problem.ts";
import { hashPassword } from "./passwords.ts";
import { ROLES_OF_A_UNIT, type Role } from "./rights.ts";

/** Of a token that has been checked. */
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

export interface ProvidedAccounts {
  /** Throws `PROVIDER_ACCOUNT_UNKNOWN` or `PROVIDER_ROLES_MISSING`. */
  accountOf(claims: Claims): Promise<AccountRow>;
}

/** `createdBy` of the accounts that the provider made: their roles are the provider's to say. */
const MADE_BY = "provider";
const LOGIN = /^[a-z0-9][a-z0-9.-]{1,63}$/;

export function createProvidedAccounts(parts: {
  readonly settings: OidcSettings;
  readonly accounts: AccountStore;
  readonly units: UnitStore;
  readonly clock: Clock;
}): ProvidedAccounts {
  const { settings, accounts, units, clock } = parts;
  return {
    async accountOf(claims) {
      const provider = { issuer: claims.iss, subject: claims.sub };
      const known = await accounts.byProvider(provider);
      if (known !== undefined) return known.createdBy === MADE_BY ? withRolesOf(known, claims) : known;
      const name = textOf(claims[settings.loginClaim]);
      const awaited = name === undefined ? undefined : await accounts.awaited(name, clock.now());
      if (awaited !== undefined && (await accounts.link(awaited.id, provider, name!))) return awaited;
      if (settings.firstSignIn === "create" && name !== undefined) return make(claims, name);
      throw unknown("no account is linked to it, and no administrator awaits it");
    },
  };

  /** Never an account that is there already: its login may be anybody's. */
  async function make(claims: Claims, name: string): Promise<AccountRow> {
    const login = name.toLowerCase();
    if (!LOGIN.test(login) || /\d{12}/.test(login)) throw unknown("its name cannot be a login");
    const account: AccountRow = {
      id: randomBytes(12).toString("base64url"),
      login,
      name: (textOf(claims.name) ?? login).slice(0, 200),
      language: "kk",
      ...(await rightsOf(claims)),
      createdAt: clock.now(),
      createdBy: MADE_BY,
      provider: { issuer: claims.iss, subject: claims.sub },
    };
    // Nobody knows the password: the account signs in at the provider only, until an administrator gives it one.
    if ((await accounts.create(account, await hashPassword(randomBytes(32).toString("base64url")))) !== "created")
      throw unknown(`the login ${login} belongs to another account`);
    return account;
  }

  async function withRolesOf(account: AccountRow, claims: Claims): Promise<AccountRow> {
    const rights = await rightsOf(claims);
    const same = account.unit === rights.unit && [...account.roles].sort().join() === [...rights.roles].sort().join();
    if (same) return account;
    const { name, language } = account;
    const outcome = await accounts.change(account.id, { name, language, ...rights });
    if (outcome !== "changed") throw missing("it would leave nobody to administer");
    return (await accounts.byId(account.id)) ?? account;
  }

  async function rightsOf(claims: Claims): Promise<{ readonly roles: readonly Role[]; readonly unit?: string }> {
    const said = settings.rolesClaim === undefined ? undefined : claims[settings.rolesClaim];
    const groups = Array.isArray(said) ? said : [said];
    const roles = [
      ...new Set(
        groups.flatMap((group) =>
          typeof group === "string" && Object.hasOwn(settings.roles, group) ? [settings.roles[group]!] : [],
        ),
      ),
    ];
    if (roles.length === 0) throw missing("none of its groups has a role here");
    const unit = settings.unitClaim === undefined ? undefined : textOf(claims[settings.unitClaim]);
    const needsUnit = roles.some((role) => ROLES_OF_A_UNIT.includes(role));
    if (!needsUnit) return { roles };
    if (unit === undefined || (await units.byId(unit)) === undefined) throw missing("its unit is not known here");
    return { roles, unit };
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const unknown = (why: string): HttpError =>
  new HttpError("PROVIDER_ACCOUNT_UNKNOWN", `The provider knows who signed in, but ${why}.`);
const missing = (why: string): HttpError =>
  new HttpError("PROVIDER_ROLES_MISSING", `The provider knows who signed in, but ${why}.`);
