/**
 * What stands in the Body of the gateway's messages: the synchronous channel (SendMessage), the asynchronous one, and faults. SOAP 1.1,
 * document/literal, inner elements without a namespace. Writing follows the generated classes of the channel's users; reading goes by
 * local names, since these differ in what they qualify.
 */
import { childOf, escapeXml, findElement, textElement, textOf } from "./xml-tree.ts";
import type { XmlElement } from "./xml-tree.ts";
import { uuidIn } from "./message-id.ts";

const SYNC = "http://bip.bee.kz/SyncChannel/v10/Types";
const ASYNC = "http://bip.bee.kz/AsyncChannel/v10/Types";
const ASYNC_CLIENT = "http://bip.bee.kz/AsyncChannel/v10/Types/Client";

export interface Sender {
  readonly senderId: string;
  readonly password?: string;
}

/** What names a message. `at`: ISO 8601 with an offset. */
export interface MessageHead {
  readonly messageId: string;
  readonly serviceId: string;
  readonly at: string;
  readonly sender: Sender;
  readonly correlationId?: string;
}

export const MESSAGE_STATES = ["ON_DELIVERY", "DELIVERED", "NOT_DELIVERED", "DELIVERY_STOPPED"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
export type MessageType = "REQUEST" | "RESPONSE" | "NOTIFICATION";

/** `data`: the whole element, as `dataElement` writes it. */
const opened = (operation: string, namespace: string, inside: string): string =>
  `<typ:${operation} xmlns:typ="${namespace}">${inside}</typ:${operation}>`;

const senderElement = ({ senderId, password }: Sender): string =>
  `<sender>${textElement("senderId", senderId)}${textElement("password", password)}</sender>`;

// ---------------------------------------------------------------- the synchronous channel

export function syncRequest({ messageId, correlationId, serviceId, at, sender }: MessageHead, data: string): string {
  const info =
    textElement("messageId", messageId) +
    textElement("correlationId", correlationId) +
    textElement("serviceId", serviceId) +
    textElement("messageDate", at) +
    senderElement(sender);
  const request = `<request><requestInfo>${info}</requestInfo><requestData>${data}</requestData></request>`;
  return opened("SendMessage", SYNC, request);
}

export interface Status {
  readonly code: string;
  readonly message: string;
}

export const SUCCESS: Status = { code: "SCSS001", message: "Message has been processed successfully" };

/** Of the answering side; `data` only with success. */
export function syncResponse(
  head: { readonly messageId: string; readonly correlationId: string; readonly at: string },
  status: Status,
  data = "",
): string {
  const info =
    textElement("messageId", head.messageId) +
    textElement("correlationId", head.correlationId) +
    textElement("responseDate", head.at) +
    `<status>${textElement("code", status.code)}${textElement("message", status.message)}</status>`;
  const response = `<response><responseInfo>${info}</responseInfo><responseData>${data}</responseData></response>`;
  return opened("SendMessageResponse", SYNC, response);
}

export interface SyncAnswer {
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly status: Status;
  readonly data?: XmlElement;
}

/** `undefined`: the body holds no answer of the synchronous channel. */
export function readSyncResponse(body: XmlElement): SyncAnswer | undefined {
  const response = childOf(childOf(body, "SendMessageResponse"), "response");
  const info = childOf(response, "responseInfo");
  const status = childOf(info, "status");
  const code = textOf(status, "code")?.toUpperCase();
  if (info === undefined || code === undefined) return undefined;
  const data = childOf(childOf(response, "responseData"), "data");
  return {
    ...ids(info),
    status: { code, message: textOf(status, "message") ?? "" },
    ...(data === undefined ? {} : { data }),
  };
}

export interface ReadRequest {
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly serviceId: string;
  readonly messageType?: string;
  readonly senderId?: string;
  readonly data?: XmlElement;
}

export function readSyncRequest(body: XmlElement): ReadRequest | undefined {
  const request = childOf(childOf(body, "SendMessage"), "request");
  return readRequest(childOf(request, "requestInfo"), childOf(childOf(request, "requestData"), "data"));
}

// ---------------------------------------------------------------- the asynchronous channel

/** To the gateway, and from it to the participant: the same operation. */
export function asyncMessage(
  { messageId, correlationId, serviceId, at, sender }: MessageHead,
  messageType: MessageType,
  data: string,
): string {
  const info =
    textElement("messageId", messageId) +
    textElement("correlationId", correlationId) +
    textElement("serviceId", serviceId) +
    textElement("messageType", messageType) +
    textElement("messageDate", at) +
    senderElement(sender);
  return opened("sendMessage", ASYNC, `<request>${asyncInside(info, data)}</request>`);
}

const asyncInside = (info: string, data: string): string =>
  `<messageInfo>${info}</messageInfo><messageData>${data}</messageData>`;

export function readAsyncMessage(body: XmlElement): ReadRequest | undefined {
  const operation = childOf(body, "sendMessage");
  return readInfo(childOf(operation, "request") ?? operation);
}

const readInfo = (message: XmlElement | undefined): ReadRequest | undefined =>
  readRequest(childOf(message, "messageInfo"), childOf(childOf(message, "messageData"), "data"));

/** Accepted for delivery, not processed. */
export function asyncAccepted(head: {
  readonly messageId: string;
  readonly correlationId?: string;
  readonly at: string;
}): string {
  const inside =
    textElement("messageId", head.messageId) +
    textElement("correlationId", head.correlationId) +
    textElement("responseDate", head.at);
  return opened("sendMessageResponse", ASYNC, `<response>${inside}</response>`);
}

/** Whether the gateway took the message; which one, where it says so. */
export function readAsyncAccepted(body: XmlElement): { readonly messageId?: string } | undefined {
  const operation = childOf(body, "sendMessageResponse");
  if (operation === undefined) return undefined;
  return ids(childOf(operation, "response") ?? operation);
}

export function getMessages(senderId: string, serviceId?: string): string {
  const inside = senderElement({ senderId }) + textElement("serviceId", serviceId);
  return opened("getMessages", ASYNC, `<request>${inside}</request>`);
}

/** `messages`: each with the content of a `sendMessage` request. */
export function messagesFound(
  messages: readonly { readonly head: MessageHead; readonly type: MessageType; readonly data: string }[],
): string {
  const found = messages.map(({ head, type, data }) => {
    // Between the tags of the request stands what stands in the list.
    const whole = asyncMessage(head, type, data);
    return `<message>${whole.slice(whole.indexOf("<request>") + 9, whole.lastIndexOf("</request>"))}</message>`;
  });
  return opened("getMessagesResponse", ASYNC, `<response><messages>${found.join("")}</messages></response>`);
}

export function readMessagesFound(body: XmlElement): readonly ReadRequest[] | undefined {
  const operation = childOf(body, "getMessagesResponse");
  if (operation === undefined) return undefined;
  const around =
    childOf(childOf(operation, "response") ?? operation, "messages") ?? childOf(operation, "response") ?? operation;
  return around.children.map(readInfo).filter((message) => message !== undefined);
}

export function getMessageStatus(messageId: string, sender: Sender): string {
  return opened(
    "getMessageStatus",
    ASYNC,
    `<request>${textElement("messageId", messageId)}${senderElement(sender)}</request>`,
  );
}

export function messageStatus(messageId: string, state: MessageState): string {
  const inside = textElement("messageId", messageId) + textElement("messageState", state);
  return opened("getMessageStatusResponse", ASYNC, `<response>${inside}</response>`);
}

export function readMessageStatus(body: XmlElement): MessageState | undefined {
  return stateIn(findElement(body, "getMessageStatusResponse"));
}

export interface DeliveryNotification {
  readonly messageId: string;
  readonly accepted: boolean;
  /** When it was not accepted: whether to send it again. */
  readonly resend: boolean;
  readonly at: string;
  readonly error?: string;
}

/** "ACCTEPTED" is how the channel spells it. */
export function deliveryNotification({ messageId, accepted, resend, at, error }: DeliveryNotification): string {
  const inside =
    textElement("messageId", messageId) +
    textElement("receiveStatus", accepted ? "MESSAGE_ACCEPTED" : "MESSAGE_NOT_ACCTEPTED") +
    textElement("resendMessage", resend ? "RESEND" : "NOT_RESEND") +
    textElement("statusDate", at) +
    textElement("error", error);
  return opened("sendDeliveryNotification", ASYNC, `<request>${inside}</request>`);
}

/** Takes the right spelling too. */
export function readDeliveryNotification(body: XmlElement): DeliveryNotification | undefined {
  const operation = childOf(body, "sendDeliveryNotification");
  const request = childOf(operation, "request") ?? operation;
  const messageId = uuidIn(textOf(request, "messageId"));
  const status = textOf(request, "receiveStatus")?.toUpperCase();
  if (messageId === undefined || status === undefined || !/^MESSAGE_(?:NOT_)?ACCT?EPTED$/.test(status))
    return undefined;
  const error = textOf(request, "error");
  return {
    messageId,
    accepted: status === "MESSAGE_ACCEPTED",
    resend: textOf(request, "resendMessage")?.toUpperCase() === "RESEND",
    at: textOf(request, "statusDate") ?? "",
    ...(error === undefined ? {} : { error }),
  };
}

export interface StatusChange {
  readonly notificationId?: string;
  readonly messageId: string;
  readonly state: MessageState;
  readonly at: string;
  readonly error?: string;
}

/** "Massage" is how the channel spells it. */
export function statusChange({ notificationId, messageId, state, at, error }: StatusChange): string {
  const inside =
    textElement("notificationId", notificationId) +
    textElement("messageId", messageId) +
    textElement("notificationDate", at) +
    textElement("messageState", state) +
    textElement("error", error);
  return opened("changeMassageStatusNotification", ASYNC_CLIENT, `<request>${inside}</request>`);
}

/** Takes the right spelling too. */
export function readStatusChange(body: XmlElement): StatusChange | undefined {
  const operation =
    childOf(body, "changeMassageStatusNotification") ?? childOf(body, "changeMessageStatusNotification");
  const request = childOf(operation, "request") ?? operation;
  const messageId = uuidIn(textOf(request, "messageId"));
  const state = stateIn(request);
  if (messageId === undefined || state === undefined) return undefined;
  const notificationId = uuidIn(textOf(request, "notificationId"));
  const error = textOf(request, "error");
  return {
    messageId,
    state,
    at: textOf(request, "notificationDate") ?? "",
    ...(notificationId === undefined ? {} : { notificationId }),
    ...(error === undefined ? {} : { error }),
  };
}

/** The empty answer to `operation`: what it said has arrived. */
export function emptyResponse(operation: "sendDeliveryNotification" | "changeMassageStatusNotification"): string {
  const namespace = operation === "sendDeliveryNotification" ? ASYNC : ASYNC_CLIENT;
  return opened(`${operation}Response`, namespace, "<response/>");
}

function stateIn(element: XmlElement | undefined): MessageState | undefined {
  const state = element === undefined ? undefined : findElement(element, "messageState");
  const text = state?.text.toUpperCase();
  return MESSAGE_STATES.find((one) => one === text);
}

// ---------------------------------------------------------------- both channels

function readRequest(info: XmlElement | undefined, data: XmlElement | undefined): ReadRequest | undefined {
  const serviceId = textOf(info, "serviceId");
  if (info === undefined || serviceId === undefined) return undefined;
  const messageType = textOf(info, "messageType")?.toUpperCase();
  const senderId = textOf(childOf(info, "sender"), "senderId");
  return {
    ...ids(info),
    serviceId,
    ...(messageType === undefined ? {} : { messageType }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(data === undefined ? {} : { data }),
  };
}

function ids(info: XmlElement | undefined): { readonly messageId?: string; readonly correlationId?: string } {
  const messageId = uuidIn(textOf(info, "messageId"));
  const correlationId = uuidIn(textOf(info, "correlationId"));
  return {
    ...(messageId === undefined ? {} : { messageId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** The operation that a body asks for: the name of its one child. */
export const operationOf = (body: XmlElement): string | undefined => body.children[0]?.name;

export interface Fault {
  /** `SCE006`; where the fault has no ErrorInfo, its faultcode. */
  readonly code: string;
  readonly message: string;
}

/** A whole unsigned envelope: a side that cannot sign yet must still be able to say why. */
export function faultEnvelope({ code, message }: Fault, at: string): string {
  return (
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>` +
    `<faultcode>soap:Server</faultcode><faultstring>${escapeXml(message)}</faultstring><detail>` +
    `<com:ErrorInfo xmlns:com="http://bip.bee.kz/common/v10/Types">${textElement("errorCode", code)}` +
    `${textElement("errorMessage", message)}${textElement("errorDate", at)}</com:ErrorInfo>` +
    `</detail></soap:Fault></soap:Body></soap:Envelope>`
  );
}
