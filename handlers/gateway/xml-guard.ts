/**
 * Looks at XML from outside before any parser does, and refuses what an honest gateway never sends: a document type (and with it every
 * entity), processing instructions, other encodings than UTF-8, and documents whose size, depth or number of attributes only serves to
 * keep us busy.
 */

export type XmlRefusal =
  | "too-large"
  | "wrong-encoding"
  | "document-type"
  | "entity"
  | "processing-instruction"
  | "too-deep"
  | "too-many-elements"
  | "too-many-attributes"
  | "not-well-formed";

/** The message says what was found, never what stands in the document. */
export class XmlRefused extends Error {
  readonly refusal: XmlRefusal;
  constructor(refusal: XmlRefusal, message: string) {
    super(message);
    this.name = "XmlRefused";
    this.refusal = refusal;
  }
}

/** A message of the gateway is some kilobytes; its files travel beside it (EDS_TEMP_FILES). */
export const XML_LIMITS = { bytes: 4 * 1024 * 1024, depth: 60, elements: 50_000, attributes: 40 } as const;

/** The text of an XML document that may be parsed. Throws `XmlRefused`. `charset`: of the HTTP header, where it names one. */
export function guardBytes(bytes: Uint8Array, charset?: string): string {
  if (bytes.byteLength > XML_LIMITS.bytes)
    throw new XmlRefused("too-large", `the document has more than ${XML_LIMITS.bytes} bytes`);
  if (charset !== undefined && !isUtf8(charset))
    throw new XmlRefused("wrong-encoding", "the header names another encoding than UTF-8");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new XmlRefused("wrong-encoding", "the bytes are not UTF-8");
  }
  return guardText(text);
}

/** The same for XML that came as text, for example in a CDATA section. */
export function guardText(text: string): string {
  if (text.length > XML_LIMITS.bytes)
    throw new XmlRefused("too-large", `the document has more than ${XML_LIMITS.bytes} characters`);
  // XML knows no other control characters; a NUL betrays UTF-16 without a byte order mark.
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new XmlRefused("wrong-encoding", "the document holds characters that XML does not have");
  const declaration = /^<\?xml\s[^?]*\?>/.exec(text)?.[0];
  const encoding = declaration === undefined ? undefined : /encoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1];
  if (encoding !== undefined && !isUtf8(encoding))
    throw new XmlRefused("wrong-encoding", "the XML declaration names another encoding than UTF-8");
  walk(text, declaration?.length ?? 0);
  return text;
}

const isUtf8 = (name: string): boolean => /^utf-?8$/i.test(name.trim());

function walk(text: string, from: number): void {
  let depth = 0;
  let elements = 0;
  let at = from;
  for (;;) {
    const next = text.indexOf("<", at);
    refuseEntities(text, at, next < 0 ? text.length : next);
    if (next < 0) break;
    if (text.startsWith("<!--", next)) at = behind(text, "-->", next + 4);
    else if (text.startsWith("<![CDATA[", next)) at = behind(text, "]]>", next + 9);
    else if (text.startsWith("<!", next))
      throw new XmlRefused("document-type", "the document has a document type declaration");
    else if (text.startsWith("<?", next))
      throw new XmlRefused("processing-instruction", "the document has a processing instruction");
    else if (text.startsWith("</", next)) {
      depth -= 1;
      at = behind(text, ">", next + 2);
    } else {
      at = behindTag(text, next + 1);
      refuseEntities(text, next, at);
      elements += 1;
      if (elements > XML_LIMITS.elements)
        throw new XmlRefused("too-many-elements", `the document has more than ${XML_LIMITS.elements} elements`);
      if (text[at - 2] !== "/") depth += 1;
      if (depth > XML_LIMITS.depth)
        throw new XmlRefused("too-deep", `the document nests more than ${XML_LIMITS.depth} elements`);
    }
  }
  if (depth !== 0 || elements === 0) throw new XmlRefused("not-well-formed", "the elements do not close");
}

function behind(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found < 0) throw new XmlRefused("not-well-formed", `"${end}" is missing`);
  return found + end.length;
}

/** Behind the `>` of a start tag; one in a quoted value does not end it. */
function behindTag(text: string, from: number): number {
  let attributes = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === ">") return at + 1;
    if (char === "<") break;
    if (char === "=") {
      attributes += 1;
      if (attributes > XML_LIMITS.attributes)
        throw new XmlRefused("too-many-attributes", `an element has more than ${XML_LIMITS.attributes} attributes`);
    }
    if (char === '"' || char === "'") {
      at = text.indexOf(char, at + 1);
      if (at < 0) break;
    }
  }
  throw new XmlRefused("not-well-formed", "a tag does not end");
}

/** Without a document type only the five predefined entities and character references mean anything. */
function refuseEntities(text: string, from: number, to: number): void {
  for (let at = text.indexOf("&", from); at >= 0 && at < to; at = text.indexOf("&", at + 1)) {
    if (!/^&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/.test(text.slice(at, at + 12)))
      throw new XmlRefused("entity", "the document uses an entity that XML does not define");
  }
}
