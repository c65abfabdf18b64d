/** Asks the person register (ГБД ФЛ) for the person whose IIN stands in a document of the case file; clause 6, process 4. */
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { fieldOf, jsonDocument, readJsonDocument, readTextField } from "./case-file.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import { isIin } from "./iin.ts";
import { askOutside } from "./outside-call.ts";
import type { PersonRecord, PersonRegister } from "./outside.ts";

/**
 * Facts: `found`; when found `alive` and `identityDocumentValid` (some document of the person is in force today); when not, `reason`.
 * Files `{found, askedAt, consent?, person?}`. A number whose checksum fails is not sent out: no register holds it. Neither is one whose
 * holder did not agree where the diagram names the consent; where it names none, the register is told of none and decides itself.
 */
export function personLookup(register: PersonRegister): Handler {
  return defineHandler({
    name: "person.lookup",
    description: "Looks a person up in the person register by IIN and files the answer.",
    input: closedObject(
      {
        document: named("Document of the case file in which the person's IIN stands."),
        field: named("Its field with the IIN."),
        consentDocument: optionallyNamed("Document in which the person agrees to be looked up."),
        consentField: optionallyNamed("Its field: only `true` is consent; `consent` unless said."),
        as: optionallyNamed("Under which name the answer is filed; `person` unless said."),
      },
      ["document", "field"],
    ),
    output: closedObject(
      {
        found: yesOrNo("The register knows the person."),
        alive: yesOrNo("The person is alive."),
        identityDocumentValid: yesOrNo("Some identity document of the person is in force today."),
        reason: { enum: ["no-data", "iin-invalid", "no-consent"], description: "Why nobody was found." },
      },
      ["found"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const name = input.as ?? "person";
      const askedAt = context.at;
      const notFound = (reason: "no-data" | "iin-invalid" | "no-consent", more: object = {}): HandlerAnswer => ({
        facts: { found: false, reason },
        documents: [jsonDocument(name, { found: false, askedAt, ...more })],
      });
      const iin = await readNumber(context, input.document, input.field);
      if (!isIin(iin)) return notFound("iin-invalid");
      const consent = await readConsent(context, input.consentDocument, input.consentField);
      if (consent === "refused") return notFound("no-consent");
      const evidence = consent === undefined ? {} : { consent };
      const request = consent === undefined ? { iin } : { iin, consentConfirmed: true as const };
      const answer = await askOutside(context, (call) => register.findByIin(request, call));
      if (!answer.found) return notFound(answer.reason ?? "no-data", evidence);
      return {
        facts: {
          found: true,
          alive: answer.person.lifeStatus.code === "0",
          identityDocumentValid: hasValidDocument(answer.person, context.at.slice(0, 10)),
        },
        documents: [jsonDocument(name, { found: true, askedAt, ...evidence, person: answer.person })],
      };
    },
  });
}

/** The number; an explicit `null` (a sign-in without one) is none. */
async function readNumber(context: HandlerContext, document: string, field: string): Promise<string> {
  if (fieldOf(await readJsonDocument(context, document), field) === null) return "";
  return readTextField(context, document, field);
}

/** Which document holds the consent and since when: the proof, should the register or the person ask for it. */
async function readConsent(
  context: HandlerContext,
  document: string | null | undefined,
  field: string | null | undefined,
): Promise<"refused" | { readonly document: string; readonly filedAt?: string } | undefined> {
  if (document === undefined || document === null) return undefined;
  const given = fieldOf(await readJsonDocument(context, document), field ?? "consent") === true;
  const filed = await context.readDocument(document);
  if (!given || filed === undefined) return "refused";
  return { document: filed.id, ...(filed.filedAt === undefined ? {} : { filedAt: filed.filedAt }) };
}

function hasValidDocument(person: PersonRecord, today: string): boolean {
  return person.documents.some(
    (document) =>
      document.status.code === "00" &&
      document.beginDate <= today &&
      (document.endDate === undefined || today <= document.endDate),
  );
}
