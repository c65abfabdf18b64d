/**
 * One pass over an XML text that proves it well-formed before the lenient BPMN parser reads it, and shows each element to a visitor.
 *
 * sax in strict mode does most of it. What sax lets pass is checked here: characters that XML forbids, a second root, `<` in an
 * attribute's value, `]]>` in text, a second XML declaration. (An attribute given twice is reported by moddle.)
 */
import { Parser } from "xml2js";
import { CodedError } from "../errors.ts";

export interface XmlElement {
  /** Local name and namespace; the namespace of an element without one is "". */
  readonly name: string;
  readonly namespace: string;
  /** By local name, of attributes without prefix. */
  readonly attributes: Readonly<Record<string, string>>;
  /** First line of the tag, from 1. */
  readonly line: number;
}

export interface XmlVisitor {
  open(element: XmlElement, depth: number): void;
  close(): void;
}

/** Definitions, process, sub-processes in sub-processes, extension elements: a drawn diagram stays below 30. */
const MAX_XML_DEPTH = 100;

/** Throws CodedError DIAGRAM_NOT_XML with line and column, or DIAGRAM_HAS_DOCTYPE. */
export function scanXml(text: string, visitor: XmlVisitor): void {
  const parser = strictSax();
  let depth = 0;
  let roots = 0;
  /** Where the last comment, CDATA section or tag ended. */
  let end = 0;

  const fail = (detail: string, line = parser.line + 1, column = parser.column): never => {
    throw new CodedError("DIAGRAM_NOT_XML", `line ${line}, column ${column}: ${detail}`, [
      { code: "XML_NOT_WELL_FORMED", detail: `column ${column}: ${detail}`, line },
    ]);
  };
  const markEnd = (): void => {
    end = parser.position;
  };

  const forbidden = FORBIDDEN.exec(text);
  if (forbidden !== null) {
    const before = text.slice(0, forbidden.index).split("\n");
    const code = forbidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    fail(`the character U+${code} is not allowed in XML`, before.length, (before.at(-1)?.length ?? 0) + 1);
  }

  parser.onerror = (error) => fail(error.message.split("\n")[0] ?? "not well-formed");
  parser.ondoctype = () => {
    const detail = "a document type declaration (DOCTYPE) is not accepted";
    throw new CodedError("DIAGRAM_HAS_DOCTYPE", detail, [{ code: "XML_DOCTYPE", detail, line: parser.line + 1 }]);
  };
  parser.onprocessinginstruction = ({ name }) => {
    markEnd();
    if (/^xml$/i.test(name)) fail("an XML declaration can only be the very first thing in a file");
  };
  parser.oncomment = markEnd;
  parser.onclosecdata = markEnd;
  parser.oncdata = () => undefined;
  parser.ontext = () => {
    if (text.slice(end, parser.startTagPosition - 1).includes("]]>")) fail("]]> can only end a CDATA section");
  };
  parser.onopentag = (tag) => {
    const raw = text.slice(parser.startTagPosition, parser.position);
    if (raw.includes("<")) fail("< cannot stand in an attribute's value; write &lt;");
    if (depth === 0) roots += 1;
    if (roots > 1) fail("a second root element");
    depth += 1;
    if (depth > MAX_XML_DEPTH) {
      const detail = `elements are nested more than ${MAX_XML_DEPTH} deep`;
      const line = parser.line + 1;
      throw new CodedError("DIAGRAM_NOT_XML", `line ${line}: ${detail}`, [{ code: "XML_TOO_DEEP", detail, line }]);
    }
    const attributes = Object.create(null) as Record<string, string>;
    for (const attribute of Object.values(tag.attributes))
      if (attribute.prefix === "" && attribute.local !== "xmlns") attributes[attribute.local] = attribute.value;
    const line = parser.line + 1 - (raw.includes("\n") ? raw.split("\n").length - 1 : 0);
    visitor.open({ name: tag.local, namespace: tag.uri, attributes, line }, depth);
    markEnd();
  };
  parser.onclosetag = () => {
    depth -= 1;
    visitor.close();
    markEnd();
  };
  parser.onend = () => undefined;

  parser.write(text).close();
  if (roots === 0) fail("there is no element in it");
}

/** XML 1.0, production 2 (Char), the characters below U+0020 and the two that are no characters. */
// eslint-disable-next-line no-control-regex -- the forbidden characters are exactly these
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** The part of sax's parser that is used here. xml2js holds one but does not name it in its types. */
interface Sax {
  readonly line: number;
  readonly column: number;
  readonly position: number;
  readonly startTagPosition: number;
  onerror: (error: Error) => void;
  ondoctype: () => void;
  onprocessinginstruction: (instruction: { readonly name: string }) => void;
  oncomment: () => void;
  oncdata: () => void;
  onclosecdata: () => void;
  ontext: () => void;
  onopentag: (tag: {
    readonly local: string;
    readonly uri: string;
    readonly attributes: Readonly<
      Record<string, { readonly prefix: string; readonly local: string; readonly value: string }>
    >;
  }) => void;
  onclosetag: () => void;
  onend: () => void;
  write(text: string): Sax;
  close(): void;
}

function strictSax(): Sax {
  return (new Parser({ strict: true, xmlns: true }) as unknown as { saxParser: Sax }).saxParser;
}
