/** What a service is called: the title in the `regulation.json` that its diagram was deployed with. */
import type { Language } from "../engine/model/graph.ts";
import type { DefinitionStore } from "../engine/ports.ts";

type Titles = Readonly<Partial<Record<Language, string>>>;

/** A deployment never changes, so each is read once. */
export function serviceTitles(
  definitions: DefinitionStore,
): (digest: string, language: Language) => Promise<string | undefined> {
  const known = new Map<string, Promise<Titles>>();
  const read = async (digest: string): Promise<Titles> => {
    const deployment = await definitions.byDigest(digest);
    const resource = deployment?.resources.find(({ kind }) => kind === "regulation");
    if (resource === undefined) return {};
    try {
      const { title } = JSON.parse(new TextDecoder().decode(resource.bytes)) as { title?: Titles };
      return title ?? {};
    } catch {
      return {};
    }
  };
  return async (digest, language) => {
    let titles = known.get(digest);
    if (titles === undefined) {
      titles = read(digest);
      known.set(digest, titles);
      titles.catch(() => known.delete(digest));
    }
    const found = await titles;
    return found[language] ?? found.kk ?? found.ru;
  };
}
