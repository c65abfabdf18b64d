/**
 * To which of a case's units a task is offered (decision record 8): the unit of intake does what stands at its counter, the provider's unit all
 * else. Decided when the task is opened and kept in the event: another list of roles never changes an earlier case.
 */
import type { Wait } from "./events.ts";
import type { CaseState } from "./state.ts";

/** The roles that work where the application is taken (centre, corporation branch, akimat). */
const INTAKE_ROLES: readonly string[] = ["centre-operator", "corporation-operator", "akimat-clerk"];

type Units = Pick<CaseState, "unit" | "intakeUnit">;

/** Without a unit of intake the provider took the application itself. */
export const isOfIntake = (role: string | undefined, { intakeUnit }: Units): boolean =>
  intakeUnit !== undefined && role !== undefined && INTAKE_ROLES.includes(role);

export const unitOfTask = (
  { intake }: Extract<Wait, { kind: "task" }>,
  { unit, intakeUnit }: Units,
): string | undefined => (intake === true ? intakeUnit : unit);
