/** Notifies the applicant, in the inbox of the case, by e-mail or by SMS; clause 6, process 14 and the refusals. */
import type { Variables } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { fieldOf, jsonDocument, readJsonDocument } from "./case-file.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { LANGUAGES, fillTemplate, localDate, numberFromJob, readTemplate } from "./document-template.ts";
import { askOutside } from "./outside-call.ts";
import type { Channel, Notifier } from "./outside.ts";

/** `addressField` and `languageField` stand in `document`; the language found there wins over `language`, which wins over Kazakh. */
interface Input {
  readonly template: string;
  readonly channel?: Channel | null;
  readonly language?: Language | null;
  readonly document?: string | null;
  readonly addressField?: string | null;
  readonly languageField?: string | null;
  readonly as?: string | null;
}

/**
 * Facts: `sent`, with the other side's `reference` when it is. Files what was said, without the address. Final failures:
 * `ADDRESS_MISSING` (e-mail or SMS without an address in the case file), those of the template.
 */
export function notificationSend(notifier: Notifier): Handler {
  return defineHandler<Input>({
    name: "notification.send",
    description: "Notifies the applicant from a template.",
    input: closedObject(
      {
        template: NAME,
        channel: { enum: ["inbox", "e-mail", "sms", null] },
        language: { enum: [...LANGUAGES, null] },
        document: OPTIONAL_NAME,
        addressField: OPTIONAL_NAME,
        languageField: OPTIONAL_NAME,
        as: OPTIONAL_NAME,
      },
      ["template"],
    ),
    output: closedObject({ sent: { type: "boolean" }, reference: { type: "string", minLength: 1 } }, ["sent"]),
    retries: { attempts: 8, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const template = await readTemplate(context, input.template);
      const channel = input.channel ?? "inbox";
      const language = await languageOf(input, context);
      const address = channel === "inbox" ? undefined : await addressOf(input, context);
      const own = { number: numberFromJob(context.jobId), date: localDate(context.at) };
      const [filled] = await fillTemplate(template, [language], own, context);
      if (filled === undefined) throw new Error("one language was asked for");
      const rows = filled.rows.map((row) => `${row.label}: ${row.value}`);
      const said = {
        channel,
        template: input.template,
        language,
        subject: filled.title.replace(/\s+/g, " ").trim(),
        text: [...filled.paragraphs, ...(rows.length === 0 ? [] : [rows.join("\n")])].join("\n\n"),
      };
      const receipt = await askOutside(context, (call) =>
        notifier.notify(
          {
            application: context.case,
            ...(context.applicant === undefined ? {} : { account: context.applicant }),
            ...(address === undefined ? {} : { address }),
            ...said,
          },
          call,
        ),
      );
      const facts: Variables = receipt.accepted ? { sent: true, reference: receipt.reference } : { sent: false };
      return { facts, documents: [jsonDocument(input.as ?? "notification", { ...said, ...facts, at: context.at })] };
    },
  });
}

async function languageOf(input: Input, context: HandlerContext): Promise<Language> {
  if (typeof input.document === "string" && typeof input.languageField === "string") {
    const chosen = fieldOf(await readJsonDocument(context, input.document), input.languageField);
    const known = LANGUAGES.find((language) => language === chosen);
    if (known !== undefined) return known;
  }
  return input.language ?? "kk";
}

async function addressOf(input: Input, context: HandlerContext): Promise<string> {
  const address =
    typeof input.document === "string" && typeof input.addressField === "string"
      ? fieldOf(await readJsonDocument(context, input.document), input.addressField)
      : undefined;
  if (typeof address !== "string" || address.trim() === "") {
    throw new HandlerFailure(
      "ADDRESS_MISSING",
      `The case file has no address for the channel "${input.channel}".`,
      "final",
    );
  }
  return address.trim();
}
