/** Keys for both ends of the gateway, made once for all tests that sign: an RSA key takes a moment. */
import { makeTransportIdentity } from "../../../fixtures/outside/transport-identities.ts";
import type { TransportIdentity } from "../../../handlers/gateway/body-signature.ts";

export interface Keys {
  readonly gateway: TransportIdentity;
  readonly participant: TransportIdentity;
  readonly stranger: TransportIdentity;
  readonly expired: TransportIdentity;
}

let made: Promise<Keys> | undefined;

export function testKeys(): Promise<Keys> {
  made ??= (async () => {
    const [gateway, participant, stranger, expired] = await Promise.all([
      makeTransportIdentity("Gateway"),
      makeTransportIdentity("Participant"),
      makeTransportIdentity("Stranger"),
      makeTransportIdentity("Gateway of old", { notBefore: "2010-01-01", notAfter: "2020-01-01" }),
    ]);
    return { gateway, participant, stranger, expired };
  })();
  return made;
}

export const NOW = "2026-05-14T04:00:00.000Z";

/** What an attacker sends in place of `<b>true</b>` when the signature does not cover it. */
export const replaceOnce = (text: string, old: string, by: string): string => {
  if (!text.includes(old)) throw new Error(`the envelope has no ${old}`);
  return text.replace(old, () => by);
};
