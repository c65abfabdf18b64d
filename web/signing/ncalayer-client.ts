/**
 * Signs in the browser through NCALayer, the national CA's program on the signer's own computer: a websocket on `wss://127.0.0.1:13579/`,
 * module `kz.gov.pki.knca.basics`. The page's content security policy must let `connect-src wss://127.0.0.1:13579` through. NCALayer shows its
 * own dialog for key and password; neither ever reaches the page.
 *
 * `signRequest` and `readMessage` are the protocol alone; `createNcaLayerClient` speaks it over any `WebSocket`. Which key the dialog offers is
 * narrowed by `iin`, `bin` and `purpose`, but that is a kindness to the signer: the server checks all of it again.
 */
export const NCALAYER_URL = "wss://127.0.0.1:13579/";

const MODULE = "kz.gov.pki.knca.basics";
const HEARTBEAT = "--heartbeat--";
const HEARTBEAT_EVERY_MS = 30_000;
/** Extended key usages of the CA's signing and sign-in profiles. */
const PURPOSES = { signing: "1.3.6.1.5.5.7.3.4", "sign-in": "1.3.6.1.5.5.7.3.2" } as const;

export interface SigningWish {
  /** `cms`: `data` is base64 of the bytes; `xml`: `data` is the XML text, and the signed XML comes back. */
  readonly format: "cms" | "xml";
  readonly data: string;
  readonly purpose: "signing" | "sign-in";
  /** CMS only: put the data inside the signature. */
  readonly attached?: boolean;
  readonly iin?: string;
  readonly bin?: string;
  /** Language of NCALayer's dialog. */
  readonly language: "kk" | "ru" | "en";
}

export type SigningReply =
  /** CMS as PEM or base64, or the signed XML. */
  | { readonly kind: "signed"; readonly signature: string }
  /** The signer closed the dialog. */
  | { readonly kind: "cancelled" }
  /** `code` as NCALayer gives it (`SIGNING_FAILURE`...), or `MODULE_NOT_FOUND`, `UNREADABLE_REPLY`, `CONNECTION_LOST`. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export type LayerMessage =
  { readonly kind: "greeting"; readonly version: string } | { readonly kind: "heartbeat" } | SigningReply;

/** What is sent, as text. No time stamp is asked for: the instant that counts is when the server files the signature. */
export function signRequest({ format, data, purpose, attached, iin, bin, language }: SigningWish): string {
  const signingParams =
    format === "xml" ? {} : { decode: true, encapsulate: attached === true, digested: false, tsaProfile: null };
  return JSON.stringify({
    module: MODULE,
    method: "sign",
    args: {
      allowedStorages: null,
      format,
      data,
      signingParams,
      signerParams: {
        extKeyUsageOids: [PURPOSES[purpose]],
        ...(iin === undefined ? {} : { iin }),
        ...(bin === undefined ? {} : { bin }),
        chain: null,
      },
      locale: language,
    },
  });
}

/** What came, read tolerantly: a result is a list also for one document, and older versions give the text itself. */
export function readMessage(text: string): LayerMessage {
  if (text === HEARTBEAT) return { kind: "heartbeat" };
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return unreadable();
  }
  if (!isObject(message)) return unreadable();
  // Some versions answer a heartbeat with an empty object.
  if (Object.keys(message).length === 0) return { kind: "heartbeat" };
  const { result, status, body, code, message: said, errorCode } = message;
  if (isObject(result) && typeof result.version === "string") return { kind: "greeting", version: result.version };
  if (typeof errorCode === "string") return { kind: "failed", code: errorCode, message: "" };
  if (status === false) {
    return {
      kind: "failed",
      code: typeof code === "string" ? code : "",
      message: typeof said === "string" ? said : "",
    };
  }
  if (status !== true) return unreadable();
  const given = isObject(body) ? body.result : undefined;
  if (given === undefined || given === null) return { kind: "cancelled" };
  const signature: unknown = Array.isArray(given) ? given[0] : given;
  const single = !Array.isArray(given) || given.length === 1;
  return single && typeof signature === "string" && signature !== "" ? { kind: "signed", signature } : unreadable();
}

/** What the client needs of a socket: the browser's `WebSocket` has it. */
export interface LayerSocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close" | "error", listener: () => void): void;
}

export interface NcaLayerClient {
  /** NCALayer's version, once it has said so; rejects when the connection is lost before. */
  readonly version: Promise<string>;
  /** One dialog at a time: a second wish waits for the first. Never rejects: a lost connection is a reply too. */
  sign(wish: SigningWish): Promise<SigningReply>;
  close(): void;
}

export function createNcaLayerClient(socket: LayerSocket): NcaLayerClient {
  let lost = false;
  let waiting: ((reply: SigningReply) => void) | undefined;
  let last: Promise<unknown>;
  const greeted = Promise.withResolvers<string>();
  const opened = greeted.promise.then(
    () => undefined,
    () => undefined,
  );
  last = opened;
  const answer = (reply: SigningReply): void => {
    waiting?.(reply);
    waiting = undefined;
  };
  const beat = setInterval(() => {
    socket.send(HEARTBEAT);
  }, HEARTBEAT_EVERY_MS);
  const end = (): void => {
    lost = true;
    clearInterval(beat);
    greeted.reject(new Error("NCALayer is not running, or the connection to it was lost."));
    answer(connectionLost());
  };
  socket.addEventListener("close", end);
  socket.addEventListener("error", end);
  socket.addEventListener("message", ({ data }) => {
    const message = readMessage(String(data));
    if (message.kind === "greeting") greeted.resolve(message.version);
    else if (message.kind !== "heartbeat") answer(message);
  });

  return {
    version: greeted.promise,
    sign(wish) {
      const reply = last.then(() => {
        if (lost) return connectionLost();
        return new Promise<SigningReply>((resolve) => {
          waiting = resolve;
          socket.send(signRequest(wish));
        });
      });
      last = reply;
      return reply;
    },
    close: () => {
      end();
      socket.close();
    },
  };
}

function connectionLost(): SigningReply {
  return { kind: "failed", code: "CONNECTION_LOST", message: "" };
}

function unreadable(): SigningReply {
  return { kind: "failed", code: "UNREADABLE_REPLY", message: "" };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
