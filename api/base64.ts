/** Bytes that travel inside JSON. */
import { HttpError } from "./problem.ts";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Throws `REQUEST_INVALID` at `pointer` when the text is not base64 with padding (RFC 4648, section 4): Node would skip what it cannot read. */
export function bytesOfBase64(text: string, pointer: string): Uint8Array {
  if (text.length % 4 !== 0 || !BASE64.test(text))
    throw new HttpError("REQUEST_INVALID", `${pointer}: this is not base64.`, {
      problems: [{ pointer, detail: "not base64 (RFC 4648, section 4)" }],
    });
  return Buffer.from(text, "base64");
}
