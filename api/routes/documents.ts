/** The case file: documents by name, their content, and new ones. */
import { createHash } from "node:crypto";
import { DateTime, Duration } from "luxon";
import { CodedError } from "../../engine/errors.ts";
import type { DocumentRow } from "../../engine/ports.ts";
import { attachment, fileName } from "../attachment.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext } from "../context.ts";
import { documentTitles } from "../document-titles.ts";
import { HttpError } from "../problem.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, signedInRoute, versionTag, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { signatureChecksOf } from "../signature-checks.ts";
import { refuseOtherUploads } from "../upload-type.ts";

/** A scanned page is about one megabyte; base64 makes a third more of it. */
const LIMIT_OF_DOCUMENT = 25 * 1024 * 1024;

type OneCase = { readonly case: string };
interface Erasure {
  readonly ground: "retention" | "law";
  readonly reason: string;
}
interface SentDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

export function documentRoutes(context: ApiContext): Route[] {
  const { runtime, reads, caseFile, documents, clock, signatureSheet, definitions } = context;
  const titleOf = documentTitles(definitions, (digest) => runtime.graph(digest));
  return [
    signedInRoute<OneCase>({
      id: "listDocuments",
      method: "get",
      path: "/cases/{case}/documents",
      tag: "documents",
      summary: "The documents of the case.",
      action: "document.read",
      params: { case: schemas.caseId },
      reads: "documents",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.document)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "document.read", params.case);
        const items = (await caseFile.list(row.id)).map(async (document) => {
          const title = await titleOf(row.definition, document.name, language);
          return { ...document, ...(title === undefined ? {} : { title }) };
        });
        return { status: 200, body: { items: await Promise.all(items) } };
      },
    }),
    signedInRoute<OneCase & { document: string }>({
      id: "getDocument",
      method: "get",
      path: "/cases/{case}/documents/{document}",
      tag: "documents",
      summary: "The content of a document.",
      action: "document.read",
      params: { case: schemas.caseId, document: schemas.documentId },
      reads: "document",
      answers: { 200: { description: "Its bytes, in its own media type.", content: { "*/*": "bytes" } } },
      problems: ["CASE_NOT_FOUND", "DOCUMENT_NOT_FOUND", "DOCUMENT_ERASED"],
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "document.read", params.case);
        const document = await contentOf(row.id, params.document);
        return {
          status: 200,
          content: { mediaType: document.mediaType, bytes: document.bytes },
          // Uploaded content is never shown in our own origin.
          headers: {
            "Content-Disposition": attachment(fileName(document.name, document.mediaType)),
            "Content-Security-Policy": "default-src 'none'; sandbox",
          },
        };
      },
    }),
    signedInRoute<OneCase & { document: string }>({
      id: "getSignatureSheet",
      method: "get",
      path: "/cases/{case}/documents/{document}/signatures",
      tag: "documents",
      summary: "A sheet with the electronic signatures over a document: who signed, with which certificate, when.",
      description: "The document itself keeps the bytes that were signed; the sheet names them by their SHA-256.",
      action: "document.read",
      params: { case: schemas.caseId, document: schemas.documentId },
      reads: "document",
      answers: { 200: { description: "A PDF.", content: { "application/pdf": "bytes" } } },
      problems: ["CASE_NOT_FOUND", "DOCUMENT_NOT_FOUND", "DOCUMENT_ERASED", "DOCUMENTS_BUSY"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "document.read", params.case);
        const { bytes, ...document } = await contentOf(row.id, params.document);
        const sheet = await signatureSheet({
          language,
          name: document.name,
          ...(document.number === undefined ? {} : { number: document.number }),
          filedAt: document.filedAt,
          digest: createHash("sha256").update(bytes).digest("hex"),
          checks: await signatureChecksOf(caseFile, row.id, document.id),
        });
        if (sheet === undefined)
          throw new CodedError("DOCUMENT_NOT_FOUND", `No signature over the document ${document.id} has passed.`);
        return {
          status: 200,
          content: { mediaType: "application/pdf", bytes: sheet },
          headers: { "Content-Disposition": attachment(`${document.name}-signatures.pdf`) },
        };
      },
    }),
    signedInRoute<OneCase, { name?: string }, SentDocument | Uint8Array>({
      id: "fileDocument",
      method: "post",
      path: "/cases/{case}/documents",
      tag: "documents",
      summary: "Put a document into the case file.",
      description:
        "As JSON with the content in base64, or as its own bytes with its name in the query. The first bytes must be those of the media type that the request says; PDF, PNG, JPEG, JSON, XML and plain text are taken, and what the installation adds (`UPLOAD_TYPES`).",
      action: "document.file",
      params: { case: schemas.caseId },
      query: { name: schemas.newDocumentName },
      body: {
        required: true,
        limitBytes: LIMIT_OF_DOCUMENT,
        content: {
          "application/json": schemas.newDocument,
          "application/*": "bytes",
          "image/*": "bytes",
          "text/*": "bytes",
        },
      },
      answers: { 201: { description: "Filed.", content: json(schemas.documentReceipt) } },
      problems: [
        "CASE_NOT_FOUND",
        "CASE_NOT_ACTIVE",
        "STALE_VERSION",
        "DOCUMENT_NAME_TAKEN",
        "DOCUMENT_NOT_AS_SAID",
        "CASE_FILE_FULL",
      ],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, query, body, mediaType, options }, account) {
        const row = await visibleCase(reads, account, "document.file", params.case);
        const document = body instanceof Uint8Array ? { ...named(query), mediaType, bytes: body } : sentDocument(body);
        await refuseOtherUploads(document.bytes, document.mediaType, documents.moreUploadTypes);
        // Handlers read the latest document of a name: nobody may put an own one in the place of a register's answer.
        const filed = await caseFile.list(row.id);
        if (filed.some((each) => each.name === document.name && each.filedBy !== account.id))
          throw new CodedError("DOCUMENT_NAME_TAKEN", `a document ${document.name} of somebody else is in the case`, [
            { pointer: "/name", detail: "another name is needed" },
          ]);
        refuseOverfull(filed, document.bytes.byteLength);
        const receipt = await runtime.fileDocument(row.id, document, actorOf(account), options);
        return {
          status: 201,
          body: { case: receipt.case, seq: receipt.seq, document: receipt.document },
          headers: { ETag: versionTag(receipt.seq), Location: `/api/v1/cases/${row.id}/documents/${receipt.document}` },
        };
      },
    }),
    signedInRoute<OneCase, unknown, Erasure>({
      id: "eraseCaseFile",
      method: "post",
      path: "/cases/{case}/erasure",
      tag: "documents",
      summary: "Erase the case file: the content of all documents of a case that has ended.",
      description:
        "`retention`: its time is over (`CASE_FILE_RETENTION`, from the end of the case). `law`: an act orders it; the reason names the act. The log keeps who erased what, when and why; its hashes stay, and the chain can still be verified.",
      action: "document.erase",
      params: { case: schemas.caseId },
      body: jsonBody(schemas.erasure),
      answers: { 200: { description: "Erased.", content: json(schemas.erasureReceipt) } },
      problems: ["CASE_NOT_FOUND", "CASE_STILL_RUNS", "RETENTION_NOT_OVER", "STALE_VERSION", "REASON_REQUIRED"],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, body: { ground, reason }, language, options }, account) {
        refusePersonalNumbers(reason, "/reason", language);
        const row = await visibleCase(reads, account, "document.erase", params.case);
        if (ground === "retention" && row.endedAt !== undefined) refuseEarly(row.endedAt);
        const receipt = await runtime.eraseCaseFile(row.id, { ground, reason }, actorOf(account), options);
        return {
          status: 200,
          body: { case: receipt.case, seq: receipt.seq, erased: receipt.erased },
          headers: { ETag: versionTag(receipt.seq) },
        };
      },
    }),
  ];

  async function contentOf(caseId: string, id: string) {
    const filed = (await caseFile.list(caseId)).find((each) => each.id === id);
    if (filed === undefined) throw new CodedError("DOCUMENT_NOT_FOUND", `The case has no document ${id}.`);
    const document = filed.erasedAt === undefined ? await caseFile.read(filed.id) : undefined;
    if (document !== undefined) return document;
    throw new CodedError("DOCUMENT_ERASED", `The document was erased at ${filed.erasedAt ?? clock.now()}.`);
  }

  function refuseOverfull(filed: readonly DocumentRow[], more: number): void {
    const held = filed.reduce((sum, { size, erasedAt }) => (erasedAt === undefined ? sum + size : sum), 0);
    if (held + more <= documents.largestCaseFile) return;
    throw new CodedError(
      "CASE_FILE_FULL",
      `The case file holds ${held} bytes; with this document's ${more} it would pass the ${documents.largestCaseFile} that it may hold.`,
    );
  }

  function refuseEarly(endedAt: string): void {
    if (documents.retention === undefined)
      throw new CodedError("RETENTION_NOT_OVER", "The installation does not say how long case files are kept.");
    const over = DateTime.fromISO(endedAt, { zone: "utc" }).plus(Duration.fromISO(documents.retention));
    if (over <= DateTime.fromISO(clock.now())) return;
    throw new CodedError("RETENTION_NOT_OVER", `The case ended at ${endedAt}; its file is kept until ${over.toISO()}.`);
  }
}

const sentDocument = ({ name, mediaType, content }: SentDocument) => ({
  name,
  mediaType,
  bytes: bytesOfBase64(content, "/content"),
});

function named({ name }: { name?: string }): { name: string } {
  if (name !== undefined) return { name };
  const detail = "the document's name, in the query";
  throw new HttpError("REQUEST_INVALID", `/name: ${detail}`, { problems: [{ pointer: "/name", detail }] });
}
