/** The case file: documents by name, their content, and new ones. */
import { CodedError } from "../../engine/errors.ts";
import { attachment } from "../attachment.ts";
import { actorOf, visibleCase } from "../auth/visible.ts";
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import { json, signedInRoute, versionTag, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

/** A scanned page is about one megabyte; base64 makes a third more of it. */
const LIMIT_OF_DOCUMENT = 25 * 1024 * 1024;

type OneCase = { readonly case: string };
interface SentDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

export function documentRoutes({ runtime, reads, caseFile }: ApiContext): Route[] {
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
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "document.read", params.case);
        return { status: 200, body: { items: await caseFile.list(row.id) } };
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
        const document = await caseFile.read(params.document);
        if (document?.case !== row.id)
          throw new CodedError("DOCUMENT_NOT_FOUND", `The case has no document ${params.document}.`);
        if (document.erasedAt !== undefined)
          throw new CodedError("DOCUMENT_ERASED", `The document was erased at ${document.erasedAt}.`);
        return {
          status: 200,
          content: { mediaType: document.mediaType, bytes: document.bytes },
          // Uploaded content is never shown in our own origin.
          headers: {
            "Content-Disposition": attachment(document.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
          },
        };
      },
    }),
    signedInRoute<OneCase, { name?: string }, SentDocument | Uint8Array>({
      id: "fileDocument",
      method: "post",
      path: "/cases/{case}/documents",
      tag: "documents",
      summary: "Put a document into the case file.",
      description: "As JSON with the content in base64, or as its own bytes with its name in the query.",
      action: "document.file",
      params: { case: schemas.caseId },
      query: { name: schemas.newDocumentName },
      body: {
        required: true,
        limitBytes: LIMIT_OF_DOCUMENT,
        content: {
          "application/json": schemas.newDocument,
          "application/pdf": "bytes",
          "application/xml": "bytes",
          "image/*": "bytes",
          "text/*": "bytes",
        },
      },
      answers: { 201: { description: "Filed.", content: json(schemas.documentReceipt) } },
      problems: ["CASE_NOT_FOUND", "CASE_NOT_ACTIVE", "STALE_VERSION", "DOCUMENT_NAME_TAKEN"],
      idempotency: "runtime",
      conditional: true,
      async handle({ params, query, body, mediaType, options }, account) {
        const row = await visibleCase(reads, account, "document.file", params.case);
        const document = body instanceof Uint8Array ? { ...named(query), mediaType, bytes: body } : sentDocument(body);
        // Handlers read the latest document of a name: nobody may put an own one in the place of a register's answer.
        const filed = await caseFile.list(row.id);
        if (filed.some((each) => each.name === document.name && each.filedBy !== account.id))
          throw new CodedError("DOCUMENT_NAME_TAKEN", `a document ${document.name} of somebody else is in the case`, [
            { pointer: "/name", detail: "another name is needed" },
          ]);
        const receipt = await runtime.fileDocument(row.id, document, actorOf(account), options);
        return {
          status: 201,
          body: { case: receipt.case, seq: receipt.seq, document: receipt.document },
          headers: { ETag: versionTag(receipt.seq), Location: `/api/v1/cases/${row.id}/documents/${receipt.document}` },
        };
      },
    }),
  ];
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
