/** Judges what a revocation source said of one certificate; nothing is believed that is stale or not signed by the issuer. */
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import { hex, mayIssue, normalSerial, publicKeyOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import type { RevocationAnswer } from "./outside.ts";
import { isSignedStructure } from "./signed-structure.ts";

export type RevocationVerdict = "good" | "revoked" | "unknown";

/** Clocks of two houses differ: an answer may come from this far in the future. */
const CLOCK_SKEW_MS = 5 * 60_000;

const OID = { crlNumber: "2.5.29.20", deltaIndicator: "2.5.29.27" } as const;

/**
 * `unknown`: the answer does not help (stale, of another issuer, badly signed, a part of a list, or the source knows nothing). A certificate
 * that stands in the list is revoked whatever the reason and date of the entry: a signature on hold is refused too, and the signer
 * signs again. With a delta CRL the newer word counts; one that does not fit its base helps as little as a base that is stale.
 */
export function judgeRevocation(
  certificate: Certificate,
  issuer: Certificate,
  answer: RevocationAnswer,
  now: Date,
): RevocationVerdict {
  if (answer.kind === "status") {
    if (!isFresh(new Date(answer.thisUpdate), new Date(answer.nextUpdate), now)) return "unknown";
    return answer.status;
  }
  const base = readList(answer.crl, issuer, now);
  // A delta or partitioned CRL says so in a critical extension (RFC 5280, 5.2.4 and 5.2.5), and silence in it proves nothing.
  if (base === undefined || base.extensions.some(({ critical }) => critical)) return "unknown";
  const listed = entryOf(base, certificate);
  if (answer.delta === undefined) return listed === undefined ? "good" : "revoked";
  const delta = readList(answer.delta, issuer, now);
  if (delta === undefined || !isDeltaTo(base, delta)) return "unknown";
  const changed = entryOf(delta, certificate);
  if (changed === undefined) return listed === undefined ? "good" : "revoked";
  // Taken from the list again: only what was on hold can be (RFC 5280, 5.3.1).
  const released = changed.reason === x509.X509CrlReason.removeFromCRL;
  return released && (listed === undefined || listed.reason === x509.X509CrlReason.certificateHold)
    ? "good"
    : "revoked";
}

/** `undefined`: not to be believed. */
function readList(base64: string, issuer: Certificate, now: Date): x509.X509Crl | undefined {
  let crl: x509.X509Crl;
  try {
    crl = new x509.X509Crl(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
  const believed =
    hex(crl.issuerName.toArrayBuffer()) === issuer.subjectDer &&
    isFresh(crl.thisUpdate, crl.nextUpdate, now) &&
    mayIssue(issuer, "crl") &&
    isSignedBy(crl, issuer);
  return believed ? crl : undefined;
}

function entryOf(crl: x509.X509Crl, certificate: Certificate): x509.X509CrlEntry | undefined {
  return crl.entries.find((entry) => normalSerial(entry.serialNumber) === certificate.serialNumber);
}

/** RFC 5280, 5.2.4: made for this base or an older one, no older than it, and for the same certificates. */
function isDeltaTo(base: x509.X509Crl, delta: x509.X509Crl): boolean {
  const indicators = delta.extensions.filter(({ type }) => type === OID.deltaIndicator);
  const own = numberIn(base, OID.crlNumber);
  const from = numberIn(delta, OID.deltaIndicator);
  const to = numberIn(delta, OID.crlNumber);
  return (
    indicators.length === 1 &&
    indicators[0]?.critical === true &&
    delta.extensions.every(({ critical, type }) => !critical || type === OID.deltaIndicator) &&
    own !== undefined &&
    from !== undefined &&
    to !== undefined &&
    from <= own &&
    own <= to
  );
}

/** Extensions whose value is an INTEGER. */
function numberIn({ extensions }: x509.X509Crl, type: string): bigint | undefined {
  const value = extensions.find((extension) => extension.type === type)?.value;
  const block = value === undefined ? undefined : asn1js.fromBER(value).result;
  return block instanceof asn1js.Integer ? block.toBigInt() : undefined;
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
