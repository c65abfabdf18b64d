/**
 * Time stamps over CMS signatures (RFC 3161, CAdES-T): that a signature was there at an instant, as an authority for time stamps says.
 * Reading one proves nothing; `judgeTimestamp` does.
 */
import type { Attribute } from "pkijs";
import { holdsAt, isForTimestamps, publicKeyOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { trustedPath } from "./certificate-path.ts";
import { isSame, openSignedData, readSigner } from "./cms-signed-data.ts";
import type { CmsSigner } from "./cms-signed-data.ts";
import type { TrustedIssuers } from "./outside.ts";
import type { PublicKey } from "./public-key.ts";
import { digestWith } from "./signature-algorithms.ts";

const OID = {
  /** id-aa-signatureTimeStampToken */
  token: "1.2.840.113549.1.9.16.2.14",
  tstInfo: "1.2.840.113549.1.9.16.1.4",
} as const;

/** Of the national authority: GOST 34.310-2004, RSA, GOST 34.10-2015. */
const POLICIES: ReadonlySet<string> = new Set(["1.2.398.3.3.2.6.1", "1.2.398.3.3.2.6.2", "1.2.398.3.3.2.6.4"]);
const MOST_TIMESTAMPS = 4;
/** Clocks of two houses differ. */
const CLOCK_SKEW_MS = 5 * 60_000;

export interface Timestamp {
  /** What the authority says. */
  readonly at: Date;
  readonly policy: string;
  readonly certificate: Certificate;
  /** PEM certificates that came along. */
  readonly chain: readonly string[];
  readonly algorithm: CmsSigner["algorithm"];
  /** Over this very signature, and signed by that certificate. */
  isSound(key: PublicKey): boolean;
}

/** `"unreadable"`: something calls itself a time stamp, and is none. `value`: the bytes of the signature that was stamped. */
export async function readTimestamps(
  unsigned: readonly Attribute[],
  value: Uint8Array,
): Promise<readonly (Timestamp | "unreadable")[]> {
  const tokens = unsigned.filter(({ type }) => type === OID.token).flatMap(({ values }) => values as readonly Token[]);
  if (tokens.length > MOST_TIMESTAMPS) return ["unreadable"];
  return Promise.all(
    tokens.map(async (token) => {
      try {
        return (await readTimestamp(new Uint8Array(token.valueBeforeDecodeView), value)) ?? "unreadable";
      } catch {
        return "unreadable";
      }
    }),
  );
}

interface Token {
  readonly valueBeforeDecodeView: Uint8Array;
}

async function readTimestamp(token: Uint8Array, value: Uint8Array): Promise<Timestamp | undefined> {
  const opened = await openSignedData(token, OID.tstInfo);
  const content = opened?.attached;
  const [info, ...others] = opened?.infos ?? [];
  // RFC 3161, 2.4.2: signed by the authority and by nobody else.
  if (opened === undefined || content === undefined || info === undefined || others.length > 0) return undefined;
  const signer = await readSigner(info, opened.certificates, { contentType: OID.tstInfo, olderMeant: true });
  if (signer === undefined) return undefined;
  const { TSTInfo } = await import("pkijs");
  const { policy, genTime, messageImprint } = TSTInfo.fromBER(new Uint8Array(content));
  if (Number.isNaN(genTime.getTime())) return undefined;
  const imprint = new Uint8Array(messageImprint.hashedMessage.getValue());
  return {
    at: genTime,
    policy,
    certificate: signer.certificate,
    chain: opened.certificates.map(({ pem }) => pem),
    algorithm: signer.algorithm,
    isSound: (key) =>
      isSame(digestWith(messageImprint.hashAlgorithm.algorithmId, value), imprint) && signer.isOver(content, key),
  };
}

export type TimestampVerdict =
  { readonly path: readonly Certificate[] } | { readonly reason: "timestamp-invalid" | "timestamp-untrusted" };

/**
 * `timestamp-invalid`: not over this signature, or changed, or from the future. `timestamp-untrusted`: not of an authority for time stamps
 * whom we trust, or not of the national one's policies. `path`: the certificates whose revocation is still to be asked.
 */
export function judgeTimestamp(
  timestamp: Timestamp | "unreadable",
  trusted: TrustedIssuers,
  filedAt: Date,
): TimestampVerdict {
  if (timestamp === "unreadable") return { reason: "timestamp-invalid" };
  const { at, policy, certificate, chain } = timestamp;
  const key = publicKeyOf(certificate);
  if (key === undefined || !timestamp.isSound(key)) return { reason: "timestamp-invalid" };
  if (at.getTime() > filedAt.getTime() + CLOCK_SKEW_MS) return { reason: "timestamp-invalid" };
  const path = trustedPath(certificate, trusted, chain, at);
  const serves = isForTimestamps(certificate) && holdsAt(certificate, at) === "valid" && POLICIES.has(policy);
  return path === undefined || !serves ? { reason: "timestamp-untrusted" } : { path };
}
