/**
 * Parses XML that came from outside, and refuses what only an attack needs: a DOCTYPE (and with it every entity of one's own), documents
 * that are huge or deep, text that is not UTF-8, anything that the parser would have to guess.
 */

export type XmlRefusal = "not-utf-8" | "too-large" | "doctype" | "not-well-formed" | "too-deep";

/** The text of the refusal quotes nothing of the document. */
export class XmlRefused extends Error {
  readonly refusal: XmlRefusal;
  constructor(refusal: XmlRefusal) {
    super(`The XML is refused: ${refusal}.`);
    this.name = "XmlRefused";
    this.refusal = refusal;
  }
}

/** In characters; a scan of a paper does not travel inside signed XML. */
const LARGEST = 2 * 1024 * 1024;
const DEEPEST = 64;
const MOST_ELEMENTS = 20_000;

/** A document with a root element, or it throws `XmlRefused`. */
export async function parseGuardedXml(source: string | Uint8Array): Promise<Document> {
  const text = typeof source === "string" ? source : decode(source);
  if (text.length > LARGEST) throw new XmlRefused("too-large");
  // Also inside a comment or a CDATA section: nothing that an honest sender signs says this.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new XmlRefused("doctype");
  const encoding = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) throw new XmlRefused("not-utf-8");
  // Before the parser, which builds the tree first: the nesting counted over the tags alone.
  if (isTooDeep(text)) throw new XmlRefused("too-deep");

  const { DOMParser } = await import("@xmldom/xmldom");
  const refuse = (): never => {
    throw new XmlRefused("not-well-formed");
  };
  try {
    const document = new DOMParser({
      errorHandler: { warning: refuse, error: refuse, fatalError: refuse },
    }).parseFromString(text, "text/xml");
    // The types promise a root; an empty document has none.
    if (!(document.documentElement as unknown)) throw new XmlRefused("not-well-formed");
    return document;
  } catch (error) {
    throw error instanceof XmlRefused ? error : new XmlRefused("not-well-formed");
  }
}

function decode(bytes: Uint8Array): string {
  if (bytes.byteLength > 4 * LARGEST) throw new XmlRefused("too-large");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new XmlRefused("not-utf-8");
  }
}

/** Counts too much rather than too little: tags inside comments and CDATA count. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let elements = 0;
  for (const [tag] of text.matchAll(/<(?:\/|[^!?/<>][^<>]*\/>|[^!?/<>])/g)) {
    if (tag === "</") depth -= 1;
    else {
      elements += 1;
      if (!tag.endsWith("/>")) depth += 1;
    }
    if (depth > DEEPEST || elements > MOST_ELEMENTS) return true;
  }
  return false;
}
