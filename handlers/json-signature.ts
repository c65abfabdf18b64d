/**
 * The JSON form of a signature: `{certificate: PEM, signature: base64, algorithm, chain?: [PEM]}`, over the bytes of the document exactly
 * as filed. `algorithm` is a name of `signature-algorithms.ts`.
 */
import type { Json } from "../engine/core/events.ts";
import { fieldOf } from "./case-file.ts";
import { readCertificate } from "./certificate.ts";
import type { ReadSignature } from "./signature-format.ts";
import { algorithmNamed, isSignedBy } from "./signature-algorithms.ts";

export function readJsonSignature(json: Json): ReadSignature | undefined {
  const pem = fieldOf(json, "certificate");
  const signature = fieldOf(json, "signature");
  const name = fieldOf(json, "algorithm");
  const chain = fieldOf(json, "chain") ?? [];
  if (typeof pem !== "string" || typeof signature !== "string" || typeof name !== "string") return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature) || signature.length > 4_000) return undefined;
  if (!Array.isArray(chain) || chain.length > 4 || !chain.every((each) => typeof each === "string")) return undefined;
  const certificate = readCertificate(pem);
  if (certificate === undefined) return undefined;
  const bytes = Buffer.from(signature, "base64");
  const algorithm = algorithmNamed(name);
  return {
    format: "json",
    signers: [{ certificate, algorithm, isOver: (document, key) => isSignedBy(algorithm, document, bytes, key) }],
    chain: chain as readonly string[],
  };
}
