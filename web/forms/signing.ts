/** Signs a document of the case: in the demo with a test certificate, else with NCALayer on the signer's own machine, which shows its own dialog. */
import { useQuery } from "@tanstack/react-query";
import { currentLanguage } from "../app/languages.ts";
import { call, callForBytes } from "../connection/client.ts";
import { NCALAYER_URL, createNcaLayerClient } from "../signing/ncalayer-client.ts";
import type { Json } from "./form-schema.ts";

interface Signed {
  readonly case: string;
  /** Field of the form -> name of the document that its signature is over. */
  readonly signs: Readonly<Record<string, string>>;
}

/** Undefined where the form signs nothing that the case file holds. */
export function useSigning({ case: caseId, signs }: Signed): ((field: string) => Promise<Json>) | undefined {
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: () => call("getHealth"), staleTime: Infinity });
  if (Object.keys(signs).length === 0) return undefined;
  return async (field) => {
    const content = await contentOf(caseId, signs[field] ?? Object.values(signs)[0]!);
    if (health?.mode === "demo") return (await call("signForDemo", { body: { content } })) as unknown as Json;
    return signWithLayer(content);
  };
}

async function contentOf(caseId: string, name: string): Promise<string> {
  const { items } = await call("listDocuments", { params: { case: caseId } });
  const document = items.findLast((each) => each.name === name && each.erasedAt === undefined);
  if (document === undefined) throw new Error(`${caseId}: ${name}`);
  const bytes = await callForBytes("getDocument", { params: { case: caseId, document: document.id } });
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

async function signWithLayer(data: string): Promise<string> {
  const layer = createNcaLayerClient(new WebSocket(NCALAYER_URL));
  try {
    await layer.version;
    const reply = await layer.sign({ format: "cms", data, purpose: "signing", language: currentLanguage() });
    if (reply.kind === "signed") return reply.signature;
    throw new Error(reply.kind === "failed" ? `${reply.code} ${reply.message}` : reply.kind);
  } finally {
    layer.close();
  }
}
