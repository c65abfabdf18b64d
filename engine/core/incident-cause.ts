/** Which failures are incidents, for the staff to mend. */
import type { ErrorCode } from "../errors.ts";
import { ExpressionError } from "./feel.ts";
import { TimerError } from "./timers.ts";

/** An element cannot be entered or left for a reason that is an incident, not a fault of ours. */
export class CannotEnter extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "CannotEnter";
    this.code = code;
  }
}

/** The code of the incident that an error is; undefined: it is a fault of ours, to be thrown on. */
export function incidentCode(error: unknown): ErrorCode | undefined {
  if (error instanceof ExpressionError) return "EXPRESSION_FAILED";
  if (error instanceof TimerError) return "TIMER_INVALID";
  if (error instanceof CannotEnter) return error.code;
  return undefined;
}
