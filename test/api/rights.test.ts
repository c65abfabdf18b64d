import { expect } from "chai";
import type { ApiContext } from "../../api/context.ts";
import { fullPath } from "../../api/address.ts";
import { ACTIONS, RIGHTS, ROLES, reachesCase, reachesTask, type Action, type Role } from "../../api/auth/rights.ts";
import { actionsOf } from "../../api/route.ts";
import { routeTable } from "../../api/routes/table.ts";
import type { AccountRow, TaskRow } from "../../engine/ports.ts";
import { startInstallation, type Installation } from "./installation.ts";

const CLERKS: readonly Role[] = ["office-clerk", "centre-operator", "corporation-operator", "akimat-clerk"];
const STAFF_OF_A_UNIT: readonly Role[] = [...CLERKS, "head"];

/** Everybody but the programs outside of the house. */
const PEOPLE = ROLES.filter((role) => role !== "worker");

/** Who may ask what, written down once more by hand: the table of rights must say the same. */
const EXPECTED: Readonly<Record<string, readonly Role[] | "everybody">> = {
  getHealth: "everybody",
  getOpenApi: "everybody",
  getReference: "everybody",
  getProblemType: "everybody",
  openSession: "everybody",
  openBrowserSession: "everybody",
  listDemoAccounts: "everybody",
  watchChanges: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  challengeSignIn: "everybody",
  getSignInWays: "everybody",
  beginProviderSignIn: "everybody",
  finishProviderSignIn: "everybody",
  register: "everybody",
  changePassword: ROLES,
  closeSession: ROLES,
  getMe: ROLES,
  deployDefinition: ["analyst"],
  getSurvey: ["applicant", ...CLERKS],
  answerSurvey: ["applicant", ...CLERKS],
  countSurveys: ["head", "auditor", "administrator"],
  tryDefinition: ["analyst"],
  draftDefinition: ["analyst"],
  proposeDefinition: ["analyst"],
  withdrawProposal: ["analyst"],
  getProposalRules: ["analyst", "administrator"],
  listProposals: ["analyst", "administrator"],
  getProposal: ["analyst", "administrator"],
  getProposalBundle: ["analyst", "administrator"],
  approveProposal: ["analyst", "administrator"],
  returnProposal: ["analyst", "administrator"],
  listDefinitions: PEOPLE,
  getDefinition: PEOPLE,
  getDiagram: PEOPLE,
  getBundle: ["analyst", "administrator"],
  lintDefinition: ["analyst"],
  listHandlers: ["analyst"],
  getForm: PEOPLE,
  startCase: ["applicant", ...CLERKS],
  listCounterServices: ["applicant", ...CLERKS],
  findApplicant: CLERKS,
  findByNumber: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listCaseWork: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  trySignature: ["applicant", ...STAFF_OF_A_UNIT],
  listCases: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listServices: "everybody",
  getQueuePlace: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  registerInBrowser: "everybody",
  signInForDemo: "everybody",
  getProgress: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  getCase: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listLimits: ["applicant", ...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listEvents: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listExchanges: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  verifyHistory: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  cancelCase: ["head"],
  suspendCase: ["head", "administrator"],
  resumeCase: ["head", "administrator"],
  setVariables: ["head"],
  moveToken: ["head", "administrator"],
  stopTerms: ["head"],
  continueTerms: ["head"],
  extendTerm: ["head"],
  planMigration: ["analyst", "administrator"],
  migrate: ["administrator"],
  listDocuments: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  getDocument: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  fileDocument: ["applicant", ...CLERKS],
  listSignatureChecks: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  getSignatureSheet: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  eraseCaseFile: ["administrator"],
  previewDocument: ["analyst", "administrator"],
  verifyDocument: "everybody",
  listTasks: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  getTask: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  countTasks: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  listSteps: ["applicant", ...STAFF_OF_A_UNIT, "auditor"],
  listColleagues: STAFF_OF_A_UNIT,
  getPreferences: STAFF_OF_A_UNIT,
  putPreferences: STAFF_OF_A_UNIT,
  listFilters: STAFF_OF_A_UNIT,
  putFilter: STAFF_OF_A_UNIT,
  removeFilter: STAFF_OF_A_UNIT,
  getWorkload: ["head"],
  listUnitLimits: ["head"],
  previewTerms: ["head"],
  listComments: [...STAFF_OF_A_UNIT, "auditor"],
  writeComment: STAFF_OF_A_UNIT,
  claimTask: STAFF_OF_A_UNIT,
  releaseTask: STAFF_OF_A_UNIT,
  completeTask: ["applicant", ...STAFF_OF_A_UNIT],
  listNotifications: ["applicant"],
  countNotifications: ["applicant"],
  markNotificationRead: ["applicant"],
  fetchExternalTasks: ["worker"],
  getExternalTaskDocument: ["worker"],
  completeExternalTask: ["worker"],
  failExternalTask: ["worker"],
  throwExternalTaskError: ["worker"],
  extendExternalTaskLock: ["worker"],
  unlockExternalTask: ["worker"],
  publishMessage: ["administrator"],
  listIncidents: ["head", "auditor", "administrator"],
  resolveIncident: ["head", "administrator"],
  createAccount: ["administrator"],
  changeAccount: ["administrator"],
  closeSessionsOf: ["administrator"],
  listAbsences: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  makeAbsence: [...STAFF_OF_A_UNIT, "administrator"],
  endAbsence: [...STAFF_OF_A_UNIT, "administrator"],
  awaitAtProvider: ["administrator"],
  changeAccountState: ["administrator"],
  resetPassword: ["administrator"],
  listAccounts: ["auditor", "administrator"],
  listUnits: "everybody",
  putUnit: ["administrator"],
  searchCases: ["head", "auditor"],
  listCommits: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  getReplay: [...STAFF_OF_A_UNIT, "auditor", "administrator"],
  listReads: ["auditor"],
  reportTerms: ["head", "auditor", "administrator"],
  reportTimes: ["head", "auditor", "administrator"],
  reportRefusals: ["head", "auditor", "administrator"],
  getSystemState: ["auditor", "administrator"],
  listCalendars: ["auditor", "administrator"],
  listDemoPeople: ["applicant", ...STAFF_OF_A_UNIT],
  signForDemo: ["applicant", ...STAFF_OF_A_UNIT],
};

describe("the rights", () => {
  const table = routeTable({ demo: {} } as unknown as ApiContext);
  let house: Installation;
  before(async () => {
    // Each route is asked by each role with a session of its own: more in a minute than one address may ask.
    house = await startInstallation({ requestLimit: { windowMs: 60_000, strangers: 1_000_000, browsers: 1_000_000 } });
  });
  after(() => house.stop());

  it("are written down here for every route", () => {
    expect(table.map(({ id }) => id)).to.have.members(Object.keys(EXPECTED));
  });

  it("leave no action that no route asks for, and none that nobody may do", () => {
    expect([...new Set(table.flatMap(actionsOf))]).to.have.members([...ACTIONS]);
    for (const action of ACTIONS)
      expect(
        ROLES.some((role) => RIGHTS[role][action] !== undefined),
        action,
      ).to.equal(true);
  });

  it("let the auditor change nothing", () => {
    // But the own sessions and the own password.
    const own = ["openSession", "openBrowserSession", "closeSession", "changePassword"];
    const changing = table.filter((route) => route.method !== "get" && !own.includes(route.id));
    for (const route of changing) expect(EXPECTED[route.id], route.id).not.to.include("auditor");
  });

  it("keep applicants and documents from the analyst", () => {
    const seen = table
      .filter(({ id }) => EXPECTED[id] !== "everybody" && EXPECTED[id]!.includes("analyst"))
      .map(({ tag }) => tag);
    expect([...new Set(seen)].sort()).to.deep.equal(["definitions", "sessions"]);
  });

  for (const route of table) {
    const address = fullPath(route)
      .replace("{task}", "1.1")
      .replace("{version}", "1")
      .replaceAll(/\{\w+\}/g, "1");
    const allowed = EXPECTED[route.id]!;
    if (allowed === "everybody") continue;

    it(`${route.id}: a stranger is told to sign in`, async () => {
      const { status, body, headers } = await house.stranger.send(route.method.toUpperCase(), address);
      expect(status).to.equal(401);
      expect(body).to.include({ code: "SIGN_IN_REQUIRED" });
      expect(headers.get("www-authenticate")).to.match(/^Bearer/);
    });

    it(`${route.id}: is for ${allowed.join(", ")} and for nobody else`, async () => {
      for (const role of ROLES) {
        // A session of its own: one of the routes ends it.
        const { login, password } = { login: role, password: `demo-${role}` };
        const session = await house.stranger.post("/api/v1/sessions", { login, password });
        const client = house.withToken((session.body as { token: string }).token);
        const { status } = await client.send(route.method.toUpperCase(), address);
        expect(status, role).to.satisfy((code: number) =>
          allowed.includes(role) ? code !== 401 && code !== 403 : code === 403,
        );
        expect(status, role).to.be.below(500);
      }
    });
  }

  describe("to a case", () => {
    const row = { unit: "talgar", intakeUnit: "talgar-centre", applicant: "a" };
    const of = (role: Role, unit?: string) =>
      ({ id: "k", roles: [role], ...(unit === undefined ? {} : { unit }) }) as unknown as AccountRow;
    const cases: readonly [string, AccountRow, Action, boolean][] = [
      ["a clerk of the provider's unit", of("office-clerk", "talgar"), "case.read", true],
      ["an operator of the unit of intake", of("centre-operator", "talgar-centre"), "case.read", true],
      ["a clerk of another department", of("office-clerk", "panfilov"), "case.read", false],
      ["a clerk without a unit", of("office-clerk"), "case.read", false],
      ["the head of the provider's unit, to cancel it", of("head", "talgar"), "case.cancel", true],
      ["the head of the unit of intake, to read it", of("head", "talgar-centre"), "case.read", true],
      ["the head of the unit of intake, to cancel it", of("head", "talgar-centre"), "case.cancel", false],
      ["the auditor", of("auditor"), "case.read", true],
    ];
    for (const [who, account, action, reaches] of cases)
      it(`${reaches ? "reach" : "do not reach"} ${who}`, () => {
        expect(reachesCase(account, action, row)).to.equal(reaches);
      });
  });

  describe("to a task", () => {
    const task = { id: "c.2", case: "c", key: 2, unit: "talgar", role: "office-clerk", applicant: "a" } as TaskRow;
    const clerk = { id: "k", roles: ["office-clerk"], unit: "talgar" } as unknown as AccountRow;
    const cases: readonly [string, AccountRow, TaskRow, boolean][] = [
      ["a clerk of the role and the unit", clerk, task, true],
      ["a clerk of another unit", { ...clerk, unit: "panfilov" }, task, false],
      ["a clerk of another role", { ...clerk, roles: ["akimat-clerk"] }, task, false],
      ["a clerk, of a task for anybody on the staff", clerk, { ...task, role: undefined } as unknown as TaskRow, true],
      ["a clerk, of a task for the applicant", clerk, { ...task, role: "applicant" }, false],
      [
        "the applicant of the case, of a task for the applicant",
        { ...clerk, id: "a", roles: ["applicant"] },
        { ...task, role: "applicant" },
        true,
      ],
      ["another applicant", { ...clerk, id: "b", roles: ["applicant"] }, { ...task, role: "applicant" }, false],
      [
        "the applicant, of a task for the staff",
        { ...clerk, id: "a", roles: ["applicant"] },
        { ...task, role: undefined } as unknown as TaskRow,
        false,
      ],
      ["a clerk, of a task of no unit", clerk, { ...task, unit: undefined } as unknown as TaskRow, false],
      ["a role that nobody knows", { ...clerk, roles: ["mio-system"] }, { ...task, role: "mio-system" }, false],
    ];
    for (const [who, account, row, reaches] of cases)
      it(`${reaches ? "reach" : "do not reach"} ${who}`, () => {
        expect(reachesTask(account, "task.complete", row)).to.equal(reaches);
      });
  });
});
