/** Above the drawing: undo and zoom, the language of the labels, simulation, and whether the side panel is there. */
import { ActionIcon, Group, SegmentedControl, Switch, Text } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconMaximize,
  IconMinus,
  IconPlus,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Modeler } from "./modeler.ts";
import { LABEL_LANGUAGES, type LabelLanguage } from "./reg-rows.ts";

export interface DiagramToolsProps {
  readonly modeler: Modeler | undefined;
  readonly language: LabelLanguage;
  readonly onLanguage: (language: LabelLanguage) => void;
  readonly simulating: boolean;
  readonly onSimulate: (on: boolean) => void;
  readonly sideOpen: boolean;
  readonly onSide: (open: boolean) => void;
}

/** Half of the palette's width: the drawing is shown beside it. */
const PALETTE_HALF = 55;

export function showWhole(modeler: Modeler): void {
  const canvas = modeler.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.88, "auto");
  canvas.scroll({ dx: PALETTE_HALF, dy: 0 });
}

export function DiagramTools({
  modeler,
  language,
  onLanguage,
  simulating,
  onSimulate,
  sideOpen,
  onSide,
}: DiagramToolsProps) {
  const { t } = useTranslation("studio");
  const canvas = modeler?.get("canvas");
  const stack = modeler?.get("commandStack");
  const buttons = [
    { name: "undo", Icon: IconArrowBackUp, run: () => stack?.undo(), off: simulating || stack?.canUndo() !== true },
    { name: "redo", Icon: IconArrowForwardUp, run: () => stack?.redo(), off: simulating || stack?.canRedo() !== true },
    { name: "closer", Icon: IconPlus, run: () => canvas?.zoom(canvas.zoom() * 1.25, "auto"), off: false },
    { name: "farther", Icon: IconMinus, run: () => canvas?.zoom(canvas.zoom() * 0.8, "auto"), off: false },
    { name: "whole", Icon: IconMaximize, run: () => modeler && showWhole(modeler), off: false },
  ] as const;
  const SideIcon = sideOpen ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRightExpand;
  return (
    <Group justify="space-between" gap="xs">
      <Group gap={4}>
        {buttons.map(({ name, Icon, run, off }) => (
          <ActionIcon
            key={name}
            variant="default"
            size="lg"
            aria-label={t(`diagram.${name}`)}
            disabled={off}
            onClick={run}
          >
            <Icon size={18} aria-hidden />
          </ActionIcon>
        ))}
      </Group>
      <Group gap="md">
        <Switch
          label={t("diagram.simulate")}
          checked={simulating}
          disabled={modeler === undefined}
          onChange={({ currentTarget }) => onSimulate(currentTarget.checked)}
        />
        <Group gap="xs">
          <Text size="sm" id="label-language">
            {t("diagram.labels")}
          </Text>
          <SegmentedControl
            size="xs"
            aria-labelledby="label-language"
            value={language}
            onChange={(value) => onLanguage(value as LabelLanguage)}
            data={LABEL_LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
          />
        </Group>
        <ActionIcon
          variant="default"
          size="lg"
          disabled={simulating}
          aria-label={t(sideOpen ? "panel.close" : "panel.open")}
          aria-expanded={sideOpen}
          onClick={() => onSide(!sideOpen)}
        >
          <SideIcon size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
