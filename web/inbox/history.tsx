/** What people did in the case and what was found of its terms, in words; the audit area replays every event. */
import { Text, Timeline } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ChainedEvent } from "../connection/api-types.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { labelsOfDiagram } from "../diagram/labels-of-diagram.ts";
import { dayAndTime } from "../terms/instants.ts";
import { useColleagues } from "./colleagues.ts";
import { useDiagramText } from "../diagram/diagram-text.ts";
import type { ShownCase } from "./shown-case.ts";
import { MoreButton } from "../tables/more-button.tsx";

const TOLD = [
  "CaseStarted",
  "ElementCompleted",
  "TaskClaimed",
  "TaskReleased",
  "DocumentFiled",
  "LimitBreached",
  "LimitMoved",
  "TermsStopped",
  "TermsContinued",
  "IncidentRaised",
  "IncidentResolved",
  "CaseSuspended",
  "CaseResumed",
  "CaseCompleted",
  "CaseTerminated",
] as const;
type Told = (typeof TOLD)[number];

interface Shown {
  readonly type: Told;
  readonly element?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly assignee?: string;
  readonly onBehalfOf?: string;
}

export function History({ task }: { readonly task: ShownCase }) {
  const { t, i18n } = useTranslation("inbox");
  const nameOf = useColleagues();
  const pages = usePages("listEvents", { params: { case: task.case }, query: { limit: 200 } });
  const xml = useDiagramText(task);
  const labels = useMemo(
    () => new Map(xml === undefined ? [] : labelsOfDiagram(xml, i18n.language).map(({ id, name }) => [id, name])),
    [xml, i18n.language],
  );
  const file = useOperation("listDocuments", { params: { case: task.case } });
  const titles = new Map(file.data?.items.map(({ name, title = name }) => [name, title]));
  const { data: me } = useOperation("getMe", {});
  if (pages.error !== null) return <ProblemAlert error={pages.error} />;
  const events = (pages.data?.pages.flatMap(({ items }) => items) ?? []).filter(isTold);
  const who = (by: string): string =>
    by === "system" || by.startsWith("handler:") ? t("history.system") : by === me?.id ? t("history.you") : nameOf(by);
  return (
    <>
      <Timeline bulletSize={14} lineWidth={2} active={events.length}>
        {events.map(({ seq, at, by, event }) => {
          const { type, element, name, reason, assignee, onBehalfOf } = event as unknown as Shown;
          const what = element === undefined ? "" : (labels.get(element) ?? element);
          return (
            <Timeline.Item key={seq}>
              <Text size="sm">
                {t(`history.${type}`, {
                  what,
                  document: titles.get(name ?? "") ?? name ?? "",
                  whom: assignee === undefined ? "" : nameOf(assignee),
                })}
              </Text>
              {reason !== undefined && <Text size="sm">{t("history.reason", { reason })}</Text>}
              <Text size="xs" c="dimmed">
                {dayAndTime(at, i18n.language)} ·{" "}
                {onBehalfOf === undefined ? who(by) : t("history.deputy", { who: who(by), whom: nameOf(onBehalfOf) })}
              </Text>
            </Timeline.Item>
          );
        })}
      </Timeline>
      <MoreButton pages={pages} label={t("history.more")} mt="md" />
    </>
  );
}

/** Of the elements only those that somebody did: gateways and what handlers did stay in the audit. */
function isTold({ event, by }: ChainedEvent): boolean {
  if (!TOLD.includes(event.type as Told)) return false;
  return event.type !== "ElementCompleted" || !(by === "system" || by.startsWith("handler:"));
}
