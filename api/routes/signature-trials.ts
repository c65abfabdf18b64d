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
import { documentsToSign, expectedSigner } from "../signed-documents.ts";

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
        "Checked as the diagram will: over the document that the field signs, by whom it expects; `checked` is false where only the diagram can judge. Takes no Idempotency-Key: it changes nothing.",
      action: "task.complete",
      params: { task: schemas.taskId },
      body: { required: true, limitBytes: LIMIT_OF_SIGNATURE, content: json(schemas.signatureQuestion) },
      answers: { 200: { description: "What was found.", content: json(schemas.signatureAnswer) } },
      problems: ["TASK_NOT_FOUND", "DOCUMENT_NOT_FOUND"],
      async handle({ params, body, language }, account) {
        const task = await visibleTask(reads, account, ["task.complete"], params.task);
        const graph = await runtime.graph(task.definition);
        const name = task.form === undefined ? undefined : documentsToSign(graph, task.form)[body.field];
        const document = await latest(task.case, name);
        if (task.form === undefined || document === undefined)
          throw new CodedError("DOCUMENT_NOT_FOUND", `The field ${body.field} signs no document of the case.`);
        const expected = expectedSigner(graph, task.form, body.field);
        const iin = expected?.iin === "account" ? account.iin : await numberIn(task.case, expected?.iin);
        // Whom the certificate should name nobody can say here; the diagram does.
        const answer =
          iin === undefined
            ? "unavailable"
            : await trySignature({ document: document.bytes, signature: body.signature, iin });
        if (answer === "unavailable") return { status: 200, body: { checked: false } };
        const { valid, reason, words } = answer;
        return { status: 200, body: { checked: true, valid, reason, words: words[language] } };
      },
    }),
  ];

  async function latest(caseId: string, name: string | undefined) {
    const filed = (await caseFile.list(caseId)).findLast((each) => each.name === name && each.erasedAt === undefined);
    return filed === undefined ? undefined : caseFile.read(filed.id);
  }

  /** The text in that field of a document that a form made. */
  async function numberIn(caseId: string, place: { document: string; field: string } | undefined) {
    const document = place === undefined ? undefined : await latest(caseId, place.document);
    if (place === undefined || document?.mediaType !== "application/json") return undefined;
    const fields = JSON.parse(Buffer.from(document.bytes).toString("utf8")) as Readonly<Record<string, Json>>;
    const number = Object.hasOwn(fields, place.field) ? fields[place.field] : undefined;
    return typeof number === "string" ? number.trim() : undefined;
  }
}
