/**
 * The certification authorities whose signatures count, from the file that AUTHORITIES_FILE names: a JSON list of
 * `{"certificate": "root.pem", "anchor": true, "crlUrl": "https://...", "deltaCrlUrl": "https://...", "ocspUrl": "http://..."}`, paths relative to that file.
 * `anchor`: trusted as it stands (a root); at least one is.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "./config.ts";

export interface AuthoritySettings {
  /** PEM. */
  readonly certificate: string;
  readonly anchor: boolean;
  readonly crlUrl: string;
  readonly deltaCrlUrl?: string;
  readonly ocspUrl?: string;
}

/** `undefined`: none are configured, and every check of a signature stops with an incident that says so. Throws `ConfigError`. */
export function readAuthorities(
  environment: Readonly<Record<string, string | undefined>>,
): readonly AuthoritySettings[] | undefined {
  const path = environment.AUTHORITIES_FILE;
  if (path === undefined) return undefined;
  const refuse = (what: string): never => {
    throw new ConfigError("AUTHORITIES_FILE", path, what);
  };
  let rows: unknown;
  try {
    rows = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return refuse("the path of a JSON file; docs/signatures.md says what it holds");
  }
  if (!Array.isArray(rows)) return refuse("a JSON file with a list of authorities");
  const authorities = rows.map((row: unknown, index) => {
    const place = `a list whose row ${index + 1} has`;
    if (typeof row !== "object" || row === null) return refuse(`${place} certificate, anchor and crlUrl`);
    const { certificate, anchor, crlUrl, deltaCrlUrl, ocspUrl } = row as Readonly<Record<string, unknown>>;
    if (typeof anchor !== "boolean") return refuse(`${place} anchor: true or false`);
    if (!isAddress(crlUrl)) return refuse(`${place} crlUrl, an http or https address`);
    if (deltaCrlUrl !== undefined && !isAddress(deltaCrlUrl))
      return refuse(`${place} deltaCrlUrl, an http or https address, or none`);
    if (ocspUrl !== undefined && !isAddress(ocspUrl))
      return refuse(`${place} ocspUrl, an http or https address, or none`);
    const pem = typeof certificate === "string" ? readPem(resolve(dirname(path), certificate)) : undefined;
    if (pem === undefined)
      return refuse(`${place} certificate, the path of a PEM file with one certificate of an authority`);
    return {
      certificate: pem,
      anchor,
      crlUrl,
      ...(deltaCrlUrl === undefined ? {} : { deltaCrlUrl }),
      ...(ocspUrl === undefined ? {} : { ocspUrl }),
    };
  });
  return authorities.some(({ anchor }) => anchor) ? authorities : refuse("a list with at least one anchor");
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** As Node writes it, so that two texts of one certificate are the same. */
function readPem(path: string): string | undefined {
  try {
    const certificate = new X509Certificate(readFileSync(path));
    return certificate.ca ? certificate.toString() : undefined;
  } catch {
    return undefined;
  }
}
