/** What regulations, units, channels and statuses are called. */
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../app/languages.ts";
import { useOperation } from "../connection/queries.ts";

export const CHANNELS = ["office", "centre", "corporation", "akimat", "portal"] as const;
export const STATUSES = ["active", "suspended", "completed", "terminated"] as const;
/** The statuses that the diagrams of `processes/` give; another is shown as it stands. */
const PUBLIC = [
  "received",
  "registered",
  "in-work",
  "ready",
  "sent",
  "done",
  "refused",
  "not-accepted",
  "queued",
  "offered",
  "returned",
  "unclaimed",
  "kept",
  "stored",
  "referral-given",
  "prepared",
  "at-corporation",
] as const;

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T => values.includes(value as T);

export function useNames() {
  const { t } = useTranslation("audit");
  const definitions = useOperation("listDefinitions", { query: { latest: true, limit: 200 } }, { staleMs: 300_000 });
  const listed = useOperation("listUnits", { query: { limit: 200 } }, { staleMs: 300_000 });
  const language = currentLanguage();
  const units = (listed.data?.items ?? []).map(({ id, names }) => ({ id, name: names[language] }));
  const rows = definitions.data?.items ?? [];
  const titles = new Map(
    rows.flatMap(({ regulation: id, title }) => (id === undefined ? [] : [[id, title ?? id] as const])),
  );
  const regulation = (id: string): string => titles.get(id) ?? id;
  const channel = (id: string | undefined): string =>
    id === undefined ? "–" : isOneOf(CHANNELS, id) ? t(`channels.${id}`) : id;
  const process = (id: string): string => {
    const row = rows.find((each) => each.process === id);
    if (row?.regulation === undefined) return id;
    return row.channel === undefined
      ? regulation(row.regulation)
      : `${regulation(row.regulation)}: ${channel(row.channel)}`;
  };
  return {
    definitions: rows,
    regulations: [...titles.keys()].sort((a, b) => titles.get(a)!.localeCompare(titles.get(b)!)),
    units,
    regulation,
    /** A channel of a regulation, as people call both; a process that belongs to none by its id. */
    process,
    unit: (id: string | undefined): string =>
      id === undefined ? "–" : (units.find((unit) => unit.id === id)?.name ?? id),
    channel,
    publicStatus: (id: string): string => (isOneOf(PUBLIC, id) ? t(`publicStatus.${id}`) : id),
  };
}
