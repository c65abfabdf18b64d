/**
 * Templates of documents and messages: JSON resources of kind `document`, deployed with the diagram.
 *
 *     {"title": {"kk", "ru", "en"}, "paragraphs": {"kk": [..], "ru": [..], "en": [..]},
 *      "fields": [{"name", "label": {"kk", "ru", "en"}, "from": {"document", "pointer"} or a list of them,
 *                  "format": "text" | "date" | "boolean" | "bar-code", "optional": false, "hidden": false}],
 *      "letterhead": "provider" or {"kk": [..], "ru": [..], "en": [..]}, "numberAndDate": false, "numbered": false,
 *      "signatures": [{"label": {"kk", "ru", "en"}, "document"}], "footer": {"kk", "ru", "en"}, "verification": true}
 *
 * `{{name}}` in title and paragraphs stands for a field, `{{number}}` and `{{date}}` for those of the document itself. A list in `from` gives
 * the first place that holds a value: the register's answer, else the form that staff filled in by hand. A hidden field serves
 * placeholders only. The document `case` is there without being filed: `/number` of it is the case's number, which bar codes carry.
 *
 * What follows `fields` shapes the printed document only. `letterhead`: who issues it; `provider` takes the name from `regulation.json`.
 * `numberAndDate`: a line below it. `numbered`: the rows of the table are counted. `signatures`: with a `document`, what `signature.verify`
 * filed under that name (who signed, the certificate's number, when), and nothing when it is not there or not valid; without one, a
 * signature that is put to this very file after it is made. `verification`: the QR code with the address at which anybody may ask whether
 * the document was issued.
 */
import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import { DateTime } from "luxon";
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { HandlerContext } from "../engine/ports.ts";
import { fieldOf, readJsonDocument } from "./case-file.ts";

export const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

/** A template with its fields filled, in one language. */
export interface FilledTemplate {
  readonly language: Language;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly FilledRow[];
  readonly letterhead: readonly string[];
  readonly signatures: readonly FilledSignature[];
  readonly footer?: string;
  readonly numberAndDate: boolean;
  readonly numbered: boolean;
  readonly verification: boolean;
}

export interface FilledRow {
  readonly label: string;
  readonly value: string;
  /** The value is also drawn, as Code 128. */
  readonly barCode: boolean;
}

export interface FilledSignature {
  readonly label: string;
  /** Absent: the file is signed after it is made. */
  readonly signed?: SignedBy;
}

export interface SignedBy {
  readonly by: string;
  readonly serialNumber: string;
  /** `DD.MM.YYYY hh:mm` in Almaty. */
  readonly at: string;
}

export interface DocumentTemplate {
  readonly title: ByLanguage<string>;
  readonly paragraphs?: ByLanguage<readonly string[]>;
  readonly fields?: readonly TemplateField[];
  readonly letterhead?: "provider" | ByLanguage<readonly string[]>;
  readonly numberAndDate?: boolean;
  readonly numbered?: boolean;
  readonly signatures?: readonly { readonly label: ByLanguage<string>; readonly document?: string }[];
  readonly footer?: ByLanguage<string>;
  readonly verification?: boolean;
}

type ByLanguage<T> = Readonly<Record<Language, T>>;

interface TemplateField {
  readonly name: string;
  readonly label: ByLanguage<string>;
  readonly from: Place | readonly Place[];
  readonly format?: "text" | "date" | "boolean" | "bar-code";
  readonly optional?: boolean;
  readonly hidden?: boolean;
}

/** What can be printed. */
type Scalar = string | number | boolean;

interface Place {
  readonly document: string;
  readonly pointer: string;
}

const byLanguage = (schema: object): object => ({
  type: "object",
  additionalProperties: false,
  required: LANGUAGES,
  properties: Object.fromEntries(LANGUAGES.map((language) => [language, schema])),
});
const TEXT = { type: "string", minLength: 1, maxLength: 10_000 };
const PLACE = {
  type: "object",
  additionalProperties: false,
  required: ["document", "pointer"],
  properties: { document: TEXT, pointer: { type: "string", pattern: "^(/.*)?$" } },
};

/** JSON Schema (draft 2020-12) of a template, for whoever deploys one. */
export const TEMPLATE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  additionalProperties: false,
  required: ["title"],
  properties: {
    title: byLanguage(TEXT),
    paragraphs: byLanguage({ type: "array", items: TEXT }),
    fields: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "label", "from"],
        properties: {
          name: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_]*$" },
          label: byLanguage(TEXT),
          from: { oneOf: [PLACE, { type: "array", minItems: 1, items: PLACE }] },
          format: { enum: ["text", "date", "boolean", "bar-code"] },
          optional: { type: "boolean" },
          hidden: { type: "boolean" },
        },
      },
    },
    letterhead: { oneOf: [{ const: "provider" }, byLanguage({ type: "array", minItems: 1, items: TEXT })] },
    numberAndDate: { type: "boolean" },
    numbered: { type: "boolean" },
    signatures: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["label"],
        properties: { label: byLanguage(TEXT), document: TEXT },
      },
    },
    footer: byLanguage(TEXT),
    verification: { type: "boolean" },
  },
} as const;

const validate = new Ajv2020({ allErrors: true, strict: true }).compile<DocumentTemplate>(TEMPLATE_SCHEMA);

/** Final failures: `TEMPLATE_MISSING`, `TEMPLATE_INVALID` (with the places that are wrong). */
export async function readTemplate(context: HandlerContext, name: string): Promise<DocumentTemplate> {
  const bytes = await context.readResource("document", name);
  if (bytes === undefined) {
    throw new HandlerFailure(
      "TEMPLATE_MISSING",
      `No document template "${name}" was deployed with the diagram.`,
      "final",
    );
  }
  return parseTemplate(bytes, name);
}

/** Final failure: `TEMPLATE_INVALID`. */
export function parseTemplate(bytes: Uint8Array, name: string): DocumentTemplate {
  let template: unknown;
  try {
    template = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid(name, "it is not JSON");
  }
  if (!validate(template)) {
    throw invalid(name, (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`).join("; "));
  }
  const known = new Set(["number", "date"]);
  for (const field of template.fields ?? []) {
    if (known.has(field.name)) throw invalid(name, `the field "${field.name}" stands twice or takes a reserved name`);
    known.add(field.name);
  }
  for (const language of LANGUAGES) {
    for (const text of textsOf(template, language)) {
      for (const placeholder of text.matchAll(PLACEHOLDER)) {
        const used = placeholder[1] ?? "";
        if (!known.has(used)) throw invalid(name, `{{${used}}} in "${language}" is no field`);
      }
    }
  }
  return template;
}

/**
 * The template with the case file's data, in each language asked for. Values are plain text: whoever renders them escapes them.
 * Final failures: `DOCUMENT_MISSING` and `FIELD_MISSING` for a field that is not optional, `FIELD_INVALID` for an object, a list or a
 * date that is none.
 */
export async function fillTemplate(
  template: DocumentTemplate,
  languages: readonly Language[],
  own: { readonly number: string; readonly date: string },
  context: HandlerContext,
): Promise<readonly FilledTemplate[]> {
  const values = new Map<string, Scalar | undefined>();
  const documents = new Map<string, Json | undefined>([["case", { number: context.case }]]);
  for (const field of template.fields ?? []) values.set(field.name, await valueOf(field, documents, context));
  const letterhead = await letterheadOf(template, context);
  const signatures = await signaturesOf(template, context);

  return languages.map((language) => {
    const shown = (field: TemplateField): string => inWords(field, values.get(field.name), language);
    const texts = new Map((template.fields ?? []).map((field) => [field.name, shown(field)]));
    texts.set("number", own.number);
    texts.set("date", dateInWords(own.date));
    // One pass: a value that itself looks like a placeholder is not filled again.
    const fill = (text: string): string => text.replace(PLACEHOLDER, (_, name: string) => texts.get(name) ?? "");
    return {
      language,
      title: fill(template.title[language]),
      paragraphs: (template.paragraphs?.[language] ?? []).map(fill),
      rows: (template.fields ?? [])
        .filter((field) => field.hidden !== true && values.get(field.name) !== undefined)
        .map((field) => ({
          label: field.label[language],
          value: shown(field),
          barCode: field.format === "bar-code",
        })),
      letterhead: (letterhead?.[language] ?? []).map(fill),
      signatures: signatures.map(({ label, signed }) => ({
        label: label[language],
        ...(signed === undefined ? {} : { signed }),
      })),
      ...(template.footer === undefined ? {} : { footer: fill(template.footer[language]) }),
      numberAndDate: template.numberAndDate ?? false,
      numbered: template.numbered ?? false,
      verification: template.verification ?? true,
    };
  });
}

/**
 * A number for what a job issues, the same for every attempt: 60 bits of the job id's SHA-256 in Crockford's base 32 (no I, L, O, U:
 * it is read out over the telephone), `XXXX-XXXX-XXXX`.
 */
export function numberFromJob(jobId: string): string {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const bits = BigInt(`0x${createHash("sha256").update(jobId).digest("hex").slice(0, 15)}`);
  const digits = Array.from({ length: 12 }, (_, index) => alphabet[Number((bits >> BigInt(5 * (11 - index))) & 31n)]);
  return [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8)].map((group) => group.join("")).join("-");
}

/** The local date in Almaty, as that zone stood at the instant; `YYYY-MM-DD`. */
export function localDate(instant: string): string {
  return DateTime.fromISO(instant, { zone: "Asia/Almaty" }).toFormat("yyyy-MM-dd");
}

/** Those that may hold placeholders. */
function textsOf({ title, paragraphs, letterhead, footer }: DocumentTemplate, language: Language): readonly string[] {
  return [
    title[language],
    ...(paragraphs?.[language] ?? []),
    ...(typeof letterhead === "object" ? letterhead[language] : []),
    ...(footer === undefined ? [] : [footer[language]]),
  ];
}

/** What `regulation.json`, deployed with the diagram, says of the service; empty without one. */
export async function readRegulation(
  context: HandlerContext,
): Promise<{ readonly title?: Partial<ByLanguage<string>>; readonly provider?: Partial<ByLanguage<string>> }> {
  const bytes = await context.readResource("regulation", "regulation.json");
  return bytes === undefined ? {} : (JSON.parse(new TextDecoder().decode(bytes)) as object);
}

async function letterheadOf(
  { letterhead }: DocumentTemplate,
  context: HandlerContext,
): Promise<ByLanguage<readonly string[]> | undefined> {
  if (letterhead !== "provider") return letterhead;
  const { provider } = await readRegulation(context);
  const line = (language: Language): readonly string[] =>
    provider?.[language] === undefined ? [] : [provider[language]];
  return { kk: line("kk"), ru: line("ru"), en: line("en") };
}

async function signaturesOf(
  { signatures = [] }: DocumentTemplate,
  context: HandlerContext,
): Promise<readonly { readonly label: ByLanguage<string>; readonly signed?: SignedBy }[]> {
  const shown = [];
  for (const { label, document } of signatures) {
    if (document === undefined) {
      shown.push({ label });
      continue;
    }
    const filed = await context.readDocument(document);
    const signed = filed === undefined ? undefined : signedBy(await readJsonDocument(context, document));
    if (signed !== undefined) shown.push({ label, signed });
  }
  return shown;
}

/** What is shown of a check that `signature.verify` filed; `undefined` of a signature that did not pass. */
export function signedBy(check: Json): SignedBy | undefined {
  const subject = fieldOf(check, "/certificate/subject");
  const serialNumber = fieldOf(check, "/certificate/serialNumber");
  const at = fieldOf(check, "/signedAt");
  if (fieldOf(check, "valid") !== true) return undefined;
  if (typeof subject !== "string" || typeof serialNumber !== "string" || typeof at !== "string") return undefined;
  const time = DateTime.fromISO(at, { zone: "Asia/Almaty" });
  return { by: commonName(subject), serialNumber, at: time.toFormat("dd.MM.yyyy HH:mm") };
}

/** The name in a subject (RFC 4514); its serial number is a personal number, which is not printed. */
function commonName(subject: string): string {
  const found = /(?:^|,\s*)CN=((?:\\.|[^,\\])*)/i.exec(subject)?.[1];
  return found === undefined ? "—" : found.replaceAll(/\\(.)/g, "$1").trim();
}

const PLACEHOLDER = /\{\{([A-Za-z0-9_]*)\}\}/g;

async function valueOf(
  field: TemplateField,
  documents: Map<string, Json | undefined>,
  context: HandlerContext,
): Promise<Scalar | undefined> {
  const places: readonly Place[] = "document" in field.from ? [field.from] : field.from;
  for (const place of places) {
    if (!documents.has(place.document)) {
      const filed = await context.readDocument(place.document);
      documents.set(place.document, filed === undefined ? undefined : await readJsonDocument(context, place.document));
    }
    const json = documents.get(place.document);
    const value = json === undefined ? undefined : place.pointer === "" ? json : fieldOf(json, place.pointer);
    if (value === undefined || value === null || value === "") continue;
    if (typeof value === "object" || (field.format === "date" && !isDate(value))) {
      throw new HandlerFailure(
        "FIELD_INVALID",
        `The field "${field.name}" of the template cannot be made of ${place.document}${place.pointer}.`,
        "final",
      );
    }
    return value;
  }
  if (field.optional === true) return undefined;
  const wanted = places.map((place) => `${place.document}${place.pointer}`).join(" or ");
  throw new HandlerFailure(
    "FIELD_MISSING",
    `The case file holds no value for the field "${field.name}" (${wanted}).`,
    "final",
  );
}

function inWords(field: TemplateField, value: Scalar | undefined, language: Language): string {
  if (value === undefined) return "—";
  if (field.format === "date") return dateInWords(String(value));
  if (typeof value === "boolean") {
    return { kk: ["жоқ", "иә"], ru: ["нет", "да"], en: ["no", "yes"] }[language][value ? 1 : 0] ?? "";
  }
  return String(value);
}

/** `DD.MM.YYYY`, as both Kazakh and Russian papers write it. */
export function dateInWords(date: string): string {
  return DateTime.fromISO(date.slice(0, 10)).toFormat("dd.MM.yyyy");
}

function isDate(value: Scalar): boolean {
  return typeof value === "string" && DateTime.fromISO(value.slice(0, 10)).isValid;
}

function invalid(name: string, why: string): HandlerFailure {
  return new HandlerFailure("TEMPLATE_INVALID", `The document template "${name}" cannot be used: ${why}.`, "final");
}
