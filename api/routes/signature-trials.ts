/**
 * A signature checked before the task is done with it, so that whoever took the wrong key learns it where they can sign again. The diagram checks
 * what is sent all the same (`signature.verify`): this answer decides nothing.
 */
import type { Json } from "../../engine/core/events.ts";
import { CodedError } from "../../engine/errors.ts";
import { visibleTask } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { documentsToSign } from "../signed-documents.ts";

const LIMIT_OF_SIGNATURE = 1024 * 1024;

export function signatureTrialRoutes({ reads, runtime, caseFile, trySignature }: ApiContext): Route[] {
  return [
    signedInRoute<{ task: string }, unknown, { field: string; signature: Json }>({
      id: "trySignature",
      method: "post",
      path: "/tasks/{task}/signature-trial",
      tag: "tasks",
      summary: "Whether a signature would count, before the task is done with it.",
      description:
        "Checked as the diagram will: over the document that the field signs, by the number of the account that asks. Takes no Idempotency-Key: it changes nothing.",
      action: "task.complete",
      params: { task: schemas.taskId },
      body: { required: true, limitBytes: LIMIT_OF_SIGNATURE, content: json(schemas.signatureQuestion) },
      answers: { 200: { description: "What was found.", content: json(schemas.signatureAnswer) } },
      problems: ["TASK_NOT_FOUND", "DOCUMENT_NOT_FOUND"],
      async handle({ params, body, language }, account) {
        const task = await visibleTask(reads, account, ["task.complete"], params.task);
        const graph = await runtime.graph(task.definition);
        const name = task.form === undefined ? undefined : documentsToSign(graph, task.form)[body.field];
        const filed = (await caseFile.list(task.case)).findLast(
          (each) => each.name === name && each.erasedAt === undefined,
        );
        const document = filed === undefined ? undefined : await caseFile.read(filed.id);
        if (document === undefined)
          throw new CodedError("DOCUMENT_NOT_FOUND", `The field ${body.field} signs no document of the case.`);
        // Without a number the diagram has nobody to compare the certificate with, and says so itself.
        const answer =
          account.iin === undefined
            ? "unavailable"
            : await trySignature({ document: document.bytes, signature: body.signature, iin: account.iin });
        if (answer === "unavailable") return { status: 200, body: { checked: false } };
        const { valid, reason, words } = answer;
        return { status: 200, body: { checked: true, valid, reason, words: words[language] } };
      },
    }),
  ];
}
