/**
 * Draws a filled template as a PDF on A4: in each language a letterhead, the number and date, the title, paragraphs, the table of fields with
 * bar codes, the signatures and the QR code by which anybody may ask whether the document was issued.
 *
 * The same input gives the same bytes: nothing in the file comes from the clock or from chance. pdfmake, the font and bwip-js are
 * loaded when the first document is made.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "../engine/model/graph.ts";
import { code128, qrCode } from "./bar-code.ts";
import type { FilledRow, FilledSignature, FilledTemplate } from "./document-template.ts";
import { tag, teachTags } from "./tagged-pdf.ts";
import type { Tag } from "./tagged-pdf.ts";

export interface AboutDocument {
  readonly number: string;
  /** `DD.MM.YYYY` */
  readonly date: string;
  /** UTC instant; stands in the metadata. */
  readonly madeAt: string;
  /** Who issues it, when the letterhead does not say. */
  readonly author: string;
  /** What it is about: the regulation. */
  readonly subject: string;
  readonly keywords: readonly string[];
  /** What the QR code leads to; without one there is no code. */
  readonly verifyAt?: string;
  /** Printed across the page. */
  readonly watermark?: string;
}

/** On the thread that calls; everybody but `drawing-worker.ts` calls `documentPdf` of `drawing-thread.ts`. */
export async function drawPdf(filled: readonly FilledTemplate[], about: AboutDocument): Promise<Uint8Array> {
  const [printing, fonts] = await Promise.all([import("pdfmake/js/Printer.js"), (font ??= loadFont()), teachTags()]);
  const printer = new printing.default.default(fontsNamed(), fonts.files, NOTHING_FROM_OUTSIDE, () => false);
  const root = tag(undefined, "Document");
  const draw = new Drawing(fonts.covers, root);
  const [first] = filled;
  if (first === undefined) throw new Error("a document in no language");
  const content: object[] = [];
  for (const [index, one] of filled.entries()) content.push(await draw.section(one, about, index > 0));
  const document = await printer.createPdfKitDocument({
    version: "1.7",
    tagged: true,
    displayTitle: true,
    language: first.language,
    pageSize: "A4",
    pageMargins: [57, 48, 57, 62],
    info: {
      title: draw.clean(first.title),
      author: draw.clean(first.letterhead.join(", ") || about.author),
      subject: about.subject,
      keywords: [about.number, ...about.keywords].join(", "),
      creator: "Reglament",
      producer: "Reglament",
      creationDate: new Date(about.madeAt),
      modDate: new Date(about.madeAt),
    },
    ...(about.watermark === undefined
      ? {}
      : { watermark: { text: about.watermark, color: "#777777", opacity: 0.18, bold: true, fontSize: 60 } }),
    defaultStyle: { font: FONT, fontSize: 10.5, lineHeight: 1.12 },
    content,
    footer: (page: number, pages: number) => ({
      margin: [57, 18, 57, 0],
      fontSize: 8,
      color: GREY,
      columns: [
        {
          width: "*",
          text: draw.clean([`№ ${about.number}`, first.footer ?? ""].filter((part) => part !== "").join(" · ")),
        },
        { width: "auto", text: `${page} / ${pages}` },
      ],
    }),
  });
  const chunks: Uint8Array[] = [];
  document.end();
  for await (const chunk of document) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const FONT = "Noto Sans";
const GREY = "#444444";
const RULE = "#777777";

/** The document definition names no address and no file; if one got in, it is not followed. */
const NOTHING_FROM_OUTSIDE = { resolve: () => undefined, resolved: () => Promise.resolve() };

/** Where pdfmake finds the files that its fonts name. */
export interface FontFiles {
  existsSync(name: string): boolean;
  readFileSync(name: string): Uint8Array | undefined;
}

interface Font {
  readonly files: FontFiles;
  readonly covers: (codePoint: number) => boolean;
}

let font: Promise<Font> | undefined;

const FONT_FILES = { normal: "400Regular/NotoSans_400Regular.ttf", bold: "700Bold/NotoSans_700Bold.ttf" };
/** A new one for each document: pdfmake writes into it. */
const fontsNamed = () => ({ [FONT]: { ...FONT_FILES } });

/** Noto Sans (SIL Open Font License 1.1): every Kazakh and Russian letter and the sign of the tenge. Only the glyphs used are embedded. */
async function loadFont(): Promise<Font> {
  const { default: PDFDocument } = (await import("pdfmake/js/PDFDocument.js")).default;
  const folder = dirname(fileURLToPath(import.meta.resolve("@expo-google-fonts/noto-sans/package.json")));
  const read = async (name: string): Promise<[string, Uint8Array]> => [name, await readFile(join(folder, name))];
  const bytes = new Map(await Promise.all(Object.values(FONT_FILES).map(read)));
  const files: FontFiles = { existsSync: (name) => bytes.has(name), readFileSync: (name) => bytes.get(name) };
  const probe = new PDFDocument(fontsNamed(), {}, {}, {}, { autoFirstPage: false, font: null }, files, () => false);
  const glyphs = probe.provideFont(FONT, false, false).font;
  return { files, covers: (codePoint) => glyphs.hasGlyphForCodePoint(codePoint) };
}

const WORDS: Readonly<
  Record<
    Language,
    {
      readonly number: string;
      readonly date: string;
      readonly check: string;
      readonly code: string;
      readonly signed: string;
      readonly serial: string;
      readonly at: string;
      readonly later: string;
    }
  >
> = {
  kk: {
    number: "Нөмірі",
    date: "Күні",
    check: "Бұл құжаттың берілгенін мына мекенжай бойынша тексеруге болады:",
    code: "QR код: құжатты тексеру мекенжайы",
    signed: "Электрондық цифрлық қолтаңба қойған",
    serial: "Тіркеу куәлігінің нөмірі",
    at: "Қол қойылған уақыты",
    later: "Электрондық цифрлық қолтаңба осы файл жасалғаннан кейін қойылады.",
  },
  ru: {
    number: "Номер",
    date: "Дата",
    check: "Проверить, что этот документ был выдан, можно по адресу:",
    code: "QR-код: адрес проверки документа",
    signed: "Подписано электронной цифровой подписью",
    serial: "Номер регистрационного свидетельства",
    at: "Время подписания",
    later: "Электронная цифровая подпись ставится под этим файлом после его создания.",
  },
  en: {
    number: "Number",
    date: "Date",
    check: "Whether this document was issued can be checked at:",
    code: "QR code: the address at which the document can be checked",
    signed: "Signed electronically by",
    serial: "Number of the certificate",
    at: "Signed at",
    later: "The electronic signature is put to this file after it is made.",
  },
};

/** Makes the document definition, with the tags of what it draws. */
class Drawing {
  readonly #covers: (codePoint: number) => boolean;
  readonly #root: Tag;

  constructor(covers: (codePoint: number) => boolean, root: Tag) {
    this.#covers = covers;
    this.#root = root;
  }

  /** Text as it can be printed: without marks that turn its direction, and with the code of a sign that the font does not have. */
  clean(text: string): string {
    const signs = Array.from(text.normalize("NFC").replaceAll(TURNING, "").replaceAll(/\s+/gu, " "), (sign) => {
      const code = sign.codePointAt(0) ?? 0;
      return this.#covers(code) ? sign : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
    });
    // A number stays on the line of its sign.
    return signs.join("").replaceAll(/(№|\b[Nn]o\.) /g, "$1\u00a0");
  }

  async section(filled: FilledTemplate, about: AboutDocument, onNewPage: boolean): Promise<object> {
    const words = WORDS[filled.language];
    const part = tag(this.#root, "Sect", { lang: filled.language });
    const stack: object[] = [];
    for (const [index, line] of filled.letterhead.entries())
      stack.push(this.#text(line, tag(part, "P"), { bold: index === 0, alignment: "center", color: GREY }));
    if (filled.letterhead.length > 0) stack.push(rule([0, 5, 0, 8]));
    if (filled.numberAndDate) {
      const line = `${words.number}: ${about.number}    ${words.date}: ${about.date}`;
      stack.push(this.#text(line, tag(part, "P"), { margin: [0, 0, 0, 6] }));
    }
    stack.push(
      this.#text(filled.title, tag(part, "H1"), {
        bold: true,
        fontSize: 14,
        alignment: "center",
        margin: [20, 8, 20, 12],
      }),
      ...filled.paragraphs.map((text) => this.#text(text, tag(part, "P"), { margin: [0, 0, 0, 7] })),
    );
    if (filled.rows.length > 0) stack.push(await this.#table(filled.rows, filled.numbered, part));
    stack.push(...filled.signatures.map((signature) => this.#signature(signature, filled.language, part)));
    if (filled.verification && about.verifyAt !== undefined)
      stack.push(await this.#verification(about.verifyAt, filled.language, part));
    return { stack, ...(onNewPage ? { pageBreak: "before" } : {}) };
  }

  #text(text: string, to: Tag, style: object = {}): object {
    // pdfmake hands what stands beside a run of text on to its lines.
    // A word too long for a line may break anywhere: else it would run out of the page.
    const runs = this.clean(text)
      .split(/(\S{31,})/u)
      .filter((run) => run !== "");
    return {
      text: runs.map((run) => ({
        text: run,
        tag: to,
        root: this.#root,
        ...(/\S{31}/u.test(run) ? { wordBreak: "break-all" } : {}),
      })),
      ...style,
    };
  }

  async #table(rows: readonly FilledRow[], numbered: boolean, part: Tag): Promise<object> {
    const table = tag(part, "Table");
    const body: object[][] = [];
    for (const [index, row] of rows.entries()) {
      const line = tag(table, "TR");
      const number = numbered ? [this.#text(String(index + 1), tag(line, "TD"), { alignment: "right" })] : [];
      const label = this.#text(row.label, tag(line, "TH", { scope: "Row" }), { color: GREY });
      const cell = tag(line, "TD");
      const value = this.#text(row.value, cell);
      const drawn = row.barCode ? await this.#barCode(row, cell) : [];
      body.push([...number, label, { stack: [...drawn, value] }]);
    }
    return {
      margin: [0, 4, 0, 10],
      table: { widths: [...(numbered ? [18] : []), "38%", "*"], dontBreakRows: true, body },
      layout: { hLineWidth: () => 0.5, vLineWidth: () => 0.5, hLineColor: () => RULE, vLineColor: () => RULE },
    };
  }

  async #barCode({ label, value }: FilledRow, cell: Tag): Promise<object[]> {
    // Code 128 knows ASCII only; a value with other signs stands there in letters.
    if (!/^[\x20-\x7e]+$/.test(value) || value.length > 40) return [];
    const svg = await code128(value, 0.82, 34);
    const alt = this.clean(`${label}: ${value}`);
    return [{ svg, tag: tag(cell, "Figure", { alt }), root: this.#root, margin: [0, 2, 0, 2] }];
  }

  #signature({ label, signed }: FilledSignature, language: Language, part: Tag): object {
    const words = WORDS[language];
    const lines =
      signed === undefined
        ? [words.later]
        : [
            `${words.signed}: ${signed.by}`,
            `${words.serial}: ${signed.serialNumber}`,
            `${words.at}: ${signed.at} (Asia/Almaty)`,
          ];
    const stack = [
      this.#text(label, tag(part, "P"), { bold: true }),
      ...lines.map((line) => this.#text(line, tag(part, "P"), { fontSize: 9 })),
    ];
    return {
      unbreakable: true,
      margin: [0, 4, 0, 8],
      table: { widths: ["*"], body: [[{ stack, margin: [4, 3, 4, 3] }]] },
      layout: { hLineColor: () => RULE, vLineColor: () => RULE },
    };
  }

  async #verification(address: string, language: Language, part: Tag): Promise<object> {
    const words = WORDS[language];
    const figure = tag(part, "Figure", { alt: words.code });
    return {
      unbreakable: true,
      margin: [0, 6, 0, 0],
      columnGap: 8,
      columns: [
        { width: 76, svg: await qrCode(address, 76), tag: figure, root: this.#root },
        {
          width: "*",
          margin: [0, 18, 0, 0],
          stack: [
            this.#text(words.check, tag(part, "P"), { fontSize: 9, color: GREY }),
            this.#text(address, tag(part, "P"), { fontSize: 9 }),
          ],
        },
      ],
    };
  }
}

/** Marks and embeddings that turn the direction of what follows, and control characters. */
const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\s]/gu;

const rule = (margin: readonly number[]): object => ({
  margin,
  canvas: [{ type: "line", x1: 0, y1: 0, x2: 481, y2: 0, lineWidth: 0.7, lineColor: RULE }],
});
