/** Words broken into lines of a width, without a browser that could measure them: by the usual widths of letters in Arial, and a little more. */

/** A block of lines in one size. */
export interface TextLines {
  readonly lines: readonly string[];
  readonly fontSize: number;
}

export const LINE_HEIGHT = 1.2;

/** The largest of the sizes from `largest` down to `smallest` at which the text fits; at the smallest it may be higher than `height`. */
export function fitText(
  text: string,
  width: number,
  height: number,
  { largest = 12, smallest = 7 }: { readonly largest?: number; readonly smallest?: number } = {},
): TextLines {
  for (let fontSize = largest; ; fontSize -= 0.5) {
    const lines = breakLines(text, width / fontSize);
    // Smaller letters read better than a word in two pieces.
    const fits = lines.length * fontSize * LINE_HEIGHT <= height && longestPiece(text) <= width / fontSize;
    if (fits || fontSize <= smallest) return { lines, fontSize };
  }
}

/** Breaks at spaces and after slashes; inside a word only where it alone is too long for a line, after a hyphen if it has one there. */
export function breakLines(text: string, ems: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const piece of paragraph.match(PIECES) ?? [""]) {
      if (/^\s+$/.test(piece)) {
        if (line !== "") line += " ";
        continue;
      }
      if (line !== "" && widthInEms(line + piece) > ems) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += piece;
      while (widthInEms(line) > ems && Array.from(line).length > 1) {
        const cut = lengthWithin(line, ems);
        lines.push(line.slice(0, cut));
        line = line.slice(cut);
      }
    }
    lines.push(line.trimEnd());
    return lines;
  });
}

const PIECES = /[^\s/]*\/+|[^\s/]+|\s+/g;

const longestPiece = (text: string): number =>
  Math.max(0, ...(text.match(PIECES) ?? []).map((piece) => widthInEms(piece)));

function lengthWithin(line: string, ems: number): number {
  let length = 0;
  let width = 0;
  for (const letter of line) {
    width += letterWidth(letter);
    if (width > ems && length > 0) break;
    length += letter.length;
  }
  const hyphen = line.lastIndexOf("-", length - 1);
  return hyphen > 0 ? hyphen + 1 : length;
}

export const widthInEms = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + letterWidth(letter), 0);

function letterWidth(letter: string): number {
  if (/[\s.,:;!|'’ijlІіIїft()[\]]/.test(letter)) return 0.32;
  if (/[-r/"«»]/.test(letter)) return 0.42;
  if (/[МШЩЖЮФЫмшщжюыWMwm@%—]/.test(letter)) return 0.88;
  return letter !== letter.toLowerCase() ? 0.74 : 0.6;
}
