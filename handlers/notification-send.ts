/** Notifies the applicant, in the inbox of the case, by e-mail or by SMS; clause 6, process 14 and the refusals. */
import type { Variables } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { fieldOf, jsonDocument, readJsonDocument } from "./case-file.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import type { ValueOf } from "./define-handler.ts";
import { LANGUAGES, fillTemplate, localDate, numberFromJob, readTemplate } from "./document-template.ts";
import { askOutside } from "./outside-call.ts";
import type { Notification, Notifier } from "./outside.ts";

const INPUT = closedObject(
  {
    template: named("Template of what is said, deployed with the diagram."),
    channel: {
      enum: ["inbox", "e-mail", "sms", null],
      description: "The inbox of the portal unless said; e-mail and SMS need an address.",
    },
    language: {
      enum: [...LANGUAGES, null],
      description: "Where `languageField` names none; Kazakh unless said.",
    },
    document: optionallyNamed("Document in which address and language stand."),
    addressField: optionallyNamed("Its field with the e-mail address or telephone number."),
    languageField: optionallyNamed("Its field with `kk`, `ru` or `en`."),
    attach: optionallyNamed("Document of the case file that goes along; never with SMS."),
    as: optionallyNamed("Under which name what was said is filed, without the address; `notification` unless said."),
  },
  ["template"],
);
type Input = ValueOf<typeof INPUT>;

/**
 * Facts: `sent`, with the other side's `reference` when it is. Files what was said, without the address. Final failures:
 * `ADDRESS_MISSING` (e-mail or SMS without an address in the case file), those of the template.
 */
export function notificationSend(notifier: Notifier): Handler {
  return defineHandler({
    name: "notification.send",
    description: "Notifies the applicant from a template.",
    input: INPUT,
    output: closedObject(
      {
        sent: yesOrNo("The other side has taken it."),
        reference: { type: "string", minLength: 1, description: "Its number there." },
      },
      ["sent"],
    ),
    retries: { attempts: 8, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const template = await readTemplate(context, input.template);
      const channel = input.channel ?? "inbox";
      const language = await languageOf(input, context);
      const address = channel === "inbox" ? undefined : await addressOf(input, context);
      const attachment = await attachmentOf(input, context);
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
            ...(attachment === undefined ? {} : { attachment }),
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

/** The result itself, where the act has it sent. */
async function attachmentOf(input: Input, context: HandlerContext): Promise<Notification["attachment"]> {
  if (typeof input.attach !== "string") return undefined;
  if (input.channel === "sms")
    throw new HandlerFailure("ATTACHMENT_IMPOSSIBLE", "An SMS carries no document.", "final");
  const document = await context.readDocument(input.attach);
  if (document === undefined)
    throw new HandlerFailure("DOCUMENT_MISSING", `The case file has no document "${input.attach}".`, "final");
  return { name: input.attach, mediaType: document.mediaType, bytes: document.bytes };
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
