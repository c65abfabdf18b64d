/**
 * Checks a detached electronic signature over a document of the case file; clause 6, condition 1: "проверка срока действия
 * регистрационного свидетельства и подлинности ЭЦП".
 *
 * The signature is JSON: `{certificate: PEM, signature: base64, algorithm, chain?: [PEM]}`, over the bytes of the document exactly as filed.
 * Algorithms: `RSA-SHA256` (PKCS #1 v1.5), `ECDSA-SHA256` (DER, as in CMS), `ECDSA-SHA256-P1363` (r‖s, what WebCrypto gives). Certificates
 * with GOST keys are answered with `unsupported-algorithm`: OpenSSL in Node cannot verify them.
 */
import { verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { Json } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Clock, Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { documentMissing, fieldOf, jsonDocument, readJsonDocument, readTextField } from "./case-file.ts";
import { holdsAt, iinOf, isForSigning, isSupportedKey, publicKeyOf, readCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { trustedPath } from "./certificate-path.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { RevocationSource } from "./outside.ts";
import { judgeRevocation } from "./revocation.ts";
import { SIGNATURE_REASONS, SIGNATURE_WORDS } from "./signature-words.ts";
import type { SignatureReason } from "./signature-words.ts";

/**
 * `document`: what was signed; `signature`: the document that holds the signature JSON, in its `signatureField` when one is named.
 * `iinFrom` (`signer`) and `iinField` (`iin`): where the IIN stands that the certificate must name. The document `signer` comes from the
 * profile of the account that signed: never let a form write it, or signers say themselves who they should be.
 */
interface Input {
  readonly document: string;
  readonly signature: string;
  readonly signatureField?: string | null;
  readonly signer: "staff" | "applicant";
  readonly iinFrom?: string | null;
  readonly iinField?: string | null;
  readonly as?: string | null;
}

type Check = "readable" | "path" | "validity" | "purpose" | "person" | "signature" | "revocation";
type Passed = { readonly check: Check; readonly passed: boolean };

/**
 * Facts: `valid`, and `reason`: the first check that failed, in the order readable, path to a trusted authority, validity when the
 * signature was filed, purpose, person, the signature itself, revocation now. Files the checks, the words in three languages and what the
 * certificate says. A source of trust or revocation that does not answer is a failure to retry, not a reason.
 */
export function signatureVerify(source: RevocationSource, clock: Clock): Handler {
  return defineHandler<Input>({
    name: "signature.verify",
    description: "Checks an electronic signature and the certificate behind it.",
    input: closedObject(
      {
        document: NAME,
        signature: NAME,
        signatureField: OPTIONAL_NAME,
        signer: { enum: ["staff", "applicant"] },
        iinFrom: OPTIONAL_NAME,
        iinField: OPTIONAL_NAME,
        as: OPTIONAL_NAME,
      },
      ["document", "signature", "signer"],
    ),
    output: closedObject({ valid: { type: "boolean" }, reason: { enum: SIGNATURE_REASONS } }, ["valid", "reason"]),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const document = await context.readDocument(input.document);
      if (document === undefined) throw documentMissing(input.document);
      const signatureDocument = await context.readDocument(input.signature);
      if (signatureDocument === undefined) throw documentMissing(input.signature);
      const signature = await signatureJson(context, input);
      const iin = await readTextField(context, input.iinFrom ?? "signer", input.iinField ?? "iin");
      const signedAt = new Date(signatureDocument.filedAt ?? context.at);

      const checks: Passed[] = [];
      const outcome = await check({ bytes: document.bytes, signature, iin, signedAt, source, clock, context, checks });
      const valid = outcome.reason === "valid";
      return {
        facts: { valid, reason: outcome.reason },
        documents: [
          jsonDocument(input.as ?? "signature-check", {
            valid,
            reason: outcome.reason,
            words: SIGNATURE_WORDS[outcome.reason],
            signer: input.signer,
            document: document.id,
            signedAt: signedAt.toISOString(),
            checkedAt: clock.now(),
            checks,
            ...(outcome.certificate === undefined ? {} : { certificate: described(outcome.certificate) }),
          }),
        ],
      };
    },
  });
}

interface Question {
  readonly bytes: Uint8Array;
  readonly signature: Json | undefined;
  /** The IIN that the certificate must name. */
  readonly iin: string;
  readonly signedAt: Date;
  readonly source: RevocationSource;
  readonly clock: Clock;
  readonly context: HandlerContext;
  /** Filled in the order in which the checks were made. */
  readonly checks: Passed[];
}

interface Outcome {
  readonly reason: SignatureReason;
  readonly certificate?: Certificate;
}

async function check(question: Question): Promise<Outcome> {
  const { bytes, iin, signedAt, source, clock, context, checks } = question;
  const pass = (name: Check, passed: boolean): boolean => {
    checks.push({ check: name, passed });
    return passed;
  };

  const signature = readSignature(question.signature);
  const certificate = signature === undefined ? undefined : readCertificate(signature.certificate);
  if (!pass("readable", signature !== undefined && certificate !== undefined)) return { reason: "malformed" };
  if (signature === undefined || certificate === undefined) return { reason: "malformed" };
  const no = (reason: SignatureReason): Outcome => ({ reason, certificate });

  const key = publicKeyOf(certificate);
  const scheme = SCHEMES.get(signature.algorithm);
  const fits = key !== undefined && isSupportedKey(key) && scheme?.keyType === key.asymmetricKeyType;
  if (key === undefined || scheme === undefined || !fits) {
    return no("unsupported-algorithm");
  }

  const trusted = await askOutside(context, (call) => source.trustedIssuers(call));
  const path = trustedPath(certificate, trusted, signature.chain, signedAt);
  if (!pass("path", path !== undefined) || path === undefined) return no("untrusted");

  const validity = holdsAt(certificate, signedAt);
  if (!pass("validity", validity === "valid")) return no(validity);
  if (!pass("purpose", isForSigning(certificate))) return no("wrong-purpose");
  if (!pass("person", iinOf(certificate) === iin)) return no("wrong-person");
  if (!pass("signature", isOver(bytes, signature.bytes, key, scheme))) return no("signature-mismatch");

  // Every certificate below the anchor, so that a revoked intermediate authority is noticed too.
  for (const [index, below] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1] ?? below;
    const answer = await askOutside(context, (call) =>
      source.statusOf({ certificate: below.pem, issuer: issuer.pem }, call),
    );
    const verdict = await judgeRevocation(below, issuer, answer, new Date(clock.now()));
    if (verdict === "good") continue;
    pass("revocation", false);
    return no(verdict === "revoked" ? "revoked" : "revocation-unknown");
  }
  pass("revocation", true);
  return no("valid");
}

interface Signature {
  readonly certificate: string;
  readonly bytes: Uint8Array;
  readonly algorithm: string;
  readonly chain: readonly string[];
}

interface Scheme {
  readonly keyType: "rsa" | "ec";
  readonly dsaEncoding?: "der" | "ieee-p1363";
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ["RSA-SHA256", { keyType: "rsa" }],
  ["ECDSA-SHA256", { keyType: "ec", dsaEncoding: "der" }],
  ["ECDSA-SHA256-P1363", { keyType: "ec", dsaEncoding: "ieee-p1363" }],
]);

async function signatureJson(context: HandlerContext, input: Input): Promise<Json | undefined> {
  try {
    const json = await readJsonDocument(context, input.signature);
    return typeof input.signatureField === "string" ? fieldOf(json, input.signatureField) : json;
  } catch (error) {
    // What the signer sent is not even JSON: a malformed signature, not a diagram wired wrongly.
    if (error instanceof HandlerFailure && error.code === "DOCUMENT_UNREADABLE") return undefined;
    throw error;
  }
}

function readSignature(json: Json | undefined): Signature | undefined {
  if (json === undefined) return undefined;
  const certificate = fieldOf(json, "certificate");
  const signature = fieldOf(json, "signature");
  const algorithm = fieldOf(json, "algorithm");
  const chain = fieldOf(json, "chain") ?? [];
  if (typeof certificate !== "string" || typeof signature !== "string" || typeof algorithm !== "string")
    return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature) || signature.length > 4_000) return undefined;
  if (!Array.isArray(chain) || chain.length > 4 || !chain.every((pem) => typeof pem === "string")) return undefined;
  return { certificate, bytes: Buffer.from(signature, "base64"), algorithm, chain: chain as readonly string[] };
}

function isOver(bytes: Uint8Array, signature: Uint8Array, key: KeyObject, scheme: Scheme): boolean {
  const options = scheme.dsaEncoding === undefined ? key : { key, dsaEncoding: scheme.dsaEncoding };
  return verify("sha256", bytes, options, signature);
}

function described(certificate: Certificate): object {
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}
