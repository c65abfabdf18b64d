/**
 * Checks an electronic signature over a document of the case file; clause 6, condition 1: "проверка срока действия
 * регистрационного свидетельства и подлинности ЭЦП".
 *
 * The form of the signature is told by its content: the JSON of our forms, CMS of the CAdES-BES profile (detached, or attached with exactly
 * the document inside; DER, PEM or base64), or an enveloped XML signature. RSA and ECDSA are verified; a GOST key or algorithm is answered
 * with `unsupported-algorithm`: OpenSSL in Node does not know it.
 */
import type { Json } from "../engine/core/events.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Clock, Handler, HandlerAnswer, HandlerContext } from "../engine/ports.ts";
import { documentMissing, fieldOf, jsonDocument, readJsonDocument, readTextField } from "./case-file.ts";
import { SIGNER_TYPES, signerTypesOf } from "./certificate.ts";
import type { Certificate, SignerType } from "./certificate.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { askOutside } from "./outside-call.ts";
import type { RevocationSource } from "./outside.ts";
import type { SignatureSource } from "./read-signature.ts";
import { checkSignature } from "./signature-check.ts";
import type { CheckedSigner } from "./signature-check.ts";
import { SIGNATURE_REASONS, SIGNATURE_WORDS } from "./signature-words.ts";

/**
 * `document`: what was signed; `signature`: the document that is the signature, or that holds it in its `signatureField` when one is named.
 * `iinFrom` (`signer`) and `iinField` (`iin`): where the IIN stands that the certificate must name; `binFrom` (as `iinFrom`) and `binField`:
 * where the BIN of the signer's organisation stands, compared only when `binField` is given; `signerType`: in what capacity the
 * certificate must let sign. The document `signer` comes from the profile of the account that signed: never let a form write it, or signers
 * say themselves who they should be.
 */
interface Input {
  readonly document: string;
  readonly signature: string;
  readonly signatureField?: string | null;
  readonly signer: "staff" | "applicant";
  readonly iinFrom?: string | null;
  readonly iinField?: string | null;
  readonly binFrom?: string | null;
  readonly binField?: string | null;
  readonly signerType?: SignerType | null;
  readonly as?: string | null;
}

/**
 * Facts: `valid`, and `reason`: the first check that failed (`signature-check.ts` says in which order). Files the checks of each signer, the
 * words in three languages and what the certificates say. A source of trust or revocation that does not answer is a failure to retry,
 * not a reason.
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
        binFrom: OPTIONAL_NAME,
        binField: OPTIONAL_NAME,
        signerType: { enum: [...SIGNER_TYPES, null] },
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
            signedAt: signedAt.toISOString(),
            checkedAt: clock.now(),
            checks: decisive?.checks ?? [{ check: "readable", passed: false }],
            ...(format === undefined ? {} : { format }),
            ...(decisive === undefined ? {} : { certificate: described(decisive.certificate) }),
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

function ofSigner({ certificate, reason, checks, claimedAt }: CheckedSigner): object {
  return { reason, checks, ...(claimedAt === undefined ? {} : { claimedAt }), certificate: described(certificate) };
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
