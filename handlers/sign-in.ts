/**
 * Signing in with a signature: the server gives a challenge, the applicant signs it with a sign-in certificate (in any of the forms that
 * `read-signature.ts` reads), the server learns who it is. Nothing here remembers: the caller keeps the challenge until it is answered once,
 * and forgets it then.
 */
import { binOf, iinOf, signerTypesOf } from "./certificate.ts";
import type { SignerType } from "./certificate.ts";
import type { OutsideCall, RevocationSource } from "./outside.ts";
import type { SignatureSource } from "./read-signature.ts";
import { checkSignature } from "./signature-check.ts";
import type { SignatureOutcome } from "./signature-check.ts";
import { SIGNATURE_WORDS } from "./signature-words.ts";
import type { SignatureReason } from "./signature-words.ts";

export interface SignInChallenge {
  /** At least 128 random bits, in base64url or hex; never given twice. */
  readonly nonce: string;
  /** Whose challenge it is, such as the portal's origin: a signature for one site is worth nothing at another. */
  readonly audience: string;
  /** ISO 8601 UTC instants. */
  readonly issuedAt: string;
  readonly expiresAt: string;
}

export type SignInReason = SignatureReason | "challenge-expired" | "no-person";

type Words = Readonly<Record<"kk" | "ru" | "en", string>>;

export type SignInAnswer =
  | {
      readonly signedIn: true;
      readonly iin: string;
      readonly bin?: string;
      readonly signerTypes: readonly SignerType[];
      readonly outcome: SignatureOutcome;
    }
  | {
      readonly signedIn: false;
      readonly reason: SignInReason;
      readonly words: Words;
      readonly outcome?: SignatureOutcome;
    };

/** The bytes that are signed, the same for everybody who has the challenge: UTF-8 text in which a signer can read what it is for. */
export function challengeBytes({ nonce, audience, issuedAt, expiresAt }: SignInChallenge): Uint8Array {
  const lines = [
    "Reglament: sign in",
    `audience: ${audience}`,
    `nonce: ${nonce}`,
    `issued: ${issuedAt}`,
    `expires: ${expiresAt}`,
  ];
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/**
 * Whether the signature answers the challenge, and whose it is. `iin`: who says to sign in; without it, whoever the certificate names. Exactly
 * one person signs. What the source throws (`OutsideUnavailable`, `OutsideRefused`) goes through: nobody is signed in on a guess.
 */
export async function verifySignIn(question: {
  readonly challenge: SignInChallenge;
  readonly signature: SignatureSource;
  readonly now: Date;
  readonly source: RevocationSource;
  readonly call: OutsideCall;
  readonly iin?: string;
}): Promise<SignInAnswer> {
  const { challenge, signature, now, source, call, iin } = question;
  const issued = Date.parse(challenge.issuedAt);
  const expires = Date.parse(challenge.expiresAt);
  // Comparisons with an invalid date are false: such a challenge never held.
  if (!(issued <= now.getTime() && now.getTime() < expires)) return refused("challenge-expired");
  const outcome = await checkSignature({
    document: challengeBytes(challenge),
    signature,
    purpose: "sign-in",
    ...(iin === undefined ? {} : { iin }),
    signedAt: now,
    now: () => now,
    source,
    ask: (ask) => ask(call),
  });
  const [signer, ...others] = outcome.signers;
  if (outcome.reason !== "valid") return refused(outcome.reason, outcome);
  const person = signer === undefined || others.length > 0 ? undefined : iinOf(signer.certificate);
  if (signer === undefined || person === undefined) return refused("no-person", outcome);
  const bin = binOf(signer.certificate);
  return {
    signedIn: true,
    iin: person,
    ...(bin === undefined ? {} : { bin }),
    signerTypes: signerTypesOf(signer.certificate),
    outcome,
  };
}

function refused(reason: SignInReason, outcome?: SignatureOutcome): SignInAnswer {
  return { signedIn: false, reason, words: SIGN_IN_WORDS[reason], ...(outcome === undefined ? {} : { outcome }) };
}

/** As for signatures over documents, but where signing in needs other words. */
export const SIGN_IN_WORDS: Readonly<Record<SignInReason, Words>> = {
  ...SIGNATURE_WORDS,
  "wrong-purpose": {
    kk: "Бұл тіркеу куәлігі жүйеге кіруге арналмаған: аутентификация кілтін таңдаңыз.",
    ru: "Это регистрационное свидетельство не предназначено для входа: выберите ключ аутентификации.",
    en: "This certificate is not for signing in: choose the authentication key.",
  },
  "signature-mismatch": {
    kk: "Қолтаңба осы кіру сұрауына жауап емес.",
    ru: "Подпись не отвечает на этот запрос входа.",
    en: "The signature does not answer this request to sign in.",
  },
  "challenge-expired": {
    kk: "Кіру сұрауының мерзімі өтті, қайта бастаңыз.",
    ru: "Срок запроса входа истёк, начните заново.",
    en: "The request to sign in has expired, start again.",
  },
  "no-person": {
    kk: "Тіркеу куәлігінде жеке сәйкестендіру нөмірі көрсетілмеген немесе қол қойған адам біреу емес.",
    ru: "В регистрационном свидетельстве нет индивидуального идентификационного номера, или подписал не один человек.",
    en: "The certificate names no personal number, or more than one person signed.",
  },
};
