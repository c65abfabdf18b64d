/** What a moment of a replay is in words: the event, who did it, and the clause that it rests on. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CaseEvent } from "../../engine/core/events.ts";
import { ROLES } from "../app/roles.ts";
import type { Replay } from "../connection/api-types.ts";
import { useInWords } from "../tables/in-words.ts";
import type { Moment } from "./replay-model.ts";

export interface ReplayWords {
  event(moment: Moment): string;
  /** `by` of an event or document. */
  who(by: string): string;
  role(role: string): string;
  element(version: string, id: string): string;
  /** `Item 6 2), process 1, row 1 of the table` */
  clauses(moment: Pick<Moment, "version" | "element">): readonly string[];
}

export function useReplayWords(replay: Replay): ReplayWords {
  const { t } = useTranslation(["audit", "app"]);
  const words = useInWords();
  return useMemo(() => {
    const accounts = new Map(replay.accounts.map((account) => [account.id, account]));
    const elements = new Map(
      replay.versions.flatMap(({ digest, elements: all }) => all.map((one) => [`${digest} ${one.id}`, one] as const)),
    );
    const role = (id: string): string => {
      const known = ROLES.find((each) => each === id);
      return known === undefined ? id : t(`app:roles.${known}`);
    };
    const element = (version: string, id: string): string => elements.get(`${version} ${id}`)?.name ?? id;
    const who = (by: string): string => {
      if (by === "system") return t("who.system");
      if (by.startsWith("handler:")) return t("who.handler", { name: by.slice("handler:".length) });
      const account = accounts.get(by);
      if (account === undefined) return by === replay.case.applicant ? role("applicant") : t("who.account", { id: by });
      return `${account.name} (${account.roles.map(role).join(", ")})`;
    };
    const valuesOf = (event: CaseEvent): Record<string, string> => ({
      ...("name" in event && typeof event.name === "string" ? { name: event.name } : {}),
      ...("code" in event && typeof event.code === "string" ? { code: event.code } : {}),
      ...("dueAt" in event ? { due: words.instant(event.dueAt) } : {}),
      ...("assignee" in event ? { who: who(event.assignee) } : {}),
    });
    return {
      who,
      role,
      element,
      event: ({ recorded: { event }, element: id, version }) => {
        const name = id === undefined ? "" : element(version, id);
        if (event.type === "LimitMet" && event.late) return t("events.LimitMetLate");
        if (event.type === "DocumentFiled" && event.exchange !== undefined)
          return t("events.Exchange", {
            system: event.exchange.system,
            part: t(`exchangePart.${event.exchange.part}`),
          });
        const said = t(`events.${event.type}`, { element: name, name: "", code: "", ...valuesOf(event) });
        return "onBehalfOf" in event && event.onBehalfOf !== undefined
          ? t("events.AsDeputy", { event: said, who: who(event.onBehalfOf) })
          : said;
      },
      clauses: ({ version, element: id }) =>
        (id === undefined ? [] : (elements.get(`${version} ${id}`)?.traces ?? [])).map(({ clause, step, action }) =>
          [
            clause.startsWith("table ")
              ? t("clause.table", { number: clause.slice("table ".length) })
              : t("clause.item", { clause }),
            ...(step === undefined ? [] : [step.replace(/^\w+/, (kind) => stepKind(kind))]),
            ...(action === undefined || action === "none" ? [] : [t("clause.row", { action })]),
          ].join(", "),
        ),
    };

    function stepKind(kind: string): string {
      return kind === "process" || kind === "condition" || kind === "action" ? t(`clause.${kind}`) : kind;
    }
  }, [replay, t, words]);
}
