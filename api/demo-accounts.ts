/**
 * One account for each role, for the demo only. Their passwords are known to everybody who reads this file, so an installation never has
 * them: `reglament start` makes none, and the demo listens to its own machine unless told otherwise.
 */
import type { AccountRow, AccountStore, Clock } from "../engine/ports.ts";
import { hashPassword, type ScryptCost } from "./auth/passwords.ts";
import { ROLES_OF_A_UNIT, type Role } from "./auth/rights.ts";

export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly unit?: string;
}

/** The education department of a district of Almaty oblast. */
const UNIT = "talgar";

const demoAccount = (role: Role, name: string): DemoAccount => ({
  login: role,
  password: `demo-${role}`,
  name,
  roles: [role],
  ...(ROLES_OF_A_UNIT.includes(role) ? { unit: UNIT } : {}),
});

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  demoAccount("applicant", "Айгүл (өтініш беруші)"),
  demoAccount("office-clerk", "Ерлан (білім бөлімі)"),
  demoAccount("centre-operator", "Салтанат (ХҚКО)"),
  demoAccount("corporation-operator", "Нұрлан (Мемлекеттік корпорация)"),
  demoAccount("akimat-clerk", "Жанар (әкімдік)"),
  demoAccount("head", "Бақыт (бөлім басшысы)"),
  demoAccount("analyst", "Дина (талдаушы)"),
  demoAccount("auditor", "Тимур (аудитор)"),
  demoAccount("administrator", "Олжас (әкімші)"),
];

/** The id of an account that every demo has and no installation. */
export const DEMO_MARK = "demo-administrator";

/** Makes those that are not there yet. `iins` by login: whose test certificates they sign with. */
export async function makeDemoAccounts(
  accounts: AccountStore,
  clock: Clock,
  iins: Readonly<Record<string, string>>,
  cost?: ScryptCost,
): Promise<void> {
  await Promise.all(
    DEMO_ACCOUNTS.map(async ({ password, ...shown }) => {
      if ((await accounts.byLogin(shown.login)) !== undefined) return;
      const iin = iins[shown.login];
      const row: AccountRow = {
        // The history of a demo is easier to read with these than with random ids.
        id: `demo-${shown.login}`,
        language: "kk",
        ...shown,
        createdAt: clock.now(),
        createdBy: "system",
        ...(iin === undefined ? {} : { iin }),
      };
      await accounts.create(row, await hashPassword(password, cost));
    }),
  );
}
