/** The diagram of the case with the places marked at which it stands now. bpmn-js is loaded with this file only. */
import { Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DiagramView } from "../diagram/diagram-view.tsx";
import { useOperation } from "../connection/queries.ts";
import { labelsOfDiagram } from "../diagram/labels-of-diagram.ts";
import { useDiagramText } from "../diagram/diagram-text.ts";
import type { ShownCase } from "./shown-case.ts";
import { Waiting } from "../app/waiting.tsx";

export function CaseDiagram({ task }: { readonly task: ShownCase }) {
  const { t, i18n } = useTranslation("inbox");
  const { data } = useOperation("getCase", { params: { case: task.case } });
  const xml = useDiagramText(task);
  const labels = useMemo(() => (xml === undefined ? [] : labelsOfDiagram(xml, i18n.language)), [xml, i18n.language]);
  const marks = useMemo(
    () => ({
      classes: {
        "replay-active": data?.active.map(({ element }) => element) ?? [],
        "replay-waiting": data?.tokens.map(({ flow }) => flow) ?? [],
      },
      ...(task.element === undefined ? {} : { focus: task.element }),
    }),
    [data, task.element],
  );
  if (xml === undefined || data === undefined) return <Waiting />;
  const places = data.active.filter(({ kind }) => !/process|callActivity/i.test(kind)).map(({ name }) => name);
  return (
    <Stack gap="xs">
      <Text size="sm">{places.length > 0 ? t("diagram.now", { places: places.join(", ") }) : t("diagram.over")}</Text>
      <DiagramView
        xml={xml}
        labels={labels}
        marks={marks}
        description={t("diagram.description", { name: task.service ?? task.process })}
        height="60vh"
      />
    </Stack>
  );
}
