/**
 * How this room says no. Its codes are entries of `engine/errors.ts`, so the caller can raise an incident or answer with the same code.
 *
 * - `CALENDAR_MISSING`: a date that was needed lies outside the years of the calendar table.
 * - `CALENDAR_INVALID`: the table contradicts itself, or is not the one that a derivation was made with; `problems` names each row.
 * - `TERM_INVALID`: the term, a stop or an extension is not one that can be counted.
 */
export class TermError extends Error {
  readonly code: "CALENDAR_MISSING" | "CALENDAR_INVALID" | "TERM_INVALID";
  readonly problems: readonly string[];
  constructor(code: TermError["code"], message: string, problems: readonly string[] = []) {
    super(message);
    this.name = "TermError";
    this.code = code;
    this.problems = problems;
  }
}
