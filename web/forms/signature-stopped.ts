/** Why there is no signature: the signer closed NCALayer's dialog, it is not running, it was lost on the way, it could not sign, there is nothing to sign, or the signature would not count. */
export class SignatureStopped extends Error {
  override readonly name = "SignatureStopped";
  readonly why: "cancelled" | "not-running" | "lost" | "failed" | "nothing" | "refused";
  /** Of a signature that would not count: why, in the reader's language. */
  readonly words: string | undefined;

  constructor(why: SignatureStopped["why"], words?: string) {
    super(why);
    this.why = why;
    this.words = words;
  }
}
