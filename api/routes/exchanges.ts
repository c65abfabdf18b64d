/** What a case asked of the outside through the gateway, and how each message and its signature fared: from the case's own history. */
import type { ExchangeNote } from "../../engine/core/events.ts";
import type { ChainedEvent, GatewayStep } from "../../engine/ports.ts";
import { visibleCase } from "../auth/visible.ts";
import { wholeHistory } from "../case-history.ts";
import type { ApiContext } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { signatureChecksIn } from "../signature-audit.ts";

interface Exchange extends Pick<ExchangeNote, "message" | "system" | "service" | "channel" | "outcome"> {
  readonly element: string;
  readonly messages: readonly ExchangeMessage[];
  readonly steps?: readonly GatewayStep[];
}

interface ExchangeMessage extends Pick<ExchangeNote, "part" | "at" | "signature" | "certificate"> {
  readonly document: string;
}

export function exchangeRoutes({ reads, events, caseFile, gatewayOutbox }: ApiContext): Route[] {
  return [
    signedInRoute<{ case: string }>({
      id: "listExchanges",
      method: "get",
      path: "/cases/{case}/exchanges",
      tag: "cases",
      summary: "Each message that the case sent through the gateway, what came back, and how its signature was judged.",
      description: "Attempts that failed are listed too. The XML of each message is a document of the case file.",
      action: "case.history",
      params: { case: schemas.caseId },
      csv: true,
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.exchange)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params }, account) {
        const row = await visibleCase(reads, account, "case.history", params.case);
        const found = exchangesIn(await wholeHistory(events, row.id));
        const items = await Promise.all(
          found.map(async (exchange) =>
            exchange.channel === "async"
              ? { ...exchange, steps: await gatewayOutbox.steps(exchange.message) }
              : exchange,
          ),
        );
        return { status: 200, body: { items } };
      },
    }),
    signedInRoute<{ case: string }>({
      id: "listSignatureChecks",
      method: "get",
      path: "/cases/{case}/signature-checks",
      tag: "cases",
      summary: "Each check of a signature in the case: of its documents, and of the messages of the gateway.",
      description: "In order, refused ones too. Read from the evidence in the case file and the history.",
      action: "document.read",
      params: { case: schemas.caseId },
      csv: true,
      reads: "documents",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.signatureCheck)) } },
      problems: ["CASE_NOT_FOUND"],
      async handle({ params, language }, account) {
        const row = await visibleCase(reads, account, "document.read", params.case);
        const history = await wholeHistory(events, row.id);
        return { status: 200, body: { items: await signatureChecksIn(history, caseFile, language) } };
      },
    }),
  ];
}

/** A request begins an exchange, what answers it joins the latest of the same message. */
function exchangesIn(history: readonly ChainedEvent[]): readonly Exchange[] {
  const exchanges: Exchange[] = [];
  for (const { event } of history) {
    if (event.type !== "DocumentFiled" || event.exchange === undefined) continue;
    const { message, system, service, channel, part, at, outcome, signature, certificate } = event.exchange;
    const one: ExchangeMessage = {
      part,
      document: event.document,
      at,
      signature,
      ...(certificate === undefined ? {} : { certificate }),
    };
    const index = part === "request" ? -1 : exchanges.findLastIndex((each) => each.message === message);
    const before = exchanges[index];
    if (before === undefined)
      exchanges.push({ message, element: event.element ?? "", system, service, channel, outcome, messages: [one] });
    else exchanges[index] = { ...before, outcome, messages: [...before.messages, one] };
  }
  return exchanges;
}
