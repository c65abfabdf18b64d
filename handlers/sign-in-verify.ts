/**
 * Whether whoever sent the last thing had signed in, and how; process 1 of the portals ("check of IIN and password, or of the signature"), and of
 * the operators where an act numbers their sign-in. The API checks it when the session is opened and files the outcome with what is sent, as
 * `session`; no form can write that document, and no password or signature stands in it.
 */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { fieldOf, jsonDocument, readJsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, optionallyNamed, yesOrNo } from "./define-handler.ts";
import { SIGN_IN_OUTCOME_WORDS, SIGN_IN_OUTCOMES, type SignInOutcome } from "./sign-in-outcome-words.ts";

const METHODS = ["password", "signature"] as const;
type Method = (typeof METHODS)[number];

/**
 * Files `{signedIn, method?, reason, words, signedInAt?, checkedAt, applicantIin}`. `applicantIin` is the personal number of the applicant's account,
 * `null` where there is none, and absent for the staff.
 */
export function signInVerify(): Handler {
  return defineHandler({
    name: "sign-in.verify",
    description:
      "Says whether the applicant (or operator) signed in for the last thing that they sent, how, and why not.",
    input: closedObject(
      {
        method: { enum: [...METHODS, null], description: "Only this way counts; any unless said." },
        who: {
          enum: ["applicant", "staff", null],
          description: "Whose sign-in the step checks; the applicant's unless said.",
        },
        as: optionallyNamed("Under which name the outcome is filed; `sign-in` unless said."),
      },
      [],
    ),
    output: closedObject(
      {
        signedIn: yesOrNo("They signed in, in the way that counts."),
        method: { enum: METHODS, description: "How, when somebody signed in." },
        reason: { enum: SIGN_IN_OUTCOMES, description: "Why the sign-in does not count; `verified` when it does." },
      },
      ["signedIn", "reason"],
    ),
    retries: { attempts: 3, backoffMs: 1_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const session =
        (await context.readDocument("session")) === undefined ? {} : await readJsonDocument(context, "session");
      const method = METHODS.find((each) => each === fieldOf(session, "method"));
      const hasNumber = fieldOf(session, "personalNumber") === true;
      const reason = outcomeOf(method, input.method ?? undefined, hasNumber);
      const signedInAt = fieldOf(session, "signedInAt");
      const applicantIin =
        method !== undefined && hasNumber && input.who !== "staff"
          ? await readTextField(context, "signer", "iin")
          : null;
      const outcome = {
        signedIn: reason === "verified",
        ...(method === undefined ? {} : { method }),
        reason,
      };
      const filed = {
        ...outcome,
        words: SIGN_IN_OUTCOME_WORDS[reason],
        ...(typeof signedInAt === "string" ? { signedInAt } : {}),
        checkedAt: context.at,
        ...(input.who === "staff" ? {} : { applicantIin }),
      };
      return { facts: outcome, documents: [jsonDocument(input.as ?? "sign-in", filed)] };
    },
  });
}

function outcomeOf(method: Method | undefined, wanted: Method | undefined, hasNumber: boolean): SignInOutcome {
  if (method === undefined) return "not-signed-in";
  if (wanted !== undefined && wanted !== method) return "other-way";
  // The acts check "IIN and password": an account without a number has no requisites to be checked.
  return hasNumber ? "verified" : "no-personal-number";
}
