/** What the `regulation.json` that a diagram was deployed with says of the service. */
import type { Language } from "../engine/model/graph.ts";
import type { DefinitionStore } from "../engine/ports.ts";

export type ByLanguage = Readonly<Partial<Record<Language, string>>>;

interface Named {
  readonly id: string;
  readonly name?: ByLanguage;
}
interface Term {
  readonly duration?: string | null;
  readonly unit?: string | null;
}

export interface RegulationFacts {
  readonly title?: ByLanguage;
  readonly term?: Term;
  readonly channels?: readonly { readonly id: string; readonly term?: Term }[];
  readonly documentsNeeded?: readonly Named[];
  readonly results?: readonly Named[];
}

/** By the digest of a deployment; empty when none was deployed with it. A deployment never changes, so each is read once. */
export function regulationFacts(definitions: DefinitionStore): (digest: string) => Promise<RegulationFacts> {
  const known = new Map<string, Promise<RegulationFacts>>();
  const read = async (digest: string): Promise<RegulationFacts> => {
    const deployment = await definitions.byDigest(digest);
    const resource = deployment?.resources.find(({ kind }) => kind === "regulation");
    if (resource === undefined) return {};
    try {
      return JSON.parse(new TextDecoder().decode(resource.bytes)) as RegulationFacts;
    } catch {
      return {};
    }
  };
  return (digest) => {
    let facts = known.get(digest);
    if (facts === undefined) {
      facts = read(digest);
      known.set(digest, facts);
      facts.catch(() => known.delete(digest));
    }
    return facts;
  };
}

/** In the reader's language; Kazakh, then Russian where that is missing. */
export const inLanguage = (words: ByLanguage | undefined, language: Language): string | undefined =>
  words?.[language] ?? words?.kk ?? words?.ru;
