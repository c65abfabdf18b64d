/** Asks the person register (ГБД ФЛ) for the person whose IIN stands in a document of the case file; clause 6, process 4. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { jsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { PersonRecord, PersonRegister } from "./outside.ts";

/**
 * Facts: `found`; when found `alive` and `identityDocumentValid` (some document of the person is in force today); when not, `reason`.
 * Files `{found, askedAt, person?}`. A number whose checksum fails is not sent out: no register holds it.
 */
export function personLookup(register: PersonRegister): Handler {
  return defineHandler({
    name: "person.lookup",
    description: "Looks a person up in the person register by IIN and files the answer.",
    input: closedObject(
      {
        document: named("Document of the case file in which the person's IIN stands."),
        field: named("Its field with the IIN."),
        as: optionallyNamed("Under which name the answer is filed; `person` unless said."),
      },
      ["document", "field"],
    ),
    output: closedObject(
      {
        found: yesOrNo("The register knows the person."),
        alive: yesOrNo("The person is alive."),
        identityDocumentValid: yesOrNo("Some identity document of the person is in force today."),
        reason: { enum: ["no-data", "iin-invalid"], description: "Why nobody was found." },
      },
      ["found"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const iin = await readTextField(context, input.document, input.field);
      const name = input.as ?? "person";
      const askedAt = context.at;
      if (!isIin(iin)) {
        return {
          facts: { found: false, reason: "iin-invalid" },
          documents: [jsonDocument(name, { found: false, askedAt })],
        };
      }
      const answer = await askOutside(context, (call) => register.findByIin({ iin }, call));
      if (!answer.found) {
        return {
          facts: { found: false, reason: "no-data" },
          documents: [jsonDocument(name, { found: false, askedAt })],
        };
      }
      return {
        facts: {
          found: true,
          alive: answer.person.lifeStatus.code === "0",
          identityDocumentValid: hasValidDocument(answer.person, context.at.slice(0, 10)),
        },
        documents: [jsonDocument(name, { found: true, askedAt, person: answer.person })],
      };
    },
  });
}

function hasValidDocument(person: PersonRecord, today: string): boolean {
  return person.documents.some(
    (document) =>
      document.status.code === "00" &&
      document.beginDate <= today &&
      (document.endDate === undefined || today <= document.endDate),
  );
}
