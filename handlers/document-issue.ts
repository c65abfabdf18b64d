/** Makes the result of the service as a document of the case file, from a template deployed with the diagram; clause 6, process 16. */
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { closedObject, defineHandler, named, optionallyNamed } from "./define-handler.ts";
import {
  LANGUAGES,
  dateInWords,
  fillTemplate,
  localDate,
  numberFromJob,
  readRegulation,
  readTemplate,
} from "./document-template.ts";
import { documentPdf } from "./drawing-thread.ts";

/** The address at which anybody may ask about a document of that number; `undefined` while nobody knows where the installation stands. */
export type VerifyAddress = (number: string) => string | undefined;

/**
 * Facts: `issued`, `number`, `date` (local date in Almaty). Files a PDF, in one language or in all three one after the other, each from a new
 * page. Number, date and bytes are the same for every attempt of a job, as long as the case file is.
 */
export function documentIssue(verifyAddress: VerifyAddress): Handler {
  return defineHandler({
    name: "document.issue",
    description: "Makes a document from a template and the case file.",
    input: closedObject(
      {
        template: named("Template of the document, deployed with the diagram."),
        language: {
          enum: [...LANGUAGES, "all", null],
          description: "The language, or all three one after the other; Kazakh unless said.",
        },
        as: optionallyNamed("Under which name the document is filed; that of the template unless said."),
      },
      ["template"],
    ),
    output: closedObject(
      {
        issued: { const: true, description: "The document is in the case file." },
        number: {
          type: "string",
          pattern: "^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$",
          description: "The number printed on it.",
        },
        date: {
          type: "string",
          pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
          description: "The date printed on it, of Almaty.",
        },
      },
      ["issued", "number", "date"],
    ),
    retries: { attempts: 3, backoffMs: 2_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const template = await readTemplate(context, input.template);
      const asked = input.language ?? "kk";
      const begunAt = (await context.begunAt?.()) ?? context.at;
      const own = { number: numberFromJob(context.jobId), date: localDate(begunAt) };
      const filled = await fillTemplate(template, asked === "all" ? LANGUAGES : [asked], own, context);
      const { title, provider } = await readRegulation(context);
      const language = filled[0]?.language ?? "kk";
      const verifyAt = verifyAddress(own.number);
      const bytes = await documentPdf(filled, {
        number: own.number,
        date: dateInWords(own.date),
        madeAt: begunAt,
        author: provider?.[language] ?? "Reglament",
        subject: title?.[language] ?? context.regulation ?? "",
        keywords: [context.regulation, input.template].filter((word) => word !== undefined),
        ...(verifyAt === undefined ? {} : { verifyAt }),
      });
      return {
        facts: { issued: true, ...own },
        documents: [{ name: input.as ?? input.template, mediaType: "application/pdf", bytes, number: own.number }],
      };
    },
  });
}
