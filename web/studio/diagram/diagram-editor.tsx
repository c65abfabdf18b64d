import { Alert, Box, Paper, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Files } from "../bundle-files.ts";
import { DiagramTools, showWhole } from "./diagram-tools.tsx";
import { drawnOf, useFindingMarks } from "./finding-marks.ts";
import { FindingsList } from "./findings-list.tsx";
import { redraw, type ShownLanguage } from "./label-language.ts";
import type { Modeler } from "./modeler.ts";
import { PropertiesPanel } from "./panel/properties-panel.tsx";
import { labelIn, type LabelLanguage } from "./reg-rows.ts";
import { SideResizer } from "./side-resizer.tsx";
import { useLint } from "./use-lint.ts";
import { useModeler } from "./use-modeler.ts";
import "./diagram-editor.css";

export interface DiagramEditorProps {
  readonly xml: string;
  /** All files of the copy: what lint looks at, and what fields may name. */
  readonly files: Files;
  readonly onChanged: (xml: string) => void;
}

const NOTHING = [] as const;

export function DiagramEditor({ xml, files, onChanged }: DiagramEditorProps) {
  const { t, i18n } = useTranslation("studio");
  const container = useRef<HTMLDivElement>(null);
  const shown = useRef<ShownLanguage>({});
  const [language, setLanguage] = useState<LabelLanguage>(i18n.language as LabelLanguage);
  const [simulating, setSimulating] = useState(false);
  const [side, setSide] = useState({ open: true, width: 380 });
  shown.current.language = language;
  const { modeler, failed, selected } = useModeler(container, {
    xml,
    onChanged,
    description: t("diagram.canvas"),
    language: shown.current,
  });
  const lint = useLint(files);
  useFindingMarks(modeler, lint.found?.findings ?? NOTHING, !simulating);
  useEffect(() => {
    if (modeler !== undefined) redraw(modeler);
  }, [modeler, language]);
  useEffect(() => modeler?.get("canvas").resized(), [modeler, side, simulating]);
  useEffect(() => {
    // Only now has the drawing its own place beside the panel.
    if (modeler !== undefined) showWhole(modeler);
  }, [modeler]);

  const choose = (id: string): void => {
    const drawn = modeler === undefined ? undefined : drawnOf(modeler, id);
    if (modeler === undefined || drawn === undefined) return;
    const canvas = modeler.get("canvas");
    if (canvas.zoom() < READABLE) canvas.zoom(READABLE);
    canvas.scrollToElement(drawn.id);
    modeler.get("selection").select(drawn);
  };
  const nameOf = (id: string): string => {
    const object = modeler === undefined ? undefined : drawnOf(modeler, id)?.businessObject;
    return (object && (labelIn(object, language) ?? object.name)) || id;
  };
  const withSide = side.open && !simulating;
  return (
    <Stack gap="xs">
      <DiagramTools
        modeler={modeler}
        language={language}
        onLanguage={setLanguage}
        simulating={simulating}
        onSimulate={(on) => {
          if (modeler === undefined) return;
          modeler.get("toggleMode").toggleMode(on);
          if (on) showStart(modeler);
          setSimulating(on);
        }}
        sideOpen={side.open}
        onSide={(open) => setSide({ ...side, open })}
      />
      {failed && <Alert color="red">{t("diagram.broken")}</Alert>}
      <div className="diagram-desk">
        <Box ref={container} className="diagram-editor" />
        {withSide && <SideResizer width={side.width} onWidth={(width) => setSide({ ...side, width })} />}
        {withSide && modeler !== undefined && (
          <Paper
            withBorder
            p="sm"
            component="aside"
            aria-label={t("panel.title")}
            className="diagram-side"
            style={{ "--side-width": `${side.width}px` } as React.CSSProperties}
          >
            <PropertiesPanel
              modeler={modeler}
              language={language}
              element={selected ?? modeler.get("canvas").getRootElement()}
              files={files}
            />
          </Paper>
        )}
      </div>
      {!simulating && (
        <Paper withBorder p="sm">
          <FindingsList lint={lint} nameOf={nameOf} onChoose={choose} />
        </Paper>
      )}
    </Stack>
  );
}

/** The buttons that set tokens free are drawn from half the size on. */
const LEAST_FOR_TOKENS = 0.6;

function showStart(modeler: Modeler): void {
  const canvas = modeler.get("canvas");
  const start = modeler
    .get("elementRegistry")
    .getAll()
    .find(({ type }) => type === "bpmn:StartEvent");
  if (canvas.zoom() >= LEAST_FOR_TOKENS || start === undefined) return;
  canvas.zoom(LEAST_FOR_TOKENS);
  canvas.scrollToElement(start.id);
}

/** From this scale on the labels can be read. */
const READABLE = 0.75;
