/**
 * Checks a signature in any form against the document, the person and the day: one function for the handler `signature.verify` and for
 * signing in. The first check that fails gives the reason, in the order readable, time stamp, path to a trusted authority, validity when it
 * was signed, purpose, person, the signature itself, revocation now.
 */
import { binOf, holdsAt, iinOf, isForSignIn, isForSigning, publicKeyOf, signerTypesOf } from "./certificate.ts";
import type { Certificate, SignerType } from "./certificate.ts";
import { trustedPath } from "./certificate-path.ts";
import { judgeOcsp, ocspQuestion } from "./ocsp.ts";
import type { OutsideCall, RevocationSource, TrustedIssuers } from "./outside.ts";
import { readSignature } from "./read-signature.ts";
import type { SignatureSource } from "./read-signature.ts";
import { judgeRevocation } from "./revocation.ts";
import type { RevocationVerdict } from "./revocation.ts";
import { freshnessOf, freshnessOfOcsp, type RevocationEvidence } from "./revocation-freshness.ts";
import type { SignatureFormat, SignatureSigner } from "./signature-format.ts";
import type { SignatureReason } from "./signature-words.ts";
import { judgeTimestamp } from "./timestamp.ts";

export interface SignatureQuestion {
  /** What should have been signed, exactly these bytes. */
  readonly document: Uint8Array;
  /** Absent: nothing that could be read was given. */
  readonly signature: SignatureSource | undefined;
  readonly purpose: "signing" | "sign-in";
  /** Whom the certificate must name; each is compared only when it is given. */
  readonly iin?: string;
  readonly bin?: string;
  readonly signerType?: SignerType;
  /** Every signer needs a time stamp; unless said, one is checked where there is one. */
  readonly timestamp?: "required";
  /** When the signature was filed: the certificate must have held then, or when its time stamp says. */
  readonly signedAt: Date;
  readonly now: () => Date;
  readonly source: RevocationSource;
  readonly ask: <T>(question: (call: OutsideCall) => Promise<T>) => Promise<T>;
}

export type Check = "readable" | "timestamp" | "path" | "validity" | "purpose" | "person" | "signature" | "revocation";

export interface CheckedSigner {
  readonly certificate: Certificate;
  readonly claimedAt?: string;
  /** What its time stamp says, once that is believed; ISO 8601 UTC. */
  readonly stampedAt?: string;
  readonly reason: SignatureReason;
  /** In the order in which they were made. */
  readonly checks: readonly { readonly check: Check; readonly passed: boolean }[];
  /** What was asked about the certificates of its time stamps and of the path, in order; empty where a check before it failed. */
  readonly revocation: readonly RevocationEvidence[];
}

export interface SignatureOutcome {
  readonly reason: SignatureReason;
  readonly format?: SignatureFormat;
  /** Every signer that was looked at: up to the first whose signature does not count. Empty: malformed. */
  readonly signers: readonly CheckedSigner[];
  /** The one who decided: the person asked for, or the first who failed. */
  readonly decisive?: CheckedSigner;
}

/** Counts when every signature in it does, and one of them is that of the person asked for. What the source throws goes through. */
export async function checkSignature(question: SignatureQuestion): Promise<SignatureOutcome> {
  const read = question.signature === undefined ? undefined : await readSignature(question.signature);
  if (read === undefined) return { reason: "malformed", signers: [] };
  const { format, chain } = read;

  const strangers = read.signers.map(({ certificate }) => whyNot(certificate, question));
  const wanted = strangers.indexOf(undefined);
  const person = wanted >= 0 ? undefined : strangers[0];
  let trusted: Promise<TrustedIssuers> | undefined;
  const issuers = (): Promise<TrustedIssuers> =>
    (trusted ??= question.ask((call) => question.source.trustedIssuers(call)));

  const signers: CheckedSigner[] = [];
  for (const signer of read.signers) {
    const checked = await checkSigner(signer, { question, chain, person, issuers });
    signers.push(checked);
    if (checked.reason !== "valid") return { reason: checked.reason, format, signers, decisive: checked };
  }
  const decisive = signers[wanted];
  return { reason: "valid", format, signers, ...(decisive === undefined ? {} : { decisive }) };
}

interface Around {
  readonly question: SignatureQuestion;
  readonly chain: readonly string[];
  /** Why none of the signers is the person asked for. */
  readonly person: SignatureReason | undefined;
  readonly issuers: () => Promise<TrustedIssuers>;
}

async function checkSigner(signer: SignatureSigner, around: Around): Promise<CheckedSigner> {
  const { question, chain, person, issuers } = around;
  const { certificate, algorithm, claimedAt } = signer;
  const checks: { check: Check; passed: boolean }[] = [{ check: "readable", passed: true }];
  const revocation: RevocationEvidence[] = [];
  const pass = (check: Check, passed: boolean): boolean => {
    checks.push({ check, passed });
    return passed;
  };
  let stampedAt: Date | undefined;
  const answer = (reason: SignatureReason): CheckedSigner => ({
    certificate,
    ...(claimedAt === undefined ? {} : { claimedAt }),
    ...(stampedAt === undefined ? {} : { stampedAt: stampedAt.toISOString() }),
    reason,
    checks,
    revocation,
  });

  const key = publicKeyOf(certificate);
  if (key === undefined || algorithm?.verify === undefined || algorithm.keyType !== key.type)
    return answer(algorithm?.outdated === true ? "outdated-algorithm" : "unsupported-algorithm");

  const stamp = await stampOf(signer, question, await issuers(), revocation);
  if (stamp !== undefined && !pass("timestamp", "at" in stamp) && "reason" in stamp) return answer(stamp.reason);
  if (stamp !== undefined && "at" in stamp) stampedAt = stamp.at;
  const signedAt = stampedAt ?? question.signedAt;

  const path = trustedPath(certificate, await issuers(), chain, signedAt);
  if (!pass("path", path !== undefined) || path === undefined) return answer("untrusted");

  const validity = holdsAt(certificate, signedAt);
  if (!pass("validity", validity === "valid")) return answer(validity);
  const serves = question.purpose === "signing" ? isForSigning : isForSignIn;
  if (!pass("purpose", serves(certificate))) return answer("wrong-purpose");
  if (!pass("person", person === undefined)) return answer(person ?? "wrong-person");
  if (!pass("signature", await signer.isOver(question.document, key))) return answer("signature-mismatch");

  const verdict = await statusAlong(path, question, revocation);
  if (pass("revocation", verdict === "good")) return answer("valid");
  return answer(verdict === "revoked" ? "revoked" : "revocation-unknown");
}

/** Every certificate below the anchor, so that a revoked intermediate authority is noticed too; the first that is not good. */
async function statusAlong(
  path: readonly Certificate[],
  question: SignatureQuestion,
  evidence: RevocationEvidence[],
): Promise<RevocationVerdict> {
  for (const [index, below] of path.slice(0, -1).entries()) {
    const verdict = await statusOf(below, path[index + 1] ?? below, question, evidence);
    if (verdict !== "good") return verdict;
  }
  return "good";
}

/** The earliest instant, when every time stamp of the signer holds; `undefined`: there is none, and none is asked for. */
async function stampOf(
  { timestamps = [] }: SignatureSigner,
  question: SignatureQuestion,
  trusted: TrustedIssuers,
  evidence: RevocationEvidence[],
): Promise<{ readonly at: Date } | { readonly reason: SignatureReason } | undefined> {
  let earliest: Date | undefined;
  for (const timestamp of timestamps) {
    const verdict = judgeTimestamp(timestamp, trusted, question.signedAt);
    if ("reason" in verdict) return verdict;
    const status = await statusAlong(verdict.path, question, evidence);
    if (status !== "good") return { reason: status === "revoked" ? "timestamp-untrusted" : "revocation-unknown" };
    if (timestamp !== "unreadable" && (earliest === undefined || timestamp.at < earliest)) earliest = timestamp.at;
  }
  if (earliest !== undefined) return { at: earliest };
  return question.timestamp === "required" ? { reason: "timestamp-missing" } : undefined;
}

/** `undefined`: the certificate names who was asked for. */
function whyNot(
  certificate: Certificate,
  { iin, bin, signerType }: SignatureQuestion,
): "wrong-person" | "wrong-organization" | "wrong-capacity" | undefined {
  if (iin !== undefined && iinOf(certificate) !== iin) return "wrong-person";
  if (bin !== undefined && binOf(certificate) !== bin) return "wrong-organization";
  if (signerType !== undefined && !signerTypesOf(certificate).includes(signerType)) return "wrong-capacity";
  return undefined;
}

/** OCSP first, where the source speaks it; the issuer's list when no answer of it is to be believed. */
async function statusOf(
  certificate: Certificate,
  issuer: Certificate,
  { source, ask, now }: SignatureQuestion,
  evidence: RevocationEvidence[],
): Promise<RevocationVerdict> {
  const { serialNumber } = certificate;
  const both = { certificate: certificate.pem, issuer: issuer.pem };
  if (source.ocsp !== undefined) {
    const { request, nonce } = await ocspQuestion(certificate, issuer);
    const response = await ask(async (call) => source.ocsp?.({ ...both, request }, call));
    const verdict = response === undefined ? "unknown" : await judgeOcsp(certificate, issuer, response, nonce, now());
    if (response !== undefined)
      evidence.push({ certificate: serialNumber, source: "ocsp", verdict, ...(await freshnessOfOcsp(response)) });
    if (verdict !== "unknown") return verdict;
  }
  const answer = await ask((call) => source.statusOf(both, call));
  const verdict = judgeRevocation(certificate, issuer, answer, now());
  evidence.push({ certificate: serialNumber, source: answer.kind, verdict, ...freshnessOf(answer) });
  return verdict;
}
