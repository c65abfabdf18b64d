/**
 * Who may do what: one table of role and action. What is not in the table is refused.
 *
 * A right has a reach. `all`: everything. `unit`: cases of which the account's own unit is the provider's or that of intake, and tasks that are
 * offered to it. `provider`: cases that the own unit decides. `role`: tasks of the account's own roles that are offered to its own unit. `topic`: work of the account's own topics. `own`: cases in which the account is the applicant, and the tasks in them that the applicant does. An account with several roles has
 * the rights of all of them.
 */
import type { AccountRow, CaseRow, StandIn, TaskRow } from "../../engine/ports.ts";

export const ROLES = [
  "applicant",
  "office-clerk",
  "centre-operator",
  "corporation-operator",
  "akimat-clerk",
  "head",
  "analyst",
  "auditor",
  "administrator",
  "worker",
] as const;
export type Role = (typeof ROLES)[number];

export const ACTIONS = [
  "self.read",
  "self.password",
  "preference.keep",
  "session.close",
  "definition.read",
  "definition.deploy",
  "definition.approve",
  "case.start",
  "case.read",
  "case.history",
  "case.cancel",
  "case.suspend",
  "case.resume",
  "case.correct",
  "case.move",
  "term.stop",
  "term.continue",
  "term.extend",
  "migration.plan",
  "migration.run",
  "document.read",
  "document.file",
  "document.erase",
  "template.preview",
  "task.read",
  "task.claim",
  "task.assign",
  "task.release",
  "task.complete",
  "message.publish",
  "incident.read",
  "incident.retry",
  "incident.skip",
  "account.read",
  "account.create",
  "account.change",
  "absence.read",
  "absence.write",
  "colleague.read",
  "applicant.find",
  "workload.read",
  "comment.read",
  "comment.write",
  "unit.edit",
  "work.fetch",
  "work.answer",
  "notification.read",
  "notification.mark",
  "survey.answer",
  "survey.read",
  "case.search",
  "report.read",
  "read-log.read",
  "system.read",
  "calendar.read",
  "demo.use",
] as const;
export type Action = (typeof ACTIONS)[number];

export type Reach = "all" | "unit" | "provider" | "role" | "topic" | "own";

type Rights = Readonly<Partial<Record<Action, Reach>>>;

const EVERYBODY: Rights = { "self.read": "own", "self.password": "own", "session.close": "own" };

const CLERK: Rights = {
  ...EVERYBODY,
  "preference.keep": "own",
  "definition.read": "all",
  "case.start": "unit",
  "case.read": "unit",
  "case.history": "unit",
  "document.read": "unit",
  "document.file": "unit",
  "task.read": "role",
  "task.claim": "role",
  "task.release": "role",
  "task.complete": "role",
  "colleague.read": "unit",
  "absence.read": "own",
  "absence.write": "own",
  // Of a walk-in who shows a personal number: whether they have an account, so that the case shows on the portal too.
  "applicant.find": "all",
  "comment.read": "unit",
  "comment.write": "unit",
  // Writes down what an applicant says who came in person.
  "survey.answer": "unit",
  "demo.use": "all",
};

export const RIGHTS: Readonly<Record<Role, Rights>> = {
  applicant: {
    ...EVERYBODY,
    "definition.read": "all",
    "case.start": "own",
    "case.read": "own",
    "document.read": "own",
    "document.file": "own",
    "task.read": "own",
    "task.complete": "own",
    "notification.read": "own",
    "notification.mark": "own",
    "survey.answer": "own",
    "demo.use": "all",
  },
  "office-clerk": CLERK,
  "centre-operator": CLERK,
  "corporation-operator": CLERK,
  "akimat-clerk": CLERK,
  // The head answers for the unit: sees all its work, hands it over, and decides and signs where the diagram says so. Only the provider's head steps
  // into a case: a centre that took the application does not stop or cancel what another unit decides.
  head: {
    ...EVERYBODY,
    "preference.keep": "own",
    "workload.read": "unit",
    "definition.read": "all",
    "case.read": "unit",
    "case.history": "unit",
    "case.cancel": "provider",
    "case.suspend": "provider",
    "case.resume": "provider",
    "case.correct": "provider",
    "case.move": "provider",
    "term.stop": "provider",
    "term.continue": "provider",
    "term.extend": "provider",
    "document.read": "unit",
    "task.read": "unit",
    "task.claim": "role",
    "task.complete": "role",
    "task.assign": "unit",
    "colleague.read": "unit",
    "absence.read": "unit",
    "absence.write": "unit",
    "comment.read": "unit",
    "comment.write": "unit",
    "task.release": "unit",
    "survey.read": "unit",
    "case.search": "unit",
    "report.read": "unit",
    "demo.use": "all",
    "incident.read": "unit",
    "incident.retry": "provider",
    "incident.skip": "provider",
  },
  // Draws and deploys; never sees an applicant or a document.
  analyst: {
    ...EVERYBODY,
    "definition.read": "all",
    "definition.deploy": "all",
    // What another analyst has proposed; never the own.
    "definition.approve": "all",
    "template.preview": "all",
    "migration.plan": "all",
  },
  // Reads everything and changes nothing.
  auditor: {
    ...EVERYBODY,
    "definition.read": "all",
    "case.read": "all",
    "case.history": "all",
    "document.read": "all",
    "comment.read": "all",
    "task.read": "all",
    "incident.read": "all",
    "account.read": "all",
    "absence.read": "all",
    "survey.read": "all",
    "case.search": "all",
    "report.read": "all",
    "read-log.read": "all",
    "system.read": "all",
    "calendar.read": "all",
  },
  // Keeps the installation running; sees the course of a case, not its file.
  administrator: {
    ...EVERYBODY,
    "definition.read": "all",
    "template.preview": "all",
    // Where there is one analyst only, somebody else must be able to.
    "definition.approve": "all",
    // What the file says the administrator does not see.
    "document.erase": "all",
    "case.read": "all",
    "case.history": "all",
    "case.suspend": "all",
    "case.resume": "all",
    "case.move": "all",
    "migration.plan": "all",
    "migration.run": "all",
    "message.publish": "all",
    "incident.read": "all",
    "incident.retry": "all",
    "incident.skip": "all",
    "account.read": "all",
    "absence.read": "all",
    "absence.write": "all",
    "account.create": "all",
    "account.change": "all",
    "unit.edit": "all",
    "survey.read": "all",
    "report.read": "all",
    "system.read": "all",
    "calendar.read": "all",
  },
  // A program outside of the house: gets what the diagrams hand to its topics, and sees nothing else.
  worker: { ...EVERYBODY, "work.fetch": "topic", "work.answer": "topic" },
};

/** The channel at whose counter a role receives applications (design, section 1). */
export const CHANNEL_OF_ROLE: Readonly<Partial<Record<Role, string>>> = {
  applicant: "portal",
  "office-clerk": "office",
  "centre-operator": "centre",
  "corporation-operator": "corporation",
  "akimat-clerk": "akimat",
};

/** Roles that work at the cases of one unit: their accounts must name it. */
export const ROLES_OF_A_UNIT: readonly Role[] = [
  "office-clerk",
  "centre-operator",
  "corporation-operator",
  "akimat-clerk",
  "head",
];

const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role);

/** How far the account's right to do the action reaches, each reach once; empty when it has none. */
export function reachesOf(account: Pick<AccountRow, "roles">, action: Action): ReadonlySet<Reach> {
  const reaches = account.roles.filter(isRole).map((role) => RIGHTS[role][action]);
  return new Set(reaches.filter((reach) => reach !== undefined));
}

export const mayDo = (account: Pick<AccountRow, "roles">, action: Action): boolean =>
  reachesOf(account, action).size > 0;

/** Whether the right to do the action reaches this case. */
export function reachesCase(
  account: AccountRow,
  action: Action,
  row: Pick<CaseRow, "applicant" | "unit" | "intakeUnit">,
): boolean {
  const reaches = reachesOf(account, action);
  return (
    reaches.has("all") ||
    (reaches.has("unit") && (isOfUnit(account, row.unit) || isOfUnit(account, row.intakeUnit))) ||
    (reaches.has("provider") && isOfUnit(account, row.unit)) ||
    (reaches.has("own") && row.applicant === account.id)
  );
}

/** What a deputy does for an absent colleague: their tasks, and nothing else of what they may do. */
const DEPUTYS: readonly Action[] = ["task.read", "task.claim", "task.complete"];

/** The absent colleague for whom the account may do this with the task, if it is theirs or of their role. */
export function standInFor(account: AccountRow, action: Action, task: TaskRow): StandIn | undefined {
  if (!DEPUTYS.includes(action) || task.role === "applicant" || !isOfUnit(account, task.unit)) return undefined;
  const able = (account.standsInFor ?? []).filter(({ roles }) => task.role === undefined || roles.includes(task.role));
  return able.find(({ id }) => id === task.assignee) ?? able[0];
}

/** Whether the right to do the action reaches this task. A task without a role is for anybody on the staff, never for the applicant. */
export function reachesTask(account: AccountRow, action: Action, task: TaskRow): boolean {
  const reaches = reachesOf(account, action);
  if (reaches.has("all") || (reaches.has("unit") && isOfUnit(account, task.unit))) return true;
  if (task.role === "applicant") return reaches.has("own") && task.applicant === account.id;
  if (standInFor(account, action, task) !== undefined) return true;
  if (!reaches.has("role") || !isOfUnit(account, task.unit)) return false;
  return task.role === undefined || account.roles.includes(task.role);
}

/** Whether the right to do the action reaches work of this topic. */
export const reachesTopic = (account: AccountRow, action: Action, topic: string): boolean =>
  reachesOf(account, action).has("topic") && (account.topics ?? []).includes(topic);

const isOfUnit = (account: AccountRow, unit: string | undefined): boolean =>
  account.unit !== undefined && account.unit === unit;
