/** Signing in with a signature, as the API asks for it: who it is, or why not, or that the authority does not answer. */
import type { Json } from "../engine/core/events.ts";
import type { Clock, SignInChallenge } from "../engine/ports.ts";
import type { Certificate } from "./certificate.ts";
import { OutsideRefused, OutsideUnavailable, type RevocationSource } from "./outside.ts";
import { challengeBytes, verifySignIn } from "./sign-in.ts";

const PATIENCE_MS = 20_000;

export function createSignInPort(parts: {
  readonly audience: string;
  readonly source: RevocationSource;
  readonly clock: Clock;
}) {
  const { audience, source, clock } = parts;
  return {
    audience,
    bytes: challengeBytes,
    async verify(challenge: SignInChallenge, signature: Json) {
      try {
        const answer = await verifySignIn({
          challenge,
          signature,
          now: new Date(clock.now()),
          source,
          call: { messageId: `sign-in ${challenge.nonce}`, signal: AbortSignal.timeout(PATIENCE_MS) },
        });
        if (!answer.signedIn) return { signedIn: false, reason: answer.reason, words: answer.words } as const;
        const [signer] = answer.outcome.signers;
        return { signedIn: true, iin: answer.iin, name: nameOf(signer?.certificate) } as const;
      } catch (error) {
        if (error instanceof OutsideUnavailable || error instanceof OutsideRefused) return "unavailable";
        throw error;
      }
    },
  };
}

/** Common name and, where it is apart from it, the patronymic (`givenName` of the national CA's profile). */
function nameOf(certificate: Certificate | undefined): string {
  const field = (name: string): string | undefined => certificate?.parsed.subjectName.getField(name)[0];
  const name = field("CN") ?? field("SN") ?? "?";
  const patronymic = field("G");
  return (patronymic === undefined || name.includes(patronymic) ? name : `${name} ${patronymic}`).slice(0, 200);
}
