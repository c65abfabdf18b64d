/** What a signature says once it is read, the same for each of the three forms. */
import type { Certificate } from "./certificate.ts";
import type { PublicKey } from "./public-key.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";
import type { Timestamp } from "./timestamp.ts";

export type SignatureFormat = "json" | "cms" | "xml";

export interface SignatureSigner {
  readonly certificate: Certificate;
  /** Absent: named by an identifier that nobody knows. */
  readonly algorithm?: SignatureAlgorithm | undefined;
  /** When the signer says to have signed; ISO 8601 UTC. Nothing proves it. */
  readonly claimedAt?: string;
  /** CMS only; none unless given. */
  readonly timestamps?: readonly (Timestamp | "unreadable")[];
  /** Whether this signer's signature stands over exactly these bytes. Call it only with a key that fits the algorithm. */
  isOver(document: Uint8Array, key: PublicKey): boolean | Promise<boolean>;
}

export interface ReadSignature {
  readonly format: SignatureFormat;
  /** At least one. */
  readonly signers: readonly SignatureSigner[];
  /** PEM certificates that came along; they help to build a path and are trusted no more for it. */
  readonly chain: readonly string[];
}
