/** Lists that come in pages, read to their end. */
import type { DefinitionRow, DefinitionStore } from "../engine/ports.ts";

/** Page after page of what `ask` gives behind a cursor. Whoever stops reading asks for no further page. */
export async function* everyPage<Page extends { readonly next?: string | undefined }>(
  ask: (more: { readonly cursor?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  for (let page = await ask({}); ; page = await ask({ cursor: page.next })) {
    yield page;
    if (page.next === undefined) return;
  }
}

/** The newest version of the process that runs on this deployment: a case knows its deployment, not its version. */
export async function versionOnDigest(
  definitions: DefinitionStore,
  process: string,
  digest: string,
): Promise<DefinitionRow | undefined> {
  for await (const { items } of everyPage((more) => definitions.list({ process }, { limit: 200, ...more }))) {
    const row = items.find((each) => each.digest === digest);
    if (row !== undefined) return row;
  }
  return undefined;
}
