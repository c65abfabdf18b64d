/**
 * A sheet that goes with a document that was signed electronically: what was signed, by its SHA-256, and each signature that passed, with its
 * signer, the certificate's number and the time. The document itself keeps the bytes that were signed.
 */
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import { dateInWords, localDate, signedBy } from "./document-template.ts";
import { documentPdf } from "./drawing-thread.ts";

export interface SignatureSheet {
  readonly language: Language;
  /** The name under which it is filed. */
  readonly name: string;
  readonly number?: string;
  /** UTC instant. */
  readonly filedAt: string;
  /** SHA-256 (hex) of the bytes. */
  readonly digest: string;
  /** What `signature.verify` filed about it. */
  readonly checks: readonly Json[];
  readonly verifyAt?: string;
}

/** Answers a PDF; `undefined`: no signature over it passed. */
export async function signatureSheet(sheet: SignatureSheet): Promise<Uint8Array | undefined> {
  const signatures = sheet.checks.map(signedBy).filter((signed) => signed !== undefined);
  if (signatures.length === 0) return undefined;
  const words = WORDS[sheet.language];
  const date = dateInWords(localDate(sheet.filedAt));
  const row = (label: string, value: string) => ({ label, value, barCode: false });
  const filled = {
    language: sheet.language,
    title: words.title,
    paragraphs: [words.text],
    rows: [
      row(words.document, sheet.name),
      ...(sheet.number === undefined ? [] : [row(words.number, sheet.number)]),
      row(words.date, date),
      row("SHA-256", sheet.digest),
    ],
    letterhead: [],
    signatures: signatures.map((signed, index) => ({ label: `${words.signature} ${index + 1}`, signed })),
    numberAndDate: false,
    numbered: false,
    verification: true,
  };
  return documentPdf([filled], {
    number: sheet.number ?? sheet.name,
    date,
    madeAt: sheet.filedAt,
    author: "Reglament",
    subject: sheet.name,
    keywords: [sheet.digest],
    ...(sheet.verifyAt === undefined || sheet.number === undefined ? {} : { verifyAt: sheet.verifyAt }),
  });
}

const WORDS = {
  kk: {
    title: "Электрондық қолтаңбалар парағы",
    text: "Төменде көрсетілген электрондық құжатқа мына қолтаңбалар қойылған. Құжат пен парақ бірге беріледі.",
    document: "Құжат",
    number: "Құжаттың нөмірі",
    date: "Құжаттың күні",
    signature: "Қолтаңба",
  },
  ru: {
    title: "Лист электронных подписей",
    text: "Под названным ниже электронным документом стоят следующие подписи. Лист прилагается к документу.",
    document: "Документ",
    number: "Номер документа",
    date: "Дата документа",
    signature: "Подпись",
  },
  en: {
    title: "Sheet of electronic signatures",
    text: "The electronic document named below bears the following signatures. The sheet goes with the document.",
    document: "Document",
    number: "Number of the document",
    date: "Date of the document",
    signature: "Signature",
  },
} as const;
