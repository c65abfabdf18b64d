/**
 * Bytes of an XML file -> its text. What it refuses, it refuses before any parser sees it.
 *
 * The encoding is found as XML 1.0 (appendix F.1) and RFC 7303 (section 3.3) say: a byte order mark decides; without one the first
 * bytes tell UTF-16 from the ASCII family, and then the XML declaration names the encoding (UTF-8 when it does not; files saved
 * by older tools are often windows-1251).
 */
import { CodedError } from "../errors.ts";

/** A diagram of a hundred elements with its layout takes about 60 KB; nothing drawn by people comes near this. */
export const MAX_XML_BYTES = 5 * 1024 * 1024;

/**
 * The text without byte order mark; the XML declaration is blanked out (same length, so that lines and columns stay), because what it
 * says of the encoding is true of the bytes only.
 *
 * Throws CodedError: DIAGRAM_TOO_LARGE, DIAGRAM_NOT_XML (unknown encoding, bytes that are not text in it), DIAGRAM_HAS_DOCTYPE.
 */
export function decodeXml(bytes: Uint8Array, maxBytes: number = MAX_XML_BYTES): string {
  if (bytes.length > maxBytes) {
    const detail = `the file has ${bytes.length} bytes; at most ${maxBytes} are read`;
    throw new CodedError("DIAGRAM_TOO_LARGE", detail, [{ code: "XML_TOO_LARGE", detail }]);
  }
  const text = decode(bytes);
  const declaration = DECLARATION.exec(text)?.[0] ?? "";
  const body = declaration.replace(/[^\r\n]/g, " ") + text.slice(declaration.length);
  refuseDoctype(body);
  return body;
}

const DECLARATION = /^<\?xml\s[^>]*\?>/;
/** XML 1.0, production 81 (EncName). */
const ENCODING = /\sencoding\s*=\s*(?:"([A-Za-z][A-Za-z0-9._-]*)"|'([A-Za-z][A-Za-z0-9._-]*)')/;

function decode(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return decodeAs("utf-8", bytes.subarray(3));
  if (a === 0xff && b === 0xfe) return decodeAs("utf-16le", bytes.subarray(2));
  if (a === 0xfe && b === 0xff) return decodeAs("utf-16be", bytes.subarray(2));
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return decodeAs("utf-16le", bytes);
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return decodeAs("utf-16be", bytes);

  const head = DECLARATION.exec(String.fromCharCode(...bytes.subarray(0, 200)))?.[0] ?? "";
  const named = ENCODING.exec(head);
  const encoding = (named?.[1] ?? named?.[2] ?? "utf-8").toLowerCase();
  if (encoding.startsWith("utf-16") || encoding.startsWith("ucs-2"))
    throw notXml(`the XML declaration says ${encoding}, but the bytes are not ${encoding}`);
  return decodeAs(encoding, bytes);
}

function decodeAs(encoding: string, bytes: Uint8Array): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch {
    throw notXml(`the encoding ${encoding} is not known`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw notXml(`the bytes are not text in the encoding ${encoding}`);
  }
}

/**
 * A document type declaration can only stand before the first element (XML 1.0, productions 22 and 28), after comments and
 * processing instructions; entity declarations can only stand inside one. BPMN has no use for either.
 */
function refuseDoctype(text: string): void {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1;
    const end = text.startsWith("<!--", at) ? "-->" : text.startsWith("<?", at) ? "?>" : undefined;
    if (end === undefined) break;
    const closed = text.indexOf(end, at + 2);
    if (closed < 0) return;
    at = closed + end.length;
  }
  if (!/^<!(DOCTYPE|ENTITY)/i.test(text.slice(at, at + 9))) return;
  const detail = "a document type declaration (DOCTYPE) and entity declarations are not accepted";
  const line = text.slice(0, at).split("\n").length;
  throw new CodedError("DIAGRAM_HAS_DOCTYPE", `line ${line}: ${detail}`, [{ code: "XML_DOCTYPE", detail, line }]);
}

function notXml(detail: string): CodedError {
  return new CodedError("DIAGRAM_NOT_XML", detail, [{ code: "XML_ENCODING", detail }]);
}
