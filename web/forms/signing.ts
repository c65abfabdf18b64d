/**
 * Signs a document of the case: in the demo with a test certificate, else with NCALayer on the signer's own machine, which shows its own dialog. What was
 * signed is tried at the server at once (`trySignature`), so that whoever took the wrong key learns it here and signs again.
 */
import { useQuery } from "@tanstack/react-query";
import { currentLanguage } from "../app/languages.ts";
import { call, callForBytes } from "../connection/client.ts";
import { NCALAYER_URL, createNcaLayerClient } from "../signing/ncalayer-client.ts";
import type { Json } from "./form-schema.ts";
import { SignatureStopped } from "./signature-stopped.ts";

interface Signed {
  /** The task; absent, nothing is tried before it is sent. */
  readonly id?: string;
  readonly case: string;
  /** Field of the form -> name of the document that its signature is over. */
  readonly signs: Readonly<Record<string, string>>;
}

/** Undefined where the form signs nothing that the case file holds. What it answers throws `SignatureStopped`, or what the API says. */
export function useSigning({ id, case: caseId, signs }: Signed): ((field: string) => Promise<Json>) | undefined {
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: () => call("getHealth"), staleTime: Infinity });
  if (Object.keys(signs).length === 0) return undefined;
  return async (field) => {
    const content = await contentOf(caseId, signs[field] ?? Object.values(signs)[0]!);
    const signature =
      health?.mode === "demo"
        ? ((await call("signForDemo", { body: { content } })) as unknown as Json)
        : await signWithLayer(content);
    if (id !== undefined) await tryOut(id, field, signature);
    return signature;
  };
}

async function contentOf(caseId: string, name: string): Promise<string> {
  const { items } = await call("listDocuments", { params: { case: caseId } });
  const document = items.findLast((each) => each.name === name && each.erasedAt === undefined);
  if (document === undefined) throw new SignatureStopped("nothing");
  const bytes = await callForBytes("getDocument", { params: { case: caseId, document: document.id } });
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

async function signWithLayer(data: string): Promise<string> {
  const layer = createNcaLayerClient(new WebSocket(NCALAYER_URL));
  try {
    await layer.version.catch(() => {
      throw new SignatureStopped("not-running");
    });
    const reply = await layer.sign({ format: "cms", data, purpose: "signing", language: currentLanguage() });
    if (reply.kind === "signed") return reply.signature;
    if (reply.kind === "cancelled") throw new SignatureStopped("cancelled");
    throw new SignatureStopped(reply.code === "CONNECTION_LOST" ? "lost" : "failed");
  } finally {
    layer.close();
  }
}

/** Lets a signature through that nobody could check just now: the diagram checks it again. */
async function tryOut(task: string, field: string, signature: Json): Promise<void> {
  const { valid, words } = await call("trySignature", {
    params: { task },
    body: { field, signature: signature as object },
  });
  if (valid === false) throw new SignatureStopped("refused", words);
}
