import type { ErrorCode, Problem } from "../errors.ts";

/** The command is refused; the caller is told why, and nothing has changed. Caught by `decide`. */
export class Rejection extends Error {
  readonly code: ErrorCode;
  /** Each place that is wrong, when there are several. */
  readonly problems: readonly Problem[];
  constructor(code: ErrorCode, reason: string, problems: readonly Problem[] = []) {
    super(reason);
    this.name = "Rejection";
    this.code = code;
    this.problems = problems;
  }
}

/** Whoever operates a case says why: it is kept in the log. */
export function requireReason(reason: string): void {
  if (reason.trim() === "") throw new Rejection("REASON_REQUIRED", "a reason is required");
}
