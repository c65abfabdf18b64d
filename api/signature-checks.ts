/** What `signature.verify` found out about a document of the case file. */
import type { Json } from "../engine/core/events.ts";
import type { CaseFileStore } from "../engine/ports.ts";

/** The checks of that document, oldest first, as they were filed; what people filed under such a name is none. */
export async function signatureChecksOf(
  caseFile: CaseFileStore,
  caseId: string,
  document: string,
): Promise<readonly Readonly<Record<string, Json>>[]> {
  const checks: Readonly<Record<string, Json>>[] = [];
  for (const { id, name, mediaType, erasedAt } of await caseFile.list(caseId)) {
    if (!name.endsWith("signature-check") || mediaType !== "application/json" || erasedAt !== undefined) continue;
    const filed = await caseFile.read(id);
    if (filed?.filedBy !== "handler:signature.verify") continue;
    const check = JSON.parse(Buffer.from(filed.bytes).toString("utf8")) as Record<string, Json>;
    if (check.document === document) checks.push(check);
  }
  return checks;
}
