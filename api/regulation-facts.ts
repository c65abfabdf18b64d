/** What the `regulation.json` that a diagram was deployed with says of the service. */
import type { Language, LimitUnit } from "../engine/model/graph.ts";
import type { DefinitionStore } from "../engine/ports.ts";

export type ByLanguage = Readonly<Partial<Record<Language, string>>>;

export interface NamedFact {
  readonly id: string;
  readonly name?: ByLanguage;
}
export interface TermFact {
  readonly duration?: string | null;
  readonly unit?: LimitUnit | null;
  readonly excludes?: readonly ("intake" | "issue")[];
  readonly owedEarlierDays?: number;
}
interface Act {
  readonly kind?: ByLanguage;
  readonly issuedBy?: ByLanguage;
  readonly number?: string;
  /** Local date. */
  readonly date?: string;
  readonly repealed?: { readonly date?: string };
}

export interface RegulationFacts {
  readonly title?: ByLanguage;
  /** For people who apply: short, in words of every day. */
  readonly plain?: Readonly<Partial<Record<"title" | "forWhom" | "result", ByLanguage>>>;
  readonly act?: Act;
  readonly provider?: ByLanguage;
  readonly term?: TermFact | null;
  readonly channels?: readonly (NamedFact & {
    readonly process?: string;
    readonly term?: TermFact;
    /** Applications reach it through another channel: nobody is sent there. */
    readonly forApplicants?: false;
  })[];
  readonly standard?: { readonly issuedBy?: ByLanguage; readonly number?: string; readonly date?: string };
  readonly documentsNeeded?: readonly NamedFact[];
  readonly results?: readonly (NamedFact & { readonly template?: string })[];
  readonly statuses?: readonly NamedFact[];
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
