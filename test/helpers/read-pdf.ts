/** What a reader gets out of a PDF: its text by page, its metadata, its language, whether it is tagged, and the fonts it embeds. */
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

export interface PdfRead {
  readonly pages: readonly string[];
  /** All pages, runs of white space as one space. */
  readonly text: string;
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly language: string | undefined;
  readonly marked: boolean;
  /** The structure of each page, as `Document(Sect(H1,P,Table(TR(TH,TD))))`. */
  readonly structure: readonly string[];
  readonly creationDate: string;
}

export async function readPdf(bytes: Uint8Array): Promise<PdfRead> {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  const structure: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const parts = items.map((item) => ("str" in item ? item.str + (item.hasEOL ? " " : "") : ""));
    pages.push(parts.join("").replaceAll(/\s+/g, " ").trim());
    structure.push(outline((await page.getStructTree()) as Node | null));
  }
  const { info } = (await document.getMetadata()) as unknown as { info: Record<string, unknown> };
  const text = (name: string): string => (typeof info[name] === "string" ? info[name] : "");
  const marks = (await document.getMarkInfo()) as { Marked?: boolean } | null;
  const read = {
    pages,
    text: pages.join(" "),
    title: text("Title"),
    author: text("Author"),
    subject: text("Subject"),
    keywords: text("Keywords"),
    language: text("Language") === "" ? undefined : text("Language"),
    marked: marks?.Marked === true,
    structure,
    creationDate: text("CreationDate"),
  };
  await task.destroy();
  return read;
}

interface Node {
  readonly role?: string;
  readonly children?: readonly Node[];
}

function outline(node: Node | null): string {
  if (node?.role === undefined) return "";
  const inside = (node.children ?? []).map(outline).filter((part) => part !== "");
  return inside.length === 0 ? node.role : `${node.role}(${inside.join(",")})`;
}
