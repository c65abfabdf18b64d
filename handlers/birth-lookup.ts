/** Asks the civil register (ЗАГС) for the birth record of the child whose IIN stands in a document of the case file; clause 6, process 6. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { CivilRegister } from "./outside.ts";

/** `applicantField` (in `applicantDocument`, else in `document`) holds the applicant's IIN: only with it is parenthood answered. */
interface Input {
  readonly document: string;
  readonly field: string;
  readonly applicantDocument?: string | null;
  readonly applicantField?: string | null;
  readonly as?: string | null;
}

/** Facts: `found`; when found and asked `applicantIsParent` (the record names the applicant as mother or father); when not found `reason`. */
export function birthLookup(register: CivilRegister): Handler {
  return defineHandler<Input>({
    name: "birth.lookup",
    description: "Looks a child's birth record up in the civil register by IIN and files the answer.",
    input: closedObject(
      {
        document: NAME,
        field: NAME,
        applicantDocument: OPTIONAL_NAME,
        applicantField: OPTIONAL_NAME,
        as: OPTIONAL_NAME,
      },
      ["document", "field"],
    ),
    output: closedObject(
      {
        found: { type: "boolean" },
        applicantIsParent: { type: "boolean" },
        reason: { enum: ["no-data", "iin-invalid"] },
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
