/** The roles in the order in which people are asked for one. The compiler holds them against those of the API. */
import type { Role } from "./session.tsx";

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
] as const satisfies readonly Role[];

/** Those who take applications in and work at them, each at the counter of a channel. */
export const CLERKS = [
  "office-clerk",
  "centre-operator",
  "corporation-operator",
  "akimat-clerk",
] as const satisfies readonly Role[];

/** Those who have tasks in the inbox. */
export const STAFF = [...CLERKS, "head"] as const satisfies readonly Role[];
