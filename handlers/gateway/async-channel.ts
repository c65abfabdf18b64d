/**
 * The gateway's asynchronous channel. A message stands in the outbox before it is sent, and its answer is kept there when it comes, whichever
 * way: pushed to our endpoint, or fetched. So a process that dies in between neither sends a message twice nor loses an answer, and a job that
 * waited in vain finds the answer at its next attempt.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "../../engine/errors.ts";
import type { ExchangeNote } from "../../engine/core/events.ts";
import type { GatewayMessageRow, GatewayMessageState, GatewayOutbox, HandlerDocument } from "../../engine/ports.ts";
import { OutsideRefused, OutsideUnavailable } from "../outside.ts";
import type { OutsideCall } from "../outside.ts";
import { checkEnvelope, signedEnvelope } from "./body-signature.ts";
import { dataElement } from "./business-xml.ts";
import type { JsonObject } from "./business-xml.ts";
import {
  asyncAccepted,
  asyncMessage,
  deliveryNotification,
  emptyResponse,
  faultEnvelope,
  getMessages,
  getMessageStatus,
  operationOf,
  readAsyncAccepted,
  readAsyncMessage,
  readMessagesFound,
  readMessageStatus,
  readStatusChange,
} from "./envelopes.ts";
import type { MessageState, ReadRequest } from "./envelopes.ts";
import { readAnswerData, refuseMisfit, unreadable } from "./gateway-client.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { messageIdOf } from "./message-id.ts";
import type { GatewayService } from "./services.ts";
import { guardBytes, XmlRefused } from "./xml-guard.ts";

export interface AsyncChannelOptions {
  readonly client: GatewayClient;
  readonly outbox: GatewayOutbox;
  /** Those of the asynchronous channel. */
  readonly services: readonly GatewayService[];
  /** Takes what came when nobody waited for it, into the file of its case. */
  readonly fileLate: (caseId: string, document: HandlerDocument) => Promise<void>;
  /** How long a call waits for its answer before its job is tried again, and when it begins to fetch. */
  readonly answerWithinMs?: number;
  readonly fetchAfterMs?: number;
}

export interface AsyncChannel {
  /** Sends and waits for the answer; the same `call.messageId` again sends nothing that the gateway has. */
  send(service: GatewayService, request: JsonObject, call: OutsideCall): Promise<JsonObject>;
  /** Our endpoint: a message or a change of state that the gateway pushes. The answer is a whole envelope. */
  receive(bytes: Uint8Array, charset: string | undefined): Promise<{ readonly status: number; readonly xml: string }>;
}

const STATES: Readonly<Record<MessageState, GatewayMessageState>> = {
  ON_DELIVERY: "sent",
  DELIVERED: "delivered",
  NOT_DELIVERED: "not-delivered",
  DELIVERY_STOPPED: "stopped",
};

type Taken = "kept" | "repeated" | "unknown" | "unusable";

export function createAsyncChannel(options: AsyncChannelOptions): AsyncChannel {
  const { client, outbox, services, fileLate } = options;
  const { clock, sender, identity, trusted, asyncUrl } = client.options;
  const waiting = new Map<string, (document: HandlerDocument | undefined) => void>();
  let fetching: Promise<void> | undefined;

  async function send(service: GatewayService, request: JsonObject, call: OutsideCall): Promise<JsonObject> {
    refuseMisfit(service, request);
    const { system, serviceId } = service;
    const id = messageIdOf(call.messageId, serviceId);
    await outbox.queue({ id, case: call.case ?? "", system, service: serviceId }, clock.now());
    const before = await outbox.find(id);
    if (before?.answer !== undefined) return JSON.parse(before.answer) as JsonObject;

    let wake: () => void = () => undefined;
    const awake = new Promise<void>((resolve) => (wake = resolve));
    // Before it is sent: the answer may be quicker than the gateway's receipt.
    waiting.set(id, (document) => {
      if (document !== undefined) call.record?.(document);
      wake();
    });
    try {
      if (await mustSend(before, service, id, call)) {
        await outbox.note(id, { at: clock.now(), step: "sending" }, { attempt: true });
        const head = { messageId: id, correlationId: id, serviceId, at: clock.now(), sender };
        const body = await client.exchange({
          url: asyncUrl,
          operation: "sendMessage",
          content: asyncMessage(head, "REQUEST", dataElement(request, service)),
          messageId: id,
          service,
          call,
          outcome: "accepted",
        });
        if (readAsyncAccepted(body) === undefined) throw unreadable(system, "it is no receipt of a message");
        await outbox.note(id, { at: clock.now(), step: "sent" }, { state: "sent" });
      }
      return await answerTo(id, service, call, awake);
    } finally {
      waiting.delete(id);
    }
  }

  /** On a further attempt the gateway is asked first what became of the message. */
  async function mustSend(
    row: GatewayMessageRow | undefined,
    service: GatewayService,
    id: string,
    call: OutsideCall,
  ): Promise<boolean> {
    if (row === undefined || row.state === "queued" || row.state === "not-delivered" || row.state === "stopped")
      return true;
    const body = await client.exchange({
      url: asyncUrl,
      operation: "getMessageStatus",
      content: getMessageStatus(id, sender),
      messageId: id,
      service,
      call: withoutRecord(call),
      outcome: "answered",
    });
    const state = readMessageStatus(body);
    // A gateway that knows nothing of it has lost it; the recipient recognises a repetition by its id.
    if (state === undefined) return true;
    await outbox.note(id, { at: clock.now(), step: `status ${state}` }, { state: STATES[state] });
    return state === "NOT_DELIVERED" || state === "DELIVERY_STOPPED";
  }

  async function answerTo(
    id: string,
    service: GatewayService,
    call: OutsideCall,
    awake: Promise<void>,
  ): Promise<JsonObject> {
    const until = performance.now() + (options.answerWithinMs ?? 8_000);
    const step = options.fetchAfterMs ?? 1_000;
    for (;;) {
      const row = await outbox.find(id);
      if (row?.answer !== undefined) return JSON.parse(row.answer) as JsonObject;
      if (row?.state === "stopped")
        throw new OutsideRefused(
          service.system,
          "GATEWAY_DELIVERY_STOPPED" satisfies ErrorCode,
          "the gateway has stopped the delivery of the message",
        );
      if (row?.state === "not-delivered") throw new OutsideUnavailable(service.system, "the message was not delivered");
      if (performance.now() >= until) throw new OutsideUnavailable(service.system, "no answer to the message yet");
      const controller = new AbortController();
      const aborted = AbortSignal.any([controller.signal, call.signal]);
      const pause = sleep(step, "fetch" as const, { signal: aborted });
      const why = await Promise.race([awake.then(() => "arrived" as const), pause]).finally(() => {
        controller.abort();
        pause.catch(() => undefined);
      });
      if (why === "fetch") await fetchOnce(service, call);
    }
  }

  /** What the gateway keeps for us, whosever it is; one fetch at a time serves all who wait. */
  function fetchOnce(service: GatewayService, call: OutsideCall): Promise<void> {
    fetching ??= fetchMessages(service, call).finally(() => (fetching = undefined));
    return fetching;
  }

  async function fetchMessages(service: GatewayService, call: OutsideCall): Promise<void> {
    const quiet = withoutRecord(call);
    const base = { url: asyncUrl, service, call: quiet, outcome: "answered" as const };
    let raw: HandlerDocument | undefined;
    const id = messageIdOf("fetch", clock.now(), call.messageId);
    const body = await client.exchange({
      ...base,
      call: { ...quiet, record: (document) => (raw = document.exchange?.part === "response" ? document : raw) },
      operation: "getMessages",
      content: getMessages(sender.senderId),
      messageId: id,
    });
    for (const message of readMessagesFound(body) ?? []) {
      if (message.messageId === undefined) continue;
      const taken = await take(message, raw);
      const accepted = taken === "kept" || taken === "repeated";
      const correlation = message.correlationId;
      await client.exchange({
        ...base,
        operation: "sendDeliveryNotification",
        content: deliveryNotification({
          messageId: message.messageId,
          accepted,
          resend: false,
          at: clock.now(),
          ...(accepted ? {} : { error: taken }),
        }),
        messageId: messageIdOf("delivery", message.messageId),
      });
      if (correlation !== undefined && accepted)
        await outbox.note(correlation, { at: clock.now(), step: "notification MESSAGE_ACCEPTED" });
    }
  }

  /** Keeps an answer; `raw`: the XML that it came in, with its note. */
  async function take(message: ReadRequest, raw: HandlerDocument | undefined): Promise<Taken> {
    const id = message.correlationId;
    const row = id === undefined ? undefined : await outbox.find(id);
    if (id === undefined || row === undefined) return "unknown";
    const service = services.find(({ serviceId }) => serviceId === row.service);
    if (service === undefined) return "unknown";
    let answer: JsonObject;
    try {
      answer = await readAnswerData(service, message.data);
    } catch (error) {
      if (!(error instanceof OutsideRefused)) throw error;
      await outbox.note(id, { at: clock.now(), step: `answer not usable: ${error.code}` });
      return "unusable";
    }
    const at = clock.now();
    const kept = await outbox.answered(id, {
      id: message.messageId ?? "",
      json: JSON.stringify(answer),
      at,
    });
    if (kept !== "kept") return kept;
    const document = raw === undefined ? undefined : renamed(raw, row, at);
    const waiter = waiting.get(id);
    if (waiter !== undefined) waiter(document);
    else if (document !== undefined && row.case !== "") await fileLate(row.case, document);
    return kept;
  }

  async function receive(bytes: Uint8Array, charset: string | undefined): Promise<{ status: number; xml: string }> {
    const fault = (code: string, message: string) => ({
      status: 500,
      xml: faultEnvelope({ code, message }, clock.now()),
    });
    try {
      const text = guardBytes(bytes, charset);
      const signature = await checkEnvelope(text, trusted, new Date(clock.now()));
      if (!signature.valid) {
        const { refusal } = signature;
        if (refusal === "missing") return fault("SCE007", "the message is not signed");
        if (refusal.startsWith("certificate")) return fault("SCE005", `the certificate is not accepted (${refusal})`);
        return fault("SCE006", `the signature is not accepted (${refusal})`);
      }
      const { body, certificate } = signature;
      const answer = async (content: string) => ({
        status: 200,
        xml: await signedEnvelope(content, `body-${messageIdOf("receipt", clock.now())}`, identity),
      });
      const message = readAsyncMessage(body);
      if (message?.messageId !== undefined) {
        const taken = await take(message, {
          name: "exchange-response",
          mediaType: "application/xml",
          bytes,
          exchange: arrivalNote(message, certificate),
        });
        if (taken === "unknown") return fault("SCE004", "no message of that correlation was sent from here");
        if (taken === "unusable") return fault("SCE001", "the data of the message cannot be read");
        return await answer(asyncAccepted({ messageId: message.messageId, at: clock.now() }));
      }
      const change = readStatusChange(body);
      if (change !== undefined) {
        const { messageId, state } = change;
        await outbox.note(messageId, { at: clock.now(), step: `status ${state}` }, { state: STATES[state] });
        waiting.get(messageId)?.(undefined);
        return await answer(emptyResponse("changeMassageStatusNotification"));
      }
      return fault("SCE001", `there is no operation ${operationOf(body) ?? ""}`.trim());
    } catch (error) {
      if (error instanceof XmlRefused) return fault("SCE001", `the XML is refused (${error.refusal})`);
      throw error;
    }
  }

  /** Of a message that was pushed; `renamed` fills in what the outbox knows of it. */
  const arrivalNote = (message: ReadRequest, certificate: string): ExchangeNote => ({
    message: message.correlationId ?? message.messageId ?? "",
    system: "",
    service: message.serviceId,
    channel: "async",
    part: "response",
    at: clock.now(),
    outcome: "answered",
    signature: "valid",
    certificate,
  });

  return { send, receive };
}

/** The document of an answer, named after the message that it answers. */
function renamed(document: HandlerDocument, row: GatewayMessageRow, at: string): HandlerDocument {
  const { exchange } = document;
  if (exchange === undefined) return document;
  const note: ExchangeNote = {
    ...exchange,
    message: row.id,
    system: row.system,
    service: row.service,
    channel: "async",
    part: "response",
    at,
    outcome: "answered",
  };
  return { ...document, name: "exchange-response", exchange: note };
}

/** What only asks after another message is no exchange of its own in the case file. */
const withoutRecord = ({ record: _record, ...call }: OutsideCall): OutsideCall => call;
