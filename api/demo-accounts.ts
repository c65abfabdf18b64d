/**
 * One account for each role, and a second department, for the demo only. Their passwords are known to everybody who reads this file, so an installation never has
 * them: `reglament start` makes none, and the demo listens to its own machine unless told otherwise.
 */
import type { AccountRow, AccountStore, Clock } from "../engine/ports.ts";
import { hashPassword, type ScryptCost } from "./auth/passwords.ts";
import type { Role } from "./auth/rights.ts";
import { DEMO_AKIMAT, DEMO_CENTRE, DEMO_CORPORATION, DEMO_DEPARTMENT, OTHER_DEMO_DEPARTMENT } from "./demo-units.ts";

export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly unit?: string;
  readonly topics?: readonly string[];
}

const demoAccount = (role: Role, name: string, unit?: string, login: string = role): DemoAccount => ({
  login,
  password: `demo-${login}`,
  name,
  roles: [role],
  ...(unit === undefined ? {} : { unit }),
});

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  demoAccount("applicant", "Айгүл (өтініш беруші)"),
  demoAccount("office-clerk", "Ерлан (Талғар бөлімі)", DEMO_DEPARTMENT),
  demoAccount("centre-operator", "Салтанат (ХҚКО)", DEMO_CENTRE),
  demoAccount("corporation-operator", "Нұрлан (Мемлекеттік корпорация)", DEMO_CORPORATION),
  demoAccount("akimat-clerk", "Жанар (әкімдік)", DEMO_AKIMAT),
  demoAccount("head", "Бақыт (Талғар бөлімінің басшысы)", DEMO_DEPARTMENT),
  demoAccount("analyst", "Дина (талдаушы)"),
  demoAccount("auditor", "Тимур (аудитор)"),
  demoAccount("administrator", "Олжас (әкімші)"),
  { ...demoAccount("worker", "Сыртқы орындаушы"), topics: ["demo"] },
  // Of another department: they see nothing of the cases of the first.
  demoAccount("office-clerk", "Гүлнар (Панфилов бөлімі)", OTHER_DEMO_DEPARTMENT, "other-clerk"),
  demoAccount("head", "Марат (Панфилов бөлімінің басшысы)", OTHER_DEMO_DEPARTMENT, "other-head"),
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
