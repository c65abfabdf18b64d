/**
 * The services that people can apply for, in plain words: from the `regulation.json` that the newest deployment of each regulation brought along. A
 * deployment never changes, so each is read once.
 */
import type { Graph, Language } from "../engine/model/graph.ts";
import type { DefinitionRow, DefinitionStore } from "../engine/ports.ts";
import { everyPage } from "./every-page.ts";
import {
  inLanguage,
  regulationFacts,
  type ByLanguage,
  type NamedFact,
  type RegulationFacts,
  type TermFact,
} from "./regulation-facts.ts";

export interface CatalogueSource {
  readonly definitions: DefinitionStore;
  readonly graph: (digest: string) => Promise<Graph>;
  readonly form: (digest: string, name: string) => Promise<object | undefined>;
}

/** Answers the services by title, in that language. */
export function createCatalogue({
  definitions,
  graph,
  form,
}: CatalogueSource): (language: Language) => Promise<readonly object[]> {
  const factsOf = regulationFacts(definitions);
  return async (language) => {
    const rows: DefinitionRow[] = [];
    for await (const { items } of everyPage((more) => definitions.list({ latestOnly: true }, { limit: 200, ...more })))
      rows.push(...items);
    const newest = new Map<string, DefinitionRow>();
    for (const row of rows) {
      const { regulation } = row;
      if (regulation !== undefined && (newest.get(regulation)?.deployedAt ?? "") <= row.deployedAt)
        newest.set(regulation, row);
    }
    const services = await Promise.all(
      [...newest].map(async ([regulation, { digest }]) => {
        const file = await factsOf(digest);
        const portal = rows.find(
          ({ process, channel }) =>
            channel === "portal" && file.channels?.some((each) => each.id === "portal" && each.process === process),
        );
        if (file.title === undefined) return undefined;
        const startForm = portal === undefined ? undefined : await startFormOf(portal);
        const inWords = serviceInWords(regulation, file, language);
        const closed = await channelsNobodyStarts(file, rows);
        const service = { ...inWords, channels: inWords.channels.filter(({ id }) => !closed.has(id)) };
        return portal === undefined
          ? service
          : {
              ...service,
              portal: { process: portal.process, ...(startForm === undefined ? {} : { form: startForm }) },
            };
      }),
    );
    return services.filter((service) => service !== undefined).sort((a, b) => a.title.localeCompare(b.title, language));
  };

  /** What several channels share is no way in, although it is drawn as a channel. */
  async function channelsNobodyStarts(
    { channels = [] }: RegulationFacts,
    rows: readonly DefinitionRow[],
  ): Promise<ReadonlySet<string>> {
    const closed = await Promise.all(
      channels.map(async ({ id, process, forApplicants }) => {
        if (forApplicants === false) return [id];
        const row = rows.find((each) => each.process === process);
        const drawn = row === undefined ? undefined : await graph(row.digest);
        const service = drawn?.processes.find((each) => each.id === process)?.service;
        return service === undefined || service.calledOnly === true ? [id] : [];
      }),
    );
    return new Set(closed.flat());
  }

  /** What the diagram asks before the case begins. */
  async function startFormOf({ digest, process }: DefinitionRow): Promise<object | undefined> {
    const drawn = await graph(digest);
    const scope = drawn.scopes.find(({ id, parent }) => parent < 0 && id === process);
    const name = scope?.starts.map((index) => drawn.nodes[index]!.form).find((found) => found !== undefined);
    return name === undefined ? undefined : form(digest, name);
  }
}

/** One service as the page shows it. Pure. */
export function serviceInWords(regulation: string, file: RegulationFacts, language: Language) {
  const say = (words: ByLanguage | undefined): string | undefined => inLanguage(words, language);
  const named = (all: readonly NamedFact[] = []) => all.map(({ id, name }) => ({ id, name: say(name) ?? id }));
  const officialTitle = say(file.title) ?? regulation;
  const { act } = file;
  return {
    regulation,
    title: say(file.plain?.title) ?? officialTitle,
    officialTitle,
    ...optional({
      forWhom: say(file.plain?.forWhom),
      result: say(file.plain?.result),
      provider: say(file.provider),
    }),
    act: {
      ...optional({
        kind: say(act?.kind),
        issuedBy: say(act?.issuedBy),
        number: act?.number,
        date: act?.date,
        repealedOn: act?.repealed?.date,
      }),
    },
    ...(file.standard?.number === undefined
      ? {}
      : {
          standard: optional({
            issuedBy: say(file.standard.issuedBy),
            number: file.standard.number,
            date: file.standard.date,
          }),
        }),
    documents: named(file.documentsNeeded),
    results: (file.results ?? []).map(({ id, name, template }) => ({
      id,
      name: say(name) ?? id,
      ...(template === undefined ? {} : { template }),
    })),
    statuses: named(file.statuses),
    channels: (file.channels ?? []).map(({ id, name, term }) => ({
      id,
      name: say(name) ?? id,
      ...optional({ term: termOf({ ...file.term, ...term }) }),
    })),
  };
}

function termOf({ duration, unit, excludes = [], owedEarlierDays }: TermFact) {
  const amount = /^PT?(\d+)[DHM]$/.exec(duration ?? "")?.[1];
  if (amount === undefined || unit === null || unit === undefined) return undefined;
  return { amount: Number(amount), unit, excludes, ...optional({ owedEarlierDays }) };
}

function optional<Value>(values: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> {
  const given: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given[name] = value;
  return given;
}
