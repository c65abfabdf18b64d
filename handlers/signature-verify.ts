/**
 * Checks an electronic signature over a document of the case file; clause 6, condition 1: "проверка срока действия
 * регистрационного свидетельства и подлинности ЭЦП".
 *
 * The form of the signature is told by its content: the JSON of our forms, CMS of the CAdES-BES profile (detached, or attached with exactly
 * the document inside; DER, PEM or base64), or an enveloped XML signature, by an RSA, ECDSA or GOST 34.10-2015 key.
 */
import { createHash } from "node:crypto";
import type { Json } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Clock, Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { documentMissing, fieldOf, jsonDocument, readJsonDocument, readTextField } from "./case-file.ts";
import { SIGNER_TYPES, signerTypesOf } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { closedObject, defineHandler, named, optionallyNamed, yesOrNo } from "./define-handler.ts";
import type { ValueOf } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { RevocationSource } from "./outside.ts";
import type { SignatureSource } from "./read-signature.ts";
import { checkSignature } from "./signature-check.ts";
import type { CheckedSigner } from "./signature-check.ts";
import { SIGNATURE_REASONS, SIGNATURE_WORDS } from "./signature-words.ts";

/**
 * The document `signer` comes from the profile of the account that signed: never let a form write it, or signers say themselves who they
 * should be.
 */
const INPUT = closedObject(
  {
    document: named("Document that was signed."),
    signature: named("Document that is the signature, or that holds it in `signatureField`."),
    signatureField: optionallyNamed("Its field with the signature; the whole document is the signature unless said."),
    signer: { enum: ["staff", "applicant"], description: "Who signs." },
    iinFrom: optionallyNamed("Document with the IIN that the certificate must name; `signer` unless said."),
    iinField: optionallyNamed("Its field with the IIN; `iin` unless said."),
    binFrom: optionallyNamed("Document with the BIN of the signer's organisation; as `iinFrom` unless said."),
    binField: optionallyNamed("Its field with the BIN; the organisation is not compared unless said."),
    signerType: {
      enum: [...SIGNER_TYPES, null],
      description: "In what capacity the certificate must let sign; in any unless said.",
    },
    timestamp: {
      enum: ["required", null],
      description: "Whether every signer needs a time stamp; one that is there is checked in any case.",
    },
    as: optionallyNamed("Under which name the checks are filed; `signature-check` unless said."),
  },
  ["document", "signature", "signer"],
);
type Input = ValueOf<typeof INPUT>;

/**
 * Facts: `valid`, and `reason`: the first check that failed (`signature-check.ts` says in which order). Files the checks of each signer, the
 * words in three languages and what the certificates say. A source of trust or revocation that does not answer is a failure to retry,
 * not a reason.
 */
export function signatureVerify(source: RevocationSource, clock: Clock): Handler {
  return defineHandler({
    name: "signature.verify",
    description: "Checks an electronic signature and the certificate behind it.",
    input: INPUT,
    output: closedObject(
      {
        valid: yesOrNo("The signature holds."),
        reason: { enum: SIGNATURE_REASONS, description: "The first check that failed; `valid` when none did." },
      },
      ["valid", "reason"],
    ),
    retries: { attempts: 6, backoffMs: 5_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const document = await context.readDocument(input.document);
      if (document === undefined) throw documentMissing(input.document);
      const signatureDocument = await context.readDocument(input.signature);
      if (signatureDocument === undefined) throw documentMissing(input.signature);
      const iinFrom = input.iinFrom ?? "signer";
      const iin = await readTextField(context, iinFrom, input.iinField ?? "iin");
      const bin =
        typeof input.binField === "string"
          ? await readTextField(context, input.binFrom ?? iinFrom, input.binField)
          : undefined;
      const signedAt = new Date(signatureDocument.filedAt ?? context.at);

      const outcome = await checkSignature({
        document: document.bytes,
        signature: await signatureOf(context, input, signatureDocument.bytes),
        purpose: "signing",
        iin,
        ...(bin === undefined ? {} : { bin }),
        ...(input.signerType === undefined || input.signerType === null ? {} : { signerType: input.signerType }),
        ...(input.timestamp === "required" ? { timestamp: "required" as const } : {}),
        signedAt,
        now: () => new Date(clock.now()),
        source,
        ask: (question) => askOutside(context, question),
      });
      const { reason, format, decisive } = outcome;
      const valid = reason === "valid";
      return {
        facts: { valid, reason },
        documents: [
          jsonDocument(input.as ?? "signature-check", {
            valid,
            reason,
            words: SIGNATURE_WORDS[reason],
            signer: input.signer,
            document: document.id,
            documentDigest: createHash("sha256").update(document.bytes).digest("hex"),
            signedAt: signedAt.toISOString(),
            checkedAt: clock.now(),
            checks: decisive?.checks ?? [{ check: "readable", passed: false }],
            ...(format === undefined ? {} : { format }),
            ...(decisive?.stampedAt === undefined ? {} : { stampedAt: decisive.stampedAt }),
            ...(decisive === undefined
              ? {}
              : { certificate: described(decisive.certificate), revocation: decisive.revocation }),
            ...(outcome.signers.length < 2 ? {} : { signers: outcome.signers.map(ofSigner) }),
          }),
        ],
      };
    },
  });
}

/** `undefined`: what the signer sent is not even JSON: a malformed signature, not a diagram wired wrongly. */
async function signatureOf(
  context: HandlerContext,
  input: Input,
  bytes: Uint8Array,
): Promise<SignatureSource | undefined> {
  if (typeof input.signatureField !== "string") return bytes;
  let json: Json;
  try {
    json = await readJsonDocument(context, input.signature);
  } catch (error) {
    if (error instanceof HandlerFailure && error.code === "DOCUMENT_UNREADABLE") return undefined;
    throw error;
  }
  return fieldOf(json, input.signatureField);
}

function ofSigner({ certificate, reason, checks, claimedAt, stampedAt }: CheckedSigner): object {
  return {
    reason,
    checks,
    ...(claimedAt === undefined ? {} : { claimedAt }),
    ...(stampedAt === undefined ? {} : { stampedAt }),
    certificate: described(certificate),
  };
}

function described(certificate: Certificate): object {
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    signerTypes: signerTypesOf(certificate),
  };
}
