/**
 * Several pictures as one PDF, a page each: a document of three sheets is one document of the case file. Only JPEG is put in, as it is (DCTDecode,
 * ISO 32000-1, 7.4.8); the pages are as large as the pictures would be at 150 dots an inch. Pure.
 */
export interface Picture {
  readonly jpeg: Uint8Array;
  /** In dots. */
  readonly width: number;
  readonly height: number;
}

const POINTS_PER_DOT = 72 / 150;

export function picturesToPdf(pictures: readonly Picture[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const offsets: number[] = [];
  let length = 0;
  const put = (bytes: Uint8Array): void => {
    parts.push(bytes);
    length += bytes.byteLength;
  };
  const text = (words: string): void => put(new TextEncoder().encode(words));
  const object = (number: number, body: () => void): void => {
    offsets[number] = length;
    text(`${number} 0 obj\n`);
    body();
    text("\nendobj\n");
  };
  // Objects 1 and 2 are the catalogue and the tree of pages; each page takes three: page, content, picture.
  const pageOf = (index: number): number => 3 + index * 3;

  text("%PDF-1.4\n");
  // Four bytes above 127 say that the file is binary (7.5.2).
  put(new Uint8Array([0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  object(1, () => text("<< /Type /Catalog /Pages 2 0 R >>"));
  object(2, () =>
    text(
      `<< /Type /Pages /Count ${pictures.length} /Kids [${pictures.map((_, index) => `${pageOf(index)} 0 R`).join(" ")}] >>`,
    ),
  );
  for (const [index, { jpeg, width, height }] of pictures.entries()) {
    const page = pageOf(index);
    const [wide, high] = [width, height].map((dots) => (dots * POINTS_PER_DOT).toFixed(2));
    const content = `q ${wide} 0 0 ${high} 0 0 cm /Im Do Q`;
    object(page, () =>
      text(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Resources << /XObject << /Im ${page + 2} 0 R >> >> /Contents ${page + 1} 0 R >>`,
      ),
    );
    object(page + 1, () => text(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`));
    object(page + 2, () => {
      text(
        `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.byteLength} >>\nstream\n`,
      );
      put(jpeg);
      text("\nendstream");
    });
  }
  const count = 3 + pictures.length * 3;
  const table = length;
  text(`xref\n0 ${count}\n0000000000 65535 f \n`);
  for (let number = 1; number < count; number++) text(`${String(offsets[number]).padStart(10, "0")} 00000 n \n`);
  text(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);

  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
