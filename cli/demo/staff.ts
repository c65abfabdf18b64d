/** Everybody who works in the demo, signed in over HTTP when they are needed, and once more when the clock was moved: sessions end. */
import type { DemoPerson } from "../../api/context.ts";
import { DEMO_ACCOUNTS } from "../../api/demo-accounts.ts";
import type { TaskRow } from "../../engine/ports.ts";
import { ApiRefusal, createClient, type ApiClient } from "../api-client.ts";
import { CommandFailed } from "../outcome.ts";
import type { DemoClock } from "./demo-clock.ts";

export class Staff {
  private readonly sessions = new Map<string, { readonly client: ApiClient; readonly move: number }>();
  private readonly accounts = new Set<string>();
  private readonly url: string;
  private readonly clock: DemoClock;

  constructor(url: string, clock: DemoClock) {
    this.url = url;
    this.clock = clock;
  }

  /** Reads every case. */
  auditor(): Promise<ApiClient> {
    return this.as("auditor", "demo-auditor");
  }

  administrator(): Promise<ApiClient> {
    return this.as("administrator", "demo-administrator");
  }

  /** The demo account of that role. */
  ofRole(role: string): Promise<ApiClient> {
    return this.found(`the role ${role}`, (account) => account.roles.some((one) => one === role));
  }

  /** Somebody of the role and the unit that the task is offered to. */
  forTask({ role, unit, element }: Pick<TaskRow, "role" | "unit" | "element">): Promise<ApiClient> {
    const wanted = role ?? "office-clerk";
    return this.found(
      `the role ${wanted} in the unit ${unit ?? "of no name"}, for ${element}`,
      (account) => account.unit === unit && account.roles.some((one) => one === wanted),
    );
  }

  /** As `ofRole` and `forTask`, but the account has no personal number: its requisites cannot be confirmed. */
  ofRoleWithoutNumber(role: string): Promise<ApiClient> {
    return this.withoutNumber(DEMO_ACCOUNTS.find((account) => account.roles.some((one) => one === role))?.unit, role);
  }

  forTaskWithoutNumber({ role, unit }: Pick<TaskRow, "role" | "unit">): Promise<ApiClient> {
    return this.withoutNumber(unit, role ?? "office-clerk");
  }

  applicantWithoutNumber(): Promise<ApiClient> {
    return this.withoutNumber(undefined, "applicant");
  }

  /** Whose signature is not the one that is asked for. */
  somebodyElse(): Promise<ApiClient> {
    return this.as("other-clerk", "demo-other-clerk");
  }

  /** The account of an applicant who is that person; made by the administrator where the demo has none. */
  async applicant({ persona, iin, name }: DemoPerson): Promise<ApiClient> {
    if (persona === "applicant") return this.as("applicant", "demo-applicant");
    const login = `applicant-${persona.toLowerCase()}`;
    return this.made(login, { name, roles: ["applicant"], iin });
  }

  private withoutNumber(unit: string | undefined, role: string): Promise<ApiClient> {
    const login = ["no-number", role, unit].filter((part) => part !== undefined).join("-");
    return this.made(login, { name: "ЖСН жоқ", roles: [role], ...(unit === undefined ? {} : { unit }) });
  }

  private async made(login: string, account: object): Promise<ApiClient> {
    const password = `demo-${login}`;
    if (!this.accounts.has(login)) {
      await (await this.administrator()).post("/accounts", { login, password, ...account }).catch((error: unknown) => {
        // A kept folder has it from the last time.
        if (!(error instanceof ApiRefusal) || error.problem.code !== "LOGIN_TAKEN") throw error;
      });
      this.accounts.add(login);
    }
    return this.as(login, password);
  }

  private found(who: string, fits: (account: (typeof DEMO_ACCOUNTS)[number]) => boolean): Promise<ApiClient> {
    const account = DEMO_ACCOUNTS.find(fits);
    if (account === undefined) throw new CommandFailed(`the demo has nobody of ${who}`);
    return this.as(account.login, account.password);
  }

  private async as(login: string, password: string): Promise<ApiClient> {
    const known = this.sessions.get(login);
    const move = this.clock.moves;
    if (known?.move === move) return known.client;
    const opened = await createClient(this.url).post<{ token: string }>("/sessions", { login, password });
    const client = createClient(this.url, opened.token);
    this.sessions.set(login, { client, move });
    return client;
  }
}
