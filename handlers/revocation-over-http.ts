/**
 * The national CA over HTTP: its certificates as configured, its OCSP responder, its lists. The addresses come from the configuration
 * only: one that stands in a certificate (AIA, CRL distribution point) was written by whoever sent it, and is never called. What comes back
 * is not believed here; `ocsp.ts` and `revocation.ts` check signatures and dates.
 */
import type { Clock } from "../engine/ports.ts";
import { OutsideRefused, OutsideUnavailable } from "./outside.ts";
import type { OutsideCall, RevocationAnswer, RevocationSource } from "./outside.ts";

export interface ConfiguredAuthority {
  /** PEM. */
  readonly certificate: string;
  /** Trusted as it stands: a root. Others only help to build a path to one. */
  readonly anchor: boolean;
  /** Where the full list of what it has revoked is published, DER. */
  readonly crlUrl: string;
  /** Where what has changed since the full list is published, DER. Named here, it must be there whenever the full list is asked. */
  readonly deltaCrlUrl?: string;
  readonly ocspUrl?: string;
}

const LIST_KEPT_MS = 10 * 60_000;
const TIMEOUT_MS = 10_000;
/** Lists of a national CA grow to tens of megabytes. */
const LARGEST_LIST_BYTES = 64 * 1024 * 1024;
const LARGEST_ANSWER_BYTES = 64 * 1024;

/**
 * `ocsp` answers `undefined` when the responder is not configured, not reached or answers anything but 200, so that the list decides. A list
 * that cannot be had is `OutsideUnavailable`. A list is asked for again after `listKeptMs` (10 minutes); whether it is still fresh is
 * judged on each use.
 */
export function createRevocationOverHttp(options: {
  readonly authorities: readonly ConfiguredAuthority[];
  readonly clock: Clock;
  readonly listKeptMs?: number;
  readonly timeoutMs?: number;
}): RevocationSource {
  const { authorities, clock, listKeptMs = LIST_KEPT_MS, timeoutMs = TIMEOUT_MS } = options;
  const lists = new Map<string, { readonly at: number; readonly crl: string; readonly delta?: string }>();
  const authorityOf = (issuer: string): ConfiguredAuthority | undefined =>
    authorities.find(({ certificate }) => sameText(certificate, issuer));
  const listAt = async (url: string, call: OutsideCall): Promise<string> => {
    const answer = await fetch(url, { signal: within(call) });
    if (!answer.ok) throw new OutsideUnavailable("revocation-source", `the list was answered with ${answer.status}`);
    return (await bytesOf(answer, LARGEST_LIST_BYTES)).toString("base64");
  };
  const within = ({ signal }: OutsideCall): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);

  return {
    trustedIssuers: () =>
      Promise.resolve({
        anchors: authorities.filter(({ anchor }) => anchor).map(({ certificate }) => certificate),
        intermediates: authorities.filter(({ anchor }) => !anchor).map(({ certificate }) => certificate),
      }),

    async ocsp({ request, issuer }, call) {
      const url = authorityOf(issuer)?.ocspUrl;
      if (url === undefined) return undefined;
      try {
        const answer = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/ocsp-request", accept: "application/ocsp-response" },
          body: Buffer.from(request, "base64"),
          signal: within(call),
        });
        return answer.ok ? (await bytesOf(answer, LARGEST_ANSWER_BYTES)).toString("base64") : undefined;
      } catch {
        // Given up by the caller is not the same as silent.
        call.signal.throwIfAborted();
        return undefined;
      }
    },

    async statusOf({ issuer }, call) {
      const authority = authorityOf(issuer);
      if (authority === undefined) {
        throw new OutsideRefused("revocation-source", "ISSUER_UNKNOWN", "no list is configured for that issuer");
      }
      const now = Date.parse(clock.now());
      const { crlUrl, deltaCrlUrl } = authority;
      const kept = lists.get(crlUrl);
      if (kept !== undefined && Math.abs(now - kept.at) < listKeptMs) return answerOf(kept);
      try {
        // Both at once, so that the one fits the other.
        const [crl, delta] = await Promise.all([
          listAt(crlUrl, call),
          deltaCrlUrl === undefined ? undefined : listAt(deltaCrlUrl, call),
        ]);
        const lately = { at: now, crl, ...(delta === undefined ? {} : { delta }) };
        lists.set(crlUrl, lately);
        return answerOf(lately);
      } catch (error) {
        call.signal.throwIfAborted();
        if (error instanceof OutsideUnavailable) throw error;
        throw new OutsideUnavailable("revocation-source", "the list cannot be had");
      }
    },
  };
}

function answerOf({ crl, delta }: { readonly crl: string; readonly delta?: string }): RevocationAnswer {
  return { kind: "crl", crl, ...(delta === undefined ? {} : { delta }) };
}

async function bytesOf(answer: Response, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.byteLength;
    if (length > most) throw new Error("larger than such an answer ever is");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Two PEM texts of one certificate may differ in their line ends. */
function sameText(one: string, other: string): boolean {
  return one.replace(/\s/g, "") === other.replace(/\s/g, "");
}
