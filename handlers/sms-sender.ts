/**
 * Sends notifications as SMS over an operator's HTTP service: `POST` with `{id, to, text}`, a bearer token and the job id as `Idempotency-Key`; it answers
 * `{id}`. Operators that speak otherwise are reached through a small service that translates.
 */
import type { SendNotification } from "./house-notifier.ts";
import { OutsideUnavailable } from "./outside.ts";

export interface SmsSettings {
  readonly url: string;
  readonly token?: string;
}

/** 4xx that mean "later". */
const LATER = new Set([408, 425, 429]);

export function createSmsSender({ url, token }: SmsSettings): SendNotification {
  return async ({ address, subject, text }, call) => {
    let response: Response;
    try {
      response = await fetch(url, {
        method: "POST",
        redirect: "error",
        signal: call.signal,
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": call.messageId,
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ id: call.messageId, to: address, text: [subject, text].filter(Boolean).join("\n") }),
      });
    } catch (error) {
      call.signal.throwIfAborted();
      throw new OutsideUnavailable("notifier", `SMS ${(error as Error).name}`);
    }
    if (response.status === 401 || response.status === 403)
      throw new OutsideUnavailable("notifier", `SMS ${response.status}: the token is not accepted`);
    if (response.status >= 500 || LATER.has(response.status))
      throw new OutsideUnavailable("notifier", `SMS ${response.status}`);
    if (!response.ok) return { accepted: false };
    const { id } = (await response.json().catch(() => ({}))) as { id?: unknown };
    return { accepted: true, reference: typeof id === "string" && id !== "" ? id : call.messageId };
  };
}
