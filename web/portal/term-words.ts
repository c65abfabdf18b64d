/** The term of a service in plain words: `5 working days`. */
import { useTranslation } from "react-i18next";
import type { Service } from "../connection/api-types.ts";

export type Term = NonNullable<Service["channels"][number]["term"]>;

export function useTermWords(): {
  readonly term: (term: Term) => string;
  /** What is not counted, one sentence each. */
  readonly notes: (term: Term) => readonly string[];
} {
  const { t } = useTranslation("portal");
  return {
    term: ({ amount, unit }) => t(`term.${unit}`, { count: amount }),
    notes: ({ excludes, owedEarlierDays }) => [
      ...excludes.map((day) => t(`term.not-${day}`)),
      ...(owedEarlierDays === undefined ? [] : [t("term.earlier", { count: owedEarlierDays })]),
    ],
  };
}

/** Of the way in that people can use from here, else of the first. */
export function termOf({ channels }: Pick<Service, "channels">): Term | undefined {
  return (channels.find(({ id }) => id === "portal") ?? channels[0])?.term;
}
