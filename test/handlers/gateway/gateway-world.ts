/** The gateway's client with its outbox in a database of its own, before the simulated gateway, all in this process over real HTTP. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../../db/open-database.ts";
import type { Database } from "../../../db/open-database.ts";
import type { HandlerDocument } from "../../../engine/ports.ts";
import { startGatewaySimulator } from "../../../fixtures/outside/gateway-simulator.ts";
import type { GatewaySimulator } from "../../../fixtures/outside/gateway-simulator.ts";
import { DEMO_SEED, makePeople } from "../../../fixtures/people/people.ts";
import type { People } from "../../../fixtures/people/people.ts";
import { openGateway } from "../../../handlers/gateway/open-gateway.ts";
import type { GatewayParts, OpenGateway } from "../../../handlers/gateway/open-gateway.ts";
import type { ExchangeLine } from "../../../handlers/gateway/gateway-client.ts";
import { SERVICES } from "../../../handlers/gateway/services.ts";
import type { OutsideCall } from "../../../handlers/outside.ts";
import { NOW, testKeys } from "./envelope-keys.ts";
import type { Keys } from "./envelope-keys.ts";

export interface GatewayWorld {
  readonly people: People;
  readonly keys: Keys;
  readonly simulator: GatewaySimulator;
  readonly database: Database;
  readonly gateway: OpenGateway;
  /** Another client of the same outbox: another process, or other settings. */
  reopen(settings?: Partial<GatewayParts>): OpenGateway;
  /** Moves the clock of the clients. */
  pass(ms: number): void;
  readonly lines: readonly ExchangeLine[];
  /** What was filed without a job. */
  readonly late: readonly { readonly case: string; readonly document: HandlerDocument }[];
  /** The participant's endpoint, not told to the gateway yet. */
  readonly callbackUrl: string;
  close(): Promise<void>;
}

export async function openGatewayWorld(): Promise<GatewayWorld> {
  const directory = mkdtempSync(join(tmpdir(), "reglament-gateway-"));
  const keys = await testKeys();
  const people = makePeople();
  const simulator = await startGatewaySimulator({
    people,
    seed: DEMO_SEED,
    identity: keys.gateway,
    participants: [keys.participant.certificate],
    clock: { now: () => NOW },
  });
  const database = await openDatabase({ dataDir: directory });
  const lines: ExchangeLine[] = [];
  const late: { case: string; document: HandlerDocument }[] = [];
  let passed = 0;
  const parts: GatewayParts = {
    syncUrl: `${simulator.url}/sync`,
    asyncUrl: `${simulator.url}/async`,
    identity: keys.participant,
    trusted: [keys.gateway.certificate],
    sender: { senderId: "reglament" },
    clock: { now: () => new Date(Date.parse(NOW) + passed).toISOString() },
    outbox: database.gatewayOutbox,
    services: SERVICES,
    fileLate: (id, document) => Promise.resolve(void late.push({ case: id, document })),
    onExchange: (line) => lines.push(line),
    fetchAfterMs: 20,
    answerWithinMs: 5_000,
  };
  const gateway = openGateway(parts);
  const callback = await listen(async (bytes) => gateway.receive(bytes, "utf-8"));
  return {
    people,
    keys,
    simulator,
    database,
    gateway,
    reopen: (settings = {}) => openGateway({ ...parts, ...settings }),
    pass: (ms) => void (passed += ms),
    lines,
    late,
    callbackUrl: callback.url,
    async close() {
      await simulator.close();
      await callback.close();
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface Recorded {
  readonly call: OutsideCall;
  readonly documents: HandlerDocument[];
}

/** A call on behalf of a job of the case `case-1`; `documents` is what it files. */
export function recordedCall(job: string, signal = new AbortController().signal): Recorded {
  const documents: HandlerDocument[] = [];
  return {
    documents,
    call: { messageId: `case-1.${job}`, signal, case: "case-1", record: (document) => void documents.push(document) },
  };
}

/** A server of the other side that answers whatever a test wants it to. */
export async function listen(
  answer: (body: Uint8Array) => Promise<{ readonly status: number; readonly xml: string | Uint8Array }>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void bodyOf(request)
      .then(answer)
      .then(({ status, xml }) => response.writeHead(status, { "Content-Type": "text/xml; charset=utf-8" }).end(xml));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
