/** A template as it will be printed, filled with sample values, for whoever edits it. Nobody's data are asked for, and SAMPLE stands across. */
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import type { HandlerContext } from "../engine/ports.ts";
import { jsonDocument } from "./case-file.ts";
import { LANGUAGES, dateInWords, fillTemplate, parseTemplate, readRegulation } from "./document-template.ts";
import { documentPdf } from "./drawing-thread.ts";
import type { DocumentTemplate } from "./document-template.ts";

export interface PreviewRequest {
  /** The JSON of the template. */
  readonly template: Uint8Array;
  readonly language: Language | "all";
  /** `regulation.json`, where there is one: the provider's name stands in it. */
  readonly regulation?: Uint8Array;
  /** What the QR code leads to. */
  readonly verifyAt?: string;
}

/** Answers a PDF. Throws `HandlerFailure` `TEMPLATE_INVALID` with the places that are wrong. */
export async function previewDocument({ template: bytes, language, regulation, verifyAt }: PreviewRequest) {
  const template = parseTemplate(bytes, "preview");
  const languages = language === "all" ? LANGUAGES : [language];
  const context = sampleContext(sampleDocuments(template, languages[0] ?? "kk"), regulation);
  const own = { number: "0000-0000-0000", date: SAMPLE_DATE };
  const { title, provider } = await readRegulation(context);
  const filled = await fillTemplate(template, languages, own, context);
  const first = languages[0] ?? "kk";
  return documentPdf(filled, {
    number: own.number,
    date: dateInWords(own.date),
    madeAt: `${SAMPLE_DATE}T06:00:00.000Z`,
    author: provider?.[first] ?? "Reglament",
    subject: title?.[first] ?? "",
    keywords: [WATERMARK[first]],
    verifyAt: verifyAt ?? "https://reglament.example/verify/0000-0000-0000",
    watermark: WATERMARK[first],
  });
}

const SAMPLE_DATE = "2012-05-14";
const WATERMARK: Readonly<Record<Language, string>> = { kk: "ҮЛГІ", ru: "ОБРАЗЕЦ", en: "SAMPLE" };

/** Values by what the field is called; the first that fits. */
const SAMPLES: readonly (readonly [RegExp, string])[] = [
  [/phone/i, "+7 700 000 00 00"],
  // Nobody's: it begins with no date.
  [/iin$/i, "000000000000"],
  [/year/i, "2012-2013"],
  [/address|place|settlement/i, "Талдықорған қ., Қабанбай батыр көш., 26-үй"],
  [/camp/i, "«Балауса» лагері"],
  [/surname/i, "Әлімжанова"],
  [/patronymic/i, "Ғаниқызы"],
  [/given|child(s)?name$|^name$/i, "Айгүл"],
  [/preschool|school/i, "№ 7 «Балдырған» бөбекжайы"],
  [/name|parent|applicant|spouse|children|ship(of)$/i, "Әлімжанов Ғани Өмірұлы"],
  [/amount/i, "120 450"],
  [/number|position|count/i, "1024"],
];

/** Documents that hold a value at the first place of every field. */
function sampleDocuments({ fields = [], signatures = [] }: DocumentTemplate, language: Language): Map<string, Json> {
  const documents = new Map<string, Json>();
  for (const field of fields) {
    const place = Array.isArray(field.from) ? (field.from as readonly Place[])[0] : (field.from as Place);
    if (place === undefined) continue;
    const value =
      field.format === "date"
        ? SAMPLE_DATE
        : field.format === "boolean"
          ? true
          : (SAMPLES.find(([name]) => name.test(field.name))?.[1] ?? `[${field.label[language]}]`);
    documents.set(place.document, withValue(documents.get(place.document), pathOf(place.pointer), value));
  }
  for (const { document } of signatures)
    if (document !== undefined)
      documents.set(document, {
        valid: true,
        signedAt: `${SAMPLE_DATE}T06:00:00.000Z`,
        certificate: { subject: "CN=ӘЛІМЖАНОВ ҒАНИ", serialNumber: "00a1b2c3d4e5f60718293a4b5c6d7e8f90010203" },
      });
  return documents;
}

interface Place {
  readonly document: string;
  readonly pointer: string;
}

const pathOf = (pointer: string): readonly string[] =>
  pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

function withValue(json: Json | undefined, path: readonly string[], value: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  const object = typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
  const inner = Object.hasOwn(object, head) ? (object as Readonly<Record<string, Json>>)[head] : undefined;
  // As data, whatever the name: an own property even for `__proto__`.
  return Object.fromEntries([...Object.entries(object), [head, withValue(inner, rest, value)]]) as Json;
}

function sampleContext(documents: ReadonlyMap<string, Json>, regulation: Uint8Array | undefined): HandlerContext {
  return {
    jobId: "20120514-08m3nk4x9q2z.1",
    case: "20120514-08m3nk4x9q2z",
    element: "preview",
    attempt: 1,
    at: `${SAMPLE_DATE}T06:00:00.000Z`,
    signal: new AbortController().signal,
    readDocument(name) {
      const json = documents.get(name);
      return Promise.resolve(json === undefined ? undefined : { id: name, ...jsonDocument(name, json as object) });
    },
    readResource: (kind) => Promise.resolve(kind === "regulation" ? regulation : undefined),
  };
}
