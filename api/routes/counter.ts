/** What an operator needs before there is a case: the services of the own counter, and whether the walk-in has an account. */
import { CodedError } from "../../engine/errors.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { AccountRow, DefinitionRow, UnitRow } from "../../engine/ports.ts";
import { CHANNEL_OF_ROLE, reachesOf, type Role } from "../auth/rights.ts";
import { defaultProvider, unitsOfStaffCase } from "../case-units.ts";
import type { ApiContext } from "../context.ts";
import { everyPage } from "../every-page.ts";
import { inLanguage, regulationFacts } from "../regulation-facts.ts";
import { json, jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface Providers {
  readonly providers: readonly UnitRow[];
  readonly provider?: string;
}

export function counterRoutes({ definitions, units, accounts, runtime }: ApiContext): Route[] {
  const factsOf = regulationFacts(definitions);
  return [
    signedInRoute({
      id: "listCounterServices",
      method: "get",
      path: "/counter/services",
      tag: "cases",
      summary: "The services whose applications this account may take in, by title.",
      description: "Those of the channels of its roles; a provider's clerk those that the own unit provides.",
      action: "case.start",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.counterService)) } },
      problems: [],
      async handle({ language }, account) {
        const clerk = reachesOf(account, "case.start").has("unit");
        const channels = account.roles.map((role) => CHANNEL_OF_ROLE[role as Role]);
        const items: { readonly title: string }[] = [];
        for await (const page of everyPage((more) => definitions.list({ latestOnly: true }, { limit: 200, ...more })))
          for (const row of page.items) {
            if (row.regulation === undefined || row.channel === undefined || !channels.includes(row.channel)) continue;
            const deciding = clerk ? await providersFor(row, account) : await providersOf(row.regulation);
            if (deciding !== undefined) items.push(await service(row, deciding, language));
          }
        return { status: 200, body: { items: items.sort((a, b) => a.title.localeCompare(b.title, language)) } };
      },
    }),
    signedInRoute<unknown, unknown, { iin: string }>({
      id: "findApplicant",
      method: "post",
      path: "/counter/applicant",
      tag: "cases",
      summary: "Whether the person of that number has an account: the case then shows on the portal, too.",
      description: "Sent in the body, because addresses stand in logs. Takes no Idempotency-Key: it changes nothing.",
      action: "applicant.find",
      body: jsonBody(schemas.applicantQuestion),
      answers: { 200: { description: "Whether, and which.", content: json(schemas.applicantAnswer) } },
      problems: [],
      async handle({ body }) {
        const found = await accounts.byIin(body.iin);
        if (found === undefined || found.disabledAt !== undefined) return { status: 200, body: { known: false } };
        return { status: 200, body: { known: true, applicant: { id: found.id, name: found.name } } };
      },
    }),
  ];

  /** `undefined`: an application for it cannot be taken here. */
  async function providersFor(row: DefinitionRow, account: AccountRow): Promise<Providers | undefined> {
    try {
      const { unit, intakeUnit } = await unitsOfStaffCase(units, row, undefined, account);
      if (intakeUnit === undefined) return { providers: [] };
      return { ...(await providersOf(row.regulation!)), ...(unit === undefined ? {} : { provider: unit }) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.code !== "PROVIDER_UNIT_NEEDED") return undefined;
      const deciding = await providersOf(row.regulation!);
      return deciding.providers.length === 0 ? undefined : deciding;
    }
  }

  async function providersOf(regulation: string): Promise<Providers> {
    const providers = await units.providersOf(regulation);
    const provider = defaultProvider(providers, regulation)?.id;
    return { providers, ...(provider === undefined ? {} : { provider }) };
  }

  async function service(row: DefinitionRow, { providers, provider }: Providers, language: Language) {
    const { process, version, regulation, channel, digest } = row;
    const [facts, graph] = await Promise.all([factsOf(digest), runtime.graph(digest)]);
    const scope = graph.scopes[graph.processes.find(({ id }) => id === process)?.scope ?? -1];
    const start = scope?.starts.map((index) => graph.nodes[index]).find((node) => node?.triggers.length === 0);
    const term = { ...facts.term, ...facts.channels?.find(({ id }) => id === channel)?.term };
    const named = (things: NonNullable<typeof facts.results> = []) =>
      things.map(({ id, name }) => ({ id, name: inLanguage(name, language) ?? id }));
    return {
      process,
      version,
      regulation,
      channel,
      title: inLanguage(facts.title, language) ?? process,
      documentsNeeded: named(facts.documentsNeeded),
      results: named(facts.results),
      providers: providers.map(({ id, names }) => ({ id, name: names[language] })),
      ...(provider === undefined ? {} : { provider }),
      ...(start?.form === undefined ? {} : { form: start.form }),
      ...(typeof term.duration === "string" && typeof term.unit === "string"
        ? { term: { duration: term.duration, unit: term.unit } }
        : {}),
    };
  }
}
