/** Proves who sits here: the server's challenge, signed with a sign-in certificate. In the demo a person who does not exist signs. */
import { currentLanguage } from "../app/languages.ts";
import { call } from "../connection/client.ts";
import { NCALAYER_URL, createNcaLayerClient } from "../signing/ncalayer-client.ts";

export interface SignedChallenge {
  readonly nonce: string;
  readonly signature: string | Readonly<Record<string, unknown>>;
}

/** The synthetic person who registers in the demo. */
const DEMO_PERSONA = "parentOfUnknownChild";

/** `undefined`: the signer has closed the dialog. Throws when NCALayer cannot be reached or does not sign. */
export async function signChallenge(): Promise<SignedChallenge | undefined> {
  const { mode } = await call("getHealth");
  const { nonce, content } = await call("challengeSignIn");
  if (mode === "demo") {
    const signature = await call("signInForDemo", { body: { persona: DEMO_PERSONA, content } });
    // Of several forms of signature, the demo answers the one that its schema describes.
    return { nonce, signature: signature as SignedChallenge["signature"] };
  }
  const layer = createNcaLayerClient(new WebSocket(NCALAYER_URL));
  try {
    await layer.version;
    const reply = await layer.sign({ format: "cms", data: content, purpose: "sign-in", language: currentLanguage() });
    if (reply.kind === "cancelled") return undefined;
    if (reply.kind === "failed") throw new Error(`${reply.code} ${reply.message}`);
    return { nonce, signature: reply.signature };
  } finally {
    layer.close();
  }
}
