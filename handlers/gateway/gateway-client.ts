/**
 * Asks the services of the e-government gateway (ЭҮШ / ШЭП, РШЭП): signs what is sent, checks what comes back, keeps both for the case file.
 * Everything that goes wrong is `OutsideUnavailable` (try again) or `OutsideRefused` with a code of the error list.
 */
import type { ErrorCode } from "../../engine/errors.ts";
import type { ExchangeNote } from "../../engine/core/events.ts";
import type { Clock } from "../../engine/ports.ts";
import { OutsideRefused, OutsideUnavailable } from "../outside.ts";
import type { OutsideCall, OutsideSystem } from "../outside.ts";
import { checkEnvelope, signedEnvelope } from "./body-signature.ts";
import type { SignatureOutcome, TransportIdentity } from "./body-signature.ts";
import { checkBusiness, signBusiness } from "./business-signature.ts";
import { dataElement, readData, signedDataElement } from "./business-xml.ts";
import type { JsonObject } from "./business-xml.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { operationOf, readSyncResponse, SUCCESS, syncRequest } from "./envelopes.ts";
import type { Fault, Sender } from "./envelopes.ts";
import { readUnsignedFault } from "./fault-reader.ts";
import { messageIdOf } from "./message-id.ts";
import { misfitOf } from "./port-check.ts";
import type { GatewayService } from "./services.ts";
import { guardBytes, XML_LIMITS, XmlRefused } from "./xml-guard.ts";
import type { XmlElement } from "./xml-tree.ts";

export interface GatewayOptions {
  /** Where the channels listen. */
  readonly syncUrl: string;
  readonly asyncUrl: string;
  readonly identity: TransportIdentity;
  /** PEM certificates that the gateway signs with. */
  readonly trusted: readonly string[];
  readonly sender: Sender;
  readonly clock: Clock;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
  /** Told of each exchange; ids, codes and durations, never what was said. */
  readonly onExchange?: (line: ExchangeLine) => void;
}

export interface ExchangeLine {
  readonly message: string;
  readonly case?: string;
  readonly system: OutsideSystem;
  readonly service: string;
  readonly outcome: string;
  readonly signature: string;
  readonly tookMs: number;
}

export interface GatewayClient {
  readonly options: GatewayOptions;
  /** The synchronous channel: the answer's data, checked against the port's schema. */
  ask(service: GatewayService, request: JsonObject, call: OutsideCall): Promise<JsonObject>;
  /** One signed message and the Body of its signed answer, for either channel; `note` says what the case file is told of it. */
  exchange(order: Order): Promise<XmlElement>;
}

export interface Order {
  readonly url: string;
  readonly operation: string;
  readonly content: string;
  readonly messageId: string;
  readonly service: GatewayService;
  readonly call: OutsideCall;
  /** What the answer's arrival means. */
  readonly outcome: "answered" | "accepted";
}

const TIMEOUT_MS = 15_000;

export function createGatewayClient(options: GatewayOptions): GatewayClient {
  const { clock, identity, trusted, sender } = options;
  const breakers = new Map<OutsideSystem, CircuitBreaker>();
  const breakerOf = (system: OutsideSystem): CircuitBreaker => {
    const known = breakers.get(system) ?? createCircuitBreaker(clock);
    breakers.set(system, known);
    return known;
  };

  async function exchange({ url, operation, content, messageId, service, call, outcome }: Order): Promise<XmlElement> {
    const { system, serviceId, channel } = service;
    const breaker = breakerOf(system);
    if (!breaker.mayCall()) throw new OutsideUnavailable(system, "not asked: it has failed several times in a row");
    const started = performance.now();
    const sentAt = clock.now();
    const note = { message: messageId, system, service: serviceId, channel };
    let tellsOfThem = false;
    const request = await signedEnvelope(content, `body-${messageId}`, identity);
    const done = (result: string, signature: string, answer?: Uint8Array, certificate?: string): void => {
      const requestNote: ExchangeNote = { ...note, part: "request", at: sentAt, outcome: result, signature: "made" };
      call.record?.(exchangeDocument("exchange-request", withoutPassword(request), requestNote));
      if (answer !== undefined) {
        const known = certificate === undefined ? {} : { certificate };
        const answerNote: ExchangeNote = {
          ...note,
          part: "response",
          at: clock.now(),
          outcome: result,
          signature,
          ...known,
        };
        call.record?.(exchangeDocument("exchange-response", answer, answerNote));
      }
      options.onExchange?.({
        message: messageId,
        ...(call.case === undefined ? {} : { case: call.case }),
        system,
        service: serviceId,
        outcome: result,
        signature,
        tookMs: Math.round(performance.now() - started),
      });
    };

    try {
      let response: Response;
      let bytes: Uint8Array;
      try {
        const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
        response = await fetch(url, {
          method: "POST",
          headers: { "Content-Type": "text/xml; charset=utf-8", SOAPAction: `"${operation}"` },
          body: request,
          redirect: "error",
          signal: AbortSignal.any([call.signal, timeout]),
        });
        bytes = await limitedBytes(response);
      } catch (error) {
        if (error instanceof XmlRefused) {
          tellsOfThem = true;
          done("GATEWAY_XML_REFUSED", error.refusal);
          throw refusedXml(system, error);
        }
        if (call.signal.aborted) {
          done("given-up", "none");
          throw error;
        }
        const late = error instanceof Error && error.name === "TimeoutError";
        done("no-answer", "none");
        throw new OutsideUnavailable(system, late ? "no answer in time" : "the gateway cannot be reached");
      }
      let answer: Answer;
      try {
        answer = await readAnswer(bytes, response.headers.get("content-type"));
      } catch (error) {
        if (!(error instanceof XmlRefused)) throw error;
        // What stands before a gateway answers an outage with a page of its own.
        if (response.status >= 500) {
          done("no-answer", "none", bytes);
          throw new OutsideUnavailable(system, `the gateway answered ${response.status}`);
        }
        tellsOfThem = true;
        done("GATEWAY_XML_REFUSED", error.refusal, bytes);
        throw refusedXml(system, error);
      }
      if ("fault" in answer) {
        const { code, retry } = codeOfFault(answer.fault);
        tellsOfThem = !retry;
        done(code, "missing", bytes);
        if (retry) throw new OutsideUnavailable(system, `the gateway failed (${answer.fault.code})`);
        throw new OutsideRefused(system, code, `the gateway refused the message (${answer.fault.code})`);
      }
      if (!answer.signature.valid) {
        if (response.status >= 500) {
          done("no-answer", "none", bytes);
          throw new OutsideUnavailable(system, `the gateway answered ${response.status}`);
        }
        tellsOfThem = true;
        const { refusal, certificate } = answer.signature;
        done("GATEWAY_ANSWER_UNTRUSTED", refusal, bytes, certificate);
        throw new OutsideRefused(
          system,
          "GATEWAY_ANSWER_UNTRUSTED" satisfies ErrorCode,
          `the signature of the answer is not accepted (${refusal})`,
        );
      }
      tellsOfThem = true;
      if (service.businessSignature === true && outcome === "answered") {
        const business = await checkBusiness(answer.signature.covered, trusted, new Date(clock.now()));
        if (business?.valid === false) {
          done("GATEWAY_ANSWER_UNTRUSTED", `business-${business.refusal}`, bytes, business.certificate);
          throw new OutsideRefused(
            system,
            "GATEWAY_ANSWER_UNTRUSTED" satisfies ErrorCode,
            `the signature of the answer's data is not accepted (${business.refusal})`,
          );
        }
      }
      done(outcome, "valid", bytes, answer.signature.certificate);
      return answer.signature.body;
    } finally {
      if (tellsOfThem) breaker.succeeded();
      else if (call.signal.aborted) breaker.abandoned();
      else breaker.failed();
    }
  }

  /** A fault counts only when no signed answer stands there. */
  async function readAnswer(bytes: Uint8Array, contentType: string | null): Promise<Answer> {
    const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1];
    const text = guardBytes(bytes, charset);
    const signature = await checkEnvelope(text, trusted, new Date(clock.now()));
    if (signature.valid && operationOf(signature.body) !== "Fault") return { signature };
    if (signature.valid || signature.refusal === "missing") {
      const fault = await readUnsignedFault(text);
      if (fault !== undefined) return { fault };
    }
    return { signature };
  }

  return {
    options,
    exchange,
    async ask(service, request, call) {
      refuseMisfit(service, request);
      const messageId = messageIdOf(call.messageId, service.serviceId);
      const head = { messageId, serviceId: service.serviceId, at: clock.now(), sender };
      const body = await exchange({
        url: options.syncUrl,
        operation: "SendMessage",
        content: syncRequest(
          head,
          service.businessSignature === true
            ? await signedDataElement(request, service, (element) => signBusiness(element, identity))
            : dataElement(request, service),
        ),
        messageId,
        service,
        call,
        outcome: "answered",
      });
      const answer = readSyncResponse(body);
      if (answer === undefined) throw unreadable(service.system, "it holds no answer of the synchronous channel");
      // The answer to another question, replayed or mixed up, is none to ours.
      if ((answer.correlationId ?? answer.messageId) !== messageId)
        throw unreadable(service.system, "it belongs to another message");
      if (answer.status.code !== SUCCESS.code)
        throw new OutsideRefused(service.system, refusalCode(answer.status.code), "the service refused the request");
      return readAnswerData(service, answer.data);
    },
  };
}

type Answer = { readonly signature: SignatureOutcome } | { readonly fault: Fault };

/** The data of an answer by the schema of its port. */
export async function readAnswerData(service: GatewayService, data: XmlElement | undefined): Promise<JsonObject> {
  let value: JsonObject;
  try {
    value = data === undefined ? {} : await readData(data, service.answer);
  } catch (error) {
    if (error instanceof XmlRefused) throw refusedXml(service.system, error);
    throw error;
  }
  const misfit = misfitOf(service.answer, value);
  if (misfit !== undefined) throw unreadable(service.system, misfit);
  return value;
}

export function refuseMisfit(service: GatewayService, request: JsonObject): void {
  const misfit = misfitOf(service.request, request);
  if (misfit !== undefined)
    throw new OutsideRefused(service.system, "GATEWAY_REQUEST_INVALID" satisfies ErrorCode, misfit);
}

export function unreadable(system: OutsideSystem, why: string): OutsideRefused {
  return new OutsideRefused(system, "GATEWAY_ANSWER_INVALID" satisfies ErrorCode, `the answer is not usable: ${why}`);
}

const refusedXml = (system: OutsideSystem, { refusal }: XmlRefused): OutsideRefused =>
  new OutsideRefused(system, "GATEWAY_XML_REFUSED" satisfies ErrorCode, `the answer's XML is refused (${refusal})`);

/** The fault codes of the channel (a provider's enumeration) as codes of our error list; what is not known is tried again. */
const FAULT_CODES: Readonly<Record<string, { readonly code: ErrorCode; readonly retry: boolean }>> = {
  SCE001: { code: "GATEWAY_MESSAGE_REFUSED", retry: false },
  SCE004: { code: "GATEWAY_SERVICE_UNKNOWN", retry: false },
  SCE005: { code: "GATEWAY_CERTIFICATE_REFUSED", retry: false },
  SCE006: { code: "GATEWAY_SIGNATURE_REFUSED", retry: false },
  SCE007: { code: "GATEWAY_SIGNATURE_MISSING", retry: false },
  SCE015: { code: "GATEWAY_CERTIFICATE_REFUSED", retry: false },
  SCE016: { code: "GATEWAY_SIGNATURE_REFUSED", retry: false },
  SCE017: { code: "GATEWAY_SIGNATURE_MISSING", retry: false },
  SCE909: { code: "GATEWAY_FAILED", retry: true },
};

export function codeOfFault({ code }: Fault): { readonly code: ErrorCode; readonly retry: boolean } {
  return FAULT_CODES[code] ?? { code: "GATEWAY_FAILED", retry: true };
}

/** A code of the service itself (`NOT_IN_QUEUE`); another form is not passed on, for it ends in the log. */
function refusalCode(code: string): string {
  return /^[A-Z][A-Z_]{2,60}$/.test(code) ? code : ("GATEWAY_SERVICE_REFUSED" satisfies ErrorCode);
}

async function limitedBytes(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Read in parts, so that a body without end is not taken in whole.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > XML_LIMITS.bytes) throw new XmlRefused("too-large", "the answer is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function exchangeDocument(name: string, content: string | Uint8Array, exchange: ExchangeNote) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name, mediaType: "application/xml", bytes, exchange };
}

/** The sender's password goes to the gateway only: what is kept says that there was one, and its signature no longer fits. */
function withoutPassword(xml: string): string {
  return xml.replace(/<password>[^<]*<\/password>/g, "<password>struck out</password>");
}
