/**
 * The case file: documents, written in the transaction of the command that files them, and erased in that of the command that erases them.
 * Contents are kept by digest, each once; the salted hash that the log names stays with the document.
 */
import { createHash } from "node:crypto";
import type { CaseFileStore, Commit, DocumentRow } from "../engine/ports.ts";
import { type BulkStatement, chunks } from "./bulk.ts";
import type { Connections, Row } from "./connections.ts";
import type { NewRow } from "./tables.ts";

export function createCaseFileStore(connections: Connections): CaseFileStore {
  return {
    list: async (caseId) => {
      const rows = await connections.query<StoredDocument>(
        `select ${COLUMNS} from documents where case_id = ? order by seq`,
        [caseId],
      );
      return rows.map(documentRow);
    },
    read: async (id) => {
      const rows = await connections.query<StoredDocument & { bytes: Uint8Array; salt: string | null }>(
        `select ${COLUMNS}, salt, contents.bytes from documents join contents on contents.digest = documents.content where id = ?`,
        [id],
      );
      const row = rows[0];
      // Erased: its row stays in `list`, its content is gone.
      if (row === undefined || row.salt === null) return undefined;
      return { ...documentRow(row), bytes: row.bytes, salt: row.salt };
    },
    issued: async (number) => {
      const rows = await connections.query<StoredDocument & { content: string | null }>(
        `select ${COLUMNS}, content from documents where number = ? order by filed_at desc, seq desc limit 1`,
        [number],
      );
      const row = rows[0];
      if (row === undefined) return undefined;
      return { ...documentRow(row), ...(row.content === null ? {} : { digest: row.content }) };
    },
  };
}

/** The rows of the documents that a commit's events name. */
export function documentRows(commit: Commit): readonly NewRow[] {
  if (commit.documents === undefined) return [];
  return commit.documents.map((document) => {
    const index = commit.events.findIndex((event) => event.type === "DocumentFiled" && event.document === document.id);
    if (index < 0) throw new Error(`Case ${commit.case}: document ${document.id} is named in no event`);
    return {
      id: document.id,
      case_id: commit.case,
      seq: commit.expectedSeq + 1 + index,
      name: document.name,
      media_type: document.mediaType,
      size: document.bytes.byteLength,
      hash: document.hash,
      filed_at: commit.at,
      filed_by: commit.by,
      salt: document.salt,
      content: digestOf(document.bytes),
      number: document.number ?? null,
    };
  });
}

/** Their contents, which may be there already. */
export function contentRows(commit: Commit): readonly NewRow[] {
  return (commit.documents ?? []).map(({ bytes }) => ({ digest: digestOf(bytes), bytes }));
}

/**
 * Takes salt, digest and content of the documents that the commit's events erase, and what was written about the case beside its file: what
 * the applicant was told and said of the service, what the staff wrote to each other, and what other systems answered. A content that another document holds stays there: no erasure of one case
 * file reaches into another.
 */
export function erasures(commit: Commit): readonly BulkStatement[] {
  return commit.events.flatMap((event) =>
    event.type === "CaseFileErased"
      ? [...contentErasures(commit, event.documents), ...besides(commit.case)].map(overwriting)
      : [],
  );
}

const overwriting = (statement: BulkStatement): BulkStatement => ({ ...statement, overwrites: true });

const besides = (caseId: string): readonly BulkStatement[] => [
  ...["notifications", "comments", "surveys"].map((table) => ({
    sql: `delete from ${table} where case_id = ?`,
    values: [caseId],
  })),
  // That a message was sent and answered stays: the history says so, too. What the other side said goes.
  { sql: "update gateway_messages set answer = null where case_id = ?", values: [caseId] },
];

function contentErasures(commit: Commit, documents: readonly string[]): readonly BulkStatement[] {
  return Array.from(chunks(documents), (ids) => {
    const marks = ids.map(() => "?").join(", ");
    return [
      {
        sql:
          `delete from contents where digest in (select content from documents where case_id = ? and id in (${marks})) ` +
          "and not exists (select 1 from documents where documents.content = contents.digest " +
          `and not (case_id = ? and id in (${marks})))`,
        values: [commit.case, ...ids, commit.case, ...ids],
      },
      {
        sql: `update documents set salt = null, content = null, erased_at = ? where case_id = ? and id in (${marks}) and erased_at is null`,
        values: [commit.at, commit.case, ...ids],
      },
    ];
  }).flat();
}

const digests = new WeakMap<Uint8Array, string>();

/** Each content is asked for twice: for its own row, and for its document's. */
function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes) ?? createHash("sha256").update(bytes).digest("hex");
  digests.set(bytes, known);
  return known;
}

const COLUMNS = "id, case_id, name, media_type, size, hash, filed_at, filed_by, number, erased_at";

interface StoredDocument extends Row {
  readonly id: string;
  readonly case_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly hash: string;
  readonly filed_at: string;
  readonly filed_by: string;
  readonly number: string | null;
  readonly erased_at: string | null;
}

function documentRow(row: StoredDocument): DocumentRow {
  return {
    id: row.id,
    case: row.case_id,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    hash: row.hash,
    filedAt: row.filed_at,
    filedBy: row.filed_by,
    ...(row.number === null ? {} : { number: row.number }),
    ...(row.erased_at === null ? {} : { erasedAt: row.erased_at }),
  };
}
