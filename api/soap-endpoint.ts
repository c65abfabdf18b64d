/**
 * The address at which the gateway pushes messages to us. No session and no browser here: who speaks is told by the signature of the message,
 * which `receive` checks before anything is read.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

export type ReceiveSoap = (
  bytes: Uint8Array,
  charset: string | undefined,
) => Promise<{ readonly status: number; readonly xml: string }>;

/** Below the server's own address. */
export const SOAP_PATH = "/gateway/async";

/** Our endpoint is asked for messages of some kilobytes; what is larger is not read to its end. */
const LARGEST = 4 * 1024 * 1024;

/** Takes what goes to `SOAP_PATH`, and leaves everything else to `app`. */
export function withSoapEndpoint(
  app: RequestListener,
  receive: ReceiveSoap,
  onFault: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    if (request.url !== SOAP_PATH) {
      app(request, response);
      return;
    }
    serve(request, response, receive).catch((error: unknown) => {
      onFault(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, receive: ReceiveSoap): Promise<void> {
  if (request.method !== "POST") {
    response.writeHead(405, { Allow: "POST" }).end();
    return;
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > LARGEST) {
      response.writeHead(413, { Connection: "close" }).end();
      return;
    }
    parts.push(part);
  }
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(request.headers["content-type"] ?? "")?.[1];
  const { status, xml } = await receive(Buffer.concat(parts), charset);
  response.writeHead(status, { "Content-Type": "text/xml; charset=utf-8" }).end(xml);
}
