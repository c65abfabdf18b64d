/**
 * Signing in with a signature (RFC 6750 tokens come of it as of a password): a challenge is given once, signed with a sign-in certificate, and
 * answered once, whatever the answer. Who has no account yet registers with the same proof.
 */
import { randomBytes } from "node:crypto";
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import type { ChallengeStore, Clock, SignInChallenge } from "../engine/ports.ts";
import { HttpError } from "./problem.ts";

const CHALLENGE_MS = 5 * 60 * 1000;

/** Who signed; or why the signature does not count, in words. Throws `unavailable` when the authority does not answer. */
export type SignInProof =
  | { readonly signedIn: true; readonly iin: string; readonly name: string }
  | { readonly signedIn: false; readonly reason: string; readonly words: Readonly<Record<Language, string>> };

/** What the rooms behind the API give for it. */
export interface SignInPort {
  /** Whose challenges these are: the address of the portal. */
  readonly audience: string;
  bytes(challenge: SignInChallenge): Uint8Array;
  verify(challenge: SignInChallenge, signature: Json): Promise<SignInProof | "unavailable">;
}

export interface SignatureSignIn {
  challenge(): Promise<SignInChallenge & { readonly content: string }>;
  /** Throws `SIGN_IN_REFUSED` or `SIGN_IN_UNAVAILABLE`. */
  prove(nonce: string, signature: Json, language: Language): Promise<{ readonly iin: string; readonly name: string }>;
}

export function createSignatureSignIn(port: SignInPort, challenges: ChallengeStore, clock: Clock): SignatureSignIn {
  return {
    async challenge() {
      const issuedAt = clock.now();
      const challenge: SignInChallenge = {
        nonce: randomBytes(24).toString("base64url"),
        audience: port.audience,
        issuedAt,
        expiresAt: new Date(Date.parse(issuedAt) + CHALLENGE_MS).toISOString(),
      };
      await challenges.keep(challenge);
      return { ...challenge, content: Buffer.from(port.bytes(challenge)).toString("base64") };
    },
    async prove(nonce, signature, language) {
      const challenge = await challenges.take(nonce);
      if (challenge === undefined)
        throw new HttpError(
          "SIGN_IN_REFUSED",
          "There is no such challenge: it has been answered, or its time is over.",
        );
      const proof = await port.verify(challenge, signature);
      if (proof === "unavailable")
        throw new HttpError("SIGN_IN_UNAVAILABLE", "The certification authority does not answer.");
      if (!proof.signedIn) throw new HttpError("SIGN_IN_REFUSED", `${proof.reason}: ${proof.words[language]}`);
      return proof;
    },
  };
}
