/** The case file: documents, written in the transaction of the command that files them. */
import type { CaseFileStore, Commit, DocumentRow } from "../engine/ports.ts";
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
      const rows = await connections.query<StoredDocument & { bytes: Uint8Array | null; salt: string | null }>(
        `select ${COLUMNS}, bytes, salt from documents where id = ?`,
        [id],
      );
      const row = rows[0];
      // Erased: its row stays in `list`, its content is gone.
      if (row === undefined || row.bytes === null || row.salt === null) return undefined;
      return { ...documentRow(row), bytes: row.bytes, salt: row.salt };
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
      bytes: document.bytes,
    };
  });
}

const COLUMNS = "id, case_id, name, media_type, size, hash, filed_at, filed_by, erased_at";

interface StoredDocument extends Row {
  readonly id: string;
  readonly case_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly hash: string;
  readonly filed_at: string;
  readonly filed_by: string;
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
    ...(row.erased_at === null ? {} : { erasedAt: row.erased_at }),
  };
}
