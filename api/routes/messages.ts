/** Messages from outside that a case waits for, or that start one. */
import type { Json, Variables } from "../../engine/core/events.ts";
import { actorOf } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { receiptAnswer } from "./cases.ts";

interface SentMessage {
  readonly name: string;
  readonly correlation?: Json;
  readonly variables?: Variables;
  readonly case?: string;
  readonly keepFor?: string;
}

export function messageRoutes({ runtime }: ApiContext): Route[] {
  return [
    signedInRoute<unknown, unknown, SentMessage>({
      id: "publishMessage",
      method: "post",
      path: "/messages",
      tag: "messages",
      summary: "Deliver a message: to one waiting element (the oldest), else to a process that begins with it.",
      action: "message.publish",
      body: jsonBody(schemas.message),
      answers: {
        200: { description: "Delivered to this case.", content: json(schemas.receipt) },
        202: {
          description: "Nobody waits for it yet: it is kept, as `keepFor` asked.",
          content: json(schemas.keptReceipt),
        },
      },
      problems: ["MESSAGE_NOT_EXPECTED", "CASE_NOT_FOUND"],
      idempotency: "runtime",
      async handle({ body, language, options }, account) {
        refusePersonalNumbers(body.variables, "/variables", language);
        refusePersonalNumbers(body.correlation, "/correlation", language);
        const answer = await runtime.publishMessage(body, actorOf(account), options);
        return "keptUntil" in answer ? { status: 202, body: answer } : receiptAnswer(answer);
      },
    }),
  ];
}
