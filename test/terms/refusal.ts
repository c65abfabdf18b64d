import { expect } from "chai";
import { ERRORS } from "../../engine/errors.ts";
import { TermError } from "../../engine/terms/term-error.ts";

/** The "no" that a call says; fails when it says none, or one whose code the error table does not know. */
export function refusal(call: () => unknown): { code: TermError["code"]; message: string } {
  try {
    call();
  } catch (error) {
    if (!(error instanceof TermError)) throw error;
    expect(ERRORS).to.have.property(error.code);
    return { code: error.code, message: error.message };
  }
  throw new Error("Nothing was refused.");
}
