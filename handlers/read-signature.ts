/**
 * Reads a signature in any of its three forms, told apart by what it begins with: the JSON of our own forms, CMS (DER, PEM or base64), XML.
 * Reading proves nothing: `signature-check.ts` does that.
 */
import type { Json } from "../engine/core/events.ts";
import { readJsonSignature } from "./json-signature.ts";
import type { ReadSignature } from "./signature-format.ts";

/** What lies in the case file or in a field of a form: an object, a text, or bytes. */
export type SignatureSource = Json | Uint8Array;

/** `undefined`: malformed, in whatever form it was meant to be. */
export async function readSignature(source: SignatureSource): Promise<ReadSignature | undefined> {
  if (source instanceof Uint8Array) {
    if (source[0] === DER_SEQUENCE) return readCms(source);
    const text = decode(source);
    return text === undefined ? undefined : readText(text, true);
  }
  if (typeof source === "string") return readText(source, false);
  return readJsonSignature(source);
}

const DER_SEQUENCE = 0x30;

async function readText(text: string, whole: boolean): Promise<ReadSignature | undefined> {
  const start = text.trimStart();
  if (start.startsWith("<")) return (await import("./xml-signature.ts")).readXmlSignature(text);
  // A file may be JSON; a text inside JSON is JSON no more.
  if (whole && /^[{"]/.test(start)) return readJson(text);
  const der = bytesOfPemOrBase64(start);
  if (der === undefined) return undefined;
  if (der[0] === DER_SEQUENCE) return readCms(der);
  const xml = der[0] === 0x3c ? decode(der) : undefined;
  return xml === undefined ? undefined : (await import("./xml-signature.ts")).readXmlSignature(xml);
}

async function readCms(der: Uint8Array): Promise<ReadSignature | undefined> {
  return (await import("./cms-signature.ts")).readCmsSignature(der);
}

async function readJson(text: string): Promise<ReadSignature | undefined> {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return readSignature(json);
}

/** RFC 7468; `PKCS7` is what older tools call `CMS`. */
function bytesOfPemOrBase64(text: string): Uint8Array | undefined {
  const pem = /^-----BEGIN (CMS|PKCS7)-----([A-Za-z0-9+/=\s]+)-----END \1-----\s*$/.exec(text);
  const base64 = (pem?.[2] ?? text).replace(/\s/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, "base64") : undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
