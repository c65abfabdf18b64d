/** Bar codes as SVG, in points. The picture holds the bars only: the text stands beside it, where it can be read and copied. */

/** Code 128 (ISO/IEC 15417) of ASCII text, with its quiet zones. `moduleWidth` is the width of the narrowest bar. */
export async function code128(text: string, moduleWidth: number, height: number): Promise<string> {
  const { code128: draw, drawingSVG } = await import("bwip-js/generic");
  // At scale 1 a unit of the drawing is one module; the standard asks for a quiet zone of ten.
  const svg = draw({ bcid: "code128", text, scale: 1, height: 10, paddingleft: 10, paddingright: 10 }, drawingSVG());
  const { width, height: drawn } = viewBoxOf(svg);
  return sized(svg, width * moduleWidth, height, width, drawn);
}

/** A QR code (ISO/IEC 18004) with error correction of level M and its quiet zone, `size` points wide. */
export async function qrCode(text: string, size: number): Promise<string> {
  const { qrcode: draw, drawingSVG } = await import("bwip-js/generic");
  // At scale 1 two units of the drawing are one module; the standard asks for a quiet zone of four.
  const options = { bcid: "qrcode", text, scale: 1, eclevel: "M", padding: 8 };
  const svg = draw(options, drawingSVG());
  const { width, height } = viewBoxOf(svg);
  return sized(svg, size, size, width, height);
}

function viewBoxOf(svg: string): { readonly width: number; readonly height: number } {
  const box = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  if (box === null) throw new Error("bwip-js drew no viewBox");
  return { width: Number(box[1]), height: Number(box[2]) };
}

function sized(svg: string, width: number, height: number, boxWidth: number, boxHeight: number): string {
  return svg.replace(
    /<svg[^>]*>/,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${boxWidth} ${boxHeight}" preserveAspectRatio="none">`,
  );
}
