import { ActionIcon, Alert, Box, Group, Stack } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useModeler } from "./use-modeler.ts";
import "./diagram-editor.css";

export interface DiagramEditorProps {
  readonly xml: string;
  readonly onChanged: (xml: string) => void;
}

export function DiagramEditor({ xml, onChanged }: DiagramEditorProps) {
  const { t } = useTranslation("studio");
  const container = useRef<HTMLDivElement>(null);
  const { modeler, failed } = useModeler(container, { xml, onChanged, description: t("diagram.canvas") });
  const canvas = modeler?.get("canvas");
  const stack = modeler?.get("commandStack");
  const buttons = [
    { name: "undo", Icon: IconArrowBackUp, run: () => stack?.undo(), off: stack?.canUndo() !== true },
    { name: "redo", Icon: IconArrowForwardUp, run: () => stack?.redo(), off: stack?.canRedo() !== true },
    { name: "closer", Icon: IconPlus, run: () => canvas?.zoom(canvas.zoom() * 1.25, "auto"), off: false },
    { name: "farther", Icon: IconMinus, run: () => canvas?.zoom(canvas.zoom() * 0.8, "auto"), off: false },
    { name: "whole", Icon: IconMaximize, run: () => canvas?.zoom("fit-viewport", "auto"), off: false },
  ] as const;
  return (
    <Stack gap="xs">
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
      {failed && <Alert color="red">{t("diagram.broken")}</Alert>}
      <Box ref={container} className="diagram-editor" />
    </Stack>
  );
}
