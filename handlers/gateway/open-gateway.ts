/** Puts the gateway's parts together: the ports that go through it, and our endpoint for what it pushes. */
import type { Clock, GatewayOutbox, HandlerDocument } from "../../engine/ports.ts";
import { createAsyncChannel } from "./async-channel.ts";
import type { AsyncChannel } from "./async-channel.ts";
import { createGatewayClient } from "./gateway-client.ts";
import type { ExchangeLine, GatewayOptions } from "./gateway-client.ts";
import { createGatewayOutside } from "./gateway-outside.ts";
import type { GatewayOutside } from "./gateway-outside.ts";
import type { GatewayService, ServiceKey } from "./services.ts";

export interface OpenGateway {
  readonly outside: GatewayOutside;
  readonly receive: AsyncChannel["receive"];
}

export interface GatewayParts extends Pick<
  GatewayOptions,
  "syncUrl" | "asyncUrl" | "identity" | "trusted" | "sender" | "timeoutMs"
> {
  readonly clock: Clock;
  readonly outbox: GatewayOutbox;
  readonly services: Readonly<Record<ServiceKey, GatewayService>>;
  readonly fileLate: (caseId: string, document: HandlerDocument) => Promise<void>;
  readonly onExchange?: (line: ExchangeLine) => void;
  readonly answerWithinMs?: number;
  readonly fetchAfterMs?: number;
}

export function openGateway(parts: GatewayParts): OpenGateway {
  const { outbox, services, fileLate, answerWithinMs, fetchAfterMs, ...options } = parts;
  const client = createGatewayClient(options);
  const channel = createAsyncChannel({
    client,
    outbox,
    services: Object.values(services).filter(({ channel: kind }) => kind === "async"),
    fileLate,
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
    ...(fetchAfterMs === undefined ? {} : { fetchAfterMs }),
  });
  return {
    outside: createGatewayOutside({ client, channel, services }),
    receive: (bytes, charset) => channel.receive(bytes, charset),
  };
}
