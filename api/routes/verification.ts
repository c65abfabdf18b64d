/**
 * Whether a document was issued here: for anybody who holds one, by the number printed on it. Nothing is told of whom it concerns or what it
 * says; whoever holds the file compares its SHA-256.
 */
import { createHash } from "node:crypto";
import { DateTime } from "luxon";
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { ApiContext } from "../context.ts";
import { normalNumber } from "../document-number.ts";
import { json, publicRoute, type Answer, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { signatureChecksOf } from "../signature-checks.ts";

interface Verified {
  readonly number: string;
  readonly issuedOn: string;
  readonly regulation?: string;
  readonly title?: string;
  readonly provider?: string;
  readonly mediaType: string;
  readonly sha256?: string;
  readonly signedAt: readonly string[];
  readonly erasedOn?: string;
}

export function verificationRoutes({ caseFile, reads, definitions }: ApiContext): Route[] {
  return [
    publicRoute<{ number: string }>({
      id: "verifyDocument",
      method: "get",
      path: "/verify/{number}",
      tag: "documents",
      summary: "Whether a document of this number was issued here, when, and by which regulation.",
      description:
        "For everybody, without personal data. `sha256` is that of the file as it was issued: compare it with the one that you hold. A browser gets a page.",
      params: { number: schemas.documentNumber },
      answers: {
        200: {
          description: "It was.",
          content: { ...json(schemas.verifiedDocument), "text/html": "bytes" },
        },
      },
      problems: ["NUMBER_NOT_ISSUED", "TOO_MANY_REQUESTS"],
      rateLimited: true,
      async handle({ params, language, accept }) {
        const number = normalNumber(params.number);
        const verified = await verify(number, language);
        // What a browser sends when somebody follows the QR code.
        if (/\btext\/html\b/.test(accept)) return page(number, verified, language);
        if (verified === undefined) throw new CodedError("NUMBER_NOT_ISSUED", `No document ${number} was issued here.`);
        return { status: 200, body: verified };
      },
    }),
  ];

  async function verify(number: string, language: Language): Promise<Verified | undefined> {
    const issued = await caseFile.issued(number);
    if (issued === undefined) return undefined;
    const row = await reads.case(issued.case);
    const act = row === undefined ? {} : await regulationOf(row.definition);
    return {
      number,
      issuedOn: localDay(issued.filedAt),
      ...(row?.regulation === undefined ? {} : { regulation: row.regulation }),
      ...(act.title?.[language] === undefined ? {} : { title: act.title[language] }),
      ...(act.provider?.[language] === undefined ? {} : { provider: act.provider[language] }),
      mediaType: issued.mediaType,
      ...(issued.digest === undefined ? {} : { sha256: issued.digest }),
      // When it was signed, by the checks that passed; who signed is not told.
      signedAt: (await signatureChecksOf(caseFile, issued.case, issued.id)).flatMap(({ valid, signedAt }) =>
        valid === true && typeof signedAt === "string" ? [signedAt] : [],
      ),
      ...(issued.erasedAt === undefined ? {} : { erasedOn: localDay(issued.erasedAt) }),
    };
  }

  async function regulationOf(digest: string): Promise<Act> {
    const deployment = await definitions.byDigest(digest);
    const resource = deployment?.resources.find(
      ({ kind, name }) => kind === "regulation" && name === "regulation.json",
    );
    return resource === undefined ? {} : (JSON.parse(Buffer.from(resource.bytes).toString("utf8")) as Act);
  }
}

interface Act {
  readonly title?: Partial<Record<Language, string>>;
  readonly provider?: Partial<Record<Language, string>>;
}

const localDay = (instant: string): string => DateTime.fromISO(instant, { zone: "Asia/Almaty" }).toISODate() ?? instant;

// ---------------------------------------------------------------- the page

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  kk: {
    heading: "Құжатты тексеру",
    yes: "Мұндай нөмірлі құжат осында берілген.",
    no: "Мұндай нөмірлі құжат мұнда берілмеген.",
    number: "Нөмірі",
    issuedOn: "Берілген күні",
    title: "Мемлекеттік қызмет",
    provider: "Кім берді",
    sha256: "Файлдың SHA-256 бақылау қосындысы",
    signedAt: "Электрондық цифрлық қолтаңба қойылған уақыты",
    erasedOn: "Мазмұны заң бойынша жойылған күні",
    compare: "Қолыңыздағы файлдың бақылау қосындысын осымен салыстырыңыз.",
  },
  ru: {
    heading: "Проверка документа",
    yes: "Документ с таким номером выдан здесь.",
    no: "Документ с таким номером здесь не выдавался.",
    number: "Номер",
    issuedOn: "Дата выдачи",
    title: "Государственная услуга",
    provider: "Кем выдан",
    sha256: "Контрольная сумма файла SHA-256",
    signedAt: "Время электронной цифровой подписи",
    erasedOn: "Содержание удалено по закону",
    compare: "Сравните с ней контрольную сумму файла, который у вас есть.",
  },
  en: {
    heading: "Verification of a document",
    yes: "A document of this number was issued here.",
    no: "No document of this number was issued here.",
    number: "Number",
    issuedOn: "Issued on",
    title: "Public service",
    provider: "Issued by",
    sha256: "SHA-256 of the file",
    signedAt: "Signed electronically at",
    erasedOn: "Its content was erased by law on",
    compare: "Compare it with that of the file that you hold.",
  },
};

const STYLE =
  "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}dt{color:#444;margin-top:.75rem}dd{margin:0;overflow-wrap:anywhere}";
const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;

function page(number: string, verified: Verified | undefined, language: Language): Answer {
  const words = WORDS[language];
  const rows = [
    ["number", number],
    ["issuedOn", verified?.issuedOn],
    ["title", verified?.title],
    ["provider", verified?.provider],
    ["signedAt", verified?.signedAt.map(localTime).join(", ")],
    ["sha256", verified?.sha256],
    ["erasedOn", verified?.erasedOn],
  ] as const;
  const list = rows
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `<dt>${words[name] ?? ""}</dt><dd>${escape(value ?? "")}</dd>`);
  const html = `<!DOCTYPE html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${words.heading}</title><style>${STYLE}</style></head>
<body><main><h1>${words.heading}</h1><p><strong>${verified === undefined ? words.no : words.yes}</strong></p><dl>${list.join("")}</dl>${verified?.sha256 === undefined ? "" : `<p>${words.compare}</p>`}</main></body>
</html>
`;
  return {
    status: verified === undefined ? 404 : 200,
    content: { mediaType: "text/html; charset=utf-8", bytes: html },
    headers: {
      "Content-Security-Policy": `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  };
}

const localTime = (instant: string): string =>
  DateTime.fromISO(instant, { zone: "Asia/Almaty" }).toFormat("dd.MM.yyyy HH:mm");

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
