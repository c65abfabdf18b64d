/** What staff write to each other about a case: it stands beside the case, and outlives the task at which it was written. */
import { randomBytes } from "node:crypto";
import type { CommentRow } from "../../engine/ports.ts";
import { visibleCase } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

type OneCase = { readonly case: string };
const oneCase = { case: schemas.caseId };

export function commentRoutes({ reads, comments, accounts, clock }: ApiContext): Route[] {
  return [
    signedInRoute<OneCase>({
      id: "listComments",
      method: "get",
      path: "/cases/{case}/comments",
      tag: "cases",
      summary: "What staff wrote about the case, the oldest first.",
      action: "comment.read",
      params: oneCase,
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.comment)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "comment.read", params.case);
        return { status: 200, body: { items: await Promise.all((await comments.ofCase(row.id)).map(named)) } };
      },
    }),
    signedInRoute<OneCase, unknown, { text: string; task?: string }>({
      id: "writeComment",
      method: "post",
      path: "/cases/{case}/comments",
      tag: "cases",
      summary: "Write something about the case for colleagues. The applicant does not see it; auditors do.",
      action: "comment.write",
      params: oneCase,
      body: jsonBody(schemas.newComment),
      answers: { 201: { description: "Written.", content: json(schemas.comment) } },
      problems: ["CASE_NOT_FOUND"],
      idempotency: "stored",
      async handle({ params, body }, account) {
        const row = await visibleCase(reads, account, "comment.write", params.case);
        const { text, task } = body;
        const comment = {
          id: randomBytes(12).toString("base64url"),
          case: row.id,
          ...(task === undefined ? {} : { task }),
          by: account.id,
          at: clock.now(),
          text,
        };
        await comments.add(comment);
        return { status: 201, body: { ...comment, name: account.name } };
      },
    }),
  ];

  async function named(comment: CommentRow): Promise<CommentRow & { readonly name: string }> {
    return { ...comment, name: (await accounts.byId(comment.by))?.name ?? comment.by };
  }
}
