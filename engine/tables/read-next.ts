/**
 * `readNext`: the cell "number of the next action". It may be a number, nothing or a dash at the end, or a choice: `8 егер ...; 9 егер ...`,
 * `если ... - 8, иначе - 9`, `8 или 9`.
 */
export interface NextAction {
  readonly number: string;
  /** The words that say when; empty: none. */
  readonly when: string;
}

export interface ReadNext {
  readonly next: readonly NextAction[];
  /** Pieces of the cell that name no action of the table. */
  readonly unread: readonly string[];
  /** The cell says "and": all of them follow, which a choice does not say. */
  readonly all: boolean;
}

export function readNext(text: string, numbers: readonly string[]): ReadNext {
  if (/^[\s\-–—]*$/.test(text)) return { next: [], unread: [], all: false };
  const known = new RegExp(
    String.raw`(?<![\p{L}\d]|\d[.,])(?:${numbers
      .toSorted((a, b) => b.length - a.length)
      .map(literally)
      .join("|")})(?![\p{L}\d]|[.,]\d)`,
    "gu",
  );
  const next: NextAction[] = [];
  const unread: string[] = [];
  let all = false;
  for (const piece of piecesOf(text, known)) {
    const found = numbers.length === 0 ? [] : [...piece.matchAll(known)];
    const first = found[0];
    const last = found.at(-1);
    if (first === undefined || last === undefined) {
      unread.push(piece);
      continue;
    }
    const between = piece.replaceAll(known, " ");
    if (CONNECTED.test(between)) {
      all ||= found.length > 1 && AND.test(between);
      next.push(...found.map(([number]) => ({ number, when: "" })));
    } else if (first.index === 0) next.push({ number: first[0], when: trim(piece.slice(first[0].length)) });
    else if (last.index + last[0].length === piece.length)
      next.push({ number: last[0], when: trim(piece.slice(0, last.index)) });
    else if (found.length === 1) next.push({ number: first[0], when: trim(between) });
    else unread.push(piece);
  }
  const seen = new Set<string>();
  return { next: next.filter(({ number }) => !seen.has(number) && seen.add(number)), unread, all };
}

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** Parted by semicolons and line ends; by commas where each piece has its own number, or begins with one and a condition. */
function piecesOf(text: string, known: RegExp): string[] {
  const parted = (pattern: RegExp): string[] =>
    text
      .split(pattern)
      .map(trim)
      .filter((piece) => piece !== "");
  const coarse = parted(/[;\n]/);
  if (coarse.length > 1) return coarse;
  const fine = parted(/,/);
  if (fine.every((piece) => [...piece.matchAll(known)].length === 1)) return fine;
  return parted(new RegExp(`,\\s*(?=${known.source}\\s*,?\\s*(?:${IF}))`, "gu"));
}

const IF = "если|егер|при|иначе|әйтпесе|if|when|otherwise";

const trim = (text: string): string => text.replaceAll(/^[\s,;:.()\-–—→]+|[\s,;:.(\-–—→]+$/g, "");

/** Nothing but what stands between numbers. */
const CONNECTED =
  /^(?:[\s,.()/\-–—]|(?<!\p{L})(?:и|или|либо|және|немесе|and|or|действие|действия|іс-әрекет|action)(?!\p{L}))*$/iu;
const AND = /(?<!\p{L})(?:и|және|and)(?!\p{L})/iu;
