/** Asks the civil register (ЗАГС) for the birth record of the child whose IIN stands in a document of the case file; clause 6, process 6. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { CivilRegister } from "./outside.ts";

/** Facts: `found`; when found and asked `applicantIsParent` (the record names the applicant as mother or father); when not found `reason`. */
export function birthLookup(register: CivilRegister): Handler {
  return defineHandler({
    name: "birth.lookup",
    description: "Looks a child's birth record up in the civil register by IIN and files the answer.",
    input: closedObject(
      {
        document: named("Document of the case file in which the child's IIN stands."),
        field: named("Its field with the child's IIN."),
        applicantDocument: optionallyNamed("Document with the applicant's IIN; `document` unless said."),
        applicantField: optionallyNamed("Its field with the applicant's IIN: only with it is parenthood answered."),
        as: optionallyNamed("Under which name the answer is filed; `birth-record` unless said."),
      },
      ["document", "field"],
    ),
    output: closedObject(
      {
        found: yesOrNo("The register holds a birth record of the child."),
        applicantIsParent: yesOrNo("The record names the applicant as mother or father; when asked."),
        reason: { enum: ["no-data", "iin-invalid"], description: "Why nothing was found." },
      },
      ["found"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const childIin = await readTextField(context, input.document, input.field);
      const applicantIin =
        typeof input.applicantField === "string"
          ? await readTextField(context, input.applicantDocument ?? input.document, input.applicantField)
          : undefined;
      const name = input.as ?? "birth-record";
      const askedAt = context.at;
      if (!isIin(childIin)) {
        return {
          facts: { found: false, reason: "iin-invalid" },
          documents: [jsonDocument(name, { found: false, askedAt })],
        };
      }
      const answer = await askOutside(context, (call) => register.findBirth({ childIin }, call));
      if (!answer.found) {
        return {
          facts: { found: false, reason: "no-data" },
          documents: [jsonDocument(name, { found: false, askedAt })],
        };
      }
      const { mother, father } = answer.record;
      return {
        facts: {
          found: true,
          ...(applicantIin === undefined
            ? {}
            : { applicantIsParent: mother?.iin === applicantIin || father?.iin === applicantIin }),
        },
        documents: [jsonDocument(name, { found: true, askedAt, record: answer.record })],
      };
    },
  });
}
