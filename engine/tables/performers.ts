/** Performers as the cells name them -> ids, and whether they are people or systems. */
export interface Performer {
  readonly id: string;
  /** As the first cell names it. */
  readonly name: string;
  /** An information system, a portal or a gateway: what it does is a service task. */
  readonly isSystem: boolean;
  /** Other ways in which cells name it. */
  readonly alsoNamed: readonly string[];
}

/** Cells in the order of the table -> the performer of each, one object for one performer. */
export function readPerformers(cells: readonly string[]): ReadonlyMap<string, Performer> {
  const byWords = new Map<string, Performer & { alsoNamed: string[] }>();
  const byId = new Map<string, string>();
  const byCell = new Map<string, Performer>();
  for (const cell of cells) {
    if (byCell.has(cell)) continue;
    const known = KNOWN.find(([pattern]) => pattern.test(lower(cell)));
    const key = known?.[1] ?? wordsOf(cell).toSorted().join(" ");
    const before = byWords.get(key);
    if (before !== undefined) {
      before.alsoNamed.push(cell);
      byCell.set(cell, before);
      continue;
    }
    let id = known?.[1] ?? slugOf(cell);
    if (id === "") id = "performer";
    for (let count = 2; byId.has(id); count++) id = `${known?.[1] ?? (slugOf(cell) || "performer")}-${count}`;
    const performer = { id, name: cell, isSystem: SYSTEM.test(lower(cell)), alsoNamed: [] };
    byWords.set(key, performer);
    byId.set(id, key);
    byCell.set(cell, performer);
  }
  return byCell;
}

const lower = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, " ").trim();
/** "РШЭП (ШЭП)", "ШЭП (РШЭП)" and "РШЭП /ШЭП" are the same words. */
const wordsOf = (text: string): string[] => lower(text).match(/[\p{L}\d]+/gu) ?? [];

/** As the acts of 2012 name them, with the ids that the regulations of processes/ use. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^(?:гу|мио|жао)(?: қызметкері)?$/, "office"],
  [/^(?:ис мио|жао аж)$/, "mio-system"],
  [/^(?:цон|хқко)$/, "centre"],
  [/^(?:ис цон|хқко аж)$/, "centre-system"],
  [/^(?:пэп|эүп)$/, "portal-system"],
  [/^(?:р?шэп|эүө?ш)(?:\s*[/(]\s*(?:р?шэп|эүө?ш)\s*\)?)?$/, "gateway"],
];

const SYSTEM =
  /(?<!\p{L})(?:ис|аж|ақ|р?шэп|эүө?ш|пэп|эүп|асу|арм|аис|is|system|gateway|portal|register|система|портал|шлюз|реестр|база|жүйесі?|порталы?|шлюзі?|тізілімі?|дерекқор)(?!\p{L})/u;

/** Kazakh and Russian letters in Latin ones, so that ids can be typed anywhere. */
function slugOf(text: string): string {
  return Array.from(lower(text), (letter) => LATIN[letter] ?? letter)
    .join("")
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
}

const LATIN: Readonly<Record<string, string>> = Object.fromEntries(
  "а:a ә:a б:b в:v г:g ғ:g д:d е:e ё:e ж:zh з:z и:i й:i к:k қ:q л:l м:m н:n ң:ng о:o ө:o п:p р:r с:s т:t у:u ұ:u ү:u ф:f х:kh һ:h ц:ts ч:ch ш:sh щ:sch ъ: ы:y і:i ь: э:e ю:yu я:ya"
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);
