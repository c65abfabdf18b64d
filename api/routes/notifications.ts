/** The applicant's inbox. */
import { CodedError } from "../../engine/errors.ts";
import type { ApiContext } from "../context.ts";
import { json, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

export function notificationRoutes({ notifications, clock }: ApiContext): Route[] {
  return [
    signedInRoute<unknown, Paging & { unread?: boolean }>({
      id: "listNotifications",
      method: "get",
      path: "/me/notifications",
      tag: "notifications",
      summary: "What the account was told in its cases, the newest first, whichever way it was sent.",
      action: "notification.read",
      query: { unread: schemas.yesOrNo("Only those that are not marked as read (true), or only those that are.") },
      paged: true,
      answers: {
        200: { description: "A page of notifications.", content: json(schemas.pageOf(schemas.notification)) },
      },
      problems: [],
      async handle(request, account) {
        const { unread } = request.query;
        const filter = unread === undefined ? {} : { unread };
        return pageAnswer(request, await notifications.ofAccount(account.id, filter, pageRequest(request.query)));
      },
    }),
    signedInRoute({
      id: "countNotifications",
      method: "get",
      path: "/me/notifications/unread",
      tag: "notifications",
      summary: "How many notifications are not marked as read.",
      action: "notification.read",
      answers: { 200: { description: "The number.", content: json(schemas.unreadCount) } },
      problems: [],
      handle: async (_request, account) => ({
        status: 200,
        body: { unread: await notifications.unread(account.id) },
      }),
    }),
    signedInRoute<{ notification: string }>({
      id: "markNotificationRead",
      method: "put",
      path: "/me/notifications/{notification}/read",
      tag: "notifications",
      summary: "Mark a notification as read; once is enough.",
      action: "notification.mark",
      params: { notification: schemas.taskId },
      answers: { 204: { description: "Marked." } },
      problems: ["NOTIFICATION_NOT_FOUND"],
      async handle({ params }, account) {
        if (!(await notifications.read(params.notification, account.id, clock.now())))
          throw new CodedError("NOTIFICATION_NOT_FOUND", `The account has no notification ${params.notification}.`);
        return { status: 204 };
      },
    }),
  ];
}
