/** What is said of the selected element, in groups; of the whole diagram when nothing is selected. */
import { Accordion, Box, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOperation } from "../../../connection/queries.ts";
import { pathsOf, resourceAt, type Files } from "../../bundle-files.ts";
import { editsOf } from "../edit-diagram.ts";
import type { Drawn, Modeler } from "../modeler.ts";
import { labelIn, languageOfNames, targetsOf, type LabelLanguage } from "../reg-rows.ts";
import { IdAndName, StandardGroups } from "./general-fields.tsx";
import { PanelProvider } from "./panel-context.ts";
import { PanelGroup, RegGroups } from "./reg-groups.tsx";
import { wordFor } from "./reg-fields.tsx";

export interface PropertiesPanelProps {
  readonly modeler: Modeler;
  readonly element: Drawn;
  /** That of the labels on the sheet. */
  readonly language: LabelLanguage;
  readonly files: Files;
}

const OPEN_AT_FIRST = ["element.general", "element.Label", "element.Trace", "element.Limit", "element.flow"];

export function PropertiesPanel({ modeler, element, language, files }: PropertiesPanelProps) {
  const { t } = useTranslation("studio");
  const [opened, setOpened] = useState<string[]>(OPEN_AT_FIRST);
  const handlers = useOperation("listHandlers", {}, { staleMs: 600_000 });
  const names: LabelLanguage = languageOfNames(modeler.get("elementRegistry").getAll());
  const drawn = element.labelTarget ?? element;
  const tools = useMemo(() => {
    const namesOf = (kind: "form" | "document"): readonly string[] =>
      pathsOf(files, kind).flatMap((path) => resourceAt(path)?.name ?? []);
    return {
      modeler,
      edits: editsOf(modeler, drawn, names),
      handlers: handlers.data?.items ?? [],
      forms: namesOf("form"),
      documents: namesOf("document"),
    };
  }, [modeler, drawn, names, handlers.data, files]);
  return (
    <PanelProvider value={tools}>
      <Stack gap="xs" key={keyOf(drawn)}>
        <Box>
          <Title order={2} size="h5">
            {typeName(t, drawn.businessObject.$type)}
          </Title>
          {drawn.businessObject.name !== undefined && (
            <Text size="sm" c="dimmed" lineClamp={2}>
              {labelIn(drawn.businessObject, language) ?? drawn.businessObject.name}
            </Text>
          )}
        </Box>
        <Accordion
          multiple
          value={opened}
          onChange={setOpened}
          chevronPosition="left"
          order={3}
          variant="default"
          keepMounted={false}
        >
          <PanelGroup id="element.general" of="general">
            <IdAndName drawn={drawn} />
          </PanelGroup>
          {targetsOf(drawn).map((target) => (
            <TargetGroups key={target.kind} target={target} drawn={drawn} />
          ))}
        </Accordion>
      </Stack>
    </PanelProvider>
  );
}

const keys = new WeakMap<Drawn, number>();
let lastKey = 0;
/** The same while the element is the same, also under another id. */
function keyOf(drawn: Drawn): number {
  const key = keys.get(drawn) ?? ++lastKey;
  keys.set(drawn, key);
  return key;
}

function TargetGroups({
  target,
  drawn,
}: {
  readonly target: ReturnType<typeof targetsOf>[number];
  readonly drawn: Drawn;
}) {
  const { t } = useTranslation("studio");
  return (
    <>
      {target.kind === "process" && (
        <Text size="xs" fw={700} c="dimmed" tt="uppercase" mt="md">
          {t("panel.process")}
        </Text>
      )}
      <StandardGroups target={target} drawn={drawn} />
      <RegGroups target={target} />
    </>
  );
}

/** `bpmn:UserTask` in words. */
const typeName = (t: ReturnType<typeof useTranslation<"studio">>["t"], type: string): string =>
  wordFor(t, "types", type.replace("bpmn:", ""));
