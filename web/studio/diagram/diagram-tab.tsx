/** The diagram of a working copy in the editor. What is drawn is written to the copy after each step. */
import { Alert, Text } from "@mantine/core";
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
  return <DiagramEditor key={path} xml={copy.files[path]!} onChanged={(xml) => copy.change(path, xml)} />;
}
