/** What the documents of a case file are called in plain words: after the form that made them, the template they were printed from, or the paper they are a scan of. */
import type { Graph, Language } from "../engine/model/graph.ts";
import type { DefinitionStore } from "../engine/ports.ts";
import { inLanguage, type ByLanguage } from "./regulation-facts.ts";

interface Entitled {
  /** A template has its title in each language, a form in one. */
  readonly title?: string | ByLanguage;
  readonly "x-labels"?: ByLanguage;
  readonly documentsNeeded?: readonly { readonly id: string; readonly name?: ByLanguage }[];
}

/** What handlers and the API itself put into a case file. */
const OF_THE_HOUSE: Readonly<Record<string, ByLanguage>> = {
  person: {
    kk: "Тұлғалар тізілімінің жауабы",
    ru: "Ответ регистра физических лиц",
    en: "Answer of the person register",
  },
  "birth-record": { kk: "Туу туралы жазба", ru: "Запись о рождении", en: "Record of birth" },
  "exchange-request": { kk: "Шлюзге сұрау салу", ru: "Запрос в шлюз", en: "Request to the gateway" },
  "exchange-response": { kk: "Шлюздің жауабы", ru: "Ответ шлюза", en: "Answer of the gateway" },
  signer: { kk: "Қол қойған адам", ru: "Подписавший", en: "Who signed" },
  "signature-check": { kk: "Қолтаңбаны тексеру", ru: "Проверка подписи", en: "Check of the signature" },
  "queue-place": { kk: "Кезектегі орын", ru: "Место в очереди", en: "Place in the queue" },
  session: { kk: "Жүйеге кіру тәсілі", ru: "Способ входа", en: "Way of signing in" },
};

type Titles = ReadonlyMap<string, ByLanguage>;

/** `(digest of the deployment, name of the document, language)`; `undefined`: the name is all that there is. A deployment never changes, so each is read once. */
export function documentTitles(
  definitions: DefinitionStore,
  graphOf: (digest: string) => Promise<Graph>,
): (digest: string, name: string, language: Language) => Promise<string | undefined> {
  const known = new Map<string, Promise<Titles>>();
  async function read(digest: string): Promise<Titles> {
    const [deployment, graph] = await Promise.all([definitions.byDigest(digest), graphOf(digest)]);
    const titles = new Map<string, ByLanguage>();
    for (const { kind, name, bytes } of deployment?.resources ?? []) {
      if (kind !== "form" && kind !== "document" && kind !== "regulation") continue;
      const { title, documentsNeeded = [], ...more } = parsed(bytes);
      const labels = typeof title === "object" ? title : more["x-labels"];
      if (kind !== "regulation" && labels !== undefined) titles.set(name.replace(/\.json$/, ""), withoutGaps(labels));
      for (const paper of documentsNeeded) if (paper.name !== undefined) titles.set(`scan:${paper.id}`, paper.name);
    }
    // What a diagram files under a name of its own; a name for several kinds of document says nothing of which it is.
    const named = new Map<string, Set<string | undefined>>();
    for (const { call } of graph.nodes) {
      if (call?.handler !== "document.issue" && call?.handler !== "notification.send") continue;
      const literal = (input: string) => call.inputs.find((each) => each.name === input)?.literal;
      const as = literal("as");
      if (as !== undefined) named.set(as, (named.get(as) ?? new Set()).add(literal("template")));
    }
    for (const [as, templates] of named) {
      const [template] = templates;
      const title = templates.size === 1 && template !== undefined ? titles.get(template) : undefined;
      if (title !== undefined && !titles.has(as)) titles.set(as, title);
    }
    return titles;
  }
  return async (digest, name, language) => {
    let titles = known.get(digest);
    if (titles === undefined) {
      titles = read(digest);
      known.set(digest, titles);
      titles.catch(() => known.delete(digest));
    }
    const scanned = /^scan-(.+)-[0-9a-z]+$/.exec(name)?.[1];
    const found =
      (await titles).get(scanned === undefined ? name : `scan:${scanned}`) ??
      OF_THE_HOUSE[name.endsWith("-signature-check") ? "signature-check" : name];
    return inLanguage(found, language);
  };
}

function parsed(bytes: Uint8Array): Entitled {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Entitled;
  } catch {
    return {};
  }
}

/** `Receipt for documents no. {{number}}`: the number stands beside the title. */
const withoutGaps = (titles: ByLanguage): ByLanguage =>
  Object.fromEntries(
    Object.entries(titles).map(([language, title]) => [
      language,
      title.replaceAll(/\s*(?:№|[Nn]o\.)?\s*\{\{\w+\}\}/g, "").trim(),
    ]),
  );
