/** Judges what a revocation source said of one certificate; nothing is believed that is stale or not signed by the issuer. */
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { hex, mayIssue, normalSerial, publicKeyOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import type { RevocationAnswer } from "./outside.ts";
import { isSignedStructure } from "./signed-structure.ts";

export type RevocationVerdict = "good" | "revoked" | "unknown";

/** Clocks of two houses differ: an answer may come from this far in the future. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * `unknown`: the answer does not help (stale, of another issuer, badly signed, a delta CRL, or the source knows nothing). A certificate
 * that stands in the list is revoked whatever the reason and date of the entry: a signature on hold is refused too, and the signer
 * signs again.
 */
export async function judgeRevocation(
  certificate: Certificate,
  issuer: Certificate,
  answer: RevocationAnswer,
  now: Date,
): Promise<RevocationVerdict> {
  if (answer.kind === "status") {
    if (!isFresh(new Date(answer.thisUpdate), new Date(answer.nextUpdate), now)) return "unknown";
    return answer.status;
  }
  let crl: x509.X509Crl;
  try {
    crl = new x509.X509Crl(Buffer.from(answer.crl, "base64"));
  } catch {
    return "unknown";
  }
  const believed =
    hex(crl.issuerName.toArrayBuffer()) === issuer.subjectDer &&
    isFresh(crl.thisUpdate, crl.nextUpdate, now) &&
    // A delta or partitioned CRL says so in a critical extension (RFC 5280, 5.2.4 and 5.2.5), and silence in it proves nothing.
    crl.extensions.every((extension) => !extension.critical) &&
    mayIssue(issuer, "crl") &&
    isSignedBy(crl, issuer);
  if (!believed) return "unknown";
  const listed = crl.entries.some((entry) => normalSerial(entry.serialNumber) === certificate.serialNumber);
  return listed ? "revoked" : "good";
}

/** Made just now, as far as two clocks agree. */
export function isRecent(instant: Date, now: Date): boolean {
  return Math.abs(instant.getTime() - now.getTime()) <= CLOCK_SKEW_MS;
}

export function isFresh(thisUpdate: Date, nextUpdate: Date | undefined, now: Date): boolean {
  // Comparisons with an invalid date are false, so it is never fresh.
  return nextUpdate !== undefined && thisUpdate.getTime() <= now.getTime() + CLOCK_SKEW_MS && now < nextUpdate;
}

function isSignedBy(crl: x509.X509Crl, issuer: Certificate): boolean {
  const key = publicKeyOf(issuer);
  return key !== undefined && isSignedStructure(crl.rawData, key);
}
