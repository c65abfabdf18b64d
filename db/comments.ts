/** What staff write to each other about a case. Kept beside the log, which holds no words about persons. */
import type { CommentRow, CommentStore } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";

export function createCommentStore(connections: Connections): CommentStore {
  return {
    add: async ({ id, case: caseId, task, by, at, text }) => {
      await connections.write((transaction) =>
        transaction.run("insert into comments (id, case_id, task, by_account, at, text) values (?, ?, ?, ?, ?, ?)", [
          id,
          caseId,
          task ?? null,
          by,
          at,
          text,
        ]),
      );
    },
    ofCase: async (caseId) => {
      const rows = await connections.query<StoredComment>(
        "select * from comments where case_id = ? order by at, id limit 1000",
        [caseId],
      );
      return rows.map(commentRow);
    },
  };
}

interface StoredComment extends Row {
  readonly id: string;
  readonly case_id: string;
  readonly task: string | null;
  readonly by_account: string;
  readonly at: string;
  readonly text: string;
}

const commentRow = (row: StoredComment): CommentRow => ({
  id: row.id,
  case: row.case_id,
  ...(row.task === null ? {} : { task: row.task }),
  by: row.by_account,
  at: row.at,
  text: row.text,
});
