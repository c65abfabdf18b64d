/**
 * Whether the applicant signed in before the step, and how; process 1 of the portals ("check of IIN and password, or of the signature"). The API
 * checks it when the session is opened and files the outcome with what the applicant sends, as `session`; no form can write that document, and no
 * password or signature stands in it.
 */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { fieldOf, readJsonDocument } from "./case-file.ts";
import { closedObject, defineHandler, yesOrNo } from "./define-handler.ts";

const METHODS = ["password", "signature"] as const;

export function signInVerify(): Handler {
  return defineHandler({
    name: "sign-in.verify",
    description: "Says whether the applicant signed in for the last thing that they sent, and how.",
    input: closedObject(
      { method: { enum: [...METHODS, null], description: "Only this way counts; any unless said." } },
      [],
    ),
    output: closedObject(
      {
        signedIn: yesOrNo("The applicant signed in, in the way that counts."),
        method: { enum: METHODS, description: "How, when somebody signed in." },
      },
      ["signedIn"],
    ),
    retries: { attempts: 3, backoffMs: 1_000 },
    async run(input, context): Promise<HandlerAnswer> {
      if ((await context.readDocument("session")) === undefined) return { facts: { signedIn: false } };
      const found = fieldOf(await readJsonDocument(context, "session"), "method");
      const method = METHODS.find((each) => each === found);
      if (method === undefined) return { facts: { signedIn: false } };
      const wanted = input.method ?? method;
      return { facts: { signedIn: method === wanted, method } };
    },
  });
}
