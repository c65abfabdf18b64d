/** What is taken of a scanner's folder, a clipboard or a camera, and what is sent of it. */
import { picturesToPdf, type Picture } from "./pictures-to-pdf.ts";

export const TAKEN = "application/pdf,image/jpeg,image/png";
/** As the API takes documents (`LIMIT_OF_DOCUMENT`). */
const LARGEST = 25 * 1024 * 1024;
/** A sheet of A4 at 200 dots an inch is 2339 high; a telephone's camera gives twice that, and nobody reads it better. */
const LONGEST_SIDE = 2400;
const QUALITY = 0.85;

export interface ScanItem {
  readonly key: string;
  readonly file: File;
  readonly kind: "pdf" | "picture";
  /** `blob:` address of a picture. */
  readonly preview?: string;
  /** Quarter turns to the right. */
  readonly turns: number;
}

export interface Refused {
  readonly name: string;
  readonly why: "type" | "size" | "empty" | "unreadable" | "mixed";
}

/** Sorted into what can be sent and what cannot; the first bytes tell the type, not the name. */
export async function sortFiles(
  files: readonly File[],
): Promise<{ readonly items: readonly ScanItem[]; readonly refused: readonly Refused[] }> {
  const items: ScanItem[] = [];
  const refused: Refused[] = [];
  for (const file of files) {
    const type = await typeOf(file);
    const why = file.size === 0 ? "empty" : type === undefined ? "type" : file.size > LARGEST ? "size" : undefined;
    if (why !== undefined || type === undefined) {
      refused.push({ name: file.name, why: why ?? "type" });
      continue;
    }
    if (type === "application/pdf") {
      items.push({ key: newKey(), file: typed(file, type), kind: "pdf", turns: 0 });
      continue;
    }
    try {
      (await createImageBitmap(file)).close();
      const preview = URL.createObjectURL(file);
      items.push({ key: newKey(), file: typed(file, type), kind: "picture", preview, turns: 0 });
    } catch {
      refused.push({ name: file.name, why: "unreadable" });
    }
  }
  return { items, refused };
}

export const forget = ({ preview }: ScanItem): void => {
  if (preview !== undefined) URL.revokeObjectURL(preview);
};

export interface Sendable {
  readonly file: File;
  readonly pages: number;
  /** Of the items that it is made of. */
  readonly keys: readonly string[];
}

/** Pictures become one document, in their order; a single one that was not turned stays byte by byte. Each PDF is a document of its own. */
export async function documentsOf(items: readonly ScanItem[], name: string): Promise<readonly Sendable[]> {
  const pictures = items.filter(({ kind }) => kind === "picture");
  const pdfs = items
    .filter(({ kind }) => kind === "pdf")
    .map(({ key, file }): Sendable => ({ file, pages: 1, keys: [key] }));
  const [only] = pictures;
  if (only === undefined) return pdfs;
  const keys = pictures.map(({ key }) => key);
  if (pictures.length === 1 && only.turns === 0) return [{ file: only.file, pages: 1, keys }, ...pdfs];
  const drawn: Picture[] = [];
  for (const picture of pictures) drawn.push(await draw(picture));
  const file = new File([picturesToPdf(drawn)], `${name}.pdf`, { type: "application/pdf" });
  return [{ file, pages: drawn.length, keys }, ...pdfs];
}

/** Turned as it was asked for, not larger than anybody needs, as JPEG on white: a PNG may be transparent. */
async function draw({ file, turns }: ScanItem): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [wide, high] = [bitmap.width * scale, bitmap.height * scale].map(Math.round) as [number, number];
  const lying = turns % 2 === 1;
  const canvas = document.createElement("canvas");
  canvas.width = lying ? high : wide;
  canvas.height = lying ? wide : high;
  const context = canvas.getContext("2d")!;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(bitmap, -wide / 2, -high / 2, wide, high);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (blob === null) throw new Error("the canvas gave no picture");
  return { jpeg: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height };
}

/** Like `file-type` at the server: PDF (ISO 32000-1, 7.5.2), JPEG, PNG. */
async function typeOf(file: File): Promise<string | undefined> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (begins(0x25, 0x50, 0x44, 0x46, 0x2d)) return "application/pdf";
  if (begins(0xff, 0xd8, 0xff)) return "image/jpeg";
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  return undefined;
}

/** Some scanners write files without an ending, for which the browser knows no type. */
const typed = (file: File, type: string): File => (file.type === type ? file : new File([file], file.name, { type }));

let counter = 0;
const newKey = (): string => `page-${++counter}`;
