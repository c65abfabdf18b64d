/**
 * Each check of a signature in a case: of its documents (what `signature.verify` filed) and of the messages that came through the gateway (what
 * stands beside them in the history). Nothing is kept for this list: it is read from the evidence itself, so it cannot say anything else.
 */
import { createHash } from "node:crypto";
import type { ExchangeNote, Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import type { CaseFileStore, ChainedEvent } from "../engine/ports.ts";
import { withoutPersonalNumbers } from "./personal-number.ts";

export interface SignatureCheckRow {
  readonly level: "business" | "transport";
  /** UTC instant of the check. */
  readonly at: string;
  readonly element: string;
  readonly signer: string;
  readonly outcome: "valid" | "refused" | "erased";
  /** Id of the document in which the check stands. */
  readonly evidence: string;
  readonly reason?: string;
  readonly explanation?: string;
  readonly subject?: string;
  readonly serial?: string;
  readonly issuer?: string;
  readonly signedAt?: string;
  readonly document?: string;
  readonly digest?: string;
  readonly revocation?: Json;
}

const CHECKER = "handler:signature.verify";

/** In the order of the history. */
export async function signatureChecksIn(
  history: readonly ChainedEvent[],
  caseFile: CaseFileStore,
  language: Language,
): Promise<readonly SignatureCheckRow[]> {
  const rows: SignatureCheckRow[] = [];
  for (const { event, at, by } of history) {
    if (event.type !== "DocumentFiled") continue;
    const { document, element = "", exchange } = event;
    // What we sent ourselves was signed, not checked.
    if (exchange !== undefined && exchange.signature !== "made")
      rows.push(await ofMessage(exchange, document, element, caseFile));
    else if (by === CHECKER && exchange === undefined && event.mediaType === "application/json")
      rows.push(await ofDocument({ document, element, at }, caseFile, language));
  }
  return rows;
}

async function ofMessage(
  { at, system, signature, certificate }: ExchangeNote,
  document: string,
  element: string,
  caseFile: CaseFileStore,
): Promise<SignatureCheckRow> {
  const filed = await caseFile.read(document);
  return {
    level: "transport",
    at,
    element,
    signer: system,
    outcome: signature === "valid" ? "valid" : "refused",
    reason: signature,
    ...(certificate === undefined ? {} : { serial: certificate }),
    document,
    ...(filed === undefined ? {} : { digest: createHash("sha256").update(filed.bytes).digest("hex") }),
    evidence: document,
  };
}

/** As `signature.verify` files it; older ones lack digest and freshness. */
interface FiledCheck {
  readonly valid: boolean;
  readonly reason: string;
  readonly words: Readonly<Record<Language, string>>;
  readonly signer: string;
  readonly document: string;
  readonly documentDigest?: string;
  readonly signedAt: string;
  readonly checkedAt: string;
  readonly certificate?: { readonly subject: string; readonly issuer: string; readonly serialNumber: string };
  readonly revocation?: Json;
}

async function ofDocument(
  { document: evidence, element, at }: { readonly document: string; readonly element: string; readonly at: string },
  caseFile: CaseFileStore,
  language: Language,
): Promise<SignatureCheckRow> {
  const filed = await caseFile.read(evidence);
  if (filed === undefined) return { level: "business", at, element, signer: "", outcome: "erased", evidence };
  const check = JSON.parse(Buffer.from(filed.bytes).toString("utf8")) as FiledCheck;
  const { certificate, documentDigest, revocation } = check;
  return {
    level: "business",
    at: check.checkedAt,
    element,
    signer: check.signer,
    outcome: check.valid ? "valid" : "refused",
    reason: check.reason,
    explanation: check.words[language],
    ...(certificate === undefined
      ? {}
      : {
          subject: withoutPersonalNumbers(certificate.subject),
          serial: certificate.serialNumber,
          issuer: withoutPersonalNumbers(certificate.issuer),
        }),
    signedAt: check.signedAt,
    document: check.document,
    ...(documentDigest === undefined ? {} : { digest: documentDigest }),
    ...(revocation === undefined ? {} : { revocation }),
    evidence,
  };
}
