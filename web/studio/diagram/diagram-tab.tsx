/** The Diagram tab: the drawing with its tools, what is said of the selected element, and what lint has found. */
import { Alert, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { diagramPath } from "../bundle-files.ts";
import type { StudioPanelProps } from "../working-copy.ts";
import { DiagramEditor } from "./diagram-editor.tsx";

export function DiagramTab({ copy }: StudioPanelProps) {
  const { t } = useTranslation("studio");
  const path = diagramPath(copy.files);
  if (path === undefined)
    return (
      <Alert color="orange">
        <Text>{t("diagram.none")}</Text>
      </Alert>
    );
  return (
    <Stack gap="xs">
      <DiagramEditor
        key={path}
        xml={copy.files[path]!}
        files={copy.files}
        onChanged={(xml) => copy.change(path, xml)}
      />
    </Stack>
  );
}
