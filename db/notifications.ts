/** What the applicants were told, and whether they have read it. */
import type { NotificationRow, NotificationStore } from "../engine/ports.ts";
import type { Connections, Row } from "./connections.ts";
import { readPage } from "./paging.ts";

export function createNotificationStore(connections: Connections): NotificationStore {
  return {
    begin: async (notification) => {
      await connections.write((transaction) =>
        transaction.run(
          "insert into notifications (id, case_id, account, channel, language, subject, body, attachment, begun_at) " +
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing",
          [
            notification.id,
            notification.case,
            notification.account ?? null,
            notification.channel,
            notification.language,
            notification.subject,
            notification.text,
            notification.attachment ?? null,
            notification.begunAt,
          ],
        ),
      );
      const [row] = await connections.query<Stored>("select * from notifications where id = ?", [notification.id]);
      return row?.reference ?? undefined;
    },
    sent: async (id, at, reference) => {
      await connections.write((transaction) =>
        transaction.run("update notifications set sent_at = ?, reference = ? where id = ? and sent_at is null", [
          at,
          reference,
          id,
        ]),
      );
    },
    ofAccount: (account, { unread }, page) => {
      const query = connections
        .read("notifications")
        .where({ account })
        .whereRaw("account is not null and sent_at is not null");
      if (unread === true) void query.whereNull("read_at");
      if (unread === false) void query.whereNotNull("read_at");
      return readPage(query, NEWEST_FIRST, page, (row) => notificationOf(row as Stored));
    },
    unread: async (account) => {
      const [row] = await connections.query<{ count: number }>(
        "select count(*) as count from notifications where account = ? and account is not null and sent_at is not null and read_at is null",
        [account],
      );
      return row?.count ?? 0;
    },
    read: async (id, account, at) => {
      const written = await connections.write((transaction) =>
        transaction.run(
          "update notifications set read_at = coalesce(read_at, ?) where id = ? and account = ? and sent_at is not null",
          [at, id, account],
        ),
      );
      return written === 1;
    },
  };
}

const NEWEST_FIRST = { columns: ["sent_at", "id"], direction: "desc" } as const;

interface Stored extends Row {
  readonly id: string;
  readonly case_id: string;
  readonly channel: NotificationRow["channel"];
  readonly language: NotificationRow["language"];
  readonly subject: string;
  readonly body: string;
  readonly attachment: string | null;
  readonly sent_at: string;
  readonly reference: string | null;
  readonly read_at: string | null;
}

function notificationOf(row: Stored): NotificationRow {
  return {
    id: row.id,
    case: row.case_id,
    channel: row.channel,
    language: row.language,
    subject: row.subject,
    text: row.body,
    ...(row.attachment === null ? {} : { attachment: row.attachment }),
    sentAt: row.sent_at,
    ...(row.read_at === null ? {} : { readAt: row.read_at }),
  };
}
