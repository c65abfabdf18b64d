/**
 * Reads a SOAP fault that carries no signature: a gateway that refuses a message often cannot sign its no. Nothing but a no is ever read
 * from unsigned XML, so a forged fault can delay a case and cannot decide it.
 */
import type { Fault } from "./envelopes.ts";
import { guardText } from "./xml-guard.ts";

/** What xml2js makes of an element: text, or an object of lists. */
type Read = string | ReadElement;
// eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a Record cannot name itself
interface ReadElement {
  readonly [name: string]: readonly (string | ReadElement)[] | undefined;
}

/** `undefined`: the text holds no fault. Throws `XmlRefused`. */
export async function readUnsignedFault(text: string): Promise<Fault | undefined> {
  guardText(text);
  const { Parser, processors } = await import("xml2js");
  const parser = new Parser({
    tagNameProcessors: [processors.stripPrefix, (name) => name.toLowerCase()],
    ignoreAttrs: true,
    explicitArray: true,
    trim: true,
  });
  let root: Read;
  try {
    root = (await parser.parseStringPromise(text)) as Read;
  } catch {
    return undefined;
  }
  const fault = inside(inside(inside(root, "envelope"), "body"), "fault");
  if (fault === undefined) return undefined;
  const info = find(fault, "errorinfo");
  const code = textIn(info, "errorcode") ?? textIn(fault, "faultcode") ?? "";
  const message = textIn(info, "errormessage") ?? textIn(fault, "faultstring") ?? "";
  return { code: /\bSCE\d{3}\b/i.exec(`${code} ${message}`)?.[0].toUpperCase() ?? code, message };
}

const inside = (read: Read | undefined, name: string): Read | undefined =>
  typeof read === "object" ? one(read[name]) : undefined;

/** xml2js gives the root as it is and everything below as lists. */
const one = (value: readonly Read[] | Read | undefined): Read | undefined =>
  Array.isArray(value) ? (value as readonly Read[])[0] : (value as Read | undefined);

function textIn(read: Read | undefined, name: string): string | undefined {
  const value = inside(read, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function find(read: Read, name: string): Read | undefined {
  if (typeof read !== "object") return undefined;
  const direct = one(read[name]);
  if (direct !== undefined) return direct;
  for (const values of Object.values(read))
    for (const value of Array.isArray(values) ? (values as readonly Read[]) : []) {
      const found = find(value, name);
      if (found !== undefined) return found;
    }
  return undefined;
}
